#include "water/ensemble_tables.h"

#include <math.h>

static const struct water_column parameter_columns[] = {
    {STR_INIT("parameter"), STR_INIT("値の名前\x1fparameter"), false},
    {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
    {STR_INIT("prior"), STR_INIT("事前\x1fprior"), true},
    {STR_INIT("prior_low"), STR_INIT("事前 95 % 下\x1fprior low"), true},
    {STR_INIT("prior_high"), STR_INIT("事前 95 % 上\x1fprior high"), true},
    {STR_INIT("low"), STR_INIT("95 % 下\x1flow 95 %"), true},
    {STR_INIT("middle"), STR_INIT("中央\x1fmedian"), true},
    {STR_INIT("high"), STR_INIT("95 % 上\x1fhigh 95 %"), true},
};
static const struct water_column observation_columns[] = {
    {STR_INIT("date"),
     STR_INIT("日付\x1f"
              "date"),
     false},
    {STR_INIT("group"), STR_INIT("地点・項目\x1fpoint, item"), false},
    {STR_INIT("part"), STR_INIT("区分\x1fpart"), false},
    {STR_INIT("below"),
     STR_INIT("未満\x1f"
              "below"),
     false},
    {STR_INIT("observed"), STR_INIT("観測\x1fobserved"), true},
    {STR_INIT("low"), STR_INIT("帯の下\x1flow"), true},
    {STR_INIT("middle"), STR_INIT("中央\x1fmedian"), true},
    {STR_INIT("high"), STR_INIT("帯の上\x1fhigh"), true},
    {STR_INIT("inside"), STR_INIT("帯の中\x1finside"), false},
};
static const struct water_column failure_columns[] = {
    {STR_INIT("member"), STR_INIT("メンバー\x1fmember"), true},
    {STR_INIT("reason"), STR_INIT("失敗の理由\x1freason"), false},
};
enum {
    PARAMETER_COLUMNS = sizeof parameter_columns / sizeof parameter_columns[0],
    OBSERVATION_COLUMNS = sizeof observation_columns / sizeof observation_columns[0],
    FAILURE_COLUMNS = sizeof failure_columns / sizeof failure_columns[0]
};
static const double two_sided = 1.96; /* normal deviations of a 95 % range */

static void add_parameter(const struct water_problem *problem, const struct water_ensemble *e,
                          size_t j, struct water_table *table)
{
    struct arena *arena = table->arena;
    const struct water_parameter *p = &problem->parameters[j];
    struct water_band band = water_ensemble_parameter(problem, e, j, arena);
    double t = water_transform_of(p, p->prior), half = two_sided * p->deviation;
    struct str cells[PARAMETER_COLUMNS] = {
        p->name,
        p->unit,
        water_fitting_value(problem, j, p->prior, arena),
        water_fitting_value(problem, j, water_plain_of(p, t - half), arena),
        water_fitting_value(problem, j, water_plain_of(p, t + half), arena),
        water_fitting_value(problem, j, band.low, arena),
        water_fitting_value(problem, j, band.middle, arena),
        water_fitting_value(problem, j, band.high, arena),
    };
    water_table_add(table, cells);
}

/* A value below its limit is met when the band reaches below the limit. */
static bool is_inside(const struct water_observation *o, const struct water_band *band)
{
    return o->censored ? band->low <= o->value : o->value >= band->low && o->value <= band->high;
}

static void add_observation(const struct water_problem *problem, const struct water_ensemble *e,
                            size_t i, struct water_ensemble_tables *out, double *middle)
{
    struct arena *arena = out->observations.arena;
    const struct water_observation *o = &problem->observations[i];
    struct water_band band = water_ensemble_value(problem, e, i, true, arena);
    bool inside = is_inside(o, &band);
    middle[i] = water_ensemble_value(problem, e, i, false, arena).middle;
    out->judged[o->held_out]++;
    out->inside[o->held_out] += inside;
    struct str cells[OBSERVATION_COLUMNS] = {
        day_format((day_number)(o->time / 86400), arena),
        o->group,
        o->held_out ? BOTH("検証", "held out") : BOTH("合わせ込み", "fitted"),
        o->censored ? STR("<") : STR(""),
        water_table_number(o->value, 4, arena),
        water_table_number(band.low, 4, arena),
        water_table_number(band.middle, 4, arena),
        water_table_number(band.high, 4, arena),
        inside ? BOTH("中", "inside") : BOTH("外", "outside"),
    };
    water_table_add(&out->observations, cells);
}

static void run_prior(const struct water_problem *problem, double *simulated, struct arena *arena)
{
    double *prior = ARENA_ARRAY(arena, double, problem->parameter_count);
    for (size_t j = 0; j < problem->parameter_count; j++)
        prior[j] = problem->parameters[j].prior;
    if (problem->run(problem->model, 0, prior, simulated, NULL, NULL))
        for (size_t i = 0; i < problem->observation_count; i++)
            simulated[i] = NAN;
}

void water_ensemble_tables_make(const struct water_fitting *fitting, const struct water_ensemble *e,
                                struct water_ensemble_tables *out)
{
    struct arena *arena = fitting->arena;
    const struct water_problem *problem = fitting->problem;
    *out = (struct water_ensemble_tables){0};
    water_table_init(&out->parameters, BOTH("値の幅", "parameters"), parameter_columns,
                     PARAMETER_COLUMNS, arena);
    water_table_init(&out->observations, BOTH("観測と帯", "observations"), observation_columns,
                     OBSERVATION_COLUMNS, arena);
    water_table_init(&out->failures, BOTH("失敗したメンバー", "failed members"), failure_columns,
                     FAILURE_COLUMNS, arena);
    for (size_t j = 0; j < problem->parameter_count; j++)
        add_parameter(problem, e, j, &out->parameters);
    double *before = ARENA_ARRAY(arena, double, problem->observation_count),
           *middle = ARENA_ARRAY(arena, double, problem->observation_count);
    for (size_t i = 0; i < problem->observation_count; i++)
        add_observation(problem, e, i, out, middle);
    run_prior(problem, before, arena);
    water_goodness_table(problem, before, middle, arena, &out->goodness);
    for (uint32_t member = 0; member < e->member_count; member++)
        if (e->status[member].failed) {
            struct str cells[FAILURE_COLUMNS] = {arena_format(arena, "%u", member),
                                                 e->status[member].reason};
            water_table_add(&out->failures, cells);
        }
}
