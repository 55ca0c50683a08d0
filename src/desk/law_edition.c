/* Editions of the law's tables, kept while they are in use and the newest of each commission after. */
#include "desk/law_edition.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/check.h"

enum { KEPT = 8 }; /* commissions whose newest edition stays loaded */

struct held {
    struct desk_law_edition edition; /* first: what callers see */
    struct arena *arena;
    struct str mark;
    int uses;
    uint64_t last_use;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct held *kept[KEPT];
static uint64_t clock_of_uses;

/* Under the lock. */
static void drop(struct held *held)
{
    if (--held->uses == 0) {
        arena_destroy(held->arena);
        free(held);
    }
}

void desk_law_edition_release(const struct desk_law_edition *edition)
{
    if (!edition)
        return;
    pthread_mutex_lock(&lock);
    /* The edition is the first member of what holds it, and that is ours to change. */
    drop((struct held *)(uintptr_t)edition);
    pthread_mutex_unlock(&lock);
}

static struct held *find_kept(struct str mark)
{
    struct held *found = NULL;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; !found && i < KEPT; i++)
        if (kept[i] && str_equal(kept[i]->mark, mark))
            found = kept[i];
    if (found) {
        found->uses++;
        found->last_use = ++clock_of_uses;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static void keep(struct held *held)
{
    size_t place = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < KEPT; i++) {
        if (!kept[i]) {
            place = i;
            break;
        }
        if (kept[i]->last_use < kept[place]->last_use)
            place = i;
    }
    if (kept[place])
        drop(kept[place]);
    kept[place] = held;
    held->uses++;
    held->last_use = ++clock_of_uses;
    pthread_mutex_unlock(&lock);
}

struct overlays {
    struct law_file *files;
    size_t count;
};

static int count_overlays(struct db *db, int64_t commission, int64_t *count, struct error *error)
{
    return DB_GET_INT(db, error, count, STR("表の版"),
                      "SELECT count(*) FROM desk_law_overlay WHERE commission = $1"
                      " AND in_force > 0",
                      db_int(commission));
}

static int read_overlays(struct db *db, int64_t commission, int64_t stamp, const struct law_file *more,
                         struct arena *arena, struct overlays *out, struct error *error)
{
    int64_t most;
    int status = count_overlays(db, commission, &most, error);
    if (status)
        return status;
    out->files = ARENA_ARRAY(arena, struct law_file, (size_t)most + 1);
    struct db_rows *rows;
    status = DB_QUERY(db, error, &rows,
                      "SELECT file, body FROM desk_law_overlay WHERE commission = $1"
                      " AND in_force > 0 AND in_force <= $2"
                      " AND (out_of_force = 0 OR out_of_force > $2) ORDER BY in_force, id",
                      db_int(commission), db_int(stamp));
    if (status)
        return status;
    while (db_next(rows))
        out->files[out->count++] =
            (struct law_file){db_column_copy(rows, 0, arena), db_column_copy(rows, 1, arena)};
    if (more)
        out->files[out->count++] =
            (struct law_file){arena_copy(arena, more->name), arena_copy(arena, more->bytes)};
    return db_finish(rows, error);
}

static int load(struct db *db, int64_t commission, int64_t stamp, struct str mark,
                const struct law_file *more, struct held **out, struct error *error)
{
    struct arena *arena = arena_create();
    struct overlays overlays = {0};
    const struct law_tables *tables;
    int status = read_overlays(db, commission, stamp, more, arena, &overlays, error);
    if (status == 0)
        status = law_tables_load(NULL, 0, overlays.files, overlays.count, arena, &tables, error);
    if (status) {
        arena_destroy(arena);
        return status;
    }
    struct held *held = calloc(1, sizeof *held);
    CHECK(held);
    *held = (struct held){{tables, stamp}, arena, arena_copy(arena, mark), 1, 0};
    *out = held;
    return 0;
}

static int read_stamp(struct db *db, int64_t commission, struct arena *arena, int64_t *stamp,
                      struct str *mark, struct error *error)
{
    struct db_rows *rows;
    *stamp = 0;
    *mark = STR("");
    int status = DB_QUERY(db, error, &rows,
                          "SELECT stamp, mark FROM desk_law_stamp WHERE commission = $1",
                          db_int(commission));
    if (status)
        return status;
    /* With the folder: marks of two workspaces may be the same where random numbers are not random. */
    if (db_next(rows)) {
        *stamp = db_column_int(rows, 0);
        *mark = ARENA_JOIN(arena, store_directory(db_store(db)), STR("\n"), db_column_text(rows, 1));
    }
    return db_finish(rows, error);
}

int desk_law_edition_take(struct db *db, int64_t commission, const struct desk_law_edition **out,
                          struct error *error)
{
    struct arena *arena = arena_create();
    int64_t stamp;
    struct str mark;
    int status = read_stamp(db, commission, arena, &stamp, &mark, error);
    struct held *held = status ? NULL : find_kept(mark);
    if (status == 0 && !held) {
        status = load(db, commission, stamp, mark, NULL, &held, error);
        if (status == 0)
            keep(held);
    }
    *out = status ? NULL : &held->edition;
    arena_destroy(arena);
    return status;
}

int desk_law_edition_at(struct db *db, int64_t commission, int64_t stamp,
                        const struct desk_law_edition **out, struct error *error)
{
    struct held *held;
    int status = load(db, commission, stamp, STR(""), NULL, &held, error);
    *out = status ? NULL : &held->edition;
    return status;
}

int desk_law_edition_try(struct db *db, int64_t commission, const struct law_file *file,
                         const struct desk_law_edition **out, struct error *error)
{
    struct held *held = NULL;
    int status = load(db, commission, INT64_MAX, STR(""), file, &held, error);
    *out = status ? NULL : &held->edition;
    return status;
}

int desk_law_stamp_next(struct db *db, int64_t commission, int64_t *stamp, struct error *error)
{
    struct arena *arena = arena_create();
    struct str mark = context_random_hex(db_context(db), 16, arena);
    int status = DB_RUN(db, error,
                        "INSERT INTO desk_law_stamp (commission, stamp, mark) VALUES ($1, 1, $2)"
                        " ON CONFLICT (commission) DO UPDATE SET stamp = desk_law_stamp.stamp + 1,"
                        " mark = excluded.mark",
                        db_int(commission), db_text(mark));
    if (status == 0)
        status = DB_GET_INT(db, error, stamp, STR("表の版"),
                            "SELECT stamp FROM desk_law_stamp WHERE commission = $1",
                            db_int(commission));
    arena_destroy(arena);
    return status;
}
