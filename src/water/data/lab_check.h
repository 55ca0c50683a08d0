/* What is doubtful in a table that was read: results that stand twice, that differ from what is
   stored, that are far from their neighbours, waters without pH, charges that do not balance. Pure.
 */
#ifndef MEGURI_WATER_DATA_LAB_CHECK_H
#define MEGURI_WATER_DATA_LAB_CHECK_H

#include "base/civil.h"
#include "water/data/lab_table.h"

/* A result that is stored already, of the points of the table. */
struct water_stored_value {
    int64_t point, seconds;
    struct str bottle;
    const struct water_item *item;
    enum water_fraction fraction;
    struct decimal value;
    int censored;
    bool earlier; /* what a corrected result was before: the same file again is known by it */
};
/* Marks what is known and adds doubts. *known: results that are stored already. */
void water_lab_check(struct water_lab_table *table, const struct water_stored_value *stored,
                     size_t count, size_t *known);

/* Charges of each sample that has pH and enough ions (sulfate and two of Ca, Mg, Na, Fe), by the
   chemistry of the page /water/chemistry; doubts above `balance.usable` of data/water/analysis.tsv.
 */
void water_lab_check_balance(struct water_lab_table *table, day_number day);

#endif
