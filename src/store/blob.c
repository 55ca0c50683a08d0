/* Blobs in DATA/blobs/xx/VAULT-ID, xx being the first two digits of the id. New files are made in
   DATA/blobs/incoming and renamed when they are durable. */
#include "store/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/file.h"
#include "store/blob_file.h"
#include "store/blob_folder.h"
#include "store/driver.h"
#include "store/lock.h"

struct key_request {
    int64_t vault;
    unsigned char key[STORE_KEY_SIZE];
};

static int read_key(struct db *db, void *argument, struct error *error)
{
    struct key_request *request = argument;
    return vault_key(db, request->vault, request->key, error);
}

/* A sweep that has just found the old file unreferenced must not remove the new one. */
static int move_in(struct store *store, struct str from, struct str to, struct error *error)
{
    int lock = -1;
    int status = lock_take(&store->context, store->directory, blob_sweep_lock, LOCK_WAIT_SHARED,
                           &lock, error);
    if (status)
        return status;
    status = file_rename_durable(&store->context, from, to);
    lock_release(lock);
    return status ? error_from_errno(error, status, STR("blob")) : 0;
}

static int write_to(struct store *store, struct key_request *request, int to, struct str temporary,
                    const struct blob_source *source, struct arena *arena, struct blob *out,
                    struct error *error)
{
    int status = blob_encrypt(store, request->vault, request->key, source, to, temporary, arena,
                              out, error);
    if (status)
        return status;
    status = file_sync(&store->context, to, temporary);
    return status ? error_from_errno(error, status, STR("blob")) : 0;
}

static int write_source(struct store *store, struct key_request *request,
                        const struct blob_source *source, struct arena *arena, struct blob *out,
                        struct error *error)
{
    struct str temporary =
        ARENA_JOIN(arena, store->directory, STR("/blobs/incoming/"),
                   context_random_hex(&store->context, 12, arena));
    int status = context_fault(&store->context, FAULT_OPEN, temporary);
    int to = -1;
    if (status == 0) {
        to = open(temporary.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        status = to < 0 ? errno : 0;
    }
    if (status)
        return error_from_errno(error, status, STR("blob"));
    status = write_to(store, request, to, temporary, source, arena, out, error);
    if (close(to) != 0 && status == 0)
        status = error_from_errno(error, errno, STR("blob"));
    if (status == 0)
        status = move_in(store, temporary, blob_path(store, out->vault, out->id, arena), error);
    if (status)
        unlink(temporary.p);
    return status;
}

static int write_blob(struct store *store, int64_t vault, const struct blob_source *source,
                      struct arena *arena, struct blob *out, struct error *error)
{
    struct key_request request = {.vault = vault};
    int status = store_read(store, read_key, &request, error);
    if (status == 0)
        status = write_source(store, &request, source, arena, out, error);
    sodium_memzero(&request, sizeof request);
    return status;
}

int blob_write(struct store *store, int64_t vault, struct str bytes, struct arena *arena,
               struct blob *out, struct error *error)
{
    struct blob_source source = {bytes, -1};
    return write_blob(store, vault, &source, arena, out, error);
}

int blob_write_fd(struct store *store, int64_t vault, int fd, struct arena *arena, struct blob *out,
                  struct error *error)
{
    CHECK(fd >= 0);
    struct blob_source source = {{"", 0}, fd};
    return write_blob(store, vault, &source, arena, out, error);
}

int blob_link(struct db *db, const struct blob *blob, struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO store_blob (vault, id, size, digest, links, created)"
                  " VALUES ($1, $2, $3, $4, 1, $5)"
                  " ON CONFLICT (vault, id) DO UPDATE SET links = store_blob.links + 1",
                  db_int(blob->vault), db_text(blob->id), db_int(blob->size),
                  db_text(blob->digest), db_int(db_time(db)));
}

int blob_unlink(struct db *db, int64_t vault, struct str id, struct error *error)
{
    int64_t changed = 0;
    int status = db_run(db, error, &changed,
                        STR("UPDATE store_blob SET links = links - 1 WHERE vault = $1 AND id = $2"),
                        (const struct db_value[]){db_int(vault), db_text(id)}, 2);
    if (status)
        return status;
    if (changed == 0)
        return ERROR(error, ERR_NOT_FOUND, str_slice(id, 0, 16));
    return DB_RUN(db, error, "DELETE FROM store_blob WHERE vault = $1 AND id = $2 AND links <= 0",
                  db_int(vault), db_text(id));
}

struct str blob_digest(struct store *store, struct str bytes, struct arena *arena)
{
    return store_keyed_digest(store, STORE_KEY_DIGEST, bytes, arena);
}

static int read_blob(struct store *store, int64_t vault, struct str id, blob_piece *each,
                     void *argument, struct error *error)
{
    struct key_request request = {.vault = vault};
    int status = store_read(store, read_key, &request, error);
    if (status)
        return status;
    struct arena *arena = arena_create();
    struct str path = blob_path(store, vault, id, arena);
    status = context_fault(&store->context, FAULT_OPEN, path);
    int from = status ? -1 : open(path.p, O_RDONLY | O_CLOEXEC);
    if (from < 0) {
        status = status ? status : errno;
        status = status == ENOENT
                     ? ERROR(error, ERR_STORE_DAMAGED, str_slice(id, 0, 16), STR("no file"))
                     : error_from_errno(error, status, STR("blob"));
    } else {
        status = blob_decrypt(store, vault, request.key, id, from, each, argument, error);
        close(from);
    }
    sodium_memzero(&request, sizeof request);
    arena_destroy(arena);
    return status;
}

struct gathering {
    struct buf content;
    size_t limit;
    struct str id;
};

static int gather(void *argument, struct str piece, struct error *error)
{
    struct gathering *gathering = argument;
    if (piece.n > gathering->limit - gathering->content.n) {
        struct arena *arena = arena_create();
        int status = ERROR(error, ERR_TOO_LARGE, str_slice(gathering->id, 0, 16),
                           arena_format(arena, "%zu bytes", gathering->limit));
        arena_destroy(arena);
        return status;
    }
    buf_append(&gathering->content, piece);
    return 0;
}

int blob_read(struct store *store, int64_t vault, struct str id, size_t limit, struct arena *arena,
              struct str *out, struct error *error)
{
    struct gathering gathering = {.limit = limit, .id = id};
    int status = read_blob(store, vault, id, gather, &gathering, error);
    if (status == 0)
        *out = arena_copy(arena, buf_str(&gathering.content));
    if (gathering.content.n)
        sodium_memzero(gathering.content.p, gathering.content.n);
    buf_finish(&gathering.content);
    return status;
}

struct pouring {
    const struct context *context;
    int fd;
};

static int pour(void *argument, struct str piece, struct error *error)
{
    struct pouring *pouring = argument;
    int status = file_write_all(pouring->context, pouring->fd, STR("blob in memory"), piece);
    return status ? error_from_errno(error, status, STR("blob")) : 0;
}

int blob_read_fd(struct store *store, int64_t vault, struct str id, int *fd, struct error *error)
{
    struct pouring pouring = {&store->context,
                              memfd_create("meguri-blob", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (pouring.fd < 0)
        return error_from_errno(error, errno, STR("memfd"));
    int status = read_blob(store, vault, id, pour, &pouring, error);
    if (status == 0 &&
        (lseek(pouring.fd, 0, SEEK_SET) != 0 ||
         fcntl(pouring.fd, F_ADD_SEALS,
               F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0))
        status = error_from_errno(error, errno, STR("memfd"));
    if (status)
        close(pouring.fd);
    else
        *fd = pouring.fd;
    return status;
}
