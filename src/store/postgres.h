/* The PostgreSQL driver: a pool of connections with prepared statements. Internal. */
#ifndef MEGURI_STORE_POSTGRES_H
#define MEGURI_STORE_POSTGRES_H

#include <libpq-fe.h>

#include "store/driver.h"

enum { POSTGRES_BUCKETS = 256, POSTGRES_PARAMETERS = 64 };

struct postgres_statement {
    struct postgres_statement *next; /* in its bucket */
    uint64_t hash;
    struct str sql;   /* owned copy, NUL behind it */
    char name[16];
    unsigned char kinds[POSTGRES_PARAMETERS]; /* enum db_kind of each parameter */
    size_t count;
};

struct postgres_connection {
    PGconn *handle;
    PGcancel *cancel;
    unsigned prepared;
    struct postgres_statement *buckets[POSTGRES_BUCKETS];
    struct postgres_connection *next_free;
};

struct postgres_pool {
    pthread_mutex_t mutex;
    pthread_cond_t free;
    struct postgres_connection *free_connections;
    int open;
};

/* Describes a failed result (or a broken connection when `result` is NULL); sets db->retry when the
   transaction should be run again. db may be NULL. */
int postgres_error(struct db *db, PGconn *handle, const PGresult *result, struct str sql,
                   struct error *error);
int postgres_connect(struct store *store, struct postgres_connection **out, struct error *error);
void postgres_disconnect(struct postgres_connection *connection);
/* Statements without parameters; result discarded. */
int postgres_execute(struct db *db, struct postgres_connection *connection, const char *sql,
                     struct error *error);

int postgres_query(struct db *db, struct error *error, struct db_rows **rows, struct str sql,
                   const struct db_value *values, size_t count);
bool postgres_next(struct db_rows *rows);
void postgres_finish(struct db_rows *rows, int64_t *changed);
bool postgres_column_is_null(struct db_rows *rows, int column);
int64_t postgres_column_integer(struct db_rows *rows, int column);
struct str postgres_column_string(struct db_rows *rows, int column);
void postgres_statements_finish(struct postgres_connection *connection);

int postgres_read(struct store *store, struct store_canceller *canceller, store_body *body,
                  void *argument, struct error *error);
int postgres_write(struct store *store, enum write_mode mode, store_body *body, void *argument,
                   struct error *error);
int postgres_write_alone(struct store *store, int64_t key, store_body *body, void *argument,
                         struct error *error);

#endif
