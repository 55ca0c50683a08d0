/* The form of a cargo line's judgement as texts, and the cargo it describes: one way for the page, for
   the proposal while typing, and for rows taken over from a certificate. Pure. */
#ifndef MEGURI_DESK_LAW_FORM_H
#define MEGURI_DESK_LAW_FORM_H

#include "law/law.h"

enum { DESK_FORM_ANALYSES = 40, DESK_FORM_PARTS = 8, DESK_FORM_TESTS = 16 };

struct desk_form_analysis { /* one line of a certificate */
    struct str part;        /* name of the part; empty: the whole cargo */
    struct str substance, kind, value, unit, basis, official, method;
};
struct desk_form_part {
    struct str name, share, form, moisture, others;
    struct str materials;   /* "鉄 82、銅 11" */
};
struct desk_form_test {     /* of 別表第七 */
    struct str key, outcome;
};
struct desk_law_form {
    struct desk_form_analysis analyses[DESK_FORM_ANALYSES];
    struct desk_form_part parts[DESK_FORM_PARTS];
    struct desk_form_test tests[DESK_FORM_TESTS];
    struct str facts[LAW_FACT_COUNT]; /* "yes", "no", else unknown */
    struct str operation, purpose, form, codes, streams, transit, used_kind, made_year;
};
/* A value that cannot be read: where it stands and what to do. */
struct desk_form_problem {
    struct str input;       /* name of the input: "a3_value" */
    struct str sentence;
};
enum { DESK_FORM_PROBLEMS = 20 };
struct desk_form_problems {
    struct desk_form_problem rows[DESK_FORM_PROBLEMS];
    size_t count;
    /* Which row of the form became which analysis: "parts[p].analyses[a]" of an error → row; -1: none. */
    int rows_of[DESK_FORM_PARTS + DESK_FORM_ANALYSES][DESK_FORM_ANALYSES];
    int part_row[DESK_FORM_PARTS + DESK_FORM_ANALYSES]; /* -1: none, made from an analysis */
};

/* Reads the form; what cannot be read is left unknown and named in `problems`. Texts of the cargo point
   into the form and the arena. */
void desk_law_form_read(const struct desk_law_form *form, struct arena *arena, struct law_cargo *out,
                        struct desk_form_problems *problems);
/* The form that describes a cargo. False when the cargo has more rows than the form. */
bool desk_law_form_write(const struct law_cargo *cargo, struct arena *arena,
                         struct desk_law_form *out);
/* The same; rest->parts gets the parts beyond the form, whole, and those whose analyses do not all fit, with
   their name and the analyses beyond. Nothing else of `rest` is set. */
void desk_law_form_split(const struct law_cargo *cargo, struct arena *arena, struct desk_law_form *out,
                         struct law_cargo *rest);
/* Adds to *out, which was read from `form`, what the form cannot show of the stored cargo `kept` that it was
   written from: the parts and analyses beyond it and the members and tests for which it has no input. */
void desk_law_form_keep(const struct law_cargo *kept, const struct desk_law_form *form,
                        struct arena *arena, struct law_cargo *out);
/* "parts[1].analyses[0].unit" → "a4_unit"; empty when the path names nothing of the form. */
struct str desk_law_form_input(const struct desk_form_problems *problems, struct str path,
                               struct arena *arena);
/* Rows that hold something. */
size_t desk_law_form_analysis_count(const struct desk_law_form *form);
size_t desk_law_form_part_count(const struct desk_law_form *form);
/* "<0.005", "0.005未満", "0.01以下": value and whether the substance was below it. False: no number. */
bool desk_law_value_read(struct str text, struct decimal *value, bool *below);

#endif
