/* meguri inspect: hidden and personal information in deliverables. Exit code 0 when every file was
   inspected and nothing needs a person; 4 when something does; 2 when a file could not be
   inspected. */
#include <stdio.h>

#include "base/file.h"
#include "command_inspect.h"
#include "commands.h"
#include "contract/output.h"

enum { MOST_ALLOWED = 4 << 20, MOST_PROCESSES = 64 };

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("xlsx"), 0, STR_INIT("FILE"), STR_INIT("結果を Excel のファイルにも書きます"),
     STR_INIT("writes the result into a workbook, too")},
    {STR_INIT("html"), 0, STR_INIT("FILE"), STR_INIT("結果を HTML のファイルにも書きます"),
     STR_INIT("writes the result as an HTML page, too")},
    {STR_INIT("allow"), 0, STR_INIT("FILE"),
     STR_INIT("許可一覧（1 行に 1 つ、# は注記）。同じ語は指摘しません"),
     STR_INIT("allow-list, one text per line, # begins a remark")},
    {STR_INIT("clamd"), 0, STR_INIT("SOCKET"),
     STR_INIT("不正プログラムも検査します（clamd のソケット、または 127.0.0.1:3310）"),
     STR_INIT("scans for malware, too (clamd's socket, or 127.0.0.1:3310)")},
    {STR_INIT("reveal"), 0, STR_INIT(""),
     STR_INIT("見つけた語を伏せずに示します（個人番号は常に伏せます）"),
     STR_INIT("shows what was found as it is (never individual numbers)")},
    {STR_INIT("processes"), 'j', STR_INIT("N"), STR_INIT("同時に使う作業プロセスの数（既定 2）"),
     STR_INIT("worker processes at once (2)")},
    {STR_INIT("fix"), 0, STR_INIT("KINDS"),
     STR_INIT("見つけたものを除いた写しを作ります: "
              "usual（ふつう）、all（除けるもの全部）、XL-01,OPC-06 など種類、XL-04:2,5-7 "
              "など指摘の番号"),
     STR_INIT("writes a copy without what was found: usual, all (whatever can go), kinds like "
              "XL-01,OPC-06, or single findings like XL-04:2,5-7")},
    {STR_INIT("output"), 'o', STR_INIT("PLACE"),
     STR_INIT("写しを置くフォルダー、または写しの名前（既定は 元の名前.clean.拡張子）。"
              "フォルダーを整理するときは、同じ構成で全ファイルを置きます"),
     STR_INIT("folder or name of the copy (default: NAME.clean.EXTENSION beside the file); of a "
              "folder, the whole tree")},
    {STR_INIT("catalogue"), 0, STR_INIT(""), STR_INIT("調べる項目の一覧を示します"),
     STR_INIT("lists the kinds of findings")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void print_catalogue(const struct inspect *inspect, enum lang lang)
{
    size_t count;
    const struct inspect_kind *kinds = inspect_kinds(inspect, &count);
    for (size_t i = 0; i < count; i++)
        printf("%-7" PRIstr " %s %" PRIstr "  %" PRIstr "\n", STR_ARG(kinds[i].id),
               kinds[i].inspected ? "+" : "-",
               STR_ARG(inspect_severity_title(kinds[i].severity, lang)),
               STR_ARG(lang == LANG_JA ? kinds[i].title_ja : kinds[i].title_en));
}

static int write_outputs(const struct inspect_run *run, const struct option_values *values,
                         bool json, struct error *error)
{
    struct str xlsx = options_text(values, STR("xlsx"), STR("")),
               html = options_text(values, STR("html"), STR(""));
    struct buf out = {0};
    int failed = 0;
    if (json) {
        inspect_write_json(run->inspect, run->reports, run->count, run->context->lang, &out);
        printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
        buf_clear(&out);
    } else {
        command_inspect_print(run);
    }
    if (html.n) {
        command_inspect_print_html(run, &out);
        failed = file_write_durable(run->context, html, buf_str(&out), error);
    }
    buf_finish(&out);
    const struct contract_output output = {run->inspect, run->reports, run->count,
                                           run->context->lang, run->arena};
    return failed || !xlsx.n ? failed : contract_output_sheet(&output, run->context, xlsx, error);
}

/* "/run/clamav/clamd.ctl" or "127.0.0.1:3310". */
static int open_scanner(struct str where, struct inspect_run *run, struct error *error)
{
    struct clamd_options scanner = {.socket = where};
    int64_t port;
    size_t colon = str_find_char(where, ':', 0);
    if (where.n == 0)
        return 0;
    if (where.p[0] != '/') {
        if (colon == SIZE_MAX || !str_to_int64(str_slice(where, colon + 1, where.n), &port) ||
            port < 1 || port > 65535)
            return ERROR(error, ERR_USAGE,
                         BOTH("--clamd にはソケットのパスか 127.0.0.1:3310 の形で指定してください",
                              "--clamd takes the path of a socket, or 127.0.0.1:3310"));
        scanner = (struct clamd_options){.host = str_slice(where, 0, colon), .port = (int)port};
    }
    run->scanner = clamd_scanner_create(&scanner);
    return 0;
}

/* The worst of all files decides. */
static int verdict(const struct inspect_run *run, struct error *error)
{
    size_t unread = 0, failed = 0;
    for (size_t i = 0; i < run->count; i++) {
        unread += !run->reports[i].inspected;
        failed += !inspect_passes(&run->reports[i]);
    }
    if (unread)
        return ERROR(error, ERR_INSPECT_UNREAD, arena_format(run->arena, "%zu", unread));
    if (failed)
        return ERROR(error, ERR_INSPECT_FOUND, arena_format(run->arena, "%zu", failed));
    return 0;
}

static int run_all(const struct command_call *call, const struct option_values *values,
                   struct inspect_run *run, struct error *error)
{
    int64_t processes;
    struct str allow = options_text(values, STR("allow"), STR(""));
    int failed = options_integer(values, STR("processes"), 2, 1, MOST_PROCESSES, &processes, error);
    if (!failed)
        failed = open_scanner(options_text(values, STR("clamd"), STR("")), run, error);
    run->options.reveal = options_flag(values, STR("reveal"));
    if (!failed && allow.n)
        failed =
            file_read(call->context, allow, MOST_ALLOWED, run->arena, &run->options.allow, error);
    for (size_t i = 0; !failed && i < options_argument_count(values); i++)
        failed = command_inspect_gather(run, options_argument(values, i), error);
    struct str fix = options_text(values, STR("fix"), STR(""));
    const struct inspect_fix wanted = {.kinds = fix,
                                       .output = options_text(values, STR("output"), STR("")),
                                       .xlsx = options_text(values, STR("xlsx"), STR("")),
                                       .json = call->json};
    if (!failed && fix.n)
        return command_inspect_clean(run, &wanted, error);
    if (!failed)
        failed = command_inspect_files(run, (int)processes, error);
    if (!failed)
        inspect_together(run->inspect, run->reports, run->count, run->arena);
    if (!failed)
        failed = write_outputs(run, values, call->json, error);
    return failed ? failed : verdict(run, error);
}

int command_inspect(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri inspect FILE|FOLDER…"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    struct inspect_run run = {
        .context = call->context, .arena = arena, .inspect = inspect_create()};
    if (options_flag(values, STR("catalogue")))
        print_catalogue(run.inspect, call->context->lang);
    else if (options_argument_count(values) == 0)
        status = ERROR(error, ERR_USAGE,
                       BOTH("ファイルかフォルダーを指定してください", "name a file or folder"));
    else
        status = run_all(call, values, &run, error);
    command_inspect_finish(&run);
    clamd_scanner_destroy(run.scanner);
    inspect_destroy(run.inspect);
    return status;
}
