/* meguri water campaign, hearing, missing: the same as the pages of surveys. */
#include <stdio.h>

#include "water/data/survey.h"
#include "water/data_command.h"
#include "water/hearing_table.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("point"), 0, STR_INIT("CODE"), STR_INIT("地点の記号"), STR_INIT("code of the point")},
    {STR_INIT("items"), 0, STR_INIT("KEYS"), STR_INIT("項目の記号（空白区切り）"),
     STR_INIT("keys of items, joined by blanks")},
    {STR_INIT("begins"), 0, STR_INIT("DATE"), STR_INIT("始まりの日"), STR_INIT("first day")},
    {STR_INIT("ends"), 0, STR_INIT("DATE"), STR_INIT("終わりの日"), STR_INIT("last day")},
    {STR_INIT("day"), 0, STR_INIT("DATE"), STR_INIT("訪問の予定日"), STR_INIT("day of the visit")},
    {STR_INIT("output"), 0, STR_INIT("FILE"),
     STR_INIT("hearing: すべての鉱山の答えを xlsx か csv に書き出します"),
     STR_INIT("hearing: write the answers of all mines to an xlsx or csv")},
    {STR_INIT("purpose"), 0, STR_INIT("TEXT"), STR_INIT("調査の目的"),
     STR_INIT("purpose of the survey")},
};

struct survey_command {
    const struct command_call *call;
    const struct option_values *values;
    struct water_command command;
};

static int begin(struct survey_command *survey, struct str usage, struct arena *arena,
                 struct error *error)
{
    int status =
        command_begin(survey->call, usage, options, COUNT(options), arena, &survey->values, error);
    if (status || !survey->values)
        return status;
    return water_command_begin(survey->call, survey->values, false, arena, &survey->command, error);
}

static int day_option(const struct survey_command *survey, struct str name, day_number *out,
                      struct error *error)
{
    struct date date;
    int status = date_parse(options_text(survey->values, name, STR("")), &date, error);
    *out = status ? 0 : day_of_date(date);
    return status;
}

/* --- campaigns --- */

static int add_campaign(struct survey_command *survey, struct error *error)
{
    struct water_campaign campaign = {.name = options_argument(survey->values, 1),
                                      .purpose =
                                          options_text(survey->values, STR("purpose"), STR(""))};
    int64_t id;
    int status = day_option(survey, STR("begins"), &campaign.begins, error);
    if (!status)
        status = day_option(survey, STR("ends"), &campaign.ends, error);
    return status ? status : water_campaign_create(&survey->command.actor, &campaign, &id, error);
}

static int plan_visit(struct survey_command *survey, struct error *error)
{
    struct water_mine_row mine;
    struct water_point point;
    day_number day;
    int64_t id;
    if (!str_to_int64(options_argument(survey->values, 1), &id))
        return ERROR(error, ERR_USAGE, STR("plan ID"));
    int status = water_command_mine_of(&survey->command, survey->values, &mine, error);
    if (!status)
        status = water_command_point_of(&survey->command, &mine,
                                        options_text(survey->values, STR("point"), STR("")), &point,
                                        error);
    if (!status)
        status = day_option(survey, STR("day"), &day, error);
    return status
               ? status
               : water_visits_plan(&survey->command.actor, id, &point.id, 1,
                                   options_text(survey->values, STR("items"), STR("")), day, error);
}

static int list_campaigns(struct survey_command *survey, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("id"), STR_INIT("番号\x1fid"), true},
        {STR_INIT("name"), STR_INIT("調査\x1fsurvey"), false},
        {STR_INIT("begins"),
         STR_INIT("始まり\x1f"
                  "begins"),
         false},
        {STR_INIT("ends"),
         STR_INIT("終わり\x1f"
                  "ends"),
         false},
        {STR_INIT("visits"), STR_INIT("訪問\x1fvisits"), true},
        {STR_INIT("done"),
         STR_INIT("済み\x1f"
                  "done"),
         true}};
    struct water_campaign *list;
    struct water_table table;
    size_t count;
    int status = water_campaigns(&survey->command.actor, &list, &count, error);
    water_table_init(&table, STR("campaigns"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < count && !status; i++) {
        struct str cells[] = {arena_format(arena, "%lld", (long long)list[i].id),
                              list[i].name,
                              day_format(list[i].begins, arena),
                              day_format(list[i].ends, arena),
                              arena_format(arena, "%lld", (long long)list[i].visits),
                              arena_format(arena, "%lld", (long long)list[i].done)};
        water_table_add(&table, cells);
    }
    if (!status)
        water_command_show(&survey->command, &table, survey->call->context->lang);
    return status;
}

/* The visits of one campaign: their numbers are those of meguri water visit. */
static int list_visits(struct survey_command *survey, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("id"), STR_INIT("番号\x1fid"), true},
        {STR_INIT("mine"), STR_INIT("鉱山\x1fmine"), false},
        {STR_INIT("point"), STR_INIT("地点\x1fpoint"), false},
        {STR_INIT("planned"), STR_INIT("予定\x1fplanned"), false},
        {STR_INIT("visited"), STR_INIT("採水\x1fvisited"), false},
        {STR_INIT("items"), STR_INIT("項目\x1fitems"), true},
        {STR_INIT("missing"), STR_INIT("結果のない項目\x1fwithout result"), true},
        {STR_INIT("bottles"),
         STR_INIT("瓶\x1f"
                  "bottles"),
         true},
        {STR_INIT("photos"), STR_INIT("写真\x1fphotos"), true}};
    struct water_visit *list;
    struct water_table table;
    size_t count;
    int64_t id;
    if (!str_to_int64(options_argument(survey->values, 1), &id))
        return ERROR(error, ERR_USAGE, STR("visits ID"));
    int status = water_visits(&survey->command.actor, id, &list, &count, error);
    water_table_init(&table, STR("visits"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < count && !status; i++) {
        const struct water_visit *visit = &list[i];
        struct str cells[] = {arena_format(arena, "%lld", (long long)visit->id),
                              visit->mine_name,
                              visit->point_name,
                              day_format(visit->planned, arena),
                              visit->visited_at ? time_format_jst(visit->visited_at, arena)
                                                : STR(""),
                              arena_format(arena, "%zu", visit->item_count),
                              arena_format(arena, "%zu", visit->missing),
                              arena_format(arena, "%zu", visit->bottle_count),
                              arena_format(arena, "%zu", visit->photo_count)};
        water_table_add(&table, cells);
    }
    if (!status)
        water_command_show(&survey->command, &table, survey->call->context->lang);
    return status;
}

int water_command_campaign(const struct command_call *call, struct arena *arena,
                           struct error *error)
{
    struct survey_command survey = {.call = call};
    int status = begin(&survey,
                       STR("meguri water campaign [add NAME --begins DATE --ends DATE | plan ID "
                           "--mine CODE --point CODE --items KEYS --day DATE | visits ID] "
                           "--data DIR"),
                       arena, error);
    if (!survey.values)
        return status;
    size_t count = options_argument_count(survey.values);
    struct str what = options_argument(survey.values, 0);
    bool adds = count == 2 && str_equal(what, STR("add")),
         plans = count == 2 && str_equal(what, STR("plan")),
         shows = count == 2 && str_equal(what, STR("visits"));
    if (!status && count && !adds && !plans && !shows)
        status = ERROR(error, ERR_USAGE, STR("add NAME | plan ID | visits ID"));
    if (!status && adds)
        status = add_campaign(&survey, error);
    if (!status && plans)
        status = plan_visit(&survey, error);
    if (!status)
        status = shows ? list_visits(&survey, arena, error) : list_campaigns(&survey, arena, error);
    water_command_end(&survey.command);
    return status;
}

/* --- the hearing --- */

/* Without a mine: what was answered of all of them. */
static int list_hearings(struct survey_command *survey, struct error *error)
{
    struct str output = options_text(survey->values, STR("output"), STR(""));
    struct water_table table;
    int status = water_hearing_table(&survey->command.actor, &table, error);
    if (status)
        return status;
    if (output.n > 0)
        return water_table_save(&table, 1, survey->call->context, output, error);
    table.name = STR("hearings"); /* in JSON */
    water_command_show(&survey->command, &table, survey->call->context->lang);
    return 0;
}

static int show_hearing(struct survey_command *survey, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("key"), STR_INIT("記号\x1fkey"), false},
        {STR_INIT("question"), STR_INIT("質問\x1fquestion"), false},
        {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
        {STR_INIT("answer"),
         STR_INIT("答え\x1f"
                  "answer"),
         false}};
    struct water_mine_row mine;
    struct water_answer *answers;
    struct water_table table;
    size_t rows = 0;
    const struct water_answer given = {.key = options_argument(survey->values, 1),
                                       .answer = options_argument(survey->values, 2)};
    int status = water_command_mine_of(&survey->command, survey->values, &mine, error);
    if (!status && options_argument_count(survey->values) == 3)
        status = water_hearing_save(&survey->command.actor, mine.id, &given, 1, error);
    if (!status)
        status = water_hearing_read(&survey->command.actor, mine.id, &answers, &rows, error);
    water_table_init(&table, STR("hearing"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < rows && !status; i++) {
        struct str cells[] = {answers[i].key, answers[i].label, answers[i].unit, answers[i].answer};
        water_table_add(&table, cells);
    }
    if (!status)
        water_command_show(&survey->command, &table, survey->call->context->lang);
    return status;
}

int water_command_hearing(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct survey_command survey = {.call = call};
    int status = begin(&survey,
                       STR("meguri water hearing [--mine CODE [answer KEY TEXT]] [--output FILE] "
                           "--data DIR"),
                       arena, error);
    if (!survey.values)
        return status;
    size_t count = options_argument_count(survey.values);
    bool gives = count == 3 && str_equal(options_argument(survey.values, 0), STR("answer"));
    bool all = count == 0 && options_text(survey.values, STR("mine"), STR("")).n == 0;
    if (!status && count && !gives)
        status = ERROR(error, ERR_USAGE, STR("answer KEY TEXT"));
    if (!status)
        status = all ? list_hearings(&survey, error) : show_hearing(&survey, arena, error);
    water_command_end(&survey.command);
    return status;
}

/* --- what is missing --- */

int water_command_missing(const struct command_call *call, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("mine"), STR_INIT("鉱山\x1fmine"), false},
        {STR_INIT("missing"), STR_INIT("足りないもの\x1fmissing"), false}};
    struct survey_command survey = {.call = call};
    struct water_mine_row mine = {0};
    struct water_missing *list;
    struct water_table table;
    size_t count = 0;
    int status = begin(&survey, STR("meguri water missing [--mine CODE] --data DIR"), arena, error);
    if (!survey.values)
        return status;
    if (!status && options_text(survey.values, STR("mine"), STR("")).n)
        status = water_command_mine_of(&survey.command, survey.values, &mine, error);
    if (!status)
        status = water_missing(&survey.command.actor, mine.id, &list, &count, error);
    water_table_init(&table, STR("missing"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < count && !status; i++) {
        struct str cells[] = {list[i].mine_name, list[i].what};
        water_table_add(&table, cells);
    }
    if (!status)
        water_command_show(&survey.command, &table, call->context->lang);
    water_command_end(&survey.command);
    return status;
}
