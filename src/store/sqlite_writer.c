/* The one writer thread of a SQLite store. Callbacks that wait are run together in one transaction,
   each in a SAVEPOINT, and all callers are woken after the one durable commit. A callback that fails
   takes back only its own part; when SQLite itself rolls everything back (disk full), the others are
   run again, which is why a callback must be re-runnable. */
#include "store/sqlite.h"

#include "base/check.h"

/* Bounds the time the first caller of a group waits for the last one. */
enum { GROUP_LIMIT = 256 };

static int run_control(struct sqlite_connection *connection, const char *sql, struct error *error)
{
    int code = sqlite3_exec(connection->handle, sql, NULL, NULL, NULL);
    return code ? sqlite_error(connection->handle, code, str_from_c(sql), error) : 0;
}

static void run_request(struct store *store, struct write_request *request, utc_us time)
{
    struct sqlite_pool *pool = store->pool;
    struct db db = {
        .store = store, .driver = &driver_sqlite, .connection = pool->writing, .time = time};
    if (request->ran && request->error)
        error_clear(request->error);
    request->ran = true;
    request->status = run_control(pool->writing, "SAVEPOINT request", request->error);
    if (request->status == 0)
        request->status = db_call(&db, request->body, request->argument, request->error);
    if (sqlite3_get_autocommit(pool->writing->handle))
        return;
    if (request->status)
        run_control(pool->writing, "ROLLBACK TO request", NULL);
    int released = run_control(pool->writing, "RELEASE request", NULL);
    CHECK(released == 0);
}

static void fail_group(struct write_request *group, int status, const struct error *why)
{
    for (struct write_request *r = group; r; r = r->next) {
        if (r->status || r->fatal)
            continue;
        r->status = status;
        if (r->error && r->error->code == ERR_NONE)
            error_copy(r->error, why);
    }
}

static int begin_group(struct store *store, struct error *error)
{
    struct sqlite_pool *pool = store->pool;
    int fault = context_fault(&store->context, FAULT_DB_BEGIN, STR("write"));
    if (fault)
        return error_from_errno(error, fault, STR("database"));
    return sqlite_step_control(pool->writing, pool->writing->begin, error);
}

static int commit_group(struct store *store, struct error *error)
{
    struct sqlite_pool *pool = store->pool;
    int status = context_fault(&store->context, FAULT_DB_COMMIT, STR("database"));
    if (status)
        status = error_from_errno(error, status, STR("database"));
    else
        status = sqlite_step_control(pool->writing, pool->writing->commit, error);
    if (status && !sqlite3_get_autocommit(pool->writing->handle))
        sqlite_step_control(pool->writing, pool->writing->rollback, NULL);
    return status;
}

/* False when SQLite gave up the whole transaction; the request to blame is marked. */
static bool run_requests(struct store *store, struct write_request *group)
{
    struct sqlite_pool *pool = store->pool;
    utc_us time = context_now(&store->context);
    for (struct write_request *r = group; r; r = r->next) {
        if (r->fatal)
            continue;
        run_request(store, r, time);
        if (sqlite3_get_autocommit(pool->writing->handle)) {
            CHECK(r->status);
            r->fatal = true;
            return false;
        }
    }
    return true;
}

static void run_group(struct store *store, struct write_request *group)
{
    struct error error = {0};
    int status;
    do {
        for (struct write_request *r = group; r; r = r->next)
            if (!r->fatal)
                r->status = 0;
        status = begin_group(store, &error);
    } while (status == 0 && !run_requests(store, group));
    if (status == 0)
        status = commit_group(store, &error);
    if (status)
        fail_group(group, status, &error);
}

static struct write_request *take_group(struct sqlite_pool *pool)
{
    struct write_request *group = pool->first, **end = &pool->first;
    for (int n = 0; n < GROUP_LIMIT && *end; n++)
        end = &(*end)->next;
    pool->first = *end;
    if (!pool->first)
        pool->last = &pool->first;
    *end = NULL;
    return group;
}

static void *writer_main(void *argument)
{
    struct store *store = argument;
    struct sqlite_pool *pool = store->pool;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (!pool->first && !pool->stopping)
            pthread_cond_wait(&pool->work, &pool->mutex);
        struct write_request *group = take_group(pool);
        if (!group)
            break;
        pthread_mutex_unlock(&pool->mutex);
        run_group(store, group);
        pthread_mutex_lock(&pool->mutex);
        for (struct write_request *r = group, *next; r; r = next) {
            next = r->next; /* r belongs to its caller as soon as it is done */
            r->done = true;
            pthread_cond_signal(&r->finished);
        }
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

int sqlite_writer_start(struct store *store, struct error *error)
{
    struct sqlite_pool *pool = store->pool;
    int status = pthread_create(&pool->writer, NULL, writer_main, store);
    if (status)
        return error_from_errno(error, status, STR("thread"));
    pool->writer_started = true;
    return 0;
}

void sqlite_writer_stop(struct store *store)
{
    struct sqlite_pool *pool = store->pool;
    if (!pool->writer_started)
        return;
    pthread_mutex_lock(&pool->mutex);
    pool->stopping = true;
    pthread_cond_signal(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
    pthread_join(pool->writer, NULL);
    pool->writer_started = false;
}

int sqlite_write(struct store *store, enum write_mode mode, store_body *body, void *argument,
                 struct error *error)
{
    (void)mode; /* one writer: every transaction is serial */
    struct sqlite_pool *pool = store->pool;
    struct write_request request = {.body = body, .argument = argument, .error = error};
    pthread_cond_init(&request.finished, NULL);
    pthread_mutex_lock(&pool->mutex);
    CHECK(!pool->stopping);
    *pool->last = &request;
    pool->last = &request.next;
    pthread_cond_signal(&pool->work);
    while (!request.done)
        pthread_cond_wait(&request.finished, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
    pthread_cond_destroy(&request.finished);
    return request.status;
}

int sqlite_write_alone(struct store *store, int64_t key, store_body *body, void *argument,
                       struct error *error)
{
    (void)key;
    return sqlite_write(store, WRITE_SERIALIZABLE, body, argument, error);
}
