/* The inside of cell.h: one step of a cell while it is solved, what it gives for extents that are
   tried, and its derivatives. Only the cell*.c files include it. */
#ifndef MEGURI_WATER_MODEL_CELL_INSIDE_H
#define MEGURI_WATER_MODEL_CELL_INSIDE_H

#include "water/model/cell.h"

/* One step being solved. */
struct water_attempt {
    const struct water_cell_context *context;
    const struct water_cell *cell;
    double dt;
    bool steady;
    /* Before reactions: inflow and the cell's own water together. */
    struct chem_water mixed;
    struct chem_solids solids;
    double doc;
    /* After: what the extents last tried gave. */
    struct chem_water water;
    struct chem_solids end_solids;
    double pools[WATER_POOLS];
    double rate[WATER_LAWS], defect[WATER_LAWS];
    struct chem_answer answer;
    double seen_pools[WATER_POOLS];
    struct water_sight sight;
    double formed[CHEM_SOLIDS_MAX]; /* of each solid: by the last equilibrium, or expected of the
                                       next */
    /* How the equilibrium moves with each extent, at the point differentiated last. */
    struct chem_slopes along[WATER_LAWS];
    bool has_along, rough;
    struct water_cell_effort *effort;
};

/* Mixes in the inflow; `attempt` has context, cell, dt, steady and effort. */
void water_attempt_begin(struct water_attempt *attempt, const struct water_stream *in,
                         double kelvin);
/* Equilibrium and rates for these extents (mol per kg of pore water); defect = extent - dt rate.
   `rough`: good enough to go on from, not to stay at. Errors of chem_equilibrate. */
int water_attempt_evaluate(struct water_attempt *attempt, const double *extent, bool rough,
                           struct error *error);

/* Adds what an extent of a law does to pools; in the steady state all but DOC stay. */
void water_attempt_pools(const struct water_attempt *attempt, size_t law, double extent,
                         double *pools);

/* Derivatives of the rates in what they read, at the point evaluated last. */
struct water_partials {
    double slope[WATER_LAWS][WATER_SENSES];
    uint64_t read[WATER_LAWS], any; /* bits of senses */
};
void water_attempt_partials(struct water_attempt *attempt, struct water_partials *out);
/* moved[r] += how the rates move with a change. */
void water_attempt_move(const struct water_attempt *attempt, const struct water_partials *partials,
                        const struct water_change *change, double *moved);
/* Sets attempt->along at the point evaluated last, which must be the solver's last equilibrium; the
   factors stay for further directions. */
void water_attempt_prepare(struct water_attempt *attempt);
/* What an extent of the law changes, the equilibrium having followed; after prepare. */
void water_attempt_follow(const struct water_attempt *attempt, size_t law,
                          struct water_change *out);
/* d rate / d extent at the point evaluated last: slopes[law][law]. */
void water_attempt_differentiate(struct water_attempt *attempt, double *slopes);

#endif
