#include "chem/columns.h"

#include "base/check.h"

void chem_entries_init(struct chem_entries *entries, size_t capacity, struct arena *scratch)
{
    *entries = (struct chem_entries){.capacity = (uint32_t)capacity};
    entries->column = ARENA_ARRAY(scratch, uint32_t, capacity);
    entries->species = ARENA_ARRAY(scratch, uint32_t, capacity);
    entries->value = ARENA_ARRAY(scratch, double, capacity);
}

void chem_entries_add(struct chem_entries *entries, uint32_t column, uint32_t species, double value)
{
    CHECK(entries->count < entries->capacity);
    entries->column[entries->count] = column;
    entries->species[entries->count] = species;
    entries->value[entries->count++] = value;
}

void chem_columns_make(struct chem_columns *columns, const struct chem_entries *entries,
                         uint32_t column_count, struct arena *arena)
{
    columns->start = ARENA_ARRAY(arena, uint32_t, column_count + 1);
    columns->species = ARENA_ARRAY(arena, uint32_t, entries->count);
    columns->coefficient = ARENA_ARRAY(arena, double, entries->count);
    for (uint32_t i = 0; i < entries->count; i++) {
        columns->start[entries->column[i] + 1]++;
    }
    for (uint32_t j = 0; j < column_count; j++) {
        columns->start[j + 1] += columns->start[j];
    }
    for (uint32_t i = entries->count; i-- > 0;) {
        uint32_t place = --columns->start[entries->column[i] + 1];
        columns->species[place] = entries->species[i];
        columns->coefficient[place] = entries->value[i];
    }
    for (uint32_t j = 0; j < column_count; j++) { /* starts have moved one column down */
        columns->start[j] = columns->start[j + 1];
    }
    columns->start[column_count] = entries->count;
}
