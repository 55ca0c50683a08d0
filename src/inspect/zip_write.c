#include "inspect/zip_write.h"

#include <zlib.h>

#include "base/check.h"

enum { FIRST_OF_1980 = 0x21, FOLDER = 0x10, KEPT_FLAGS = 0x806, MOST_ENTRIES = 65534 };

static void put_u16(struct buf *out, size_t value)
{
    buf_append_char(out, (char)value);
    buf_append_char(out, (char)(value >> 8));
}

static void put_u32(struct buf *out, size_t value)
{
    put_u16(out, value & 0xffff);
    put_u16(out, value >> 16 & 0xffff);
}

struct packed {
    struct str bytes;
    size_t size;
    uint32_t crc;
    unsigned method, flags;
};

/* What the local header and the directory say alike. */
static void put_common(struct buf *out, const struct packed *packed, struct str name)
{
    put_u16(out, 20); /* version that is needed */
    put_u16(out, packed->flags);
    put_u16(out, packed->method);
    put_u16(out, 0);
    put_u16(out, FIRST_OF_1980);
    put_u32(out, packed->crc);
    put_u32(out, packed->bytes.n);
    put_u32(out, packed->size);
    put_u16(out, name.n);
    put_u16(out, 0); /* extra fields */
}

static void put_entry(struct zip_writer *writer, const struct zip_entry *entry,
                      const struct packed *packed)
{
    const size_t most = UINT32_MAX - 1;
    struct str name = entry->raw_name;
    if (writer->count == MOST_ENTRIES || packed->size > most || packed->bytes.n > most ||
        writer->out.n > most - packed->bytes.n) {
        writer->too_large = true;
        return;
    }
    size_t offset = writer->out.n;
    buf_append(&writer->out, STR("PK\3\4"));
    put_common(&writer->out, packed, name);
    buf_append(&writer->out, name);
    buf_append(&writer->out, packed->bytes);
    buf_append(&writer->directory, STR("PK\1\2"));
    put_u16(&writer->directory, 20); /* version that made it, for DOS */
    put_common(&writer->directory, packed, name);
    put_u16(&writer->directory, 0); /* comment */
    put_u16(&writer->directory, 0); /* disk */
    put_u16(&writer->directory, 0); /* internal attributes */
    put_u32(&writer->directory, entry->is_folder ? FOLDER : 0);
    put_u32(&writer->directory, offset);
    buf_append(&writer->directory, name);
    writer->count++;
}

void zip_write_copy(struct zip_writer *writer, const struct zip_entry *entry)
{
    const struct packed packed = {.bytes = entry->data,
                                  .size = (size_t)entry->size,
                                  .crc = entry->crc,
                                  .method = entry->method,
                                  .flags = entry->flags & KEPT_FLAGS};
    put_entry(writer, entry, &packed);
}

static void deflate_all(struct str bytes, struct buf *out)
{
    z_stream stream = {0};
    CHECK(deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)bytes.p;
    stream.avail_in = (uInt)bytes.n;
    size_t room = deflateBound(&stream, (uLong)bytes.n);
    stream.next_out = (Bytef *)buf_reserve(out, room);
    stream.avail_out = (uInt)room;
    CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    buf_commit(out, room - stream.avail_out);
    deflateEnd(&stream);
}

void zip_write_new(struct zip_writer *writer, const struct zip_entry *entry, struct str bytes)
{
    struct buf deflated = {0};
    if (bytes.n > UINT32_MAX / 2) {
        writer->too_large = true;
        return;
    }
    struct packed packed = {.bytes = bytes,
                            .size = bytes.n,
                            .crc = (uint32_t)crc32(0, (const Bytef *)bytes.p, (uInt)bytes.n),
                            .method = entry->method,
                            .flags = entry->flags & 0x800};
    if (entry->method != 0) {
        deflate_all(bytes, &deflated);
        packed.bytes = buf_str(&deflated);
        packed.method = Z_DEFLATED;
    }
    put_entry(writer, entry, &packed);
    buf_finish(&deflated);
}

bool zip_write_end(struct zip_writer *writer, struct arena *arena, struct str *out)
{
    size_t start = writer->out.n;
    bool fits = !writer->too_large && start < UINT32_MAX - writer->directory.n;
    if (fits) {
        buf_append(&writer->out, buf_str(&writer->directory));
        buf_append(&writer->out, (struct str){"PK\5\6\0\0\0\0", 8});
        put_u16(&writer->out, writer->count);
        put_u16(&writer->out, writer->count);
        put_u32(&writer->out, writer->directory.n);
        put_u32(&writer->out, start);
        put_u16(&writer->out, 0); /* comment */
        *out = arena_copy(arena, buf_str(&writer->out));
    }
    buf_finish(&writer->out);
    buf_finish(&writer->directory);
    return fits;
}
