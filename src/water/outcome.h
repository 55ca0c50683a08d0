/* What came of a calculation, in a form that is kept: facts, tables and figures. A result that was
   handed out stays as it is, whatever a later program would calculate. */
#ifndef MEGURI_WATER_OUTCOME_H
#define MEGURI_WATER_OUTCOME_H

#include "water/figures.h"

struct water_fact {
    struct str key, label, value; /* label and value: Japanese, or Japanese \x1f English */
};
enum { WATER_OUTCOME_FACTS = 24, WATER_OUTCOME_TABLES = 8 };
struct water_outcome {
    struct arena *arena; /* set it; the rest begins at 0 */
    struct water_fact facts[WATER_OUTCOME_FACTS];
    size_t fact_count;
    struct water_table tables[WATER_OUTCOME_TABLES];
    size_t table_count;
    struct water_figures figures;
};
void water_outcome_init(struct water_outcome *outcome, struct arena *arena);
void water_outcome_add_fact(struct water_outcome *outcome, struct str key, struct str label,
                            struct str value);
void water_outcome_add_table(struct water_outcome *outcome, const struct water_table *table);

/* JSON, and back. ERR_JSON, ERR_WATER_TABLE for another text. */
struct str water_outcome_write(const struct water_outcome *outcome, struct arena *arena);
int water_outcome_read(struct str text, struct arena *arena, struct water_outcome *out,
                       struct error *error);
/* The value of a fact; empty when it is not there. */
struct str water_outcome_fact(const struct water_outcome *outcome, struct str key);
/* Its table of that name (the Japanese half); NULL when it is not there. */
const struct water_table *water_outcome_table(const struct water_outcome *outcome, struct str name);

/* The results of the calculations of this room. `steps`: the way of the ensemble. */
struct water_fitting;
struct water_fit;
struct water_ensemble;
struct water_prediction;
/* What the model says before the fit. */
void water_outcome_of_before(const struct water_fitting *fitting, const double *simulated,
                             struct water_outcome *out);
void water_outcome_of_fit(const struct water_fitting *fitting, const struct water_fit *fit,
                          struct water_outcome *out);
void water_outcome_of_ensemble(const struct water_fitting *fitting,
                               const struct water_ensemble *ensemble,
                               const struct water_ensemble_step *steps, size_t step_count,
                               struct water_outcome *out);
void water_outcome_of_prediction(const struct water_prediction *prediction,
                                 struct water_outcome *out);

#endif
