/* Notes: entries queued by readers and committed in groups by one thread, at most GATHER_MS after
   the first. A failed commit keeps the entries and is tried again. */
#include "store/audit_queue.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "store/driver.h"

enum { QUEUE_LIMIT = 8192, GROUP_LIMIT = 1024, GATHER_MS = 200, RETRY_MS = 1000 };

struct note {
    struct note *next;
    struct arena *arena;
    struct audit_entry entry;
};

struct audit_queue {
    struct store *store;
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* one condition for all: entries, room, committed, failed */
    struct note *first, **last;
    size_t waiting;
    int64_t queued, committed, failures;
    struct error failure; /* of the newest failed commit */
    bool started, stopping;
    int hurry; /* eventfd: do not wait for more */
    pthread_t thread;
};

struct audit_queue *audit_queue_create(struct store *store)
{
    struct audit_queue *queue = calloc(1, sizeof *queue);
    if (!queue)
        check_fail("out of memory");
    queue->store = store;
    queue->last = &queue->first;
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->changed, NULL);
    queue->hurry = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    CHECK(queue->hurry >= 0);
    return queue;
}

static struct note *note_create(const struct audit_entry *entry)
{
    struct arena *arena = arena_create();
    struct note *note = ARENA_NEW(arena, struct note);
    note->arena = arena;
    note->entry = *entry;
    note->entry.action = arena_copy(arena, entry->action);
    note->entry.object = arena_copy(arena, entry->object);
    note->entry.detail = arena_copy(arena, entry->detail);
    note->entry.address = arena_copy(arena, entry->address);
    return note;
}

struct group {
    const struct note *first;
    size_t count;
};

static int write_group(struct db *db, void *argument, struct error *error)
{
    const struct group *group = argument;
    const struct note *note = group->first;
    int status = 0;
    for (size_t i = 0; i < group->count && status == 0; i++) {
        if (i > 0)
            note = note->next;
        status = audit_write(db, &note->entry, error);
    }
    return status;
}

static void drop_written(struct audit_queue *queue, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct note *note = queue->first;
        queue->first = note->next;
        queue->waiting--;
        queue->committed++;
        arena_destroy(note->arena);
    }
    if (!queue->first)
        queue->last = &queue->first;
}

static void gather(struct audit_queue *queue, int milliseconds)
{
    struct pollfd hurry = {.fd = queue->hurry, .events = POLLIN};
    poll(&hurry, 1, milliseconds);
}

static void hurry_up(struct audit_queue *queue)
{
    uint64_t one = 1;
    CHECK(write(queue->hurry, &one, sizeof one) == sizeof one || errno == EAGAIN);
}

/* Commits the oldest entries. The mutex is held on entry and exit, not during the commit: only this
   thread removes notes, and the count keeps it from following the last one's `next`. */
static int commit_some(struct audit_queue *queue)
{
    struct error error = {0};
    struct group group = {queue->first,
                          queue->waiting < GROUP_LIMIT ? queue->waiting : GROUP_LIMIT};
    pthread_mutex_unlock(&queue->mutex);
    int status = store_write(queue->store, write_group, &group, &error);
    pthread_mutex_lock(&queue->mutex);
    if (status == 0) {
        drop_written(queue, group.count);
    } else {
        queue->failures++;
        error_copy(&queue->failure, &error);
        log_error(&queue->store->context, STR("audit_not_written"), &error);
    }
    pthread_cond_broadcast(&queue->changed);
    return status;
}

static void *queue_main(void *argument)
{
    struct audit_queue *queue = argument;
    int wait = GATHER_MS, status = 0;
    pthread_mutex_lock(&queue->mutex);
    for (;;) {
        while (!queue->first && !queue->stopping)
            pthread_cond_wait(&queue->changed, &queue->mutex);
        if (!queue->first || (queue->stopping && status))
            break;
        pthread_mutex_unlock(&queue->mutex);
        gather(queue, wait);
        pthread_mutex_lock(&queue->mutex);
        uint64_t hurries;
        ssize_t ignored = read(queue->hurry, &hurries, sizeof hurries);
        (void)ignored;
        status = commit_some(queue);
        wait = status ? RETRY_MS : queue->waiting ? 0 : GATHER_MS;
    }
    pthread_mutex_unlock(&queue->mutex);
    return NULL;
}

static int start(struct audit_queue *queue, struct error *error)
{
    CHECK(!queue->stopping);
    if (queue->started)
        return 0;
    int status = pthread_create(&queue->thread, NULL, queue_main, queue);
    queue->started = status == 0;
    return queue->started ? 0 : error_from_errno(error, status, STR("thread"));
}

static void append(struct audit_queue *queue, const struct audit_entry *entry)
{
    struct note *note = note_create(entry);
    *queue->last = note;
    queue->last = &note->next;
    queue->waiting++;
    queue->queued++;
    pthread_cond_broadcast(&queue->changed);
}

int audit_note(struct store *store, const struct audit_entry *entry, struct error *error)
{
    struct audit_queue *queue = store->audit_queue;
    pthread_mutex_lock(&queue->mutex);
    int status = start(queue, error);
    /* Inside a callback waiting could be for oneself. */
    while (status == 0 && queue->waiting >= QUEUE_LIMIT && !db_inside(store)) {
        hurry_up(queue);
        pthread_cond_wait(&queue->changed, &queue->mutex);
    }
    if (status == 0)
        append(queue, entry);
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

int audit_note_at_once(struct store *store, const struct audit_entry *entry, bool *noted,
                       struct error *error)
{
    struct audit_queue *queue = store->audit_queue;
    pthread_mutex_lock(&queue->mutex);
    int status = start(queue, error);
    *noted = status == 0 && queue->waiting < QUEUE_LIMIT;
    if (*noted)
        append(queue, entry);
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

int audit_flush(struct store *store, struct error *error)
{
    struct audit_queue *queue = store->audit_queue;
    CHECK(!db_inside(store));
    int shut = store_check_open(error);
    if (shut)
        return shut;
    pthread_mutex_lock(&queue->mutex);
    int64_t target = queue->queued, failures = queue->failures;
    hurry_up(queue);
    while (queue->committed < target && queue->failures == failures)
        pthread_cond_wait(&queue->changed, &queue->mutex);
    int status = 0;
    if (queue->committed < target) {
        status = queue->failure.code;
        if (error && error->code == ERR_NONE)
            error_copy(error, &queue->failure);
    }
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

void audit_queue_destroy(struct audit_queue *queue)
{
    if (!queue)
        return;
    pthread_mutex_lock(&queue->mutex);
    queue->stopping = true;
    hurry_up(queue);
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
    if (queue->started)
        pthread_join(queue->thread, NULL);
    drop_written(queue, queue->waiting);
    close(queue->hurry);
    pthread_mutex_destroy(&queue->mutex);
    pthread_cond_destroy(&queue->changed);
    free(queue);
}
