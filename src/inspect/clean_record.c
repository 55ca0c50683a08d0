/* A cleaning between processes: its reports as records of their own, and the words beside them. */
#include "base/text.h"
#include "base/wire.h"
#include "inspect/clean.h"

enum { RECORD_MARK = 0x434c4e31, LEAST_STAY = 12 };

static void put_report(const struct inspect_report *report, struct buf *out)
{
    struct buf record = {0};
    inspect_write_record(report, &record);
    wire_put_str(out, buf_str(&record));
    buf_finish(&record);
}

void inspect_write_cleaning(const struct inspect_cleaning *cleaning, struct buf *out)
{
    wire_put_u32(out, RECORD_MARK);
    wire_put_u32(out, cleaning->state);
    wire_put_str(out, cleaning->reason_ja);
    wire_put_str(out, cleaning->reason_en);
    put_report(&cleaning->removed, out);
    put_report(&cleaning->along, out);
    put_report(&cleaning->kept, out);
    put_report(&cleaning->after, out);
    wire_put_u32(out, (uint32_t)cleaning->stay_count);
    for (size_t i = 0; i < cleaning->stay_count; i++) {
        wire_put_str(out, cleaning->stays[i].kind->id);
        wire_put_str(out, cleaning->stays[i].ja);
        wire_put_str(out, cleaning->stays[i].en);
    }
}

static struct str take_text(struct wire_reader *in, struct arena *arena)
{
    struct str text = wire_str(in);
    return text_is_valid_utf8(text) ? text : text_clean(text, arena);
}

static void take_stays(const struct inspect *inspect, struct wire_reader *in, struct arena *arena,
                       struct inspect_cleaning *out)
{
    out->stay_count = wire_count(in, LEAST_STAY);
    out->stays = ARENA_ARRAY(arena, struct inspect_stay, out->stay_count + 1);
    for (size_t i = 0; i < out->stay_count && !in->broken; i++) {
        struct inspect_stay *stay = &out->stays[i];
        stay->kind = inspect_kind_find(inspect, wire_str(in));
        stay->ja = take_text(in, arena);
        stay->en = take_text(in, arena);
        in->broken |= !stay->kind;
    }
}

bool inspect_read_cleaning(const struct inspect *inspect, struct str record, struct arena *arena,
                           struct inspect_cleaning *out)
{
    struct wire_reader in = {.rest = record};
    struct inspect_report *reports[] = {&out->removed, &out->along, &out->kept, &out->after};
    *out = (struct inspect_cleaning){0};
    if (wire_u32(&in) != RECORD_MARK)
        return false;
    uint32_t state = wire_u32(&in);
    out->reason_ja = take_text(&in, arena);
    out->reason_en = take_text(&in, arena);
    if (state > INSPECT_REFUSED)
        return false;
    out->state = (enum inspect_clean_state)state;
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
        if (!inspect_read_record(inspect, wire_str(&in), arena, reports[i]))
            return false;
    take_stays(inspect, &in, arena, out);
    return !in.broken && in.rest.n == 0;
}
