/* How well simulated values meet observed ones. Values below a detection limit count with the
   limit when the model is above it and as met when it is not.
   NSE: Nash & Sutcliffe 1970. KGE: Gupta et al. 2009. PBIAS: Moriasi et al. 2007 (positive: the
   model is too low). All NaN with fewer than two values; NSE and KGE NaN when nothing varies. */
#ifndef MEGURI_WATER_MODEL_STATISTICS_H
#define MEGURI_WATER_MODEL_STATISTICS_H

#include "water/model/problem.h"

struct water_goodness {
    struct str group;
    bool held_out; /* of the held-out values, else of the fitted ones */
    size_t count, censored, censored_missed;
    double nse, kge, correlation, rmse, pbias, mean_residual; /* residual: weighted */
};

/* One row per group and half that has values, groups in the order in which they first come; the
   rows live in `arena`. */
size_t water_goodness_of(const struct water_problem *problem, const double *simulated,
                         struct arena *arena, struct water_goodness **out);

#endif
