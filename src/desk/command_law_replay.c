/* `meguri law replay`: which past answers would differ under another edition of the tables. */
#include <stdio.h>

#include "desk/command.h"
#include "desk/law_command.h"
#include "desk/law_replay.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("from"), 0, STR_INIT("DATE"), STR_INIT("この日からの判断（既定: 初めから）"),
     STR_INIT("decisions from this day on (default: all)")},
    {STR_INIT("to"), 0, STR_INIT("DATE"), STR_INIT("この日までの判断（既定: 終わりまで）"),
     STR_INIT("decisions up to this day (default: all)")},
    {STR_INIT("as-of"), 0, STR_INIT("DATE"), STR_INIT("すべてこの日の規定で判定し直します（既定: 判断したときの日）"),
     STR_INIT("judge all as on this day (default: the day each was judged for)")},
    {STR_INIT("edition"), 0, STR_INIT("DIGEST"), STR_INIT("以前に使った表の版で判定し直します（既定: 今の表）"),
     STR_INIT("judge by an edition that was used before (default: the tables in force)")},
    {STR_INIT("threads"), 0, STR_INIT("N"), STR_INIT("並べて判定する数（既定: 2）"),
     STR_INIT("judge on N threads (default 2)")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

struct printing {
    struct json_writer writer;
    struct buf out;
    struct arena *arena;
    bool json;
};

static void put_row(struct printing *p, const struct desk_replay_row *row)
{
    json_begin_object(&p->writer);
    json_put_string(&p->writer, STR("case"), row->number);
    json_put_integer(&p->writer, STR("case_id"), row->case_id);
    json_put_string(&p->writer, STR("line"), row->line_name);
    json_put_string(&p->writer, STR("as_of"), day_format(row->as_of, p->arena));
    json_put_string(&p->writer, STR("before"), law_result_word(row->before));
    if (row->problem.n)
        json_put_string(&p->writer, STR("problem"), row->problem);
    else
        json_put_string(&p->writer, STR("after"), law_result_word(row->after));
    json_put_string(&p->writer, STR("judgement"), desk_judgement_name(row->judgement));
    json_put_bool(&p->writer, STR("answer_differs"), row->answer_differs);
    json_end_object(&p->writer);
}

static void show_row(void *state, const struct desk_replay_row *row)
{
    struct printing *p = state;
    arena_reset(p->arena);
    if (p->json) {
        put_row(p, row);
        return;
    }
    struct str after = row->problem.n ? row->problem : law_result_title(row->after);
    printf("%" PRIstr "  %" PRIstr "  %" PRIstr "  提案 %" PRIstr " → %" PRIstr "  判断 %" PRIstr "%s\n",
           STR_ARG(row->number), STR_ARG(row->line_name), STR_ARG(day_format(row->as_of, p->arena)),
           STR_ARG(law_result_title(row->before)), STR_ARG(after),
           STR_ARG(desk_judgement_title(row->judgement, LANG_JA)),
           row->answer_differs ? "（回答と違います）" : "");
}

static int read_day(const struct option_values *values, struct str name, day_number *out,
                    struct error *error)
{
    struct date date;
    struct str text = options_text(values, name, STR(""));
    *out = 0;
    if (text.n == 0)
        return 0;
    int status = date_parse(text, &date, error);
    if (status == 0)
        *out = day_of_date(date);
    return status;
}

static int read_options(const struct option_values *values, struct desk_replay *replay,
                        struct error *error)
{
    int64_t threads;
    int status = read_day(values, STR("from"), &replay->from, error);
    if (status == 0)
        status = read_day(values, STR("to"), &replay->to, error);
    if (status == 0)
        status = read_day(values, STR("as-of"), &replay->as_of, error);
    if (status == 0)
        status = options_integer(values, STR("threads"), 2, 1, 16, &threads, error);
    if (status)
        return status;
    replay->edition = options_text(values, STR("edition"), STR(""));
    replay->threads = (int)threads;
    return 0;
}

static void show_count(struct printing *p, const struct desk_replay_count *count, enum lang lang)
{
    if (!p->json) {
        printf(lang == LANG_JA
                   ? "%lld 件を版 %" PRIstr " で判定し直しました。提案が変わるもの %lld 件（うち回答と違うもの %lld 件）、"
                     "判定し直せないもの %lld 件。消去済みのため除いたもの %lld 件。\n"
                   : "%lld decisions judged by edition %" PRIstr ": %lld proposals change (%lld against the answer), "
                     "%lld cannot be judged; %lld left out because their case was erased.\n",
               (long long)count->total, STR_ARG(count->edition), (long long)count->changed,
               (long long)count->differing, (long long)count->unreadable, (long long)count->erased);
        return;
    }
    json_end_array(&p->writer);
    json_put_string(&p->writer, STR("edition"), count->edition);
    json_put_integer(&p->writer, STR("judged"), count->total);
    json_put_integer(&p->writer, STR("proposals_changed"), count->changed);
    json_put_integer(&p->writer, STR("answers_differ"), count->differing);
    json_put_integer(&p->writer, STR("unreadable"), count->unreadable);
    json_put_integer(&p->writer, STR("erased"), count->erased);
    json_end_object(&p->writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&p->out)));
}

static int replay_and_show(const struct web_actor *actor, const struct desk_replay *replay,
                           bool json, enum lang lang, struct error *error)
{
    struct desk_replay_count count;
    struct printing p = {.arena = arena_create(), .json = json};
    json_writer_init(&p.writer, &p.out, true);
    if (json) {
        json_begin_object(&p.writer);
        json_key(&p.writer, STR("changed"));
        json_begin_array(&p.writer);
    }
    int status = desk_law_replay(actor, replay, show_row, &p, NULL, &count, error);
    if (status == 0)
        show_count(&p, &count, lang);
    buf_finish(&p.out);
    arena_destroy(p.arena);
    return status;
}

int desk_command_law_replay(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct desk_command command = {0};
    struct desk_replay replay = {0};
    int status = command_begin(call, STR("meguri law replay --data DIR"), options, OPTION_COUNT, arena,
                               &values, error);
    if (status || !values)
        return status;
    status = read_options(values, &replay, error);
    if (status == 0)
        status = desk_command_begin(call, values, false, arena, &command, error);
    if (status == 0)
        status = replay_and_show(&command.actor, &replay,
                                 call->json || options_flag(values, STR("json")), call->context->lang,
                                 error);
    desk_command_end(&command);
    return status;
}
