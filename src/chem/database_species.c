/* SOLUTION_SPECIES, EXCHANGE_SPECIES, SURFACE_SPECIES. */
#include "chem/database_internal.h"

int reader_terms(struct chem_reader *reader, const struct chem_equation *equation, size_t self,
                      double sign, const struct chem_term **out, uint32_t *count)
{
    struct chem_term *terms = ARENA_ARRAY(reader->arena, struct chem_term, equation->count);
    *count = 0;
    for (size_t i = 0; i < equation->count; i++) {
        if (i == self)
            continue;
        struct chem_term *term = &terms[*count];
        int code = reader_species(reader, equation->terms[i].name, &term->species);
        if (code)
            return code;
        term->coefficient = sign * equation->terms[i].coefficient;
        ++*count;
    }
    *out = terms;
    return 0;
}

static struct chem_gamma gamma_of(enum chem_where where, double charge, struct str name)
{
    struct chem_gamma gamma = {.rule = CHEM_GAMMA_SITES};
    if (where != CHEM_AQUEOUS)
        return gamma;
    if (str_equal(name, STR("e-")) || str_equal(name, STR("H2O")))
        gamma.rule = CHEM_GAMMA_ONE;
    else if (charge != 0)
        gamma.rule = CHEM_GAMMA_DAVIES;
    else
        gamma = (struct chem_gamma){.rule = CHEM_GAMMA_NEUTRAL, .slope = 0.1};
    return gamma;
}

/* The atoms a name tells, again: an earlier definition may have had -mass_balance. */
static int atoms_of_name(struct chem_reader *reader, struct chem_species *species)
{
    int code = chem_formula_read(species->name, &reader->formula, reader->error);
    if (code)
        return reader_here(reader, code);
    return reader_atoms(reader, &reader->formula, &species->atoms, &species->atom_count);
}

/* "Fe+2 + H2O = FeOH+ + H+": the first name behind "=" is the species that is defined. */
static int define_species(struct chem_reader *reader, struct str statement, enum chem_where where,
                          int32_t *out)
{
    struct chem_equation *equation = &reader->equation;
    int code = chem_equation_read(statement, equation, reader->error);
    if (code)
        return reader_here(reader, code);
    size_t self = equation->left;
    if (equation->terms[self].coefficient != 1)
        return reader_expected(reader, equation->terms[self].name,
                               BOTH("右辺の最初の化学種の係数は 1 です",
                                    "coefficient 1 for the first species behind \"=\""));
    if ((code = reader_species(reader, equation->terms[self].name, out)))
        return code;
    struct chem_species *species = &reader->database->species[*out];
    struct chem_species made = {.name = species->name,
                                .charge = species->charge,
                                .atoms = species->atoms,
                                .atom_count = species->atom_count,
                                .where = where,
                                .line = (int32_t)reader->line,
                                .file = reader->file};
    if (species->terms && (code = atoms_of_name(reader, &made)))
        return code;
    made.gamma = gamma_of(where, made.charge, made.name);
    /* The others came first in the association: left of "=" they are what it is made of. */
    code = reader_terms(reader, equation, self, -1, &made.terms, &made.term_count);
    reader->database->species[*out] = made;
    return code;
}

/* Balance of the definition that ends here. */
static int finish_species(struct chem_reader *reader, int32_t at, struct entry *entry)
{
    if (at == CHEM_NONE)
        return 0;
    struct chem_species *species = &reader->database->species[at];
    chem_log_k_add(&species->log_k, &entry->added, 1);
    if (species->unchecked)
        return 0;
    int64_t line = reader->line;
    reader->line = species->line;
    struct balance balance = {.name = species->name,
                              .atoms = species->atoms,
                              .atom_count = species->atom_count,
                              .charge = species->charge,
                              .terms = species->terms,
                              .term_count = species->term_count};
    int code = reader_balance(reader, &balance);
    reader->line = line;
    return code;
}

static struct entry species_entry(struct chem_species *species)
{
    return (struct entry){.log_k = &species->log_k,
                          .gamma = &species->gamma,
                          .volume = species->where == CHEM_AQUEOUS ? &species->volume : NULL,
                          .unchecked = &species->unchecked,
                          .mass_balance = &species->mass_balance,
                          .atoms = &species->atoms,
                          .atom_count = &species->atom_count};
}

int reader_species_block(struct chem_reader *reader, enum chem_where where, struct str *next)
{
    struct entry entry = {0};
    int32_t at = CHEM_NONE;
    int code;
    struct str statement;
    *next = STR("");
    while (scan_statement(reader, &statement, &code)) {
        if (reader_is_keyword(statement)) {
            *next = statement;
            break;
        }
        bool was_option = false;
        if (str_find_char(statement, '=', 0) == SIZE_MAX) {
            if ((code = reader_option(reader, statement, at == CHEM_NONE ? NULL : &entry,
                                      &was_option)))
                return code;
        }
        if (was_option)
            continue;
        if ((code = finish_species(reader, at, &entry)) ||
            (code = define_species(reader, statement, where, &at)))
            return code;
        entry = species_entry(&reader->database->species[at]);
    }
    return code ? code : finish_species(reader, at, &entry);
}
