/* Opening and closing the SQLite store, the pool of read connections, and the driver's table. */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"

static pthread_once_t configured = PTHREAD_ONCE_INIT;

/* SQLite's own memory statistics take a lock around each allocation of every thread. */
static void configure_once(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    CHECK(sqlite3_initialize() == SQLITE_OK);
}

static void pool_destroy(struct sqlite_pool *pool)
{
    for (struct sqlite_connection *c = pool->free_readers, *next; c; c = next) {
        next = c->next_free;
        sqlite_connection_close(c);
        pool->open_readers--;
    }
    CHECK(pool->open_readers == 0); /* a read is still running */
    sqlite_connection_close(pool->writing);
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->reader_free);
    pthread_cond_destroy(&pool->work);
    free(pool);
}

/* SQLite itself would let the umask decide; -wal and -shm take the mode over. A file that is there
   is left alone: closing a descriptor of it would drop SQLite's locks. */
static int create_private_file(const struct context *context, struct str path,
                               struct error *error)
{
    int status = context_fault(context, FAULT_OPEN, path);
    if (status)
        return error_from_errno(error, status, path);
    int fd = open(path.p, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST ? 0 : error_from_errno(error, errno, path);
}

static int sqlite_open(struct store *store, struct error *error)
{
    pthread_once(&configured, configure_once);
    struct sqlite_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        check_fail("out of memory");
    pool->path = ARENA_JOIN(store->arena, store->directory, STR("/meguri.sqlite"));
    pool->last = &pool->first;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->reader_free, NULL);
    pthread_cond_init(&pool->work, NULL);
    store->pool = pool;
    int status = create_private_file(&store->context, pool->path, error);
    if (status == 0)
        status = sqlite_connection_open(store, pool->path, false, &pool->writing, error);
    if (status == 0)
        status = sqlite_writer_start(store, error);
    if (status) {
        pool_destroy(pool);
        store->pool = NULL;
    }
    return status;
}

static void sqlite_close(struct store *store)
{
    if (!store->pool)
        return;
    sqlite_writer_stop(store);
    pool_destroy(store->pool);
    store->pool = NULL;
}

static int reader_take(struct store *store, struct sqlite_connection **out, struct error *error)
{
    struct sqlite_pool *pool = store->pool;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->free_readers && pool->open_readers >= store->readers)
        pthread_cond_wait(&pool->reader_free, &pool->mutex);
    struct sqlite_connection *reader = pool->free_readers;
    if (reader)
        pool->free_readers = reader->next_free;
    else
        pool->open_readers++;
    pthread_mutex_unlock(&pool->mutex);
    *out = reader;
    if (reader)
        return 0;
    int status = sqlite_connection_open(store, pool->path, true, out, error);
    if (status) {
        pthread_mutex_lock(&pool->mutex);
        pool->open_readers--;
        pthread_cond_signal(&pool->reader_free);
        pthread_mutex_unlock(&pool->mutex);
    }
    return status;
}

static void reader_give_back(struct store *store, struct sqlite_connection *reader)
{
    struct sqlite_pool *pool = store->pool;
    pthread_mutex_lock(&pool->mutex);
    reader->next_free = pool->free_readers;
    pool->free_readers = reader;
    pthread_cond_signal(&pool->reader_free);
    pthread_mutex_unlock(&pool->mutex);
}

/* Often enough for a person, seldom enough not to be felt. */
enum { STEPS_BETWEEN_LOOKS = 2000 };

static int is_cancelled(void *argument)
{
    struct store_canceller *canceller = argument;
    return atomic_load(&canceller->cancelled);
}

static int read_in_transaction(struct store *store, struct sqlite_connection *reader,
                               struct store_canceller *canceller, store_body *body, void *argument,
                               struct error *error)
{
    int fault = context_fault(&store->context, FAULT_DB_BEGIN, STR("read"));
    if (fault)
        return error_from_errno(error, fault, STR("database"));
    int status = sqlite_step_control(reader, reader->begin, error);
    if (status)
        return status;
    struct db db = {
        .store = store,
        .driver = &driver_sqlite,
        .connection = reader,
        .canceller = canceller,
        .time = context_now(&store->context),
    };
    status = db_call(&db, body, argument, error);
    int ended = sqlite_step_control(reader, reader->rollback, status ? NULL : error);
    return status ? status : ended;
}

static int sqlite_read(struct store *store, struct store_canceller *canceller, store_body *body,
                       void *argument, struct error *error)
{
    struct sqlite_connection *reader = NULL;
    int status = reader_take(store, &reader, error);
    if (status)
        return status;
    if (canceller)
        sqlite3_progress_handler(reader->handle, STEPS_BETWEEN_LOOKS, is_cancelled, canceller);
    status = read_in_transaction(store, reader, canceller, body, argument, error);
    if (canceller)
        sqlite3_progress_handler(reader->handle, 0, NULL, NULL);
    reader_give_back(store, reader);
    return status;
}

static int sqlite_script(struct db *db, struct str sql, struct error *error)
{
    struct sqlite_connection *connection = db->connection;
    struct arena *arena = arena_create();
    int code = sqlite3_exec(connection->handle, arena_c(arena, sql), NULL, NULL, NULL);
    int status = code ? sqlite_error(connection->handle, code, sql, error) : 0;
    arena_destroy(arena);
    return status;
}

const struct driver driver_sqlite = {
    .open = sqlite_open,
    .close = sqlite_close,
    .read = sqlite_read,
    .write = sqlite_write,
    .write_alone = sqlite_write_alone,
    .script = sqlite_script,
    .query = sqlite_query,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .column_is_null = sqlite_column_is_null,
    .column_int = sqlite_column_integer,
    .column_text = sqlite_column_string,
};
