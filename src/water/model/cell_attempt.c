/* What extents that are tried give: inflow mixed in, reactions, equilibrium, rates; and how these
   move with the extents. */
#include "water/model/cell_inside.h"

#include <math.h>
#include <string.h>

/* Where the search for the equilibrium starts: the cell's last answer; of what it did not have, the
   inflow's. */
static void start_activities(struct chem_water *mixed, const struct chem_water *cell,
                             const struct chem_water *in)
{
    static const double absent = -1e4; /* below any real ln activity */
    for (uint32_t j = 0; j < mixed->model->component_count; j++)
        mixed->ln_activity[j] =
            cell->ln_activity[j] > absent ? cell->ln_activity[j] : in->ln_activity[j];
    mixed->ionic_strength = cell->ionic_strength;
}

void water_attempt_begin(struct water_attempt *a, const struct water_stream *in, double kelvin)
{
    const struct water_cell *cell = a->cell;
    double share = in->flow * a->dt / in->water->mass;
    a->solids = cell->solids;
    if (a->steady) {
        a->mixed = *in->water;
        a->mixed.mass *= share;
        for (uint32_t j = 0; j < in->water->model->component_count; j++)
            a->mixed.totals[j] *= share;
        for (uint32_t i = 0; i < a->solids.count; i++)
            a->solids.solid[i].amount = 0;
        a->doc = in->doc * in->flow * a->dt;
    } else {
        a->mixed = cell->water;
        for (uint32_t j = 0; j < in->water->model->component_count; j++)
            a->mixed.totals[j] += share * in->water->totals[j];
        a->mixed.mass += share * in->water->mass;
        a->doc = cell->pools[WATER_POOL_DOC] + in->doc * in->flow * a->dt;
    }
    start_activities(&a->mixed, &cell->water, in->water);
    for (uint32_t i = 0; i < a->solids.count; i++)
        a->formed[i] = a->dt * cell->solid_rate[i];
    a->mixed.kelvin = kelvin;
}

void water_attempt_pools(const struct water_attempt *a, size_t law, double extent, double *pools)
{
    const struct water_law_term *terms = water_laws[a->context->rates[law].law].terms;
    for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
        if (!terms[i].species && (!a->steady || terms[i].pool == WATER_POOL_DOC))
            pools[terms[i].pool] += terms[i].coefficient * extent;
}

static void react_pools(struct water_attempt *a, const double *extent)
{
    memcpy(a->pools, a->cell->pools, sizeof a->pools);
    a->pools[WATER_POOL_DOC] = a->doc;
    for (size_t r = 0; r < a->context->rate_count; r++)
        water_attempt_pools(a, r, extent[r], a->pools);
}

static void see_rates(struct water_attempt *a)
{
    a->answer = chem_answer_of(chem_solver_of(a->context->chem));
    memcpy(a->seen_pools, a->pools, sizeof a->seen_pools);
    a->seen_pools[WATER_POOL_DOC] = fmax(a->pools[WATER_POOL_DOC], 0) / a->water.mass;
    a->sight.places = a->context->places;
    a->sight.answer = &a->answer;
    a->sight.water = &a->water;
    a->sight.solids = a->steady ? &a->cell->solids : &a->end_solids;
    a->sight.pools = a->seen_pools;
    a->sight.pools_new = a->cell->pools_new;
    a->sight.formed_from = &a->solids;
    a->sight.formed_to = &a->end_solids;
    a->sight.seconds = a->dt;
    a->sight.known = 0;
    for (size_t r = 0; r < a->context->rate_count; r++)
        a->rate[r] = water_rate_of(&a->context->rates[r], &a->sight);
}

/* Puts what is expected to form into the solids before the equilibrium is sought: it depends on the
   sum of both alone, and is found from near by. Never more than the water has. */
static void expect_solids(struct water_attempt *a)
{
    static const double most = 0.95; /* of a component in the water */
    const struct chem_rows *rows = &a->water.model->dissolution;
    for (uint32_t i = 0; i < a->end_solids.count; i++) {
        struct chem_solid *solid = &a->end_solids.solid[i];
        int32_t phase = a->water.model->phase_of[solid->phase];
        double forms = fmax(a->formed[i], -solid->amount);
        if (forms == 0 || phase == CHEM_NONE)
            continue;
        for (uint32_t t = rows->start[phase]; t < rows->start[phase + 1]; t++)
            if (rows->component[t] < a->water.model->proton && rows->coefficient[t] * forms > 0)
                forms = fmin(forms, most * fmax(a->water.totals[rows->component[t]], 0) /
                                        rows->coefficient[t]);
        for (uint32_t t = rows->start[phase]; t < rows->start[phase + 1]; t++)
            a->water.totals[rows->component[t]] -= rows->coefficient[t] * forms;
        solid->amount += forms;
    }
}

int water_attempt_evaluate(struct water_attempt *a, const double *extent, bool rough,
                           struct error *error)
{
    a->water = a->mixed;
    a->end_solids = a->solids;
    for (size_t r = 0; r < a->context->rate_count; r++)
        chem_water_add(&a->water, a->context->rates[r].reaction, extent[r]);
    react_pools(a, extent);
    expect_solids(a);
    struct chem_cell chem_cell = {
        .number = a->context->number, .water = &a->water, .solids = &a->end_solids, .rough = rough};
    a->effort->equilibrations++;
    int status = chem_equilibrate(chem_solver_of(a->context->chem), &chem_cell, NULL, error);
    if (status)
        return status;
    a->rough = rough;
    for (uint32_t i = 0; i < a->solids.count; i++)
        a->formed[i] = a->end_solids.solid[i].amount - a->solids.solid[i].amount;
    see_rates(a);
    for (size_t r = 0; r < a->context->rate_count; r++)
        a->defect[r] = extent[r] - a->dt * a->rate[r];
    return 0;
}

void water_attempt_partials(struct water_attempt *a, struct water_partials *out)
{
    out->any = 0;
    for (size_t r = 0; r < a->context->rate_count; r++) {
        out->read[r] =
            water_rate_slopes(&a->context->rates[r], &a->sight, a->rate[r], out->slope[r]);
        out->any |= out->read[r];
    }
}

void water_attempt_move(const struct water_attempt *a, const struct water_partials *partials,
                        const struct water_change *change, double *moved)
{
    for (int k = 0; k < WATER_SENSES; k++) {
        if (!(partials->any >> k & 1))
            continue;
        double sense = water_sense_slope(&a->sight, (enum water_sense)k, change);
        for (size_t r = 0; r < a->context->rate_count; r++)
            moved[r] += partials->read[r] >> k & 1 ? partials->slope[r][k] * sense : 0;
    }
}

void water_attempt_prepare(struct water_attempt *a)
{
    struct chem_solver *solver = chem_solver_of(a->context->chem);
    double directions[WATER_LAWS][CHEM_COMPONENTS_MAX];
    for (size_t r = 0; r < a->context->rate_count; r++)
        memcpy(directions[r], a->context->rates[r].reaction, sizeof directions[r]);
    chem_slopes_prepare(solver);
    chem_slopes_along_all(solver, directions, a->context->rate_count, a->along);
}

void water_attempt_follow(const struct water_attempt *a, size_t law, struct water_change *out)
{
    const struct water_rate *rate = &a->context->rates[law];
    const struct chem_slopes *along = &a->along[law];
    *out = (struct water_change){.slopes = along, .solids_held = a->steady};
    water_change_dissolved(&a->sight, rate->reaction, out);
    water_attempt_pools(a, law, 1, out->pools);
    double doc = a->seen_pools[WATER_POOL_DOC];
    out->pools[WATER_POOL_DOC] = out->pools[WATER_POOL_DOC] / a->water.mass - doc * along->ln_mass;
}

void water_attempt_differentiate(struct water_attempt *a, double *slopes)
{
    struct water_partials partials;
    size_t n = a->context->rate_count;
    water_attempt_partials(a, &partials);
    a->effort->jacobians++;
    water_attempt_prepare(a);
    for (size_t c = 0; c < n; c++) {
        struct water_change change;
        double moved[WATER_LAWS] = {0};
        water_attempt_follow(a, c, &change);
        water_attempt_move(a, &partials, &change, moved);
        for (size_t r = 0; r < n; r++)
            slopes[r * n + c] = moved[r];
    }
    a->has_along = true;
}
