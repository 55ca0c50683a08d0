/* Unpacking one entry, piece by piece, against the budget. */
#include <zlib.h>

#include "base/check.h"
#include "inspect/zip.h"

enum { PIECE = 64 * 1024, RATIO = 200, RATIO_FROM = 16 << 20 };

static void say_broken(struct work *work, const struct zip_entry *entry)
{
    work_not_inspected(work, entry->name, STR("zip の中身が壊れています"),
                       STR("the content of the zip is damaged"));
}

/* False when the entry expands beyond reason. */
static bool spend(struct work *work, const struct zip_entry *entry, size_t piece, size_t total)
{
    if (!work_spend(work, (int64_t)piece))
        return false;
    if (total > RATIO_FROM && total / RATIO > entry->data.n) {
        work_over_limit(work, entry->name, STR("圧縮率が異常なため、展開を止めました"),
                        STR("unpacking stopped: unreasonable compression"));
        return false;
    }
    return true;
}

static bool is_readable(struct work *work, const struct zip_entry *entry)
{
    if (entry->is_encrypted) {
        struct inspect_place place = place_part(entry->name, STR(""));
        work_found_plain(work, "OPC-04", &place, STR(""));
        work_not_inspected(work, entry->name,
                           STR("パスワード付きのため検査していません。パスワードを外してください"),
                           STR("not inspected: it needs a password. Remove the password"));
        return false;
    }
    if (!entry->is_sound || (entry->method != 0 && entry->method != 8)) {
        say_broken(work, entry);
        return false;
    }
    return true;
}

static bool pass_stored(struct work *work, const struct zip_entry *entry, zip_sink *sink,
                        void *state, uLong *crc)
{
    struct str rest = entry->data;
    while (rest.n) {
        struct str piece = str_slice(rest, 0, PIECE);
        *crc = crc32(*crc, (const Bytef *)piece.p, (uInt)piece.n);
        if (!work_spend(work, (int64_t)piece.n) || !sink(state, piece))
            return false;
        rest = str_slice(rest, piece.n, rest.n);
    }
    return true;
}

static bool pass_deflated(struct work *work, const struct zip_entry *entry, zip_sink *sink,
                          void *state, uLong *crc)
{
    char block[PIECE];
    z_stream stream = {0};
    CHECK(inflateInit2(&stream, -15) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)entry->data.p;
    stream.avail_in = (uInt)entry->data.n; /* a job's input is below 4 GiB */
    int status = Z_OK;
    bool goes_on = true;
    size_t total = 0;
    while (goes_on && status == Z_OK) {
        stream.next_out = (Bytef *)block;
        stream.avail_out = sizeof block;
        status = inflate(&stream, Z_NO_FLUSH);
        size_t got = sizeof block - stream.avail_out;
        if (got == 0 && status != Z_STREAM_END)
            break;
        *crc = crc32(*crc, (const Bytef *)block, (uInt)got);
        total += got;
        goes_on = spend(work, entry, got, total) && sink(state, (struct str){block, got});
    }
    inflateEnd(&stream);
    if (goes_on && status != Z_STREAM_END) {
        say_broken(work, entry);
        return false;
    }
    return goes_on;
}

bool zip_unpack(struct work *work, const struct zip_entry *entry, zip_sink *sink, void *state)
{
    if (!is_readable(work, entry))
        return false;
    uLong crc = crc32(0, NULL, 0);
    bool whole = entry->method == 0 ? pass_stored(work, entry, sink, state, &crc)
                                    : pass_deflated(work, entry, sink, state, &crc);
    if (whole && (uint32_t)crc != entry->crc) {
        struct inspect_place place = place_part(entry->name, STR("CRC-32"));
        work_found_plain(work, "OPC-03", &place, STR(""));
    }
    return whole;
}

struct whole {
    struct buf out;
    size_t most;
};

static bool append(void *state, struct str piece)
{
    struct whole *whole = state;
    if (piece.n > whole->most - whole->out.n)
        return false;
    buf_append(&whole->out, piece);
    return true;
}

bool zip_read(struct work *work, const struct zip_entry *entry, size_t most, struct str *out)
{
    *out = STR("");
    if (entry->method == 0 && entry->is_sound && !entry->is_encrypted && entry->data.n <= most &&
        work_spend(work, (int64_t)entry->data.n)) {
        *out = entry->data; /* stored: lies in the file already */
        return true;
    }
    struct whole whole = {.most = most};
    bool read = zip_unpack(work, entry, append, &whole);
    if (!read && whole.out.n && work->budget->expanded >= 0 && entry->size > most)
        work_over_limit(work, entry->name, STR("中のファイルが大きすぎるため検査していません"),
                        STR("not inspected: the file inside is too large"));
    if (read)
        *out = arena_copy(work->arena, buf_str(&whole.out));
    buf_finish(&whole.out);
    return read;
}
