#include <string.h>

#include "water/model/calibration_inside.h"

static void warm(double *kelvin, double by)
{
    if (*kelvin > 0)
        *kelvin += by;
}

static void vary_train(struct water_train *train, const struct water_variation *v)
{
    for (size_t i = 0; i < train->water_count; i++) {
        train->flows[i] *= v->flow;
        warm(&train->qualities[i].kelvin, v->warmer);
    }
    for (int month = 0; month < 12; month++)
        warm(&train->season_kelvin[month], v->warmer);
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_tank *tank = &train->tanks[t];
        tank->volume *= v->volume;
        tank->pools[WATER_POOL_BRAN] *= v->organics;
        tank->pools[WATER_POOL_HUSK] *= v->organics;
    }
}

int water_calibration_vary(struct water_calibration *c, const struct water_variation *variation,
                           struct error *error)
{
    c->observe.in_time = false;
    for (unsigned t = 0; t < c->problem.thread_count; t++) {
        struct water_calibration_worker *w = &c->workers[t];
        w->has_operation = false;
        vary_train(&w->train, variation);
        int status = variation->warmer != 0 ? water_train_speciate(&w->train, error) : 0;
        if (status)
            return status;
        memcpy(w->tanks, w->train.tanks, sizeof w->tanks);
        memcpy(w->qualities, w->train.qualities, sizeof w->qualities);
        memcpy(w->waters, w->train.waters, sizeof w->waters);
        memcpy(w->flows, w->train.flows, sizeof w->flows);
    }
    return 0;
}
