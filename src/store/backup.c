#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/file.h"
#include "store/blob_folder.h"
#include "store/driver.h"
#include "store/lock.h"
#include "store/sqlite.h"

enum { COPY_PIECE = 256 * 1024 };
static const struct str manifest_head = STR_INIT("meguri backup 1\n");

struct copying {
    const struct context *context;
    struct str from, to;
    char *piece;
};

static int copy_content(const struct copying *copying, int from, int to, struct str name)
{
    for (;;) {
        int fault = context_fault(copying->context, FAULT_READ, name);
        ssize_t n = fault ? -1 : read(from, copying->piece, COPY_PIECE);
        if (n < 0 && !fault && errno == EINTR)
            continue;
        if (n < 0)
            return fault ? fault : errno;
        if (n == 0)
            return file_sync(copying->context, to, name);
        int status = file_write_all(copying->context, to, name,
                                    (struct str){copying->piece, (size_t)n});
        if (status)
            return status;
    }
}

/* Both paths end with NUL. The copy appears whole or not at all. */
static int copy_file(const struct copying *copying, struct str from, struct str to,
                     struct error *error)
{
    struct arena *arena = arena_create();
    struct str part = ARENA_JOIN(arena, to, STR(".part"));
    int status = context_fault(copying->context, FAULT_OPEN, to);
    int in = -1, out = -1;
    if (status == 0 && (in = open(from.p, O_RDONLY | O_CLOEXEC)) < 0)
        status = errno;
    if (status == 0 &&
        (out = open(part.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0)
        status = errno;
    if (status == 0)
        status = copy_content(copying, in, out, to);
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out) != 0 && status == 0)
        status = errno;
    if (status == 0)
        status = file_rename_durable(copying->context, part, to);
    if (status && out >= 0)
        unlink(part.p);
    arena_destroy(arena);
    return status ? error_from_errno(error, status, to) : 0;
}

static bool same_size(struct str a, struct str b)
{
    struct stat stat_a, stat_b;
    return stat(a.p, &stat_a) == 0 && stat(b.p, &stat_b) == 0 && stat_a.st_size == stat_b.st_size;
}

/* The files of one folder; those that are there with the same size stay (blobs never change). */
static int copy_folder(const struct copying *copying, struct str name, struct error *error)
{
    struct arena *arena = arena_create();
    struct str from = ARENA_JOIN(arena, copying->from, STR("/"), name);
    struct str to = ARENA_JOIN(arena, copying->to, STR("/"), name);
    int status = file_make_directory(copying->context, to, error);
    DIR *folder = status ? NULL : opendir(from.p);
    if (status == 0 && !folder)
        status = error_from_errno(error, errno, from);
    for (const struct dirent *entry; status == 0 && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        struct str leaf = str_from_c(entry->d_name);
        struct str source = ARENA_JOIN(arena, from, STR("/"), leaf);
        struct str target = ARENA_JOIN(arena, to, STR("/"), leaf);
        if (!same_size(source, target))
            status = copy_file(copying, source, target, error);
    }
    if (folder)
        closedir(folder);
    arena_destroy(arena);
    return status;
}

static int copy_blobs(const struct copying *copying, struct error *error)
{
    int status = 0;
    for (unsigned i = 0; i < 256 && status == 0; i++) {
        struct arena *arena = arena_create();
        status = copy_folder(copying, arena_format(arena, "blobs/%02x", i), error);
        arena_destroy(arena);
    }
    return status;
}

static int copy_pages(sqlite3 *to, sqlite3 *from, struct error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return sqlite_error(to, sqlite3_errcode(to), STR("backup"), error);
    int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    return code == SQLITE_DONE ? 0 : sqlite_error(to, code, STR("backup"), error);
}

static int copy_database(struct store *store, struct str part, struct error *error)
{
    const struct sqlite_pool *pool = store->pool;
    struct sqlite_connection *from = NULL;
    sqlite3 *to = NULL;
    int status = sqlite_connection_open(store, pool->path, true, &from, error);
    if (status)
        return status;
    int code = sqlite3_open_v2(part.p, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    status = code ? sqlite_error(to, code, part, error) : copy_pages(to, from->handle, error);
    /* In one file, without the -wal beside it. */
    if (status == 0 &&
        (code = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL)) != 0)
        status = sqlite_error(to, code, part, error);
    sqlite3_close(to);
    sqlite_connection_close(from);
    return status;
}

int backup_database(struct store *store, struct str path, struct error *error)
{
    CHECK(store->kind == STORE_SQLITE);
    struct arena *arena = arena_create();
    struct str part = ARENA_JOIN(arena, path, STR(".part"));
    int status = context_fault(&store->context, FAULT_OPEN, path);
    if (status)
        status = error_from_errno(error, status, path);
    unlink(part.p);
    if (status == 0)
        status = copy_database(store, part, error);
    if (status == 0 && chmod(part.p, 0600) != 0)
        status = error_from_errno(error, errno, part);
    if (status == 0 && (status = file_rename_durable(&store->context, part, path)) != 0)
        status = error_from_errno(error, status, path);
    if (status)
        unlink(part.p);
    arena_destroy(arena);
    return status;
}

static int check_folder(struct str folder, struct str manifest, struct error *error)
{
    if (file_exists(manifest))
        return 0;
    int count = 0;
    DIR *listing = opendir(folder.p);
    for (const struct dirent *entry; listing && (entry = readdir(listing));)
        count += entry->d_name[0] != '.';
    if (listing)
        closedir(listing);
    return count ? ERROR(error, ERR_STATE, folder) : 0;
}

static int backup_all(struct store *store, const struct copying *copying,
                      const struct backup_options *options, struct arena *arena,
                      struct error *error)
{
    struct str manifest = ARENA_JOIN(arena, copying->to, STR("/manifest"));
    int status = file_make_directory(copying->context, copying->to, error);
    if (status == 0)
        status = check_folder(copying->to, manifest, error);
    if (status == 0 && file_exists(manifest) && unlink(manifest.p) != 0)
        status = error_from_errno(error, errno, manifest);
    /* The database first: a blob is on the disk before a row names it. */
    if (status == 0)
        status = backup_database(store, ARENA_JOIN(arena, copying->to, STR("/meguri.sqlite")),
                                 error);
    if (status == 0)
        status = copy_blobs(copying, error);
    if (status == 0 && options->with_keys)
        status = copy_folder(copying, STR("keys"), error);
    if (status)
        return status;
    struct str text = arena_format(arena, "%" PRIstr "time %lld\n", STR_ARG(manifest_head),
                                   (long long)context_now(copying->context));
    return file_write_durable(copying->context, manifest, text, error);
}

int store_backup(struct store *store, struct str folder, const struct backup_options *options,
                 struct error *error)
{
    CHECK(!db_inside(store));
    if (store->kind != STORE_SQLITE)
        return ERROR(error, ERR_STATE,
                     STR("PostgreSQL のデータは pg_dump とデータフォルダーの複写で保存してください"
                         " (use pg_dump and copy the data directory)"));
    struct arena *arena = arena_create();
    struct copying copying = {&store->context, store->directory, arena_copy(arena, folder),
                              arena_alloc(arena, COPY_PIECE, 1, 1)};
    int sweeping = -1;
    int status = lock_take(&store->context, store->directory, blob_sweep_lock, LOCK_WAIT_SHARED,
                           &sweeping, error);
    if (status == 0)
        status = backup_all(store, &copying, options, arena, error);
    lock_release(sweeping);
    arena_destroy(arena);
    return status;
}

static int check_database(struct str path, struct error *error)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    struct arena *arena = arena_create();
    struct str found = {"", 0};
    if (sqlite3_open_v2(path.p, &handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, "PRAGMA integrity_check(1)", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        found = arena_copy(
            arena, str_from_c((const char *)sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    int status = str_equal(found, STR("ok")) ? 0 : ERROR(error, ERR_STORE_DAMAGED, path, found);
    arena_destroy(arena);
    return status;
}

static int check_backup(const struct copying *copying, struct arena *arena, struct error *error)
{
    struct str manifest = ARENA_JOIN(arena, copying->from, STR("/manifest")), text;
    int status = file_read(copying->context, manifest, 4096, arena, &text, NULL);
    if (status || !str_starts(text, manifest_head))
        return ERROR(error, ERR_STORE_DAMAGED, copying->from, STR("manifest"));
    struct str key = STR("/keys/workspace.key");
    struct str kept = ARENA_JOIN(arena, copying->from, key);
    struct str present = ARENA_JOIN(arena, copying->to, key);
    if (!file_exists(kept) && !file_exists(present))
        return ERROR(error, ERR_STORE_KEY, present);
    return 0;
}

static int restore_all(const struct copying *copying, struct arena *arena, struct error *error)
{
    struct str database = ARENA_JOIN(arena, copying->to, STR("/meguri.sqlite"));
    struct str arriving = ARENA_JOIN(arena, copying->to, STR("/restoring.sqlite"));
    if (file_exists(database))
        return ERROR(error, ERR_STATE, database);
    int status = check_backup(copying, arena, error);
    if (status == 0)
        status = copy_blobs(copying, error);
    if (status == 0)
        status = file_make_directory(copying->context,
                                     ARENA_JOIN(arena, copying->to, STR("/blobs/incoming")), error);
    if (status == 0 && file_exists(ARENA_JOIN(arena, copying->from, STR("/keys"))))
        status = copy_folder(copying, STR("keys"), error);
    if (status == 0)
        status = copy_file(copying, ARENA_JOIN(arena, copying->from, STR("/meguri.sqlite")),
                           arriving, error);
    if (status == 0)
        status = check_database(arriving, error);
    if (status == 0 &&
        (status = file_rename_durable(copying->context, arriving, database)) != 0)
        status = error_from_errno(error, status, database);
    if (status)
        unlink(arriving.p);
    return status;
}

int store_restore(const struct context *context, struct str folder, struct str directory,
                  struct error *error)
{
    struct arena *arena = arena_create();
    struct copying copying = {context, arena_copy(arena, folder), arena_copy(arena, directory),
                              arena_alloc(arena, COPY_PIECE, 1, 1)};
    int lock = -1;
    int status = file_make_directory(context, copying.to, error);
    if (status == 0)
        status = lock_take(context, copying.to, STR("lock"), LOCK_EXCLUSIVE, &lock, error);
    if (status == 0)
        status = restore_all(&copying, arena, error);
    lock_release(lock);
    arena_destroy(arena);
    return status;
}
