/* A report between processes, and its words for people. */
#include "base/text.h"
#include "base/wire.h"
#include "inspect/inspect.h"

enum { RECORD_MARK = 0x494e5333, OLD_MARK = 0x494e5331, LEAST_FINDING = 60, LEAST_CAPTION = 16 };

/* A hundredth of a point is enough. */
static void put_box(bool is_known, const double box[4], struct buf *out)
{
    for (int i = 0; i < 4; i++)
        wire_put_i64(out, is_known ? (int64_t)(box[i] * 100) : 0);
}

static void put_place(const struct inspect_place *place, struct buf *out)
{
    wire_put_str(out, place->inside);
    wire_put_str(out, place->part);
    wire_put_str(out, place->sheet);
    wire_put_str(out, place->cell);
    wire_put_str(out, place->element);
    wire_put_i64(out, place->page);
    wire_put_i64(out, place->slide);
    wire_put_i64(out, place->paragraph);
    wire_put_i64(out, place->line);
    wire_put_i64(out, place->offset);
    wire_put_u32(out, place->has_box);
    put_box(place->has_box, place->box, out);
    wire_put_str(out, place->beside);
}

static void put_drawn(const struct inspect_drawn *drawn, struct buf *out)
{
    wire_put_i64(out, drawn->picture);
    put_box(drawn->picture > 0, drawn->box, out);
    wire_put_u32(out, drawn->is_near);
}

void inspect_write_record(const struct inspect_report *report, struct buf *out)
{
    const struct inspect_measure *m = &report->measure;
    const int64_t numbers[] = {report->left_out,
                               m->bytes,
                               m->pages,
                               m->characters,
                               m->characters_no_blanks,
                               m->utf16_units,
                               m->pages_without_text};
    wire_put_u32(out, RECORD_MARK);
    wire_put_str(out, report->name);
    wire_put_str(out, report->form);
    wire_put_u32(out, report->inspected);
    wire_put_str(out, report->reason_ja);
    wire_put_str(out, report->reason_en);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        wire_put_i64(out, numbers[i]);
    wire_put_u32(out, (uint32_t)report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        wire_put_str(out, finding->kind->id);
        wire_put_u32(out, finding->severity);
        put_place(&finding->place, out);
        wire_put_str(out, finding->found);
        wire_put_u32(out, finding->is_secret);
        wire_put_i64(out, finding->count);
        wire_put_i64(out, finding->number);
        put_drawn(&finding->drawn, out);
    }
    wire_put_u32(out, (uint32_t)report->caption_count);
    for (size_t i = 0; i < report->caption_count; i++) {
        wire_put_str(out, report->captions[i].label);
        wire_put_str(out, report->captions[i].title);
        wire_put_i64(out, report->captions[i].page);
    }
    wire_put_str(out, (struct str){(const char *)report->page_text, report->page_text_count});
}

/* Only whole, valid text comes out of a record. */
static struct str take_text(struct wire_reader *in, struct arena *arena)
{
    struct str text = wire_str(in);
    return text_is_valid_utf8(text) ? text : text_clean(text, arena);
}

static void take_box(struct wire_reader *in, double box[4])
{
    for (int i = 0; i < 4; i++)
        box[i] = (double)wire_i64(in) / 100;
}

/* `is_old`: written before pictures of Office files were drawn; kept records are read for weeks. */
static void take_place(struct wire_reader *in, bool is_old, struct arena *arena,
                       struct inspect_place *place)
{
    struct str *texts[] = {&place->inside, &place->part, &place->sheet, &place->cell,
                           &place->element};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = take_text(in, arena);
    int64_t *numbers[] = {&place->page, &place->slide, &place->paragraph, &place->line,
                          &place->offset};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        *numbers[i] = wire_i64(in);
    place->has_box = wire_u32(in) != 0;
    take_box(in, place->box);
    place->beside = is_old ? STR("") : take_text(in, arena);
}

static void take_drawn(struct wire_reader *in, struct inspect_drawn *drawn)
{
    drawn->picture = wire_i64(in);
    take_box(in, drawn->box);
    drawn->is_near = wire_u32(in) != 0;
}

static void take_findings(const struct inspect *inspect, struct wire_reader *in, bool is_old,
                          struct arena *arena, struct inspect_report *out)
{
    out->count = wire_count(in, LEAST_FINDING);
    out->findings = ARENA_ARRAY(arena, struct inspect_finding, out->count + 1);
    for (size_t i = 0; i < out->count; i++) {
        struct inspect_finding *finding = &out->findings[i];
        finding->kind = inspect_kind_find(inspect, wire_str(in));
        uint32_t severity = wire_u32(in);
        if (!finding->kind || severity > INSPECT_REFUSE) {
            in->broken = true;
            return;
        }
        finding->severity = (enum inspect_severity)severity;
        take_place(in, is_old, arena, &finding->place);
        finding->found = take_text(in, arena);
        finding->is_secret = wire_u32(in) != 0;
        finding->count = wire_i64(in);
        if (is_old)
            continue;
        finding->number = wire_i64(in);
        take_drawn(in, &finding->drawn);
    }
}

bool inspect_read_record(const struct inspect *inspect, struct str record, struct arena *arena,
                         struct inspect_report *out)
{
    struct wire_reader in = {.rest = record};
    struct inspect_measure *m = &out->measure;
    *out = (struct inspect_report){0};
    int64_t *numbers[] = {&out->left_out,
                          &m->bytes,
                          &m->pages,
                          &m->characters,
                          &m->characters_no_blanks,
                          &m->utf16_units,
                          &m->pages_without_text};
    uint32_t mark = wire_u32(&in);
    bool is_old = mark == OLD_MARK;
    if (mark != RECORD_MARK && !is_old)
        return false;
    out->name = take_text(&in, arena);
    out->form = take_text(&in, arena);
    out->inspected = wire_u32(&in) != 0;
    out->reason_ja = take_text(&in, arena);
    out->reason_en = take_text(&in, arena);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        *numbers[i] = wire_i64(&in);
    take_findings(inspect, &in, is_old, arena, out);
    if (in.broken)
        return false;
    out->caption_count = wire_count(&in, LEAST_CAPTION);
    out->captions = ARENA_ARRAY(arena, struct inspect_caption, out->caption_count + 1);
    for (size_t i = 0; i < out->caption_count && !in.broken; i++) {
        out->captions[i].label = take_text(&in, arena);
        out->captions[i].title = take_text(&in, arena);
        out->captions[i].page = wire_i64(&in);
    }
    struct str pages = arena_copy(arena, wire_str(&in));
    out->page_text = (uint8_t *)(uintptr_t)pages.p;
    out->page_text_count = pages.n;
    return !in.broken && in.rest.n == 0;
}

enum inspect_severity inspect_worst(const struct inspect_report *report)
{
    enum inspect_severity worst = report->inspected ? INSPECT_INFORMATION : INSPECT_REFUSE;
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].severity > worst)
            worst = report->findings[i].severity;
    return worst;
}

bool inspect_passes(const struct inspect_report *report)
{
    return report->inspected && inspect_worst(report) < INSPECT_JUDGE;
}

struct str inspect_finding_id(const struct inspect_finding *finding, struct arena *arena)
{
    return finding->number > 0 ? arena_format(arena, "%" PRIstr ":%lld", STR_ARG(finding->kind->id),
                                              (long long)finding->number)
                               : finding->kind->id;
}

struct place_text {
    struct arena *arena;
    struct str text;
};

static void add(struct place_text *place, struct str word)
{
    if (word.n)
        place->text = place->text.n ? ARENA_JOIN(place->arena, place->text, STR(" "), word) : word;
}

static void add_number(struct place_text *place, int64_t number, const char *format)
{
    if (number <= 0)
        return;
    struct str rest = str_from_c(format), before;
    str_cut(&rest, '#', &before);
    add(place, arena_format(place->arena, "%" PRIstr "%lld%" PRIstr, STR_ARG(before),
                            (long long)number, STR_ARG(rest)));
}

struct str inspect_place_text(const struct inspect_place *place, enum lang lang,
                              struct arena *arena)
{
    bool ja = lang == LANG_JA;
    struct place_text out = {.arena = arena, .text = STR("")};
    add(&out, place->inside);
    if (place->sheet.n)
        add(&out, ja ? ARENA_JOIN(arena, STR("シート「"), place->sheet, STR("」"))
                     : ARENA_JOIN(arena, STR("sheet \""), place->sheet, STR("\"")));
    if (place->line <= 0)
        add(&out, place->cell);
    add_number(&out, place->page, ja ? "#頁" : "page #");
    add_number(&out, place->slide, ja ? "スライド#" : "slide #");
    add_number(&out, place->paragraph, ja ? "段落#" : "paragraph #");
    add_number(&out, place->line, ja ? "#行" : "line #");
    if (place->line > 0 && place->cell.n) /* of a text with columns */
        add(&out, ja ? ARENA_JOIN(arena, place->cell, STR("列"))
                     : ARENA_JOIN(arena, STR("column "), place->cell));
    if (place->has_box)
        add(&out, arena_format(arena, "[%.0f %.0f %.0f %.0f]", place->box[0], place->box[1],
                               place->box[2], place->box[3]));
    add(&out, place->part);
    add(&out, place->element);
    if (place->offset >= 0)
        add_number(&out, place->offset, ja ? "先頭から#バイト" : "byte #");
    return out.text;
}
