/* The rows of inspections: making, adding, listing, stopping, erasing. */
#include "contract/inspection.h"

#include "store/blob.h"

static const struct str states[] = {
    [CONTRACT_WAITING] = STR_INIT("waiting"), [CONTRACT_RUNNING] = STR_INIT("running"),
    [CONTRACT_DONE] = STR_INIT("done"),       [CONTRACT_CANCELLED] = STR_INIT("cancelled"),
    [CONTRACT_FAILED] = STR_INIT("failed"),   [CONTRACT_ERASED] = STR_INIT("erased"),
};
enum { STATES = sizeof states / sizeof states[0] };

struct str contract_state_name(enum contract_state state)
{
    return states[state];
}

static enum contract_state state_of(struct str name)
{
    for (int i = 0; i < STATES; i++)
        if (str_equal(states[i], name))
            return (enum contract_state)i;
    return CONTRACT_FAILED;
}

/* Taking files in ------------------------------------------------------------------------------ */

struct taking {
    const struct web_actor *actor;
    const struct contract_upload *files;
    struct blob *blobs;
    size_t count;
    int64_t id, vault, days;
};

static int check_uploads(const struct web_actor *actor, const struct contract_upload *files,
                         size_t count, struct error *error)
{
    if (count == 0)
        return ERROR(error, ERR_CONTRACT_NO_FILE, STR(""));
    for (size_t i = 0; i < count; i++)
        if (files[i].size > CONTRACT_FILE_BYTES)
            return ERROR(error, ERR_TOO_LARGE, files[i].name,
                         arena_format(actor->arena, "%d MB", CONTRACT_FILE_BYTES / 1000000));
    return 0;
}

static int make_vault(struct db *db, void *argument, struct error *error)
{
    struct taking *taking = argument;
    return vault_create(db, &taking->vault, error);
}

static int write_blobs(struct taking *taking, struct error *error)
{
    const struct web_actor *actor = taking->actor;
    int failed = 0;
    taking->blobs = ARENA_ARRAY(actor->arena, struct blob, taking->count);
    for (size_t i = 0; !failed && i < taking->count; i++)
        failed = blob_write_fd(actor->store, taking->vault, taking->files[i].fd, actor->arena,
                               &taking->blobs[i], error);
    return failed;
}

static int insert_file(struct db *db, const struct taking *taking, size_t index,
                       struct error *error)
{
    const struct contract_upload *upload = &taking->files[index];
    struct str sealed;
    int failed = vault_seal(db, taking->vault, upload->name, taking->actor->arena, &sealed, error);
    if (!failed)
        failed = blob_link(db, &taking->blobs[index], error);
    return failed ? failed
                  : DB_RUN(db, error,
                           "INSERT INTO contract_inspection_file (inspection, name, blob, size,"
                           " state) VALUES ($1, $2, $3, $4, 'waiting')",
                           db_int(taking->id), db_bytes(sealed), db_text(taking->blobs[index].id),
                           db_int(upload->size));
}

static int check_count(struct db *db, const struct taking *taking, struct error *error)
{
    int64_t count;
    int failed = DB_GET_INT(db, error, &count, STR("files"),
                            "SELECT count(*) FROM contract_inspection_file WHERE inspection = $1",
                            db_int(taking->id));
    if (!failed && count > CONTRACT_FILES)
        failed = ERROR(error, ERR_CONTRACT_TOO_MANY,
                       arena_format(taking->actor->arena, "%d", CONTRACT_FILES));
    return failed;
}

static int insert_files(struct db *db, const struct taking *taking, struct str action,
                        struct error *error)
{
    struct arena *arena = taking->actor->arena;
    struct str key = arena_format(arena, "%lld", (long long)taking->id);
    int failed = 0;
    for (size_t i = 0; !failed && i < taking->count; i++)
        failed = insert_file(db, taking, i, error);
    if (!failed)
        failed = check_count(db, taking, error);
    if (!failed)
        failed = DB_RUN(db, error,
                        "UPDATE contract_inspection SET state = 'waiting', why = '', finished ="
                        " NULL, files = (SELECT count(*) FROM contract_inspection_file WHERE"
                        " inspection = $1) WHERE id = $1",
                        db_int(taking->id));
    if (!failed)
        failed = job_add(db, STR("contract.inspect"), key,
                         ARENA_JOIN(arena, STR("{\"inspection\":"), key, STR("}")), 0, error);
    return failed ? failed
                  : contract_audit(db, taking->actor, action, taking->id,
                                   arena_format(arena, "{\"files\":%zu}", taking->count), error);
}

static int create_body(struct db *db, void *argument, struct error *error)
{
    struct taking *taking = argument;
    int64_t kept = taking->days * 24 * 3600 * US_PER_SECOND;
    int failed = DB_INSERT(db, error, &taking->id,
                           "INSERT INTO contract_inspection (commission, person, vault, state,"
                           " created, erase_at) VALUES ($1, $2, $3, 'waiting', $4, $5)"
                           " RETURNING id",
                           db_int(taking->actor->commission), db_int(taking->actor->person),
                           db_int(taking->vault), db_int(db_time(db)), db_int(db_time(db) + kept));
    return failed ? failed : insert_files(db, taking, STR("inspection.create"), error);
}

int contract_inspection_create(const struct web_actor *actor, const struct contract_upload *files,
                               size_t count, int64_t days, int64_t *id, struct error *error)
{
    struct taking taking = {.actor = actor, .files = files, .count = count, .days = days};
    int failed = check_uploads(actor, files, count, error);
    if (!failed)
        failed = store_write(actor->store, make_vault, &taking, error);
    if (!failed)
        failed = write_blobs(&taking, error);
    if (!failed)
        failed = store_write(actor->store, create_body, &taking, error);
    *id = taking.id;
    return failed;
}

/* Reading -------------------------------------------------------------------------------------- */

#define COLUMNS                                                                                    \
    "SELECT i.id, i.person, i.vault, i.state, i.why, i.created, i.finished, i.erase_at, i.files,"  \
    " i.not_passed, i.not_read, (SELECT count(*) FROM contract_inspection_file f"                  \
    " WHERE f.inspection = i.id AND f.state = 'done'), (SELECT f.name FROM"                        \
    " contract_inspection_file f WHERE f.inspection = i.id ORDER BY f.id LIMIT 1)"                 \
    " FROM contract_inspection i"

static struct contract_inspection take_row(struct db_rows *rows, struct arena *arena)
{
    return (struct contract_inspection){
        .id = db_column_int(rows, 0),
        .person = db_column_int(rows, 1),
        .vault = db_column_int(rows, 2),
        .state = state_of(db_column_copy(rows, 3, arena)),
        .why = db_column_copy(rows, 4, arena),
        .created = db_column_int(rows, 5),
        .finished = db_column_int(rows, 6),
        .erase_at = db_column_int(rows, 7),
        .file_count = db_column_int(rows, 8),
        .not_passed = db_column_int(rows, 9),
        .not_read = db_column_int(rows, 10),
        .done_count = db_column_int(rows, 11),
        .first_name = db_column_is_null(rows, 12) ? STR("") : db_column_copy(rows, 12, arena),
    };
}

static int open_name(struct db *db, struct contract_inspection *row, struct arena *arena,
                     struct error *error)
{
    return row->first_name.n
               ? vault_open(db, row->vault, row->first_name, arena, &row->first_name, error)
               : 0;
}

struct listing {
    const struct web_actor *actor;
    struct contract_inspection *out;
    size_t count;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct listing *listing = argument;
    struct db_rows *rows;
    listing->count = 0;
    int failed =
        DB_QUERY(db, error, &rows, COLUMNS " WHERE i.commission = $1 ORDER BY i.id DESC LIMIT $2",
                 db_int(listing->actor->commission), db_int(CONTRACT_LIST));
    if (failed)
        return failed;
    while (listing->count < CONTRACT_LIST && db_next(rows))
        listing->out[listing->count++] = take_row(rows, listing->actor->arena);
    failed = db_finish(rows, error);
    for (size_t i = 0; !failed && i < listing->count; i++)
        failed = open_name(db, &listing->out[i], listing->actor->arena, error);
    return failed;
}

int contract_inspection_list(const struct web_actor *actor, struct contract_inspection **out,
                             size_t *count, struct error *error)
{
    struct listing listing = {
        .actor = actor,
        .out = ARENA_ARRAY(actor->arena, struct contract_inspection, CONTRACT_LIST)};
    int failed = store_read(actor->store, list_body, &listing, error);
    *out = listing.out;
    *count = listing.count;
    return failed;
}

struct reading {
    const struct web_actor *actor;
    int64_t id;
    struct contract_inspection *out;
};

static int read_files(struct db *db, const struct reading *reading, struct error *error)
{
    struct contract_inspection *out = reading->out;
    struct arena *arena = reading->actor->arena;
    struct db_rows *rows;
    out->files = ARENA_ARRAY(arena, struct contract_file, CONTRACT_FILES);
    int failed = DB_QUERY(db, error, &rows,
                          "SELECT id, size, name, blob, state, record, scan_outcome, scan_words,"
                          " scan_engine FROM contract_inspection_file WHERE inspection = $1"
                          " ORDER BY id",
                          db_int(out->id));
    if (failed)
        return failed;
    while (out->count < CONTRACT_FILES && db_next(rows))
        out->files[out->count++] = (struct contract_file){
            .id = db_column_int(rows, 0),
            .size = db_column_int(rows, 1),
            .name = db_column_copy(rows, 2, arena),
            .blob = db_column_copy(rows, 3, arena),
            .done = str_equal(db_column_copy(rows, 4, arena), STR("done")),
            .record = db_column_copy(rows, 5, arena),
            .scan_outcome = db_column_copy(rows, 6, arena),
            .scan_words = db_column_copy(rows, 7, arena),
            .scan_engine = db_column_copy(rows, 8, arena),
        };
    failed = db_finish(rows, error);
    for (size_t i = 0; !failed && i < out->count; i++)
        failed = vault_open(db, out->vault, out->files[i].name, arena, &out->files[i].name, error);
    return failed;
}

static int read_row(struct db *db, const struct reading *reading, struct error *error)
{
    struct db_rows *rows;
    *reading->out = (struct contract_inspection){0};
    int failed = DB_QUERY(db, error, &rows, COLUMNS " WHERE i.id = $1 AND i.commission = $2",
                          db_int(reading->id), db_int(reading->actor->commission));
    if (failed)
        return failed;
    if (db_next(rows))
        *reading->out = take_row(rows, reading->actor->arena);
    failed = db_finish(rows, error);
    if (!failed && reading->out->id == 0)
        failed = ERROR(error, ERR_NOT_FOUND, BOTH("点検", "the inspection"));
    return failed ? failed : open_name(db, reading->out, reading->actor->arena, error);
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    const struct reading *reading = argument;
    int failed = read_row(db, reading, error);
    return failed || reading->out->state == CONTRACT_ERASED ? failed
                                                            : read_files(db, reading, error);
}

int contract_inspection_read(const struct web_actor *actor, int64_t id,
                             struct contract_inspection *out, struct error *error)
{
    struct reading reading = {actor, id, out};
    return store_read(actor->store, read_body, &reading, error);
}

struct owner {
    int64_t id, commission;
};

static int owner_body(struct db *db, void *argument, struct error *error)
{
    struct owner *owner = argument;
    struct db_rows *rows;
    int failed =
        DB_QUERY(db, error, &rows, "SELECT commission FROM contract_inspection WHERE id = $1",
                 db_int(owner->id));
    if (failed)
        return failed;
    owner->commission = db_next(rows) ? db_column_int(rows, 0) : 0;
    return db_finish(rows, error);
}

int contract_inspection_commission(struct store *store, int64_t id, int64_t *commission,
                                   struct error *error)
{
    struct owner owner = {.id = id};
    int failed = store_read(store, owner_body, &owner, error);
    *commission = owner.commission;
    return failed;
}

/* Adding, stopping, erasing ---------------------------------------------------------------------
 */

static int add_body(struct db *db, void *argument, struct error *error)
{
    struct taking *taking = argument;
    struct contract_inspection row;
    const struct reading reading = {taking->actor, taking->id, &row};
    int failed = read_row(db, &reading, error);
    if (!failed && row.state == CONTRACT_ERASED)
        failed = ERROR(error, ERR_CONTRACT_STATE, STR(""));
    return failed ? failed : insert_files(db, taking, STR("inspection.add"), error);
}

int contract_inspection_add(const struct web_actor *actor, int64_t id,
                            const struct contract_upload *files, size_t count, struct error *error)
{
    struct taking taking = {.actor = actor, .files = files, .count = count, .id = id};
    struct contract_inspection row;
    int failed = check_uploads(actor, files, count, error);
    if (!failed)
        failed = contract_inspection_read(actor, id, &row, error);
    if (failed)
        return failed;
    taking.vault = row.vault;
    if (row.state == CONTRACT_ERASED)
        return ERROR(error, ERR_CONTRACT_STATE, STR(""));
    failed = write_blobs(&taking, error);
    return failed ? failed : store_write(actor->store, add_body, &taking, error);
}

static int cancel_body(struct db *db, void *argument, struct error *error)
{
    const struct reading *reading = argument;
    int failed = read_row(db, reading, error);
    if (!failed && reading->out->state > CONTRACT_RUNNING)
        failed = ERROR(error, ERR_CONTRACT_STATE, STR(""));
    if (!failed)
        failed = DB_RUN(db, error,
                        "UPDATE contract_inspection SET state = 'cancelled', finished = $2"
                        " WHERE id = $1",
                        db_int(reading->id), db_int(db_time(db)));
    return failed ? failed
                  : contract_audit(db, reading->actor, STR("inspection.cancel"), reading->id,
                                   STR("{}"), error);
}

int contract_inspection_cancel(const struct web_actor *actor, int64_t id, struct error *error)
{
    struct contract_inspection row;
    struct reading reading = {actor, id, &row};
    return store_write(actor->store, cancel_body, &reading, error);
}

static int erase_rows(struct db *db, int64_t id, int64_t vault, struct error *error)
{
    int failed = DB_RUN(db, error,
                        "DELETE FROM contract_inspection_picture WHERE file IN"
                        " (SELECT id FROM contract_inspection_file WHERE inspection = $1)",
                        db_int(id));
    if (!failed)
        failed = DB_RUN(db, error,
                        "DELETE FROM contract_inspection_cleaning WHERE file IN"
                        " (SELECT id FROM contract_inspection_file WHERE inspection = $1)",
                        db_int(id));
    if (!failed)
        failed = DB_RUN(db, error, "DELETE FROM contract_inspection_file WHERE inspection = $1",
                        db_int(id));
    if (!failed)
        failed = DB_RUN(db, error,
                        "UPDATE contract_inspection SET state = 'erased', why = '', finished ="
                        " coalesce(finished, $2) WHERE id = $1",
                        db_int(id), db_int(db_time(db)));
    return failed ? failed : vault_erase(db, vault, error);
}

static int erase_body(struct db *db, void *argument, struct error *error)
{
    const struct reading *reading = argument;
    int failed = read_row(db, reading, error);
    if (!failed && reading->out->state == CONTRACT_ERASED)
        failed = ERROR(error, ERR_CONTRACT_STATE, STR(""));
    if (!failed)
        failed = erase_rows(db, reading->id, reading->out->vault, error);
    return failed ? failed
                  : contract_audit(db, reading->actor, STR("inspection.erase"), reading->id,
                                   reading->actor->person ? STR("{\"by\":\"person\"}")
                                                          : STR("{\"by\":\"time\"}"),
                                   error);
}

int contract_inspection_erase(const struct web_actor *actor, int64_t id, struct error *error)
{
    struct contract_inspection row;
    struct reading reading = {actor, id, &row};
    return store_write(actor->store, erase_body, &reading, error);
}

enum { TIDY_LIMIT = 100 };
struct overdue {
    int64_t id[TIDY_LIMIT], commission[TIDY_LIMIT];
    size_t count;
};

static int find_overdue(struct db *db, void *argument, struct error *error)
{
    struct overdue *overdue = argument;
    struct db_rows *rows;
    overdue->count = 0;
    int failed = DB_QUERY(db, error, &rows,
                          "SELECT id, commission FROM contract_inspection WHERE state <> 'erased'"
                          " AND erase_at <= $1 ORDER BY erase_at LIMIT $2",
                          db_int(db_time(db)), db_int(TIDY_LIMIT));
    if (failed)
        return failed;
    while (overdue->count < TIDY_LIMIT && db_next(rows)) {
        overdue->id[overdue->count] = db_column_int(rows, 0);
        overdue->commission[overdue->count++] = db_column_int(rows, 1);
    }
    return db_finish(rows, error);
}

int contract_inspection_tidy(struct store *store, const struct web_services *services,
                             struct arena *arena, struct error *error)
{
    (void)services;
    struct overdue overdue;
    int failed = store_read(store, find_overdue, &overdue, error);
    for (size_t i = 0; !failed && i < overdue.count; i++) {
        const struct web_actor program = {
            .store = store, .arena = arena, .commission = overdue.commission[i]};
        failed = contract_inspection_erase(&program, overdue.id[i], error);
        if (failed == ERR_CONTRACT_STATE || failed == ERR_NOT_FOUND) { /* a person was quicker */
            failed = 0;
            if (error)
                error_clear(error);
        }
    }
    return failed;
}
