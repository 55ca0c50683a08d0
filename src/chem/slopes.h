/* How the answer of an equilibrium moves with the totals of the cell and with constants. */
#ifndef MEGURI_CHEM_SLOPES_H
#define MEGURI_CHEM_SLOPES_H

#include "chem/equilibrium.h"

/* Derivatives of the unknowns of a cell along one direction of its totals (per mol). */
struct chem_slopes {
    double ln_activity[CHEM_COMPONENTS_MAX], ionic_strength, ln_mass, solids[CHEM_FORMING_MAX];
};

/* One factorisation at the answer of the last chem_equilibrate; it serves any number of directions
   until the next solve. */
void chem_slopes_prepare(struct chem_solver *solver);
/* Along `totals` (mol of each component, model order). Solids in equilibrium stay so, the others
   stay out; components that are absent do not move. */
void chem_slopes_along(struct chem_solver *solver, const double *totals, struct chem_slopes *out);

/* The same along several directions, faster than one by one. */
void chem_slopes_along_all(struct chem_solver *solver, const double (*totals)[CHEM_COMPONENTS_MAX],
                           size_t count, struct chem_slopes *out);

/* Per unit of log10 K of a species of the model (of its association from the components, as
   database.h has it). The species itself moves by ln 10 + the sum of its row times ln_activity,
   less that of gamma. */
void chem_slopes_by_species(struct chem_solver *solver, uint32_t species, struct chem_slopes *out);
/* Per unit of log10 K of dissolution of a solid of the cell; all 0 when it is not in equilibrium.
 */
void chem_slopes_by_solid(struct chem_solver *solver, uint32_t solid, struct chem_slopes *out);

#endif
