#include "store/schema.h"

#include "base/check.h"
#include "store/driver.h"

static const struct str record_table = STR_INIT(
    "CREATE TABLE IF NOT EXISTS store_schema ("
    "number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied BIGINT NOT NULL)");

struct walk {
    const struct schema_file *files;
    size_t count;
    struct schema_state *state;
};

static const struct schema_file *file_find(const struct walk *walk, int64_t number)
{
    for (size_t i = 0; i < walk->count; i++)
        if (walk->files[i].number == number)
            return &walk->files[i];
    return NULL;
}

static int compare_record(const struct walk *walk, struct db_rows *rows, struct error *error)
{
    int64_t number = db_column_int(rows, 0);
    const struct schema_file *file = file_find(walk, number);
    if (!file) {
        struct arena *arena = arena_create();
        int status =
            ERROR(error, ERR_STORE_NEWER, arena_format(arena, "%04lld", (long long)number));
        arena_destroy(arena);
        return status;
    }
    return str_equal(db_column_text(rows, 1), file->digest)
               ? 0
               : ERROR(error, ERR_STORE_SCHEMA, file->name);
}

static int inspect(struct db *db, void *argument, struct error *error)
{
    struct walk *walk = argument;
    int status = db_script(db, record_table, error);
    if (status)
        return status;
    struct db_rows *rows = NULL;
    status = db_query(db, error, &rows, STR("SELECT number, digest FROM store_schema"), NULL, 0);
    if (status)
        return status;
    size_t applied = 0;
    int found = 0;
    while (found == 0 && db_next(rows)) {
        found = compare_record(walk, rows, error);
        applied++;
    }
    status = db_finish(rows, error);
    *walk->state = (struct schema_state){applied, found ? 0 : walk->count - applied};
    return found ? found : status;
}

int schema_inspect(struct store *store, const struct schema_file *files, size_t count,
                   struct schema_state *out, struct error *error)
{
    struct walk walk = {files, count, out};
    return store_write(store, inspect, &walk, error);
}

static int apply_file(struct db *db, void *argument, struct error *error)
{
    const struct schema_file *file = argument;
    int64_t present = 0;
    int status = DB_GET_INT(db, error, &present, STR("store_schema"),
                            "SELECT count(*) FROM store_schema WHERE number = $1",
                            db_int(file->number));
    if (status || present)
        return status;
    status = db_script(db, db_driver(db) == STORE_SQLITE ? file->sqlite : file->postgres, error);
    if (status)
        return error ? error_in(error, file->name) : status;
    return DB_RUN(db, error,
                  "INSERT INTO store_schema (number, name, digest, applied)"
                  " VALUES ($1, $2, $3, $4)",
                  db_int(file->number), db_text(file->name), db_text(file->digest),
                  db_int(db_time(db)));
}

int schema_apply(struct store *store, const struct schema_file *files, size_t count,
                 struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct schema_file file = files[i];
        int status =
            store->driver->write_alone(store, ALONE_MIGRATE, apply_file, &file, error);
        if (status)
            return status;
    }
    return 0;
}
