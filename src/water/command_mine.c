/* meguri water mine [add CODE NAME | change CODE], meguri water point --mine CODE [add CODE NAME |
   change CODE]: the same as the pages of mines and points. */
#include <stdio.h>

#include "base/civil.h"
#include "water/data_command.h"
#include "water/table.h"

static const struct option_declaration mine_options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("prefecture"), 0, STR_INIT("NAME"), STR_INIT("都道府県"), STR_INIT("prefecture")},
    {STR_INIT("municipality"), 0, STR_INIT("NAME"), STR_INIT("市町村"), STR_INIT("municipality")},
    {STR_INIT("latitude"), 0, STR_INIT("DEGREES"), STR_INIT("緯度（度、小数）"),
     STR_INIT("latitude in decimal degrees")},
    {STR_INIT("longitude"), 0, STR_INIT("DEGREES"), STR_INIT("経度（度、小数）"),
     STR_INIT("longitude in decimal degrees")},
    {STR_INIT("name"), 0, STR_INIT("NAME"), STR_INIT("change: 新しい名前"),
     STR_INIT("change: the new name")},
    {STR_INIT("note"), 0, STR_INIT("TEXT"), STR_INIT("備考"), STR_INIT("note")},
    {STR_INIT("restricted"), 0, STR_INIT(""), STR_INIT("見られる人を限ります"),
     STR_INIT("only people who are listed see it")},
    {STR_INIT("open"), 0, STR_INIT(""), STR_INIT("change: 見られる人を限るのをやめます"),
     STR_INIT("change: everybody of the commission sees it again")},
    {STR_INIT("synthetic"), 0, STR_INIT(""), STR_INIT("デモ用のデータとして印を付けます"),
     STR_INIT("marks it as demonstration data")},
};
static const struct option_declaration point_options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("name"), 0, STR_INIT("NAME"), STR_INIT("change: 新しい名前"),
     STR_INIT("change: the new name")},
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
    {STR_INIT("municipality"), STR_INIT("市町村\x1fmunicipality"), false},
    {STR_INIT("latitude"), STR_INIT("緯度\x1flatitude"), false},
    {STR_INIT("longitude"), STR_INIT("経度\x1flongitude"), false},
    {STR_INIT("restricted"), STR_INIT("見られる人\x1frestricted"), false},
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
                              line->mine.municipality,
                              line->mine.latitude,
                              line->mine.longitude,
                              line->mine.restricted ? STR("限定") : STR(""),
                              arena_format(arena, "%lld", (long long)line->points),
                              arena_format(arena, "%lld", (long long)line->samples),
                              line->newest ? day_format(day_of_time(line->newest), arena)
                                           : STR("")};
        water_table_add(&table, cells);
    }
    water_command_show(command, &table, lang);
    return 0;
}

/* What the options say; what they leave out stays. */
static struct water_mine_row mine_of(const struct option_values *values, struct water_mine_row mine)
{
    mine.name = options_text(values, STR("name"), mine.name);
    mine.prefecture = options_text(values, STR("prefecture"), mine.prefecture);
    mine.municipality = options_text(values, STR("municipality"), mine.municipality);
    mine.latitude = options_text(values, STR("latitude"), mine.latitude);
    mine.longitude = options_text(values, STR("longitude"), mine.longitude);
    mine.note = options_text(values, STR("note"), mine.note);
    mine.restricted = (mine.restricted || options_flag(values, STR("restricted"))) &&
                      !options_flag(values, STR("open"));
    return mine;
}

static int add_mine(const struct water_command *command, const struct option_values *values,
                    struct error *error)
{
    struct water_mine_row mine = mine_of(
        values, (struct water_mine_row){.name = options_argument(values, 2),
                                        .synthetic = options_flag(values, STR("synthetic"))});
    int64_t id;
    mine.code = options_argument(values, 1);
    return water_mine_create(&command->actor, &mine, &id, error);
}

static int change_mine(const struct water_command *command, const struct option_values *values,
                       struct error *error)
{
    struct water_mine_row mine;
    int status = water_mine_find(&command->actor, options_argument(values, 1), &mine, error);
    if (status)
        return status;
    mine = mine_of(values, mine);
    return water_mine_change(&command->actor, &mine, error);
}

int water_command_mine(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct water_command command;
    int status =
        command_begin(call, STR("meguri water mine [add CODE NAME | change CODE] --data DIR"),
                      mine_options, COUNT(mine_options), arena, &values, error);
    if (status || !values)
        return status;
    size_t count = options_argument_count(values);
    struct str what = options_argument(values, 0);
    bool adds = count == 3 && str_equal(what, STR("add"));
    bool changes = count == 2 && str_equal(what, STR("change"));
    if (count && !adds && !changes)
        return ERROR(error, ERR_USAGE, STR("add CODE NAME | change CODE --name NAME"));
    status = water_command_begin(call, values, false, arena, &command, error);
    if (!status && adds)
        status = add_mine(&command, values, error);
    if (!status && changes)
        status = change_mine(&command, values, error);
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

/* Fills `point` by the options; what they leave out stays. */
static int point_of(const struct option_values *values, struct water_point *point,
                    struct error *error)
{
    struct str kind = options_text(values, STR("kind"), water_point_kind_name(point->kind));
    struct str standard =
        options_text(values, STR("standard"), water_standard_name(point->standard));
    point->name = options_text(values, STR("name"), point->name);
    point->tank = options_text(values, STR("tank"), point->tank);
    if (!water_point_kind_parse(kind, &point->kind))
        return ERROR(error, ERR_USAGE, STR("--kind raw|tank|treated|use|river|other"));
    if (!water_standard_parse(standard, &point->standard))
        return ERROR(error, ERR_USAGE, STR("--standard none|general|metal_mining"));
    return 0;
}

static int save_point(const struct water_command *command, const struct option_values *values,
                      int64_t mine, bool adds, struct error *error)
{
    struct str code = options_argument(values, 1);
    const struct water_mine_row of = {.id = mine};
    struct water_point point = {
        .mine = mine, .code = code, .name = options_argument(values, 2), .kind = WATER_POINT_OTHER};
    int64_t id;
    int status = adds ? 0 : water_command_point_of(command, &of, code, &point, error);
    if (!status)
        status = point_of(values, &point, error);
    return status ? status : water_point_save(&command->actor, &point, &id, error);
}

int water_command_point(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct water_command command;
    struct water_mine_row mine;
    int status = command_begin(
        call, STR("meguri water point --mine CODE [add CODE NAME | change CODE] --data DIR"),
        point_options, COUNT(point_options), arena, &values, error);
    if (status || !values)
        return status;
    size_t count = options_argument_count(values);
    struct str what = options_argument(values, 0);
    bool adds = count == 3 && str_equal(what, STR("add"));
    bool changes = count == 2 && str_equal(what, STR("change"));
    if (count && !adds && !changes)
        return ERROR(error, ERR_USAGE, STR("add CODE NAME | change CODE --name NAME"));
    status = water_command_begin(call, values, false, arena, &command, error);
    if (!status)
        status = water_command_mine_of(&command, values, &mine, error);
    if (!status && count)
        status = save_point(&command, values, mine.id, adds, error);
    if (!status)
        status = list_points(&command, mine.id, call->context->lang, error);
    water_command_end(&command);
    return status;
}
