/* Inside of the import: what import.c and import_store.c share. */
#ifndef MEGURI_WATER_DATA_IMPORT_INSIDE_H
#define MEGURI_WATER_DATA_IMPORT_INSIDE_H

#include "water/data/import.h"
#include "water/data/lab_check.h"

/* What is stored of the table's points in the time of the table, and one result before and behind.
 */
int water_import_stored_values(struct db *db, const struct web_actor *actor,
                               const struct water_import_view *view,
                               struct water_stored_value **out, size_t *count, struct error *error);

#endif
