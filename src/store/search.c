#include "store/search.h"

#include "base/check.h"
#include "base/text.h"
#include "store/driver.h"
#include "store/search_tokens.h"

enum { KIND_SHIFT = 44 };
static const int64_t id_limit = (int64_t)1 << KIND_SHIFT;

/* *out = 0 when the kind was never used. */
static int kind_find(struct db *db, struct str kind, int64_t *out, struct error *error)
{
    struct db_rows *rows = NULL;
    int status = DB_QUERY(db, error, &rows, "SELECT id FROM store_search_kind WHERE name = $1",
                          db_text(kind));
    if (status)
        return status;
    *out = db_next(rows) ? db_column_int(rows, 0) : 0;
    return db_finish(rows, error);
}

static int kind_make(struct db *db, struct str kind, int64_t *out, struct error *error)
{
    int status = kind_find(db, kind, out, error);
    if (status || *out)
        return status;
    return DB_INSERT(db, error, out,
                     "INSERT INTO store_search_kind (name) VALUES ($1) RETURNING id",
                     db_text(kind));
}

struct present {
    bool found;
    int64_t commission;
    struct str body;
};

static int read_present(struct db *db, int64_t id, struct arena *arena, struct present *out,
                        struct error *error)
{
    struct db_rows *rows = NULL;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT commission, body FROM store_search WHERE id = $1", db_int(id));
    if (status)
        return status;
    *out = (struct present){.found = db_next(rows)};
    if (out->found) {
        out->commission = db_column_int(rows, 0);
        out->body = db_column_copy(rows, 1, arena);
    }
    return db_finish(rows, error);
}

static int replace(struct db *db, int64_t id, const struct present *old, int64_t commission,
                   struct str body, struct error *error)
{
    bool sqlite = db_driver(db) == STORE_SQLITE;
    int status = 0;
    if (old->found && sqlite)
        status = search_sqlite_remove(db, id, old->commission, old->body, error);
    else if (old->found && body.n == 0)
        status = search_postgres_remove(db, id, error);
    if (status || body.n == 0)
        return status;
    return sqlite ? search_sqlite_put(db, id, commission, body, error)
                  : search_postgres_put(db, id, commission, body, error);
}

int search_put(struct db *db, struct str kind, int64_t id, int64_t commission, struct str text,
               struct error *error)
{
    CHECK(id > 0 && id < id_limit);
    struct arena *arena = arena_create();
    struct str body = text_normal_form(text, arena);
    int64_t kind_number = 0;
    struct present old = {0};
    int status = kind_make(db, kind, &kind_number, error);
    int64_t row = kind_number * id_limit + id;
    if (status == 0)
        status = read_present(db, row, arena, &old, error);
    bool same = old.found && old.commission == commission && str_equal(old.body, body);
    if (status == 0 && !same)
        status = replace(db, row, &old, commission, body, error);
    arena_destroy(arena);
    return status;
}

int search_find(struct db *db, struct str kind, int64_t commission, struct str query, int64_t before,
                int64_t *ids, size_t limit, size_t *count, struct error *error)
{
    *count = 0;
    struct arena *arena = arena_create();
    struct search_terms terms =
        search_terms_of(text_normal_form(query, arena), commission, arena);
    int64_t kind_number = 0;
    int status = kind_find(db, kind, &kind_number, error);
    if (status == 0 && kind_number && terms.token_count && limit) {
        int64_t low = kind_number * id_limit;
        int64_t high = low + (before > 0 && before < id_limit ? before : id_limit);
        status = db_driver(db) == STORE_SQLITE
                     ? search_sqlite_find(db, &terms, low, high, ids, limit, count, error)
                     : search_postgres_find(db, &terms, low, high, ids, limit, count, error);
        for (size_t i = 0; i < *count; i++)
            ids[i] -= low;
    }
    arena_destroy(arena);
    return status;
}
