/* meguri water mine [add CODE NAME], meguri water point --mine CODE [add CODE NAME]: the same as
   the pages of mines and points. */
#include <stdio.h>

#include "base/civil.h"
#include "water/data_command.h"
#include "water/table.h"

static const struct option_declaration mine_options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("prefecture"), 0, STR_INIT("NAME"), STR_INIT("都道府県"), STR_INIT("prefecture")},
    {STR_INIT("note"), 0, STR_INIT("TEXT"), STR_INIT("備考"), STR_INIT("note")},
    {STR_INIT("restricted"), 0, STR_INIT(""), STR_INIT("見られる人を限ります"),
     STR_INIT("only people who are listed see it")},
    {STR_INIT("synthetic"), 0, STR_INIT(""), STR_INIT("デモ用のデータとして印を付けます"),
     STR_INIT("marks it as demonstration data")},
};
static const struct option_declaration point_options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("kind"), 0, STR_INIT("KIND"),
     STR_INIT("raw 原水、tank 槽の出口、treated 処理水、use 利水点、river 河川、other（既定）"),
     STR_INIT("raw, tank, treated, use, river, other (default)")},
    {STR_INIT("tank"), 0, STR_INIT("NAME"), STR_INIT("検討ファイルでの槽の名前"),
     STR_INIT("name of the tank in a study")},
    {STR_INIT("standard"), 0, STR_INIT("NAME"),
     STR_INIT("none 一律を適用しない（既定）、general 一律、metal_mining 金属鉱業の暫定値を含む"),
     STR_INIT("none (default), general, metal_mining: national limits that hold")},
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct water_column mine_columns[] = {
    {STR_INIT("code"),
     STR_INIT("記号\x1f"
              "code"),
     false},
    {STR_INIT("name"), STR_INIT("鉱山\x1fmine"), false},
    {STR_INIT("prefecture"), STR_INIT("都道府県\x1fprefecture"), false},
    {STR_INIT("points"), STR_INIT("地点\x1fpoints"), true},
    {STR_INIT("samples"), STR_INIT("試料\x1fsamples"), true},
    {STR_INIT("newest"), STR_INIT("最新の採水\x1fnewest"), false},
};
static const struct water_column point_columns[] = {
    {STR_INIT("code"),
     STR_INIT("記号\x1f"
              "code"),
     false},
    {STR_INIT("name"), STR_INIT("地点\x1fpoint"), false},
    {STR_INIT("kind"), STR_INIT("種類\x1fkind"), false},
    {STR_INIT("tank"), STR_INIT("槽\x1ftank"), false},
    {STR_INIT("standard"), STR_INIT("適用する基準\x1fstandard"), false},
};

static int list_mines(const struct water_command *command, enum lang lang, struct error *error)
{
    struct arena *arena = command->actor.arena;
    struct water_mine_line *lines;
    struct water_table table;
    size_t count;
    int status = water_mine_list(&command->actor, &lines, &count, error);
    if (status)
        return status;
    water_table_init(&table, STR("mines"), mine_columns, COUNT(mine_columns), arena);
    for (size_t i = 0; i < count; i++) {
        const struct water_mine_line *line = &lines[i];
        struct str cells[] = {line->mine.code,
                              line->mine.name,
                              line->mine.prefecture,
                              arena_format(arena, "%lld", (long long)line->points),
                              arena_format(arena, "%lld", (long long)line->samples),
                              line->newest ? day_format(day_of_time(line->newest), arena)
                                           : STR("")};
        water_table_add(&table, cells);
    }
    water_command_show(command, &table, lang);
    return 0;
}

int water_command_mine(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct water_command command;
    int64_t id;
    int status = command_begin(call, STR("meguri water mine [add CODE NAME] --data DIR"),
                               mine_options, COUNT(mine_options), arena, &values, error);
    if (status || !values)
        return status;
    size_t count = options_argument_count(values);
    bool adds = count == 3 && str_equal(options_argument(values, 0), STR("add"));
    if (count && !adds)
        return ERROR(error, ERR_USAGE, STR("add CODE NAME"));
    status = water_command_begin(call, values, false, arena, &command, error);
    const struct water_mine_row mine = {.code = adds ? options_argument(values, 1) : STR(""),
                                        .name = adds ? options_argument(values, 2) : STR(""),
                                        .prefecture =
                                            options_text(values, STR("prefecture"), STR("")),
                                        .note = options_text(values, STR("note"), STR("")),
                                        .restricted = options_flag(values, STR("restricted")),
                                        .synthetic = options_flag(values, STR("synthetic"))};
    if (!status && adds)
        status = water_mine_create(&command.actor, &mine, &id, error);
    if (!status)
        status = list_mines(&command, call->context->lang, error);
    water_command_end(&command);
    return status;
}

static int list_points(const struct water_command *command, int64_t mine, enum lang lang,
                       struct error *error)
{
    struct water_point *points;
    struct water_table table;
    size_t count;
    int status = water_points(&command->actor, mine, &points, &count, error);
    if (status)
        return status;
    water_table_init(&table, STR("points"), point_columns, COUNT(point_columns),
                     command->actor.arena);
    for (size_t i = 0; i < count; i++) {
        struct str cells[] = {points[i].code, points[i].name,
                              water_point_kind_title(points[i].kind), points[i].tank,
                              water_standard_title(points[i].standard)};
        water_table_add(&table, cells);
    }
    water_command_show(command, &table, lang);
    return 0;
}

int water_command_point(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct water_command command;
    struct water_mine_row mine;
    int64_t id;
    int status =
        command_begin(call, STR("meguri water point --mine CODE [add CODE NAME] --data DIR"),
                      point_options, COUNT(point_options), arena, &values, error);
    if (status || !values)
        return status;
    size_t count = options_argument_count(values);
    bool adds = count == 3 && str_equal(options_argument(values, 0), STR("add"));
    struct water_point point = {.code = adds ? options_argument(values, 1) : STR(""),
                                .name = adds ? options_argument(values, 2) : STR(""),
                                .tank = options_text(values, STR("tank"), STR(""))};
    if ((count && !adds) ||
        !water_point_kind_parse(options_text(values, STR("kind"), STR("other")), &point.kind) ||
        !water_standard_parse(options_text(values, STR("standard"), STR("none")), &point.standard))
        return ERROR(error, ERR_USAGE, STR("add CODE NAME --kind KIND --standard NAME"));
    status = water_command_begin(call, values, false, arena, &command, error);
    if (!status)
        status = water_command_mine_of(&command, values, &mine, error);
    point.mine = status ? 0 : mine.id;
    if (!status && adds)
        status = water_point_save(&command.actor, &point, &id, error);
    if (!status)
        status = list_points(&command, mine.id, call->context->lang, error);
    water_command_end(&command);
    return status;
}
