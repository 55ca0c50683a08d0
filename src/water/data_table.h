/* Results and their statistics as tables: for the terminal, JSON, CSV, xlsx and pages alike. */
#ifndef MEGURI_WATER_DATA_TABLE_H
#define MEGURI_WATER_DATA_TABLE_H

#include "water/data/exceedance.h"
#include "water/table.h"

/* 超過の統計: a row for each item, fraction and month (and one for all months). `point`: its name.
 */
enum { WATER_EXCEEDANCE_COLUMNS = 15 };
void water_exceedance_table(struct water_table *table, struct arena *arena);
void water_exceedance_add(struct water_table *table, struct str point,
                          const struct water_exceedance *rows, size_t count);

/* Results in the form that a study reads: date, point, item, value, unit, filtered. */
void water_observations_table(struct water_table *table, struct arena *arena);
void water_observations_add(struct water_table *table, const struct water_point *points,
                            size_t point_count, const struct water_result *results, size_t count);

#endif
