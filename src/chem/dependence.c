/* Solids whose reactions are not independent (two forms of one mineral, or more minerals than the
   components allow) can not be in equilibrium together. When one more wants in, the one that it uses up
   first leaves: the ratio test of the simplex method. H2O is left out of the comparison: its
   activity follows from what is dissolved. */
#include <math.h>
#include <string.h>

#include "chem/solver.h"

static const double INDEPENDENT = 1e-9; /* what is left of a row whose coefficients are about 1 */

struct row {
    double a[CHEM_COMPONENTS_MAX];
    double of[CHEM_FORMING_MAX]; /* the row as a sum of the solids' */
};

static void read_row(const struct chem_system *system, uint32_t solid, struct row *row)
{
    struct chem_terms nu = chem_saturation_terms(system, solid);
    memset(row, 0, sizeof *row);
    for (uint32_t t = 0; t < nu.count; t++) {
        bool counts = nu.component[t] != system->model->water;
        row->a[nu.component[t]] = counts ? nu.coefficient[t] : 0;
    }
    row->of[solid] = 1;
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
    for (uint32_t p = 0; p < CHEM_FORMING_MAX && factor != 0; p++) {
        row->of[p] -= factor * by->of[p];
    }
    row->a[pivot] = 0;
}

/* Whether each of its components is in some solid in equilibrium: else it is no sum of them. */
static bool is_covered(const struct chem_system *system, uint32_t solid)
{
    bool there[CHEM_COMPONENTS_MAX] = {false};
    for (uint32_t q = 0; q < system->solid_count; q++) {
        if (system->solids[q].state != CHEM_SOLID_IN || q == solid) {
            continue;
        }
        struct chem_terms nu = chem_saturation_terms(system, q);
        for (uint32_t t = 0; t < nu.count; t++) {
            there[nu.component[t]] = true;
        }
    }
    struct chem_terms nu = chem_saturation_terms(system, solid);
    for (uint32_t t = 0; t < nu.count; t++) {
        if (!there[nu.component[t]] && nu.component[t] != system->model->water) {
            return false;
        }
    }
    return true;
}

/* True when a solid is a sum of those in equilibrium: share[q] mol of q dissolve as 1 mol of it forms. */
static bool is_sum(const struct chem_system *system, uint32_t solid, double *share)
{
    struct row rows[CHEM_FORMING_MAX], new;
    uint32_t pivots[CHEM_FORMING_MAX], count = 0, width = system->model->component_count;
    if (!is_covered(system, solid)) {
        return false;
    }
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
    for (uint32_t q = 0; q < system->solid_count; q++) {
        share[q] = q == solid ? 0 : -new.of[q];
    }
    return fabs(new.a[largest_entry(&new, width)]) <= INDEPENDENT;
}

bool chem_depends(const struct chem_system *system, uint32_t solid)
{
    double share[CHEM_FORMING_MAX];
    return is_sum(system, solid, share);
}

void chem_make_room_for(struct chem_system *system, uint32_t solid)
{
    double share[CHEM_FORMING_MAX], least = INFINITY;
    uint32_t leaving = UINT32_MAX;
    if (!is_sum(system, solid, share)) {
        return;
    }
    for (uint32_t q = 0; q < system->solid_count; q++) {
        const struct chem_active *other = &system->solids[q];
        double way = (other->formed - other->least) / share[q];
        if (other->state == CHEM_SOLID_IN && share[q] > INDEPENDENT && way < least) {
            least = way;
            leaving = q;
        }
    }
    if (leaving == UINT32_MAX) {
        return;
    }
    for (uint32_t q = 0; q < system->solid_count; q++) {
        bool in = system->solids[q].state == CHEM_SOLID_IN;
        system->solids[q].formed -= in ? least * share[q] : 0;
    }
    system->solids[solid].formed += least;
    system->solids[leaving].formed = system->solids[leaving].least;
    system->solids[leaving].state = CHEM_SOLID_OUT;
}
