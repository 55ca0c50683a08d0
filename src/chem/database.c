/* Making, extending and asking a database. */
#include <string.h>

#include "base/check.h"
#include "chem/database_internal.h"

static struct chem_database *database_create(void)
{
    struct arena *arena = arena_create();
    struct chem_database *database = ARENA_NEW(arena, struct chem_database);
    database->arena = arena;
    database->names = ARENA_NEW(arena, struct chem_names);
    return database;
}

int chem_database_read(struct str file, struct str text, struct chem_database **out,
                       struct error *error)
{
    *out = NULL;
    struct chem_database *database = database_create();
    chem_names_init(database->names, database->arena);
    int code = reader_read(database, file, text, 1, error);
    if (code)
        chem_database_destroy(database);
    else
        *out = database;
    return code;
}

static void *copy_array(struct arena *arena, const void *from, size_t count, size_t size)
{
    void *to = arena_alloc(arena, count, size, alignof(max_align_t));
    if (count)
        memcpy(to, from, size_mul(count, size));
    return to;
}

int chem_database_extend(const struct chem_database *base, struct str file, struct str text,
                         int64_t first_line, struct chem_database **out, struct error *error)
{
    *out = NULL;
    struct chem_database *database = database_create();
    struct arena *arena = database->arena;
    struct chem_names *names = database->names;
    *database = *base;
    database->arena = arena;
    database->names = names;
    chem_names_copy(names, base->names, arena);
    database->elements =
        copy_array(arena, base->elements, base->element_count, sizeof *base->elements);
    database->masters = copy_array(arena, base->masters, base->master_count, sizeof *base->masters);
    database->species =
        copy_array(arena, base->species, base->species_count, sizeof *base->species);
    database->phases = copy_array(arena, base->phases, base->phase_count, sizeof *base->phases);
    database->gas_pairs =
        copy_array(arena, base->gas_pairs, base->gas_pair_count, sizeof *base->gas_pairs);
    database->rates = copy_array(arena, base->rates, base->rate_count, sizeof *base->rates);
    database->notices =
        copy_array(arena, base->notices, base->notice_count, sizeof *base->notices);
    int code = reader_read(database, file, text, first_line, error);
    if (code)
        chem_database_destroy(database);
    else
        *out = database;
    return code;
}

void chem_database_destroy(struct chem_database *database)
{
    if (database)
        arena_destroy(database->arena);
}

int32_t chem_database_element(const struct chem_database *database, struct str name)
{
    return chem_names_find(&database->names->elements, name);
}

/* "Fe(+3)" is stored as "Fe(3)"; nothing else of a master has more than one form. */
int32_t chem_database_master(const struct chem_database *database, struct str name)
{
    struct chem_master_name parts;
    if (!chem_master_split(name, &parts))
        return CHEM_NONE;
    return chem_names_find(&database->names->masters, parts.canonical);
}

/* "Fe(+3)" and "Fe(3)" as a species mean the master species of that valence. */
int32_t chem_database_species(const struct chem_database *database, struct str name)
{
    char buffer[CHEM_NAME_LIMIT];
    struct str canonical;
    if (!chem_species_canonical(name, buffer, &canonical))
        return CHEM_NONE;
    int32_t at = chem_names_find(&database->names->species, canonical);
    if (at != CHEM_NONE || name.n == 0 || name.p[name.n - 1] != ')')
        return at;
    int32_t master = chem_database_master(database, name);
    return master == CHEM_NONE ? CHEM_NONE : database->masters[master].species;
}

int32_t chem_database_phase(const struct chem_database *database, struct str name)
{
    return chem_names_find(&database->names->phases, name);
}

int32_t chem_database_rate(const struct chem_database *database, struct str name)
{
    return chem_names_find(&database->names->rates, name);
}
