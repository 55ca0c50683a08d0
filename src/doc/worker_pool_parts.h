/* Inside of the pool, shared by doc/worker_pool.c (which worker) and doc/worker_call.c (what is said
   to it). */
#ifndef MEGURI_DOC_WORKER_POOL_PARTS_H
#define MEGURI_DOC_WORKER_POOL_PARTS_H

#include "doc/worker_process.h"

/* Waits for a free worker and for its READY; starts one when the slot is empty. 0 or errno. */
int worker_pool_take(struct worker_pool *pool, struct worker_process **out);
/* Gives it back; `spoiled` (it died, hung or talked nonsense) ends it. Replaces one that is gone or
   has done its number of jobs, without waiting for the new one. */
void worker_pool_give_back(struct worker_pool *pool, struct worker_process *process, bool spoiled);
const struct context *worker_pool_context(const struct worker_pool *pool);
/* When a job that begins now has to be done, in context_monotonic. */
int64_t worker_pool_deadline(const struct worker_pool *pool);

#endif
