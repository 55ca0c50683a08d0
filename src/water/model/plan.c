#include "water/model/plan.h"

#include <math.h>

#include "base/check.h"
#include "water/model/columns.h"

enum { ITEMS_MAX = 2000 };

enum column { GROUP, ITEM, PAYMENT, QUANTITY, PRICE, LIFE, SHARE, SOURCE, CONFIRMED, COLUMNS };

static const struct str column_names[COLUMNS] = {
    STR_INIT("group"),    STR_INIT("item"),   STR_INIT("payment"),
    STR_INIT("quantity"), STR_INIT("price"),  STR_INIT("life"),
    STR_INIT("share"),    STR_INIT("source"), STR_INIT("confirmed"),
};

void water_amounts_set(struct water_amounts *amounts, const char *name, const char *label,
                       double si, const char *unit)
{
    if (amounts->count == amounts->capacity) {
        size_t capacity = amounts->capacity ? amounts->capacity * 2 : 16;
        struct water_amount *rows = ARENA_ARRAY(amounts->arena, struct water_amount, capacity);
        for (size_t i = 0; i < amounts->count; i++)
            rows[i] = amounts->rows[i];
        amounts->rows = rows;
        amounts->capacity = capacity;
    }
    amounts->rows[amounts->count++] =
        (struct water_amount){str_from_c(name), str_from_c(label), si, unit};
}

const struct water_amount *water_amounts_find(const struct water_amounts *amounts, struct str name)
{
    for (size_t i = amounts->count; i-- > 0;) /* the engineer's own figure comes last and wins */
        if (str_equal(amounts->rows[i].name, name))
            return &amounts->rows[i];
    return NULL;
}

static int read_payment(struct str text, struct str life, struct str share,
                        struct water_plan_item *out, struct error *error)
{
    if (str_equal(text, STR("once")))
        out->payment = WATER_PAID_ONCE;
    else if (str_equal(text, STR("yearly")))
        out->payment = WATER_PAID_YEARLY;
    else if (str_equal(text, STR("every")))
        out->payment = WATER_PAID_EVERY;
    else
        return ERROR(
            error, ERR_WATER_TABLE, STR("payment"),
            BOTH("once、yearly、every のどれかを書いてください", "write once, yearly or every"));
    if (out->payment != WATER_PAID_EVERY)
        return 0;
    struct water_quantity years, part;
    int status = water_quantity_parse(life, STR("y"), &years, error);
    if (!status)
        status = water_quantity_parse(share, STR("-"), &part, error);
    if (status)
        return status;
    out->life = water_from_si(years.si, "y");
    out->share = part.si;
    if (!(out->life >= 1) || !(out->share >= 0) || out->share > 1)
        return ERROR(error, ERR_WATER_TABLE, STR("life, share"),
                     BOTH("寿命は 1 年以上、割合は 0-100 % です",
                          "a life of a year or more, a share of 0-100 %"));
    return 0;
}

static int read_item(const struct csv_row *row, const size_t columns[COLUMNS], struct arena *arena,
                     struct water_plan_item *out, struct error *error)
{
    struct str field[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        field[i] = arena_copy(arena, str_trim(csv_field(row, columns[i])));
    *out = (struct water_plan_item){.group = field[GROUP],
                                    .item = field[ITEM],
                                    .quantity = field[QUANTITY],
                                    .price = field[PRICE],
                                    .source = field[SOURCE],
                                    .line = row->line,
                                    .confirmed = str_equal(field[CONFIRMED], STR("yes"))};
    for (size_t i = GROUP; i <= PRICE; i++)
        if (field[i].n == 0)
            return ERROR(error, ERR_WATER_TABLE, column_names[i], BOTH("空です", "is empty"));
    return read_payment(field[PAYMENT], field[LIFE], field[SHARE], out, error);
}

static int read_items(struct csv_reader *reader, struct arena *arena, struct water_plan *out,
                      struct error *error)
{
    size_t columns[COLUMNS];
    int status = water_columns_read(reader, column_names, COLUMNS, columns, error);
    if (status)
        return status;
    out->items = ARENA_ARRAY(arena, struct water_plan_item, ITEMS_MAX);
    for (struct csv_row row; !(status = csv_read(reader, &row, error)) && row.count > 0;) {
        if (out->count == ITEMS_MAX)
            return ERROR(error, ERR_TOO_LARGE, out->file, STR("2,000"));
        status = read_item(&row, columns, arena, &out->items[out->count], error);
        if (status)
            return error_at(error, out->file, row.line, 0), status;
        out->count++;
    }
    return status;
}

int water_plan_read(struct str file, struct str bytes, struct arena *arena, struct water_plan *out,
                    struct error *error)
{
    *out = (struct water_plan){.file = arena_copy(arena, file)};
    struct csv_read_options options = {.encoding = CSV_UTF8, .separator = '\t', .name = out->file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &options);
    int status = read_items(reader, arena, out, error);
    csv_reader_destroy(reader);
    return status;
}

/* quantity x price in yen, or in yen per second for what is paid yearly */
static bool makes_money(const struct water_amount *quantity, const struct water_value *price,
                        enum water_payment payment)
{
    struct water_unit unit, money;
    CHECK(water_unit_parse(str_from_c(quantity->unit), &unit, NULL) == 0);
    CHECK(water_unit_parse(payment == WATER_PAID_YEARLY ? STR("yen/s") : STR("yen"), &money,
                           NULL) == 0);
    for (size_t i = 0; i < WATER_DIMENSIONS; i++)
        unit.dimension.power[i] =
            (int8_t)(unit.dimension.power[i] + price->quantity.unit.dimension.power[i]);
    return water_dimension_equal(unit.dimension, money.dimension);
}

static int cost_row(const struct water_plan *plan, const struct water_plan_item *item,
                    const struct water_amounts *amounts, const struct water_values *prices,
                    day_number day, const struct water_terms *terms, struct water_plan_row *out,
                    struct error *error)
{
    *out = (struct water_plan_row){.item = item};
    out->quantity = water_amounts_find(amounts, item->quantity);
    out->price = water_values_find(prices, item->price, day);
    int status = 0;
    if (!out->quantity)
        status = ERROR(error, ERR_WATER_TABLE, item->quantity,
                       BOTH("この数量は計算されていません", "nothing gives this quantity"));
    else if (!out->price)
        status = water_values_need(prices, arena_c(amounts->arena, item->price), "yen", day,
                                   &(double){0}, NULL, error);
    else if (!makes_money(out->quantity, out->price, item->payment))
        status = ERROR(error, ERR_WATER_TABLE, item->item,
                       BOTH("数量と単価の単位を掛けても円（年払いは円/年）になりません",
                            "the units of quantity and price do not make yen (yen per year)"));
    if (status)
        return error_at(error, plan->file, item->line, 0), status;
    out->amount = out->quantity->si * out->price->quantity.si;
    if (item->payment == WATER_PAID_YEARLY)
        out->amount *= water_to_si(1, "y");
    struct water_cost cost = {item->payment, out->amount, item->life, item->share};
    out->present_value = water_present_value(&cost, terms);
    return 0;
}

static struct water_plan_group *group_of(struct water_plan_cost *cost, struct str name)
{
    for (size_t i = 0; i < cost->group_count; i++)
        if (str_equal(cost->groups[i].name, name))
            return &cost->groups[i];
    cost->groups[cost->group_count].name = name;
    return &cost->groups[cost->group_count++];
}

static void add_row(struct water_plan_cost *cost, const struct water_plan_row *row)
{
    struct water_plan_group *group = group_of(cost, row->item->group);
    double once = row->item->payment == WATER_PAID_ONCE ? row->amount : 0;
    double yearly = row->item->payment == WATER_PAID_YEARLY ? row->amount : 0;
    group->once += once;
    group->yearly += yearly;
    group->present_value += row->present_value;
    cost->once += once;
    cost->yearly += yearly;
    cost->present_value += row->present_value;
    cost->unconfirmed += !row->price->confirmed || !row->item->confirmed;
    int32_t year = row->price->base_year;
    if (year && (!cost->base_year_low || year < cost->base_year_low))
        cost->base_year_low = year;
    if (year > cost->base_year_high)
        cost->base_year_high = year;
}

int water_plan_cost(const struct water_plan *plan, const struct water_amounts *amounts,
                    const struct water_values *prices, day_number day,
                    const struct water_terms *terms, double flow, struct arena *arena,
                    struct water_plan_cost *out, struct error *error)
{
    *out = (struct water_plan_cost){
        .rows = ARENA_ARRAY(arena, struct water_plan_row, plan->count),
        .groups = ARENA_ARRAY(arena, struct water_plan_group, plan->count),
    };
    int status = water_terms_check(terms, error);
    for (size_t i = 0; i < plan->count && !status; i++) {
        status = cost_row(plan, &plan->items[i], amounts, prices, day, terms, &out->rows[i], error);
        if (!status)
            add_row(out, &out->rows[out->count++]);
    }
    if (status)
        return status;
    out->yearly_equivalent = water_yearly_equivalent(out->present_value, terms);
    out->per_volume = out->yearly_equivalent / (flow * water_to_si(1, "y"));
    return 0;
}
