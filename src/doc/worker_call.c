#include "doc/worker_call.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "doc/worker_pool_parts.h"

static const size_t default_result_limit = (size_t)64 << 20;

/* A copy that the worker can neither change nor reach anything else through. 0 or errno. */
static int copy_sealed(int fd, int64_t size, int *out)
{
    int copy = memfd_create("meguri-input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (copy < 0)
        return errno;
    char block[64 * 1024];
    for (int64_t at = 0; at < size;) {
        ssize_t got = pread(fd, block, sizeof block, at);
        if (got < 0 && errno == EINTR)
            continue;
        int failed = got < 0 ? errno : got == 0 ? EIO : 0;
        for (ssize_t done = 0; !failed && done < got;) {
            ssize_t put = write(copy, block + done, (size_t)(got - done));
            if (put < 0 && errno != EINTR)
                failed = errno;
            done += put > 0 ? put : 0;
        }
        if (failed) {
            close(copy);
            return failed;
        }
        at += got;
    }
    fcntl(copy, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
    *out = copy;
    return 0;
}

/* The worker receives the very descriptor: one that could write is replaced by a copy. */
static int prepare_input(int fd, int *input, int64_t *size)
{
    struct stat status;
    *input = -1;
    *size = 0;
    if (fd < 0)
        return 0;
    if (fstat(fd, &status))
        return errno;
    if (!S_ISREG(status.st_mode))
        return EINVAL;
    *size = status.st_size;
    int flags = fcntl(fd, F_GETFL);
    if (flags >= 0 && (flags & O_ACCMODE) == O_RDONLY)
        *input = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    else
        return copy_sealed(fd, *size, input);
    return *input < 0 ? errno : 0;
}

static bool is_sealed_file(int fd, uint64_t size)
{
    const int sealed = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK;
    struct stat status;
    int seals = fcntl(fd, F_GET_SEALS);
    return seals >= 0 && (seals & sealed) == sealed && fstat(fd, &status) == 0 &&
           (uint64_t)status.st_size == size;
}

static int add_file(struct worker_answer *answer, const struct worker_packet *packet, int fd)
{
    if (fd < 0 || !is_sealed_file(fd, packet->size) || answer->file_count >= MAIL_LIMIT_PARTS) {
        if (fd >= 0)
            close(fd);
        return EPROTO;
    }
    answer->files[answer->file_count++] =
        (struct worker_file){packet->job, fd, (int64_t)packet->size};
    return 0;
}

static int read_record(int fd, uint64_t size, size_t limit, struct arena *arena, struct str *out)
{
    if (!is_sealed_file(fd, size) || size > limit)
        return EPROTO;
    char *bytes = arena_alloc(arena, (size_t)size + 1, 1, 1);
    for (size_t at = 0; at < size;) {
        ssize_t got = pread(fd, bytes + at, (size_t)size - at, (off_t)at);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            return EPROTO;
        at += got > 0 ? (size_t)got : 0;
    }
    *out = (struct str){bytes, (size_t)size};
    return 0;
}

static int take_result(const struct worker_question *question, const struct worker_packet *packet,
                       struct str text, int fd, struct arena *arena, struct worker_answer *out)
{
    int failed = packet->job == (uint32_t)question->job && packet->status <= WORKER_UNSUPPORTED
                     ? 0
                     : EPROTO;
    size_t limit = question->result_limit ? question->result_limit : default_result_limit;
    if (!failed && fd >= 0)
        failed = read_record(fd, packet->size, limit, arena, &out->record);
    if (fd >= 0)
        close(fd);
    out->status = (enum worker_status)packet->status;
    out->text = arena_copy(arena, text);
    memcpy(out->parameters, packet->parameters, sizeof out->parameters);
    return failed;
}

/* Listens until the result. 0 or errno: then the worker is to be ended. */
static int listen_to(struct worker_pool *pool, struct worker_process *process,
                     const struct worker_question *question, struct arena *arena,
                     struct worker_answer *out)
{
    const struct context *context = worker_pool_context(pool);
    int64_t deadline = worker_pool_deadline(pool);
    for (;;) {
        struct worker_packet packet;
        char text[WORKER_TEXT_LIMIT];
        int fd;
        int failed = worker_process_receive(context, process, deadline, &packet, text, &fd);
        if (failed)
            return failed;
        if (packet.kind == WORKER_RESULT)
            return take_result(question, &packet, (struct str){text, packet.text_size}, fd, arena,
                               out);
        if (packet.kind != WORKER_PART) {
            if (fd >= 0)
                close(fd);
            return EPROTO;
        }
        failed = add_file(out, &packet, fd);
        if (!failed)
            failed = worker_process_send(
                process, &(struct worker_packet){.kind = WORKER_TAKEN}, STR(""), -1);
        if (failed)
            return failed;
    }
}

static int try_once(struct worker_pool *pool, const struct worker_question *question, int input,
                    int64_t size, struct arena *arena, struct worker_answer *out)
{
    *out = (struct worker_answer){
        .files = ARENA_ARRAY(arena, struct worker_file, MAIL_LIMIT_PARTS)};
    struct worker_process *process;
    int failed = worker_pool_take(pool, &process);
    if (!failed) {
        struct worker_packet packet = {
            .kind = WORKER_JOB, .job = question->job, .size = (uint64_t)size};
        memcpy(packet.parameters, question->parameters, sizeof packet.parameters);
        process->jobs++;
        failed = worker_process_send(process, &packet, question->text, input);
    }
    if (!failed)
        failed = listen_to(pool, process, question, arena, out);
    worker_pool_give_back(pool, process, failed != 0);
    if (failed)
        worker_answer_finish(out);
    return failed;
}

static struct str problem_text(int failed)
{
    switch (failed) {
    case ETIMEDOUT:
        return STR("時間切れ");
    case EPIPE:
    case ECONNRESET:
        return STR("異常終了");
    case EPROTO:
        return STR("応答の形が不正");
    default:
        return str_from_c(strerror(failed));
    }
}

static int call(struct worker_pool *pool, const struct worker_question *question, int attempts,
                struct arena *arena, struct worker_answer *out, struct error *error)
{
    *out = (struct worker_answer){0};
    int input;
    int64_t size;
    int failed = prepare_input(question->fd, &input, &size);
    if (failed)
        return error_from_errno(error, failed, STR("document"));
    do
        failed = try_once(pool, question, input, size, arena, out);
    while (failed && --attempts > 0);
    if (input >= 0)
        close(input);
    return failed ? ERROR(error, ERR_DOC_WORKER, problem_text(failed)) : 0;
}

int worker_call(struct worker_pool *pool, const struct worker_question *question,
                struct arena *arena, struct worker_answer *out, struct error *error)
{
    return call(pool, question, 2, arena, out, error);
}

int worker_pool_probe(struct worker_pool *pool, enum worker_probe probe, struct error *error)
{
    struct arena *arena = arena_create();
    struct worker_question question = {.job = WORKER_PROBE, .fd = -1, .parameters = {probe}};
    struct worker_answer answer;
    int failed = call(pool, &question, 1, arena, &answer, error);
    worker_answer_finish(&answer);
    arena_destroy(arena);
    return failed;
}

void worker_answer_finish(struct worker_answer *answer)
{
    for (size_t i = 0; i < answer->file_count; i++)
        close(answer->files[i].fd);
    answer->file_count = 0;
}

int worker_answer_error(const struct worker_answer *answer, struct arena *arena,
                        struct error *error)
{
    static const enum err codes[] = {ERR_NONE, ERR_DOC_BROKEN, ERR_DOC_LIMIT, ERR_DOC_UNSUPPORTED};
    if (answer->status == WORKER_OK)
        return 0;
    return ERROR(error, codes[answer->status], text_one_line(answer->text, arena));
}
