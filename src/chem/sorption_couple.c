/* Sorptions inside an equilibrium: their amounts enter the balances of the water's components, their
   derivatives the Jacobian. Sites and potentials are no unknowns there: chem/bound.h has met them. */
#include <math.h>
#include <string.h>

#include "base/check.h"
#include "chem/solver.h"

void chem_sorption_begin(struct chem_solver *solver, const struct chem_cell *cell)
{
    struct chem_sorption *const given[CHEM_SORPTIONS_MAX] = {cell->exchange, cell->surface};
    struct chem_system *system = &solver->system;
    solver->sorption_count = 0;
    for (uint32_t k = 0; k < CHEM_SORPTIONS_MAX; k++) {
        if (!given[k] || given[k]->site_count == 0) {
            continue;
        }
        CHECK(given[k]->binding && given[k]->binding->model == system->model);
        chem_bound_begin(&solver->bound[solver->sorption_count++], given[k], solver->kelvin);
        for (uint32_t j = 0; j < system->model->component_count; j++) {
            system->total[j] += given[k]->bound[j];
        }
    }
}

void chem_sorption_evaluate(struct chem_solver *solver)
{
    for (uint32_t k = 0; k < solver->sorption_count; k++) {
        chem_bound_evaluate(&solver->bound[k], solver->system.x, solver->system.ionic_strength,
                            &solver->debye);
        chem_bound_sums(&solver->bound[k], solver->positive, solver->negative);
    }
}

double chem_sorption_objective(struct chem_solver *solver)
{
    double sum = 0;
    for (uint32_t k = 0; k < solver->sorption_count; k++) {
        chem_bound_evaluate(&solver->bound[k], solver->system.x, solver->bound[k].strength,
                            &solver->debye);
        sum += chem_bound_objective(&solver->bound[k]);
    }
    return sum;
}

void chem_sorption_linearise(struct chem_solver *solver, const double *by_row)
{
    const struct chem_system *system = &solver->system;
    uint32_t count = system->model->component_count;
    double by_strength[CHEM_COMPONENTS_MAX];
    for (uint32_t k = 0; k < solver->sorption_count; k++) {
        chem_bound_slopes(&solver->bound[k], solver->bound_by_x, by_strength);
        for (uint32_t j = 0; j < count; j++) {
            uint32_t row = system->row_of[j];
            double *out = chem_dense_row(&solver->matrix, row);
            for (uint32_t l = 0; l < count; l++) {
                out[system->column_of[l]] += solver->bound_by_x[j * count + l] * by_row[row];
            }
            out[system->strength_place] += by_strength[j] * by_row[row];
        }
    }
}

void chem_sorption_take(const struct chem_solver *solver, struct chem_cell *cell)
{
    struct chem_sorption *const given[CHEM_SORPTIONS_MAX] = {cell->exchange, cell->surface};
    uint32_t taken = 0;
    for (uint32_t k = 0; k < CHEM_SORPTIONS_MAX; k++) {
        if (!given[k] || given[k]->site_count == 0) {
            continue;
        }
        double before[CHEM_COMPONENTS_MAX];
        memcpy(before, given[k]->bound, sizeof before);
        chem_bound_take(&solver->bound[taken++], given[k]);
        for (uint32_t j = 0; j < solver->model->component_count; j++) {
            cell->water->totals[j] += before[j] - given[k]->bound[j];
        }
    }
}

void chem_sorption_meet(struct chem_solver *solver, const struct chem_water *water,
                        struct chem_sorption *sorption)
{
    CHECK(sorption->binding && sorption->binding->model == water->model);
    chem_solver_set(solver, water->model, water->kelvin);
    chem_bound_begin(&solver->bound[0], sorption, water->kelvin);
    chem_bound_evaluate(&solver->bound[0], water->ln_activity, water->ionic_strength,
                        &solver->debye);
    chem_bound_take(&solver->bound[0], sorption);
}

void chem_sorption_amounts(struct chem_solver *solver, const struct chem_water *water,
                           const struct chem_sorption *sorption, double *amounts)
{
    CHECK(sorption->binding && sorption->binding->model == water->model);
    struct chem_bound *bound = &solver->bound[0];
    chem_solver_set(solver, water->model, water->kelvin);
    chem_bound_begin(bound, sorption, water->kelvin);
    chem_bound_read(bound, water->ln_activity, water->ionic_strength, &solver->debye);
    memcpy(amounts, bound->amount, sizeof(double) * sorption->binding->species_count);
}
