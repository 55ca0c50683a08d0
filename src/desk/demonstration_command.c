#include "desk/demonstration.h"

#include <stdio.h>

#include "base/json.h"
#include "base/options.h"

static const struct option_declaration options[] = {
    {STR_INIT("to"), 0, STR_INIT("DIR"), STR_INIT("メール（.eml）を書く場所。なければ作ります"),
     STR_INIT("folder for the mails (.eml), made when absent")},
    {STR_INIT("date"), 0, STR_INIT("DATE"), STR_INIT("この日を今日として日付を付けます（既定: 今日）"),
     STR_INIT("date the mails as if today were DATE")},
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"), STR_INIT("result as JSON")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void print_result(struct str directory, size_t count, bool json, enum lang lang)
{
    if (!json) {
        printf(lang == LANG_JA ? "デモのメール %zu 通を %" PRIstr " に書きました。\n"
                               : "%zu demonstration mails written to %" PRIstr ".\n",
               count, STR_ARG(directory));
        return;
    }
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    json_put_string(&writer, STR("directory"), directory);
    json_put_integer(&writer, STR("mails"), (int64_t)count);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

int demonstration_command(const struct command_call *call, struct arena *arena,
                          struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri desk demonstration --to DIR"), options,
                               OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    struct str directory = options_text(values, STR("to"), STR(""));
    if (directory.n == 0)
        return ERROR(error, ERR_USAGE, STR("--to DIR"));
    day_number today = day_of_time(context_now(call->context));
    struct str date = options_text(values, STR("date"), STR(""));
    struct date given;
    if (date.n) {
        if ((status = date_parse(date, &given, error)))
            return status;
        today = day_of_date(given);
    }
    size_t count = 0;
    status = demonstration_write(call->context, directory, today, &count, error);
    if (status == 0)
        print_result(directory, count, call->json, call->context->lang);
    return status;
}
