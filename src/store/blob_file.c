#include "store/blob_file.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/file.h"

enum {
    PIECE = 64 * 1024,
    PIECE_OVERHEAD = crypto_secretstream_xchacha20poly1305_ABYTES,
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    HASH = 32,
};
static const struct str mark = STR_INIT("MGRBLOB1");

struct pieces {
    unsigned char plain[PIECE];
    unsigned char sealed[PIECE + PIECE_OVERHEAD];
};

static struct pieces *pieces_create(void)
{
    struct pieces *pieces = malloc(sizeof *pieces);
    if (!pieces)
        check_fail("out of memory");
    return pieces;
}

static void pieces_destroy(struct pieces *pieces)
{
    sodium_memzero(pieces->plain, sizeof pieces->plain);
    free(pieces);
}

static void hash_start(crypto_generichash_state *state, unsigned char key[STORE_KEY_SIZE])
{
    crypto_generichash_init(state, key, STORE_KEY_SIZE, HASH);
    sodium_memzero(key, STORE_KEY_SIZE);
}

static struct str hash_end(crypto_generichash_state *state, struct arena *arena)
{
    unsigned char hash[HASH];
    crypto_generichash_final(state, hash, HASH);
    char *hex = arena_alloc(arena, 2 * HASH + 1, 1, 1);
    sodium_bin2hex(hex, 2 * HASH + 1, hash, HASH);
    return (struct str){hex, 2 * HASH};
}

/* As many bytes as fit or are left. errno or 0. */
static int read_whole(int fd, unsigned char *to, size_t room, off_t offset, size_t *got)
{
    *got = 0;
    while (*got < room) {
        ssize_t n = pread(fd, to + *got, room - *got, offset + (off_t)*got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        if (n == 0)
            break;
        *got += (size_t)n;
    }
    return 0;
}

static int source_read(const struct context *context, const struct blob_source *source,
                       size_t offset, unsigned char *to, size_t *got)
{
    if (source->fd >= 0) {
        int fault = context_fault(context, FAULT_READ, STR("blob source"));
        return fault ? fault : read_whole(source->fd, to, PIECE, (off_t)offset, got);
    }
    struct str part = str_slice(source->bytes, offset, size_add(offset, PIECE));
    if (part.n)
        memcpy(to, part.p, part.n);
    *got = part.n;
    return 0;
}

struct encryption {
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_generichash_state id, digest;
    int64_t vault;
    int to;
    struct str name;
};

static int write_bytes(const struct context *context, struct encryption *encryption,
                       const unsigned char *bytes, size_t n)
{
    return file_write_all(context, encryption->to, encryption->name,
                          (struct str){(const char *)bytes, n});
}

static int encryption_start(struct store *store, const unsigned char key[STORE_KEY_SIZE],
                            struct encryption *encryption)
{
    unsigned char subkey[STORE_KEY_SIZE], head[8 + HEADER];
    memcpy(head, mark.p, mark.n);
    vault_subkey(key, VAULT_FILE, subkey);
    crypto_secretstream_xchacha20poly1305_init_push(&encryption->stream, head + 8, subkey);
    vault_subkey(key, VAULT_BLOB_ID, subkey);
    hash_start(&encryption->id, subkey);
    store_key(store, STORE_KEY_DIGEST, subkey);
    hash_start(&encryption->digest, subkey);
    return write_bytes(store_context(store), encryption, head, sizeof head);
}

static int encrypt_piece(const struct context *context, struct encryption *encryption,
                         struct pieces *pieces, size_t n, bool last)
{
    crypto_generichash_update(&encryption->id, pieces->plain, n);
    crypto_generichash_update(&encryption->digest, pieces->plain, n);
    unsigned long long sealed = 0;
    crypto_secretstream_xchacha20poly1305_push(
        &encryption->stream, pieces->sealed, &sealed, pieces->plain, n,
        (const unsigned char *)&encryption->vault, sizeof encryption->vault,
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    return write_bytes(context, encryption, pieces->sealed, (size_t)sealed);
}

int blob_encrypt(struct store *store, int64_t vault, const unsigned char key[STORE_KEY_SIZE],
                 const struct blob_source *source, int to, struct str name, struct arena *arena,
                 struct blob *out, struct error *error)
{
    const struct context *context = store_context(store);
    struct pieces *pieces = pieces_create();
    struct encryption encryption = {.vault = vault, .to = to, .name = name};
    int status = encryption_start(store, key, &encryption);
    size_t size = 0, got = PIECE;
    while (status == 0 && got == PIECE) {
        status = source_read(context, source, size, pieces->plain, &got);
        if (status == 0)
            status = encrypt_piece(context, &encryption, pieces, got, got < PIECE);
        size = size_add(size, got);
    }
    pieces_destroy(pieces);
    if (status == 0)
        *out = (struct blob){.vault = vault,
                             .id = hash_end(&encryption.id, arena),
                             .size = (int64_t)size,
                             .digest = hash_end(&encryption.digest, arena)};
    sodium_memzero(&encryption, sizeof encryption);
    return status ? error_from_errno(error, status, STR("blob")) : 0;
}

struct decryption {
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_generichash_state id;
    int64_t vault;
};

static int damaged(struct error *error, struct str id, const char *how)
{
    return ERROR(error, ERR_STORE_DAMAGED, str_slice(id, 0, 16), str_from_c(how));
}

static int decryption_start(const unsigned char key[STORE_KEY_SIZE], struct str id, int from,
                            struct decryption *decryption, struct error *error)
{
    unsigned char subkey[STORE_KEY_SIZE], head[8 + HEADER];
    size_t got = 0;
    int status = read_whole(from, head, sizeof head, 0, &got);
    if (status)
        return error_from_errno(error, status, STR("blob"));
    if (got != sizeof head || memcmp(head, mark.p, mark.n) != 0)
        return damaged(error, id, "head");
    vault_subkey(key, VAULT_FILE, subkey);
    int bad = crypto_secretstream_xchacha20poly1305_init_pull(&decryption->stream, head + 8,
                                                              subkey);
    vault_subkey(key, VAULT_BLOB_ID, subkey);
    hash_start(&decryption->id, subkey);
    return bad ? damaged(error, id, "head") : 0;
}

static int decrypt_piece(struct decryption *decryption, struct pieces *pieces, size_t sealed,
                         struct str id, struct str *plain, bool *last, struct error *error)
{
    unsigned char tag = 0;
    unsigned long long n = 0;
    if (sealed < PIECE_OVERHEAD ||
        crypto_secretstream_xchacha20poly1305_pull(
            &decryption->stream, pieces->plain, &n, &tag, pieces->sealed, sealed,
            (const unsigned char *)&decryption->vault, sizeof decryption->vault) != 0)
        return damaged(error, id, "content");
    crypto_generichash_update(&decryption->id, pieces->plain, n);
    *plain = (struct str){(const char *)pieces->plain, (size_t)n};
    *last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return 0;
}

static int check_id(struct decryption *decryption, struct str id, struct error *error)
{
    struct arena *arena = arena_create();
    bool same = str_equal(hash_end(&decryption->id, arena), id);
    arena_destroy(arena);
    return same ? 0 : damaged(error, id, "id");
}

int blob_decrypt(struct store *store, int64_t vault, const unsigned char key[STORE_KEY_SIZE],
                 struct str id, int from, blob_piece *each, void *argument, struct error *error)
{
    struct pieces *pieces = pieces_create();
    struct decryption decryption = {.vault = vault};
    off_t offset = 8 + HEADER;
    bool last = false;
    int status = decryption_start(key, id, from, &decryption, error);
    while (status == 0 && !last) {
        size_t got = 0;
        struct str plain = {"", 0};
        status = context_fault(store_context(store), FAULT_READ, STR("blob"));
        if (status == 0)
            status = read_whole(from, pieces->sealed, sizeof pieces->sealed, offset, &got);
        if (status)
            status = error_from_errno(error, status, STR("blob"));
        else
            status = decrypt_piece(&decryption, pieces, got, id, &plain, &last, error);
        if (status == 0)
            status = each(argument, plain, error);
        offset += (off_t)got;
    }
    size_t behind = 0;
    if (status == 0 && (read_whole(from, pieces->sealed, 1, offset, &behind) || behind))
        status = damaged(error, id, "length");
    if (status == 0)
        status = check_id(&decryption, id, error);
    pieces_destroy(pieces);
    sodium_memzero(&decryption, sizeof decryption);
    return status;
}
