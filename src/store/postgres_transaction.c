/* Transactions on PostgreSQL. Reads see one snapshot (REPEATABLE READ READ ONLY). Writes are
   SERIALIZABLE and run again after 40001, 40P01 or a connection lost before the commit was sent; a
   connection lost during the commit is reported as unknown. */
#include "store/postgres.h"

#include <string.h>
#include <time.h>

#include "base/check.h"

enum { ATTEMPTS = 60, LONGEST_PAUSE_MS = 100 };

static int connection_take(struct store *store, struct postgres_connection **out,
                           struct error *error)
{
    struct postgres_pool *pool = store->pool;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->free_connections && pool->open >= store->readers)
        pthread_cond_wait(&pool->free, &pool->mutex);
    struct postgres_connection *connection = pool->free_connections;
    if (connection)
        pool->free_connections = connection->next_free;
    else
        pool->open++;
    pthread_mutex_unlock(&pool->mutex);
    *out = connection;
    if (connection)
        return 0;
    int status = postgres_connect(store, out, error);
    if (status) {
        pthread_mutex_lock(&pool->mutex);
        pool->open--;
        pthread_cond_signal(&pool->free);
        pthread_mutex_unlock(&pool->mutex);
    }
    return status;
}

/* A connection that is broken, inside a transaction, or may yet be hit by a late cancel request is
   not used again. */
static void connection_give_back(struct store *store, struct postgres_connection *connection,
                                 bool suspect)
{
    struct postgres_pool *pool = store->pool;
    bool usable = !suspect && PQtransactionStatus(connection->handle) == PQTRANS_IDLE;
    if (!usable)
        postgres_disconnect(connection);
    pthread_mutex_lock(&pool->mutex);
    if (usable) {
        connection->next_free = pool->free_connections;
        pool->free_connections = connection;
    } else {
        pool->open--;
    }
    pthread_cond_signal(&pool->free);
    pthread_mutex_unlock(&pool->mutex);
}

static struct db new_db(struct store *store, struct postgres_connection *connection,
                        struct store_canceller *canceller)
{
    return (struct db){
        .store = store,
        .driver = &driver_postgres,
        .connection = connection,
        .canceller = canceller,
        .time = context_now(&store->context),
    };
}

/* Connections that died while idle (server restarted) are replaced until a new one fails too. */
static int take_and_begin(struct store *store, const char *alone, const char *begin,
                          struct postgres_connection **out, struct error *error)
{
    int fault = context_fault(&store->context, FAULT_DB_BEGIN, STR("database"));
    if (fault)
        return error_from_errno(error, fault, STR("database"));
    for (int i = 0; i <= store->readers; i++) {
        int status = connection_take(store, out, error);
        if (status)
            return status;
        struct error problem = {0};
        status = alone ? postgres_execute(NULL, *out, alone, &problem) : 0;
        if (status == 0)
            status = postgres_execute(NULL, *out, begin, &problem);
        if (status == 0)
            return 0;
        bool dead = PQstatus((*out)->handle) == CONNECTION_BAD;
        connection_give_back(store, *out, true);
        if (!dead || i == store->readers) {
            if (error && error->code == ERR_NONE)
                error_copy(error, &problem);
            return status;
        }
    }
    return ERROR(error, ERR_STORE_CONNECT, STR("database"));
}

int postgres_read(struct store *store, struct store_canceller *canceller, store_body *body,
                  void *argument, struct error *error)
{
    struct postgres_connection *connection = NULL;
    int status = take_and_begin(store, NULL, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                                &connection, error);
    if (status)
        return status;
    struct db db = new_db(store, connection, canceller);
    status = db_call(&db, body, argument, error);
    int ended = postgres_execute(NULL, connection, "ROLLBACK", status ? NULL : error);
    connection_give_back(store, connection, canceller && atomic_load(&canceller->cancelled));
    return status ? status : ended;
}

static int commit(struct store *store, struct db *db, struct error *error)
{
    struct postgres_connection *connection = db->connection;
    int fault = context_fault(&store->context, FAULT_DB_COMMIT, STR("database"));
    if (fault) {
        postgres_execute(NULL, connection, "ROLLBACK", NULL);
        return error_from_errno(error, fault, STR("database"));
    }
    PGresult *result = PQexec(connection->handle, "COMMIT");
    int status = 0;
    if (PQstatus(connection->handle) == CONNECTION_BAD)
        status = ERROR(error, ERR_STORE_UNKNOWN, STR(""));
    else if (PQresultStatus(result) != PGRES_COMMAND_OK)
        status = postgres_error(db, connection->handle, result, STR("COMMIT"), error);
    else
        CHECK(strcmp(PQcmdStatus(result), "COMMIT") == 0);
    PQclear(result);
    return status;
}

/* One attempt. *again: the transaction was undone and should be run once more. */
static int write_once(struct store *store, const char *alone, const char *begin, store_body *body,
                      void *argument, bool *again, struct error *error)
{
    struct postgres_connection *connection = NULL;
    *again = false;
    int status = take_and_begin(store, alone, begin, &connection, error);
    if (status)
        return status;
    struct db db = new_db(store, connection, NULL);
    status = db_call(&db, body, argument, error);
    if (status == 0)
        status = commit(store, &db, error);
    else
        postgres_execute(NULL, connection, "ROLLBACK", NULL);
    *again = status && db.retry;
    if (alone)
        postgres_execute(NULL, connection, "SELECT pg_advisory_unlock_all()", NULL);
    connection_give_back(store, connection, false);
    return status;
}

/* A random pause that grows, so that transactions that disturbed each other do not meet again. */
static void pause_after(const struct context *context, int attempt)
{
    uint32_t random;
    context_random(context, &random, sizeof random);
    int64_t most = attempt < 6 ? 2LL << attempt : LONGEST_PAUSE_MS;
    int64_t nanoseconds = (int64_t)(random % (uint32_t)(most * 1000)) * 1000;
    struct timespec pause = {.tv_nsec = nanoseconds};
    nanosleep(&pause, NULL);
}

static int write_until_done(struct store *store, const char *alone, const char *begin,
                            store_body *body, void *argument, struct error *error)
{
    bool again = true;
    int status = 0;
    for (int attempt = 0; again && attempt < ATTEMPTS; attempt++) {
        if (attempt > 0) {
            pause_after(&store->context, attempt);
            if (error)
                error_clear(error);
        }
        status = write_once(store, alone, begin, body, argument, &again, error);
    }
    return status;
}

int postgres_write(struct store *store, enum write_mode mode, store_body *body, void *argument,
                   struct error *error)
{
    const char *begin = mode == WRITE_QUEUE ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                            : "BEGIN ISOLATION LEVEL SERIALIZABLE";
    return write_until_done(store, NULL, begin, body, argument, error);
}

int postgres_write_alone(struct store *store, int64_t key, store_body *body, void *argument,
                         struct error *error)
{
    /* Before BEGIN, so that the snapshot is taken when the lock is held. */
    struct arena *arena = arena_create();
    struct str alone = arena_format(arena, "SELECT pg_advisory_lock(%lld)", (long long)key);
    int status = write_until_done(store, alone.p, "BEGIN ISOLATION LEVEL SERIALIZABLE", body,
                                  argument, error);
    arena_destroy(arena);
    return status;
}
