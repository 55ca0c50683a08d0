/* What the writers of PHREEQC's language share. */
#ifndef MEGURI_CHEM_WRITE_H
#define MEGURI_CHEM_WRITE_H

#include "base/buf.h"

/* The shortest decimal that reads back as the same double. */
void chem_write_number(struct buf *out, double value);

#endif
