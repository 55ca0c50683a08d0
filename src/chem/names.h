/* Names to indices: one open-addressing table per kind of thing in a database. The tables hold views
   of names that live in the database's arena. Masters are found under their written form ("Fe(2)"),
   species under their canonical one ("Fe+3", see chem/formula.h), phases and rates without regard to
   case. */
#ifndef MEGURI_CHEM_NAMES_H
#define MEGURI_CHEM_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct chem_name_slot {
    struct str name;
    uint32_t hash;
    int32_t index; /* CHEM_NONE: the slot is free */
};

/* slots[capacity], capacity a power of two, at most three quarters full. */
struct chem_name_table {
    struct chem_name_slot *slots;
    size_t capacity, count;
    bool fold_case; /* ASCII letters only */
};

struct chem_names {
    struct chem_name_table elements, masters, species, phases, rates;
};

void chem_name_table_init(struct chem_name_table *table, bool fold_case, struct arena *arena);
void chem_names_init(struct chem_names *names, struct arena *arena);
/* A copy that may grow by itself; the names stay where they are. */
void chem_names_copy(struct chem_names *to, const struct chem_names *from, struct arena *arena);

/* The index under which the name was put, CHEM_NONE when absent. */
int32_t chem_names_find(const struct chem_name_table *table, struct str name);
/* Puts a name that is not there yet. `name` must live as long as the table. */
void chem_names_put(struct chem_name_table *table, struct str name, int32_t index,
                    struct arena *arena);

#endif
