/* What a database driver gives to the store, and the store's own insides. Internal.
   A failed statement dooms its transaction on both drivers: nothing more can be done in it but to
   roll back to the enclosing nested part. */
#ifndef MEGURI_STORE_DRIVER_H
#define MEGURI_STORE_DRIVER_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/store.h"

struct driver;

enum write_mode {
    WRITE_SERIALIZABLE,
    WRITE_QUEUE, /* for one statement that takes from a queue: PostgreSQL READ COMMITTED */
};

struct db {
    struct store *store;
    const struct driver *driver;
    void *connection;
    struct store_canceller *canceller; /* NULL: cannot be cancelled */
    struct db *outer;                  /* the callback of another store this thread is in */
    utc_us time;
    int savepoints;
    int doomed; /* 0, or the error of the statement that failed */
    bool retry; /* the whole transaction has to be run again */
};

struct db_rows {
    struct db *db;
    void *handle;
    struct error *failure; /* set by a failed db_next; owned */
    int64_t at;
    bool doom; /* a failure dooms the transaction */
};

struct driver {
    int (*open)(struct store *store, struct error *error);
    void (*close)(struct store *store);
    int (*read)(struct store *store, struct store_canceller *canceller, store_body *body,
                void *argument, struct error *error);
    int (*write)(struct store *store, enum write_mode mode, store_body *body, void *argument,
                 struct error *error);
    /* store_write that excludes all others with the same key, in any process. */
    int (*write_alone)(struct store *store, int64_t key, store_body *body, void *argument,
                       struct error *error);
    /* Several statements without parameters and rows. */
    int (*script)(struct db *db, struct str sql, struct error *error);
    int (*query)(struct db *db, struct error *error, struct db_rows **rows, struct str sql,
                 const struct db_value *values, size_t count);
    bool (*next)(struct db_rows *rows);
    void (*finish)(struct db_rows *rows, int64_t *changed);
    bool (*column_is_null)(struct db_rows *rows, int column);
    int64_t (*column_int)(struct db_rows *rows, int column);
    struct str (*column_text)(struct db_rows *rows, int column);
};
extern const struct driver driver_sqlite;
extern const struct driver driver_postgres;

enum { KEY_SIZE = 32 };

struct audit_queue;

struct store {
    struct context context;
    struct arena *arena; /* for what lives as long as the store */
    const struct driver *driver;
    enum store_driver kind;
    struct str directory, url;
    int readers, busy_ms;
    void *pool; /* the driver's */
    int lock;   /* open file with the flock */
    unsigned char key[KEY_SIZE];
    struct audit_queue *audit_queue;
};

/* Runs a callback with `db` as the thread's current one. A doomed transaction never returns 0. */
int db_call(struct db *db, store_body *body, void *argument, struct error *error);
/* True inside a callback of this store on this thread. */
bool db_inside(const struct store *store);
/* ERR_STORE_SHUT when the calling thread is shut out (store_shut). */
int store_check_open(struct error *error);
int db_script(struct db *db, struct str sql, struct error *error);

/* Looked at by the drivers while a statement runs: a signal to a statement that has not quite started
   would be lost. */
struct store_canceller {
    atomic_bool cancelled;
};

/* Keys of write_alone. */
enum { ALONE_MIGRATE = 0x4d454701, ALONE_SEAL = 0x4d454702 };

#endif
