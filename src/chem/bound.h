/* The equations of one sorption for given activities of the water: the inside of chem/sorption.h. A
   struct chem_bound is working memory, made once per solver; nothing is allocated in a solve. */
#ifndef MEGURI_CHEM_BOUND_H
#define MEGURI_CHEM_BOUND_H

#include "chem/sorption.h"
#include "chem/water_properties.h"

struct chem_bound {
    const struct chem_binding *binding;
    uint32_t surface_count;
    struct chem_site sites[CHEM_SITES_MAX];
    struct chem_surface surfaces[CHEM_SURFACES_MAX];
    double charge_scale[CHEM_SURFACES_MAX]; /* A k: mol of charge at sinh = 1 */
    double kelvin, strength;
    double ln_k[CHEM_BOUND_MAX];
    double start[CHEM_BOUND_MAX];  /* ln n without site and potential */
    double amount[CHEM_BOUND_MAX]; /* mol: the answer */
    double slope[CHEM_BOUND_MAX];  /* d ln gamma / d ionic strength */
};

/* Sites, areas and starting values of a sorption whose binding is made. */
void chem_bound_begin(struct chem_bound *bound, const struct chem_sorption *sorption,
                      double kelvin);
/* Amounts for ln activities x[component_count] of the water. */
void chem_bound_evaluate(struct chem_bound *bound, const double *x, double ionic_strength,
                         const struct chem_debye *debye);
/* Amounts as the sites' activities and potentials say that the sorption came with; nothing is solved. */
void chem_bound_read(struct chem_bound *bound, const double *x, double ionic_strength,
                     const struct chem_debye *debye);
/* Adds the bound components to the sums of what raises and what lowers each (both positive). */
void chem_bound_sums(const struct chem_bound *bound, double *positive, double *negative);

/* The convex function whose derivatives in x are the bound components, at the amounts solved last:
   sum n - S ln a_site + 2 A k cosh(x_psi / 2). For charges that vanish on free sites. */
double chem_bound_objective(const struct chem_bound *bound);

/* Derivatives of the bound components, sites and potentials having followed:
   by_x[j * count + l] = d bound_j / d x_l (symmetric), by_strength[j]; count = component_count. */
void chem_bound_slopes(const struct chem_bound *bound, double *by_x, double *by_strength);

/* Takes activities of sites, potentials and bound amounts over into the sorption. */
void chem_bound_take(const struct chem_bound *bound, struct chem_sorption *sorption);

#endif
