/* How the answer of an equilibrium moves with the totals of the cell. */
#ifndef MEGURI_CHEM_SLOPES_H
#define MEGURI_CHEM_SLOPES_H

#include "chem/equilibrium.h"

/* Derivatives of the unknowns of a cell along one direction of its totals (per mol). */
struct chem_slopes {
    double ln_activity[CHEM_COMPONENTS_MAX], ionic_strength, ln_mass, solids[CHEM_SOLIDS_MAX];
};

/* One factorisation at the answer of the last chem_equilibrate; it serves any number of directions
   until the next solve. */
void chem_slopes_prepare(struct chem_solver *solver);
/* Along `totals` (mol of each component, model order). Solids in equilibrium stay so, the others stay
   out; components that are absent do not move. */
void chem_slopes_along(struct chem_solver *solver, const double *totals, struct chem_slopes *out);

#endif
