/* How what leaves the tanks of a train moves with figures of it (address.h): forward sensitivities,
   carried along with a run from cell to cell and from step to step. Source: the implicit function
   theorem at each cell (cell_slopes.h); mixing, joints and by-passes are linear. How waters and
   tanks move with a figure is differenced over what makes them (a speciation, not a run). Steps of
   a run are taken as fixed lengths: that they may become longer or shorter with a figure is left
   out. Per unit (SI) of the figure. */
#ifndef MEGURI_WATER_MODEL_TRAIN_SLOPES_H
#define MEGURI_WATER_MODEL_TRAIN_SLOPES_H

#include "water/model/address.h"

/* Of struct water_tank_result. */
struct water_result_slopes {
    double molality[WATER_CONSTITUENTS], total[WATER_CONSTITUENTS], doc, ph;
};

struct water_train_slopes;
/* Memory for `count` figures of a train whose cells are made. The arena owns it; `addresses` must
   outlive it. */
struct water_train_slopes *water_train_slopes_create(const struct water_train *train,
                                                     const struct water_address *addresses,
                                                     size_t count, struct arena *arena);
/* Runs of the train carry the slopes along from now on, from the state that water_train_reset made
   with the figures at values[count]; `flows` as water_address_set. With slopes NULL they stop.
   Errors of the speciation of raw waters. */
int water_train_slopes_begin(struct water_train *train, struct water_train_slopes *slopes,
                             const double *values, const double *flows, struct error *error);
/* Of the moment that the run shows (after water_train_settle, or in `observe` of a run, or after
   it): [tank_count][count]. */
const struct water_result_slopes *water_train_slopes_now(const struct water_train_slopes *slopes);

#endif
