/* Spread of parameters and predictions: an iterative ensemble smoother. Members start as draws of
   the priors, each with its own draw of the observation errors, and are moved together by dT = -T'
   ((1 + lambda) I + D'^T D')^-1 D'^T r with T' and D' the deviations of parameters and weighted
   simulated values from their means over sqrt(N - 1), r the weighted residuals against the member's
   own perturbed observations, lambda adapted. Source: Chen & Oliver 2013 (LM-EnRML, approximate
   form), as in PEST++ iES (White 2018); written with the N x N system, which needs no singular
   values. A member whose run fails stays in the list with its reason and takes no part from then
   on. Same seed, same result on any number of threads. */
#ifndef MEGURI_WATER_MODEL_ENSEMBLE_H
#define MEGURI_WATER_MODEL_ENSEMBLE_H

#include "water/model/fit.h"

struct water_ensemble;

struct water_ensemble_options {
    uint32_t members; /* 10 .. 2,000; the first is the prior itself, without perturbation */
    int iterations;   /* 1 .. 50 */
    uint64_t seed;
    /* Called after each iteration with everything that a resumption needs; may be NULL. */
    void (*progress)(void *state, const struct water_ensemble *ensemble);
    void *state;
};

struct water_ensemble {
    uint32_t member_count;
    size_t parameter_count, observation_count;
    uint64_t seed;
    int iteration; /* done */
    double lambda;
    enum water_stop stop;
    size_t runs;
    double *transformed; /* [member][parameter] */
    double *simulated;   /* [member][observation] */
    double *objective;   /* [member], against the observations as measured; NaN when failed */
    struct water_run_status *status; /* [member] */
    double mean_before, mean;        /* of the objectives of the members that run */
};

struct water_band {
    double low, middle, high; /* 2.5, 50, 97.5 % of the members that run */
};

/* Of values of members, which are sorted by it; NaN of none. */
struct water_band water_band_of(double *values, size_t count);

/* Starts from the priors and iterates; the ensemble lives in `arena`. ERR_WATER_RANGE as
   water_problem_check, or sizes outside their range. WATER_STOP_MODEL when fewer than 10 members
   run. */
int water_ensemble_run(const struct water_problem *problem,
                       const struct water_ensemble_options *options, struct arena *arena,
                       struct water_ensemble *out, struct error *error);

/* Goes on from `ensemble` (as saved: members, iteration, lambda) up to options->iterations. */
int water_ensemble_resume(const struct water_problem *problem,
                          const struct water_ensemble_options *options, struct arena *arena,
                          struct water_ensemble *ensemble, struct error *error);

/* A text form of what a resumption needs, exact to the last bit (hexadecimal floating point). */
struct str water_ensemble_save(const struct water_ensemble *ensemble,
                               const struct water_problem *problem, struct arena *arena);
/* ERR_WATER_TABLE: not such a text, or of another problem. */
int water_ensemble_load(struct str text, const struct water_problem *problem, struct arena *arena,
                        struct water_ensemble *out, struct error *error);

/* Plain value of a parameter over the members. */
struct water_band water_ensemble_parameter(const struct water_problem *problem,
                                           const struct water_ensemble *ensemble, size_t parameter,
                                           struct arena *arena);
/* Simulated value over the members; with_error adds the error that a new measurement would have. */
struct water_band water_ensemble_value(const struct water_problem *problem,
                                       const struct water_ensemble *ensemble, size_t observation,
                                       bool with_error, struct arena *arena);

#endif
