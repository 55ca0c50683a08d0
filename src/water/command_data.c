/* meguri water exceedance and meguri water data: what is stored of a mine, against its limits and
   as observations for a study. */
#include <stdio.h>

#include "base/json.h"
#include "water/data_command.h"
#include "water/data_table.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("point"), 0, STR_INIT("CODE"), STR_INIT("地点の記号（既定: すべて）"),
     STR_INIT("code of the point (default: all)")},
    {STR_INIT("item"), 0, STR_INIT("KEY"), STR_INIT("項目（例: Zn。既定: すべて）"),
     STR_INIT("item, such as Zn (default: all)")},
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
    const struct water_actor *actor;
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
    const struct water_actor *actor = &data->command.actor;
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

int water_command_data(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct data_call *data = ARENA_NEW(arena, struct data_call);
    struct water_result *results;
    size_t count;
    data->call = call;
    int status = open_data(data, STR("meguri water data --mine CODE --output FILE.csv --data DIR"),
                           arena, error);
    if (data->values && !status) {
        const struct water_results_wanted wanted = {
            .mine = data->mine.id,
            .point = data->only,
            .item = options_text(data->values, STR("item"), STR(""))};
        status = water_results_read(&data->command.actor, &wanted, &results, &count, error);
        water_observations_table(&data->table, arena);
        if (!status)
            water_observations_add(&data->table, data->points, data->point_count, results, count);
        if (!status)
            status = give_out(data, error);
    }
    water_command_end(&data->command);
    return status;
}
