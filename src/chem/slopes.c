/* Derivatives of the answer of an equilibrium in the totals, by the implicit function theorem: at the
   answer J dx = dT, with the solids in equilibrium held so. */
#include "chem/slopes.h"

#include <string.h>

#include "chem/solver.h"

static const double LOST_PIVOT = 1e-13;

void chem_slopes_prepare(struct chem_solver *solver)
{
    (void)chem_residuals(solver);
    chem_linearise(solver, false);
    (void)chem_dense_factor(&solver->matrix, LOST_PIVOT);
}

void chem_slopes_along(struct chem_solver *solver, const double *totals, struct chem_slopes *out)
{
    const struct chem_system *system = &solver->system;
    double change[CHEM_DENSE_MAX] = {0};
    for (uint32_t j = 0; j < system->model->component_count; j++)
        if (system->row_of[j] != system->unknown_count)
            change[system->row_of[j]] += totals[j] / solver->scale[system->row_of[j]];
    chem_dense_solve(&solver->matrix, change);
    change[system->unknown_count] = 0; /* the place of what is no unknown */
    for (uint32_t j = 0; j < system->model->component_count; j++)
        out->ln_activity[j] = change[system->column_of[j]];
    out->ionic_strength = change[system->strength_place];
    out->ln_mass = system->fixed_mass ? 0 : change[system->mass_place];
    for (uint32_t p = 0; p < system->solid_count; p++)
        out->solids[p] = system->solids[p].state == CHEM_SOLID_IN ? change[system->solid_place[p]] : 0;
}
