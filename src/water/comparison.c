#include "water/comparison.h"

#include "base/embedded.h"

extern const struct embedded_files water_model_data;

enum { WAYS = 2, CONSUMPTION_MAX = 8 };

/* One way of treatment, worked out. */
struct way {
    struct str title;
    struct water_amounts amounts;
    struct water_plan_cost cost;
    struct water_energy energy;
};

static int work_out(const struct water_opened *study, const struct water_train *train, bool passive,
                    const struct water_plant_result *plant, struct arena *arena, struct way *out,
                    struct error *error)
{
    const struct water_economy *e = &study->economy;
    struct water_design design = {&study->design, e->day};
    const struct water_way *way = passive ? &e->passive : &e->lime;
    out->title = passive ? BOTH("パッシブトリートメント", "passive treatment")
                         : BOTH("中和処理場", "lime plant");
    out->amounts.arena = arena;
    int status =
        passive
            ? water_amounts_of_passive_train(&design, &e->inflow, &way->site, &out->amounts, error)
            : water_amounts_of_lime_plant(&design, &e->inflow, &way->site, &out->amounts, error);
    if (!status && passive && train)
        status = water_amounts_of_tanks(train, &design,
                                        embedded_find(&water_model_data, STR("units.tsv")),
                                        &out->amounts, error);
    /* a train that is all plant is the lime plant; one with other tanks is passive with a small one
     */
    if (!status && plant->there && plant->alone != passive)
        water_plant_amounts(plant, &out->amounts);
    if (!status)
        status =
            water_plan_cost(passive ? &study->passive : &study->lime, &out->amounts, &study->prices,
                            e->day, &e->terms, e->inflow.flow, arena, &out->cost, error);
    if (status)
        return status;
    struct water_consumption use[CONSUMPTION_MAX];
    size_t count = water_amounts_consumption(&out->amounts, use, CONSUMPTION_MAX);
    return water_energy_of(&study->energy, e->day, use, count, arena, &out->energy, error);
}

static const struct water_column summary_columns[] = {
    {STR_INIT("way"), STR_INIT("方式\x1fway"), false},
    {STR_INIT("capital_yen"),
     STR_INIT("初期費用（円）\x1f"
              "capital (yen)"),
     true},
    {STR_INIT("yearly_yen"), STR_INIT("維持管理費（円/年）\x1fupkeep (yen/y)"), true},
    {STR_INIT("present_value_yen"), STR_INIT("現在価値（円）\x1fpresent value (yen)"), true},
    {STR_INIT("yearly_equivalent_yen"), STR_INIT("年等価額（円/年）\x1fyearly equivalent (yen/y)"),
     true},
    {STR_INIT("yen_per_m3"), STR_INIT("円/m3\x1fyen/m3"), true},
    {STR_INIT("energy_GJ"), STR_INIT("一次エネルギー（GJ/年）\x1fprimary energy (GJ/y)"), true},
    {STR_INIT("crude_oil_kL"),
     STR_INIT("原油換算（kL/年）\x1f"
              "crude oil (kL/y)"),
     true},
    {STR_INIT("site_co2_t"), STR_INIT("現場の CO2（t/年）\x1fsite CO2 (t/y)"), true},
    {STR_INIT("cycle_co2_t"), STR_INIT("薬剤等の CO2（t/年）\x1flife-cycle CO2 (t/y)"), true},
    {STR_INIT("unconfirmed"), STR_INIT("未確認の値（行）\x1funconfirmed rows"), true},
};
enum { SUMMARY_COLUMNS = sizeof summary_columns / sizeof summary_columns[0] };

static const struct water_column item_columns[] = {
    {STR_INIT("way"), STR_INIT("方式\x1fway"), false},
    {STR_INIT("group"), STR_INIT("区分\x1fgroup"), false},
    {STR_INIT("item"), STR_INIT("費目\x1fitem"), false},
    {STR_INIT("quantity"), STR_INIT("数量\x1fquantity"), true},
    {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
    {STR_INIT("rule_quantity"),
     STR_INIT("設計の規則なら\x1f"
              "by the design rules"),
     true},
    {STR_INIT("price"), STR_INIT("単価\x1fprice"), true},
    {STR_INIT("price_unit"), STR_INIT("単価の単位\x1fprice unit"), false},
    {STR_INIT("amount_yen"),
     STR_INIT("金額（円、年払いは円/年）\x1f"
              "amount (yen; yen/y)"),
     true},
    {STR_INIT("present_value_yen"), STR_INIT("現在価値（円）\x1fpresent value (yen)"), true},
    {STR_INIT("source"), STR_INIT("単価の出典\x1fsource of the price"), false},
    {STR_INIT("confirmed"),
     STR_INIT("確認\x1f"
              "confirmed"),
     false},
};
enum { ITEM_COLUMNS = sizeof item_columns / sizeof item_columns[0] };

static void add_summary(struct water_table *table, const struct way *way)
{
    struct arena *arena = table->arena;
    const struct water_plan_cost *cost = &way->cost;
    const struct water_energy *energy = &way->energy;
    struct str cells[SUMMARY_COLUMNS] = {
        way->title,
        water_table_number(cost->once, 4, arena),
        water_table_number(cost->yearly, 4, arena),
        water_table_number(cost->present_value, 4, arena),
        water_table_number(cost->yearly_equivalent, 4, arena),
        water_table_number(cost->per_volume, 4, arena),
        water_table_number(water_from_si(energy->tables[WATER_LEDGER_SITE].primary_energy, "GJ"), 4,
                           arena),
        water_table_number(energy->tables[WATER_LEDGER_SITE].crude_oil, 3, arena),
        water_table_number(energy->tables[WATER_LEDGER_SITE].co2 / 1000, 3, arena),
        water_table_number(energy->tables[WATER_LEDGER_CYCLE].co2 / 1000, 3, arena),
        arena_format(arena, "%zu", cost->unconfirmed),
    };
    water_table_add(table, cells);
}

/* What the design rules say where the study's own tanks or titration count; else empty. */
static struct str rule_quantity(const struct way *way, const struct water_plan_row *row,
                                struct arena *arena)
{
    for (size_t i = 0; i < way->amounts.count; i++) {
        const struct water_amount *first = &way->amounts.rows[i];
        if (first == row->quantity)
            break;
        if (str_equal(first->name, row->quantity->name) && first->si > 0)
            return water_table_number(water_from_si(first->si, first->unit), 4, arena);
    }
    return STR("");
}

static void add_items(struct water_table *table, const struct way *way)
{
    struct arena *arena = table->arena;
    for (size_t i = 0; i < way->cost.count; i++) {
        const struct water_plan_row *row = &way->cost.rows[i];
        struct str cells[ITEM_COLUMNS] = {
            way->title,
            row->item->group,
            row->item->item,
            water_table_number(water_from_si(row->quantity->si, row->quantity->unit), 4, arena),
            str_from_c(row->quantity->unit),
            rule_quantity(way, row, arena),
            water_table_number(row->price->written, 6, arena),
            row->price->quantity.unit.text,
            water_table_number(row->amount, 4, arena),
            water_table_number(row->present_value, 4, arena),
            row->price->source,
            row->price->confirmed ? BOTH("済", "yes") : BOTH("未確認", "no"),
        };
        water_table_add(table, cells);
    }
}

int water_comparison_tables(const struct water_opened *study, const struct water_train *train,
                            const struct water_plant_result *plant, struct arena *arena,
                            struct water_table *summary, struct water_table *items,
                            struct error *error)
{
    water_table_init(summary, BOTH("比較", "comparison"), summary_columns, SUMMARY_COLUMNS, arena);
    water_table_init(items, BOTH("内訳", "items"), item_columns, ITEM_COLUMNS, arena);
    for (int i = 0; i < WAYS; i++) {
        struct way way = {0};
        int status = work_out(study, train, i == 1, plant, arena, &way, error);
        if (status)
            return status;
        add_summary(summary, &way);
        add_items(items, &way);
    }
    return 0;
}
