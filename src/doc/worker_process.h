/* One meguri-worker process and its socket: start, packets with descriptors, end. Internal to the
   pool (doc/worker_pool.c, doc/worker_call.c). */
#ifndef MEGURI_DOC_WORKER_PROCESS_H
#define MEGURI_DOC_WORKER_PROCESS_H

#include <sys/types.h>

#include "doc/worker.h"

struct worker_process {
    pid_t pid;   /* 0: none */
    int socket;  /* -1: none */
    int jobs;    /* given so far */
    bool ready;  /* its READY has been read */
    bool busy;
    struct worker_sandbox sandbox;
};

/* posix_spawn, so that nothing of a threaded process is copied. 0 or errno. */
int worker_process_start(struct worker_process *process, const char *program, size_t memory_limit);
/* Kills and reaps; takes a process that is not there. */
void worker_process_end(struct worker_process *process);
/* 0 or errno. fd -1: none. */
int worker_process_send(struct worker_process *process, const struct worker_packet *packet,
                        struct str text, int fd);
/* Waits until `deadline` (context_monotonic). 0, ETIMEDOUT, EPIPE (it is gone), EPROTO (it talks
   nonsense). `text` has room for WORKER_TEXT_LIMIT bytes; *fd is -1 when none came. */
int worker_process_receive(const struct context *context, struct worker_process *process,
                           int64_t deadline, struct worker_packet *packet, char *text, int *fd);

#endif
