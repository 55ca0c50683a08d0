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
};

/* What a figure moves at fixed extents. */
struct fixed {
    double rate[LAWS];
    struct water_cell_moved moved;
};

static void differentiate(struct solved *s)
{
    struct water_attempt *a = s->a;
    size_t n = a->context->rate_count;
    water_attempt_partials(a, &s->partials);
    water_attempt_prepare(a);
    for (size_t c = 0; c < n; c++) {
        double moved[LAWS] = {0};
        water_attempt_follow(a, c, &s->laws[c]);
        water_attempt_move(a, &s->partials, &s->laws[c], moved);
        for (size_t r = 0; r < n; r++)
            s->matrix[r * n + c] = (r == c) - a->dt * moved[r];
    }
}

/* The same extents with the figure beside its value. */
static int evaluate_beside(const struct solved *s, const struct water_cell_seed *seed, double step,
                           struct water_attempt *out, struct error *error)
{
    struct water_cell cell = *s->a->cell;
    *out = *s->a;
    memcpy(out->mixed.ln_activity, s->a->water.ln_activity, sizeof out->mixed.ln_activity);
    out->mixed.ionic_strength = s->a->water.ionic_strength;
    out->mixed.kelvin += step * seed->kelvin;
    out->doc += step * seed->doc;
    for (uint32_t j = 0; j < out->mixed.model->component_count; j++)
        out->mixed.totals[j] += step * seed->totals[j];
    for (uint32_t i = 0; i < out->solids.count; i++)
        out->solids.solid[i].amount = fmax(out->solids.solid[i].amount + step * seed->solids[i], 0);
    for (int k = 0; k < WATER_POOLS; k++) {
        cell.pools[k] += step * seed->pools[k];
        cell.pools_new[k] += step * seed->pools_new[k];
    }
    out->cell = &cell;
    return water_attempt_evaluate(out, s->extent, false, error);
}

static void take_difference(const struct water_attempt *high, const struct water_attempt *low,
                            double two_steps, struct fixed *out)
{
    struct water_cell_moved *moved = &out->moved;
    const struct chem_model *model = high->water.model;
    *moved = (struct water_cell_moved){.mass = (high->water.mass - low->water.mass) / two_steps};
    for (uint32_t j = 0; j < model->component_count; j++)
        moved->totals[j] = (high->water.totals[j] - low->water.totals[j]) / two_steps;
    moved->ln_proton =
        (high->water.ln_activity[model->proton] - low->water.ln_activity[model->proton]) /
        two_steps;
    for (uint32_t i = 0; i < high->end_solids.count; i++)
        moved->solids[i] =
            (high->end_solids.solid[i].amount - low->end_solids.solid[i].amount) / two_steps;
    for (size_t r = 0; r < high->context->rate_count; r++)
        out->rate[r] = (high->rate[r] - low->rate[r]) / two_steps;
}

/* Temperature moves every constant: the equilibrium is differenced along all that the figure moves,
   so that a mineral at its saturation stays there. */
static int difference(const struct solved *s, const struct water_cell_seed *seed, struct fixed *out,
                      struct error *error)
{
    static const double kelvin = 1e-4;
    struct water_attempt high, low;
    double step = kelvin / fabs(seed->kelvin);
    int status = evaluate_beside(s, seed, step, &high, error);
    if (!status)
        status = evaluate_beside(s, seed, -step, &low, error);
    if (!status)
        take_difference(&high, &low, 2 * step, out);
    return status;
}

/* Leaves the solver at the cell's own answer again. */
static int come_back(const struct solved *s, struct error *error)
{
    static const struct water_cell_seed nothing;
    struct water_attempt again;
    return evaluate_beside(s, &nothing, 0, &again, error);
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

/* At fixed extents by the slopes of the equilibrium. */
static void follow_equilibrium(const struct solved *s, const struct water_cell_seed *seed,
                               struct fixed *out)
{
    struct water_attempt *a = s->a;
    const struct chem_model *model = a->water.model;
    double totals[CHEM_COMPONENTS_MAX], doc = a->seen_pools[WATER_POOL_DOC];
    double step = step_of(a, seed);
    struct chem_slopes along;
    struct water_change change = {.slopes = &along,
                                  .solids_held = a->steady,
                                  .solids_before = seed->solids,
                                  .seconds = seed->dt};
    memset(out, 0, sizeof *out);
    gather(s, seed, totals);
    chem_slopes_along(chem_solver_of(a->context->chem), totals, &along);
    water_change_dissolved(&a->sight, totals, &change);
    for (uint32_t i = 0; i < a->end_solids.count; i++)
        along.solids[i] += remains(a, i) ? seed->solids[i] : 0;
    memcpy(change.pools, seed->pools, sizeof change.pools);
    change.pools[WATER_POOL_DOC] = seed->doc / a->water.mass - doc * along.ln_mass;
    water_attempt_move(a, &s->partials, &change, out->rate);
    for (size_t r = 0; r < a->context->rate_count; r++)
        out->rate[r] += direct(s, r, seed, step);
    out->moved.ln_proton = along.ln_activity[model->proton];
    out->moved.mass = a->water.mass * along.ln_mass;
    memcpy(out->moved.totals, change.dissolved, model->component_count * sizeof *totals);
    memcpy(out->moved.solids, along.solids, sizeof out->moved.solids);
}

/* Extents from their rates; none when the matrix is singular. */
static void move_extents(const struct solved *s, const struct water_cell_seed *seed,
                         const struct fixed *fixed, double *extents)
{
    const struct water_attempt *a = s->a;
    size_t n = a->context->rate_count;
    double matrix[LAWS * LAWS];
    for (size_t r = 0; r < n; r++)
        extents[r] = a->dt * fixed->rate[r] + seed->dt * a->rate[r];
    memcpy(matrix, s->matrix, n * n * sizeof *matrix);
    if (!water_solve(matrix, n, extents))
        memset(extents, 0, n * sizeof *extents);
}

/* Everything after the extents have moved. */
static void follow_extents(const struct solved *s, const struct water_cell_seed *seed,
                           const struct fixed *fixed, struct water_cell_moved *out)
{
    const struct water_attempt *a = s->a;
    const struct chem_model *model = a->water.model;
    double *extents = out->extents;
    *out = fixed->moved;
    memcpy(out->pools, seed->pools, sizeof out->pools);
    out->pools[WATER_POOL_DOC] = seed->doc;
    move_extents(s, seed, fixed, extents);
    for (size_t r = 0; r < a->context->rate_count; r++) {
        const struct chem_slopes *along = s->laws[r].slopes;
        out->mass += a->water.mass * along->ln_mass * extents[r];
        out->ln_proton += along->ln_activity[model->proton] * extents[r];
        for (uint32_t j = 0; j < model->component_count; j++)
            out->totals[j] += s->laws[r].dissolved[j] * extents[r];
        for (uint32_t i = 0; i < a->end_solids.count; i++)
            out->solids[i] += along->solids[i] * extents[r];
        water_attempt_pools(a, r, extents[r], out->pools);
    }
}

int water_cell_slopes_find(struct water_attempt *a, const double *extent,
                           struct water_cell_slopes *slopes, struct error *error)
{
    struct solved s = {.a = a, .extent = extent};
    bool any = false;
    for (size_t p = 0; p < slopes->count; p++)
        any = any || slopes->seeds[p].any;
    if (!any)
        return 0;
    differentiate(&s);
    bool moved_away = false;
    for (size_t p = 0; p < slopes->count; p++) {
        const struct water_cell_seed *seed = &slopes->seeds[p];
        struct fixed fixed;
        if (!seed->any || seed->kelvin != 0)
            continue;
        follow_equilibrium(&s, seed, &fixed);
        follow_extents(&s, seed, &fixed, &slopes->moved[p]);
    }
    for (size_t p = 0; p < slopes->count; p++) {
        const struct water_cell_seed *seed = &slopes->seeds[p];
        struct fixed fixed;
        if (!seed->any || seed->kelvin == 0)
            continue;
        moved_away = true;
        int status = difference(&s, seed, &fixed, error);
        if (status)
            return status;
        follow_extents(&s, seed, &fixed, &slopes->moved[p]);
    }
    return moved_away ? come_back(&s, error) : 0;
}
