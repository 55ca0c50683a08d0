#include "store/blob_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/file.h"
#include "store/driver.h"
#include "store/lock.h"

enum { FOLDERS = 256, ID_DIGITS = 64 };

const struct str blob_sweep_lock = STR_INIT("sweep.lock");

static bool id_is_valid(struct str id)
{
    if (id.n != ID_DIGITS)
        return false;
    for (size_t i = 0; i < id.n; i++)
        if (!strchr("0123456789abcdef", id.p[i]) || id.p[i] == '\0')
            return false;
    return true;
}

struct str blob_path(const struct store *store, int64_t vault, struct str id, struct arena *arena)
{
    CHECK(id_is_valid(id));
    return arena_format(arena, "%" PRIstr "/blobs/%.2s/%lld-%" PRIstr, STR_ARG(store->directory),
                        id.p, (long long)vault, STR_ARG(id));
}

static struct str folder_path(const struct store *store, int number, struct arena *arena)
{
    return number < FOLDERS ? arena_format(arena, "%" PRIstr "/blobs/%02x",
                                           STR_ARG(store->directory), (unsigned)number)
                            : ARENA_JOIN(arena, store->directory, STR("/blobs/incoming"));
}

int blob_folder_make(struct store *store, struct error *error)
{
    struct arena *arena = arena_create();
    struct str last = folder_path(store, FOLDERS, arena);
    int status = 0;
    if (!file_exists(last)) {
        for (int i = 0; i <= FOLDERS && status == 0; i++)
            status = file_make_directory(&store->context, folder_path(store, i, arena), error);
        struct str root = ARENA_JOIN(arena, store->directory, STR("/blobs"));
        int fd = status ? -1 : open(root.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0) {
            int failure = file_sync(&store->context, fd, root);
            status = failure ? error_from_errno(error, failure, root) : 0;
            close(fd);
        }
    }
    arena_destroy(arena);
    return status;
}

/* A file found in a folder of blobs. */
struct found {
    struct found *next;
    struct str name, id;
    int64_t vault;
    bool referenced, erased;
};

static bool name_parse(struct found *found)
{
    struct str rest = found->name, number;
    if (!str_cut(&rest, '-', &number) || !str_to_int64(number, &found->vault) || !rest.p)
        return false;
    found->id = rest;
    return id_is_valid(rest);
}

static int list_folder(struct str path, struct arena *arena, struct found **out)
{
    *out = NULL;
    DIR *folder = opendir(path.p);
    if (!folder)
        return errno;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        struct found *found = ARENA_NEW(arena, struct found);
        found->name = arena_copy(arena, str_from_c(entry->d_name));
        found->next = *out;
        *out = found;
    }
    closedir(folder);
    return 0;
}

static int look_up(struct db *db, void *argument, struct error *error)
{
    for (struct found *found = argument; found; found = found->next) {
        found->referenced = found->erased = false;
        if (!name_parse(found))
            continue;
        struct db_rows *rows = NULL;
        int status = DB_QUERY(db, error, &rows,
                              "SELECT b.vault, v.erased FROM store_vault v LEFT JOIN store_blob b"
                              " ON b.vault = v.id AND b.id = $2 WHERE v.id = $1",
                              db_int(found->vault), db_text(found->id));
        if (status)
            return status;
        if (db_next(rows)) {
            found->referenced = !db_column_is_null(rows, 0);
            found->erased = !db_column_is_null(rows, 1);
        }
        status = db_finish(rows, error);
        if (status)
            return status;
    }
    return 0;
}

static bool is_older(struct str path, utc_us limit)
{
    struct stat stat_buffer;
    if (stat(path.p, &stat_buffer) != 0)
        return false;
    return (utc_us)stat_buffer.st_mtim.tv_sec * US_PER_SECOND +
               stat_buffer.st_mtim.tv_nsec / 1000 <
           limit;
}

static int64_t remove_unreferenced(struct str folder, const struct found *list, utc_us limit,
                                   struct arena *arena)
{
    int64_t removed = 0;
    for (const struct found *found = list; found; found = found->next) {
        if (found->referenced)
            continue;
        struct str path = ARENA_JOIN(arena, folder, STR("/"), found->name);
        if ((found->erased || is_older(path, limit)) && unlink(path.p) == 0)
            removed++;
    }
    return removed;
}

static int sweep_folder(struct store *store, struct str folder, utc_us limit, struct arena *arena,
                        int64_t *removed, struct error *error)
{
    struct found *list = NULL;
    int status = list_folder(folder, arena, &list);
    if (status)
        return error_from_errno(error, status, folder);
    if (!list)
        return 0;
    int lock = -1;
    status = store_read(store, look_up, list, error);
    if (status == 0)
        status = lock_take(&store->context, store->directory, blob_sweep_lock, LOCK_WAIT, &lock,
                           error);
    if (status == 0)
        *removed += remove_unreferenced(folder, list, limit, arena);
    lock_release(lock);
    return status;
}

int blob_sweep(struct store *store, int64_t least_age, int64_t *removed, struct error *error)
{
    utc_us limit = context_now(&store->context) - least_age;
    struct arena *arena = arena_create();
    int status = 0;
    *removed = 0;
    for (int i = 0; i <= FOLDERS && status == 0; i++) {
        status = sweep_folder(store, folder_path(store, i, arena), limit, arena, removed, error);
        arena_reset(arena);
    }
    arena_destroy(arena);
    return status;
}
