/* Statements inside a transaction, the same for both drivers: dooming, nesting, cancelling. */
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/text.h"
#include "store/driver.h"

static _Thread_local struct db *current;

bool db_inside(const struct store *store)
{
    for (const struct db *db = current; db; db = db->outer)
        if (db->store == store)
            return true;
    return false;
}

static int doomed(const struct db *db, struct error *error)
{
    return ERROR(error, (enum err)db->doomed, STR("an earlier statement of the transaction failed"));
}

int db_call(struct db *db, store_body *body, void *argument, struct error *error)
{
    db->outer = current;
    current = db;
    int status = body(db, argument, error);
    current = db->outer;
    if (status == 0 && db->doomed)
        status = doomed(db, error);
    return status;
}

static int doom(struct db *db, int status)
{
    if (status && !db->doomed)
        db->doomed = status;
    return status;
}

static int ready(struct db *db, struct error *error)
{
    if (db->canceller && atomic_load(&db->canceller->cancelled))
        return doom(db, ERROR(error, ERR_STORE_CANCELLED, STR("")));
    return db->doomed ? doomed(db, error) : 0;
}

/* PostgreSQL keeps nothing else; SQLite would keep anything. */
static bool text_is_storable(struct str text)
{
    return str_find_char(text, '\0', 0) == SIZE_MAX && text_is_valid_utf8(text);
}

static int check_values(const struct db_value *values, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].kind == DB_TEXT && !text_is_storable(values[i].bytes))
            return ERROR(error, ERR_ENCODING, STR("text"), STR("UTF-8"));
    return 0;
}

int db_script(struct db *db, struct str sql, struct error *error)
{
    int status = ready(db, error);
    return status ? status : doom(db, db->driver->script(db, sql, error));
}

int db_query(struct db *db, struct error *error, struct db_rows **rows, struct str sql,
             const struct db_value *values, size_t count)
{
    int status = ready(db, error);
    if (status)
        return status;
    status = check_values(values, count, error);
    if (status == 0)
        status = db->driver->query(db, error, rows, sql, values, count);
    return doom(db, status);
}

bool db_next(struct db_rows *rows)
{
    if (rows->failure)
        return false;
    bool more = rows->db->driver->next(rows);
    if (rows->failure)
        doom(rows->db, rows->failure->code);
    return more;
}

static int finish(struct db_rows *rows, int64_t *changed, struct error *error)
{
    struct error *failure = rows->failure;
    rows->failure = NULL;
    rows->db->driver->finish(rows, changed);
    if (!failure)
        return 0;
    int status = failure->code;
    if (error && error->code == ERR_NONE)
        error_copy(error, failure);
    free(failure);
    return status;
}

int db_finish(struct db_rows *rows, struct error *error)
{
    return finish(rows, NULL, error);
}

int db_run(struct db *db, struct error *error, int64_t *changed, struct str sql,
           const struct db_value *values, size_t count)
{
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows, sql, values, count);
    if (status)
        return status;
    while (db_next(rows))
        continue;
    return finish(rows, changed, error);
}

int db_insert(struct db *db, struct error *error, int64_t *id, struct str sql,
              const struct db_value *values, size_t count)
{
    return db_get_int(db, error, id, STR("INSERT … RETURNING"), sql, values, count);
}

int db_get_int(struct db *db, struct error *error, int64_t *out, struct str what, struct str sql,
               const struct db_value *values, size_t count)
{
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows, sql, values, count);
    if (status)
        return status;
    bool found = db_next(rows);
    if (found)
        *out = db_column_int(rows, 0);
    status = db_finish(rows, error);
    if (status == 0 && !found)
        status = ERROR(error, ERR_NOT_FOUND, what);
    return status;
}

static int savepoint(struct db *db, const char *verb, int number, struct error *error)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s s%d", verb, number);
    return db->driver->script(db, str_from_c(sql), error);
}

int db_nested(struct db *db, store_body *body, void *argument, struct error *error)
{
    int status = ready(db, error);
    if (status)
        return status;
    int number = ++db->savepoints;
    status = doom(db, savepoint(db, "SAVEPOINT", number, error));
    if (status == 0) {
        status = body(db, argument, error);
        if (status == 0 && db->doomed)
            status = doomed(db, error);
        if (status && !db->retry) {
            db->doomed = 0;
            doom(db, savepoint(db, "ROLLBACK TO", number, NULL));
        }
        if (!db->doomed)
            doom(db, savepoint(db, "RELEASE", number, error));
    }
    db->savepoints--;
    return status;
}

struct one_statement {
    int64_t *changed;
    struct str sql;
    const struct db_value *values;
    size_t count;
};

static int run_one(struct db *db, void *argument, struct error *error)
{
    const struct one_statement *one = argument;
    return db_run(db, error, one->changed, one->sql, one->values, one->count);
}

int db_try_run(struct db *db, struct error *error, int64_t *changed, struct str sql,
               const struct db_value *values, size_t count)
{
    struct one_statement one = {changed, sql, values, count};
    return db_nested(db, run_one, &one, error);
}

bool db_column_is_null(struct db_rows *rows, int column)
{
    return rows->db->driver->column_is_null(rows, column);
}

int64_t db_column_int(struct db_rows *rows, int column)
{
    return rows->db->driver->column_int(rows, column);
}

struct str db_column_text(struct db_rows *rows, int column)
{
    return rows->db->driver->column_text(rows, column);
}

struct str db_column_copy(struct db_rows *rows, int column, struct arena *arena)
{
    return arena_copy(arena, db_column_text(rows, column));
}

const struct context *db_context(const struct db *db)
{
    return &db->store->context;
}

struct store *db_store(const struct db *db)
{
    return db->store;
}

enum store_driver db_driver(const struct db *db)
{
    return db->store->kind;
}

utc_us db_time(const struct db *db)
{
    return db->time;
}
