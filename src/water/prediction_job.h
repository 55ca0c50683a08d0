/* The calculation of a prediction, and the rounds of background work in which fits and predictions
   are taken: one fit and one prediction at a time, with low priority. */
#ifndef MEGURI_WATER_PREDICTION_JOB_H
#define MEGURI_WATER_PREDICTION_JOB_H

#include "store/job.h"
#include "web/services.h"

/* As water_fit_do. */
int water_prediction_do(struct store *store, const struct web_services *services,
                        const struct job *job, int64_t id, unsigned threads, struct arena *arena,
                        struct error *error);
int water_fit_round(struct store *store, const struct web_services *services, struct arena *arena,
                    struct error *error);
int water_prediction_round(struct store *store, const struct web_services *services,
                           struct arena *arena, struct error *error);

#endif
