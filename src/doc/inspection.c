#include "doc/inspection.h"

#include <fcntl.h>
#include <unistd.h>

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

/* The answer closes its own descriptors. */
static void take_files(const struct worker_answer *answer, struct inspection_cleaned *out)
{
    for (size_t i = 0; i < answer->file_count; i++) {
        const struct worker_file *file = &answer->files[i];
        if (file->index == WORKER_CLEANED_FILE && out->file < 0) {
            out->file = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);
            out->file_size = file->size;
        } else if (file->index == WORKER_CLEANED_BASELINE && out->baseline < 0) {
            out->baseline = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);
            out->baseline_size = file->size;
        }
    }
}

int inspection_clean(struct worker_pool *pool, int fd, struct str name, struct str kinds,
                     struct arena *arena, struct inspection_cleaned *out, struct error *error)
{
    struct str text = ARENA_JOIN(arena, kinds, STR("\n"), name);
    struct worker_question question = {
        .job = WORKER_CLEAN, .fd = fd, .text = str_slice(text, 0, WORKER_TEXT_LIMIT)};
    struct worker_answer answer;
    *out = (struct inspection_cleaned){.file = -1, .baseline = -1};
    if (kinds.n > WORKER_TEXT_LIMIT / 2) /* names are shorter */
        return ERROR(error, ERR_INSPECT_CHOICE, STR(""));
    int failed = worker_call(pool, &question, arena, &answer, error);
    if (!failed)
        failed = worker_answer_error(&answer, arena, error);
    if (!failed)
        take_files(&answer, out);
    out->record = answer.record;
    worker_answer_finish(&answer);
    return failed;
}

void inspection_cleaned_finish(struct inspection_cleaned *cleaned)
{
    if (cleaned->file_size && cleaned->file >= 0)
        close(cleaned->file);
    if (cleaned->baseline_size && cleaned->baseline >= 0)
        close(cleaned->baseline);
    *cleaned = (struct inspection_cleaned){.file = -1, .baseline = -1};
}
