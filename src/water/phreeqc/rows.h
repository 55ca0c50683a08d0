/* One run of a PHREEQC input and the rows of its tables as numbers: what an existing model says, in
   the columns its author gave it and in those that are asked for beside. Pure: the text and the
   database go in, rows come out; runs of several threads share nothing but the database. */
#ifndef MEGURI_WATER_PHREEQC_ROWS_H
#define MEGURI_WATER_PHREEQC_ROWS_H

#include "chem/database.h"
#include "chem/input.h"

/* The number of our own SELECTED_OUTPUT in the text. */
enum { WATER_PHREEQC_OWN = 30001 };

struct water_phreeqc_head {
    int32_t table; /* number of its SELECTED_OUTPUT */
    struct str *names;
    size_t count;
};
struct water_phreeqc_row {
    int64_t simulation, cell, step;
    struct str state;     /* i_soln, react, advect, transp … */
    double time;          /* s, as PHREEQC counts it */
    size_t head;          /* index of its headings */
    const double *values; /* one per heading; NaN where a word stands */
};
struct water_phreeqc_rows {
    struct water_phreeqc_head *heads;
    size_t head_count, head_room;
    struct water_phreeqc_row *items;
    size_t count, room;
};

/* The text with a table of our own in its first simulation: pH and `totals` (names of elements or
   valences). Lines keep their numbers. */
struct str water_phreeqc_ask(struct str text, const struct str *totals, size_t count,
                             struct arena *arena);

/* Parses and runs; rows live in `arena`. Errors of chem/input.h and chem/run.h, with file and line.
 */
int water_phreeqc_run(struct str file, struct str text, const struct chem_input_host *includes,
                      const struct chem_database *database, struct arena *arena,
                      struct water_phreeqc_rows *out, struct error *error);

/* The column of a heading, -1 when it is not there. */
int64_t water_phreeqc_column(const struct water_phreeqc_head *head, struct str name);

#endif
