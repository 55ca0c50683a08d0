/* Inside the calibration: its reader and its runs. */
#ifndef MEGURI_WATER_MODEL_CALIBRATION_INSIDE_H
#define MEGURI_WATER_MODEL_CALIBRATION_INSIDE_H

#include "water/model/calibration.h"
#include "water/model/train_slopes.h"

struct water_particulate {
    struct str item;
    double fraction; /* kg/kg */
};
struct water_particulates {
    struct water_particulate *rows;
    size_t count;
};
/* 0 when the item is not there. */
double water_particulates_find(const struct water_particulates *particulates, struct str item);

/* [particulate] of a study; nothing when it is not there. */
int water_particulates_read(struct water_study_text *text, struct arena *arena,
                            struct water_particulates *out, struct error *error);
/* Transform, bounds and prior of a [parameter …], in `unit`; `now` is its prior when none is given.
 */
int water_parameter_read(struct water_study_text *text, struct water_section *section,
                         const char *unit, double now, struct water_parameter *out,
                         struct error *error);
/* [parameter …] and [particulate] of a study. */
int water_parameters_read(struct water_study_text *text, const struct water_train *train,
                          struct arena *arena, struct water_parameter **parameters,
                          struct water_address **addresses, size_t *count,
                          struct water_particulates *particulates, struct error *error);

/* The worker's next run carries the derivatives to all parameters along. */
void water_calibration_carry(const struct water_calibration *calibration,
                             struct water_calibration_worker *worker);
/* d simulated / d parameter of an observation, as the run shows it: out[problem.parameter_count].
 */
void water_calibration_slopes(const struct water_calibration *calibration,
                              const struct water_calibration_worker *worker, size_t observation,
                              double *out);

/* What one thread runs with. */
struct water_calibration_worker {
    struct water_train train;
    struct arena *arena, *run_arena;                  /* of the train; of one run */
    struct water_quality qualities[WATER_WATERS_MAX]; /* as the study has them */
    struct chem_water waters[WATER_WATERS_MAX];
    struct water_tank tanks[WATER_TANKS_MAX];
    double flows[WATER_WATERS_MAX];
    struct water_particulates particulates; /* fixed by the study */
    bool has_operation;
    struct water_operation operation;
    struct water_run run, months[12];
    /* Of runs that give derivatives too: made by the first of them; NULL in `carried` otherwise. */
    struct water_train_slopes *slopes, *carried;
    struct water_result_slopes *month_slopes[12];
    const struct water_result_slopes *seen; /* of what is shown: [tank][parameter] */
    /* of the problem's own observations */
    const struct water_calibration *calibration;
    const day_number *days; /* [day_count], ascending: those on which something is observed */
    const size_t *day_of;   /* [observation]: its index in `days` */
    size_t day_count;
};

#endif
