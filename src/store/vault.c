/* Vaults: one random data key each, sealed under the workspace key in the table store_vault; field
   encryption under it. Sealed form: 24 bytes nonce, then XChaCha20-Poly1305 with the vault's number
   as additional data, so that a sealed value cannot be moved to another vault. */
#include "store/vault.h"

#include <sodium.h>
#include <string.h>

#include "base/check.h"
#include "store/blob.h"

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEALED_KEY = NONCE + STORE_KEY_SIZE + TAG,
};

static const char derivation[crypto_kdf_CONTEXTBYTES] = {'m', 'e', 'g', 'u', 'r', 'i', '_', 'v'};

void vault_subkey(const unsigned char key[STORE_KEY_SIZE], enum vault_purpose purpose,
                  unsigned char out[STORE_KEY_SIZE])
{
    crypto_kdf_derive_from_key(out, STORE_KEY_SIZE, purpose, derivation, key);
}

static void seal(const struct context *context, const unsigned char *key, int64_t vault,
                 struct str plain, unsigned char *out)
{
    context_random(context, out, NONCE);
    unsigned long long used = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, &used, (const unsigned char *)plain.p,
                                               plain.n, (const unsigned char *)&vault,
                                               sizeof vault, NULL, out, key);
}

static bool unseal(const unsigned char *key, int64_t vault, struct str sealed, unsigned char *out)
{
    if (sealed.n < NONCE + TAG)
        return false;
    const unsigned char *bytes = (const unsigned char *)sealed.p;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, bytes + NONCE,
                                                      sealed.n - NONCE,
                                                      (const unsigned char *)&vault, sizeof vault,
                                                      bytes, key) == 0;
}

static int vault_error(struct error *error, enum err code, int64_t vault)
{
    struct arena *arena = arena_create();
    struct str name = arena_format(arena, "vault %lld", (long long)vault);
    int status = ERROR(error, code, name, STR("key"));
    arena_destroy(arena);
    return status;
}

int vault_create(struct db *db, int64_t *vault, struct error *error)
{
    int status = DB_INSERT(db, error, vault,
                           "INSERT INTO store_vault (created) VALUES ($1) RETURNING id",
                           db_int(db_time(db)));
    if (status)
        return status;
    unsigned char above[STORE_KEY_SIZE], key[STORE_KEY_SIZE], sealed[SEALED_KEY];
    store_key(db_store(db), STORE_KEY_VAULT, above);
    context_random(db_context(db), key, sizeof key);
    seal(db_context(db), above, *vault, (struct str){(const char *)key, sizeof key}, sealed);
    sodium_memzero(above, sizeof above);
    sodium_memzero(key, sizeof key);
    return DB_RUN(db, error, "UPDATE store_vault SET sealed = $2 WHERE id = $1", db_int(*vault),
                  db_bytes(((struct str){(const char *)sealed, sizeof sealed})));
}

int vault_erase(struct db *db, int64_t vault, struct error *error)
{
    int64_t changed = 0;
    int status =
        db_run(db, error, &changed,
               STR("UPDATE store_vault SET sealed = NULL, erased = $2"
                   " WHERE id = $1 AND erased IS NULL"),
               (const struct db_value[]){db_int(vault), db_int(db_time(db))}, 2);
    if (status)
        return status;
    if (changed == 0)
        return vault_error(error, ERR_STORE_ERASED, vault);
    return DB_RUN(db, error, "DELETE FROM store_blob WHERE vault = $1", db_int(vault));
}

int vault_key(struct db *db, int64_t vault, unsigned char out[STORE_KEY_SIZE], struct error *error)
{
    struct db_rows *rows = NULL;
    int status = DB_QUERY(db, error, &rows, "SELECT sealed FROM store_vault WHERE id = $1",
                          db_int(vault));
    if (status)
        return status;
    enum err problem = ERR_NONE;
    if (!db_next(rows)) {
        problem = ERR_NOT_FOUND;
    } else if (db_column_is_null(rows, 0)) {
        problem = ERR_STORE_ERASED;
    } else {
        unsigned char above[STORE_KEY_SIZE];
        store_key(db_store(db), STORE_KEY_VAULT, above);
        struct str sealed = db_column_text(rows, 0);
        if (sealed.n != SEALED_KEY || !unseal(above, vault, sealed, out))
            problem = ERR_STORE_DAMAGED;
        sodium_memzero(above, sizeof above);
    }
    status = db_finish(rows, error);
    return status || !problem ? status : vault_error(error, problem, vault);
}

static int field_key(struct db *db, int64_t vault, unsigned char out[STORE_KEY_SIZE],
                     struct error *error)
{
    unsigned char key[STORE_KEY_SIZE];
    int status = vault_key(db, vault, key, error);
    if (status)
        return status;
    vault_subkey(key, VAULT_FIELD, out);
    sodium_memzero(key, sizeof key);
    return 0;
}

int vault_seal(struct db *db, int64_t vault, struct str plain, struct arena *arena, struct str *out,
               struct error *error)
{
    unsigned char key[STORE_KEY_SIZE];
    int status = field_key(db, vault, key, error);
    if (status)
        return status;
    size_t n = size_add(plain.n, NONCE + TAG);
    unsigned char *sealed = arena_alloc(arena, n, 1, 1);
    seal(db_context(db), key, vault, plain, sealed);
    sodium_memzero(key, sizeof key);
    *out = (struct str){(const char *)sealed, n};
    return 0;
}

int vault_open(struct db *db, int64_t vault, struct str sealed, struct arena *arena,
               struct str *out, struct error *error)
{
    unsigned char key[STORE_KEY_SIZE];
    int status = field_key(db, vault, key, error);
    if (status)
        return status;
    unsigned char *plain = arena_alloc(arena, size_add(sealed.n, 1), 1, 1);
    bool opened = unseal(key, vault, sealed, plain);
    sodium_memzero(key, sizeof key);
    if (!opened)
        return vault_error(error, ERR_STORE_DAMAGED, vault);
    *out = (struct str){(const char *)plain, sealed.n - NONCE - TAG};
    return 0;
}
