/* meguri desk holidays [import FILE --kind KIND --source WHERE [--dry-run]] --data DIR: the same as the page. */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "desk/command.h"
#include "desk/holiday.h"

enum { LONGEST_LIST = 1024 * 1024 };

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("kind"), 0, STR_INIT("KIND"),
     STR_INIT("official: 国民の祝日（既定）、closures: 窓口の休業日"),
     STR_INIT("official: national holidays (default), closures: closed days of the office")},
    {STR_INIT("source"), 0, STR_INIT("WHERE"), STR_INIT("一覧の出典"),
     STR_INIT("where the list is from")},
    {STR_INIT("dry-run"), 0, STR_INIT(""), STR_INIT("変わる日を示すだけで適用しません"),
     STR_INIT("show the days that would change, apply nothing")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

struct import {
    const struct web_actor *actor;
    struct desk_holiday_list list;
    struct desk_day_change *changes;
    size_t count;
    bool more, dry_run, json;
    int64_t cases;
};

static void print_import_json(const struct import *import)
{
    struct arena *arena = import->actor->arena;
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    json_put_integer(&writer, STR("id"), import->list.id);
    json_put_string(&writer, STR("kind"), desk_holiday_kind_name(import->list.kind));
    json_put_integer(&writer, STR("days"), import->list.days);
    json_put_bool(&writer, STR("applied"), !import->dry_run);
    json_put_integer(&writer, STR("cases"), import->cases);
    json_key(&writer, STR("changes"));
    json_begin_array(&writer);
    for (size_t i = 0; i < import->count; i++) {
        json_begin_object(&writer);
        json_put_string(&writer, STR("day"), day_format(import->changes[i].day, arena));
        json_put_string(&writer, STR("before"), import->changes[i].before);
        json_put_string(&writer, STR("after"), import->changes[i].after);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_import(const struct import *import, enum lang lang)
{
    struct arena *arena = import->actor->arena;
    for (size_t i = 0; i < import->count; i++)
        printf("%s  %s -> %s\n", arena_c(arena, day_format(import->changes[i].day, arena)),
               arena_c(arena, import->changes[i].before), arena_c(arena, import->changes[i].after));
    if (import->more)
        puts("...");
    if (import->dry_run)
        puts(lang == LANG_EN ? "Nothing was applied." : "適用していません。");
    else
        printf(lang == LANG_EN ? "Applied; the week of %lld open cases was counted again.\n"
                               : "適用し、進行中の %lld 件の期限を数え直しました。\n",
               (long long)import->cases);
}

static int import_list(const struct option_values *values, struct import *import, struct str path,
                       struct error *error)
{
    const struct web_actor *actor = import->actor;
    enum desk_holiday_kind kind;
    struct str body, source = options_text(values, STR("source"), STR(""));
    if (!desk_holiday_kind_parse(options_text(values, STR("kind"), STR("official")), &kind))
        return ERROR(error, ERR_USAGE, STR("--kind official|closures"));
    if (source.n == 0)
        return ERROR(error, ERR_USAGE, STR("--source WHERE"));
    int64_t id;
    int status =
        file_read(store_context(actor->store), path, LONGEST_LIST, actor->arena, &body, error);
    if (status == 0)
        status = desk_holidays_look(actor, kind, path, source, body, &id, error);
    if (status == 0)
        status = desk_holidays_changes(actor, id, &import->list, &import->changes, &import->count,
                                       &import->more, error);
    return status || import->dry_run ? status
                                     : desk_holidays_apply(actor, id, &import->cases, error);
}

static int print_lists(const struct web_actor *actor, enum lang lang, struct error *error)
{
    struct desk_holiday_list *lists;
    size_t count;
    int status = desk_holidays_list(actor, &lists, &count, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        printf("%s%lld  %s  %s - %s  %s\n", lists[i].in_force ? "* " : "  ", (long long)lists[i].id,
               arena_c(actor->arena, desk_holiday_kind_title(lists[i].kind, lang)),
               arena_c(actor->arena, day_format(lists[i].first, actor->arena)),
               arena_c(actor->arena, day_format(lists[i].last, actor->arena)),
               arena_c(actor->arena, lists[i].source));
    return status;
}

int desk_command_holidays(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct desk_command command = {0};
    int status = command_begin(
        call, STR("meguri desk holidays [import FILE --source WHERE [--kind KIND] [--dry-run]] --data DIR"),
        options, OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    size_t count = options_argument_count(values);
    bool imports = count == 2 && str_equal(options_argument(values, 0), STR("import"));
    if (count != 0 && !imports)
        return ERROR(error, ERR_USAGE, STR("import FILE"));
    status = desk_command_begin(call, values, false, arena, &command, error);
    struct import import = {.actor = &command.actor,
                            .dry_run = options_flag(values, STR("dry-run")),
                            .json = call->json || options_flag(values, STR("json"))};
    if (status == 0)
        status = imports ? import_list(values, &import, options_argument(values, 1), error)
                         : print_lists(&command.actor, call->context->lang, error);
    if (status == 0 && imports && import.json)
        print_import_json(&import);
    else if (status == 0 && imports)
        print_import(&import, call->context->lang);
    desk_command_end(&command);
    return status;
}
