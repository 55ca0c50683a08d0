#include "doc/inspection.h"

#include "doc/worker_call.h"

int inspection_call(struct worker_pool *pool, int fd, struct str name, struct arena *arena,
                    struct str *record, struct error *error)
{
    struct worker_question question = {
        .job = WORKER_INSPECT, .fd = fd, .text = str_slice(name, 0, WORKER_TEXT_LIMIT)};
    struct worker_answer answer;
    int failed = worker_call(pool, &question, arena, &answer, error);
    if (!failed)
        failed = worker_answer_error(&answer, arena, error);
    *record = answer.record;
    worker_answer_finish(&answer);
    return failed;
}
