/* Predictions in the store: days to come by the ensemble of a fit, and what came of them. They are
   seen by who sees the fit. */
#ifndef MEGURI_WATER_DATA_PREDICTION_H
#define MEGURI_WATER_DATA_PREDICTION_H

#include "store/job.h"
#include "water/data/fit.h"

enum water_prediction_state {
    WATER_PREDICTION_WAITING,
    WATER_PREDICTION_RUNNING,
    WATER_PREDICTION_CANCELLED,
    WATER_PREDICTION_DONE,
    WATER_PREDICTION_FAILED,
    WATER_PREDICTION_STATES
};
struct str water_prediction_state_title(enum water_prediction_state state);

struct water_prediction_row {
    int64_t id, fit;
    struct str title, point; /* point empty: the last tank */
    day_number first_day;    /* 0: the day after the last observation */
    int64_t days, every;
    struct str study, outcome; /* blobs of the fit's vault; study empty: that of the fit */
    enum water_prediction_state state;
    int64_t runs, planned;
    struct str why;
    int64_t author;
    utc_us created, finished;
};
enum { WATER_PREDICTIONS_MOST = 100 };

/* `study`: another text for these days only, or empty. Permission water.edit; ERR_STATE when the
   fit has no ensemble yet; ERR_WATER_RANGE. */
int water_prediction_create(const struct web_actor *actor, const struct water_prediction_row *row,
                            struct str study, int64_t *id, struct error *error);
int water_prediction_cancel(const struct web_actor *actor, int64_t fit, int64_t id,
                            struct error *error);
/* Newest first. */
int water_prediction_list(const struct web_actor *actor, int64_t fit,
                          struct water_prediction_row **out, size_t *count, struct error *error);
int water_prediction_read(const struct web_actor *actor, int64_t fit, int64_t id,
                          struct water_prediction_row *out, struct error *error);

/* For the job. */
struct water_prediction_work {
    struct web_actor actor;
    const struct job *job; /* NULL: done at once by a command */
    struct str worker;
    struct water_fit_row fit;
    struct water_prediction_row row;
};
/* row.id 0: there is nothing to do, and the job is done. */
int water_prediction_begin(struct water_prediction_work *work, int64_t id, struct error *error);
int water_prediction_report(struct water_prediction_work *work, int64_t runs, int64_t planned,
                            bool *go_on, struct error *error);
/* `outcome`: the bytes of the result, or empty. */
int water_prediction_finish(struct water_prediction_work *work, enum water_prediction_state state,
                            struct str outcome, struct str why, struct error *error);
int water_prediction_requeue(struct water_prediction_work *work, struct error *error);

#endif
