/* Figures of fits, ensembles and predictions, each with the table of its data. Commands write them
   into a folder as NAME.svg, NAME.png, NAME.pdf, NAME.csv and NAME.xlsx; pages give out the same.
   Names and captions are in Japanese. */
#ifndef MEGURI_WATER_FIGURES_H
#define MEGURI_WATER_FIGURES_H

#include "doc/figure.h"
#include "water/table.h"

struct water_drawing {
    struct str name; /* of its files, without an ending */
    struct figure figure;
    struct water_table data;
};
struct water_figures {
    struct arena *arena; /* set it; the rest begins at 0 */
    struct water_drawing *rows;
    size_t count, capacity;
};
/* An empty one at the end; valid until the next call. */
struct water_drawing *water_figures_add(struct water_figures *figures);

/* Draws all of them; the folder is made. Existing files of that name are replaced: the folder holds
   results, not people's work. */
int water_figures_save(const struct context *context, struct str folder,
                       const struct water_figures *figures, struct error *error);

struct water_problem;
/* No observation before it is of the same group. */
bool water_figures_first_of_group(const struct water_problem *problem, size_t observation);
/* One figure for each group of observations: measured, and the model after the fit. */
void water_figures_of_fit(const struct water_problem *problem, const double *before,
                          const double *after, struct water_figures *out);

/* The same of the model before a fit. */
void water_figures_of_before(const struct water_problem *problem, const double *simulated,
                             struct water_figures *out);

/* The mean objective of an ensemble after `iteration` steps. */
struct water_ensemble_step {
    int iteration;
    double objective;
};
/* Of each parameter the range before and after the data; of each group of observations what was
   measured in the band of the members; the objective after each iteration of which there is one. */
struct water_ensemble;
void water_figures_of_ensemble(const struct water_problem *problem,
                               const struct water_ensemble *ensemble,
                               const struct water_ensemble_step *steps, size_t step_count,
                               struct water_figures *out);

#endif
