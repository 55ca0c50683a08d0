/* Generated files that show what a clamd looks at. Zips without compression: what they cost is their
   size. The EICAR test file (www.eicar.org) is put together at run time, so that no scanner finds it
   in this program. */
#include <string.h>

#include <zlib.h>

#include "net/clamd_call.h"

enum { PIECE = 64 * 1024, LEVELS = 110 /* clamd allows at most 100 */ };

struct member {
    struct str name;
    uint32_t crc, size, offset;
};

static void put_number(struct buf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_append_char(out, (char)(value >> (8 * i) & 255));
}

/* What both headers of a member share: stored, no date, sizes known. */
static void put_common(struct buf *out, const struct member *m)
{
    put_number(out, 20, 2);
    put_number(out, 0, 2);
    put_number(out, 0, 2);
    put_number(out, 0, 2);
    put_number(out, 0x21, 2); /* 1980-01-01 */
    put_number(out, m->crc, 4);
    put_number(out, m->size, 4);
    put_number(out, m->size, 4);
    put_number(out, (uint32_t)m->name.n, 2);
    put_number(out, 0, 2);
}

static void put_local(struct buf *out, const struct member *m)
{
    put_number(out, 0x04034b50, 4);
    put_common(out, m);
    buf_append(out, m->name);
}

static void put_directory(struct buf *out, const struct member *members, uint32_t count,
                          uint32_t offset)
{
    size_t before = out->n;
    for (uint32_t i = 0; i < count; i++) {
        put_number(out, 0x02014b50, 4);
        put_number(out, 20, 2);
        put_common(out, &members[i]);
        put_number(out, 0, 2);
        put_number(out, 0, 2);
        put_number(out, 0, 2);
        put_number(out, 0, 4);
        put_number(out, members[i].offset, 4);
        buf_append(out, members[i].name);
    }
    uint32_t size = (uint32_t)(out->n - before);
    put_number(out, 0x06054b50, 4);
    put_number(out, 0, 4);
    put_number(out, count, 2);
    put_number(out, count, 2);
    put_number(out, size, 4);
    put_number(out, offset, 4);
    put_number(out, 0, 2);
}

static uint32_t crc_of(struct str s)
{
    return (uint32_t)crc32(0, (const unsigned char *)s.p, (unsigned)s.n);
}

static int flush(struct clamd_call *call, struct buf *out, struct error *error)
{
    int e = clamd_call_chunk(call, buf_str(out), error);
    buf_clear(out);
    return e;
}

static int stream_zeros(struct clamd_call *call, uint32_t size, struct error *error)
{
    static const char zeros[PIECE];
    int e = 0;
    for (uint32_t left = size; e == 0 && left > 0 && !call->refused;) {
        uint32_t n = left < PIECE ? left : PIECE;
        e = clamd_call_chunk(call, (struct str){zeros, n}, error);
        left -= n;
    }
    return e;
}

static uint32_t crc_of_zeros(uint32_t size)
{
    static const unsigned char zeros[PIECE];
    unsigned long crc = 0;
    for (uint32_t left = size; left > 0;) {
        uint32_t n = left < PIECE ? left : PIECE;
        crc = crc32(crc, zeros, n);
        left -= n;
    }
    return (uint32_t)crc;
}

int clamd_probe_stream(struct clamd_call *call, int64_t size, struct error *error)
{
    static const char first[] = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR";
    static const char second[] = "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    struct buf eicar = {0}, out = {0};
    buf_append(&eicar, str_from_c(first));
    buf_append(&eicar, str_from_c(second));
    struct member members[2] = {
        {STR("padding.bin"), crc_of_zeros((uint32_t)size), (uint32_t)size, 0},
        {STR("eicar.com"), crc_of(buf_str(&eicar)), (uint32_t)eicar.n, 0},
    };
    put_local(&out, &members[0]);
    members[1].offset = (uint32_t)(out.n + members[0].size);
    int e = flush(call, &out, error);
    if (e == 0)
        e = stream_zeros(call, members[0].size, error);
    put_local(&out, &members[1]);
    buf_append(&out, buf_str(&eicar));
    put_directory(&out, members, 2, members[1].offset + (uint32_t)out.n);
    if (e == 0)
        e = flush(call, &out, error);
    buf_finish(&eicar);
    buf_finish(&out);
    return e;
}

void clamd_probe_nested(struct buf *out)
{
    struct buf inner = {0};
    buf_append(&inner, STR("meguri"));
    for (int level = 0; level < LEVELS; level++) {
        struct member member = {STR("n"), crc_of(buf_str(&inner)), (uint32_t)inner.n, 0};
        buf_clear(out);
        put_local(out, &member);
        buf_append(out, buf_str(&inner));
        put_directory(out, &member, 1, (uint32_t)out->n);
        buf_clear(&inner);
        buf_append(&inner, buf_str(out));
    }
    buf_finish(&inner);
}
