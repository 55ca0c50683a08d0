/* The product's own constants for mine drainage, data/chem/amd.dat, as they stand in the program. */
#ifndef MEGURI_CHEM_AMD_H
#define MEGURI_CHEM_AMD_H

#include "base/str.h"

/* The text, for chem_database_read; lives as long as the program. */
struct str chem_amd_text(void);

#endif
