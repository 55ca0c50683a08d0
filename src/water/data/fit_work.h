/* The store as the job of a fit or a prediction sees it: where it begins, what it reports, how it
   ends. Each write counts only while `worker` is the one that began last and nobody stopped it. */
#ifndef MEGURI_WATER_DATA_FIT_WORK_H
#define MEGURI_WATER_DATA_FIT_WORK_H

#include "store/job.h"
#include "water/data/fit.h"

enum { WATER_FIT_ITERATIONS_MOST = 50, WATER_FIT_MEMBERS_MOST = 2000 };

struct str water_fit_phase_name(enum water_fit_phase phase);
/* Adds the job; in the caller's transaction. */
int water_fit_queue(struct db *db, int64_t id, struct error *error);

struct water_fit_work {
    struct web_actor actor;   /* the program; its commission is set by the beginning */
    const struct job *job;    /* NULL: done at once by a command */
    struct str worker;
    struct water_fit_row fit;
};
/* The fit the job is for, now 'running' when it waited ('checking' stays). fit.id 0: there is
   nothing to do, and the job is done. */
int water_fit_begin(struct water_fit_work *work, int64_t id, struct error *error);

struct water_fit_progress {
    enum water_fit_phase phase;
    int64_t iteration, runs, planned, failed;
};
/* *go_on false: a person stopped it, or another has it. */
int water_fit_report(struct water_fit_work *work, const struct water_fit_progress *progress,
                     bool *go_on, struct error *error);
/* Renews files and steps in one transaction; nothing when another has the fit. */
int water_fit_keep(struct water_fit_work *work, const struct water_fit_file *files, size_t count,
                   const struct water_fit_step *steps, size_t step_count, struct error *error);
/* The end, with the job's. `why`: of a failure. */
int water_fit_finish(struct water_fit_work *work, enum water_fit_state state, struct str why,
                     struct error *error);
/* Back into the queue, as the program is being stopped. */
int water_fit_requeue(struct water_fit_work *work, struct error *error);

#endif
