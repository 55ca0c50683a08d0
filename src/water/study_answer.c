/* A study as the page shows it: the steady state of its train as the sliders change it, how far
   each tank brings the metals towards their limits, and the two ways of treatment beside each
   other. */
#include <math.h>

#include "base/embedded.h"
#include "water/study_page.h"

extern const struct embedded_files water_model_data;

/* Metals drawn along the train, with the constituents that count against the limit. */
static const struct drawn {
    const char *limit, *parts[2];
    bool dissolved; /* that is what the limit is of */
    struct str label;
} drawn[] = {
    {"Fe", {"Fe(2)", "Fe(3)"}, true, STR_INIT("Fe")},
    {"Zn", {"Zn", NULL}, false, STR_INIT("Zn")},
    {"Cd", {"Cd", NULL}, false, STR_INIT("Cd")},
    {"Cu", {"Cu(2)", NULL}, false, STR_INIT("Cu")},
    {"Pb", {"Pb", NULL}, false, STR_INIT("Pb")},
    {"Mn", {"Mn(2)", NULL}, true, STR_INIT("Mn")},
};
enum { DRAWN = sizeof drawn / sizeof *drawn };

static void warm(double *kelvin, int64_t by)
{
    if (*kelvin > 0)
        *kelvin += (double)by;
}

/* The sliders work on what was read: the text of the study stays as it was typed. */
static int change(struct water_simulation *s, const struct water_sliders *sliders,
                  struct error *error)
{
    struct water_train *train = &s->train;
    for (size_t i = 0; i < train->water_count; i++) {
        train->flows[i] *= (double)sliders->flow / 100;
        warm(&train->qualities[i].kelvin, sliders->warmer);
    }
    for (int i = 0; i < 12; i++)
        warm(&train->season_kelvin[i], sliders->warmer);
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_tank *tank = &train->tanks[t];
        tank->volume *= (double)sliders->volume / 100;
        tank->pools[WATER_POOL_BRAN] *= (double)sliders->organics / 100;
        tank->pools[WATER_POOL_HUSK] *= (double)sliders->organics / 100;
    }
    s->study.economy.inflow.flow *= (double)sliders->flow / 100;
    int status = sliders->warmer ? water_train_speciate(train, error) : 0;
    if (!status)
        water_train_reset(train);
    return status;
}

static double kilograms(const double *molality, const struct drawn *metal)
{
    double sum = 0;
    for (int i = 0; i < 2 && metal->parts[i]; i++) {
        int k = water_constituent_find(str_from_c(metal->parts[i]));
        sum += molality[k] * water_constituents[k].molar_mass;
    }
    return sum; /* g per kg of water is kg/m3 */
}

static double raw_kilograms(const struct water_train *train, const struct drawn *metal)
{
    double flow = 0, sum = 0;
    for (size_t w = 0; w < train->water_count; w++) {
        flow += train->flows[w];
        sum += train->flows[w] * kilograms(train->qualities[w].molality, metal);
    }
    return flow > 0 ? sum / flow : 0;
}

/* Levels of the drawing: a thousandth of the limit to a thousand times it. */
static const struct str levels[] = {STR_INIT("0.001"), STR_INIT("0.01"), STR_INIT("0.1"),
                                    STR_INIT("1"),     STR_INIT("10"),   STR_INIT("100"),
                                    STR_INIT("1000")};
enum { LEVELS = sizeof levels / sizeof *levels, LEVEL_OF_LIMIT = 3 };

static double level_of(double ratio)
{
    return fmin(fmax(log10(fmax(ratio, 1e-12)) + LEVEL_OF_LIMIT, 0), LEVELS - 1);
}

static void draw_metal(struct water_simulation *s, const struct drawn *metal, const double *places,
                       struct water_study_page *page)
{
    struct str key = arena_format(s->arena, "general.%s", metal->limit);
    const struct water_value *limit =
        water_values_find(&s->study.limits, key, s->study.economy.day);
    double y[WATER_TANKS_MAX + 1], raw = raw_kilograms(&s->train, metal);
    size_t count = s->train.tank_count;
    if (!limit || raw <= 0)
        return;
    y[0] = level_of(raw / limit->quantity.si);
    for (size_t t = 0; t < count; t++) {
        const struct water_tank_result *left = &s->run.tanks[t];
        double now = kilograms(metal->dissolved ? left->molality : left->total, metal);
        y[t + 1] = level_of(now / limit->quantity.si);
    }
    water_curves_add(&page->curves, metal->label, places, y, count + 1, (double)count, 0,
                     LEVELS - 1, s->arena);
}

static void draw_train(struct water_simulation *s, struct water_study_page *page)
{
    size_t count = s->train.tank_count;
    struct str *names = ARENA_ARRAY(s->arena, struct str, count + 1);
    double *places = ARENA_ARRAY(s->arena, double, count + 1);
    names[0] = STR("原水");
    for (size_t t = 0; t <= count; t++) {
        places[t] = (double)t;
        if (t > 0)
            names[t] = s->train.tanks[t - 1].name;
    }
    water_curves_frame(&page->curves, names, count + 1, levels, LEVELS, s->arena);
    page->limit_line = water_curves_level(LEVEL_OF_LIMIT, LEVELS, s->arena);
    for (size_t i = 0; i < DRAWN; i++)
        draw_metal(s, &drawn[i], places, page);
}

static void show_balances(const struct water_simulation *s, double seconds,
                          struct water_study_page *page)
{
    const struct water_table *tanks = &s->tables[WATER_TABLE_TANKS];
    page->answered = true;
    page->name = s->study.economy.name;
    page->last = s->train.tanks[s->train.tank_count - 1].name;
    page->over = tanks->cells[tanks->row_count * tanks->column_count - 1];
    page->mass_balance = arena_format(s->arena, "%.1e", s->run.mass_balance);
    page->charge_balance = arena_format(s->arena, "%.1e", s->run.charge_balance);
    page->cells = arena_format(s->arena, "%u", s->train.cell_count);
    page->seconds = arena_format(s->arena, "%.3f", seconds);
    for (int i = 0; i < WATER_SIMULATION_TABLES; i++)
        page->tables[i] = s->tables[i];
}

/* Money, energy and CO2 need more of a study than its train does: without it the page says so. */
static int compare(struct water_simulation *s, struct water_study_page *page, struct error *error)
{
    if (!s->study.economy.has_inflow) {
        page->no_comparison = STR("費用の比較には、[water] と [flow] が一つずつ要ります。");
        return 0;
    }
    struct water_design design = {&s->study.design, s->study.economy.day};
    struct water_plant_result plant;
    int status =
        water_plant_of(&s->train, &s->run, &design,
                       embedded_find(&water_model_data, STR("units.tsv")), &s->heap, &plant, error);
    page->has_comparison = !status;
    return status ? status
                  : water_comparison_tables(&s->study, &s->train, &plant, s->arena,
                                            &page->comparison, &page->items, error);
}

static int simulate(struct water_simulation *s, const struct water_sliders *sliders,
                    struct water_study_page *page, struct error *error)
{
    int64_t start = context_monotonic(s->call->context);
    int status = change(s, sliders, error);
    if (!status)
        status = water_train_settle(&s->train, (int)sliders->month - 1, &s->run, error);
    double seconds = (double)(context_monotonic(s->call->context) - start) / US_PER_SECOND;
    if (status)
        return status;
    water_simulation_add_tanks(s, 0);
    status = water_simulation_add_rules(s, error);
    if (!status)
        status = compare(s, page, error);
    if (status)
        return status;
    draw_train(s, page);
    show_balances(s, seconds, page);
    return 0;
}

int water_study_answer(const struct context *context, struct str text,
                       const struct water_sliders *sliders, struct arena *arena,
                       struct water_study_page *page, struct error *error)
{
    const struct command_call call = {.context = context};
    struct water_simulation *s = ARENA_NEW(arena, struct water_simulation);
    *s = (struct water_simulation){.call = &call, .arena = arena};
    int status = water_open_text(context, STR("検討"), text, arena, &s->study, error);
    if (!status)
        status = water_simulation_open(s, error);
    if (!status)
        status = simulate(s, sliders, page, error);
    water_simulation_close(s);
    return status;
}
