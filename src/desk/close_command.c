/* meguri desk close | export | month: thin, over the same functions as the pages. */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "desk/close.h"
#include "web/workspace.h"

struct session {
    struct workspace workspace;
    struct worker_pool *workers;
    struct web_services services;
    struct web_actor actor;
};

static int begin(const struct command_call *call, const struct option_values *values,
                 bool with_workers, struct arena *arena, struct session *out, struct error *error)
{
    *out = (struct session){0};
    int64_t commission;
    int failure = workspace_open(call, values, false, arena, &out->workspace, error);
    if (!failure)
        failure = workspace_commission(&out->workspace, values, arena, &commission, error);
    if (!failure && with_workers) {
        struct worker_options options = {0};
        failure = worker_pool_create(call->context, &options, &out->workers, error);
    }
    if (failure)
        return failure;
    out->services.workers = out->workers;
    out->actor = web_actor_program(out->workspace.store, arena, commission, &out->services);
    return 0;
}

static void finish(struct session *session)
{
    worker_pool_destroy(session->workers);
    workspace_close(&session->workspace);
}

static int read_day(const struct command_call *call, const struct option_values *values,
                    day_number *out, struct error *error)
{
    struct str text = options_text(values, STR("date"), STR(""));
    struct date date;
    if (text.n == 0) {
        *out = day_of_time(context_now(call->context));
        return 0;
    }
    int failure = date_parse(text, &date, error);
    if (!failure)
        *out = day_of_date(date);
    return failure;
}

static void print_json(struct buf *out)
{
    printf("%" PRIstr "\n", STR_ARG(buf_str(out)));
    buf_finish(out);
}

#define DATE_OPTION                                                                      \
    {STR_INIT("date"), 0, STR_INIT("DATE"), STR_INIT("対象の日（既定: 今日）"),          \
     STR_INIT("day (default today)")}

/* --- close --- */
static const struct option_declaration close_options[] = {
    WORKSPACE_OPTIONS,
    DATE_OPTION,
    {STR_INIT("dry-run"), 0, STR_INIT(""), STR_INIT("確かめるだけで何も変えません"),
     STR_INIT("look only, change nothing")},
};

static void put_case(struct json_writer *writer, const struct desk_day_case *one)
{
    static const char *const words[] = {"missing", "done", "excused"};
    json_begin_object(writer);
    json_put_string(writer, STR("number"), one->number);
    json_put_string(writer, STR("judgement"), desk_judgement_name(one->judgement));
    json_put_string(writer, STR("state"), desk_state_name(one->state));
    for (int part = 0; part < DESK_PARTS; part++)
        json_put_string(writer, desk_close_part_name((enum desk_close_part)part),
                        str_from_c(words[one->parts[part].state]));
    json_key(writer, STR("notes"));
    json_begin_array(writer);
    for (int part = 0; part < DESK_PARTS; part++)
        if (one->parts[part].sentence.n > 0)
            json_string(writer, one->parts[part].sentence);
    json_end_array(writer);
    json_end_object(writer);
}

static void put_day(struct json_writer *writer, const struct desk_day *day, struct arena *arena)
{
    static const char *const states[] = {"open", "closed", "reopened"};
    json_put_string(writer, STR("date"), day_format(day->day, arena));
    json_put_string(writer, STR("state"), str_from_c(states[day->state]));
    json_put_integer(writer, STR("advised"), (int64_t)day->count);
    json_put_integer(writer, STR("registered"), day->done[DESK_PART_REGISTERED]);
    json_put_integer(writer, STR("attached"), day->done[DESK_PART_ATTACHED]);
    json_put_integer(writer, STR("requested"), day->done[DESK_PART_REQUESTED]);
    json_put_integer(writer, STR("excused"), day->excused);
    json_put_integer(writer, STR("unfinished"), day->unfinished);
    json_put_integer(writer, STR("answers_waiting"), day->answers_waiting);
    json_put_bool(writer, STR("balanced"), day->balanced);
    json_key(writer, STR("cases"));
    json_begin_array(writer);
    for (size_t i = 0; i < day->count; i++)
        put_case(writer, &day->cases[i]);
    json_end_array(writer);
}

/* `result` is NULL while the day cannot be closed. */
static void print_close_json(const struct desk_day *day, const struct desk_close_result *result,
                             struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    put_day(&writer, day, arena);
    if (result) {
        json_put_integer(&writer, STR("revision"), result->revision);
        json_put_bool(&writer, STR("already"), result->already);
        json_put_bool(&writer, STR("complete"), result->complete);
        json_put_integer(&writer, STR("outgoing"), result->outgoing);
        json_put_string(&writer, STR("subject"), result->subject);
        json_put_string(&writer, STR("workbook"), result->workbook_name);
    }
    json_end_object(&writer);
    print_json(&out);
}

static const char *in(enum lang lang, const char *ja, const char *en)
{
    return lang == LANG_JA ? ja : en;
}

static void print_day(const struct desk_day *day, struct arena *arena, enum lang lang)
{
    struct str date = lang == LANG_JA ? day_format_ja(day->day, arena) : day_format(day->day, arena);
    struct str state = desk_day_state_title(day->state, lang);
    printf("%" PRIstr "  %" PRIstr "\n", STR_ARG(date), STR_ARG(state));
    printf("%s %zu", in(lang, "助言", "advised"), day->count);
    for (int part = 0; part < DESK_PARTS; part++) {
        struct str title = desk_close_part_title((enum desk_close_part)part, lang);
        printf("  %" PRIstr " %lld", STR_ARG(title), (long long)day->done[part]);
    }
    printf("  %s %lld  %s %lld\n", in(lang, "除外", "excused"), (long long)day->excused,
           in(lang, "未了", "unfinished"), (long long)day->unfinished);
    for (size_t i = 0; i < day->count; i++)
        for (int part = 0; part < DESK_PARTS; part++)
            if (day->cases[i].parts[part].state == DESK_PART_MISSING) {
                struct str title = desk_close_part_title((enum desk_close_part)part, lang);
                printf("  %" PRIstr "  %" PRIstr ": %" PRIstr "\n", STR_ARG(day->cases[i].number),
                       STR_ARG(title), STR_ARG(day->cases[i].parts[part].sentence));
            }
}

static void print_close(const struct desk_close_result *result, bool dry_run, enum lang lang)
{
    const char *what = result->already
        ? in(lang, "既に締めてあり、変更はありません", "Closed before, nothing has changed")
        : dry_run ? in(lang, "締められます。何も変えていません", "Can be closed; nothing was changed")
                  : in(lang, "締めました", "Closed");
    printf("%s (%s %lld)\n", what, in(lang, "版", "revision"), (long long)result->revision);
    printf("%s: %" PRIstr "\n", in(lang, "件名", "subject"), STR_ARG(result->subject));
    if (result->outgoing == 0 && !dry_run)
        printf("%s\n", in(lang, "報告メールはありません（宛先がないか、助言が0件です）。",
                          "There is no report mail (no recipient, or no advice)."));
}

int desk_command_close(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct session session;
    struct desk_day day;
    struct desk_close_result result;
    day_number date;
    int failure = command_begin(call, STR("meguri desk close --date DATE [--dry-run] [--json]"),
                                close_options, sizeof close_options / sizeof close_options[0], arena,
                                &values, error);
    if (failure || !values)
        return failure;
    if ((failure = read_day(call, values, &date, error)))
        return failure;
    bool dry_run = options_flag(values, STR("dry-run"));
    failure = begin(call, values, false, arena, &session, error);
    if (!failure)
        failure = desk_day_read(&session.actor, date, &day, error);
    if (!failure && !call->json)
        print_day(&day, arena, call->context->lang);
    if (!failure)
        failure = desk_close_day(&session.actor, date, dry_run, &result, error);
    if (!failure && call->json)
        failure = desk_day_read(&session.actor, date, &day, error);
    if (call->json && (!failure || failure == ERR_DESK_UNFINISHED))
        print_close_json(&day, failure ? NULL : &result, arena);
    else if (!failure)
        print_close(&result, dry_run, call->context->lang);
    finish(&session);
    return failure;
}

/* --- export --- */
static const struct option_declaration export_options[] = {
    WORKSPACE_OPTIONS,
    DATE_OPTION,
    {STR_INIT("to"), 0, STR_INIT("DIR"), STR_INIT("書き出す場所。なければ作ります"),
     STR_INIT("folder for the files, made when absent")},
    {STR_INIT("zip"), 0, STR_INIT(""), STR_INIT("書類の PDF を一つの zip にまとめます"),
     STR_INIT("the PDFs as one zip")},
};

static void print_export(const struct desk_export_result *result, bool json, enum lang lang)
{
    if (!json) {
        printf("%s: %zu  %" PRIstr "\n", in(lang, "書き出したファイル", "files written"),
               result->count, STR_ARG(result->folder));
        for (size_t i = 0; i < result->count; i++)
            printf("  %" PRIstr "\n", STR_ARG(result->names[i]));
        if (result->left_out > 0)
            printf("%s: %zu\n",
                   in(lang, "必須の項目が空のためCSVに入れなかった相談（close --dry-run で確認）",
                      "not in the CSV, required fields are empty (see close --dry-run)"),
                   result->left_out);
        return;
    }
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    json_put_string(&writer, STR("folder"), result->folder);
    json_put_integer(&writer, STR("batch"), result->batch);
    json_put_integer(&writer, STR("left_out"), (int64_t)result->left_out);
    json_key(&writer, STR("files"));
    json_begin_array(&writer);
    for (size_t i = 0; i < result->count; i++)
        json_string(&writer, result->names[i]);
    json_end_array(&writer);
    json_end_object(&writer);
    print_json(&out);
}

int desk_command_export(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct session session;
    struct desk_export_result result;
    day_number date;
    int failure = command_begin(call, STR("meguri desk export --date DATE --to DIR [--zip] [--json]"),
                                export_options, sizeof export_options / sizeof export_options[0],
                                arena, &values, error);
    if (failure || !values)
        return failure;
    struct str folder = options_text(values, STR("to"), STR(""));
    if (folder.n == 0)
        return ERROR(error, ERR_USAGE, STR("--to DIR"));
    if ((failure = read_day(call, values, &date, error)))
        return failure;
    failure = begin(call, values, true, arena, &session, error);
    if (!failure)
        failure = desk_export_day(&session.actor, date, folder, options_flag(values, STR("zip")), &result,
                                  error);
    if (!failure)
        print_export(&result, call->json, call->context->lang);
    finish(&session);
    return failure;
}

/* --- month --- */
static const struct option_declaration month_options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("to"), 0, STR_INIT("FILE"), STR_INIT("エクセルに書き出すときの名前"),
     STR_INIT("also write it as an Excel file")},
};

static int read_month(struct str text, int *year, int *month, struct error *error)
{
    int64_t y, m;
    if (text.n != 7 || text.p[4] != '-' || !str_to_int64(str_slice(text, 0, 4), &y) ||
        !str_to_int64(str_slice(text, 5, 7), &m) || m < 1 || m > 12)
        return ERROR(error, ERR_USAGE, STR("YYYY-MM"));
    *year = (int)y;
    *month = (int)m;
    return 0;
}

static void put_line(struct json_writer *writer, const struct desk_month_line *line)
{
    json_begin_object(writer);
    json_put_string(writer, STR("item"), line->item);
    json_put_string(writer, STR("title"), line->title_ja);
    json_put_integer(writer, STR("received"), line->received);
    json_put_integer(writer, STR("advised"), line->advised);
    json_put_integer(writer, STR("regulated"), line->regulated);
    json_put_integer(writer, STR("not_regulated"), line->not_regulated);
    json_put_integer(writer, STR("enquiries"), line->enquiries);
    json_end_object(writer);
}

static void print_month_json(const struct desk_month *month, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    json_put_string(&writer, STR("month"), arena_format(arena, "%04d-%02d", month->year, month->month));
    json_key(&writer, STR("lines"));
    json_begin_array(&writer);
    for (size_t i = 0; i < month->count; i++)
        put_line(&writer, &month->lines[i]);
    json_end_array(&writer);
    json_key(&writer, STR("total"));
    put_line(&writer, &month->total);
    json_end_object(&writer);
    print_json(&out);
}

static void print_line(const struct desk_month_line *line, enum lang lang)
{
    struct str title = lang == LANG_JA ? line->title_ja : line->title_en;
    printf("%" PRIstr "\t%lld\t%lld\t%lld\t%lld\t%lld\n", STR_ARG(title),
           (long long)line->received, (long long)line->advised, (long long)line->regulated,
           (long long)line->not_regulated, (long long)line->enquiries);
}

static void print_month(const struct desk_month *month, enum lang lang)
{
    puts(in(lang, "品目\t相談（受付）\t相談（助言）\tうち該当\tうち非該当\t問合せ",
            "item\treceived\tadvised\tregulated\tnot regulated\tenquiries"));
    for (size_t i = 0; i < month->count; i++)
        print_line(&month->lines[i], lang);
    print_line(&month->total, lang);
}

static int write_month(const struct web_actor *actor, const struct desk_month *month,
                       struct str path, struct error *error)
{
    struct str bytes, name;
    int failure = desk_month_workbook(actor, month->year, month->month, &bytes, &name, error);
    return failure ? failure : file_write_durable(store_context(actor->store), path, bytes, error);
}

int desk_command_month(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct session session;
    struct desk_month figures;
    int year = 0, month = 0;
    int failure = command_begin(call, STR("meguri desk month YYYY-MM [--to FILE] [--json]"),
                                month_options, sizeof month_options / sizeof month_options[0], arena,
                                &values, error);
    if (failure || !values)
        return failure;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE, STR("YYYY-MM"));
    if ((failure = read_month(options_argument(values, 0), &year, &month, error)))
        return failure;
    failure = begin(call, values, false, arena, &session, error);
    if (!failure)
        failure = desk_month_read(&session.actor, year, month, &figures, error);
    struct str path = options_text(values, STR("to"), STR(""));
    if (!failure && path.n > 0)
        failure = write_month(&session.actor, &figures, path, error);
    if (!failure && call->json)
        print_month_json(&figures, arena);
    else if (!failure)
        print_month(&figures, call->context->lang);
    finish(&session);
    return failure;
}
