/* The best point as tables: parameters before and after, how well it meets the observations, what
   the data tell in plain words, which combinations they tell, and every observation. */
#ifndef MEGURI_WATER_FIT_TABLES_H
#define MEGURI_WATER_FIT_TABLES_H

#include "water/fitting.h"

enum water_fit_table {
    WATER_FIT_PARAMETERS,
    WATER_FIT_GOODNESS,
    WATER_FIT_IDENTIFIABILITY,
    WATER_FIT_COMBINATIONS,
    WATER_FIT_OBSERVATIONS,
    WATER_FIT_TABLES
};

/* The fit must have run at least once. */
void water_fit_tables_make(const struct water_problem *problem, const struct water_fit *fit,
                           struct arena *arena, struct water_table tables[WATER_FIT_TABLES]);

#endif
