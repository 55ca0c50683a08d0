/* One stirred cell of a train: water, solids in equilibrium with it, and pools that react in time.
   A step is implicit Euler for inflow, outflow and reactions together. Since what flows out has the
   composition of the cell at the end, the step is: mix in the inflow, react by the extents xi,
   bring to equilibrium, let the surplus of water go; and xi = dt rate(state at the end). So xi are
   the only unknowns of the step, and every component is conserved whatever xi comes out. Newton in
   xi; its Jacobian is made of the slopes of the equilibrium (exact) and of each law, and kept from
   step to step until it contracts badly. Basis: 1 kg of pore water. Units: mol, kg, s, K. */
#ifndef MEGURI_WATER_MODEL_CELL_H
#define MEGURI_WATER_MODEL_CELL_H

#include "water/model/rate.h"

enum { WATER_PARTICLES_MAX = 32 };

struct water_cell {
    struct chem_water water; /* about 1 kg */
    struct chem_solids solids;
    double pools[WATER_POOLS], pools_new[WATER_POOLS]; /* DOC: mol in the cell's water */
    double rate[WATER_LAWS];                /* of the last step, mol/kg/s: the next start */
    double solid_rate[CHEM_SOLIDS_MAX];     /* of the last step, mol/kg/s: the same of its solids */
    double slopes[WATER_LAWS * WATER_LAWS]; /* d rate / d extent of a step before, for Newton */
    bool has_slopes;
    /* Of the train's particles (particles.h), mol per kg of pore water: what hangs in the water,
       and what settled here and is no solid of the tank. */
    double suspended[WATER_PARTICLES_MAX], deposit[WATER_PARTICLES_MAX];
    /* mol/kg/s of each that form in the last step or in the steady state. */
    double precipitating[WATER_PARTICLES_MAX];
};

/* Water that comes in: its composition, and kg per kg of pore water and second. */
struct water_stream {
    const struct chem_water *water;
    double doc;  /* mol/kgw */
    double flow; /* 1/s */
};

struct water_cell_context {
    struct chem *chem;
    const struct water_places *places; /* of the one model of the run */
    const struct water_rate *rates;
    size_t rate_count;
    int32_t number;                   /* of the cell, for messages */
    struct water_cell_slopes *slopes; /* cell_slopes.h: derivatives that are wanted; NULL: none */
    double converged;                 /* relative defect of extents to end at; 0: as needed */
    double loose; /* where it is as needed: what a step in time may keep; 0: 1e-4 */
};

struct water_cell_effort {
    uint32_t equilibrations, iterations, jacobians;
};

/* Advances the cell by dt seconds at `kelvin`. `out` gets composition and DOC of what flows out
   (valid as long as the cell is not stepped again); extents[WATER_LAWS] are added to.
   ERR_WATER_STEP when the extents do not converge (take a smaller dt; the cell is unchanged),
   errors of chem_equilibrate. */
int water_cell_step(const struct water_cell_context *context, struct water_cell *cell,
                    const struct water_stream *in, double kelvin, double dt,
                    struct water_stream *out, double *extents, struct water_cell_effort *effort,
                    struct error *error);

/* The state that no longer changes, with pools held as they are and solids taken away as they form:
   cell->water becomes it, solids get what forms per kg of pore water and second. Errors as above.
 */
int water_cell_settle(const struct water_cell_context *context, struct water_cell *cell,
                      const struct water_stream *in, double kelvin, struct water_stream *out,
                      struct water_cell_effort *effort, struct error *error);

#endif
