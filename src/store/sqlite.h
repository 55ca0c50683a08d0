/* The SQLite driver: connections, prepared statements, one writer thread. Internal. */
#ifndef MEGURI_STORE_SQLITE_H
#define MEGURI_STORE_SQLITE_H

#include <sqlite3.h>

#include "store/driver.h"

enum { STATEMENT_BUCKETS = 256, STATEMENT_PARAMETERS = 64 };

struct sqlite_statement {
    struct sqlite_statement *next; /* in its bucket */
    sqlite3_stmt *handle;
    uint64_t hash;
    struct str sql;   /* owned copy */
    bool busy, loose; /* loose: not in the cache, finalised after use */
    short parameter_count;
    short parameters[STATEMENT_PARAMETERS]; /* $n -> SQLite's index, 0 = not used */
    struct db_rows rows;
};

struct sqlite_connection {
    sqlite3 *handle;
    sqlite3_stmt *begin, *commit, *rollback;
    struct sqlite_statement *buckets[STATEMENT_BUCKETS];
    struct sqlite_connection *next_free;
};

struct write_request {
    struct write_request *next;
    store_body *body;
    void *argument;
    struct error *error;
    int status;
    bool ran, fatal, done;
    pthread_cond_t finished;
};

struct sqlite_pool {
    struct str path;
    pthread_mutex_t mutex;
    pthread_cond_t reader_free;
    struct sqlite_connection *free_readers;
    int open_readers;

    pthread_t writer;
    bool writer_started, stopping;
    pthread_cond_t work;
    struct write_request *first, **last;
    struct sqlite_connection *writing;
};

/* Maps the connection's last error. `sql` names the statement in the error; may be empty. */
int sqlite_error(sqlite3 *handle, int code, struct str sql, struct error *error);
int sqlite_connection_open(struct store *store, struct str path, bool reader,
                           struct sqlite_connection **out, struct error *error);
void sqlite_connection_close(struct sqlite_connection *connection);
/* A prepared statement without parameters and rows: begin, commit. */
int sqlite_step_control(struct sqlite_connection *connection, sqlite3_stmt *statement,
                        struct error *error);

void sqlite_statements_finish(struct sqlite_connection *connection);
int sqlite_query(struct db *db, struct error *error, struct db_rows **rows, struct str sql,
                 const struct db_value *values, size_t count);
bool sqlite_next(struct db_rows *rows);
void sqlite_finish(struct db_rows *rows, int64_t *changed);
bool sqlite_column_is_null(struct db_rows *rows, int column);
int64_t sqlite_column_integer(struct db_rows *rows, int column);
struct str sqlite_column_string(struct db_rows *rows, int column);

int sqlite_writer_start(struct store *store, struct error *error);
void sqlite_writer_stop(struct store *store);
int sqlite_write(struct store *store, enum write_mode mode, store_body *body, void *argument,
                 struct error *error);
int sqlite_write_alone(struct store *store, int64_t key, store_body *body, void *argument,
                       struct error *error);

#endif
