/* Derivatives of the answer of an equilibrium in the totals and in log K, by the implicit function
   theorem: at the answer J dx = dT, with the solids in equilibrium held so. */
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

/* Element i of a solution stands at change[i * stride]. */
static void read_change(const struct chem_system *system, const double *change, size_t stride,
                        struct chem_slopes *out)
{
    for (uint32_t j = 0; j < system->model->component_count; j++)
        out->ln_activity[j] = change[system->column_of[j] * stride];
    out->ionic_strength = change[system->strength_place * stride];
    out->ln_mass = system->fixed_mass ? 0 : change[system->mass_place * stride];
    for (uint32_t p = 0; p < system->solid_count; p++)
        out->solids[p] =
            system->solids[p].state == CHEM_SOLID_IN ? change[system->solid_place[p] * stride] : 0;
}

/* Solves J dx = change, rows scaled as the matrix. */
static void solve_change(const struct chem_solver *solver, double *change, struct chem_slopes *out)
{
    chem_dense_solve(&solver->matrix, change);
    change[solver->system.unknown_count] = 0; /* the place of what is no unknown */
    read_change(&solver->system, change, 1, out);
}

/* What totals add to the right side, element i at change[i * stride]. */
static void set_change(const struct chem_solver *solver, const double *totals, double *change,
                       size_t stride)
{
    const struct chem_system *system = &solver->system;
    for (uint32_t j = 0; j < system->model->component_count; j++)
        if (system->row_of[j] != system->unknown_count)
            change[system->row_of[j] * stride] += totals[j] / solver->scale[system->row_of[j]];
}

void chem_slopes_along(struct chem_solver *solver, const double *totals, struct chem_slopes *out)
{
    double change[CHEM_DENSE_MAX] = {0};
    set_change(solver, totals, change, 1);
    solve_change(solver, change, out);
}

void chem_slopes_along_all(struct chem_solver *solver, const double (*totals)[CHEM_COMPONENTS_MAX],
                           size_t count, struct chem_slopes *out)
{
    double change[CHEM_DENSE_MAX][CHEM_DENSE_SIDES];
    for (size_t from = 0; from < count; from += CHEM_DENSE_SIDES) {
        size_t sides = count - from < CHEM_DENSE_SIDES ? count - from : CHEM_DENSE_SIDES;
        memset(change, 0, (solver->system.unknown_count + 1) * sizeof *change);
        for (size_t s = 0; s < sides; s++)
            set_change(solver, totals[from + s], &change[0][s], CHEM_DENSE_SIDES);
        chem_dense_solve_all(&solver->matrix, change);
        for (size_t s = 0; s < sides; s++)
            read_change(&solver->system, &change[0][s], CHEM_DENSE_SIDES, &out[from + s]);
    }
}

/* More of a species at the same activities: d(ln m) = ln 10 takes nu n from each balance, adds to I
   and lowers the activity of water. */
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
    change[system->strength_place] +=
        0.5 * system->model->charge_squared[species] * m / solver->scale[system->strength_place];
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
