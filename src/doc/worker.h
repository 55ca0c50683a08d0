/* The sandboxed worker: untrusted bytes are opened only in `meguri-worker` processes. A pool keeps
   some ready, gives each a number of jobs, and replaces them. A worker that dies, hangs or exceeds its
   limits costs its job one error, never the server. Safe from several threads; a caller waits while
   all workers are busy. */
#ifndef MEGURI_DOC_WORKER_H
#define MEGURI_DOC_WORKER_H

#include "base/context.h"
#include "doc/worker_protocol.h"

struct worker_pool;

struct worker_options {
    struct str program;       /* path of meguri-worker; empty: beside the running program */
    int processes;            /* 0 = 2 */
    int jobs_per_process;     /* recycled after; 0 = 100 */
    int64_t deadline;         /* microseconds per job; 0 = 30 s */
    size_t memory_limit;      /* RLIMIT_DATA beyond what the worker needs to start; 0 = 512 MB */
};

/* Starts the workers and waits for the first. ERR_DOC_WORKER_START. */
int worker_pool_create(const struct context *context, const struct worker_options *options,
                       struct worker_pool **out, struct error *error);
/* Takes NULL. No job may be running. */
void worker_pool_destroy(struct worker_pool *pool);

/* What the sandbox really has on this machine (seccomp, landlock, limits), for `meguri doctor`. */
struct worker_sandbox {
    bool seccomp, landlock, limits, no_new_privileges;
    int landlock_abi;
};
int worker_pool_sandbox(struct worker_pool *pool, struct worker_sandbox *out, struct error *error);

/* Lets a worker try something (once, without a second try). 0 when it lived to answer,
   ERR_DOC_WORKER when it was ended, which for all but WORKER_PROBE_ECHO is as it should be. */
int worker_pool_probe(struct worker_pool *pool, enum worker_probe probe, struct error *error);

/* Process ids of the living workers, at most `limit`; for tests and the capability page. */
size_t worker_pool_processes(struct worker_pool *pool, int *pids, size_t limit);

#endif
