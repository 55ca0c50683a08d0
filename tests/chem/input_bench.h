/* Runs a PHREEQC input as a user would and keeps the table of its one SELECTED_OUTPUT. */
#ifndef MEGURI_TESTS_CHEM_INPUT_BENCH_H
#define MEGURI_TESTS_CHEM_INPUT_BENCH_H

#include "base/buf.h"
#include "chem/run.h"

enum { BENCH_ROWS = 200, BENCH_COLUMNS = 16 };

struct bench {
    struct arena *arena;
    struct chem_database *database;
    /* of the last run */
    struct str headings;
    double table[BENCH_ROWS][BENCH_COLUMNS];
    size_t rows;
    struct chem_run_summary summary;
    struct buf cells; /* the export of all cells */
    struct error error;
};

/* For a cmocka group: a bench with this database of tests/data/chem/databases. */
int bench_create(void **state, const char *database);
int bench_destroy(void **state);

/* 0 or an error code; the error stays in bench->error. */
int bench_run(struct bench *bench, struct str text);
/* The run must end well, or must fail at this line with these words in its English sentence. */
void bench_run_well(struct bench *bench, const char *text);
void bench_refuses(struct bench *bench, const char *text, const char *words, int64_t line);

#endif
