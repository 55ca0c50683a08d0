/* Newton's method on the equations of chem/equilibrium.h.

   With activity coefficients held, the equations are those of a convex problem: minimise
     F(x) = sum_i n_i(x) - sum_j T_j x_j   subject to   sum_j nu_pj x_j <= ln K_p,
   amounts of solids being its multipliers. So the answer is one, and a Newton step is taken only as
   far as no solid becomes supersaturated (that one joins) and F does not grow; solids whose amount
   passes a bound leave. Source: Smith & Missen 1982, chapter 4; Nocedal & Wright 2006, chapter 16. */
#include <math.h>
#include <string.h>

#include "chem/solver.h"

enum { HALVINGS = 8 };

static const double LARGEST_STEP = 8;      /* in ln activity: a factor of 3000 */
static const double LARGEST_MASS_STEP = 1; /* in ln mass of water */
static const double STRENGTH_FACTOR = 4;   /* ionic strength changes at most by this */
static const double SLACK = 0.1;           /* growth of F that is no alarm, of all dissolved moles */
static const double ROUGH = 1e-2;          /* residual at which amounts of solids mean something */
static const double LOST_PIVOT = 1e-13;    /* rows are scaled to about 1 */

static double step_factor(const struct chem_system *system, const double *step)
{
    double largest = 0;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->column_of[j] != system->unknown_count) {
            largest = fmax(largest, fabs(step[system->column_of[j]]));
        }
    }
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
    const struct chem_rows *nu = &system->model->dissolution;
    uint32_t phase = system->solids[solid].phase;
    double sum = 0;
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        uint32_t column = system->column_of[nu->component[t]];
        sum += column == system->unknown_count ? 0 : nu->coefficient[t] * step[column];
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
        double towards = solid->formed >= solid->most ? -1 : 1;
        double way = -towards * chem_affinity(system, p);
        double slope = towards * slope_along(system, p, step);
        if (slope * *factor > way && slope > 0) {
            *factor = fmax(way, 0) / slope;
            first = p;
        }
    }
    return first;
}

static void move(struct chem_solver *solver, const double *step, double factor)
{
    struct chem_system *system = &solver->system;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->column_of[j] != system->unknown_count) {
            system->x[j] += factor * step[system->column_of[j]];
        }
    }
    if (!system->fixed_mass) {
        system->ln_mass += factor * step[system->mass_place];
    }
    for (uint32_t p = 0; p < system->solid_count; p++) {
        if (system->solids[p].state == CHEM_SOLID_IN) {
            system->solids[p].formed += factor * step[system->solid_place[p]];
        }
    }
}

static double objective(const struct chem_solver *solver, const double *totals)
{
    const struct chem_system *system = &solver->system;
    double sum = solver->sum_molality * exp(system->ln_mass);
    for (uint32_t j = 0; j < system->model->water; j++) {
        sum -= system->kind[j] == CHEM_ROW_TOTAL ? totals[j] * system->x[j] : 0;
    }
    return sum;
}

/* Goes factor * step, or half of that again while F grows. Returns the factor used. */
static double search_along(struct chem_solver *solver, const double *step, double factor)
{
    struct chem_system *system = &solver->system;
    double totals[CHEM_COMPONENTS_MAX], strength = system->ionic_strength;
    chem_totals_left(system, totals);
    double before = objective(solver, totals);
    double allowed = SLACK * solver->sum_molality * exp(system->ln_mass);
    move(solver, step, factor);
    for (int halvings = 0;; halvings++) {
        double wanted = strength + factor * step[system->strength_place];
        system->ionic_strength =
            fmin(fmax(wanted, strength / STRENGTH_FACTOR), strength * STRENGTH_FACTOR);
        chem_evaluate_species(solver);
        if (objective(solver, totals) - before <= allowed || halvings == HALVINGS) {
            return factor;
        }
        factor /= 2;
        move(solver, step, -factor);
    }
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
        solver->system.solids[joining].state = CHEM_SOLID_IN;
    }
    chem_place_unknowns(&solver->system);
    solver->changes++;
}

static void newton_step(struct chem_solver *solver, double *step)
{
    chem_linearise(solver);
    chem_dense_factor(&solver->matrix, LOST_PIVOT);
    memcpy(step, solver->wanted, sizeof(double) * solver->system.unknown_count);
    chem_dense_solve(&solver->matrix, step);
}

enum chem_outcome chem_newton(struct chem_solver *solver, double tolerance, uint32_t limit)
{
    double step[CHEM_DENSE_MAX];
    chem_evaluate_species(solver);
    for (uint32_t k = 0;; k++) {
        double worst = chem_residuals(solver);
        if (worst < ROUGH && remove_exhausted(&solver->system)) {
            change_solids(solver, UINT32_MAX);
            worst = chem_residuals(solver);
        }
        if (worst <= tolerance || isnan(worst)) {
            return isnan(worst) ? CHEM_LOST : CHEM_SOLVED;
        }
        if (k == limit) {
            return CHEM_STALLED;
        }
        newton_step(solver, step);
        double factor = step_factor(&solver->system, step);
        uint32_t limiting = first_limit(&solver->system, step, &factor);
        double used = search_along(solver, step, factor);
        if (limiting != UINT32_MAX && used == factor) {
            change_solids(solver, limiting);
        }
        solver->iterations++;
    }
}
