/* Making sparse columns: entries are gathered by species, then sorted into columns. The inside of
   chem/model.h. */
#ifndef MEGURI_CHEM_COLUMNS_H
#define MEGURI_CHEM_COLUMNS_H

#include "chem/model.h"

struct chem_entries {
    uint32_t count, capacity;
    uint32_t *column, *species;
    double *value;
};

void chem_entries_init(struct chem_entries *entries, size_t capacity, struct arena *scratch);
/* Species in ascending order. */
void chem_entries_add(struct chem_entries *entries, uint32_t column, uint32_t species,
                      double value);
void chem_columns_make(struct chem_columns *columns, const struct chem_entries *entries,
                       uint32_t column_count, struct arena *arena);

#endif
