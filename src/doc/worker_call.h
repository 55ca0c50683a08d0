/* One job for a worker, for the readers of this room (mail, tables, pictures, PDF): a file goes in, a
   record and files come out. */
#ifndef MEGURI_DOC_WORKER_CALL_H
#define MEGURI_DOC_WORKER_CALL_H

#include "doc/worker.h"

struct worker_question {
    enum worker_job job;
    int fd;             /* a regular or anonymous file, read from its start whatever its offset; -1 none */
    struct str text;    /* at most WORKER_TEXT_LIMIT bytes */
    int64_t parameters[WORKER_PARAMETERS];
    size_t result_limit; /* bytes of the record; 0 = 64 MB */
};
struct worker_file {
    uint32_t index;
    int fd;             /* sealed against every change */
    int64_t size;
};
struct worker_answer {
    enum worker_status status;
    struct str text;    /* reason when status is not WORKER_OK; valid UTF-8 is not promised */
    struct str record;
    int64_t parameters[WORKER_PARAMETERS];
    struct worker_file *files;
    size_t file_count;
};

/* Texts and records live in the arena; the files are closed by worker_answer_finish. A worker that
   dies or misses the deadline is replaced and the job tried once more; then ERR_DOC_WORKER. */
int worker_call(struct worker_pool *pool, const struct worker_question *question,
                struct arena *arena, struct worker_answer *out, struct error *error);
void worker_answer_finish(struct worker_answer *answer);
/* WORKER_BROKEN -> ERR_DOC_BROKEN, WORKER_OVER_LIMIT -> ERR_DOC_LIMIT, WORKER_UNSUPPORTED ->
   ERR_DOC_UNSUPPORTED, each with the worker's words; WORKER_OK -> 0. */
int worker_answer_error(const struct worker_answer *answer, struct arena *arena,
                        struct error *error);

#endif
