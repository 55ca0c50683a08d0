/* The head row of a table of data: where each named column stands. */
#ifndef MEGURI_WATER_MODEL_COLUMNS_H
#define MEGURI_WATER_MODEL_COLUMNS_H

#include "base/csv.h"

/* Reads the next row as the head row: columns[i] is the place of names[i]. ERR_WATER_TABLE names a
   column that is missing; errors of the CSV reader. */
int water_columns_read(struct csv_reader *reader, const struct str *names, size_t count,
                       size_t *columns, struct error *error);

#endif
