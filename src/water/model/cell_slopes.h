/* How the answer of a cell moves with figures it was solved from (forward sensitivities). At the
   answer xi - dt rate(xi, p) = 0, so that for each figure p
       (I - dt drate/dxi) dxi/dp = dt drate/dp + rate ddt/dp     drate/dp at fixed extents
   and water, solids and pools follow by the slopes of the equilibrium, which are exact; laws are
   differenced alone. A figure that moves the temperature moves all constants: for it the
   equilibrium is differenced at fixed extents. Where a mineral comes or goes the slope is that of
   the side on which the cell stands. Basis and units: cell.h. */
#ifndef MEGURI_WATER_MODEL_CELL_SLOPES_H
#define MEGURI_WATER_MODEL_CELL_SLOPES_H

#include "water/model/cell.h"

/* How what a cell is solved from moves, per unit of a figure. */
struct water_cell_seed {
    bool any; /* else nothing moves and the rest is not read */
    /* What is mixed before reactions: mol per kg of pore water (in time), or of the inflow's water
       (steady). */
    double totals[CHEM_COMPONENTS_MAX], doc;
    double solids[CHEM_SOLIDS_MAX];                    /* that are there before, in time */
    double pools[WATER_POOLS], pools_new[WATER_POOLS]; /* DOC of them is not read */
    double kelvin, dt;
    int32_t rate; /* of the context's rates: the figure is its parameter; CHEM_NONE */
    int parameter;
    const double *reaction; /* how the reaction of that law moves; NULL: it does not */
};

/* How the answer moves: of the water before its surplus leaves. */
struct water_cell_moved {
    double totals[CHEM_COMPONENTS_MAX], mass, ln_proton;
    double pools[WATER_POOLS]; /* DOC: mol */
    double solids[CHEM_SOLIDS_MAX];
    double extents[WATER_LAWS]; /* in the order of the context's rates */
};

struct water_cell_slopes {
    size_t count;
    struct water_cell_seed *seeds;  /* [count] */
    struct water_cell_moved *moved; /* [count]; of seeds without `any` it stays as it is */
};

/* After a solve whose extents are these, the solver standing at its answer. Errors of
   chem_equilibrate, from beside the temperature. */
struct water_attempt;
int water_cell_slopes_find(struct water_attempt *attempt, const double *extent,
                           struct water_cell_slopes *slopes, struct error *error);

#endif
