/* What if a figure of a train were another: the steady state with figures changed, for sliders. */
#ifndef MEGURI_WATER_MODEL_WHATIF_H
#define MEGURI_WATER_MODEL_WHATIF_H

#include "water/model/address.h"

struct water_whatif_change {
    struct str address; /* address.h: flow.factor, 還元槽.volume, 還元槽.temperature, 還元槽.bran */
    double value; /* SI */
};

/* The steady state of a copy of the train with the changes, in a month (0..11; -1: the mean).
   `train` stays as it is and must not run meanwhile. Errors of address.h and water_train_settle. */
int water_whatif(const struct water_train *train, const struct water_whatif_change *changes,
                 size_t count, int month, struct water_run *out, struct error *error);

#endif
