/* The calculation of a fit: what the model says before it, the best point, the spread. It reports
   once a second, saves the ensemble after every iteration, and goes on from there to the same bits
   after it was stopped, whoever stopped it. */
#ifndef MEGURI_WATER_FIT_JOB_H
#define MEGURI_WATER_FIT_JOB_H

#include "water/data/fit.h"
#include "water/fitting_given.h"

/* Does what is next for the fit, with this many threads; `job` NULL in a command. What the study or
   the model is to blame for ends as the fit's state, not as an error. */
struct job;
int water_fit_do(struct store *store, const struct web_services *services, const struct job *job,
                 int64_t id, unsigned threads, struct arena *arena, struct error *error);
/* The files of a fit as a study in memory. `study`: another text in its place, or empty. */
int water_fit_given(const struct web_actor *actor, const struct water_fit_row *fit,
                    struct str study, struct water_given *out, struct error *error);
/* By configuration; 1 where there is none. */
unsigned water_fit_threads(const struct web_services *services);

#endif
