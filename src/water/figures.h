/* Figures of fits and predictions into a folder: each as NAME.svg, NAME.png, NAME.pdf, with its
   data as NAME.csv and NAME.xlsx beside it. Names and captions are in Japanese. */
#ifndef MEGURI_WATER_FIGURES_H
#define MEGURI_WATER_FIGURES_H

#include "doc/figure.h"
#include "water/table.h"

/* Writes one figure and its table; the folder is made. Existing files of that name are replaced:
   the folder holds results, not people's work. */
int water_figure_save(const struct context *context, struct str folder, struct str name,
                      const struct figure *figure, const struct water_table *data,
                      struct error *error);

/* One figure for each group of observations: measured, before, after. */
struct water_problem;
int water_figures_of_fit(const struct context *context, struct str folder,
                         const struct water_problem *problem, const double *before,
                         const double *after, struct arena *arena, struct error *error);

#endif
