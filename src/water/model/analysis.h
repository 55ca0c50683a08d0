/* A water analysis as people paste it: one line `item value unit` for each constituent, separated by
   tabs, commas or blanks, as a sheet of a laboratory has it. "<0.001" and ND are below detection and
   count as 0. Names are found by the table data/water/analysis_names.tsv; a line whose item is not
   known is kept and told, not used. */
#ifndef MEGURI_WATER_MODEL_ANALYSIS_H
#define MEGURI_WATER_MODEL_ANALYSIS_H

#include "water/model/quality.h"

enum {
    WATER_ANALYSIS_LINES = 200,
    WATER_ANALYSIS_PROBLEMS = 20,
    WATER_PRECIPITATES = 24 /* fewer than CHEM_SOLIDS_MAX */
};

struct water_analysis_name {
    struct str name, key; /* normal form; "Zn", "pH", "temperature", "alkalinity", "Fe" */
    double factor;        /* times the value gives the value of the key */
};
struct water_analysis_names {
    const struct water_analysis_name *rows;
    size_t count;
};
/* Head row: name key factor source. ERR_WATER_TABLE, ERR_NUMBER, errors of the CSV reader. */
int water_analysis_names_read(struct str file, struct str bytes, struct arena *arena,
                              struct water_analysis_names *out, struct error *error);

/* A solid that a person may let precipitate. Head row: phase label chosen source. */
struct water_precipitate {
    struct str phase, label;
    bool chosen; /* before a person chooses */
};
struct water_precipitates {
    struct water_precipitate rows[WATER_PRECIPITATES];
    size_t count;
};
int water_precipitates_read(struct str file, struct str bytes, struct arena *arena,
                            struct water_precipitates *out, struct error *error);

enum water_analysis_use { WATER_ROW_USED, WATER_ROW_BELOW, WATER_ROW_UNKNOWN };
struct water_analysis_row {
    int64_t line;
    struct str item, value, unit; /* as written */
    enum water_analysis_use use;
    struct str key;    /* what it is counted as; empty when unknown */
    double milligrams; /* of the key, mg/L; of pH and temperature as they are */
};
/* What is wrong at a line and column (1 item, 2 value, 3 unit); line 0: the whole. */
struct water_analysis_problem {
    int64_t line;
    int column;
    struct str sentence; /* Japanese \x1f English */
};
struct water_analysis {
    struct water_analysis_row *rows;
    size_t count, problem_count;
    struct water_analysis_problem problems[WATER_ANALYSIS_PROBLEMS];
    struct water_quality quality; /* to be used when there is no problem */
    bool iron_guessed;            /* total iron stood alone and was counted as the valence asked for */
};

/* Reads a pasted text. Total iron without its valences is counted as Fe(2) or, when `ferric`, Fe(3);
   beside one of them it is the sum. Texts live in `arena`. */
void water_analysis_read(struct str text, const struct water_analysis_names *names, bool ferric,
                         struct arena *arena, struct water_analysis *out);

#endif
