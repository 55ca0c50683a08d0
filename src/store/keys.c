#include "store/keys.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "base/file.h"
#include "store/driver.h"

static const char derivation[crypto_kdf_CONTEXTBYTES] = {'m', 'e', 'g', 'u', 'r', 'i', '_', '1'};
static pthread_once_t started = PTHREAD_ONCE_INIT;

static void start_sodium(void)
{
    CHECK(sodium_init() >= 0);
}

void store_key(const struct store *store, enum store_key purpose,
               unsigned char out[STORE_KEY_SIZE])
{
    crypto_kdf_derive_from_key(out, STORE_KEY_SIZE, purpose, derivation, store->key);
}

static struct str hex(const unsigned char *bytes, size_t n, struct arena *arena)
{
    char *text = arena_alloc(arena, 2 * n + 1, 1, 1);
    sodium_bin2hex(text, 2 * n + 1, bytes, n);
    return (struct str){text, 2 * n};
}

struct str store_keyed_digest(const struct store *store, enum store_key purpose, struct str value,
                              struct arena *arena)
{
    unsigned char key[STORE_KEY_SIZE], hash[32];
    store_key(store, purpose, key);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)value.p, value.n, key, sizeof key);
    sodium_memzero(key, sizeof key);
    return hex(hash, sizeof hash, arena);
}

static int file_parse(struct store *store, struct str path, struct str text, struct error *error)
{
    size_t used = 0;
    struct str digits = str_trim(text);
    if (sodium_hex2bin(store->key, KEY_SIZE, digits.p, digits.n, NULL, &used, NULL) != 0 ||
        used != KEY_SIZE || digits.n != 2 * KEY_SIZE)
        return ERROR(error, ERR_STORE_KEY, path);
    return 0;
}

/* The program makes the file 0600; a copy made by hand may be open to everybody on the machine. */
static int file_check_closed(struct str path, struct arena *arena, struct error *error)
{
    struct stat facts;
    if (stat(arena_c(arena, path), &facts))
        return error_from_errno(error, errno, path);
    return facts.st_mode & (S_IRWXG | S_IRWXO) ? ERROR(error, ERR_STORE_KEY_OPEN, path) : 0;
}

static int file_make(struct store *store, struct str path, struct arena *arena,
                     struct error *error)
{
    context_random(&store->context, store->key, KEY_SIZE);
    struct str line = ARENA_JOIN(arena, hex(store->key, KEY_SIZE, arena), STR("\n"));
    return file_write_durable(&store->context, path, line, error);
}

static int read_check(struct db *db, void *argument, struct error *error)
{
    struct str *out = argument;
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows,
                          STR("SELECT value FROM store_workspace WHERE name = 'key.check'"), NULL,
                          0);
    if (status)
        return status;
    if (db_next(rows))
        *out = db_column_copy(rows, 0, db->store->arena);
    return db_finish(rows, error);
}

static int write_check(struct db *db, void *argument, struct error *error)
{
    const struct str *check = argument;
    return DB_RUN(db, error,
                  "INSERT INTO store_workspace (name, value) VALUES ('key.check', $1)"
                  " ON CONFLICT (name) DO NOTHING",
                  db_text(*check));
}

static int open_with(struct store *store, struct arena *arena, struct error *error)
{
    struct str folder = ARENA_JOIN(arena, store->directory, STR("/keys"));
    struct str path = ARENA_JOIN(arena, folder, STR("/workspace.key"));
    struct str recorded = {"", 0}, text;
    int status = file_make_directory(&store->context, folder, error);
    if (status == 0)
        status = store_read(store, read_check, &recorded, error);
    if (status)
        return status;
    if (recorded.n == 0 && !file_exists(path))
        status = file_make(store, path, arena, error);
    else if (!file_exists(path))
        status = ERROR(error, ERR_STORE_KEY, path);
    else if ((status = file_check_closed(path, arena, error)) == 0 &&
             (status = file_read(&store->context, path, 4096, arena, &text, error)) == 0)
        status = file_parse(store, path, text, error);
    if (status)
        return status;
    struct str check = store_keyed_digest(store, STORE_KEY_CHECK, STR("meguri workspace"), arena);
    if (recorded.n == 0)
        status = store_write(store, write_check, &check, error);
    if (status == 0 && recorded.n == 0)
        status = store_read(store, read_check, &recorded, error);
    if (status == 0 && !str_equal_constant_time(check, recorded))
        status = ERROR(error, ERR_STORE_KEY, path);
    return status;
}

int keys_open(struct store *store, struct error *error)
{
    pthread_once(&started, start_sodium);
    struct arena *arena = arena_create();
    int status = open_with(store, arena, error);
    arena_destroy(arena);
    return status;
}
