/* The start of an equilibrium: no solid supersaturated, every balance within sight.
   A supersaturated solid is met by lowering the activity of one component of it, a metal rather
   than a ligand (the order of the model); since members have positive coefficients this
   supersaturates no other. Solids of H+, e- and H2O alone (O2(g), a fixed pH) are met by pe or pH
   first. */
#include <math.h>

#include "chem/solver.h"

static const double NEAR =
    2; /* ln units: an undersaturated solid that is taken as in equilibrium */
static const double FAR_OFF = 1; /* ln units of a balance that is worth a pass */
static const double MET = 1e-12; /* ln units */
static const double LEAST_TOTAL = 1e-20;
static const double FIRST_STEP = 2; /* of ln a(e-) */
static const double WIDEST = 200;
static const double NEARLY_MET = 0.1; /* ln units, of a member */
enum { PASSES = 4, HALVINGS = 30, MEMBER_PASSES = 20 };

/* The component whose activity meets a solid: a member, else e-, else H+; CHEM_NONE when fixed. */
static int32_t leading_component(const struct chem_system *system, uint32_t phase, double *nu)
{
    const struct chem_rows *rows = &system->model->dissolution;
    int32_t leading = CHEM_NONE, rank = 0;
    for (uint32_t t = rows->start[phase]; t < rows->start[phase + 1]; t++) {
        uint32_t j = rows->component[t];
        int32_t ranked = j < system->model->proton ? 100 + CHEM_COMPONENTS_MAX - (int32_t)j
                         : (int32_t)j == system->model->electron_component ? 2
                         : j == system->model->proton                      ? 1
                                                                           : 0;
        if (ranked > rank && system->column_of[j] != system->unknown_count) {
            rank = ranked;
            leading = (int32_t)j;
            *nu = rows->coefficient[t];
        }
    }
    return leading;
}

static bool has_member(const struct chem_system *system, uint32_t phase)
{
    const struct chem_rows *rows = &system->model->dissolution;
    for (uint32_t t = rows->start[phase]; t < rows->start[phase + 1]; t++) {
        if (rows->component[t] < system->model->proton) {
            return true;
        }
    }
    return false;
}

static void meet(struct chem_system *system, uint32_t p)
{
    double nu = 0;
    int32_t leading = leading_component(system, system->solids[p].phase, &nu);
    if (leading != CHEM_NONE) {
        system->x[leading] -= chem_affinity(system, p) / nu;
    }
}

/* Meets solids of H+, e-, H2O that are there or want to form, then all that want to form. */
static bool meet_supersaturated(struct chem_system *system)
{
    bool any = false;
    for (int members = 0; members < 2; members++) {
        for (uint32_t p = 0; p < system->solid_count; p++) {
            const struct chem_active *solid = &system->solids[p];
            if (solid->state == CHEM_SOLID_UNABLE || has_member(system, solid->phase) != members) {
                continue;
            }
            double affinity = chem_affinity(system, p);
            bool there = !members && (solid->least < 0 || solid->alternative);
            if ((affinity > MET && solid->formed < solid->most) || (there && affinity < -MET)) {
                meet(system, p);
                any = true;
            }
        }
    }
    return any;
}

/* In equilibrium: what is met, and what is there and nearly met; what is there but far from
   equilibrium starts as dissolved. */
static void choose_solids(struct chem_system *system)
{
    for (uint32_t p = 0; p < system->solid_count; p++) {
        struct chem_active *solid = &system->solids[p];
        if (solid->state == CHEM_SOLID_UNABLE) {
            continue;
        }
        double affinity = chem_affinity(system, p);
        bool there = solid->least < 0 || solid->alternative;
        bool near = affinity > (there ? -NEAR : -MET) && solid->formed < solid->most;
        solid->state = CHEM_SOLID_OUT;
        bool in = near && !chem_depends(system, p);
        solid->state = in ? CHEM_SOLID_IN : CHEM_SOLID_OUT;
        solid->formed = in || affinity > 0 ? 0 : solid->least;
    }
    chem_place_unknowns(system);
}

static bool is_held(const struct chem_system *system, uint32_t component)
{
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_active *solid = &system->solids[p];
        for (uint32_t t = 0; t < solid->count && solid->state == CHEM_SOLID_IN; t++) {
            if (solid->component[t] == component) {
                return true;
            }
        }
    }
    return false;
}

/* Members whose balance is far off, each by itself; one that a solid holds only when there is too
   much of it in solution. The species are those of the activities. */
static bool meet_balances(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    double left[CHEM_COMPONENTS_MAX];
    bool any = false;
    chem_totals_left(system, left);
    for (uint32_t j = 0; j < system->model->proton; j++) {
        if (system->row_of[j] == system->unknown_count || !(solver->positive[j] > 0)) {
            continue;
        }
        double ratio = log(fmax(left[j], LEAST_TOTAL) / solver->positive[j]);
        if (ratio < -FAR_OFF || (ratio > FAR_OFF && !is_held(system, j))) {
            system->x[j] += ratio;
            any = true;
        }
    }
    return any;
}

/* d ln(what raises a component) / d ln(its activity): 2 where N2 is what there is of N. */
static double order_of(const struct chem_solver *solver, uint32_t j)
{
    const struct chem_columns *nu = &solver->model->columns;
    double sum = 0, square = 0;
    for (uint32_t t = nu->start[j]; t < nu->start[j + 1]; t++) {
        double part = nu->coefficient[t] * solver->amount[nu->species[t]];
        sum += part;
        square += part * nu->coefficient[t];
    }
    return sum > 0 ? fmax(square / sum, 1) : 1;
}

/* Every member to its balance, at the pH and pe there are. */
static void meet_members(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    double left[CHEM_COMPONENTS_MAX];
    chem_totals_left(system, left);
    for (int pass = 0; pass < MEMBER_PASSES; pass++) {
        bool any = false;
        chem_evaluate_species(solver);
        for (uint32_t j = 0; j < system->model->proton; j++) {
            bool met = system->row_of[j] == system->unknown_count || !(solver->positive[j] > 0);
            double ratio = met ? 0 : log(fmax(left[j], LEAST_TOTAL) / solver->positive[j]);
            if (fabs(ratio) > NEARLY_MET) {
                system->x[j] += ratio / order_of(solver, j);
                any = true;
            }
        }
        if (!any) {
            return;
        }
    }
}

/* The species at the present pe, with the members as they are or at their balances there. */
static void settle(struct chem_solver *solver, bool with_members)
{
    if (with_members) {
        meet_members(solver);
    }
    chem_evaluate_species(solver);
}

/* ln of what raises e- over what lowers it; it grows with ln a(e-). */
static double electron_excess(const struct chem_solver *solver, double electrons)
{
    uint32_t j = (uint32_t)solver->system.model->electron_component;
    double there = fmax(-electrons, 0) + solver->positive[j];
    double needed = fmax(electrons, 0) + solver->negative[j];
    return log(fmax(there, LEAST_TOTAL)) - log(fmax(needed, LEAST_TOTAL));
}

/* pe by itself, where the water stands at one that its couples can not have (nitrate at pe 4 would
   be more N2 than there is water): between two bounds, which are halved. The species are those of
   the activities, before and after. `with_members`: each pe with the members at their balances
   there, which is dear and finds the pe among couples that lie far apart. */
static bool meet_electrons(struct chem_solver *solver, bool with_members)
{
    struct chem_system *system = &solver->system;
    int32_t electron = system->model->electron_component;
    if (electron == CHEM_NONE || system->kind[electron] != CHEM_ROW_TOTAL ||
        is_held(system, (uint32_t)electron)) {
        return false;
    }
    double left[CHEM_COMPONENTS_MAX], *x = &system->x[electron];
    chem_totals_left(system, left);
    double excess = electron_excess(solver, left[electron]);
    if (!(fabs(excess) > FAR_OFF)) {
        return false;
    }
    double low = *x, high = *x;
    for (double step = FIRST_STEP; step < WIDEST && fabs(excess) > FAR_OFF; step *= 2) {
        *(excess > 0 ? &high : &low) = *x;
        *x += excess > 0 ? -step : step;
        settle(solver, with_members);
        double next = electron_excess(solver, left[electron]);
        if (next * excess < 0) {
            *(next > 0 ? &high : &low) = *x;
            break;
        }
        excess = next;
    }
    for (int halvings = 0; halvings < HALVINGS && fabs(excess) > FAR_OFF && high > low;
         halvings++) {
        *x = (low + high) / 2;
        settle(solver, with_members);
        excess = electron_excess(solver, left[electron]);
        *(excess > 0 ? &high : &low) = *x;
    }
    return true;
}

void chem_start_elsewhere(struct chem_solver *solver)
{
    chem_place_unknowns(&solver->system);
    settle(solver, true);
    (void)meet_electrons(solver, true);
    chem_start(solver);
}

void chem_start_solids(struct chem_system *system)
{
    meet_supersaturated(system);
    choose_solids(system);
}

void chem_start(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    solver->evaluated = false;
    chem_start_solids(system);
    for (int pass = 0; pass < PASSES; pass++) {
        chem_evaluate_species(solver);
        bool electrons = meet_electrons(solver, false);
        if (!meet_balances(solver) && !electrons) {
            solver->evaluated = true;
            return;
        }
        chem_start_solids(system);
    }
}
