/* A thermodynamic database in PHREEQC's terms, as read: master species, species with their
   reactions as written, phases, exchangers, surfaces, rates. Nothing is solved here; chem/model.h
   makes from it the equations of one set of elements. Immutable once read, shared by threads.
   Indices, not pointers, connect the arrays, so that an input file's own definition blocks extend a
   copy of the index arrays and leave the loaded database alone.
   Units: log10 K at 25 C, enthalpy kJ/mol, temperature K, molar mass g/mol, ion size angstrom.
   Source of the format: PHREEQC 3 user's guide (Parkhurst & Appelo 2013, USGS TM 6-A43). */
#ifndef MEGURI_CHEM_DATABASE_H
#define MEGURI_CHEM_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

enum { CHEM_NONE = -1, CHEM_ANALYTIC_TERMS = 6 };

/* count atoms of database.elements[element] */
struct chem_atom {
    int32_t element;
    double count;
};

/* coefficient moles of database.species[species] */
struct chem_term {
    int32_t species;
    double coefficient;
};

struct chem_element {
    struct str name; /* "Fe", "Fe_ii", "Alkalinity", "E"; case counts */
    double molar_mass;
    int32_t primary; /* master without valence, index in masters */
};

enum chem_where { CHEM_AQUEOUS, CHEM_EXCHANGE, CHEM_SURFACE };

/* "Fe" (primary), "Fe(2)", "S(-2)" (secondary; written without the plus sign whatever the file). */
struct chem_master {
    struct str name;
    int32_t element, species;
    bool primary;
    double valence;    /* of a secondary master */
    double alkalinity; /* eq per mol of the master species */
    struct str as_formula; /* the unit of an analysis in mass, when given as a formula */
    double as_mass;        /* g per mol of the element in that unit */
    enum chem_where where;
    int32_t line, file;
};

/* log10 K (T): the analytic form when given, else van 't Hoff from 25 C. */
struct chem_log_k {
    double at_25, enthalpy;
    double analytic[CHEM_ANALYTIC_TERMS];
    bool has_analytic;
};

enum chem_gamma_rule {
    CHEM_GAMMA_DAVIES,  /* charged species without -gamma */
    CHEM_GAMMA_DEBYE,   /* -gamma a b */
    CHEM_GAMMA_NEUTRAL, /* slope * mu: 0.1, or b of -gamma */
    CHEM_GAMMA_ONE,     /* e-, H2O */
    CHEM_GAMMA_SITES    /* exchange without -gamma or -davies, and surface: chem/exchange.h, surface.h */
};

struct chem_gamma {
    enum chem_gamma_rule rule;
    double ion_size, slope;
};

/* One species is formed from others: 1 species = sum of terms, log K of that association. A master
   species has the one term that is itself. */
struct chem_species {
    struct str name;
    double charge;
    enum chem_where where;
    const struct chem_atom *atoms; /* sorted by element; -mass_balance replaces what the name says */
    uint32_t atom_count;
    struct str mass_balance;       /* as written ("AgHS(-2)5"), empty without -mass_balance */
    const struct chem_term *terms; /* as written, in the file's species; e-, H+ and H2O included */
    uint32_t term_count;
    struct chem_log_k log_k;
    struct chem_gamma gamma;
    const double *volume; /* the CHEM_VOLUME_TERMS of -Vm, NULL: not given; chem/density.c */
    bool unchecked; /* -no_check: the reaction need not balance */
    int32_t line;   /* where it was defined, 1-based; file in database.files[file] */
    int32_t file;
};

enum { CHEM_VOLUME_TERMS = 10 };

/* A mineral or gas: 1 phase = sum of terms, log K of that dissolution. */
struct chem_phase {
    struct str name;
    struct str formula;
    double charge; /* of the formula; 0 in all published files */
    const struct chem_atom *atoms;
    uint32_t atom_count;
    const struct chem_term *terms;
    uint32_t term_count;
    struct chem_log_k log_k;
    bool unchecked;
    bool gas; /* by the habit of the files: the name ends in "(g)" */
    double critical_kelvin, critical_pressure, acentric; /* K, atm; 0: not given */
    int32_t line, file;
};

/* A row of GAS_BINARY_PARAMETERS: the attraction of the two is (1 - value) times their mean. */
struct chem_gas_pair {
    struct str names[2];
    int32_t phases[2]; /* CHEM_NONE: the database has no such gas */
    double value;
    int32_t file;
};

/* A rate of RATES: its BASIC text (the lines between -start and -end as they stand in the file),
   compiled by chem/basic.h when an input first uses it. */
struct chem_rate {
    struct str name, source;
    int32_t line, file; /* of the first line of `source` */
};

/* What a reader did not use: an option ("-vm") or a block ("MEAN_GAMMAS"), once per name. */
struct chem_notice {
    struct str text;
    int32_t line, file; /* of the first */
    int64_t count;
};

struct chem_database {
    struct str *files;
    size_t file_count;
    struct chem_element *elements;
    size_t element_count;
    struct chem_master *masters;
    size_t master_count;
    struct chem_species *species;
    size_t species_count;
    struct chem_phase *phases;
    size_t phase_count;
    struct chem_gas_pair *gas_pairs;
    size_t gas_pair_count;
    struct chem_rate *rates;
    size_t rate_count;
    struct chem_notice *notices;
    size_t notice_count;
    int32_t proton, electron, water; /* species H+, e-, H2O */
    struct chem_names *names;        /* chem/names.h: name to index, one table per kind */
    struct arena *arena;             /* owner of everything above */
};

/* Reads a database from the bytes of a file. LF or CRLF; bytes that are not UTF-8 are taken as
   Latin-1. `file` is used in messages only. The result lives until chem_database_destroy.
   ERR_CHEM_SYNTAX (line, what was expected), ERR_CHEM_BALANCE (a reaction that does not balance in
   atoms or charge), ERR_CHEM_UNKNOWN (a name used before it is known), ERR_CHEM_TOO_LARGE. */
int chem_database_read(struct str file, struct str text, struct chem_database **out,
                       struct error *error);

/* A database that holds `base` and the definition blocks of `text` (later definitions win, PHREEQC's
   rule). `text` may begin anywhere in its file: `first_line` is the number of its first line.
   base must outlive the result. Errors as chem_database_read. */
int chem_database_extend(const struct chem_database *base, struct str file, struct str text,
                         int64_t first_line, struct chem_database **out, struct error *error);

/* Writes the definitions in PHREEQC's format (UTF-8, LF), so that reading them again gives the same;
   what the reader skipped is not there. `first_file`: 0 writes all; 1 only what chem_database_extend
   has added or changed, as definition blocks for an input. */
void chem_database_write(const struct chem_database *database, int32_t first_file, struct buf *out);

/* Takes NULL. */
void chem_database_destroy(struct chem_database *database);

/* Index by name, CHEM_NONE when absent. Elements, masters and species as written ("Fe+3", "Fe+++"
   and "Fe(+3)", "Fe(3)" are the same); phases without regard to case. */
int32_t chem_database_element(const struct chem_database *database, struct str name);
int32_t chem_database_master(const struct chem_database *database, struct str name);
int32_t chem_database_species(const struct chem_database *database, struct str name);
int32_t chem_database_phase(const struct chem_database *database, struct str name);
int32_t chem_database_rate(const struct chem_database *database, struct str name);

#endif
