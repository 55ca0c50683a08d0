/* Valences that are kept apart, written for PHREEQC as elements of their own: Fe(3) beside Fe(2) becomes
   the element Fe_iii with every species, solid and bound species of it, and the couple of the database
   is put out of reach (log K -400). The inside of chem/export.h. */
#ifndef MEGURI_CHEM_EXPORT_APART_H
#define MEGURI_CHEM_EXPORT_APART_H

#include "chem/export.h"

struct chem_apart;

/* What has to be written for the cells; NULL when no valences are apart. Lives in the arena. */
const struct chem_apart *chem_apart_make(const struct chem_export *export, struct arena *arena);
/* The definitions. Takes NULL. */
void chem_apart_write(const struct chem_apart *apart, struct buf *out);
/* The name under which a valence state stands in SOLUTION: "Fe_iii", or its `own`. Takes NULL. */
struct str chem_apart_name(const struct chem_apart *apart, int32_t master, struct str own);

#endif
