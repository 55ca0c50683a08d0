/* The books of a run: what came in, left, reacted and lies in the cells, of each component. */
#include <math.h>

#include "water/model/train_inside.h"

void water_book_water(double *sums, double *charge, const struct chem_water *water,
                      double kilograms)
{
    double share = kilograms / water->mass;
    for (uint32_t j = 0; j < water->model->component_count; j++)
        sums[j] += share * water->totals[j];
    *charge += share * chem_water_charge(water);
}

void water_book_reactions(const struct water_train *train, const struct water_tank *tank,
                          const double *extents, double mass, struct water_ledger *ledger)
{
    for (size_t r = 0; r < tank->rate_count; r++) {
        const struct water_rate *rate = &tank->rates[r];
        for (uint32_t j = 0; j < train->model->component_count && extents[rate->law] != 0; j++)
            ledger->reacted[j] += rate->reaction[j] * extents[rate->law] * mass;
    }
}

void water_book_solids(const struct chem_model *model, const struct chem_solids *solids,
                       double mass, double *sums)
{
    for (uint32_t i = 0; i < solids->count; i++) {
        double formula[CHEM_COMPONENTS_MAX] = {0};
        int32_t phase = model->phase_of[solids->solid[i].phase];
        if (phase == CHEM_NONE || solids->solid[i].amount == 0)
            continue;
        chem_model_phase_formula(model, (uint32_t)phase, formula);
        for (uint32_t j = 0; j < model->component_count; j++)
            sums[j] += mass * solids->solid[i].amount * formula[j];
    }
}

void water_book_particles(const struct water_train *train, const double *amounts, double kilograms,
                          double *sums)
{
    water_particles_book(&train->particles, amounts, kilograms, train->model->component_count,
                         sums);
}

void water_book_cells(const struct water_train *train, double *sums)
{
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        double mass = water_pore_mass(tank);
        for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
            const struct water_cell *cell = &train->cells[tank->first_cell + c];
            for (uint32_t j = 0; j < train->model->component_count; j++)
                sums[j] += mass * cell->water.totals[j];
            water_book_solids(train->model, &cell->solids, mass, sums);
            water_book_particles(train, cell->suspended, mass, sums);
            water_book_particles(train, cell->deposit, mass, sums);
        }
    }
}

static double charge_of(const struct chem_model *model, const double *sums)
{
    double charge = 0;
    for (uint32_t j = 0; j < model->component_count; j++)
        charge += model->components[j].charge * sums[j];
    return charge;
}

void water_close_ledger(const struct water_walk *walk, const struct water_ledger *ledger,
                        const double *held_before, const double *held_after)
{
    const struct chem_model *model = walk->train->model;
    struct water_run *run = walk->run;
    double most = 0;
    for (uint32_t j = 0; j < model->proton; j++)
        most = fmax(most, ledger->come[j] + fabs(held_before[j]));
    for (uint32_t j = 0; j < model->proton; j++) {
        double defect =
            ledger->come[j] - ledger->left[j] + ledger->reacted[j] + held_before[j] - held_after[j];
        /* what is there in traces below 1e-9 of the largest component is rounding of the larger
         * ones */
        double size =
            ledger->come[j] + fabs(ledger->reacted[j]) + fabs(held_before[j]) + 1e-9 * most;
        if (size > 0)
            run->mass_balance = fmax(run->mass_balance, fabs(defect) / size);
    }
    double before = charge_of(model, held_before) + charge_of(model, ledger->reacted);
    double defect =
        ledger->charge_come - ledger->charge_left + before - charge_of(model, held_after);
    run->charge_balance =
        fmax(run->charge_balance, fabs(defect) / (fabs(ledger->charge_come) + fabs(before) + 1e-9));
}
