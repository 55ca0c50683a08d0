/* Equations as PHREEQC's files write them: "Fe+2 + 2H2O = Fe(OH)2 + 2 H+", coefficients before the
   names, with or without blanks ("CO2+H2O=..."). Left-hand terms get negative coefficients. Names
   are in their canonical form (chem/formula.h) and point into the line or into `names`. */
#ifndef MEGURI_CHEM_REACTION_H
#define MEGURI_CHEM_REACTION_H

#include "base/error.h"
#include "base/str.h"
#include "chem/formula.h"

enum { CHEM_REACTION_TERMS = 40 };

struct chem_equation_term {
    struct str name;
    double coefficient;
};

struct chem_equation {
    struct chem_equation_term terms[CHEM_REACTION_TERMS];
    size_t count, left; /* terms[0 .. left) stand left of "=" */
    char names[CHEM_REACTION_TERMS][CHEM_NAME_LIMIT];
};

/* Reads a whole equation with "=". At least one term on each side. ERR_CHEM_SYNTAX says what was
   expected. */
int chem_equation_read(struct str line, struct chem_equation *out, struct error *error);

#endif
