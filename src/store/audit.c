/* Audit rows, their chain and its proof. Each hash is BLAKE2b-256, keyed, over the hash before it,
   the number and every column, so that nobody without the key file can make a chain that fits. */
#include "store/audit.h"

#include <sodium.h>
#include <string.h>

#include "base/check.h"
#include "base/file.h"
#include "store/driver.h"
#include "store/keys.h"

enum { HASH_DIGITS = 64, BATCH = 2000 };
static const char first_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";

struct sealed_row {
    int64_t id, time, commission, actor, object_id, number;
    struct str action, object, detail, address, hash;
};
static const struct str row_columns = STR_INIT(
    "SELECT id, time, commission, actor, object_id, number, action, object, detail, address, hash"
    " FROM store_audit ");

static void row_read(struct db_rows *rows, struct arena *arena, struct sealed_row *out)
{
    *out = (struct sealed_row){
        .id = db_column_int(rows, 0),
        .time = db_column_int(rows, 1),
        .commission = db_column_int(rows, 2),
        .actor = db_column_int(rows, 3),
        .object_id = db_column_int(rows, 4),
        .number = db_column_int(rows, 5),
        .action = db_column_copy(rows, 6, arena),
        .object = db_column_copy(rows, 7, arena),
        .detail = db_column_copy(rows, 8, arena),
        .address = db_column_copy(rows, 9, arena),
        .hash = db_column_copy(rows, 10, arena),
    };
}

int audit_write(struct db *db, const struct audit_entry *entry, struct error *error)
{
    struct arena *arena = arena_create();
    struct str address = entry->address.n
                             ? audit_digest(db_store(db), entry->address, arena)
                             : (struct str){"", 0};
    int status = DB_RUN(db, error,
                        "INSERT INTO store_audit"
                        " (time, commission, actor, action, object, object_id, detail, address)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                        db_int(db_time(db)), db_int(entry->commission), db_int(entry->actor),
                        db_text(entry->action), db_text(entry->object),
                        db_int(entry->object_id), db_text(entry->detail), db_text(address));
    arena_destroy(arena);
    return status;
}

struct str audit_digest(struct store *store, struct str value, struct arena *arena)
{
    return store_keyed_digest(store, STORE_KEY_AUDIT_DIGEST, value, arena);
}

static void add_number(crypto_generichash_state *state, int64_t value)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void add_text(crypto_generichash_state *state, struct str text)
{
    add_number(state, (int64_t)text.n);
    crypto_generichash_update(state, (const unsigned char *)text.p, text.n);
}

static struct str row_hash(const struct store *store, struct str before,
                           const struct sealed_row *row, int64_t number, struct arena *arena)
{
    unsigned char key[STORE_KEY_SIZE], hash[32];
    crypto_generichash_state state;
    store_key(store, STORE_KEY_AUDIT_CHAIN, key);
    crypto_generichash_init(&state, key, sizeof key, sizeof hash);
    add_text(&state, before);
    const int64_t numbers[] = {number,     row->id,    row->time,
                               row->commission, row->actor, row->object_id};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        add_number(&state, numbers[i]);
    add_text(&state, row->action);
    add_text(&state, row->object);
    add_text(&state, row->detail);
    add_text(&state, row->address);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_memzero(key, sizeof key);
    sodium_memzero(&state, sizeof state);
    char *hex = arena_alloc(arena, HASH_DIGITS + 1, 1, 1);
    sodium_bin2hex(hex, HASH_DIGITS + 1, hash, sizeof hash);
    return (struct str){hex, HASH_DIGITS};
}

static int read_rows(struct db *db, struct str sql, int64_t from, struct arena *arena,
                     struct sealed_row *out, size_t *count, struct error *error)
{
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows, sql,
                          (const struct db_value[]){db_int(from), db_int(BATCH)}, 2);
    if (status)
        return status;
    for (*count = 0; *count < BATCH && db_next(rows); (*count)++)
        row_read(rows, arena, &out[*count]);
    return db_finish(rows, error);
}

static struct str rows_after(struct arena *arena, const char *condition)
{
    return ARENA_JOIN(arena, row_columns, str_from_c(condition));
}

struct sealing {
    struct arena *arena; /* of the caller: head */
    struct str head;
    int64_t number, sealed;
    bool more;
};

static int read_head(struct db *db, struct sealing *sealing, struct error *error)
{
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows,
                          STR("SELECT number, hash FROM store_audit WHERE number IS NOT NULL"
                              " ORDER BY number DESC LIMIT 1"),
                          NULL, 0);
    if (status)
        return status;
    sealing->number = 0;
    sealing->head = (struct str){first_hash, HASH_DIGITS};
    if (db_next(rows)) {
        sealing->number = db_column_int(rows, 0);
        sealing->head = db_column_copy(rows, 1, sealing->arena);
    }
    return db_finish(rows, error);
}

static int seal_rows(struct db *db, struct sealing *sealing, const struct sealed_row *rows,
                     size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct str hash =
            row_hash(db_store(db), sealing->head, &rows[i], sealing->number + 1, sealing->arena);
        int status = DB_RUN(db, error,
                            "UPDATE store_audit SET number = $2, hash = $3 WHERE id = $1",
                            db_int(rows[i].id), db_int(sealing->number + 1), db_text(hash));
        if (status)
            return status;
        sealing->number++;
        sealing->head = hash;
    }
    return 0;
}

static int seal_batch(struct db *db, void *argument, struct error *error)
{
    struct sealing *sealing = argument;
    struct arena *arena = arena_create();
    struct sealed_row *rows = ARENA_ARRAY(arena, struct sealed_row, BATCH);
    size_t count = 0;
    int status = read_head(db, sealing, error);
    if (status == 0)
        status = read_rows(
            db, rows_after(arena, "WHERE number IS NULL AND id > $1 ORDER BY id LIMIT $2"), 0,
            arena, rows, &count, error);
    if (status == 0)
        status = seal_rows(db, sealing, rows, count, error);
    sealing->sealed = (int64_t)count;
    sealing->more = count == BATCH;
    arena_destroy(arena);
    return status;
}

static struct str head_path(const struct store *store, struct arena *arena)
{
    return ARENA_JOIN(arena, store->directory, STR("/audit/head"));
}

static int write_head(struct store *store, const struct sealing *sealing, struct error *error)
{
    struct arena *arena = arena_create();
    struct str folder = ARENA_JOIN(arena, store->directory, STR("/audit"));
    struct str line = arena_format(arena, "%lld %" PRIstr "\n", (long long)sealing->number,
                                   STR_ARG(sealing->head));
    int status = file_make_directory(&store->context, folder, error);
    if (status == 0)
        status = file_write_durable(&store->context, head_path(store, arena), line, error);
    arena_destroy(arena);
    return status;
}

int audit_seal(struct store *store, struct arena *arena, struct str *head, int64_t *sealed,
               struct error *error)
{
    CHECK(!db_inside(store));
    struct sealing sealing = {.arena = arena, .more = true};
    int status = store_check_open(error);
    *sealed = 0;
    while (status == 0 && sealing.more) {
        status = store->driver->write_alone(store, ALONE_SEAL, seal_batch, &sealing, error);
        if (status == 0)
            *sealed += sealing.sealed;
    }
    if (status == 0 && *sealed > 0)
        status = write_head(store, &sealing, error);
    *head = sealing.head;
    return status;
}

/* What the head file says; number 0 when there is none. */
struct known_head {
    int64_t number;
    struct str hash;
};

struct verifying {
    struct arena *arena;
    struct known_head known;
    int64_t number;
    struct str head;
};

static int does_not_fit(struct error *error, int64_t number, const char *how)
{
    struct arena *arena = arena_create();
    int status = ERROR(error, ERR_STORE_AUDIT, arena_format(arena, "%lld", (long long)number),
                       str_from_c(how));
    arena_destroy(arena);
    return status;
}

static int verify_row(struct store *store, struct verifying *verifying,
                      const struct sealed_row *row, struct arena *arena, struct error *error)
{
    int64_t expected = verifying->number + 1;
    if (row->number != expected)
        return does_not_fit(error, expected, "missing");
    struct str hash = row_hash(store, verifying->head, row, expected, arena);
    if (!str_equal(hash, row->hash))
        return does_not_fit(error, expected, "content");
    if (expected == verifying->known.number && !str_equal(hash, verifying->known.hash))
        return does_not_fit(error, expected, "head");
    verifying->number = expected;
    verifying->head = arena_copy(verifying->arena, hash);
    return 0;
}

static int verify_batch(struct db *db, struct verifying *verifying, struct arena *arena,
                        size_t *count, struct error *error)
{
    struct sealed_row *rows = ARENA_ARRAY(arena, struct sealed_row, BATCH);
    int status = read_rows(
        db, rows_after(arena, "WHERE number > $1 ORDER BY number LIMIT $2"),
        verifying->number ? verifying->number : INT64_MIN, arena, rows, count, error);
    for (size_t i = 0; i < *count && status == 0; i++)
        status = verify_row(db_store(db), verifying, &rows[i], arena, error);
    return status;
}

static int verify_all(struct db *db, void *argument, struct error *error)
{
    struct verifying *verifying = argument;
    size_t count = BATCH;
    int status = 0;
    verifying->number = 0;
    verifying->head = (struct str){first_hash, HASH_DIGITS};
    while (status == 0 && count == BATCH) {
        struct arena *arena = arena_create();
        status = verify_batch(db, verifying, arena, &count, error);
        arena_destroy(arena);
    }
    if (status == 0 && verifying->known.number > verifying->number)
        status = does_not_fit(error, verifying->number + 1, "missing");
    return status;
}

static int read_head_file(struct store *store, struct arena *arena, struct known_head *out,
                          struct error *error)
{
    struct str path = head_path(store, arena), text, number;
    if (!file_exists(path))
        return 0;
    int status = file_read(&store->context, path, 4096, arena, &text, error);
    if (status)
        return status;
    struct str rest = str_trim(text);
    if (!str_cut(&rest, ' ', &number) || !str_to_int64(number, &out->number) || !rest.p)
        return ERROR(error, ERR_STORE_AUDIT, STR("0"), path);
    out->hash = rest;
    return 0;
}

int audit_verify(struct store *store, int64_t *count, struct error *error)
{
    struct verifying verifying = {.arena = arena_create()};
    int status = read_head_file(store, verifying.arena, &verifying.known, error);
    if (status == 0)
        status = store_read(store, verify_all, &verifying, error);
    *count = verifying.number;
    arena_destroy(verifying.arena);
    return status;
}
