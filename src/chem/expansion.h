/* Rewriting of reactions while a model is compiled: a species or phase in the file's own terms
   becomes a sum of master species, then a sum of components; log K terms add up on the way.
   The inside of chem/model.h. */
#ifndef MEGURI_CHEM_EXPANSION_H
#define MEGURI_CHEM_EXPANSION_H

#include "chem/model.h"

enum { CHEM_SUM_TERMS = 24 }; /* master species in one reaction; a longer one is left out */

struct chem_sum {
    uint32_t count;
    int32_t of[CHEM_SUM_TERMS]; /* species of the database, or components */
    double coefficient[CHEM_SUM_TERMS];
    double log_k[CHEM_LOG_K_TERMS];
};

struct chem_expansion;

/* component_of[database species]: index of the component, CHEM_NONE. whole[element]: its valences
   may be written in each other by e-. */
struct chem_expansion *chem_expansion_create(const struct chem_database *database,
                                             const int32_t *component_of, const bool *whole,
                                             struct arena *arena);
/* NULL when the species can not be written so (a valence or element outside the set). */
const struct chem_sum *chem_expansion_masters(struct chem_expansion *expansion, int32_t species);
const struct chem_sum *chem_expansion_components(struct chem_expansion *expansion, int32_t species);
/* Of a phase: log K of its dissolution into components is its own less those of the formation of the
   species it dissolves to. False when it can not be written so. */
bool chem_expansion_dissolution(struct chem_expansion *expansion, const struct chem_phase *phase,
                                struct chem_sum *out);

/* Atoms a species holds of its main element (not H or O) for each that its masters hold: 1 but for
   -mass_balance. */
double chem_share_of_amounts(const struct chem_database *database, int32_t species,
                             const struct chem_sum *masters);

/* A1 + A2 T + A3/T + A4 log10 T + A5/T^2 + A6 T^2; the van 't Hoff form becomes A1 and A3. */
void chem_log_k_as_terms(const struct chem_log_k *log_k, double *terms);

#endif
