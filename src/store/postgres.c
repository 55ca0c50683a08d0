/* PostgreSQL connections: connecting, errors, the pool's life, the driver's table. */
#include "store/postgres.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static struct str first_line(const char *message)
{
    struct str text = str_from_c(message), line = {"", 0};
    str_cut(&text, '\n', &line);
    return str_trim(line);
}

static bool in_class(const char *state, const char *prefix)
{
    return strncmp(state, prefix, strlen(prefix)) == 0;
}

static int statement_error(struct str said, struct str sql, struct error *error)
{
    struct arena *arena = arena_create();
    int status = ERROR(error, ERR_STORE_SQL,
                       ARENA_JOIN(arena, said, STR(": "), str_slice(sql, 0, 200)));
    arena_destroy(arena);
    return status;
}

static int state_error(const char *state, struct str constraint, struct str said, struct str sql,
                       struct error *error)
{
    if (strcmp(state, "23505") == 0)
        return ERROR(error, ERR_STORE_UNIQUE, constraint);
    if (strcmp(state, "23503") == 0)
        return ERROR(error, ERR_STORE_REFERENCE, constraint);
    if (in_class(state, "23"))
        return ERROR(error, ERR_STORE_RULE, said);
    if (strcmp(state, "22021") == 0 || strcmp(state, "22P05") == 0)
        return ERROR(error, ERR_ENCODING, STR("text"), STR("UTF-8"));
    if (in_class(state, "22"))
        return ERROR(error, ERR_STORE_RULE, said);
    if (strcmp(state, "57014") == 0)
        return ERROR(error, ERR_STORE_CANCELLED, STR(""));
    if (strcmp(state, "53100") == 0)
        return ERROR(error, ERR_DISK_FULL, STR("database"));
    if (strcmp(state, "55P03") == 0 || in_class(state, "53"))
        return ERROR(error, ERR_STORE_BUSY, said);
    return statement_error(said, sql, error);
}

int postgres_error(struct db *db, PGconn *handle, const PGresult *result, struct str sql,
                   struct error *error)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (PQstatus(handle) == CONNECTION_BAD || !state) {
        if (db)
            db->retry = true;
        return ERROR(error, ERR_STORE_CONNECT, first_line(PQerrorMessage(handle)));
    }
    struct str said = str_from_c(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0) {
        if (db)
            db->retry = true;
        return ERROR(error, ERR_STORE_BUSY, said);
    }
    return state_error(state, str_from_c(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME)),
                       said, sql, error);
}

static void ignore_notice(void *argument, const PGresult *result)
{
    (void)argument;
    (void)result;
}

int postgres_execute(struct db *db, struct postgres_connection *connection, const char *sql,
                     struct error *error)
{
    PGresult *result = PQexec(connection->handle, sql);
    ExecStatusType outcome = PQresultStatus(result);
    /* Empty: a schema file for the other database. */
    int status = outcome == PGRES_COMMAND_OK || outcome == PGRES_TUPLES_OK || outcome == PGRES_EMPTY_QUERY
                     ? 0
                     : postgres_error(db, connection->handle, result, str_from_c(sql), error);
    PQclear(result);
    return status;
}

static int check_encoding(struct postgres_connection *connection, struct error *error)
{
    const char *encoding = PQparameterStatus(connection->handle, "server_encoding");
    if (encoding && strcmp(encoding, "UTF8") == 0)
        return 0;
    return ERROR(error, ERR_STORE_CONNECT, STR("server_encoding is not UTF8"));
}

int postgres_connect(struct store *store, struct postgres_connection **out, struct error *error)
{
    int status = context_fault(&store->context, FAULT_CONNECT, STR("database"));
    if (status)
        return ERROR(error, ERR_STORE_CONNECT, str_from_c(strerror(status)));
    struct postgres_connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        check_fail("out of memory");
    const char *const names[] = {"dbname",           "client_encoding", "application_name",
                                 "connect_timeout", NULL};
    const char *const values[] = {store->url.p, "UTF8", "meguri", "10", NULL};
    connection->handle = PQconnectdbParams(names, values, 1);
    if (PQstatus(connection->handle) != CONNECTION_OK)
        status =
            ERROR(error, ERR_STORE_CONNECT, first_line(PQerrorMessage(connection->handle)));
    else
        status = check_encoding(connection, error);
    if (status == 0) {
        PQsetNoticeReceiver(connection->handle, ignore_notice, NULL);
        status = postgres_execute(NULL, connection, "SET jit = off", error);
    }
    if (status) {
        postgres_disconnect(connection);
        return status;
    }
    connection->cancel = PQgetCancel(connection->handle);
    *out = connection;
    return 0;
}

void postgres_disconnect(struct postgres_connection *connection)
{
    if (!connection)
        return;
    postgres_statements_finish(connection);
    if (connection->cancel)
        PQfreeCancel(connection->cancel);
    PQfinish(connection->handle);
    free(connection);
}

static int postgres_open(struct store *store, struct error *error)
{
    struct postgres_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        check_fail("out of memory");
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->free, NULL);
    store->pool = pool;
    int status = postgres_connect(store, &pool->free_connections, error);
    pool->open = status ? 0 : 1;
    return status;
}

static void postgres_close(struct store *store)
{
    struct postgres_pool *pool = store->pool;
    if (!pool)
        return;
    for (struct postgres_connection *c = pool->free_connections, *next; c; c = next) {
        next = c->next_free;
        postgres_disconnect(c);
        pool->open--;
    }
    CHECK(pool->open == 0); /* a transaction is still running */
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->free);
    free(pool);
    store->pool = NULL;
}

static int postgres_script(struct db *db, struct str sql, struct error *error)
{
    struct arena *arena = arena_create();
    int status = postgres_execute(db, db->connection, arena_c(arena, sql), error);
    arena_destroy(arena);
    return status;
}

const struct driver driver_postgres = {
    .open = postgres_open,
    .close = postgres_close,
    .read = postgres_read,
    .write = postgres_write,
    .write_alone = postgres_write_alone,
    .script = postgres_script,
    .query = postgres_query,
    .next = postgres_next,
    .finish = postgres_finish,
    .column_is_null = postgres_column_is_null,
    .column_int = postgres_column_integer,
    .column_text = postgres_column_string,
};
