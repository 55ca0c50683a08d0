/* The figures of an existing PHREEQC input as tables. */
#ifndef MEGURI_WATER_PHREEQC_TABLES_H
#define MEGURI_WATER_PHREEQC_TABLES_H

#include "water/fitting.h"

/* Each figure that a fit changes: line, before and after as they are written. */
void water_phreeqc_changes(const struct water_phreeqc *model, const struct water_fit *fit,
                           struct arena *arena, struct water_table *out);
/* Every figure that has an address. */
void water_phreeqc_places(const struct water_phreeqc *model, struct arena *arena,
                          struct water_table *out);

#endif
