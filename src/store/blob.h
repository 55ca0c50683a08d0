/* Bytes outside the database: encrypted files in the data directory under one data key per vault.
   A vault is what is erased at once (one per case; one for mail that has no case yet). Destroying
   the vault's key makes its blobs and its encrypted fields unreadable; a backup made earlier still
   holds the sealed key and is useless only to those who lack the workspace key, so backups have an
   end date (docs/architecture.md). */
#ifndef MEGURI_STORE_BLOB_H
#define MEGURI_STORE_BLOB_H

#include "store/store.h"

/* A new vault with a fresh data key (sealed under the workspace key). In the caller's transaction. */
int vault_create(struct db *db, int64_t *vault, struct error *error);
/* Destroys the key and the blobs' rows; the files are removed by blob_sweep. Irreversible.
   ERR_STORE_ERASED when there is nothing to erase. */
int vault_erase(struct db *db, int64_t vault, struct error *error);
/* Field encryption under the vault's key (XChaCha20-Poly1305, random nonce). */
int vault_seal(struct db *db, int64_t vault, struct str plain, struct arena *arena, struct str *out,
               struct error *error);
/* ERR_STORE_ERASED when the vault's key is gone. */
int vault_open(struct db *db, int64_t vault, struct str sealed, struct arena *arena,
               struct str *out, struct error *error);

/* Writing a blob has two steps, so that bytes are durable before the row that names them:
   1. blob_write: encrypt to a temporary file, fsync, rename, fsync of the directory. No transaction.
   2. blob_link inside the transaction that refers to it. A blob never linked is swept by a job. */
struct blob {
    int64_t vault;
    struct str id;      /* 64 hex digits: hash keyed by the vault's key over the plain bytes */
    int64_t size;       /* plain bytes */
    struct str digest;  /* 64 hex digits: hash of the plain bytes keyed by the workspace key; equal for equal
                           bytes in any vault (finding the same mail twice) */
};
int blob_write(struct store *store, int64_t vault, struct str bytes, struct arena *arena,
               struct blob *out, struct error *error);
/* From an open file descriptor (read from its start), without holding it in memory. */
int blob_write_fd(struct store *store, int64_t vault, int fd, struct arena *arena,
                  struct blob *out, struct error *error);
int blob_link(struct db *db, const struct blob *blob, struct error *error);
int blob_unlink(struct db *db, int64_t vault, struct str id, struct error *error);
/* The digest alone, before anything is written. */
struct str blob_digest(struct store *store, struct str bytes, struct arena *arena);

/* Removes the files that no row names and that are older than `least_age` microseconds (a day is
   right: a blob may be written long before it is linked), and those of erased vaults. For a job. */
int blob_sweep(struct store *store, int64_t least_age, int64_t *removed, struct error *error);

/* Reading: whole, or as a decrypted anonymous file (memfd, sealed) for the worker and for streaming. */
int blob_read(struct store *store, int64_t vault, struct str id, size_t limit, struct arena *arena,
              struct str *out, struct error *error);
int blob_read_fd(struct store *store, int64_t vault, struct str id, int *fd, struct error *error);

#endif
