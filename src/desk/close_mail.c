/* The words of the daily report. 公開依頼完了 is said only when every case of the day is
   publish-requested; what was excused is named with its reason. */
#include "base/buf.h"
#include "base/text.h"
#include "desk/close_inside.h"
#include "desk/setting.h"

static struct str finish(struct buf *out, struct arena *arena)
{
    struct str copy = arena_copy(arena, buf_str(out));
    buf_finish(out);
    return copy;
}

static struct str list_excuses(const struct desk_day *day, struct arena *arena)
{
    struct buf out = {0};
    for (size_t i = 0; i < day->count; i++)
        for (int part = 0; part < DESK_PARTS; part++) {
            if (day->cases[i].parts[part].state != DESK_PART_EXCUSED)
                continue;
            struct str title = desk_close_part_title((enum desk_close_part)part, LANG_JA);
            buf_format(&out, "\n・%" PRIstr "　%" PRIstr "が未了: %" PRIstr,
                       STR_ARG(day->cases[i].number), STR_ARG(title),
                       STR_ARG(day->cases[i].parts[part].sentence));
        }
    if (out.n == 0)
        return (struct str){"", 0};
    struct str list = finish(&out, arena);
    return ARENA_JOIN(arena, STR("\n\n次の相談は、理由により本日中に完了していません。"), list);
}

static int64_t count_judged(const struct desk_day *day, enum desk_judgement judgement)
{
    int64_t n = 0;
    for (size_t i = 0; i < day->count; i++)
        n += day->cases[i].judgement == judgement;
    return n;
}

static struct str figure(int64_t value, struct arena *arena)
{
    return arena_format(arena, "%lld", (long long)value);
}

/* Recipients of the layout, else the setting for questions to the ministry. */
static int find_recipients(struct db *db, const struct web_actor *actor,
                           const struct desk_table *mail, struct desk_day_mail *out,
                           struct error *error)
{
    struct str addresses = desk_table_value(mail, STR("to")), address;
    if (addresses.n == 0) {
        int failure = desk_setting_text(db, actor->commission, STR("meti_address"), actor->arena,
                                        &addresses, error);
        if (failure)
            return failure;
    }
    out->recipients = ARENA_ARRAY(actor->arena, struct str, addresses.n + 1);
    while (addresses.n > 0 && str_cut(&addresses, ',', &address)) {
        address = str_trim(address);
        if (address.n > 0)
            out->recipients[out->recipient_count++] = address;
    }
    return 0;
}

int desk_day_mail_make(struct db *db, const struct web_actor *actor, const struct desk_day *day,
                       int64_t revision, struct str changes, struct str workbook,
                       struct desk_day_mail *out, struct error *error)
{
    struct arena *arena = actor->arena;
    struct desk_table mail;
    struct str desk, signature;
    *out = (struct desk_day_mail){.complete = day->balanced && day->excused == 0};
    int failure = desk_layout_table(db, actor->commission, STR("report_mail"), arena, &mail, error);
    if (!failure)
        failure = desk_setting_text(db, actor->commission, STR("desk_name"), arena, &desk, error);
    if (!failure)
        failure = desk_setting_text(db, actor->commission, STR("desk_signature"), arena, &signature,
                                    error);
    if (!failure)
        failure = find_recipients(db, actor, &mail, out, error);
    if (failure)
        return failure;
    const struct desk_word words[] = {
        {STR("date"), day_format(day->day, arena)},
        {STR("date_ja"), day_format_ja(day->day, arena)},
        {STR("advised"), figure((int64_t)day->count, arena)},
        {STR("registered"), figure(day->done[DESK_PART_REGISTERED], arena)},
        {STR("attached"), figure(day->done[DESK_PART_ATTACHED], arena)},
        {STR("requested"), figure(day->done[DESK_PART_REQUESTED], arena)},
        {STR("excused"), figure(day->excused, arena)},
        {STR("regulated"), figure(count_judged(day, DESK_REGULATED), arena)},
        {STR("not_regulated"), figure(count_judged(day, DESK_NOT_REGULATED), arena)},
        {STR("excuses"), list_excuses(day, arena)},
        {STR("changes"), changes},
        {STR("revision"), figure(revision, arena)},
        {STR("workbook"), workbook},
        {STR("desk"), desk},
        {STR("signature"), signature},
    };
    size_t count = sizeof words / sizeof words[0];
    struct str subject = out->complete ? STR("subject_complete") : STR("subject_partial");
    struct str text = out->complete ? STR("text_complete") : STR("text_partial");
    out->subject = desk_fill_words(desk_table_value(&mail, subject), words, count, arena);
    out->text = desk_fill_words(desk_table_value(&mail, text), words, count, arena);
    if (revision > 1) {
        struct str prefix = desk_table_value(&mail, STR("correction_prefix"));
        struct str before = desk_table_value(&mail, STR("text_correction"));
        out->subject =
            ARENA_JOIN(arena, desk_fill_words(prefix, words, count, arena), out->subject);
        out->text = ARENA_JOIN(arena, desk_fill_words(before, words, count, arena), out->text);
    }
    out->subject = text_one_line(out->subject, arena);
    bool empty_too = str_equal(desk_table_value(&mail, STR("send_when_empty")), STR("yes"));
    out->wanted = out->recipient_count > 0 && (day->count > 0 || empty_too);
    return 0;
}
