/* Keys of a vault for the files of the store. Internal. */
#ifndef MEGURI_STORE_VAULT_H
#define MEGURI_STORE_VAULT_H

#include "store/keys.h"

enum vault_purpose { VAULT_FILE = 1, VAULT_FIELD = 2, VAULT_BLOB_ID = 3 };

/* The vault's data key, opened. ERR_NOT_FOUND, ERR_STORE_ERASED. The caller wipes it. */
int vault_key(struct db *db, int64_t vault, unsigned char out[STORE_KEY_SIZE],
              struct error *error);
void vault_subkey(const unsigned char key[STORE_KEY_SIZE], enum vault_purpose purpose,
                  unsigned char out[STORE_KEY_SIZE]);

#endif
