#include "web/background.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"
#include "base/log.h"
#include "store/audit.h"
#include "store/blob.h"
#include "web/clock.h"

enum {
    JOB_THREADS = 2,
    JOB_KIND_LIMIT = 64,
    /* seconds */
    JOB_PAUSE = 2,
    KEEP_EVERY = 5,
    NOTICE_KEPT = 24 * 3600,
    SEAL_EVERY = 60,
    PURGE_EVERY = 3600,
    SWEEP_EVERY = 24 * 3600,
    ONCE_KEPT = 7 * 24 * 3600,
    JOB_KEPT = 30 * 24 * 3600,
    /* A blob may be written long before the row that names it. */
    BLOB_KEPT = 24 * 3600,
};

struct thread {
    struct background *background;
    struct str name;
    const struct periodic *work; /* NULL: takes jobs */
    struct error trouble;        /* of the last round; under the lock */
    pthread_t id;
};

struct background {
    const struct context *context;
    struct store *store;
    struct web_services *services;
    struct str kinds[JOB_KIND_LIMIT];
    const struct job_handler *handlers[JOB_KIND_LIMIT];
    size_t kind_count;
    int64_t lease, session_absolute;
    struct periodic seal, purge, sweep;
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool stopping;
    bool kept_enough; /* nothing runs any more */
    struct clock_watch clock;
    int64_t went_back, went_back_at; /* the clock: by how much; monotonic. Under the lock */
    pthread_t keeping;
    struct thread *threads;
    size_t thread_count;
};

static bool wait_until(struct background *b, const bool *stop, int64_t interval)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += interval / US_PER_SECOND;
    end.tv_nsec += interval % US_PER_SECOND * 1000;
    if (end.tv_nsec >= 1000000000L) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&b->lock);
    int timed_out = 0;
    while (!*stop && !timed_out)
        timed_out = pthread_cond_timedwait(&b->change, &b->lock, &end);
    bool go_on = !*stop;
    pthread_mutex_unlock(&b->lock);
    return go_on;
}

/* False: it is time to stop. */
static bool wait_for_turn(struct background *b, int64_t interval)
{
    return wait_until(b, &b->stopping, interval);
}

/* Jobs ---------------------------------------------------------------------------------------- */

static const struct job_handler *handler_of(const struct background *b, struct str kind)
{
    for (size_t i = 0; i < b->kind_count; i++)
        if (str_equal(b->kinds[i], kind))
            return b->handlers[i];
    return NULL;
}

static void run_job(struct background *b, const struct job *job, struct arena *arena)
{
    struct error error = {0}, second = {0};
    const struct job_handler *handler = handler_of(b, job->kind);
    CHECK(handler);
    struct job_hold hold;
    job_hold(b->services->keeper, job, handler->lease, &hold);
    int e = handler->run(b->store, b->services, job, arena, &error);
    if (!job_let_go(b->services->keeper, &hold) || !e)
        return;
    if (!error.code)
        error_set(&error, (enum err)e, NULL, 0);
    log_error(b->context, job->kind, &error);
    /* Somebody else has it, or a person stopped it: nothing to record. */
    if (e != ERR_STORE_LEASE && job_failed(b->store, job, handler->attempts, &error, &second))
        log_error(b->context, STR("job_failed"), &second);
}

/* True when there was one. */
static bool take_job(struct background *b, struct arena *arena)
{
    struct job job = {0};
    struct error error = {0};
    if (job_take(b->store, b->kinds, b->kind_count, b->lease, arena, &job, &error)) {
        log_error(b->context, STR("job_take"), &error);
        return false;
    }
    if (job.id == 0)
        return false;
    run_job(b, &job, arena);
    return true;
}

static void *do_jobs(void *argument)
{
    struct thread *thread = argument;
    struct arena *arena = arena_create();
    bool more = false;
    while (wait_for_turn(thread->background, more ? 0 : (int64_t)JOB_PAUSE * US_PER_SECOND)) {
        more = take_job(thread->background, arena);
        arena_reset(arena);
    }
    arena_destroy(arena);
    return NULL;
}

static void note_clock(struct background *b, int64_t back)
{
    struct arena *arena = arena_create();
    struct error error = {0};
    const struct audit_entry entry = {
        .action = STR("web.clock_back"),
        .object = STR("server"),
        .detail = arena_format(arena, "{\"seconds\":%lld}", (long long)(back / US_PER_SECOND)),
    };
    LOG(b->context, LOG_WARNING, "clock_back", LOG_INT("seconds", back / US_PER_SECOND));
    if (audit_note(b->store, &entry, &error))
        log_error(b->context, STR("audit_note"), &error);
    arena_destroy(arena);
}

static void watch_clock(struct background *b)
{
    struct error error = {0};
    int64_t back = clock_watch_look(&b->clock);
    if (back == 0)
        return;
    pthread_mutex_lock(&b->lock);
    b->went_back = back;
    b->went_back_at = context_monotonic(b->context);
    pthread_mutex_unlock(&b->lock);
    note_clock(b, back);
    if (job_clock_went_back(b->store, back, &error))
        log_error(b->context, STR("job_clock_went_back"), &error);
}

struct str background_clock_notice(struct background *b, enum lang lang, struct arena *arena)
{
    struct error error = {0};
    if (!b)
        return STR("");
    pthread_mutex_lock(&b->lock);
    bool lately = b->went_back > 0 &&
                  context_monotonic(b->context) - b->went_back_at < (int64_t)NOTICE_KEPT * US_PER_SECOND;
    if (lately)
        ERROR(&error, ERR_WEB_CLOCK_BACK, clock_words(b->went_back, lang, arena));
    pthread_mutex_unlock(&b->lock);
    return lately ? error_sentence(&error, lang, arena) : STR("");
}

/* Until the last job has ended, also while the process is being stopped. */
static void *keep_leases(void *argument)
{
    struct background *b = argument;
    while (wait_until(b, &b->kept_enough, (int64_t)KEEP_EVERY * US_PER_SECOND)) {
        watch_clock(b);
        job_keeper_tick(b->services->keeper);
    }
    return NULL;
}

/* Periodic work ------------------------------------------------------------------------------- */

static void remember(struct thread *thread, const struct error *error)
{
    pthread_mutex_lock(&thread->background->lock);
    error_clear(&thread->trouble);
    if (error->code)
        error_copy(&thread->trouble, error);
    pthread_mutex_unlock(&thread->background->lock);
}

struct str background_trouble(struct background *b, struct str room, enum lang lang, struct arena *arena)
{
    struct str all = STR("");
    if (!b)
        return all;
    pthread_mutex_lock(&b->lock);
    for (size_t i = 0; i < b->thread_count; i++)
        if (b->threads[i].trouble.code && str_starts(b->threads[i].name, room))
            all = ARENA_JOIN(arena, all, all.n ? STR("\n") : STR(""),
                             error_sentence(&b->threads[i].trouble, lang, arena));
    pthread_mutex_unlock(&b->lock);
    return all;
}

static void *do_periodic(void *argument)
{
    struct thread *thread = argument;
    struct background *b = thread->background;
    struct arena *arena = arena_create();
    do {
        struct error error = {0};
        if (thread->work->run(b->store, b->services, arena, &error))
            log_error(b->context, thread->name, &error);
        remember(thread, &error);
        arena_reset(arena);
    } while (wait_for_turn(b, thread->work->interval));
    arena_destroy(arena);
    return NULL;
}

static int seal_audit(struct store *store, const struct web_services *services, struct arena *arena,
                      struct error *error)
{
    (void)services;
    struct str head;
    int64_t sealed;
    return audit_seal(store, arena, &head, &sealed, error);
}

static int purge_rows(struct db *db, void *argument, struct error *error)
{
    const struct background *b = argument;
    int e = DB_RUN(db, error, "DELETE FROM web_session WHERE created < $1",
                   db_int(db_time(db) - b->session_absolute));
    if (!e)
        e = DB_RUN(db, error, "DELETE FROM web_once WHERE begun < $1",
                   db_int(db_time(db) - (int64_t)ONCE_KEPT * US_PER_SECOND));
    return e ? e : job_prune(db, db_time(db) - (int64_t)JOB_KEPT * US_PER_SECOND, error);
}

static int purge(struct store *store, const struct web_services *services, struct arena *arena,
                 struct error *error)
{
    (void)arena;
    return store_write(store, purge_rows, services->background, error);
}

static int sweep(struct store *store, const struct web_services *services, struct arena *arena,
                 struct error *error)
{
    (void)services;
    (void)arena;
    int64_t removed;
    return blob_sweep(store, (int64_t)BLOB_KEPT * US_PER_SECOND, &removed, error);
}

/* Life ---------------------------------------------------------------------------------------- */

static void collect_jobs(struct background *b, const struct module *module)
{
    for (size_t i = 0; i < module->job_count; i++) {
        CHECK(b->kind_count < JOB_KIND_LIMIT);
        b->kinds[b->kind_count] = module->jobs[i].kind;
        b->handlers[b->kind_count++] = &module->jobs[i];
        if (module->jobs[i].lease > b->lease)
            b->lease = module->jobs[i].lease;
    }
}

static void add_thread(struct background *b, struct str name, const struct periodic *work)
{
    pthread_mutex_lock(&b->lock);
    struct thread *thread = &b->threads[b->thread_count++];
    *thread = (struct thread){.background = b, .name = name, .work = work};
    pthread_mutex_unlock(&b->lock);
    if (pthread_create(&thread->id, NULL, work ? do_periodic : do_jobs, thread) != 0)
        check_fail("no thread for background work");
}

static void start_threads(struct background *b, const struct module *const *modules,
                          size_t module_count)
{
    size_t most = JOB_THREADS + 3;
    for (size_t m = 0; m < module_count; m++)
        most += modules[m]->periodic_count;
    CHECK(b->threads = calloc(most, sizeof *b->threads));
    for (int i = 0; b->kind_count > 0 && i < JOB_THREADS; i++)
        add_thread(b, STR("jobs"), NULL);
    add_thread(b, b->seal.name, &b->seal);
    add_thread(b, b->purge.name, &b->purge);
    add_thread(b, b->sweep.name, &b->sweep);
    for (size_t m = 0; m < module_count; m++)
        for (size_t p = 0; p < modules[m]->periodic_count; p++)
            add_thread(b, modules[m]->periodic[p].name, &modules[m]->periodic[p]);
}

struct background *background_start(const struct context *context, struct store *store,
                                    struct web_services *services,
                                    const struct module *const *modules, size_t module_count,
                                    int64_t session_absolute)
{
    struct background *b = calloc(1, sizeof *b);
    if (!b)
        check_fail("out of memory");
    b->context = context;
    b->store = store;
    b->services = services;
    b->session_absolute = session_absolute;
    clock_watch_init(&b->clock, context);
    b->seal = (struct periodic){STR("audit.seal"), (int64_t)SEAL_EVERY * US_PER_SECOND, seal_audit};
    b->purge = (struct periodic){STR("web.purge"), (int64_t)PURGE_EVERY * US_PER_SECOND, purge};
    b->sweep = (struct periodic){STR("store.sweep"), (int64_t)SWEEP_EVERY * US_PER_SECOND, sweep};
    for (size_t m = 0; m < module_count; m++)
        collect_jobs(b, modules[m]);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&b->change, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&b->lock, NULL);
    services->keeper = job_keeper_create(store);
    services->background = b; /* pages are served already */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    start_threads(b, modules, module_count);
    if (pthread_create(&b->keeping, NULL, keep_leases, b) != 0)
        check_fail("no thread for background work");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return b;
}

bool background_stopping(struct background *b)
{
    if (!b)
        return false;
    pthread_mutex_lock(&b->lock);
    bool stopping = b->stopping;
    pthread_mutex_unlock(&b->lock);
    return stopping;
}

void background_stop(struct background *b)
{
    if (!b)
        return;
    pthread_mutex_lock(&b->lock);
    b->stopping = true;
    pthread_cond_broadcast(&b->change);
    pthread_mutex_unlock(&b->lock);
    for (size_t i = 0; i < b->thread_count; i++)
        pthread_join(b->threads[i].id, NULL);
    pthread_mutex_lock(&b->lock);
    b->kept_enough = true;
    pthread_cond_broadcast(&b->change);
    pthread_mutex_unlock(&b->lock);
    pthread_join(b->keeping, NULL);
    b->services->background = NULL;
    job_keeper_destroy(b->services->keeper);
    b->services->keeper = NULL;
    pthread_cond_destroy(&b->change);
    pthread_mutex_destroy(&b->lock);
    free(b->threads);
    free(b);
}
