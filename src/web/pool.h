/* Threads that run handlers: a bounded queue in front, so that a flood is answered with 503 at once
   instead of being kept waiting. */
#ifndef MEGURI_WEB_POOL_H
#define MEGURI_WEB_POOL_H

#include "web/request.h"

struct pool;
/* niceness: how far the threads stand back behind the process's others (nice(2)), 0: not at all. */
struct pool *pool_create(int threads, int niceness, size_t queue_limit,
                         void (*run)(struct web_request *request));
/* False: the queue is full (or closing); the request stays the caller's. */
bool pool_push(struct pool *pool, struct web_request *request);
/* Runs what is queued, then joins the threads. Takes NULL. */
void pool_destroy(struct pool *pool);
/* Waiting and running requests, for draining. */
size_t pool_busy(struct pool *pool);

#endif
