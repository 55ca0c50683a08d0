/* Opening and closing a store, and the calls that lead to its driver. */
#include "store/store.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/file.h"
#include "base/log.h"
#include "store/audit_queue.h"
#include "store/backup.h"
#include "store/blob_folder.h"
#include "store/driver.h"
#include "store/keys.h"
#include "store/lock.h"
#include "store/schema.h"

enum { READERS_DEFAULT = 16, BUSY_MS_DEFAULT = 10000 };

static struct store *store_create(const struct context *context,
                                  const struct store_options *options)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        check_fail("out of memory");
    store->context = *context;
    store->arena = arena_create();
    store->directory = arena_copy(store->arena, options->directory);
    store->url = arena_copy(store->arena, options->url);
    store->readers = options->readers > 0 ? options->readers : READERS_DEFAULT;
    store->busy_ms = options->busy_ms > 0 ? options->busy_ms : BUSY_MS_DEFAULT;
    store->kind = options->url.n ? STORE_POSTGRES : STORE_SQLITE;
    store->driver = options->url.n ? &driver_postgres : &driver_sqlite;
    store->lock = -1;
    return store;
}

/* PostgreSQL has no tool inside this program for it; each migration is one transaction there, and the
   log reminds of the administrator's own backup. */
static int backup_before_migration(struct store *store, struct error *error)
{
    if (store->kind != STORE_SQLITE) {
        LOG(&store->context, LOG_WARNING, "migration_without_backup", LOG_INT("driver", store->kind));
        return 0;
    }
    struct arena *arena = arena_create();
    struct str folder = ARENA_JOIN(arena, store->directory, STR("/backups"));
    struct str path = arena_format(arena, "%" PRIstr "/before-migration-%lld.sqlite",
                                   STR_ARG(folder), (long long)context_now(&store->context));
    int status = file_make_directory(&store->context, folder, error);
    if (status == 0)
        status = backup_database(store, path, error);
    arena_destroy(arena);
    return status;
}

/* Somebody else must not be at work in an older form of the tables. */
static int migrate(struct store *store, bool exclusive, struct error *error)
{
    struct schema_state state = {0};
    int status = schema_inspect(store, schema_files, schema_file_count, &state, error);
    if (status || state.pending == 0)
        return status;
    bool upgrade = state.applied > 0 && !exclusive;
    if (upgrade)
        status = lock_upgrade(store->lock, store->directory, error);
    if (status == 0 && state.applied > 0)
        status = backup_before_migration(store, error);
    if (status == 0)
        status = schema_apply(store, schema_files, schema_file_count, error);
    if (upgrade)
        lock_downgrade(store->lock);
    return status;
}

/* While the folder is being prepared a second process that opens it waits here. */
static int prepare(struct store *store, bool exclusive, struct error *error)
{
    int opening = -1;
    int status = lock_take(&store->context, store->directory, STR("open.lock"), LOCK_WAIT, &opening,
                           error);
    if (status == 0)
        status = store->driver->open(store, error);
    if (status == 0)
        status = migrate(store, exclusive, error);
    if (status == 0)
        status = keys_open(store, error);
    if (status == 0)
        status = blob_folder_make(store, error);
    lock_release(opening);
    return status;
}

int store_open(const struct context *context, const struct store_options *options,
               struct store **out, struct error *error)
{
    struct store *store = store_create(context, options);
    int status = file_make_directory(context, store->directory, error);
    if (status == 0)
        status = lock_take(context, store->directory, STR("lock"),
                           options->exclusive ? LOCK_EXCLUSIVE : LOCK_SHARED, &store->lock, error);
    if (status == 0)
        status = prepare(store, options->exclusive, error);
    if (status) {
        store_close(store);
        return status;
    }
    store->audit_queue = audit_queue_create(store);
    *out = store;
    return 0;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    audit_queue_destroy(store->audit_queue);
    store->driver->close(store);
    lock_release(store->lock);
    arena_destroy(store->arena);
    sodium_memzero(store->key, sizeof store->key);
    free(store);
}

enum store_driver store_driver(const struct store *store)
{
    return store->kind;
}

const struct context *store_context(const struct store *store)
{
    return &store->context;
}

struct str store_directory(const struct store *store)
{
    return store->directory;
}

static _Thread_local bool thread_is_shut;

void store_shut(bool shut)
{
    thread_is_shut = shut;
}

int store_check_open(struct error *error)
{
    return thread_is_shut ? ERROR(error, ERR_STORE_SHUT, STR("")) : 0;
}

int store_read(struct store *store, store_body *body, void *argument, struct error *error)
{
    return store_read_cancellable(store, NULL, body, argument, error);
}

int store_read_cancellable(struct store *store, struct store_canceller *canceller,
                           store_body *body, void *argument, struct error *error)
{
    CHECK(!db_inside(store));
    int e = store_check_open(error);
    if (e)
        return e;
    return store->driver->read(store, canceller, body, argument, error);
}

int store_write(struct store *store, store_body *body, void *argument, struct error *error)
{
    CHECK(!db_inside(store));
    int e = store_check_open(error);
    if (e)
        return e;
    return store->driver->write(store, WRITE_SERIALIZABLE, body, argument, error);
}

struct store_canceller *store_canceller_create(void)
{
    struct store_canceller *canceller = calloc(1, sizeof *canceller);
    if (!canceller)
        check_fail("out of memory");
    return canceller;
}

void store_canceller_destroy(struct store_canceller *canceller)
{
    free(canceller);
}

void store_cancel(struct store_canceller *canceller)
{
    atomic_store(&canceller->cancelled, true);
}
