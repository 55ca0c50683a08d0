/* The directories of TIFF and EXIF (TIFF 6.0, EXIF 2.32). */
#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/image.h"

enum { MOST_DIRECTORIES = 64, MOST_FIELDS = 1000 };

struct walk {
    struct image *image;
    struct str tiff;
    bool is_big, is_file;
    uint32_t queue[MOST_DIRECTORIES];
    size_t count;
};

static uint32_t number(const struct walk *walk, size_t at, int size)
{
    if (size == 2)
        return walk->is_big ? bytes_u16_big(walk->tiff, at) : bytes_u16(walk->tiff, at);
    return walk->is_big ? bytes_u32_big(walk->tiff, at) : bytes_u32(walk->tiff, at);
}

static void enqueue(struct walk *walk, uint32_t offset)
{
    for (size_t i = 0; i < walk->count; i++)
        if (walk->queue[i] == offset)
            return; /* a circle */
    if (offset && walk->count < MOST_DIRECTORIES)
        walk->queue[walk->count++] = offset;
}

/* Fields that say who, where, with what, or what the picture was before. */
static const struct {
    uint16_t tag;
    const char *name;
    bool is_serious; /* in the picture's own directory: also of a TIFF file */
} telling[] = {
    {0x010e, "ImageDescription", true}, {0x010f, "Make", false},
    {0x0110, "Model", false},           {0x0131, "Software", false},
    {0x013b, "Artist", true},           {0x013c, "HostComputer", true},
    {0x8298, "Copyright", true},        {0x9003, "DateTimeOriginal", false},
    {0x927c, "MakerNote", true},        {0x9286, "UserComment", true},
    {0x9c9b, "XPTitle", true},          {0x9c9c, "XPComment", true},
    {0x9c9d, "XPAuthor", true},         {0x9c9e, "XPKeywords", true},
    {0x9c9f, "XPSubject", true},        {0xa430, "CameraOwnerName", true},
    {0xa431, "BodySerialNumber", true}, {0xa435, "LensSerialNumber", true},
    {0xa420, "ImageUniqueID", true},
};

bool image_tells(uint32_t tag, bool is_file)
{
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
        if (telling[i].tag == tag)
            return telling[i].is_serious || !is_file;
    return false;
}

static struct str value_of(const struct walk *walk, size_t field)
{
    static const uint8_t sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    uint32_t type = number(walk, field + 2, 2), count = number(walk, field + 4, 4);
    if (type == 0 || type >= sizeof sizes)
        return STR("");
    uint64_t length = (uint64_t)count * sizes[type];
    uint64_t at = length <= 4 ? field + 8 : number(walk, field + 8, 4);
    if (at > walk->tiff.n || length > walk->tiff.n - at)
        return STR("");
    return str_slice(walk->tiff, (size_t)at, (size_t)(at + length));
}

static struct str readable(struct arena *arena, struct str value)
{
    size_t n = value.n;
    while (n > 0 && (value.p[n - 1] == 0 || value.p[n - 1] == ' '))
        n--;
    value.n = n;
    return text_is_valid_utf8(value) ? value : arena_format(arena, "%zu bytes", value.n);
}

static void report_telling(struct walk *walk, uint32_t tag, size_t field)
{
    struct image *image = walk->image;
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        if (telling[i].tag != tag)
            continue;
        struct str value = readable(image->work->arena, value_of(walk, field));
        if (value.n && (telling[i].is_serious || !walk->is_file))
            image_found(image, image->exif_id, telling[i].name, value);
    }
}

static void read_field(struct walk *walk, size_t field)
{
    uint32_t tag = number(walk, field, 2);
    struct image *image = walk->image;
    switch (tag) {
    case 0x8769: /* EXIF directory */
    case 0xa005: /* interoperability */
        enqueue(walk, number(walk, field + 8, 4));
        break;
    case 0x8825:
        image_found(image, image->exif_id, "GPSInfo", STR("GPS"));
        break;
    case 0x02bc: {
        image_check_xmp(image, value_of(walk, field));
        break;
    }
    case 0x83bb:
        image_found(image, image->xmp_id, "IPTC", STR("IPTC"));
        break;
    case 0x8649:
        image_found(image, image->xmp_id, "Photoshop", STR("8BIM"));
        break;
    default:
        report_telling(walk, tag, field);
    }
}

static void read_directory(struct walk *walk, size_t index)
{
    size_t at = walk->queue[index];
    if (at > walk->tiff.n || walk->tiff.n - at < 2)
        return;
    size_t fields = number(walk, at, 2);
    at += 2;
    if (fields > MOST_FIELDS || fields * 12 > walk->tiff.n - at)
        return;
    for (size_t i = 0; i < fields; i++)
        read_field(walk, at + i * 12);
    at += fields * 12;
    if (walk->tiff.n - at < 4)
        return;
    uint32_t next = number(walk, at, 4);
    if (next == 0)
        return;
    if (!walk->is_file && index == 0)
        image_found(walk->image, walk->image->exif_id, "Thumbnail", STR("IFD1"));
    enqueue(walk, next);
}

void image_walk_tiff(struct image *image, struct str tiff, bool is_file)
{
    if (tiff.n < 8)
        return;
    struct walk walk = {
        .image = image, .tiff = tiff, .is_file = is_file, .is_big = tiff.p[0] == 'M'};
    enqueue(&walk, number(&walk, 4, 4));
    for (size_t i = 0; i < walk.count; i++)
        read_directory(&walk, i);
}
