#include "web/secret.h"

#include <sodium.h>

#include "base/check.h"

struct str secret_digest(struct str key, struct str purpose, struct str text, struct arena *arena)
{
    enum { SIZE = 16 };
    unsigned char hash[SIZE];
    crypto_generichash_state state;
    CHECK(key.n <= crypto_generichash_KEYBYTES_MAX);
    crypto_generichash_init(&state, key.n > 0 ? (const unsigned char *)key.p : NULL, key.n, SIZE);
    crypto_generichash_update(&state, (const unsigned char *)purpose.p, purpose.n);
    crypto_generichash_update(&state, (const unsigned char *)"", 1);
    crypto_generichash_update(&state, (const unsigned char *)text.p, text.n);
    crypto_generichash_final(&state, hash, SIZE);
    char *hex = arena_alloc(arena, 2 * SIZE + 1, 1, 1);
    sodium_bin2hex(hex, 2 * SIZE + 1, hash, SIZE);
    return (struct str){hex, 2 * SIZE};
}
