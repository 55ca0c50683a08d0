#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "doc/worker_pool_parts.h"

enum {
    DEFAULT_PROCESSES = 2,
    MOST_PROCESSES = 64,
    DEFAULT_JOBS = 100,
    /* Character tables and sanitizers make a start slower than a job. */
    START_SECONDS = 30,
};
static const int64_t default_deadline = 30 * (int64_t)US_PER_SECOND;
static const size_t default_memory = (size_t)512 << 20;

struct worker_pool {
    const struct context *context;
    char *program;
    int jobs_per_process;
    int64_t deadline;
    size_t memory_limit;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    size_t count;
    struct worker_process processes[MOST_PROCESSES];
};

static int program_path(struct str given, char path[PATH_MAX])
{
    static const char name[] = "meguri-worker";
    if (given.n) {
        if (given.n >= PATH_MAX)
            return ENAMETOOLONG;
        memcpy(path, given.p, given.n);
        path[given.n] = '\0';
        return 0;
    }
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - sizeof name);
    if (n < 0)
        return errno;
    while (n > 0 && path[n - 1] != '/')
        n--;
    memcpy(path + n, name, sizeof name);
    return 0;
}

static int read_ready(struct worker_pool *pool, struct worker_process *process)
{
    struct worker_packet packet;
    char text[WORKER_TEXT_LIMIT];
    int fd;
    int64_t deadline = context_monotonic(pool->context) + START_SECONDS * (int64_t)US_PER_SECOND;
    int failed =
        worker_process_receive(pool->context, process, deadline, &packet, text, &fd);
    if (failed)
        return failed;
    if (fd >= 0)
        close(fd);
    if (packet.kind != WORKER_READY)
        return EPROTO;
    process->sandbox = (struct worker_sandbox){
        .seccomp = packet.sandbox & WORKER_HAS_SECCOMP,
        .landlock = packet.sandbox & WORKER_HAS_LANDLOCK,
        .limits = packet.sandbox & WORKER_HAS_LIMITS,
        .no_new_privileges = packet.sandbox & WORKER_HAS_NO_NEW_PRIVILEGES,
        .landlock_abi = packet.landlock_abi,
    };
    process->ready = true;
    return 0;
}

static int start(struct worker_pool *pool, struct worker_process *process)
{
    return worker_process_start(process, pool->program, pool->memory_limit);
}

static struct worker_process *wait_for_free(struct worker_pool *pool)
{
    struct worker_process *found = NULL;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        /* One that is ready is better than one that still starts. */
        for (size_t i = 0; i < pool->count; i++)
            if (!pool->processes[i].busy && (!found || (!found->ready && pool->processes[i].ready)))
                found = &pool->processes[i];
        if (found)
            break;
        pthread_cond_wait(&pool->freed, &pool->lock);
    }
    found->busy = true;
    pthread_mutex_unlock(&pool->lock);
    return found;
}

int worker_pool_take(struct worker_pool *pool, struct worker_process **out)
{
    struct worker_process *process = wait_for_free(pool);
    *out = process;
    for (int attempt = 0;; attempt++) {
        int failed = process->pid ? 0 : start(pool, process);
        if (!failed && !process->ready)
            failed = read_ready(pool, process);
        if (!failed)
            return 0;
        worker_process_end(process);
        /* A worker killed while it waited in reserve is not the fault of this job. */
        if (attempt > 0)
            return failed;
    }
}

void worker_pool_give_back(struct worker_pool *pool, struct worker_process *process, bool spoiled)
{
    if (spoiled || process->jobs >= pool->jobs_per_process) {
        worker_process_end(process);
        /* When this fails the next taker tries again and reports it. */
        if (start(pool, process))
            worker_process_end(process);
    }
    pthread_mutex_lock(&pool->lock);
    process->busy = false;
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
}

const struct context *worker_pool_context(const struct worker_pool *pool)
{
    return pool->context;
}

int64_t worker_pool_deadline(const struct worker_pool *pool)
{
    return context_monotonic(pool->context) + pool->deadline;
}

static const char *start_problem(int failed)
{
    switch (failed) {
    case EPIPE:
        return "the process ended at its start";
    case EPROTO:
        return "the program is not this version's meguri-worker";
    default:
        return strerror(failed);
    }
}

int worker_pool_create(const struct context *context, const struct worker_options *options,
                       struct worker_pool **out, struct error *error)
{
    *out = NULL;
    char path[PATH_MAX];
    int failed = program_path(options->program, path);
    if (failed)
        return ERROR(error, ERR_DOC_WORKER_START, STR("meguri-worker"),
                     str_from_c(strerror(failed)));
    struct worker_pool *pool = calloc(1, sizeof *pool);
    if (!pool || !(pool->program = strdup(path)))
        check_fail("out of memory");
    pool->context = context;
    pool->jobs_per_process = options->jobs_per_process > 0 ? options->jobs_per_process : DEFAULT_JOBS;
    pool->deadline = options->deadline > 0 ? options->deadline : default_deadline;
    pool->memory_limit = options->memory_limit ? options->memory_limit : default_memory;
    pool->count = options->processes > 0 ? (size_t)options->processes : DEFAULT_PROCESSES;
    if (pool->count > MOST_PROCESSES)
        pool->count = MOST_PROCESSES;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->freed, NULL);
    for (size_t i = 0; i < MOST_PROCESSES; i++)
        pool->processes[i].socket = -1;
    for (size_t i = 0; i < pool->count && !failed; i++)
        failed = start(pool, &pool->processes[i]);
    if (!failed)
        failed = read_ready(pool, &pool->processes[0]);
    if (failed) {
        ERROR(error, ERR_DOC_WORKER_START, str_from_c(path), str_from_c(start_problem(failed)));
        worker_pool_destroy(pool);
        return ERR_DOC_WORKER_START;
    }
    *out = pool;
    return 0;
}

void worker_pool_destroy(struct worker_pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->count; i++)
        worker_process_end(&pool->processes[i]);
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->program);
    free(pool);
}

int worker_pool_sandbox(struct worker_pool *pool, struct worker_sandbox *out, struct error *error)
{
    struct worker_process *process;
    int failed = worker_pool_take(pool, &process);
    *out = process->sandbox;
    worker_pool_give_back(pool, process, failed != 0);
    if (failed)
        return ERROR(error, ERR_DOC_WORKER_START, str_from_c(pool->program),
                     str_from_c(start_problem(failed)));
    return 0;
}

size_t worker_pool_processes(struct worker_pool *pool, int *pids, size_t limit)
{
    size_t count = 0;
    pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < pool->count && count < limit; i++)
        if (pool->processes[i].pid > 0)
            pids[count++] = pool->processes[i].pid;
    pthread_mutex_unlock(&pool->lock);
    return count;
}
