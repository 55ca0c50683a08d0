#include "inspect/image.h"

#include "inspect/bytes.h"

void image_found(struct image *image, const char *id, const char *element, struct str found)
{
    struct inspect_place place = image->place;
    struct arena *arena = image->work->arena;
    place.element = place.element.n
                        ? ARENA_JOIN(arena, place.element, STR(" "), str_from_c(element))
                        : str_from_c(element);
    work_found(image->work, id, &place, found);
}

void image_check_xmp(struct image *image, struct str xmp)
{
    static const struct str telling[] = {
        STR_INIT("dc:creator"),       STR_INIT("photoshop:"),       STR_INIT("xmpMM:History"),
        STR_INIT("exif:GPS"),         STR_INIT("aux:SerialNumber"), STR_INIT("xmp:CreatorTool"),
        STR_INIT("xmpMM:DocumentID"), STR_INIT("mwg-rs:"),          STR_INIT("dc:description"),
    };
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
        if (str_contains(xmp, telling[i]))
            image_found(image, image->xmp_id, "XMP", telling[i]);
}

static void tail(struct image *image, size_t end)
{
    /* Some cameras and scanners pad with zeros; that hides nothing. */
    size_t at = end;
    while (at < image->bytes.n && image->bytes.p[at] == 0)
        at++;
    if (at >= image->bytes.n)
        return;
    struct image shown = *image;
    shown.place.offset = (int64_t)end;
    image_found(&shown, image->tail_id, "data behind the end",
                arena_format(image->work->arena, "%zu bytes", image->bytes.n - end));
}

static void jpeg_segment(struct image *image, unsigned marker, struct str body)
{
    if (marker == 0xe1 && str_starts(body, (struct str){"Exif\0\0", 6}))
        image_walk_tiff(image, str_slice(body, 6, body.n), false);
    else if (marker == 0xe1 && str_starts(body, STR("http://ns.adobe.com/")))
        image_check_xmp(image, body);
    else if (marker == 0xed && str_starts(body, STR("Photoshop 3.0")))
        image_found(image, image->xmp_id, "IPTC/8BIM",
                    arena_format(image->work->arena, "%zu bytes", body.n));
    else if (marker == 0xe2 && str_starts(body, (struct str){"MPF\0", 4}))
        image_found(image, image->tail_id, "MPF", STR("MPF"));
    else if (marker == 0xfe)
        image_found(image, image->xmp_id, "comment", body);
}

/* Offset behind the entropy-coded data that begins at `at`: the next marker that is no restart. */
size_t image_skip_scan(struct str bytes, size_t at)
{
    while (at + 1 < bytes.n) {
        size_t mark = str_find_char(bytes, '\xff', at);
        if (mark == SIZE_MAX || mark + 1 >= bytes.n)
            return bytes.n;
        unsigned next = bytes_at(bytes, mark + 1);
        if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7))
            return mark;
        at = mark + (next == 0xff ? 1 : 2);
    }
    return bytes.n;
}

static bool walk_jpeg(struct image *image)
{
    struct str bytes = image->bytes;
    size_t at = 2;
    while (bytes.n - at >= 2 && at < bytes.n) {
        if (bytes_at(bytes, at) != 0xff)
            return false;
        unsigned marker = bytes_at(bytes, at + 1);
        if (marker == 0xff) {
            at++;
            continue;
        }
        if (marker == 0xd9) {
            tail(image, at + 2);
            return true;
        }
        if (bytes.n - at < 4)
            return false;
        size_t length = bytes_u16_big(bytes, at + 2);
        if (length < 2 || length > bytes.n - at - 2)
            return false;
        jpeg_segment(image, marker, str_slice(bytes, at + 4, at + 2 + length));
        at += 2 + length;
        if (marker == 0xda)
            at = image_skip_scan(bytes, at);
    }
    return false;
}

static void png_chunk(struct image *image, struct str type, struct str body)
{
    if (str_equal(type, STR("eXIf")))
        image_walk_tiff(image, body, false);
    else if (str_equal(type, STR("iTXt")) && str_starts(body, STR("XML:com.adobe.xmp")))
        image_check_xmp(image, body);
    else if (str_equal(type, STR("tEXt")) || str_equal(type, STR("iTXt")) ||
             str_equal(type, STR("zTXt"))) {
        struct str key = str_slice(body, 0, str_find_char(body, 0, 0));
        if (!str_equal(key, STR("Software")) && !str_starts(key, STR("date:")))
            image_found(image, image->xmp_id, "text", body);
    }
}

static bool walk_png(struct image *image)
{
    struct str bytes = image->bytes;
    for (size_t at = 8; at < bytes.n && bytes.n - at >= 12;) {
        size_t length = bytes_u32_big(bytes, at);
        if (length > bytes.n - at - 12)
            return false;
        struct str type = str_slice(bytes, at + 4, at + 8);
        png_chunk(image, type, str_slice(bytes, at + 8, at + 8 + length));
        at += 12 + length;
        if (str_equal(type, STR("IEND"))) {
            tail(image, at);
            return true;
        }
    }
    return false;
}

static bool walk_webp(struct image *image)
{
    struct str bytes = image->bytes;
    size_t size = bytes.n < 12 ? 0 : bytes_u32(bytes, 4);
    if (size < 4 || size > bytes.n - 8)
        return false;
    for (size_t at = 12; at < size + 8 && size + 8 - at >= 8;) {
        size_t length = bytes_u32(bytes, at + 4);
        struct str type = str_slice(bytes, at, at + 4);
        if (length > size + 8 - at - 8)
            return false;
        struct str body = str_slice(bytes, at + 8, at + 8 + length);
        if (str_equal(type, STR("EXIF")))
            image_walk_tiff(
                image, str_starts(body, STR("Exif")) ? str_slice(body, 6, body.n) : body, false);
        else if (str_equal(type, STR("XMP ")))
            image_check_xmp(image, body);
        at += 8 + length + (length & 1);
    }
    tail(image, size + 8 + (size & 1));
    return true;
}

/* HEIF keeps EXIF and XMP as items whose bytes lie in mdat; their beginnings are unmistakable. */
static bool walk_heic(struct image *image)
{
    struct str bytes = image->bytes;
    size_t boxes = 0, at = 0;
    while (at < bytes.n && bytes.n - at >= 8 && boxes++ < 10000) {
        size_t length = bytes_u32_big(bytes, at);
        if (length == 0)
            length = bytes.n - at;
        if (length == 1 || length < 8 || length > bytes.n - at)
            break;
        at += length;
    }
    for (size_t from = 0; (from = str_find(bytes, (struct str){"Exif\0\0", 6}, from)) != SIZE_MAX;
         from += 6)
        image_walk_tiff(image, str_slice(bytes, from + 6, bytes.n), false);
    size_t xmp = str_find(bytes, STR("<x:xmpmeta"), 0);
    if (xmp != SIZE_MAX)
        image_check_xmp(image, str_slice(bytes, xmp, xmp + (1 << 20)));
    if (at < bytes.n)
        tail(image, at);
    return boxes > 1;
}

static bool walk_gif(struct image *image)
{
    struct str bytes = image->bytes;
    size_t end = bytes.n;
    while (end > 0 && bytes.p[end - 1] != 0x3b)
        end--;
    if (end < 14)
        return false;
    size_t xmp = str_find(bytes, STR("XMP DataXMP"), 0);
    if (xmp != SIZE_MAX)
        image_check_xmp(image, str_slice(bytes, xmp, bytes.n));
    tail(image, end);
    return true;
}

static bool walk_tiff(struct image *image)
{
    image_walk_tiff(image, image->bytes, true);
    return image->bytes.n > 8;
}

static void inspect_file(struct work *work, bool (*walk)(struct image *image))
{
    struct image image = {.work = work,
                          .bytes = work->bytes,
                          .exif_id = "IMG-01",
                          .xmp_id = "IMG-02",
                          .tail_id = "IMG-03",
                          .place = {.offset = -1}};
    if (!walk(&image))
        work_not_inspected(work, STR(""), STR("画像の構造が壊れています"),
                           STR("the structure of the picture is damaged"));
}

void image_inspect_jpeg(struct work *work)
{
    inspect_file(work, walk_jpeg);
}
void image_inspect_png(struct work *work)
{
    inspect_file(work, walk_png);
}
void image_inspect_tiff(struct work *work)
{
    inspect_file(work, walk_tiff);
}
void image_inspect_heic(struct work *work)
{
    inspect_file(work, walk_heic);
}
void image_inspect_webp(struct work *work)
{
    inspect_file(work, walk_webp);
}
void image_inspect_gif(struct work *work)
{
    inspect_file(work, walk_gif);
}

bool image_inspect_part(struct work *work, const char *id, const struct inspect_place *place,
                        struct str bytes)
{
    struct image image = {
        .work = work, .bytes = bytes, .exif_id = id, .xmp_id = id, .tail_id = id, .place = *place};
    if (str_starts(bytes, STR("\xff\xd8\xff")))
        return walk_jpeg(&image);
    if (str_starts(bytes, STR("\x89PNG")))
        return walk_png(&image);
    if (str_starts(bytes, (struct str){"II*\0", 4}) || str_starts(bytes, (struct str){"MM\0*", 4}))
        return walk_tiff(&image);
    if (str_starts(bytes, STR("GIF8")))
        return walk_gif(&image);
    return true; /* EMF, WMF, SVG and others: drawings without such blocks */
}
