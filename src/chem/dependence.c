/* Solids whose reactions are not independent (two forms of one mineral, or more minerals than the
   components allow) can not be in equilibrium together. H2O is left out of the comparison: its
   activity follows from what is dissolved. */
#include <math.h>
#include <string.h>

#include "chem/solver.h"

static const double INDEPENDENT = 1e-9; /* what is left of a row whose coefficients are about 1 */

struct row {
    double a[CHEM_COMPONENTS_MAX];
};

static void read_row(const struct chem_system *system, uint32_t solid, struct row *row)
{
    const struct chem_rows *nu = &system->model->dissolution;
    uint32_t phase = system->solids[solid].phase;
    memset(row, 0, sizeof *row);
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        bool counts = nu->component[t] != system->model->water;
        row->a[nu->component[t]] = counts ? nu->coefficient[t] : 0;
    }
}

static uint32_t largest_entry(const struct row *row, uint32_t count)
{
    uint32_t largest = 0;
    for (uint32_t j = 1; j < count; j++) {
        largest = fabs(row->a[j]) > fabs(row->a[largest]) ? j : largest;
    }
    return largest;
}

static void eliminate(struct row *row, const struct row *by, uint32_t pivot, uint32_t count)
{
    double factor = row->a[pivot] / by->a[pivot];
    for (uint32_t j = 0; j < count && factor != 0; j++) {
        row->a[j] -= factor * by->a[j];
    }
    row->a[pivot] = 0;
}

bool chem_depends(const struct chem_system *system, uint32_t solid)
{
    struct row rows[CHEM_SOLIDS_MAX], new;
    uint32_t pivots[CHEM_SOLIDS_MAX], count = 0, width = system->model->component_count;
    for (uint32_t q = 0; q < system->solid_count; q++) {
        if (system->solids[q].state != CHEM_SOLID_IN || q == solid) {
            continue;
        }
        read_row(system, q, &rows[count]);
        for (uint32_t k = 0; k < count; k++) {
            eliminate(&rows[count], &rows[k], pivots[k], width);
        }
        pivots[count] = largest_entry(&rows[count], width);
        count += fabs(rows[count].a[pivots[count]]) > INDEPENDENT;
    }
    read_row(system, solid, &new);
    for (uint32_t k = 0; k < count; k++) {
        eliminate(&new, &rows[k], pivots[k], width);
    }
    return fabs(new.a[largest_entry(&new, width)]) <= INDEPENDENT;
}
