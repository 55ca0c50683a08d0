/* Inside of the reader of databases. One pass over the text: database_scan.c gives statements,
   database_read.c knows the blocks, database_masters.c / _species.c / _phases.c / _options.c fill the
   arrays, database_check.c looks at the whole afterwards. */
#ifndef MEGURI_CHEM_DATABASE_INTERNAL_H
#define MEGURI_CHEM_DATABASE_INTERNAL_H

#include "chem/database.h"
#include "chem/names.h"
#include "chem/reaction.h"

enum {
    DATABASE_TEXT_LIMIT = 64 << 20, /* bytes; the largest published one has 1 MB */
    DATABASE_LINE_LIMIT = 1 << 16,
    DATABASE_THING_LIMIT = 200000, /* species, phases, masters or elements */
    DATABASE_NOTICE_LIMIT = 200
};

/* Where a statement or a line begins. */
struct scan {
    struct str text; /* of the whole file */
    size_t at;
    int64_t line; /* of text[at] */
    /* The rest of a line with ';' and the line it stood on. */
    struct str rest;
    int64_t rest_line;
    bool in_line;
};

struct named_log_k {
    struct str name;
    struct chem_log_k log_k;
};

struct chem_reader {
    struct chem_database *database;
    struct arena *arena;   /* the database's */
    struct arena *scratch; /* joined lines; gone after reading */
    struct error *error;
    struct scan scan;
    int32_t file;
    int64_t line; /* of the present statement */
    size_t element_capacity, master_capacity, species_capacity, phase_capacity, rate_capacity,
        notice_capacity, named_capacity, gas_pair_capacity;
    struct named_log_k *named; /* NAMED_EXPRESSIONS */
    size_t named_count;
    struct chem_name_table named_names;
    struct chem_equation equation;
    struct chem_formula formula;
    double *balance; /* per element, zero between checks */
    size_t balance_capacity;
};

/* A statement: a line without comment, continuation lines joined, one of the parts between ';'.
   Never empty. False at the end or after an error (*code). */
bool scan_statement(struct chem_reader *reader, struct str *statement, int *code);
/* The next line of the file as it stands, for BASIC. False at the end. */
bool scan_raw_line(struct chem_reader *reader, struct str *line);
/* The text itself, or its UTF-8 form in the arena when it is Latin-1. */
struct str scan_utf8(struct str text, struct arena *arena);
/* Takes the first token off *rest; empty at the end. */
struct str scan_token(struct str *rest);

/* Reads a text into a database that may hold things already. */
int reader_read(struct chem_database *database, struct str file, struct str text,
                int64_t first_line, struct error *error);

/* ERR_CHEM_SYNTAX at the present line. */
int reader_expected(struct chem_reader *reader, struct str found, struct str expected);
/* ERR_CHEM_UNSUPPORTED at the present line: `found` stands there, `what` is what we do not have. */
int reader_unsupported(struct chem_reader *reader, struct str found, struct str what);
/* Puts the place of the present line on an error already set. */
int reader_here(struct chem_reader *reader, int code);
int reader_notice(struct chem_reader *reader, struct str text);
/* A copy in the database; Latin-1 becomes UTF-8. */
struct str reader_keep(struct chem_reader *reader, struct str text);
/* Refuses a name of a phase or rate that would join lines. */
int reader_title(struct chem_reader *reader, struct str name);
/* Room for one more; ERR_CHEM_TOO_LARGE beyond DATABASE_THING_LIMIT. */
int reader_grow(struct chem_reader *reader, void **array, size_t count, size_t *capacity,
                size_t size);

int reader_element(struct chem_reader *reader, struct str name, int32_t *out);
/* The species of this canonical name, made (with atoms and charge of its name) when it is new. */
int reader_species(struct chem_reader *reader, struct str canonical, int32_t *out);
/* Atoms of a formula, sorted by element, owned by the database. */
int reader_atoms(struct chem_reader *reader, const struct chem_formula *formula,
                 const struct chem_atom **atoms, uint32_t *count);

/* The terms of the equation but term `self`, times `sign`. */
int reader_terms(struct chem_reader *reader, const struct chem_equation *equation, size_t self,
                 double sign, const struct chem_term **out, uint32_t *count);

/* What may stand under a species or a phase. */
struct entry {
    struct chem_log_k *log_k;
    struct chem_gamma *gamma; /* NULL for a phase */
    struct chem_phase *phase; /* NULL for anything else */
    const double **volume;    /* NULL for anything but an aqueous species */
    bool *unchecked;
    struct str *mass_balance; /* NULL where atoms are what the formula says */
    const struct chem_atom **atoms;
    uint32_t *atom_count;
    /* Of -add_constant and -add_logk, put on at the end whatever the order of the lines. */
    struct chem_log_k added;
};
void chem_log_k_add(struct chem_log_k *to, const struct chem_log_k *more, double factor);
/* Reads the statement when it is an option: *was_option. `entry` NULL: nothing to apply it to. */
int reader_option(struct chem_reader *reader, struct str statement, struct entry *entry,
                  bool *was_option);

int reader_master_line(struct chem_reader *reader, struct str statement, enum chem_where where);
/* These read statements until a keyword, which they leave in *next (empty at the end). */
int reader_species_block(struct chem_reader *reader, enum chem_where where, struct str *next);
int reader_phase_block(struct chem_reader *reader, struct str *next);
int reader_rate_block(struct chem_reader *reader, struct str *next);
int reader_gas_pair_block(struct chem_reader *reader, struct str *next);
int reader_named_block(struct chem_reader *reader, struct str *next);
/* Whether the statement begins with a keyword of PHREEQC. */
bool reader_is_keyword(struct str statement);

void reader_find_gas_pairs(struct chem_reader *reader);
/* Undefined species, elements without master; masses of analysis units. */
int reader_finish(struct chem_reader *reader);
/* Atoms and charge of "1 thing = sum of terms", printed as the file has it: the thing of an
   association stands right, that of a dissolution left. */
struct balance {
    struct str name;
    const struct chem_atom *atoms;
    uint32_t atom_count;
    double charge;
    const struct chem_term *terms;
    uint32_t term_count;
    bool dissolution;
};
int reader_balance(struct chem_reader *reader, const struct balance *balance);

/* The name of a master in its parts: "Fe(+3)" is "Fe(3)", element "Fe", valence 3. */
struct chem_master_name {
    struct str canonical, element; /* canonical may point into buffer */
    bool primary;
    double valence;
    char buffer[CHEM_NAME_LIMIT];
};
/* False when it is neither an element nor an element with valence. */
bool chem_master_split(struct str name, struct chem_master_name *out);

#endif
