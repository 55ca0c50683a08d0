/* The join between a train and the fit: parameters of a study, observations of its table, and runs
   of the train that give a simulated value for each. Sections of the study:
     [observe]             table, mode (steady, time), start, step, tolerance, error, error_pH,
   error_least [hold out]            from, until: not fitted, kept for judging [particulate] item =
   kg of it in a kg of suspended solids (observed.h) [parameter ADDRESS]   transform (log, plain,
   logit), lower, upper, prior, deviation (address.h) Steady: the steady state of the month of each
   sample, with the solids of a new bed. Time: one run from `start`, the day on which the tanks are
   filled with raw water, read at noon of each day. */
#ifndef MEGURI_WATER_MODEL_CALIBRATION_H
#define MEGURI_WATER_MODEL_CALIBRATION_H

#include "water/model/address.h"
#include "water/model/observed.h"
#include "water/model/operation.h"

struct water_observe {
    struct str table; /* file named by the study; empty: none */
    bool in_time;
    day_number start; /* INT32_MIN: not given */
    double step;      /* s, largest time step */
    double tolerance; /* of a step, relative; 0: every step is `step` */
    struct water_observed_rules rules;
};
/* [observe] and [hold out]. ERR_WATER_STUDY: no [observe], time without a start, keys. */
int water_observe_read(struct water_study_text *text, struct water_observe *out,
                       struct error *error);

/* What trains are read from, once for each thread. All of it outlives the calibration. */
struct water_train_sources {
    struct water_study_text *text;
    const struct chem_database *database;
    const struct water_values *rates;
    struct str units;                /* bytes of units.tsv */
    const struct water_values *beds; /* data/water/beds.tsv */
    day_number day;
};

struct water_calibration {
    struct water_problem problem;       /* for fit.h and ensemble.h; set `cancelled` as wanted */
    struct water_address *addresses;    /* [problem.parameter_count] */
    struct water_observed_rows samples; /* [problem.observation_count] */
    struct water_observe observe;
    const struct water_train *train;          /* as a run left it; for names and what is fixed */
    struct water_calibration_worker *workers; /* [problem.thread_count] */
};

/* Reads parameters and observations (`table`: bytes of observe->table) and makes a train for each
   thread. Errors of the readers; ERR_WATER_STUDY for an address that is none; ERR_WATER_TABLE for
   an observation before the start. Close also after an error. */
int water_calibration_open(const struct water_train_sources *sources,
                           const struct water_observe *observe, struct str table, unsigned threads,
                           struct arena *arena, struct water_calibration *out, struct error *error);
void water_calibration_close(struct water_calibration *calibration);

/* What a run shows at a day: the train, and what leaves its tanks. */
typedef void water_calibration_see(void *state, size_t index, const struct water_train *train,
                                   const struct water_run *run);
/* One run of the train with these (plain) parameters, shown at each of `days` (ascending).
   Deterministic: nothing of an earlier run on the thread is left. Errors of the train. */
int water_calibration_run(const struct water_calibration *calibration, unsigned thread,
                          const double *parameter, const day_number *days, size_t count,
                          water_calibration_see *see, void *state, struct error *error);

/* The operation that the last run on the thread was, at its end; NULL when the study has none. */
const struct water_operation *
water_calibration_operation(const struct water_calibration *calibration, unsigned thread);

/* Whether the study gives an item a particulate fraction; without one its totals are those of the
   model's particles. */
bool water_calibration_has_particulate(const struct water_calibration *calibration,
                                       struct str item);
/* What sliders change of the study, as factors (flow, volume of the tanks, bran and husk) and K. */
struct water_variation {
    double flow, volume, organics, warmer;
};
/* From now on each run is the steady state of the changed study with a new bed, whatever the study
   observes. Errors of the speciation. */
int water_calibration_vary(struct water_calibration *calibration,
                           const struct water_variation *variation, struct error *error);

/* Particulate fraction of an item under these parameters, kg/kg. */
double water_calibration_particulate(const struct water_calibration *calibration,
                                     const double *parameter, struct str item);

/* The study with the values put into its tanks, waters and flows as a new text; changed lines keep
   what stood there before as a comment. `bytes` is the text the study was read from. */
struct str water_calibration_write(const struct water_calibration *calibration,
                                   const struct water_study_text *text, struct str bytes,
                                   const double *parameter, struct arena *arena);

#endif
