/* Solids that leave a tank with its water. What forms in a cell hangs in the water first; a share
   of it stays in the cell, the rest flows on into the next one:
       dP/dt = f_in P_in - f_out P + formed - k P
   with P in mol per kg of water, f the flow per kg of pore water (1/s), implicit in time. k is the
   first-order coefficient of settling (open tanks, 1/s; Opitz et al. 2023) or, where water seeps
   through a filling, f (passes^(-1/cells) - 1): then `passes` of what enters leaves whatever the
   flow. What hangs in the water does not react; where it settles it does again. Figures:
   data/water/rates.tsv, "settling.KIND", "passes.KIND"; sources: docs/water.md. */
#ifndef MEGURI_WATER_MODEL_PARTICLES_H
#define MEGURI_WATER_MODEL_PARTICLES_H

#include "water/model/cell.h"
#include "water/model/quality.h"

struct water_tank;

/* One kind of particle: an equilibrium solid of some tank, or a pool that is a solid. */
struct water_particle {
    int32_t phase; /* of the database; CHEM_NONE: a pool */
    enum water_pool pool;
    double molar_mass;                   /* kg/mol */
    double content[WATER_CONSTITUENTS];  /* mol per mol */
    double formula[CHEM_COMPONENTS_MAX]; /* components that the books miss with it; 0 of a pool */
};
struct water_particles {
    struct water_particle each[WATER_PARTICLES_MAX];
    size_t count;
};

/* kg per mol of a phase. */
double water_phase_molar_mass(const struct chem_database *database, int32_t phase);

/* The kinds of a train: solids of all tanks, and pools that laws make. `constituents` are their
   components in the model. ERR_TOO_LARGE. */
int water_particles_list(const struct water_tank *tanks, size_t count,
                         const struct chem_model *model, const int32_t *constituents,
                         struct water_particles *out, struct error *error);

/* kg of solids that a law makes as pools, per mol of its extent. */
double water_particles_made(const struct water_particles *particles, enum water_law law);

/* The flows of a cell in 1/s, and seconds (0: the steady state). */
struct water_particle_flow {
    double in, out, seconds;
};
/* After a step of a cell: what formed since `before` (in the steady state: forms in a second) hangs
   in the water, of which a part settles. carried[WATER_PARTICLES_MAX], mol/kgw: comes in, and then
   what flows out. */
void water_particles_step(const struct water_particles *particles, const struct water_tank *tank,
                          const struct water_particle_flow *flow, const struct water_cell *before,
                          struct water_cell *cell, double *carried);
/* The steady state of a cell after water_cell_settle: cell->solids become what settles in a second.
 */
void water_particles_settle(const struct water_particles *particles, const struct water_tank *tank,
                            const struct water_particle_flow *flow, struct water_cell *cell,
                            double *carried);

/* Adds `kilograms` of water with these particles to sums of components. */
void water_particles_book(const struct water_particles *particles, const double *carried,
                          double kilograms, uint32_t component_count, double *sums);
/* mol/kgw of a constituent in particles; kg of solids per kg of water. */
double water_particles_content(const struct water_particles *particles, const double *carried,
                               int constituent);
double water_particles_mass(const struct water_particles *particles, const double *carried);

#endif
