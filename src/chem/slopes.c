/* Derivatives of the answer of an equilibrium in the totals and in log K, by the implicit function theorem: at the
   answer J dx = dT, with the solids in equilibrium held so. */
#include "chem/slopes.h"

#include <string.h>

#include "chem/solver.h"

static const double LOST_PIVOT = 1e-13;
static const double LN10 = 2.302585092994045684;

void chem_slopes_prepare(struct chem_solver *solver)
{
    (void)chem_residuals(solver);
    chem_linearise(solver, false);
    (void)chem_dense_factor(&solver->matrix, LOST_PIVOT);
}

/* Solves J dx = change, rows scaled as the matrix. */
static void solve_change(const struct chem_solver *solver, double *change, struct chem_slopes *out)
{
    const struct chem_system *system = &solver->system;
    chem_dense_solve(&solver->matrix, change);
    change[system->unknown_count] = 0; /* the place of what is no unknown */
    for (uint32_t j = 0; j < system->model->component_count; j++)
        out->ln_activity[j] = change[system->column_of[j]];
    out->ionic_strength = change[system->strength_place];
    out->ln_mass = system->fixed_mass ? 0 : change[system->mass_place];
    for (uint32_t p = 0; p < system->solid_count; p++)
        out->solids[p] = system->solids[p].state == CHEM_SOLID_IN ? change[system->solid_place[p]] : 0;
}

void chem_slopes_along(struct chem_solver *solver, const double *totals, struct chem_slopes *out)
{
    const struct chem_system *system = &solver->system;
    double change[CHEM_DENSE_MAX] = {0};
    for (uint32_t j = 0; j < system->model->component_count; j++)
        if (system->row_of[j] != system->unknown_count)
            change[system->row_of[j]] += totals[j] / solver->scale[system->row_of[j]];
    solve_change(solver, change, out);
}

/* More of a species at the same activities: d(ln m) = ln 10 takes nu n from each balance, adds to I and
   lowers the activity of water. */
void chem_slopes_by_species(struct chem_solver *solver, uint32_t species, struct chem_slopes *out)
{
    const struct chem_system *system = &solver->system;
    const struct chem_rows *nu = &system->model->reaction;
    double change[CHEM_DENSE_MAX] = {0}, m = LN10 * solver->molality[species];
    for (uint32_t t = nu->start[species]; t < nu->start[species + 1]; t++) {
        uint32_t row = system->row_of[nu->component[t]];
        if (row != system->unknown_count)
            change[row] -= nu->coefficient[t] * LN10 * solver->amount[species] / solver->scale[row];
    }
    change[system->strength_place] += 0.5 * system->model->charge_squared[species] * m /
                                      solver->scale[system->strength_place];
    change[system->column_of[system->model->water]] += chem_water_activity_slope(solver) * m;
    solve_change(solver, change, out);
}

void chem_slopes_by_solid(struct chem_solver *solver, uint32_t solid, struct chem_slopes *out)
{
    double change[CHEM_DENSE_MAX] = {0};
    if (solver->system.solids[solid].state == CHEM_SOLID_IN)
        change[solver->system.solid_place[solid]] = LN10;
    solve_change(solver, change, out);
}
