/* SOLUTION_MASTER_SPECIES and its sisters for exchangers and surfaces; elements and species made on
   their first mention. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chem/database_internal.h"

int reader_element(struct chem_reader *reader, struct str name, int32_t *out)
{
    struct chem_database *database = reader->database;
    *out = chem_names_find(&database->names->elements, name);
    if (*out != CHEM_NONE)
        return 0;
    int code = reader_grow(reader, (void **)&database->elements, database->element_count,
                           &reader->element_capacity, sizeof *database->elements);
    if (code)
        return code;
    *out = (int32_t)database->element_count++;
    struct str kept = reader_keep(reader, name);
    database->elements[*out] = (struct chem_element){.name = kept, .primary = CHEM_NONE};
    chem_names_put(&database->names->elements, kept, *out, reader->arena);
    return 0;
}

static int by_element(const void *a, const void *b)
{
    const struct chem_atom *left = a, *right = b;
    return (left->element > right->element) - (left->element < right->element);
}

int reader_atoms(struct chem_reader *reader, const struct chem_formula *formula,
                 const struct chem_atom **atoms, uint32_t *count)
{
    struct chem_atom *made = ARENA_ARRAY(reader->arena, struct chem_atom, formula->count);
    for (size_t i = 0; i < formula->count; i++) {
        int code = reader_element(reader, formula->parts[i].element, &made[i].element);
        if (code)
            return code;
        made[i].count = formula->parts[i].count;
    }
    if (formula->count > 1)
        qsort(made, formula->count, sizeof *made, by_element);
    *atoms = made;
    *count = (uint32_t)formula->count;
    return 0;
}

int reader_species(struct chem_reader *reader, struct str canonical, int32_t *out)
{
    struct chem_database *database = reader->database;
    *out = chem_names_find(&database->names->species, canonical);
    if (*out != CHEM_NONE)
        return 0;
    int code = chem_formula_read(canonical, &reader->formula, reader->error);
    if (code)
        return reader_here(reader, code);
    code = reader_grow(reader, (void **)&database->species, database->species_count,
                       &reader->species_capacity, sizeof *database->species);
    if (code)
        return code;
    struct chem_species made = {.name = reader_keep(reader, canonical),
                                .charge = reader->formula.charge,
                                .line = (int32_t)reader->line,
                                .file = reader->file};
    code = reader_atoms(reader, &reader->formula, &made.atoms, &made.atom_count);
    if (code)
        return code;
    *out = (int32_t)database->species_count++;
    database->species[*out] = made;
    chem_names_put(&database->names->species, made.name, *out, reader->arena);
    return 0;
}

bool chem_master_split(struct str name, struct chem_master_name *out)
{
    size_t open = str_find_char(name, '(', 0);
    out->primary = open == SIZE_MAX;
    out->element = str_slice(name, 0, open);
    out->canonical = name;
    out->valence = 0;
    if (out->element.n == 0 || name.n >= CHEM_NAME_LIMIT / 2)
        return false;
    if (out->primary)
        return true;
    if (name.p[name.n - 1] != ')' ||
        !chem_number_read(str_slice(name, open + 1, name.n - 1), &out->valence))
        return false;
    int n = snprintf(out->buffer, sizeof out->buffer, "%.*s(%.12g)", STR_ARG(out->element),
                     out->valence);
    out->canonical = (struct str){out->buffer, (size_t)n};
    return n > 0 && n < (int)sizeof out->buffer;
}

static int master_named(struct chem_reader *reader, struct str name, int32_t *out)
{
    struct chem_database *database = reader->database;
    *out = chem_names_find(&database->names->masters, name);
    if (*out != CHEM_NONE)
        return 0;
    int code = reader_grow(reader, (void **)&database->masters, database->master_count,
                           &reader->master_capacity, sizeof *database->masters);
    if (code)
        return code;
    *out = (int32_t)database->master_count++;
    struct str kept = reader_keep(reader, name);
    database->masters[*out].name = kept;
    chem_names_put(&database->names->masters, kept, *out, reader->arena);
    return 0;
}

/* Alkalinity, unit of analyses and molar mass: the columns only solutions have. */
static int read_columns(struct chem_reader *reader, struct str rest, struct str name,
                        struct chem_master *master)
{
    struct str alkalinity = scan_token(&rest), formula = scan_token(&rest), mass = scan_token(&rest);
    if (!chem_number_read(alkalinity, &master->alkalinity))
        return reader_expected(reader, name,
                               BOTH("元素、化学種、アルカリ度、式量の化学式の順に書いてください",
                                    "element, species, alkalinity, formula of the unit"));
    if (!chem_number_read(formula, &master->as_mass))
        master->as_formula = reader_keep(reader, formula);
    struct chem_element *element = &reader->database->elements[master->element];
    if (master->primary && !(chem_number_read(mass, &element->molar_mass) &&
                             element->molar_mass >= 0))
        return reader_expected(reader, name, BOTH("5 列目に元素の式量が必要です",
                                                  "the element's molar mass in column 5"));
    return 0;
}

int reader_master_line(struct chem_reader *reader, struct str statement, enum chem_where where)
{
    struct str rest = statement, name = scan_token(&rest), species = scan_token(&rest);
    struct chem_master_name parts;
    struct str species_name;
    char species_buffer[CHEM_NAME_LIMIT];
    if (!chem_master_split(name, &parts))
        return reader_expected(reader, name, BOTH("元素名か、原子価を付けた名（例 Fe(3)）が必要です",
                                                  "an element, or one with its valence (as Fe(3))"));
    if (!chem_species_canonical(species, species_buffer, &species_name))
        return reader_expected(reader, str_is_empty(species) ? name : species,
                               BOTH("2 列目に化学種（例 Fe+3）が必要です",
                                    "a species (as Fe+3) in column 2"));
    int32_t at;
    int code = master_named(reader, parts.canonical, &at);
    if (code)
        return code;
    struct chem_master *master = &reader->database->masters[at];
    *master = (struct chem_master){.name = master->name,
                                   .primary = parts.primary,
                                   .valence = parts.valence,
                                   .where = where,
                                   .line = (int32_t)reader->line,
                                   .file = reader->file};
    if ((code = reader_element(reader, parts.element, &master->element)) ||
        (code = reader_species(reader, species_name, &master->species)))
        return code;
    if (parts.primary)
        reader->database->elements[master->element].primary = at;
    return where == CHEM_AQUEOUS ? read_columns(reader, rest, name, master) : 0;
}
