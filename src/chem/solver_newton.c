/* Newton's method on the equations of chem/equilibrium.h.

   With activity coefficients held, the equations are those of a convex problem: minimise
     F(x) = sum_i n_i(x) - sum_j T_j x_j   subject to   sum_j nu_pj x_j <= ln K_p,
   amounts of solids being its multipliers. So the answer is one, and a Newton step is taken only as
   far as no solid becomes supersaturated (that one joins) and F does not grow; solids whose amount
   passes a bound leave. Source: Smith & Missen 1982, chapter 4; Nocedal & Wright 2006, chapter 16. */
#include <math.h>
#include <string.h>

#include "chem/solver.h"

enum { HALVINGS = 20, STILL_STEPS = 3 };

static const double LARGEST_STEP = 8;      /* in ln activity: a factor of 3000 */
/* ln units by which a solid must be supersaturated that would replace another of the same components:
   between them only the activity of H2O decides. */
static const double UNDECIDED = 1e-3;
static const double BLIND_STEP = 0.5;
static const double LARGEST_MASS_STEP = 1; /* in ln mass of water */
static const double STRENGTH_FACTOR = 3;   /* of ionic strength and that of the species there are */
static const double LARGEST_STRENGTH = 30; /* mol/kgw */
static const double DESCENT = 1e-4;        /* of the slope of F that a step must gain (Armijo) */
static const double ROUNDING = 1e-14;
static const double TRUSTED = 0.1;         /* residual below which a full step is taken unseen */
static const double TRUSTED_ALONE = 1.5;   /* the same without solids and with pH and pe given */
static const double ROUGH = 1e-2;          /* residual at which amounts of solids mean something */
static const double STILL = 1e-11;         /* ln units of a step that leads nowhere */
static const double LOST_PIVOT = 1e-13;    /* rows are scaled to about 1 */

/* Largest change of an activity. */
static double step_size(const struct chem_system *system, const double *step)
{
    double largest = 0;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->column_of[j] != system->unknown_count) {
            largest = fmax(largest, fabs(step[system->column_of[j]]));
        }
    }
    return largest;
}

static double step_factor(const struct chem_system *system, const double *step)
{
    double largest = step_size(system, step);
    double factor = largest > LARGEST_STEP ? LARGEST_STEP / largest : 1;
    if (!system->fixed_mass) {
        double mass = fabs(step[system->mass_place]);
        factor = mass * factor > LARGEST_MASS_STEP ? LARGEST_MASS_STEP / mass : factor;
    }
    return factor;
}

/* d(ln of saturation) of a solid along the step. */
static double slope_along(const struct chem_system *system, uint32_t solid, const double *step)
{
    struct chem_terms nu = chem_saturation_terms(system, solid);
    double sum = 0;
    for (uint32_t t = 0; t < nu.count; t++) {
        uint32_t column = system->column_of[nu.component[t]];
        sum += column == system->unknown_count ? 0 : nu.coefficient[t] * step[column];
    }
    return sum;
}

/* Shortens the step to where the first solid reaches its limit; that solid, UINT32_MAX for none. */
static uint32_t first_limit(const struct chem_system *system, const double *step, double *factor)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_active *solid = &system->solids[p];
        if (solid->state != CHEM_SOLID_OUT) {
            continue;
        }
        if (chem_is_gas_phase(system, p)) {
            double reached = chem_gases_reach(system, step, *factor);
            first = reached < *factor ? p : first;
            *factor = reached;
            continue;
        }
        double towards = solid->formed >= solid->most ? -1 : 1;
        double way = -towards * chem_affinity(system, p);
        double slope = towards * slope_along(system, p, step);
        if (slope * *factor > way && slope > 0 && chem_depends(system, p)) {
            way += UNDECIDED;
        }
        if (slope * *factor > way && slope > 0) {
            *factor = fmax(way, 0) / slope;
            first = p;
        }
    }
    return first;
}

/* mol of the gas phase at fixed pressure that the step leads to. */
static double gas_after(const struct chem_system *system, const double *step)
{
    for (uint32_t p = 0; p < system->solid_count; p++) {
        if (chem_is_gas_phase(system, p) && system->solids[p].state == CHEM_SOLID_IN) {
            return fmax(system->solids[p].formed + step[system->solid_place[p]], 0);
        }
    }
    return 0;
}

/* What is left of the totals when solids have the amounts the step leads to: with these multipliers a
   Newton step always goes down F. The gas phase, whose composition changes, has a term of its own. */
static void totals_after(const struct chem_system *system, const double *step, double *left)
{
    chem_totals_left(system, left);
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_active *solid = &system->solids[p];
        for (uint32_t t = 0; t < solid->count && solid->state == CHEM_SOLID_IN; t++) {
            double change = chem_is_gas_phase(system, p) ? -solid->formed : step[system->solid_place[p]];
            left[solid->component[t]] -= solid->coefficient[t] * change;
        }
    }
    left[system->model->water] -= chem_water_moles(exp(system->ln_mass));
}

static double objective(struct chem_solver *solver, const double *left, double gas)
{
    const struct chem_system *system = &solver->system;
    double sum = solver->sum_molality * exp(system->ln_mass) + chem_sorption_objective(solver) +
                 chem_gases_objective(system, gas);
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        sum -= system->kind[j] == CHEM_ROW_TOTAL ? left[j] * system->x[j] : 0;
    }
    return sum;
}

/* dF along the step: (sum of nu n - T) . dx */
static double objective_slope(const struct chem_solver *solver, const double *left, double gas,
                              const double *step)
{
    const struct chem_system *system = &solver->system;
    double sum = gas > 0 ? gas * slope_along(system, system->gases.solid, step) : 0;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        uint32_t column = system->column_of[j];
        sum += column == system->unknown_count
                   ? 0
                   : (solver->positive[j] - solver->negative[j] - left[j]) * step[column];
    }
    return sum;
}

static void move_activities(struct chem_system *system, const double *step, double factor)
{
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->column_of[j] != system->unknown_count) {
            system->x[j] += factor * step[system->column_of[j]];
        }
    }
}

/* The rest of the unknowns, after the activities. */
static void move_rest(struct chem_solver *solver, const double *step, double factor, bool far)
{
    struct chem_system *system = &solver->system;
    if (!far) {
        double there = 0.5 * solver->sum_square;
        double wanted = system->ionic_strength + factor * step[system->strength_place];
        system->ionic_strength = fmin(fmax(wanted, there / STRENGTH_FACTOR),
                                      fmin(there * STRENGTH_FACTOR, LARGEST_STRENGTH));
        system->ln_mass += system->fixed_mass ? 0 : factor * step[system->mass_place];
    }
    for (uint32_t p = 0; p < system->solid_count; p++) {
        if (system->solids[p].state == CHEM_SOLID_IN) {
            system->solids[p].formed += factor * step[system->solid_place[p]];
        }
    }
}

/* Goes factor * step in the activities, or half of that again while F, at the activity coefficients
   of the start, does not go down. Returns the factor used, 0 when none of them would do. */
static double search_along(struct chem_solver *solver, const double *step, double factor)
{
    struct chem_system *system = &solver->system;
    double left[CHEM_COMPONENTS_MAX];
    totals_after(system, step, left);
    double gas = gas_after(system, step);
    double before = objective(solver, left, gas);
    double slope = objective_slope(solver, left, gas, step);
    double noise = ROUNDING * (fabs(before) + solver->sum_molality);
    for (int halvings = 0; slope < 0 && halvings < HALVINGS; halvings++) {
        move_activities(system, step, factor);
        chem_evaluate_molalities(solver);
        if (objective(solver, left, gas) - before <= DESCENT * factor * slope + noise) {
            return factor;
        }
        move_activities(system, step, -factor);
        factor /= 2;
    }
    return 0;
}

/* Solids whose amount passed a bound stay at it and leave. */
static bool remove_exhausted(struct chem_system *system)
{
    bool changed = false;
    for (uint32_t p = 0; p < system->solid_count; p++) {
        struct chem_active *solid = &system->solids[p];
        if (solid->state != CHEM_SOLID_IN) {
            continue;
        }
        bool below = solid->formed < solid->least, above = solid->formed > solid->most;
        if (below || above) {
            solid->formed = below ? solid->least : solid->most;
            solid->state = solid->alternative ? CHEM_SOLID_UNABLE : CHEM_SOLID_OUT;
            changed = true;
        }
    }
    return changed;
}

static void change_solids(struct chem_solver *solver, uint32_t joining)
{
    if (joining != UINT32_MAX) {
        if (solver->system.gases.count > 0) {
            chem_gases_compose(&solver->system);
        }
        chem_make_room_for(&solver->system, joining);
        solver->system.solids[joining].state = CHEM_SOLID_IN;
    }
    chem_place_unknowns(&solver->system);
    solver->changes++;
}

/* The step of the Newton equations: with logarithms of balances, or with their plain differences. */
static void newton_step(struct chem_solver *solver, const double *wanted, double *step)
{
    memcpy(step, wanted, sizeof(double) * solver->system.unknown_count);
    chem_dense_solve(&solver->matrix, step);
}

/* Far from the answer steps keep activity coefficients and the mass of water as they are, so that F is
   convex and each goes down it. F belongs to totals: alkalinity, charge or a phase in place of one
   have none. */
static bool is_far(const struct chem_solver *solver)
{
    const struct chem_system *system = &solver->system;
    double worst = 0;
    for (uint32_t i = 0; i < system->unknown_count; i++) {
        bool held = i == system->strength_place || i == system->mass_place;
        worst = held ? worst : fmax(worst, fabs(solver->residual[i]));
    }
    if (worst <= (system->fixed_mass ? TRUSTED_ALONE : TRUSTED)) {
        return false;
    }
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->kind[j] > CHEM_ROW_ABSENT) {
            return false;
        }
    }
    return true;
}

/* Takes the step as far as solids and F allow; returns how far activities moved, 1 when a solid joined. Far from the answer the logarithmic form first, which
   is fast, and the plain one, which always goes down, when that fails. */
static double take_step(struct chem_solver *solver, bool far)
{
    struct chem_system *system = &solver->system;
    double step[CHEM_DENSE_MAX], used = 0;
    uint32_t limiting = UINT32_MAX;
    for (int form = 0; form < 2 && used == 0; form++) {
        newton_step(solver, form == 0 ? solver->wanted : solver->plain, step);
        double factor = step_factor(system, step);
        limiting = first_limit(system, step, &factor);
        if (!far || factor == 0) {
            move_activities(system, step, factor);
            move_rest(solver, step, factor, far);
            used = factor;
            break;
        }
        used = search_along(solver, step, factor);
        bool last = used == 0 && form == 1;
        if (last) { /* F does not know reactants in place of phases: a small step on trust */
            used = fmin(factor, BLIND_STEP / step_size(system, step));
            move_activities(system, step, used);
        }
        limiting = used == factor ? limiting : UINT32_MAX;
        move_rest(solver, step, used, true);
    }
    if (limiting != UINT32_MAX) {
        change_solids(solver, limiting);
        return 1;
    }
    return used * step_size(system, step);
}

/* Whether the factors of the last matrix will do for a last step: with them a residual falls about as
   much again as by the step before. */
static bool factors_will_do(const struct chem_solver *solver, double worst, double before,
                            double tolerance)
{
    return solver->factored == solver->changes + 1 && worst * (worst / before) < tolerance;
}

enum chem_outcome chem_newton(struct chem_solver *solver, double tolerance, uint32_t limit)
{
    double before = INFINITY;
    int still = 0;
    solver->factored = 0;
    for (uint32_t k = 0;; k++) {
        if (!solver->evaluated) {
            chem_evaluate_species(solver);
        }
        solver->evaluated = false;
        double worst = chem_residuals(solver);
        if (worst < ROUGH && remove_exhausted(&solver->system)) {
            change_solids(solver, UINT32_MAX);
            worst = chem_residuals(solver);
        }
        if (worst <= tolerance || isnan(worst)) {
            return isnan(worst) ? CHEM_LOST : CHEM_SOLVED;
        }
        if (k == limit || still == STILL_STEPS) {
            return CHEM_STALLED;
        }
        bool far = is_far(solver);
        if (!factors_will_do(solver, worst, before, tolerance)) {
            chem_linearise(solver, far);
            chem_dense_factor(&solver->matrix, LOST_PIVOT);
            solver->factored = solver->changes + 1;
        }
        before = worst;
        still = take_step(solver, far) < STILL && worst > ROUGH ? still + 1 : 0;
        solver->iterations++;
    }
}
