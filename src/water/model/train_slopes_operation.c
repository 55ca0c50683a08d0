/* Slopes through what operation does to a train between its steps: growth, renewal, by-pass. */
#include <math.h>
#include <string.h>

#include "water/model/bed.h"
#include "water/model/train_slopes_inside.h"

void water_slopes_start_bacteria(struct water_train *train, size_t t)
{
    struct water_train_slopes *s = train->work->slopes;
    const struct water_tank *tank = &train->tanks[t];
    for (size_t i = 0; s && i < (size_t)tank->cells * s->count; i++)
        s->held[tank->first_cell * s->count + i].pools[WATER_POOL_DORMANT] = 0;
}

void water_slopes_grow(struct water_train *train, uint32_t cell, double by_dormant,
                       double by_kelvin)
{
    struct water_train_slopes *s = train->work->slopes;
    for (size_t p = 0; s && p < s->count; p++) {
        struct water_held_slopes *held = &s->held[cell * s->count + p];
        double *dormant = &held->pools[WATER_POOL_DORMANT];
        *dormant = by_dormant * *dormant + by_kelvin * held->kelvin;
    }
}

static void renew_cell(const struct water_tank *tank, const struct water_tank_slopes *set,
                       const double *added, bool whole, struct water_held_slopes *held)
{
    double doc = held->pools[WATER_POOL_DOC];
    held->any = held->any || set->any;
    for (int k = 0; k < WATER_POOLS; k++) /* so many kilograms, whatever the pores */
        held->pools[k] =
            whole ? set->pools[k] : held->pools[k] - added[k] * set->pore / water_pore_mass(tank);
    held->pools[WATER_POOL_DOC] = doc;
    if (whole)
        memset(held->solids, 0, sizeof held->solids);
}

void water_slopes_renew(struct water_train *train, size_t t, const double *added, bool whole)
{
    struct water_train_slopes *s = train->work->slopes;
    const struct water_tank *tank = &train->tanks[t];
    for (size_t c = 0; s && c < (size_t)tank->cells; c++)
        for (size_t p = 0; p < s->count; p++)
            renew_cell(tank, &s->tanks[t][p], added, whole,
                       &s->held[(tank->first_cell + c) * s->count + p]);
}

/* The bed with its cells, its size and its flow beside a figure. */
static double bypass_beside(struct water_train *train, size_t t, const struct water_bed *bed,
                            double flow, double blockage, size_t figure, double step)
{
    const struct water_train_slopes *s = train->work->slopes;
    const struct water_tank_slopes *set = &s->tanks[t][figure];
    struct water_tank *tank = &train->tanks[t];
    struct water_cell *cells = &train->cells[tank->first_cell],
                      *kept = &train->work->spare[tank->first_cell];
    double volume = tank->volume, porosity = tank->porosity;
    size_t bytes = (size_t)tank->cells * sizeof *cells;
    struct water_bed_state state;
    memcpy(kept, cells, bytes);
    tank->volume += step * set->volume;
    tank->porosity += step * set->porosity;
    for (size_t c = 0; c < (size_t)tank->cells; c++) {
        const struct water_held_slopes *held = &s->held[(tank->first_cell + c) * s->count + figure];
        for (int k = 0; k < WATER_POOLS; k++) {
            cells[c].pools[k] += step * held->pools[k];
            cells[c].pools_new[k] += step * set->pools[k];
        }
        for (uint32_t i = 0; i < cells[c].solids.count; i++)
            cells[c].solids.solid[i].amount += step * held->solids[i];
    }
    water_bed_look(train, t, bed, flow, blockage, &state);
    memcpy(cells, kept, bytes);
    tank->volume = volume;
    tank->porosity = porosity;
    return state.bypass;
}

/* All raw waters together: there is no figure of one flow. */
static double flow_slope(const struct water_train *train, size_t figure)
{
    double slope = 0;
    for (size_t i = 0; i < train->water_count && slope == 0; i++)
        slope = train->work->slopes->waters[i][figure].ln_flow;
    return slope;
}

void water_slopes_bypass(struct water_train *train, size_t t, const struct water_bed *bed,
                         double flow, double blockage, bool stopped)
{
    static const double share = 1e-4, of_zero = 1e-6;
    struct water_train_slopes *s = train->work->slopes;
    for (size_t p = 0; s && p < s->count; p++) {
        double value = fabs(s->values[p]), step = value > 0 ? share * value : of_zero;
        double more = step * flow_slope(train, p) * flow;
        s->bypass[t][p] = 0;
        if (stopped || !(train->tanks[t].bypass > 0))
            continue;
        s->bypass[t][p] = (bypass_beside(train, t, bed, flow + more, blockage, p, step) -
                           bypass_beside(train, t, bed, flow - more, blockage, p, -step)) /
                          (2 * step);
    }
}
