/* Prepared statements of a SQLite connection, kept by their text, and the rows they give. */
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* Statements are literals, so their number is bounded by the program; the limit only guards against
   a caller that builds SQL. */
enum { CACHED_TEXT_LIMIT = 16 * 1024 };

static uint64_t text_hash(struct str text)
{
    uint64_t hash = 1469598103934665603u;
    for (size_t i = 0; i < text.n; i++)
        hash = (hash ^ (unsigned char)text.p[i]) * 1099511628211u;
    return hash;
}

static void statement_destroy(struct sqlite_statement *statement)
{
    sqlite3_finalize(statement->handle);
    free(statement);
}

void sqlite_statements_finish(struct sqlite_connection *connection)
{
    for (size_t i = 0; i < STATEMENT_BUCKETS; i++) {
        for (struct sqlite_statement *s = connection->buckets[i], *next; s; s = next) {
            next = s->next;
            statement_destroy(s);
        }
        connection->buckets[i] = NULL;
    }
}

static void map_parameters(struct sqlite_statement *statement)
{
    statement->parameter_count = 0;
    for (int n = 1; n < STATEMENT_PARAMETERS; n++) {
        char name[8];
        snprintf(name, sizeof name, "$%d", n);
        int index = sqlite3_bind_parameter_index(statement->handle, name);
        statement->parameters[n] = (short)index;
        if (index)
            statement->parameter_count = (short)n;
    }
}

static int prepare(struct sqlite_connection *connection, struct str sql, uint64_t hash,
                   struct sqlite_statement **out, struct error *error)
{
    CHECK(sql.n <= CACHED_TEXT_LIMIT);
    struct sqlite_statement *statement = calloc(1, size_add(sizeof *statement, sql.n));
    if (!statement)
        check_fail("out of memory");
    char *copy = (char *)(statement + 1);
    memcpy(copy, sql.p, sql.n);
    statement->sql = (struct str){copy, sql.n};
    statement->hash = hash;
    const char *tail = NULL;
    int code = sqlite3_prepare_v3(connection->handle, copy, (int)sql.n, SQLITE_PREPARE_PERSISTENT,
                                  &statement->handle, &tail);
    if (code || !statement->handle) {
        int status = sqlite_error(connection->handle, code, sql, error);
        statement_destroy(statement);
        return status;
    }
    CHECK(tail == copy + sql.n); /* one statement, not several */
    map_parameters(statement);
    *out = statement;
    return 0;
}

static int statement_find(struct sqlite_connection *connection, struct str sql,
                          struct sqlite_statement **out, struct error *error)
{
    uint64_t hash = text_hash(sql);
    struct sqlite_statement **bucket = &connection->buckets[hash % STATEMENT_BUCKETS];
    bool present = false;
    for (struct sqlite_statement *s = *bucket; s; s = s->next) {
        if (s->hash != hash || !str_equal(s->sql, sql))
            continue;
        present = true;
        if (!s->busy) {
            *out = s;
            return 0;
        }
    }
    int status = prepare(connection, sql, hash, out, error);
    if (status)
        return status;
    (*out)->loose = present; /* the cached one is in use by an outer loop */
    if (!present) {
        (*out)->next = *bucket;
        *bucket = *out;
    }
    return 0;
}

static int bind_one(sqlite3_stmt *handle, int index, const struct db_value *value)
{
    static const char empty[1] = "";
    const char *p = value->bytes.n ? value->bytes.p : empty;
    switch (value->kind) {
    case DB_INT:
        return sqlite3_bind_int64(handle, index, value->integer);
    case DB_TEXT:
        return sqlite3_bind_text64(handle, index, p, value->bytes.n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(handle, index, p, value->bytes.n, SQLITE_STATIC);
    case DB_NULL:
        break;
    }
    return sqlite3_bind_null(handle, index);
}

/* The values stay the caller's until db_finish, so nothing is copied. */
static int bind_all(struct sqlite_statement *statement, const struct db_value *values, size_t count)
{
    CHECK(count == (size_t)statement->parameter_count);
    int code = SQLITE_OK;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++)
        if (statement->parameters[i + 1])
            code = bind_one(statement->handle, statement->parameters[i + 1], &values[i]);
    return code;
}

int sqlite_query(struct db *db, struct error *error, struct db_rows **rows, struct str sql,
                 const struct db_value *values, size_t count)
{
    struct sqlite_connection *connection = db->connection;
    struct sqlite_statement *statement = NULL;
    int status = statement_find(connection, sql, &statement, error);
    if (status)
        return status;
    int code = bind_all(statement, values, count);
    statement->busy = true;
    statement->rows = (struct db_rows){.db = db, .handle = statement};
    *rows = &statement->rows;
    if (code == SQLITE_OK)
        return 0;
    status = sqlite_error(connection->handle, code, sql, error);
    sqlite_finish(*rows, NULL);
    return status;
}

bool sqlite_next(struct db_rows *rows)
{
    struct sqlite_statement *statement = rows->handle;
    struct sqlite_connection *connection = rows->db->connection;
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE) {
        rows->failure = calloc(1, sizeof *rows->failure);
        if (!rows->failure)
            check_fail("out of memory");
        sqlite_error(connection->handle, code, statement->sql, rows->failure);
    }
    return false;
}

void sqlite_finish(struct db_rows *rows, int64_t *changed)
{
    struct sqlite_statement *statement = rows->handle;
    struct sqlite_connection *connection = rows->db->connection;
    if (changed)
        *changed = sqlite3_changes64(connection->handle);
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->busy = false;
    if (statement->loose)
        statement_destroy(statement);
}

bool sqlite_column_is_null(struct db_rows *rows, int column)
{
    struct sqlite_statement *statement = rows->handle;
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

int64_t sqlite_column_integer(struct db_rows *rows, int column)
{
    struct sqlite_statement *statement = rows->handle;
    return sqlite3_column_int64(statement->handle, column);
}

struct str sqlite_column_string(struct db_rows *rows, int column)
{
    struct sqlite_statement *statement = rows->handle;
    const char *p = sqlite3_column_blob(statement->handle, column);
    int n = sqlite3_column_bytes(statement->handle, column);
    return p && n > 0 ? (struct str){p, (size_t)n} : (struct str){"", 0};
}
