/* One SQL interface over two drivers: SQLite (a folder, the default) and PostgreSQL (a URL).

   Reading: store_read lends the calling thread a connection inside one read transaction.
   Writing: store_write runs a re-runnable callback. In SQLite one writer thread runs callbacks of
   many callers in a group under one BEGIN IMMEDIATE, each in its own SAVEPOINT, and wakes all after
   the one commit (synchronous=FULL); in PostgreSQL the callback runs SERIALIZABLE on the caller's
   thread and is retried on 40001/40P01. A callback therefore must not keep results of an earlier
   run, must not touch anything outside the database, and returns 0 to commit or an error code to
   roll its own part back. When store_write returns 0 the change is durable.

   A callback must not call store_read, store_write or anything that takes a struct store and is not
   said to be usable there (ends the process: it would wait for itself).

   SQL is a literal with $1.. parameters, valid in both dialects (schema/README.md lists what may be
   used). No now(), no random(): time and ids are parameters. */
#ifndef MEGURI_STORE_STORE_H
#define MEGURI_STORE_STORE_H

#include "base/context.h"

struct store;
struct db; /* a connection inside a transaction; only valid during the callback */
struct db_rows;

struct store_options {
    struct str directory; /* the data directory: blobs, keys, SQLite file; created when absent */
    struct str url;       /* empty: SQLite in the directory; "postgresql://…" */
    int readers;          /* most read connections at once (0 = 16) */
    int busy_ms;          /* how long a write waits for another process's (0 = 10,000) */
    bool exclusive;       /* for migrate and restore: nobody else may have the directory open */
};

enum store_driver { STORE_SQLITE, STORE_POSTGRES };

/* Opens, takes the directory lock, applies pending migrations (after a backup when there was data).
   A schema newer than this program is refused: ERR_STORE_NEWER. */
int store_open(const struct context *context, const struct store_options *options,
               struct store **out, struct error *error);
/* Waits for the writer; takes NULL. */
void store_close(struct store *store);
enum store_driver store_driver(const struct store *store);
const struct context *store_context(const struct store *store);
struct str store_directory(const struct store *store);

/* While shut, store_read and store_write of the calling thread fail with ERR_STORE_SHUT: for code
   that must not wait. audit_note waits for room in its queue all the same. */
void store_shut(bool shut);

typedef int store_body(struct db *db, void *argument, struct error *error);
int store_read(struct store *store, store_body *body, void *argument, struct error *error);
int store_write(struct store *store, store_body *body, void *argument, struct error *error);
/* Makes the store_read that runs in `canceller`'s owner thread stop with ERR_STORE_CANCELLED. A
   token is created by the reader's owner, may be triggered from any thread, and outlives the read. */
struct store_canceller *store_canceller_create(void);
void store_canceller_destroy(struct store_canceller *canceller);
void store_cancel(struct store_canceller *canceller);
int store_read_cancellable(struct store *store, struct store_canceller *canceller,
                           store_body *body, void *argument, struct error *error);

/* Parameters */
enum db_kind { DB_NULL, DB_INT, DB_TEXT, DB_BYTES };
struct db_value {
    enum db_kind kind;
    int64_t integer;
    struct str bytes;
};
static inline struct db_value db_null(void) { return (struct db_value){DB_NULL, 0, {"", 0}}; }
static inline struct db_value db_int(int64_t v) { return (struct db_value){DB_INT, v, {"", 0}}; }
static inline struct db_value db_text(struct str s) { return (struct db_value){DB_TEXT, 0, s}; }
static inline struct db_value db_bytes(struct str s) { return (struct db_value){DB_BYTES, 0, s}; }
/* NULL when v == 0 (a missing reference). */
static inline struct db_value db_id(int64_t v) { return v ? db_int(v) : db_null(); }

/* A statement without rows. *changed (may be NULL) gets the number of rows changed.
   Unique or foreign key violation: ERR_STORE_UNIQUE / ERR_STORE_REFERENCE. Any failed statement
   dooms the transaction (or the enclosing db_nested): return the error. Where a violation is to be
   survived use ON CONFLICT, db_try_run or db_nested. */
int db_run(struct db *db, struct error *error, int64_t *changed, struct str sql,
           const struct db_value *values, size_t count);
#define DB_RUN(db, error, sql, ...)                                                        \
    db_run((db), (error), NULL, STR(sql), (const struct db_value[]){__VA_ARGS__},          \
           sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
/* Like db_run inside a SAVEPOINT of its own: after an error only this statement is undone and the
   transaction goes on. Costs PostgreSQL two more round trips. */
int db_try_run(struct db *db, struct error *error, int64_t *changed, struct str sql,
               const struct db_value *values, size_t count);
#define DB_TRY_RUN(db, error, sql, ...)                                                    \
    db_try_run((db), (error), NULL, STR(sql), (const struct db_value[]){__VA_ARGS__},      \
               sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
/* INSERT … RETURNING id. */
int db_insert(struct db *db, struct error *error, int64_t *id, struct str sql,
              const struct db_value *values, size_t count);
#define DB_INSERT(db, error, id, sql, ...)                                                 \
    db_insert((db), (error), (id), STR(sql), (const struct db_value[]){__VA_ARGS__},       \
              sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))

/* Rows. db_query must be followed by db_finish, also after an error in between; db_finish returns
   the first error of the whole walk, so the usual loop is
       if ((e = DB_QUERY(db, error, &rows, "SELECT …", db_int(x)))) return e;
       while (db_next(rows)) …;
       if ((e = db_finish(rows, error))) return e; */
int db_query(struct db *db, struct error *error, struct db_rows **rows, struct str sql,
             const struct db_value *values, size_t count);
#define DB_QUERY(db, error, rows, sql, ...)                                                \
    db_query((db), (error), (rows), STR(sql), (const struct db_value[]){__VA_ARGS__},      \
             sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
bool db_next(struct db_rows *rows);
int db_finish(struct db_rows *rows, struct error *error);
bool db_column_is_null(struct db_rows *rows, int column);
int64_t db_column_int(struct db_rows *rows, int column);              /* NULL = 0 */
struct str db_column_text(struct db_rows *rows, int column);          /* valid until db_next */
struct str db_column_copy(struct db_rows *rows, int column, struct arena *arena);
/* First column of the first row. ERR_NOT_FOUND (naming `what`) when there is none. */
int db_get_int(struct db *db, struct error *error, int64_t *out, struct str what, struct str sql,
               const struct db_value *values, size_t count);
#define DB_GET_INT(db, error, out, what, sql, ...)                                         \
    db_get_int((db), (error), (out), (what), STR(sql),                                     \
               (const struct db_value[]){__VA_ARGS__},                                     \
               sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))

/* A nested part that can fail alone: SAVEPOINT, body, RELEASE or ROLLBACK TO. */
int db_nested(struct db *db, store_body *body, void *argument, struct error *error);
const struct context *db_context(const struct db *db);
struct store *db_store(const struct db *db);
enum store_driver db_driver(const struct db *db);
/* The time of this transaction: one value for all its rows. */
utc_us db_time(const struct db *db);

#endif
