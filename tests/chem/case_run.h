/* Runs a reference case of equilibrium (initial solutions, EQUILIBRIUM_PHASES, REACTION, definition
   blocks) by the solver's own calls and compares every column of its table. A small reader of just
   those blocks: what it does not know fails the test. */
#ifndef MEGURI_TESTS_CHEM_CASE_RUN_H
#define MEGURI_TESTS_CHEM_CASE_RUN_H

#include "chem/chem.h"

/* Largest deviation of a kind of column, and where. */
struct worst {
    double size; /* of the tolerance: 1 is just accepted */
    double deviation;
    char where[96];
};

struct case_result {
    struct worst worst;
    size_t rows, values;
    struct chem_effort effort; /* sums over all equilibria */
    size_t equilibria;
};

/* `name` in tests/data/chem/open, with its database. Fails the test on any error. */
struct case_result run_case(const char *name, const char *database);

#endif
