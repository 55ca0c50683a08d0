/* What the writers of PHREEQC's language share. */
#ifndef MEGURI_CHEM_WRITE_H
#define MEGURI_CHEM_WRITE_H

#include "base/buf.h"
#include "chem/database.h"

/* The shortest decimal that reads back as the same double. */
void chem_write_number(struct buf *out, double value);
/* A species with its reaction and constants, as it stands under SOLUTION_SPECIES and the like. */
void chem_write_species(const struct chem_database *database, const struct chem_species *species,
                        struct buf *out);

#endif
