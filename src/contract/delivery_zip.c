/* Writing the zip of a delivery (APPNOTE 6.3): names in UTF-8, texts packed, all else stored, for
   documents and pictures are packed already. One file at a time is in memory. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "contract/delivery.h"
#include "store/blob.h"

enum { UTF8_NAMES = 0x800, VERSION = 20, DEFLATED = 8, FIXED_DATE = 0x5821 /* 1 January 2024 */ };
static const int64_t most_bytes = UINT32_MAX;

struct zip_out {
    const struct web_actor *actor;
    int fd;
    int64_t at;
    struct buf directory;
    unsigned count;
};

static void put16(struct buf *out, unsigned value)
{
    buf_append_char(out, (char)(value & 0xff));
    buf_append_char(out, (char)(value >> 8 & 0xff));
}

static void put32(struct buf *out, uint32_t value)
{
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

static int put(struct zip_out *zip, struct str bytes, struct error *error)
{
    if ((int64_t)bytes.n > most_bytes - zip->at)
        return ERROR(error, ERR_TOO_LARGE, STR("zip"), STR("4 GiB"));
    int failed = file_write_all(store_context(zip->actor->store), zip->fd, STR("zip"), bytes);
    zip->at += (int64_t)bytes.n;
    return failed ? error_from_errno(error, failed, STR("zip")) : 0;
}

/* What both headers of an entry say. */
static void put_common(struct buf *out, bool packed, uint32_t sum, size_t packed_size, size_t size,
                       struct str name)
{
    put16(out, VERSION);
    put16(out, UTF8_NAMES);
    put16(out, packed ? DEFLATED : 0);
    put16(out, 0);
    put16(out, FIXED_DATE);
    put32(out, sum);
    put32(out, (uint32_t)packed_size);
    put32(out, (uint32_t)size);
    put16(out, (unsigned)name.n);
    put16(out, 0);
}

static bool is_text(struct str name)
{
    static const struct str endings[] = {STR_INIT(".csv"),  STR_INIT(".tsv"), STR_INIT(".txt"),
                                         STR_INIT(".json"), STR_INIT(".xml"), STR_INIT(".svg"),
                                         STR_INIT(".html"), STR_INIT(".md")};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (name.n > endings[i].n &&
            str_equal_nocase(str_slice(name, name.n - endings[i].n, name.n), endings[i]))
            return true;
    return false;
}

/* Raw deflate into `out`; false when it does not get smaller. */
static bool pack(struct str bytes, struct buf *out)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t most = deflateBound(&stream, bytes.n);
    char *room = buf_reserve(out, most);
    stream.next_in = (Bytef *)(uintptr_t)bytes.p; /* zlib only reads it */
    stream.avail_in = (uInt)bytes.n;
    stream.next_out = (Bytef *)room;
    stream.avail_out = (uInt)most;
    int done = deflate(&stream, Z_FINISH);
    size_t size = stream.total_out;
    deflateEnd(&stream);
    buf_commit(out, done == Z_STREAM_END && size < bytes.n ? size : 0);
    return out->n > 0;
}

static int put_entry(struct zip_out *zip, struct str name, struct str bytes, struct error *error)
{
    struct buf head = {0}, packed = {0};
    bool is_packed = is_text(name) && bytes.n && pack(bytes, &packed);
    struct str body = is_packed ? buf_str(&packed) : bytes;
    uint32_t sum = (uint32_t)crc32(0, (const Bytef *)bytes.p, (uInt)bytes.n);
    put32(&zip->directory, 0x02014b50);
    put16(&zip->directory, VERSION);
    put_common(&zip->directory, is_packed, sum, body.n, bytes.n, name);
    put16(&zip->directory, 0); /* comment */
    put16(&zip->directory, 0); /* disk */
    put16(&zip->directory, 0);
    put32(&zip->directory, 0);
    put32(&zip->directory, (uint32_t)zip->at);
    buf_append(&zip->directory, name);
    zip->count++;
    put32(&head, 0x04034b50);
    put_common(&head, is_packed, sum, body.n, bytes.n, name);
    buf_append(&head, name);
    int failed = put(zip, buf_str(&head), error);
    if (!failed)
        failed = put(zip, body, error);
    buf_finish(&head);
    buf_finish(&packed);
    return failed;
}

static int put_blob(struct zip_out *zip, int64_t vault, struct str name, struct str blob,
                    struct error *error)
{
    struct stat status;
    int fd, failed = blob_read_fd(zip->actor->store, vault, blob, &fd, error);
    if (failed)
        return failed;
    if (fstat(fd, &status))
        status.st_size = 0;
    size_t size = (size_t)status.st_size;
    void *bytes = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    if (bytes == MAP_FAILED)
        failed = error_from_errno(error, ENOMEM, name);
    else
        failed = put_entry(zip, name, (struct str){bytes ? bytes : "", size}, error);
    if (bytes && bytes != MAP_FAILED)
        munmap(bytes, size);
    close(fd);
    return failed;
}

static int put_end(struct zip_out *zip, struct error *error)
{
    struct buf end = {0};
    uint32_t start = (uint32_t)zip->at, size = (uint32_t)zip->directory.n;
    int failed = put(zip, buf_str(&zip->directory), error);
    put32(&end, 0x06054b50);
    put32(&end, 0); /* disks */
    put16(&end, zip->count);
    put16(&end, zip->count);
    put32(&end, size);
    put32(&end, start);
    put16(&end, 0);
    if (!failed)
        failed = put(zip, buf_str(&end), error);
    buf_finish(&end);
    return failed;
}

/* Handed-in names are data: what would leave the folder of the zip stays inside. */
static struct str entry_name(struct str name, struct arena *arena)
{
    struct buf out = {0};
    struct str part;
    while (str_cut(&name, '/', &part)) {
        if (part.n == 0 || str_equal(part, STR(".")) || str_equal(part, STR("..")))
            continue;
        buf_append(&out, out.n ? STR("/") : STR(""));
        buf_append(&out, part);
    }
    struct str clean = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return clean.n ? clean : STR("file");
}

/* Files that were handed in under one name get numbers. */
static struct str unique_name(struct str *names, size_t index, struct arena *arena)
{
    struct str name = names[index];
    size_t same = 1, dot = name.n;
    for (size_t i = 0; i < index; i++)
        same += str_equal_nocase(names[i], name);
    while (dot > 0 && name.p[dot - 1] != '.' && name.p[dot - 1] != '/')
        dot--;
    size_t stem = dot > 0 && name.p[dot - 1] == '.' ? dot - 1 : name.n;
    return same == 1
               ? name
               : arena_format(arena, "%" PRIstr " (%zu)%" PRIstr, STR_ARG(str_slice(name, 0, stem)),
                              same, STR_ARG(str_slice(name, stem, name.n)));
}

static int open_nameless(const struct web_actor *actor)
{
    int fd = open(store_directory(actor->store).p, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : memfd_create("zip", MFD_CLOEXEC); /* a file system that cannot */
}

int contract_delivery_zip(const struct web_actor *actor,
                          const struct contract_inspection *inspection, const struct str *copies,
                          int *fd, int64_t *size, struct error *error)
{
    struct zip_out zip = {.actor = actor};
    int failed = 0;
    struct str *names = ARENA_ARRAY(actor->arena, struct str, inspection->count + 1);
    zip.fd = open_nameless(actor);
    if (zip.fd < 0)
        return error_from_errno(error, errno, STR("zip"));
    for (size_t i = 0; i < inspection->count && !failed; i++) {
        names[i] = entry_name(inspection->files[i].name, actor->arena);
        failed = put_blob(&zip, inspection->vault, unique_name(names, i, actor->arena),
                          copies[i].n ? copies[i] : inspection->files[i].blob, error);
    }
    if (!failed)
        failed = put_end(&zip, error);
    buf_finish(&zip.directory);
    if (failed)
        close(zip.fd);
    *fd = zip.fd;
    *size = zip.at;
    return failed;
}
