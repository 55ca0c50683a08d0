/* meguri water limit --mine CODE --point CODE [add BASIS ITEM VALUE | end ID]: the same as the
   limits on the page of a point. */
#include "water/data/limit.h"
#include "water/data_command.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("point"), 0, STR_INIT("CODE"), STR_INIT("地点の記号"), STR_INIT("code of the point")},
    {STR_INIT("least"), 0, STR_INIT(""), STR_INIT("「以上」の基準（pH の下限）"),
     STR_INIT("a least instead of a most")},
    {STR_INIT("from"), 0, STR_INIT("DATE"), STR_INIT("適用の始め"), STR_INIT("first day")},
    {STR_INIT("to"), 0, STR_INIT("DATE"), STR_INIT("適用の終わり"), STR_INIT("last day")},
    {STR_INIT("source"), 0, STR_INIT("WHERE"), STR_INIT("出典（条例、協定書など）"),
     STR_INIT("its source")},
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct limit_command {
    const struct command_call *call;
    const struct option_values *values;
    struct water_command command;
    struct water_point point;
    struct water_limits limits;
};

static int day_option(const struct limit_command *limit, struct str name, day_number open,
                      day_number *out, struct error *error)
{
    struct str text = options_text(limit->values, name, STR(""));
    struct date date;
    *out = open;
    if (text.n && date_parse(text, &date, error))
        return (int)error->code;
    if (text.n)
        *out = day_of_date(date);
    return 0;
}

static int add_limit(struct limit_command *limit, struct error *error)
{
    struct water_limit one = {.point = limit->point.id,
                              .item = water_item_find(options_argument(limit->values, 2)),
                              .is_most = !options_flag(limit->values, STR("least")),
                              .source = options_text(limit->values, STR("source"), STR(""))};
    if (!water_basis_parse(options_argument(limit->values, 1), &one.basis))
        return ERROR(error, ERR_USAGE, STR("stricter | use_point | agreed"));
    int status = decimal_parse(options_argument(limit->values, 3), &one.value, error);
    if (!status)
        status = day_option(limit, STR("from"), INT32_MIN, &one.valid_from, error);
    if (!status)
        status = day_option(limit, STR("to"), INT32_MAX, &one.valid_to, error);
    return status ? status : water_limit_add(&limit->command.actor, &one, error);
}

static int change(struct limit_command *limit, struct error *error)
{
    size_t count = options_argument_count(limit->values);
    struct str what = options_argument(limit->values, 0);
    int64_t id;
    if (count == 0)
        return 0;
    if (count == 4 && str_equal(what, STR("add")))
        return add_limit(limit, error);
    if (count == 2 && str_equal(what, STR("end")) &&
        str_to_int64(options_argument(limit->values, 1), &id))
        return water_limit_end(&limit->command.actor, id,
                               day_of_time(context_now(limit->call->context)), error);
    return ERROR(error, ERR_USAGE, STR("add BASIS ITEM VALUE | end ID"));
}

static int load_body(struct db *db, void *argument, struct error *error)
{
    struct limit_command *limit = argument;
    return water_limits_load(db, &limit->command.actor, &limit->point, &limit->limits, error);
}

static void show(const struct limit_command *limit, struct arena *arena)
{
    static const struct water_column columns[] = {
        {STR_INIT("id"), STR_INIT("番号\x1fid"), true},
        {STR_INIT("basis"),
         STR_INIT("種類\x1f"
                  "basis"),
         false},
        {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
        {STR_INIT("end"),
         STR_INIT("向き\x1f"
                  "end"),
         false},
        {STR_INIT("value"), STR_INIT("値\x1fvalue"), true},
        {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
        {STR_INIT("from"),
         STR_INIT("始め\x1f"
                  "from"),
         false},
        {STR_INIT("to"), STR_INIT("終わり\x1fto"), false},
        {STR_INIT("source"), STR_INIT("出典\x1fsource"), false}};
    struct water_table table;
    water_table_init(&table, STR("limits"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < limit->limits.count; i++) {
        const struct water_limit *row = &limit->limits.rows[i];
        struct str cells[] = {
            row->id ? arena_format(arena, "%lld", (long long)row->id) : STR(""),
            water_basis_title(row->basis),
            row->item->key,
            row->is_most ? STR("以下\x1fmost") : STR("以上\x1fleast"),
            decimal_format(row->value, arena),
            row->item->unit,
            row->valid_from == INT32_MIN ? STR("") : day_format(row->valid_from, arena),
            row->valid_to == INT32_MAX ? STR("") : day_format(row->valid_to, arena),
            row->source};
        water_table_add(&table, cells);
    }
    water_command_show(&limit->command, &table, limit->call->context->lang);
}

int water_command_limit(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct limit_command limit = {.call = call};
    struct water_mine_row mine;
    int status = command_begin(call,
                               STR("meguri water limit --mine CODE --point CODE [add BASIS ITEM "
                                   "VALUE --source WHERE | end ID] --data DIR"),
                               options, COUNT(options), arena, &limit.values, error);
    if (status || !limit.values)
        return status;
    status = water_command_begin(call, limit.values, false, arena, &limit.command, error);
    if (!status)
        status = water_command_mine_of(&limit.command, limit.values, &mine, error);
    if (!status)
        status = water_command_point_of(&limit.command, &mine,
                                        options_text(limit.values, STR("point"), STR("")),
                                        &limit.point, error);
    if (!status)
        status = change(&limit, error);
    if (!status)
        status = store_read(limit.command.actor.store, load_body, &limit, error);
    if (!status)
        show(&limit, arena);
    water_command_end(&limit.command);
    return status;
}
