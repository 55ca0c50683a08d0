/* The encrypted file behind a blob. Format: 8 bytes mark, 24 bytes secretstream header, then pieces
   of 64 KiB (each 17 bytes longer than its plain bytes), the last one tagged final. The vault's
   number is additional data of each piece. Internal. */
#ifndef MEGURI_STORE_BLOB_FILE_H
#define MEGURI_STORE_BLOB_FILE_H

#include "store/blob.h"
#include "store/vault.h"

/* Where plain bytes come from: memory, or a file descriptor (read from offset 0) when fd >= 0. */
struct blob_source {
    struct str bytes;
    int fd;
};
/* Encrypts everything into the open file `to`, known to faults as `name`, and computes both hashes.
   No fsync. */
int blob_encrypt(struct store *store, int64_t vault, const unsigned char key[STORE_KEY_SIZE],
                 const struct blob_source *source, int to, struct str name, struct arena *arena,
                 struct blob *out, struct error *error);

/* Called with each piece of plain bytes in order; non-zero stops. */
typedef int blob_piece(void *argument, struct str piece, struct error *error);
/* ERR_STORE_DAMAGED when any byte differs, something is missing or the id does not fit; pieces given
   before that are then worthless. */
int blob_decrypt(struct store *store, int64_t vault, const unsigned char key[STORE_KEY_SIZE],
                 struct str id, int from, blob_piece *each, void *argument, struct error *error);

#endif
