/* SQLite connections: settings, errors, and the driver's table. WAL with synchronous=FULL, so that
   a commit that returned survives a power cut. */
#include "store/sqlite.h"

#include <errno.h>
#include <stdlib.h>

#include "base/check.h"
#include "store/search_tokens.h"

static int constraint_error(sqlite3 *handle, int code, struct error *error)
{
    struct str said = str_from_c(sqlite3_errmsg(handle));
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERROR(error, ERR_STORE_UNIQUE, said);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_TRIGGER:
        return ERROR(error, ERR_STORE_REFERENCE, said);
    default:
        return ERROR(error, ERR_STORE_RULE, said);
    }
}

int sqlite_error(sqlite3 *handle, int code, struct str sql, struct error *error)
{
    struct str said = str_from_c(sqlite3_errmsg(handle));
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return constraint_error(handle, sqlite3_extended_errcode(handle), error);
    case SQLITE_FULL:
        return ERROR(error, ERR_DISK_FULL, STR("database"));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return ERROR(error, ERR_IO, STR("database"), said);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR(error, ERR_STORE_BUSY, said);
    case SQLITE_INTERRUPT:
        return ERROR(error, ERR_STORE_CANCELLED, said);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERROR(error, ERR_STORE_DAMAGED, STR("database"), said);
    case SQLITE_NOMEM:
        check_fail("out of memory");
    default: {
        struct arena *arena = arena_create();
        int status =
            ERROR(error, ERR_STORE_SQL,
                  ARENA_JOIN(arena, said, STR(": "), str_slice(sql, 0, 200)));
        arena_destroy(arena);
        return status;
    }
    }
}

static int configure(sqlite3 *handle, bool reader, int busy_ms, struct error *error)
{
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_ms);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    const char *settings =
        reader ? "PRAGMA query_only = 1; PRAGMA cache_size = -2000; PRAGMA temp_store = MEMORY;"
               : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                 "PRAGMA secure_delete = FAST; PRAGMA cache_size = -16000;"
                 "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;";
    int code = sqlite3_exec(handle, settings, NULL, NULL, NULL);
    return code ? sqlite_error(handle, code, STR("settings"), error) : 0;
}

static int prepare_controls(struct sqlite_connection *connection, bool reader, struct error *error)
{
    sqlite3 *handle = connection->handle;
    int code = sqlite3_prepare_v3(handle, reader ? "BEGIN" : "BEGIN IMMEDIATE", -1,
                                  SQLITE_PREPARE_PERSISTENT, &connection->begin, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v3(handle, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT,
                                  &connection->commit, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v3(handle, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT,
                                  &connection->rollback, NULL);
    return code ? sqlite_error(handle, code, STR("BEGIN"), error) : 0;
}

int sqlite_connection_open(struct store *store, struct str path, bool reader,
                           struct sqlite_connection **out, struct error *error)
{
    struct sqlite_connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        check_fail("out of memory");
    struct arena *arena = arena_create();
    int code = sqlite3_open_v2(
        arena_c(arena, path), &connection->handle,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    arena_destroy(arena);
    int status = 0;
    if (code)
        status = sqlite_error(connection->handle, code, path, error);
    if (status == 0)
        status = configure(connection->handle, reader, store->busy_ms, error);
    if (status == 0 && (code = search_sqlite_register(connection->handle)) != 0)
        status = sqlite_error(connection->handle, code, STR("fts5"), error);
    if (status == 0)
        status = prepare_controls(connection, reader, error);
    if (status) {
        sqlite_connection_close(connection);
        return status;
    }
    *out = connection;
    return 0;
}

void sqlite_connection_close(struct sqlite_connection *connection)
{
    if (!connection)
        return;
    sqlite_statements_finish(connection);
    sqlite3_finalize(connection->begin);
    sqlite3_finalize(connection->commit);
    sqlite3_finalize(connection->rollback);
    CHECK(sqlite3_close(connection->handle) == SQLITE_OK);
    free(connection);
}

int sqlite_step_control(struct sqlite_connection *connection, sqlite3_stmt *statement,
                        struct error *error)
{
    int code = sqlite3_step(statement);
    int status = code == SQLITE_DONE
                     ? 0
                     : sqlite_error(connection->handle, code, str_from_c(sqlite3_sql(statement)),
                                    error);
    sqlite3_reset(statement);
    return status;
}
