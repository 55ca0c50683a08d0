/* Keeps the leases of running jobs: whoever runs jobs holds each while its work lasts, and one thread of the
   process ticks. So a lease may be short, what a dead process left is taken over soon, and a long work still
   keeps its job. Safe from several threads. */
#ifndef MEGURI_STORE_JOB_KEEPER_H
#define MEGURI_STORE_JOB_KEEPER_H

#include "store/job.h"

struct job_keeper;
struct job_keeper *job_keeper_create(struct store *store);
/* Nothing may be held any more. Takes NULL. */
void job_keeper_destroy(struct job_keeper *keeper);

/* In the runner's memory from job_hold to job_let_go. */
struct job_hold {
    const struct job *job;
    int64_t lease, next; /* next heartbeat, monotonic */
    bool lost;
    struct job_hold *before;
};
/* From now on each tick renews the lease when a third of it has passed. keeper NULL: nothing is renewed. */
void job_hold(struct job_keeper *keeper, const struct job *job, int64_t lease, struct job_hold *hold);
/* False: the job was taken over or cancelled meanwhile; whatever came out of the work is to be ignored. */
bool job_let_go(struct job_keeper *keeper, struct job_hold *hold);
/* Renews what is due. Needs to be called several times within the shortest third of a lease. */
void job_keeper_tick(struct job_keeper *keeper);

#endif
