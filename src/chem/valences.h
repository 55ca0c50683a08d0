/* Elements given whole in their valence states: by the pe of the water, or by that of a couple of
   another element. The inside of chem/chem.h. */
#ifndef MEGURI_CHEM_VALENCES_H
#define MEGURI_CHEM_VALENCES_H

#include "chem/chem.h"

/* The water moves to a model in which these elements (of database.elements) are components by
   valence, with the amounts that its activities say. Elements without valences stay.
   ERR_CHEM_MEMBERS. */
int chem_split_water(struct chem *chem, struct chem_water *water, const int32_t *elements,
                     size_t count, struct error *error);

/* An analysis with rows whose element is split by a couple's pe: as chem_define_water. */
int chem_define_by_couples(struct chem *chem, const struct chem_analysis *analysis,
                           struct chem_water *out, struct error *error);

#endif
