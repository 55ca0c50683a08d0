/* Chemical formulas as PHREEQC's files write them: "Ca0.5(CO3)0.5", "CaSO4:2H2O", "Fe+3", "Fe+++",
   "S(-2)2", "Hfo_wOHCa+2". An element is a capital followed by small letters and underscores, or a
   name in brackets ("[13C]"). A whole number in parentheses is a valence and counts no atoms; "e-"
   has none. No allocation: parts are views of the formula. */
#ifndef MEGURI_CHEM_FORMULA_H
#define MEGURI_CHEM_FORMULA_H

#include "base/error.h"
#include "base/str.h"

enum {
    CHEM_FORMULA_ELEMENTS = 24, /* different elements in one formula */
    CHEM_NAME_LIMIT = 80        /* bytes of a species, element or phase formula */
};

struct chem_formula_part {
    struct str element;
    double count;
};

struct chem_formula {
    struct chem_formula_part parts[CHEM_FORMULA_ELEMENTS]; /* each element once */
    size_t count;
    double charge;
};

/* Reads a whole formula with its charge. ERR_CHEM_SYNTAX says what is wrong in it. */
int chem_formula_read(struct str text, struct chem_formula *out, struct error *error);

/* An unsigned decimal number without exponent at text[*at] ("2", "0.5", ".3"); moves *at behind it.
   False and *at unchanged when none stands there. */
bool chem_number_plain(struct str text, size_t *at, double *out);
/* A whole token as a finite number, sign and exponent allowed. */
bool chem_number_read(struct str text, double *out);

/* The charge that ends a species name: *formula is the part before it. "Fe+++" and "Fe+3" give 3,
   "HS-" -1, "CO2" 0. False when what follows the first sign is not a charge. */
bool chem_charge_split(struct str name, struct str *formula, double *charge);

/* The one form under which a species is stored: charge as "+", "-", "+2", "-0.5" …
   `buffer` holds the result unless `name` is canonical already. False when it is not a species name
   or longer than CHEM_NAME_LIMIT. */
bool chem_species_canonical(struct str name, char buffer[CHEM_NAME_LIMIT], struct str *out);

#endif
