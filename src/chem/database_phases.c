/* PHASES and NAMED_EXPRESSIONS. */
#include "chem/database_internal.h"

static int phase_named(struct chem_reader *reader, struct str name, int32_t *out)
{
    struct chem_database *database = reader->database;
    int code = reader_title(reader, name);
    if (code)
        return code;
    *out = chem_names_find(&database->names->phases, name);
    struct str kept;
    if (*out != CHEM_NONE) {
        kept = database->phases[*out].name;
    } else {
        code = reader_grow(reader, (void **)&database->phases, database->phase_count,
                           &reader->phase_capacity, sizeof *database->phases);
        if (code)
            return code;
        *out = (int32_t)database->phase_count++;
        kept = reader_keep(reader, name);
        chem_names_put(&database->names->phases, kept, *out, reader->arena);
    }
    database->phases[*out] = (struct chem_phase){.name = kept,
                                                 .gas = str_ends(kept, STR("(g)")),
                                                 .line = (int32_t)reader->line,
                                                 .file = reader->file};
    return 0;
}

/* "CaSO4:2H2O = Ca+2 + SO4-2 + 2 H2O": the first name is the phase. */
static int define_phase(struct chem_reader *reader, struct str statement, struct chem_phase *phase)
{
    struct chem_equation *equation = &reader->equation;
    int code = chem_equation_read(statement, equation, reader->error);
    if (code)
        return reader_here(reader, code);
    if (equation->terms[0].coefficient != -1)
        return reader_expected(reader, equation->terms[0].name,
                               BOTH("相の係数は 1 です", "coefficient 1 for the phase"));
    if ((code = chem_formula_read(equation->terms[0].name, &reader->formula, reader->error)))
        return reader_here(reader, code);
    phase->formula = reader_keep(reader, equation->terms[0].name);
    phase->charge = reader->formula.charge;
    if ((code = reader_atoms(reader, &reader->formula, &phase->atoms, &phase->atom_count)))
        return code;
    return reader_terms(reader, equation, 0, 1, &phase->terms, &phase->term_count);
}

static int balance_phase(struct chem_reader *reader, const struct chem_phase *phase)
{
    struct balance balance = {.name = phase->name,
                              .atoms = phase->atoms,
                              .atom_count = phase->atom_count,
                              .charge = phase->charge,
                              .terms = phase->terms,
                              .term_count = phase->term_count,
                              .dissolution = true};
    return reader_balance(reader, &balance);
}

static int finish_phase(struct chem_reader *reader, int32_t at, struct entry *entry)
{
    if (at == CHEM_NONE)
        return 0;
    struct chem_phase *phase = &reader->database->phases[at];
    int64_t line = reader->line;
    reader->line = phase->line;
    int code = 0;
    if (!phase->terms)
        code = reader_expected(reader, phase->name,
                               BOTH("相の名の次の行に反応式が必要です",
                                    "an equation on the line behind the phase's name"));
    else if (!phase->unchecked)
        code = balance_phase(reader, phase);
    chem_log_k_add(&phase->log_k, &entry->added, 1);
    reader->line = line;
    return code;
}

static struct entry phase_entry(struct chem_phase *phase)
{
    return (struct entry){.log_k = &phase->log_k, .phase = phase, .unchecked = &phase->unchecked};
}

int reader_phase_block(struct chem_reader *reader, struct str *next)
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
        struct chem_phase *phase = at == CHEM_NONE ? NULL : &reader->database->phases[at];
        if (phase && !phase->terms && str_find_char(statement, '=', 0) != SIZE_MAX) {
            if ((code = define_phase(reader, statement, phase)))
                return code;
            entry = phase_entry(phase);
            continue;
        }
        bool was_option;
        if ((code = reader_option(reader, statement, phase && phase->terms ? &entry : NULL,
                                  &was_option)))
            return code;
        if (was_option)
            continue;
        /* The rest of the line of a name is a remark in all published files. */
        if ((code = finish_phase(reader, at, &entry)) ||
            (code = phase_named(reader, scan_token(&statement), &at)))
            return code;
    }
    return code ? code : finish_phase(reader, at, &entry);
}

/* A later expression of the same name replaces the earlier one. */
static int expression_named(struct chem_reader *reader, struct str name, int32_t *out)
{
    if (reader->named_count == 0)
        chem_name_table_init(&reader->named_names, true, reader->scratch);
    *out = chem_names_find(&reader->named_names, name);
    if (*out != CHEM_NONE) {
        reader->named[*out].log_k = (struct chem_log_k){0};
        return 0;
    }
    int code = reader_grow(reader, (void **)&reader->named, reader->named_count,
                           &reader->named_capacity, sizeof *reader->named);
    if (code)
        return code;
    *out = (int32_t)reader->named_count++;
    reader->named[*out] = (struct named_log_k){.name = arena_copy(reader->scratch, name)};
    chem_names_put(&reader->named_names, reader->named[*out].name, *out, reader->scratch);
    return 0;
}

static void finish_named(const struct entry *entry)
{
    if (entry->log_k)
        chem_log_k_add(entry->log_k, &entry->added, 1);
}

int reader_named_block(struct chem_reader *reader, struct str *next)
{
    struct entry entry = {0};
    bool unchecked;
    int code;
    struct str statement;
    *next = STR("");
    while (scan_statement(reader, &statement, &code)) {
        if (reader_is_keyword(statement)) {
            *next = statement;
            break;
        }
        bool was_option;
        if ((code = reader_option(reader, statement, entry.log_k ? &entry : NULL, &was_option)))
            return code;
        if (was_option)
            continue;
        int32_t at;
        finish_named(&entry);
        if ((code = expression_named(reader, scan_token(&statement), &at)))
            return code;
        entry = (struct entry){.log_k = &reader->named[at].log_k, .unchecked = &unchecked};
    }
    finish_named(&entry);
    return code;
}
