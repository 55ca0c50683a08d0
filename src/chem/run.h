/* Runs an input in PHREEQC's language: simulation by simulation, in PHREEQC's order (definitions, new
   solutions, batch reaction, ADVECTION, TRANSPORT, COPY, DELETE), and writes the rows of
   SELECTED_OUTPUT and USER_PUNCH. Differences are listed in docs/chem.md. */
#ifndef MEGURI_CHEM_RUN_H
#define MEGURI_CHEM_RUN_H

#include "base/buf.h"
#include "chem/database.h"
#include "chem/input.h"

struct chem_run_host {
    /* Bytes of the output of SELECTED_OUTPUT `number`, whole rows; `file` is its -file, else
       "selected_output_1.sel". NULL: rows go nowhere. */
    int (*write)(void *data, int32_t number, struct str file, struct str bytes, struct error *error);
    /* Work done of `total` units; NULL: not told. */
    void (*progress)(void *data, int64_t done, int64_t total);
    void *data;
    /* Gets the cells (waters and what stands under the same number) as they are at the end, as an
       input that PHREEQC takes; NULL: not wanted. */
    struct buf *cells;
    /* Rows for programs: every table begins with sim, state, soln, dist_x, time and step and has all
       digits, whatever the input says. */
    bool whole_rows;
};

struct chem_run_summary {
    int64_t simulations, waters, rows; /* initial solutions defined; rows written */
    int64_t equilibria, iterations;    /* solves and their Newton steps */
    int64_t kinetic_steps, kinetic_rejections;
    /* Over all intervals of kinetics and all elements with a nanomole or more in the cell: the largest
       |after - before - reacted| / amount. */
    double worst_balance;
};

/* `database` must outlive the call; definition blocks of the input extend a copy. Errors carry the
   file and line of the block: ERR_CHEM_INPUT (a number that is not there …) and those of
   chem/chem.h, chem/basic.h. `summary` may be NULL. */
int chem_run(const struct chem_input *input, const struct chem_database *database,
             const struct chem_run_host *host, struct chem_run_summary *summary,
             struct error *error);

#endif
