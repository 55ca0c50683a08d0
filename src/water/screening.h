/* One screening as the command and the page run it: a list of mines, rules, draws; and its result
   as a table in the order people read it. */
#ifndef MEGURI_WATER_SCREENING_H
#define MEGURI_WATER_SCREENING_H

#include "water/command.h"
#include "water/table.h"

struct water_screening_ask {
    struct str limits; /* "general" */
    bool kinetic;      /* also a standard train for each draw (model/screen_train.h) */
    bool model_mine;   /* also the rules of a mine for a trial (data/water/screen_model_mine.tsv) */
    uint32_t draws, threads;
    uint64_t seed;
};

struct water_screening_answer {
    bool kinetic;
    uint32_t draws;
    struct water_screen_rules rules;
    struct water_screening found;
    const struct water_screened **order; /* ranked first, then by verdict, then as in the list */
    size_t counts[WATER_VERDICTS];
    const struct water_screened *chosen; /* model_mine: the best of those that pass; or NULL */
};

/* Errors of the tables and of water_screen_run. Everything lives in `arena`. */
int water_screening_run(const struct water_opened *study, const struct water_mines *mines,
                        const struct water_screening_ask *ask, struct arena *arena,
                        struct water_screening_answer *out, struct error *error);

/* The rules that hold and, of what cannot be told, the blanks: Japanese \x1f English. */
struct str water_screening_reasons(const struct water_screening_answer *answer,
                                   const struct water_screened *row, struct arena *arena);
/* What speaks for the mine by the rules that it passes, with its values. */
struct str water_screening_merits(const struct water_screening_answer *answer,
                                  const struct water_screened *row, struct arena *arena);

enum water_screening_table {
    WATER_SCREENING_MINES,
    WATER_SCREENING_LEFT, /* what leaves the standard train, against the limits */
    WATER_SCREENING_TABLES
};
/* out[WATER_SCREENING_TABLES]; returns how many there are: the second only of a kinetic screening.
 */
size_t water_screening_tables(const struct water_screening_answer *answer, struct arena *arena,
                              struct water_table *out);

/* The value of an input as the list has it, in the unit of its column; empty for a blank. */
struct str water_input_text(const struct water_mine *mine, enum water_input input,
                            struct arena *arena);

#endif
