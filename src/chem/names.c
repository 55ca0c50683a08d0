#include "chem/names.h"

#include <string.h>

#include "base/check.h"
#include "chem/database.h"

enum { FIRST_CAPACITY = 256 };

static unsigned char folded(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* FNV-1a; names are short. The last mixing spreads its weak low bits. */
static uint32_t hash_name(struct str name, bool fold_case)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.n; i++) {
        hash ^= fold_case ? folded(name.p[i]) : (unsigned char)name.p[i];
        hash *= 16777619u;
    }
    return hash ^ (hash >> 15);
}

static bool same_name(const struct chem_name_table *table, struct str a, struct str b)
{
    return table->fold_case ? str_equal_nocase(a, b) : str_equal(a, b);
}

/* The slot of the name, or the free one where it belongs. */
static struct chem_name_slot *slot_of(const struct chem_name_table *table, struct str name,
                                      uint32_t hash)
{
    size_t mask = table->capacity - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        struct chem_name_slot *slot = &table->slots[at];
        if (slot->index == CHEM_NONE)
            return slot;
        if (slot->hash == hash && same_name(table, slot->name, name))
            return slot;
    }
}

static void make_slots(struct chem_name_table *table, size_t capacity, struct arena *arena)
{
    table->slots = ARENA_ARRAY(arena, struct chem_name_slot, capacity);
    table->capacity = capacity;
    for (size_t i = 0; i < capacity; i++)
        table->slots[i].index = CHEM_NONE;
}

void chem_name_table_init(struct chem_name_table *table, bool fold_case, struct arena *arena)
{
    *table = (struct chem_name_table){.fold_case = fold_case};
    make_slots(table, FIRST_CAPACITY, arena);
}

void chem_names_init(struct chem_names *names, struct arena *arena)
{
    chem_name_table_init(&names->elements, false, arena);
    chem_name_table_init(&names->masters, false, arena);
    chem_name_table_init(&names->species, false, arena);
    chem_name_table_init(&names->phases, true, arena);
    chem_name_table_init(&names->rates, true, arena);
}

static void table_copy(struct chem_name_table *to, const struct chem_name_table *from,
                       struct arena *arena)
{
    *to = *from;
    to->slots = ARENA_ARRAY(arena, struct chem_name_slot, from->capacity);
    memcpy(to->slots, from->slots, size_mul(from->capacity, sizeof *to->slots));
}

void chem_names_copy(struct chem_names *to, const struct chem_names *from, struct arena *arena)
{
    table_copy(&to->elements, &from->elements, arena);
    table_copy(&to->masters, &from->masters, arena);
    table_copy(&to->species, &from->species, arena);
    table_copy(&to->phases, &from->phases, arena);
    table_copy(&to->rates, &from->rates, arena);
}

int32_t chem_names_find(const struct chem_name_table *table, struct str name)
{
    return slot_of(table, name, hash_name(name, table->fold_case))->index;
}

static void table_grow(struct chem_name_table *table, struct arena *arena)
{
    struct chem_name_table old = *table;
    make_slots(table, size_mul(old.capacity, 2), arena);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].index != CHEM_NONE)
            *slot_of(table, old.slots[i].name, old.slots[i].hash) = old.slots[i];
}

void chem_names_put(struct chem_name_table *table, struct str name, int32_t index,
                    struct arena *arena)
{
    if (table->count + 1 > table->capacity / 4 * 3)
        table_grow(table, arena);
    uint32_t hash = hash_name(name, table->fold_case);
    struct chem_name_slot *slot = slot_of(table, name, hash);
    CHECK(slot->index == CHEM_NONE);
    *slot = (struct chem_name_slot){name, hash, index};
    table->count++;
}
