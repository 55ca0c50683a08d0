/* What a fit works on, whatever the model: parameters with bounds and priors, observations with
   errors, and a call that runs the model. Fit and ensembles work in the transformed parameters,
   where a prior is normal; the model sees plain values.
   Priors: mean in plain units, deviation in transformed units (log: 0.5 is a factor of 1.65). */
#ifndef MEGURI_WATER_MODEL_PROBLEM_H
#define MEGURI_WATER_MODEL_PROBLEM_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"

enum water_transform { WATER_PLAIN, WATER_LOG, WATER_LOGIT };

struct water_parameter {
    struct str name, unit;
    enum water_transform transform;
    double lower, upper; /* plain; of LOG above 0 */
    double prior;        /* plain: mean of the prior and start of the fit */
    double deviation;    /* transformed */
};

struct water_observation {
    struct str name, group; /* group: the analyte, for the statistics */
    double time;            /* s */
    double value;           /* as the model gives it */
    double deviation;       /* of its error, same unit, above 0 */
    bool censored;          /* "<value": fits as long as the model is not above */
    bool held_out;          /* not fitted; for judging the prediction */
};

struct water_run_status {
    bool failed;
    struct str reason; /* of a failed run, in the arena given to water_run_members */
};

/* Several processes that work on one problem, each with its threads: every process calls the same
   functions in the same order, member i runs in process i % size, and all get all results. */
struct water_share {
    unsigned rank, size;
    const atomic_bool *interrupted; /* this process wants to stop */
    const atomic_bool *cancelled; /* set by `exchange` in all of them, so that all stop at the same
                                     place: it is problem.cancelled too */
    /* Fills in the members of the other processes and sets `cancelled` in all of them when
       one was interrupted. simulated[count][width], status[count]. */
    void (*exchange)(void *state, double *simulated, struct water_run_status *status, size_t count,
                     size_t width, struct arena *arena);
    void *state;
};

struct water_problem {
    const struct water_parameter *parameters;
    size_t parameter_count;
    const struct water_observation *observations;
    size_t observation_count;
    /* simulated[observation_count] from parameter[parameter_count] (plain). `jacobian` is NULL, or
       [observation_count][parameter_count] of d simulated / d plain parameter; a model without
       derivatives sets has_jacobian false and is never asked. `thread` < thread_count tells which
       working memory to use. An error is a failed run, not the end of the fit. */
    int (*run)(void *model, unsigned thread, const double *parameter, double *simulated,
               double *jacobian, struct error *error);
    void *model;
    bool has_jacobian;
    unsigned thread_count;           /* 1 .. 64 */
    const atomic_bool *cancelled;    /* polled; may be NULL */
    const struct water_share *share; /* NULL: this process runs all members */
    void (*member_done)(
        void *state); /* after each run of water_run_members, one at a time; or NULL */
    void *member_state;
};

/* ERR_WATER_RANGE names the parameter or observation: bounds in the wrong order, a prior outside
   them, a deviation not above zero, LOG or LOGIT where the bounds forbid it, nothing to fit. */
int water_problem_check(const struct water_problem *problem, struct error *error);
/* The part of it that concerns one parameter. */
int water_parameter_check(const struct water_parameter *parameter, struct error *error);

/* Plain value to transformed and back; back clips to the bounds. */
double water_transform_of(const struct water_parameter *parameter, double plain);
double water_plain_of(const struct water_parameter *parameter, double transformed);
/* d plain / d transformed */
double water_plain_slope(const struct water_parameter *parameter, double transformed);

/* (simulated - observed) / deviation; of a censored one 0 as long as the model is not above. The
   observed value may be another than the problem's (perturbed). */
double water_residual(const struct water_observation *observation, double observed,
                      double simulated);

/* Runs `count` members over the threads: transformed[count][parameter_count] to
   simulated[count][observation_count], status[count]; with a share over the processes too. */
void water_run_members(const struct water_problem *problem, const double *transformed, size_t count,
                       double *simulated, struct water_run_status *status, struct arena *arena);

#endif
