/* meguri water exceedance and meguri water data: what is stored of a mine, against its limits and
   as observations for a study. */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "water/data_command.h"
#include "water/data_table.h"
#include "water/study_data.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("point"), 0, STR_INIT("CODE"), STR_INIT("地点の記号（既定: すべて）"),
     STR_INIT("code of the point (default: all)")},
    {STR_INIT("item"), 0, STR_INIT("KEY"), STR_INIT("項目（例: Zn。既定: すべて）"),
     STR_INIT("item, such as Zn (default: all)")},
    {STR_INIT("study"), 0, STR_INIT(""),
     STR_INIT("data: 検討ファイルの [observe] がそのまま読める表にします"),
     STR_INIT("data: as the table of [observe] of a study")},
    {STR_INIT("sections"), 0, STR_INIT(""),
     STR_INIT("data: 原水と流量を検討ファイルの [water] と [flow] の形で示します"),
     STR_INIT("data: raw water and flow as sections of a study")},
    {STR_INIT("statistic"), 0, STR_INIT("NAME"),
     STR_INIT("--sections: median 中央値（既定）、newest 最新、highest 最大"),
     STR_INIT("--sections: median (default), newest, highest")},
    {STR_INIT("from"), 0, STR_INIT("DATE"), STR_INIT("data: 始まりの日"),
     STR_INIT("data: first day")},
    {STR_INIT("to"), 0, STR_INIT("DATE"), STR_INIT("data: 終わりの日"), STR_INIT("data: last day")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the table to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

struct data_call {
    const struct command_call *call;
    const struct option_values *values;
    struct water_command command;
    struct water_mine_row mine;
    struct water_point *points;
    size_t point_count;
    int64_t only; /* a point; 0: all */
    struct water_table table;
};

static int open_data(struct data_call *data, struct str usage, struct arena *arena,
                     struct error *error)
{
    struct water_point point = {0};
    int status =
        command_begin(data->call, usage, options, OPTION_COUNT, arena, &data->values, error);
    if (status || !data->values)
        return status;
    status = water_command_begin(data->call, data->values, false, arena, &data->command, error);
    if (!status)
        status = water_command_mine_of(&data->command, data->values, &data->mine, error);
    if (!status)
        status = water_points(&data->command.actor, data->mine.id, &data->points,
                              &data->point_count, error);
    struct str code = options_text(data->values, STR("point"), STR(""));
    if (!status && code.n)
        status = water_command_point_of(&data->command, &data->mine, code, &point, error);
    data->only = point.id;
    return status;
}

static int give_out(struct data_call *data, struct error *error)
{
    const struct context *context = data->call->context;
    struct str path = options_text(data->values, STR("output"), STR(""));
    if (path.n)
        return water_table_save(&data->table, 1, context, path, error);
    if (!data->command.json) {
        water_table_print(&data->table, context->lang);
        return 0;
    }
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_key(&writer, STR("rows"));
    water_table_json(&data->table, &writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
    return 0;
}

struct point_limits {
    const struct web_actor *actor;
    const struct water_point *point;
    struct water_limits limits;
};

static int limits_body(struct db *db, void *argument, struct error *error)
{
    struct point_limits *of = argument;
    return water_limits_load(db, of->actor, of->point, &of->limits, error);
}

static int add_exceedances(struct data_call *data, const struct water_point *point,
                           struct error *error)
{
    const struct web_actor *actor = &data->command.actor;
    const struct water_results_wanted wanted = {
        .mine = data->mine.id,
        .point = point->id,
        .item = options_text(data->values, STR("item"), STR(""))};
    struct point_limits of = {.actor = actor, .point = point};
    struct water_result *results;
    struct water_exceedance *rows;
    size_t count;
    int status = water_results_read(actor, &wanted, &results, &count, error);
    if (!status)
        status = store_read(actor->store, limits_body, &of, error);
    if (status)
        return status;
    count = water_exceedances_of(&of.limits, results, count, actor->arena, &rows);
    water_exceedance_add(&data->table, point->name, rows, count);
    return 0;
}

int water_command_exceedance(const struct command_call *call, struct arena *arena,
                             struct error *error)
{
    struct data_call *data = ARENA_NEW(arena, struct data_call);
    data->call = call;
    int status =
        open_data(data, STR("meguri water exceedance --mine CODE --data DIR"), arena, error);
    if (data->values && !status) {
        water_exceedance_table(&data->table, arena);
        for (size_t i = 0; i < data->point_count && !status; i++)
            if (!data->only || data->points[i].id == data->only)
                status = add_exceedances(data, &data->points[i], error);
        if (!status)
            status = give_out(data, error);
    }
    water_command_end(&data->command);
    return status;
}

static int read_period(const struct data_call *data, struct water_figures_ask *ask,
                       struct error *error)
{
    struct str statistic = options_text(data->values, STR("statistic"), STR("median"));
    int status = water_command_day(data->values, STR("from"), &ask->from, error);
    if (!status)
        status = water_command_day(data->values, STR("to"), &ask->to, error);
    if (!status && !water_statistic_parse(statistic, &ask->statistic))
        status = ERROR(error, ERR_USAGE, STR("--statistic median|newest|highest"));
    return status;
}

/* A section that is written is never written over another file. */
static int give_sections(const struct data_call *data, const struct water_figures_ask *ask,
                         struct error *error)
{
    struct str path = options_text(data->values, STR("output"), STR("")), text;
    int status = water_study_sections(&data->command.actor, &data->mine, ask, &text, error);
    if (status)
        return status;
    if (path.n == 0) {
        printf("%" PRIstr, STR_ARG(text));
        return 0;
    }
    if (file_exists(path))
        return ERROR(error, ERR_WATER_EXISTS, path);
    return file_write_durable(data->call->context, path, text, error);
}

static int give_observations(struct data_call *data, const struct water_figures_ask *ask,
                             struct error *error)
{
    struct arena *arena = data->command.actor.arena;
    struct water_result *results;
    struct water_study_left left;
    size_t count;
    const struct water_results_wanted wanted = {
        .mine = data->mine.id,
        .point = data->only,
        .item = options_text(data->values, STR("item"), STR("")),
        .from = ask->from ? time_of_jst((struct jst){date_of_day(ask->from), 0, 0, 0}) : 0,
        .to = ask->to ? time_of_jst((struct jst){date_of_day(ask->to + 1), 0, 0, 0}) - 1 : 0};
    int status = water_results_read(&data->command.actor, &wanted, &results, &count, error);
    if (status)
        return status;
    if (options_flag(data->values, STR("study"))) {
        water_study_observations(data->points, data->point_count, results, count, arena,
                                 &data->table, &left);
        fprintf(stderr, "%" PRIstr "\n",
                STR_ARG(water_table_words(water_study_left_words(&data->table, &left, arena),
                                          data->call->context->lang)));
    } else {
        water_observations_table(&data->table, arena);
        water_observations_add(&data->table, data->points, data->point_count, results, count);
    }
    return give_out(data, error);
}

int water_command_data(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct data_call *data = ARENA_NEW(arena, struct data_call);
    struct water_figures_ask ask = {.from = 0};
    data->call = call;
    int status = open_data(data,
                           STR("meguri water data --mine CODE [--study] --output FILE.csv --data "
                               "DIR | --sections"),
                           arena, error);
    if (data->values && !status) {
        status = read_period(data, &ask, error);
        if (!status && options_flag(data->values, STR("sections")))
            status = give_sections(data, &ask, error);
        else if (!status)
            status = give_observations(data, &ask, error);
    }
    water_command_end(&data->command);
    return status;
}
