/* One best set of parameters: weighted least squares with priors and bounds by Levenberg-Marquardt
   in the transformed parameters, and what the data say of each parameter.
     minimise  sum_i r_i^2 + sum_j ((t_j - prior_j) / deviation_j)^2
   Jacobian from the model when it has one (one run), else forward differences, the columns in
   parallel; these too at a point where the model cannot give it.
   Sources: Marquardt 1963; gain ratio after Nielsen 1999; identifiability as the share of a prior's
   variance that the data take away. */
#ifndef MEGURI_WATER_MODEL_FIT_H
#define MEGURI_WATER_MODEL_FIT_H

#include "water/model/problem.h"

enum water_stop {
    WATER_STOP_GRADIENT,   /* at the bottom: no direction leads down */
    WATER_STOP_STEP,       /* steps have become too small to matter */
    WATER_STOP_OBJECTIVE,  /* the objective no longer falls */
    WATER_STOP_ITERATIONS, /* the allowed number is used up */
    WATER_STOP_DAMPING,    /* no damping gives a better point */
    WATER_STOP_CANCELLED,
    WATER_STOP_MODEL, /* the model cannot be run at the start or beside it */
    WATER_STOPS
};
struct str water_stop_label(enum water_stop stop); /* Japanese \x1f English sentence */

struct water_fit_options {
    int iterations;    /* 0: 50 */
    double tolerance;  /* relative fall of the objective; 0: 1e-6 */
    double difference; /* step of forward differences in deviations of the prior; 0: 1e-3 */
    bool differences;  /* even if the model has a Jacobian */
    void (*progress)(void *state, int iteration, double objective);
    void *state;
};

struct water_fitted {
    double value, prior;    /* plain */
    double deviation;       /* transformed, after the data */
    double low, high;       /* plain, 95 % by the linear approximation */
    double identifiability; /* 0 nothing learned .. 1 known by the data alone */
    bool at_bound;
};

struct water_fit {
    enum water_stop stop;
    int iterations;
    size_t runs, failed_runs;
    size_t jacobians, differenced; /* Jacobians made, and how many of them by differences */
    struct str failure;            /* of the last failed run; empty when none */
    double objective_before, objective, objective_prior; /* the last: part of the priors */
    struct water_fitted *parameters;                     /* [parameter_count] */
    double *simulated_before, *simulated;                /* [observation_count] */
    double *correlation;  /* [parameter_count][parameter_count] after the data */
    double *eigenvalues;  /* of the information of the data in units of the prior, descending: above
                             1 a combination is told by the data */
    double *eigenvectors; /* columns */
};

/* The fit lives in `arena`. ERR_WATER_RANGE as water_problem_check; a model that cannot run is
   not an error but WATER_STOP_MODEL with its reason. */
int water_fit_run(const struct water_problem *problem, const struct water_fit_options *options,
                  struct arena *arena, struct water_fit *out, struct error *error);

#endif
