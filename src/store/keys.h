/* The workspace key: 32 random bytes in DATA/keys/workspace.key (hex, mode 0600), made when the
   workspace is made. All other keys are derived from it or sealed under it. Whoever has the key
   file and the database can read everything; without the file nothing encrypted can be read. */
#ifndef MEGURI_STORE_KEYS_H
#define MEGURI_STORE_KEYS_H

#include "store/store.h"

enum { STORE_KEY_SIZE = 32 };
/* Numbers are part of the stored data: never reuse or change one. */
enum store_key {
    STORE_KEY_VAULT = 1,        /* seals the data keys of vaults */
    STORE_KEY_DIGEST = 2,       /* blob_digest */
    STORE_KEY_AUDIT_CHAIN = 3,
    STORE_KEY_AUDIT_DIGEST = 4, /* audit_digest */
    STORE_KEY_CHECK = 5,        /* proves that key file and database belong together */
    STORE_KEY_ACCOUNT = 6,      /* second factors and other secrets of the room account */
    STORE_KEY_WEB = 7,          /* CSRF and other tokens of the room web */
    STORE_KEY_DESK = 8,         /* case and approval tokens */
};
/* Derived key for one purpose. The caller wipes it (sodium_memzero) after use. */
void store_key(const struct store *store, enum store_key purpose,
               unsigned char out[STORE_KEY_SIZE]);

/* Keyed BLAKE2b-256 of one value as 64 hex digits in the arena. */
struct str store_keyed_digest(const struct store *store, enum store_key purpose, struct str value,
                              struct arena *arena);

/* Internal: reads or makes the key file and compares it with the database. ERR_STORE_KEY. */
int keys_open(struct store *store, struct error *error);

#endif
