#include "base/wire.h"

#include <string.h>

#include "base/check.h"

void wire_put_u32(struct buf *out, uint32_t value)
{
    buf_append(out, (struct str){(const char *)&value, sizeof value});
}

void wire_put_i64(struct buf *out, int64_t value)
{
    buf_append(out, (struct str){(const char *)&value, sizeof value});
}

void wire_put_str(struct buf *out, struct str text)
{
    CHECK(text.n <= UINT32_MAX);
    wire_put_u32(out, (uint32_t)text.n);
    buf_append(out, text);
}

static bool take(struct wire_reader *reader, void *out, size_t n)
{
    if (reader->broken || n > reader->rest.n) {
        reader->broken = true;
        memset(out, 0, n);
        return false;
    }
    memcpy(out, reader->rest.p, n);
    reader->rest = str_slice(reader->rest, n, reader->rest.n);
    return true;
}

uint32_t wire_u32(struct wire_reader *reader)
{
    uint32_t value;
    take(reader, &value, sizeof value);
    return value;
}

int64_t wire_i64(struct wire_reader *reader)
{
    int64_t value;
    take(reader, &value, sizeof value);
    return value;
}

struct str wire_str(struct wire_reader *reader)
{
    uint32_t n = wire_u32(reader);
    if (reader->broken || n > reader->rest.n) {
        reader->broken = true;
        return STR("");
    }
    struct str text = str_slice(reader->rest, 0, n);
    reader->rest = str_slice(reader->rest, n, reader->rest.n);
    return text;
}

size_t wire_count(struct wire_reader *reader, size_t least)
{
    uint32_t count = wire_u32(reader);
    if (count > reader->rest.n / least)
        reader->broken = true;
    return reader->broken ? 0 : count;
}
