#include "water/model/cell_slopes.h"

#include <math.h>
#include <string.h>

#include "water/model/cell_inside.h"
#include "water/model/linear.h"

enum { LAWS = WATER_LAWS };

/* A solved cell and what all figures need of it. */
struct solved {
    struct water_attempt *a;
    const double *extent;
    struct water_partials partials;
    double matrix[LAWS * LAWS];     /* I - dt drate/dxi */
    struct water_change laws[LAWS]; /* along the extent of each */
    /* Per K at fixed extents; found when a figure moves the temperature. */
    double rate_by_kelvin[LAWS];
    struct water_cell_moved by_kelvin;
};

static void differentiate(struct solved *s)
{
    struct water_attempt *a = s->a;
    size_t n = a->context->rate_count;
    water_attempt_partials(a, &s->partials);
    chem_slopes_prepare(chem_solver_of(a->context->chem));
    for (size_t c = 0; c < n; c++) {
        double moved[LAWS] = {0};
        water_attempt_follow(a, c, &s->laws[c]);
        water_attempt_move(a, &s->partials, &s->laws[c], moved);
        for (size_t r = 0; r < n; r++)
            s->matrix[r * n + c] = (r == c) - a->dt * moved[r];
    }
}

/* The same extents at another temperature. */
static int evaluate_at(const struct solved *s, double kelvin, struct water_attempt *out,
                       struct error *error)
{
    *out = *s->a;
    memcpy(out->mixed.ln_activity, s->a->water.ln_activity, sizeof out->mixed.ln_activity);
    out->mixed.ionic_strength = s->a->water.ionic_strength;
    out->mixed.kelvin = kelvin;
    return water_attempt_evaluate(out, s->extent, false, error);
}

static void take_difference(const struct water_attempt *high, const struct water_attempt *low,
                            double two_steps, struct solved *s)
{
    struct water_cell_moved *by = &s->by_kelvin;
    const struct chem_model *model = high->water.model;
    *by = (struct water_cell_moved){.mass = (high->water.mass - low->water.mass) / two_steps};
    for (uint32_t j = 0; j < model->component_count; j++)
        by->totals[j] = (high->water.totals[j] - low->water.totals[j]) / two_steps;
    by->ln_proton =
        (high->water.ln_activity[model->proton] - low->water.ln_activity[model->proton]) /
        two_steps;
    for (uint32_t i = 0; i < high->end_solids.count; i++)
        by->solids[i] =
            (high->end_solids.solid[i].amount - low->end_solids.solid[i].amount) / two_steps;
    for (size_t r = 0; r < high->context->rate_count; r++)
        s->rate_by_kelvin[r] = (high->rate[r] - low->rate[r]) / two_steps;
}

/* Central difference over the temperature; leaves the solver at the cell's own answer. */
static int heat(struct solved *s, struct error *error)
{
    static const double step = 0.01; /* K */
    struct water_attempt high, low, again;
    double kelvin = s->a->water.kelvin;
    int status = evaluate_at(s, kelvin + step, &high, error);
    if (!status)
        status = evaluate_at(s, kelvin - step, &low, error);
    if (!status)
        take_difference(&high, &low, 2 * step, s);
    return status ? status : evaluate_at(s, kelvin, &again, error);
}

/* A solid that is still there keeps what it had more; one that is used up gave it to the water. */
static bool remains(const struct water_attempt *a, uint32_t solid)
{
    return a->end_solids.solid[solid].amount > 0;
}

/* The change of all that is brought to equilibrium, at fixed extents. */
static void gather(const struct solved *s, const struct water_cell_seed *seed, double *totals)
{
    const struct water_attempt *a = s->a;
    const struct chem_model *model = a->water.model;
    const struct chem_rows *formula = &model->dissolution;
    memcpy(totals, seed->totals, model->component_count * sizeof *totals);
    for (uint32_t j = 0; j < model->component_count && seed->reaction; j++)
        totals[j] += s->extent[seed->rate] * seed->reaction[j];
    for (uint32_t i = 0; i < a->solids.count; i++) {
        int32_t phase = model->phase_of[a->solids.solid[i].phase];
        if (seed->solids[i] == 0 || phase == CHEM_NONE || remains(a, i))
            continue;
        for (uint32_t t = formula->start[phase]; t < formula->start[phase + 1]; t++)
            totals[formula->component[t]] += formula->coefficient[t] * seed->solids[i];
    }
}

/* Step of a difference over a law along a figure. */
static double step_of(const struct water_attempt *a, const struct water_cell_seed *seed)
{
    static const double share = 1e-4, of_zero = 1e-6;
    if (seed->rate != CHEM_NONE) {
        double value = fabs(a->context->rates[seed->rate].parameter[seed->parameter]);
        return value > 0 ? share * value : of_zero;
    }
    double step = INFINITY;
    for (int k = 0; k < WATER_POOLS; k++)
        if (seed->pools_new[k] != 0)
            step = fmin(step, share * fabs(a->cell->pools_new[k] / seed->pools_new[k]));
    return step;
}

static double rate_beside(struct water_attempt *a, size_t r, const struct water_cell_seed *seed,
                          double step)
{
    struct water_rate rate = a->context->rates[r];
    double pools_new[WATER_POOLS];
    if (seed->rate == (int32_t)r)
        rate.parameter[seed->parameter] += step;
    for (int k = 0; k < WATER_POOLS; k++)
        pools_new[k] = a->cell->pools_new[k] + step * seed->pools_new[k];
    a->sight.pools_new = pools_new;
    double value = water_rate_of(&rate, &a->sight);
    a->sight.pools_new = a->cell->pools_new;
    return value;
}

/* d rate / d figure where the figure stands in the law itself. */
static double direct(const struct solved *s, size_t r, const struct water_cell_seed *seed,
                     double step)
{
    bool renewed = false;
    for (int k = 0; k < WATER_POOLS; k++)
        renewed = renewed || seed->pools_new[k] != 0;
    if ((seed->rate != (int32_t)r && !renewed) || !(step > 0) || !isfinite(step))
        return 0;
    return (rate_beside(s->a, r, seed, step) - rate_beside(s->a, r, seed, -step)) / (2 * step);
}

/* How the extents move: right side, then the solution. False when the matrix is singular. */
static bool move_extents(const struct solved *s, const struct water_cell_seed *seed,
                         const struct water_change *change, double *extents)
{
    const struct water_attempt *a = s->a;
    size_t n = a->context->rate_count;
    double matrix[LAWS * LAWS], step = step_of(a, seed);
    memset(extents, 0, n * sizeof *extents);
    water_attempt_move(a, &s->partials, change, extents);
    for (size_t r = 0; r < n; r++) {
        extents[r] += direct(s, r, seed, step) + seed->kelvin * s->rate_by_kelvin[r];
        extents[r] = a->dt * extents[r] + seed->dt * a->rate[r];
    }
    memcpy(matrix, s->matrix, n * n * sizeof *matrix);
    return water_solve(matrix, n, extents);
}

/* Everything after the extents have moved. */
static void follow(const struct solved *s, const struct water_cell_seed *seed,
                   const struct water_change *change, const double *extents,
                   struct water_cell_moved *out)
{
    const struct water_attempt *a = s->a;
    const struct chem_model *model = a->water.model;
    size_t n = a->context->rate_count;
    double ln_mass = change->slopes->ln_mass;
    *out = (struct water_cell_moved){.ln_proton = change->slopes->ln_activity[model->proton]};
    memcpy(out->totals, change->dissolved, model->component_count * sizeof *out->totals);
    memcpy(out->solids, change->slopes->solids, sizeof out->solids);
    memcpy(out->pools, seed->pools, sizeof out->pools);
    out->pools[WATER_POOL_DOC] = seed->doc;
    memcpy(out->extents, extents, n * sizeof *extents);
    for (size_t r = 0; r < n; r++) {
        const struct chem_slopes *along = s->laws[r].slopes;
        ln_mass += along->ln_mass * extents[r];
        out->ln_proton += along->ln_activity[model->proton] * extents[r];
        for (uint32_t j = 0; j < model->component_count; j++)
            out->totals[j] += s->laws[r].dissolved[j] * extents[r];
        for (uint32_t i = 0; i < a->end_solids.count; i++)
            out->solids[i] += along->solids[i] * extents[r];
        water_attempt_pools(a, r, extents[r], out->pools);
    }
    out->mass = a->water.mass * ln_mass;
}

static void add_temperature(const struct solved *s, double kelvin, struct water_cell_moved *out)
{
    const struct water_cell_moved *by = &s->by_kelvin;
    out->mass += kelvin * by->mass;
    out->ln_proton += kelvin * by->ln_proton;
    for (uint32_t j = 0; j < s->a->water.model->component_count; j++)
        out->totals[j] += kelvin * by->totals[j];
    for (uint32_t i = 0; i < s->a->end_solids.count; i++)
        out->solids[i] += kelvin * by->solids[i];
}

static void move(struct solved *s, const struct water_cell_seed *seed, struct water_cell_moved *out)
{
    struct water_attempt *a = s->a;
    double totals[CHEM_COMPONENTS_MAX], extents[LAWS], doc = a->seen_pools[WATER_POOL_DOC];
    struct chem_slopes along;
    struct water_change change = {.slopes = &along, .solids_held = a->steady};
    gather(s, seed, totals);
    chem_slopes_along(chem_solver_of(a->context->chem), totals, &along);
    water_change_dissolved(&a->sight, totals, &change);
    for (uint32_t i = 0; i < a->end_solids.count; i++)
        along.solids[i] += remains(a, i) ? seed->solids[i] : 0;
    memcpy(change.pools, seed->pools, sizeof change.pools);
    change.pools[WATER_POOL_DOC] = seed->doc / a->water.mass - doc * along.ln_mass;
    if (!move_extents(s, seed, &change, extents))
        memset(extents, 0, sizeof extents);
    follow(s, seed, &change, extents, out);
    if (seed->kelvin != 0)
        add_temperature(s, seed->kelvin, out);
}

int water_cell_slopes_find(struct water_attempt *a, const double *extent,
                           struct water_cell_slopes *slopes, struct error *error)
{
    struct solved s = {.a = a, .extent = extent};
    bool any = false, warmer = false;
    for (size_t p = 0; p < slopes->count; p++) {
        any = any || slopes->seeds[p].any;
        warmer = warmer || (slopes->seeds[p].any && slopes->seeds[p].kelvin != 0);
    }
    int status = warmer ? heat(&s, error) : 0;
    if (status || !any)
        return status;
    differentiate(&s);
    for (size_t p = 0; p < slopes->count; p++)
        if (slopes->seeds[p].any)
            move(&s, &slopes->seeds[p], &slopes->moved[p]);
    return 0;
}
