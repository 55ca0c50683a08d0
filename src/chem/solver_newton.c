/* Newton's method on the equations of chem/equilibrium.h. */
#include <math.h>

#include "chem/solver.h"

static const double LARGEST_STEP = 8;      /* in ln activity: a factor of 3000 */
static const double LARGEST_MASS_STEP = 1; /* in ln mass of water */
static const double STRENGTH_FACTOR = 4;   /* ionic strength changes at most by this */
static const double LOST_PIVOT = 1e-13;    /* rows are scaled to about 1 */

static double step_factor(const struct chem_solver *solver)
{
    const struct chem_system *system = &solver->system;
    double largest = 0;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->column_of[j] != system->unknown_count) {
            largest = fmax(largest, fabs(solver->residual[system->column_of[j]]));
        }
    }
    double factor = largest > LARGEST_STEP ? LARGEST_STEP / largest : 1;
    if (!system->fixed_mass) {
        double mass = fabs(solver->residual[system->mass_place]);
        factor = mass * factor > LARGEST_MASS_STEP ? LARGEST_MASS_STEP / mass : factor;
    }
    return factor;
}

static void take_step(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    double factor = step_factor(solver);
    const double *step = solver->residual;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->column_of[j] != system->unknown_count) {
            system->x[j] += factor * step[system->column_of[j]];
        }
    }
    if (!system->fixed_mass) {
        system->ln_mass += factor * step[system->mass_place];
    }
    double strength = system->ionic_strength + factor * step[system->strength_place];
    system->ionic_strength = fmin(fmax(strength, system->ionic_strength / STRENGTH_FACTOR),
                                  system->ionic_strength * STRENGTH_FACTOR);
    for (uint32_t p = 0; p < system->solid_count; p++) {
        if (system->solids[p].state == CHEM_SOLID_IN) {
            system->solids[p].formed += factor * step[system->solid_place[p]];
        }
    }
}

enum chem_outcome chem_newton(struct chem_solver *solver, double tolerance, uint32_t limit)
{
    for (uint32_t k = 0;; k++) {
        chem_evaluate_species(solver);
        double worst = chem_residuals(solver);
        if (worst <= tolerance) {
            return CHEM_SOLVED;
        }
        if (k == limit || isnan(worst)) {
            return isnan(worst) ? CHEM_LOST : CHEM_STALLED;
        }
        chem_linearise(solver);
        chem_dense_factor(&solver->matrix, LOST_PIVOT);
        chem_dense_solve(&solver->matrix, solver->residual);
        take_step(solver);
        solver->iterations++;
    }
}
