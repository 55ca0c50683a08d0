/* An ensemble as tables: what is known of each parameter now, how the bands meet the observations,
   which members failed and why. */
#ifndef MEGURI_WATER_ENSEMBLE_TABLES_H
#define MEGURI_WATER_ENSEMBLE_TABLES_H

#include "water/fitting.h"
#include "water/model/ensemble.h"

struct water_ensemble_tables {
    struct water_table parameters, goodness, observations, failures;
    size_t judged[2], inside[2]; /* observations (fitted, held out) and those in their 95 % band */
};

/* Runs the prior once for the comparison "before"; one that cannot be run shows as blanks. */
void water_ensemble_tables_make(const struct water_fitting *fitting,
                                const struct water_ensemble *ensemble,
                                struct water_ensemble_tables *out);

#endif
