/* Metadata out of pictures. The coded pixels and what is needed to show them (colour profile,
   orientation, Adobe's transform mark) are copied byte by byte. */
#include <string.h>

#include "base/check.h"
#include "inspect/bytes.h"
#include "inspect/clean_picture.h"

#include <zlib.h>

enum { ORIENTATION = 0x0112 };

/* The orientation of an EXIF block, 1 to 8; 1 when it has none. */
static unsigned orientation_of(struct str tiff)
{
    if (tiff.n < 10)
        return 1;
    bool big = tiff.p[0] == 'M';
    size_t at = big ? bytes_u32_big(tiff, 4) : bytes_u32(tiff, 4);
    if (at > tiff.n || tiff.n - at < 2)
        return 1;
    size_t fields = big ? bytes_u16_big(tiff, at) : bytes_u16(tiff, at);
    for (at += 2; fields-- > 0 && tiff.n - at >= 12; at += 12) {
        unsigned tag = big ? bytes_u16_big(tiff, at) : bytes_u16(tiff, at);
        unsigned value = big ? bytes_u16_big(tiff, at + 8) : bytes_u16(tiff, at + 8);
        if (tag == ORIENTATION)
            return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

/* A TIFF block that says the orientation and nothing else. */
static void put_orientation(struct buf *out, unsigned orientation)
{
    const char block[] = {
        'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (char)orientation,
        0,   0,   0,   0, 0, 0, 0};
    buf_append(out, (struct str){block, sizeof block});
}

static void put_u32_big(struct buf *out, uint32_t value)
{
    const char bytes[] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8),
                          (char)value};
    buf_append(out, (struct str){bytes, 4});
}

/* ---- JPEG */

enum jpeg_part { JPEG_KEEP, JPEG_EXIF, JPEG_TEXT, JPEG_TAIL };

static enum jpeg_part jpeg_part(unsigned marker, struct str body)
{
    if (marker == 0xe1 && str_starts(body, (struct str){"Exif\0\0", 6}))
        return JPEG_EXIF;
    if (marker == 0xe0 && str_starts(body, STR("JFXX")))
        return JPEG_EXIF; /* a thumbnail */
    if ((marker == 0xe1 && str_starts(body, STR("http://ns.adobe.com/"))) ||
        (marker == 0xed && str_starts(body, STR("Photoshop 3.0"))) || marker == 0xfe)
        return JPEG_TEXT;
    if (marker == 0xe2 && str_starts(body, (struct str){"MPF\0", 4}))
        return JPEG_TAIL;
    return JPEG_KEEP;
}

static void put_jpeg_segment(const struct picture_choice *choice, unsigned marker,
                             struct str segment, struct buf *out)
{
    struct str body = str_slice(segment, 4, segment.n);
    enum jpeg_part part = jpeg_part(marker, body);
    if (part == JPEG_KEEP || (part == JPEG_EXIF && !choice->exif) ||
        (part == JPEG_TEXT && !choice->texts) || (part == JPEG_TAIL && !choice->tail)) {
        buf_append(out, segment);
        return;
    }
    unsigned orientation =
        part == JPEG_EXIF && marker == 0xe1 ? orientation_of(str_slice(body, 6, body.n)) : 1;
    if (orientation == 1)
        return;
    buf_append(out, (struct str){"\xff\xe1\0\x22"
                                 "Exif\0\0",
                                 10});
    put_orientation(out, orientation);
}

static bool clean_jpeg(const struct picture_choice *choice, struct str bytes, struct buf *out)
{
    size_t at = 2;
    buf_append(out, str_slice(bytes, 0, 2));
    while (at < bytes.n && bytes.n - at >= 2 && bytes_at(bytes, at) == 0xff) {
        unsigned marker = bytes_at(bytes, at + 1);
        if (marker == 0xff) { /* fill byte */
            at++;
            continue;
        }
        if (marker == 0xd9) {
            buf_append(out, str_slice(bytes, at, choice->tail ? at + 2 : bytes.n));
            return true;
        }
        if (bytes.n - at < 4)
            return false;
        size_t length = bytes_u16_big(bytes, at + 2);
        if (length < 2 || length > bytes.n - at - 2)
            return false;
        put_jpeg_segment(choice, marker, str_slice(bytes, at, at + 2 + length), out);
        at += 2 + length;
        if (marker == 0xda) {
            size_t end = image_skip_scan(bytes, at);
            buf_append(out, str_slice(bytes, at, end));
            at = end;
        }
    }
    return false;
}

/* ---- PNG */

static bool is_png_text(struct str type, struct str body)
{
    if (!str_equal(type, STR("tEXt")) && !str_equal(type, STR("iTXt")) &&
        !str_equal(type, STR("zTXt")))
        return false;
    struct str key = str_slice(body, 0, str_find_char(body, 0, 0));
    return !str_equal(key, STR("Software")) && !str_starts(key, STR("date:"));
}

static void put_png_orientation(struct buf *out, unsigned orientation)
{
    if (orientation == 1)
        return;
    struct buf chunk = {0};
    buf_append(&chunk, STR("eXIf"));
    put_orientation(&chunk, orientation);
    put_u32_big(out, (uint32_t)chunk.n - 4);
    buf_append(out, buf_str(&chunk));
    put_u32_big(out, (uint32_t)crc32(0, (const Bytef *)chunk.p, (uInt)chunk.n));
    buf_finish(&chunk);
}

static bool clean_png(const struct picture_choice *choice, struct str bytes, struct buf *out)
{
    buf_append(out, str_slice(bytes, 0, 8));
    for (size_t at = 8; at < bytes.n && bytes.n - at >= 12;) {
        size_t length = bytes_u32_big(bytes, at);
        if (length > bytes.n - at - 12)
            return false;
        struct str type = str_slice(bytes, at + 4, at + 8),
                   body = str_slice(bytes, at + 8, at + 8 + length);
        if (str_equal(type, STR("eXIf")) && choice->exif)
            put_png_orientation(out, orientation_of(body));
        else if (!choice->texts || !is_png_text(type, body))
            buf_append(out, str_slice(bytes, at, at + 12 + length));
        at += 12 + length;
        if (str_equal(type, STR("IEND"))) {
            if (!choice->tail)
                buf_append(out, str_slice(bytes, at, bytes.n));
            return true;
        }
    }
    return false;
}

/* ---- WebP, GIF */

static bool clean_webp(const struct picture_choice *choice, struct str bytes, struct buf *out)
{
    size_t size = bytes.n < 12 ? 0 : bytes_u32(bytes, 4);
    if (size < 4 || size > bytes.n - 8)
        return false;
    buf_append(out, str_slice(bytes, 0, 12));
    size_t at = 12, flags = SIZE_MAX;
    for (; at < size + 8 && size + 8 - at >= 8;) {
        size_t length = bytes_u32(bytes, at + 4);
        struct str type = str_slice(bytes, at, at + 4);
        if (length > size + 8 - at - 8)
            return false;
        size_t end = at + 8 + length + (length & 1);
        if (str_equal(type, STR("VP8X")) && length >= 1)
            flags = out->n + 8;
        if (!(str_equal(type, STR("EXIF")) && choice->exif) &&
            !(str_equal(type, STR("XMP ")) && choice->texts))
            buf_append(out, str_slice(bytes, at, end));
        at = end;
    }
    if (flags != SIZE_MAX && flags < out->n)
        out->p[flags] = (char)(out->p[flags] & ~((choice->exif ? 8 : 0) | (choice->texts ? 4 : 0)));
    for (int i = 0; i < 4; i++)
        out->p[4 + i] = (char)((out->n - 8) >> (8 * i));
    if (!choice->tail && at < bytes.n)
        buf_append(out, str_slice(bytes, at, bytes.n));
    return true;
}

/* Behind the sub-blocks that begin at `at`. */
static size_t skip_blocks(struct str bytes, size_t at)
{
    while (at < bytes.n && bytes_at(bytes, at) != 0) {
        size_t length = bytes_at(bytes, at) + 1;
        if (length > bytes.n - at)
            return SIZE_MAX;
        at += length;
    }
    return at < bytes.n ? at + 1 : SIZE_MAX;
}

static bool clean_gif(const struct picture_choice *choice, struct str bytes, struct buf *out)
{
    size_t end = bytes.n, from = str_find(bytes, STR("\x21\xff\x0bXMP DataXMP"), 0);
    while (end > 0 && bytes.p[end - 1] != 0x3b)
        end--;
    if (end == 0)
        return false;
    size_t to = from == SIZE_MAX ? SIZE_MAX : skip_blocks(bytes, from + 14);
    if (choice->texts && to != SIZE_MAX && to <= end) {
        buf_append(out, str_slice(bytes, 0, from));
        buf_append(out, str_slice(bytes, to, choice->tail ? end : bytes.n));
    } else {
        buf_append(out, str_slice(bytes, 0, choice->tail ? end : bytes.n));
    }
    return true;
}

/* ---- HEIF: its items lie at fixed places, so their bytes are overwritten */

static bool clean_heic(const struct picture_choice *choice, struct str bytes, struct buf *out)
{
    buf_append(out, bytes);
    struct str all = buf_str(out);
    for (size_t at = 0;
         choice->exif && (at = str_find(all, (struct str){"Exif\0\0", 6}, at)) != SIZE_MAX; at += 6)
        clean_tiff_fields(out->p + at + 6, out->n - at - 6, choice, false);
    size_t xmp = choice->texts ? str_find(all, STR("<x:xmpmeta"), 0) : SIZE_MAX;
    size_t end = xmp == SIZE_MAX ? SIZE_MAX : str_find(all, STR("</x:xmpmeta>"), xmp);
    if (end != SIZE_MAX)
        memset(out->p + xmp, ' ', end + 12 - xmp);
    size_t at = 0;
    while (at < bytes.n && bytes.n - at >= 8) {
        size_t length = bytes_u32_big(bytes, at);
        if (length < 8 || length > bytes.n - at)
            break;
        at += length;
    }
    /* A box that says 1 has its size elsewhere, one that says 0 goes to the end: no tail. */
    bool is_box = bytes.n - at >= 4 && bytes_u32_big(bytes, at) <= 1;
    if (choice->tail && at > 0 && at < bytes.n && !is_box)
        out->n = at;
    return true;
}

static bool clean_tiff(const struct picture_choice *choice, struct str bytes, struct buf *out)
{
    buf_append(out, bytes);
    clean_tiff_fields(out->p, out->n, choice, true);
    return true;
}

static bool clean_any(const struct picture_choice *choice, struct str bytes, struct buf *out)
{
    if (str_starts(bytes, STR("\xff\xd8\xff")))
        return clean_jpeg(choice, bytes, out);
    if (str_starts(bytes, STR("\x89PNG")))
        return clean_png(choice, bytes, out);
    if (str_starts(bytes, (struct str){"II*\0", 4}) || str_starts(bytes, (struct str){"MM\0*", 4}))
        return clean_tiff(choice, bytes, out);
    if (str_starts(bytes, STR("GIF8")))
        return clean_gif(choice, bytes, out);
    if (str_starts(bytes, STR("RIFF")))
        return clean_webp(choice, bytes, out);
    return str_equal(str_slice(bytes, 4, 8), STR("ftyp")) && clean_heic(choice, bytes, out);
}

bool clean_picture_bytes(struct arena *arena, struct str bytes, const struct picture_choice *choice,
                         struct str *out)
{
    struct buf cleaned = {0};
    bool changed = clean_any(choice, bytes, &cleaned) && !str_equal(buf_str(&cleaned), bytes);
    *out = changed ? arena_copy(arena, buf_str(&cleaned)) : STR("");
    buf_finish(&cleaned);
    return changed;
}

bool clean_picture(struct clean *clean, struct str *out)
{
    const struct picture_choice choice = {.exif = clean_wants(clean, "IMG-01"),
                                          .texts = clean_wants(clean, "IMG-02"),
                                          .tail = clean_wants(clean, "IMG-03")};
    return clean_picture_bytes(clean->arena, clean->bytes, &choice, out);
}
