#include "water/model/bed.h"

#include <math.h>
#include <stdio.h>

static const double water_density = 1000;  /* kg/m3 */
static const double least_porosity = 0.01; /* a bed lets some water through whatever has settled */

int water_bed_init(const struct water_train *train, size_t tank, const struct water_values *values,
                   day_number day, struct water_bed *out, struct error *error)
{
    enum { KEY_SIZE = 80 };
    const struct chem_solids *solids = &train->tanks[tank].solids;
    *out = (struct water_bed){0};
    int status =
        water_values_need(values, "bed.conductivity", "m/s", day, &out->conductivity, NULL, error);
    if (!status)
        status =
            water_values_need(values, "bed.compaction", "-", day, &out->compaction, NULL, error);
    for (uint32_t i = 0; i < solids->count && !status; i++) {
        char key[KEY_SIZE];
        struct str name = train->model->database->phases[solids->solid[i].phase].name;
        snprintf(key, sizeof key, "deposit.%.*s", (int)name.n, name.p);
        status = water_values_need(values, key, "m3/mol", day, &out->deposit[i], NULL, error);
    }
    return status;
}

static double organic(const double *pools)
{
    return fmax(pools[WATER_POOL_BRAN], 0) + fmax(pools[WATER_POOL_HUSK], 0);
}

static double share_of(double now, double fresh)
{
    return fresh > 0 ? now / fresh : -1;
}

/* Porosity of one cell. Pools and solids are per kg of the pore water of the new bed. */
static double porosity_of(const struct water_tank *tank, const struct water_bed *bed,
                          const struct water_cell *cell)
{
    double fresh = organic(cell->pools_new), taken = 0;
    double gone = fresh > 0 ? 1 - fmin(organic(cell->pools) / fresh, 1) : 0;
    for (uint32_t i = 0; i < cell->solids.count; i++)
        taken += cell->solids.solid[i].amount * bed->deposit[i];
    double n = tank->porosity * (1 - bed->compaction * gone - taken * water_density);
    return fmax(n, least_porosity);
}

static double relative_conductivity(double porosity, double fresh)
{
    /* open water (porosity 1) has no matrix that could be clogged */
    if (fresh >= 1)
        return 1;
    return pow(porosity / fresh, 3) * pow((1 - fresh) / (1 - porosity), 2);
}

void water_bed_look(const struct water_train *train, size_t at, const struct water_bed *bed,
                    double flow, double blockage, struct water_bed_state *out)
{
    const struct water_tank *tank = &train->tanks[at];
    double cells = (double)tank->cells, resistance = 0, carbon = 0, carbon_new = 0, stone = 0,
           stone_new = 0;
    *out = (struct water_bed_state){.narrowest = 1};
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
        const struct water_cell *cell = &train->cells[tank->first_cell + c];
        double n = porosity_of(tank, bed, cell);
        out->porosity += n / cells;
        out->narrowest = fmin(out->narrowest, n);
        resistance += 1 / (cells * blockage * relative_conductivity(n, tank->porosity));
        carbon += organic(cell->pools);
        carbon_new += organic(cell->pools_new);
        stone += cell->pools[WATER_POOL_LIMESTONE];
        stone_new += cell->pools_new[WATER_POOL_LIMESTONE];
    }
    out->permeability = 1 / resistance;
    out->carbon = share_of(carbon, carbon_new);
    out->limestone = share_of(stone, stone_new);
    if (!(bed->depth > 0))
        return;
    double seepage = flow * bed->depth / tank->volume; /* Q/A, A = volume / depth */
    out->head_needed = seepage * bed->depth * resistance / bed->conductivity;
    if (bed->head > 0 && out->head_needed > bed->head)
        out->bypass = 1 - bed->head / out->head_needed;
}
