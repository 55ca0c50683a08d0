#include "contract/cleaning.h"

enum { MOST_ROWS = CONTRACT_FILES };

static enum contract_cleaning_state state_of(struct str name)
{
    return str_equal(name, STR("waiting")) ? CONTRACT_CLEANING_WAITS
           : str_equal(name, STR("done"))  ? CONTRACT_CLEANING_DONE
                                           : CONTRACT_CLEANING_FAILED;
}

struct str contract_cleaning_name(struct str name, struct arena *arena)
{
    size_t from = name.n, dot = SIZE_MAX;
    while (from > 0 && name.p[from - 1] != '/')
        from--;
    name = str_slice(name, from, name.n);
    for (size_t i = 1; i < name.n; i++)
        if (name.p[i] == '.')
            dot = i;
    return dot == SIZE_MAX ? ARENA_JOIN(arena, name, STR(".clean"))
                           : ARENA_JOIN(arena, str_slice(name, 0, dot), STR(".clean"),
                                        str_slice(name, dot, name.n));
}

/* Asking ----------------------------------------------------------------------------------------
 */

struct asking {
    const struct web_actor *actor;
    int64_t inspection, file;
    struct str kinds;
};

/* The file is inspected, of this commission, and no copy of it is being made. */
static int check_file(struct db *db, const struct asking *asking, struct error *error)
{
    struct db_rows *rows;
    bool found = false, busy = false;
    int failed = DB_QUERY(
        db, error, &rows,
        "SELECT c.state FROM contract_inspection_file f JOIN contract_inspection i"
        " ON i.id = f.inspection LEFT JOIN contract_inspection_cleaning c"
        " ON c.file = f.id WHERE f.id = $1 AND i.id = $2 AND i.commission = $3"
        " AND f.state = 'done'",
        db_int(asking->file), db_int(asking->inspection), db_int(asking->actor->commission));
    if (failed)
        return failed;
    if (db_next(rows)) {
        found = true;
        busy = !db_column_is_null(rows, 0) &&
               state_of(db_column_text(rows, 0)) == CONTRACT_CLEANING_WAITS;
    }
    failed = db_finish(rows, error);
    if (!failed && !found)
        failed = ERROR(error, ERR_NOT_FOUND, BOTH("点検したファイル", "the inspected file"));
    return !failed && busy ? ERROR(error, ERR_CONTRACT_CLEANING, STR("")) : failed;
}

int contract_cleaning_put(struct db *db, const struct web_actor *actor, int64_t inspection,
                          int64_t file, struct str kinds, struct error *error)
{
    struct arena *arena = actor->arena;
    struct str key = arena_format(arena, "%lld", (long long)file);
    int failed = DB_RUN(db, error,
                        "INSERT INTO contract_inspection_cleaning (file, person, kinds, state,"
                        " asked) VALUES ($1, $2, $3, 'waiting', $4) ON CONFLICT (file) DO UPDATE"
                        " SET person = excluded.person, kinds = excluded.kinds, state = 'waiting',"
                        " why = '', result = '', copy = '', size = 0, proof = '', pages = '',"
                        " asked = excluded.asked",
                        db_int(file), db_int(actor->person), db_text(kinds), db_int(db_time(db)));
    return failed ? failed
                  : job_add(db, STR("contract.clean"), key,
                            arena_format(arena, "{\"inspection\":%lld,\"file\":%lld}",
                                         (long long)inspection, (long long)file),
                            0, error);
}

static int ask_body(struct db *db, void *argument, struct error *error)
{
    const struct asking *asking = argument;
    struct arena *arena = asking->actor->arena;
    int failed = check_file(db, asking, error);
    if (!failed)
        failed = contract_cleaning_put(db, asking->actor, asking->inspection, asking->file,
                                       asking->kinds, error);
    return failed ? failed
                  : contract_audit(db, asking->actor, STR("inspection.clean"), asking->inspection,
                                   arena_format(arena, "{\"file\":%lld}", (long long)asking->file),
                                   error);
}

int contract_cleaning_ask(const struct web_actor *actor, int64_t inspection, int64_t file,
                          struct str kinds, struct error *error)
{
    struct asking asking = {actor, inspection, file, kinds};
    if (kinds.n == 0)
        return ERROR(error, ERR_CONTRACT_NO_KIND, STR(""));
    return store_write(actor->store, ask_body, &asking, error);
}

/* Reading ---------------------------------------------------------------------------------------
 */

struct listing {
    const struct web_actor *actor;
    int64_t inspection;
    struct contract_cleaning *out;
    size_t count;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct listing *listing = argument;
    struct arena *arena = listing->actor->arena;
    struct db_rows *rows;
    listing->count = 0;
    int failed = DB_QUERY(db, error, &rows,
                          "SELECT c.file, c.size, c.state, c.kinds, c.why, c.result, c.copy,"
                          " c.proof, c.pages FROM contract_inspection_cleaning c"
                          " JOIN contract_inspection_file f ON f.id = c.file"
                          " JOIN contract_inspection i ON i.id = f.inspection"
                          " WHERE i.id = $1 AND i.commission = $2 ORDER BY c.file LIMIT $3",
                          db_int(listing->inspection), db_int(listing->actor->commission),
                          db_int(MOST_ROWS));
    if (failed)
        return failed;
    while (listing->count < MOST_ROWS && db_next(rows))
        listing->out[listing->count++] =
            (struct contract_cleaning){.file = db_column_int(rows, 0),
                                       .size = db_column_int(rows, 1),
                                       .state = state_of(db_column_text(rows, 2)),
                                       .kinds = db_column_copy(rows, 3, arena),
                                       .why = db_column_copy(rows, 4, arena),
                                       .result = db_column_copy(rows, 5, arena),
                                       .copy = db_column_copy(rows, 6, arena),
                                       .proof = db_column_copy(rows, 7, arena),
                                       .pages = db_column_copy(rows, 8, arena)};
    return db_finish(rows, error);
}

int contract_cleaning_list(const struct web_actor *actor, int64_t inspection,
                           struct contract_cleaning **out, size_t *count, struct error *error)
{
    struct listing listing = {actor, inspection,
                              ARENA_ARRAY(actor->arena, struct contract_cleaning, MOST_ROWS), 0};
    int failed = store_read(actor->store, list_body, &listing, error);
    *out = listing.out;
    *count = listing.count;
    return failed;
}
