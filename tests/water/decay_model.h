/* A model whose truth is known: y(t) = a exp(-k t) + c, seen at 24 times with error. For the tests
   of fits and ensembles. */
#ifndef MEGURI_TESTS_WATER_DECAY_MODEL_H
#define MEGURI_TESTS_WATER_DECAY_MODEL_H

#include <math.h>
#include <stdlib.h>

#include "water/model/problem.h"
#include "water/model/random.h"

enum { DECAY_PARAMETERS = 3, DECAY_OBSERVATIONS = 24 };
static const double decay_truth[DECAY_PARAMETERS] = {40, 0.13, 5};
static const double decay_error = 0.8;

struct decay {
    struct water_parameter parameters[DECAY_PARAMETERS];
    struct water_observation observations[DECAY_OBSERVATIONS];
    struct water_problem problem;
    double fails_above; /* k above this cannot be run */
    bool derivatives;
};

static double decay_at(const double *p, double t)
{
    return p[0] * exp(-p[1] * t) + p[2];
}

static int decay_run(void *model, unsigned thread, const double *p, double *simulated,
                     double *jacobian, struct error *error)
{
    const struct decay *decay = model;
    (void)thread;
    if (p[1] > decay->fails_above)
        return ERROR(error, ERR_WATER_RANGE, STR("k"), STR("-"), STR("too fast\x1ftoo fast"));
    for (size_t i = 0; i < DECAY_OBSERVATIONS; i++) {
        double t = decay->observations[i].time, e = exp(-p[1] * t);
        simulated[i] = decay_at(p, t);
        if (!jacobian)
            continue;
        jacobian[i * DECAY_PARAMETERS] = e;
        jacobian[i * DECAY_PARAMETERS + 1] = -p[0] * t * e;
        jacobian[i * DECAY_PARAMETERS + 2] = 1;
    }
    return 0;
}

/* Observations with errors of that seed; error_share 0 gives the truth. The last 4 are held out. */
static void decay_init(struct decay *decay, uint64_t seed, double error_share)
{
    *decay = (struct decay){.fails_above = INFINITY};
    decay->parameters[0] =
        (struct water_parameter){STR("a"), STR("mg/L"), WATER_LOG, 1, 1000, 25, 0.8};
    decay->parameters[1] =
        (struct water_parameter){STR("k"), STR("1/d"), WATER_LOG, 0.001, 10, 0.3, 1};
    decay->parameters[2] =
        (struct water_parameter){STR("c"), STR("mg/L"), WATER_PLAIN, 0, 50, 10, 5};
    for (size_t i = 0; i < DECAY_OBSERVATIONS; i++) {
        double t = 2.0 * (double)i;
        decay->observations[i] = (struct water_observation){
            .name = STR("y"),
            .group = STR("Fe"),
            .time = t,
            .deviation = decay_error,
            .value = decay_at(decay_truth, t) +
                     error_share * decay_error * water_random_normal(seed, 77, i),
            .held_out = i >= DECAY_OBSERVATIONS - 4};
    }
    decay->problem = (struct water_problem){.parameters = decay->parameters,
                                            .parameter_count = DECAY_PARAMETERS,
                                            .observations = decay->observations,
                                            .observation_count = DECAY_OBSERVATIONS,
                                            .run = decay_run,
                                            .model = decay,
                                            .thread_count = 2};
}

#endif
