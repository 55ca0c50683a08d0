/* What can be said of a database only when its definitions stand: balance, and that every name that
   is used is defined. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chem/database_internal.h"

/* Of a side of an equation; sums of decimals with few digits. */
static const double balance_tolerance = 1e-9;

static int make_room(struct chem_reader *reader)
{
    if (reader->balance_capacity >= reader->database->element_count)
        return 0;
    reader->balance_capacity = reader->database->element_count * 2;
    reader->balance = ARENA_ARRAY(reader->arena, double, reader->balance_capacity);
    return 0;
}

static void add_atoms(double *sums, const struct chem_atom *atoms, uint32_t count, double factor)
{
    for (uint32_t i = 0; i < count; i++)
        sums[atoms[i].element] += factor * atoms[i].count;
}

/* Element with the largest difference between the sides, CHEM_NONE when all are even; sums become
   zero again. */
static int32_t worst_element(double *sums, const struct chem_atom *atoms, uint32_t count,
                             double *worst, int32_t found)
{
    for (uint32_t i = 0; i < count; i++) {
        double size = fabs(sums[atoms[i].element]);
        sums[atoms[i].element] = 0;
        if (size > *worst) {
            *worst = size;
            found = atoms[i].element;
        }
    }
    return found;
}

static int32_t unbalanced_element(struct chem_reader *reader, const struct balance *balance)
{
    const struct chem_species *species = reader->database->species;
    double *sums = reader->balance, worst = balance_tolerance;
    add_atoms(sums, balance->atoms, balance->atom_count, -1);
    for (uint32_t i = 0; i < balance->term_count; i++) {
        const struct chem_species *term = &species[balance->terms[i].species];
        add_atoms(sums, term->atoms, term->atom_count, balance->terms[i].coefficient);
    }
    int32_t found = worst_element(sums, balance->atoms, balance->atom_count, &worst, CHEM_NONE);
    for (uint32_t i = 0; i < balance->term_count; i++) {
        const struct chem_species *term = &species[balance->terms[i].species];
        found = worst_element(sums, term->atoms, term->atom_count, &worst, found);
    }
    return found;
}

static double charge_difference(const struct chem_reader *reader, const struct balance *balance)
{
    double sum = -balance->charge;
    for (uint32_t i = 0; i < balance->term_count; i++)
        sum += balance->terms[i].coefficient *
               reader->database->species[balance->terms[i].species].charge;
    return sum;
}

static double atoms_of(const struct chem_atom *atoms, uint32_t count, int32_t element)
{
    for (uint32_t i = 0; i < count; i++)
        if (atoms[i].element == element)
            return atoms[i].count;
    return 0;
}

/* Of an element, or of charge with CHEM_NONE: what the reader of the equation counts on each side. */
static int report(struct chem_reader *reader, const struct balance *balance, int32_t element)
{
    const struct chem_database *database = reader->database;
    bool charge = element == CHEM_NONE;
    double own = charge ? balance->charge
                        : atoms_of(balance->atoms, balance->atom_count, element);
    double with = own, against = 0;
    for (uint32_t i = 0; i < balance->term_count; i++) {
        const struct chem_species *term = &database->species[balance->terms[i].species];
        double coefficient = balance->terms[i].coefficient;
        double one = charge ? term->charge : atoms_of(term->atoms, term->atom_count, element);
        *(coefficient < 0 ? &with : &against) += fabs(coefficient) * one;
    }
    struct str left = arena_format(reader->scratch, "%.10g", balance->dissolution ? with : against);
    struct str right =
        arena_format(reader->scratch, "%.10g", balance->dissolution ? against : with);
    (void)ERROR(reader->error, ERR_CHEM_BALANCE, balance->name,
                charge ? BOTH("電荷", "charge") : database->elements[element].name, left, right);
    return reader_here(reader, ERR_CHEM_BALANCE);
}

int reader_balance(struct chem_reader *reader, const struct balance *balance)
{
    int code = make_room(reader);
    if (code)
        return code;
    int32_t element = unbalanced_element(reader, balance);
    if (element != CHEM_NONE)
        return report(reader, balance, element);
    if (fabs(charge_difference(reader, balance)) > balance_tolerance)
        return report(reader, balance, CHEM_NONE);
    return 0;
}

static int unknown(struct chem_reader *reader, struct str name, struct str why, int32_t file,
                   int32_t line)
{
    (void)ERROR(reader->error, ERR_CHEM_UNKNOWN, name, why);
    (void)error_at(reader->error, reader->database->files[file], line, 0);
    return ERR_CHEM_UNKNOWN;
}

static int find_basics(struct chem_reader *reader)
{
    struct chem_database *database = reader->database;
    static const struct str names[3] = {STR_INIT("H+"), STR_INIT("e-"), STR_INIT("H2O")};
    int32_t *places[3] = {&database->proton, &database->electron, &database->water};
    for (size_t i = 0; i < 3; i++) {
        *places[i] = chem_names_find(&database->names->species, names[i]);
        if (*places[i] == CHEM_NONE)
            return unknown(reader, names[i],
                           BOTH("どのデータベースにも H+、e-、H2O が必要です",
                                "every database needs H+, e- and H2O"), reader->file, 0);
    }
    return 0;
}

static int check_species(struct chem_reader *reader)
{
    const struct chem_database *database = reader->database;
    for (size_t i = 0; i < database->species_count; i++) {
        const struct chem_species *species = &database->species[i];
        if (!species->terms)
            return unknown(reader, species->name,
                           BOTH("反応式で定義されていません", "no reaction defines it"),
                           species->file, species->line);
        for (uint32_t k = 0; k < species->atom_count; k++)
            if (database->elements[species->atoms[k].element].primary == CHEM_NONE)
                return unknown(reader, database->elements[species->atoms[k].element].name,
                               BOTH("SOLUTION_MASTER_SPECIES にこの元素がありません",
                                    "no SOLUTION_MASTER_SPECIES for this element"),
                               species->file, species->line);
    }
    return 0;
}

static int check_phases(struct chem_reader *reader)
{
    const struct chem_database *database = reader->database;
    for (size_t i = 0; i < database->phase_count; i++) {
        const struct chem_phase *phase = &database->phases[i];
        for (uint32_t k = 0; k < phase->atom_count; k++)
            if (database->elements[phase->atoms[k].element].primary == CHEM_NONE)
                return unknown(reader, database->elements[phase->atoms[k].element].name,
                               BOTH("SOLUTION_MASTER_SPECIES にこの元素がありません",
                                    "no SOLUTION_MASTER_SPECIES for this element"),
                               phase->file, phase->line);
    }
    return 0;
}

/* Mass of the formula in which an analysis is given. */
static int weigh_unit(struct chem_reader *reader, struct chem_master *master)
{
    const struct chem_database *database = reader->database;
    struct chem_formula *formula = &reader->formula;
    int code = chem_formula_read(master->as_formula, formula, reader->error);
    if (code) {
        (void)error_at(reader->error, database->files[master->file], master->line, 0);
        return code;
    }
    master->as_mass = 0;
    for (size_t i = 0; i < formula->count; i++) {
        int32_t element = chem_names_find(&database->names->elements, formula->parts[i].element);
        if (element == CHEM_NONE)
            return unknown(reader, formula->parts[i].element,
                           BOTH("分析値の単位の式にある元素です", "an element in the unit of an analysis"),
                           master->file, master->line);
        master->as_mass += formula->parts[i].count * database->elements[element].molar_mass;
    }
    return 0;
}

static int check_masters(struct chem_reader *reader)
{
    struct chem_database *database = reader->database;
    for (size_t i = 0; i < database->master_count; i++) {
        struct chem_master *master = &database->masters[i];
        if (database->elements[master->element].primary == CHEM_NONE)
            return unknown(reader, database->elements[master->element].name,
                           BOTH("原子価のない行が必要です", "its line without valence is missing"),
                           master->file, master->line);
        int code = master->as_formula.n > 0 ? weigh_unit(reader, master) : 0;
        if (code)
            return code;
    }
    return 0;
}

int reader_finish(struct chem_reader *reader)
{
    int code;
    if ((code = check_species(reader)) || (code = check_phases(reader)) ||
        (code = check_masters(reader)))
        return code;
    return find_basics(reader);
}
