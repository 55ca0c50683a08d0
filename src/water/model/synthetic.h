/* Observations whose truth is known: a draw of the priors is run through the model and measured
   with errors. For judging a fit, an ensemble and a sampling plan before anyone goes to the site.
 */
#ifndef MEGURI_WATER_MODEL_SYNTHETIC_H
#define MEGURI_WATER_MODEL_SYNTHETIC_H

#include "water/model/observed.h"

/* truth[parameter_count], plain values drawn from the priors by seed, inside the bounds. */
void water_synthetic_truth(const struct water_problem *problem, uint64_t seed, double *truth);

/* Measures simulated[observation_count]: out gets value, deviation and censored of each row of the
   plan; all else as in `plan`. A plan row "<x" has x as its detection limit. The deviation is that
   of the rules at the true value, so that it does not depend on the error drawn. */
void water_synthetic_measure(const struct water_observed_rows *plan,
                             const struct water_observed_rules *rules, const double *simulated,
                             uint64_t seed, struct water_observed *out);

#endif
