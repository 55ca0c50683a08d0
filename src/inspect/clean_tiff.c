/* Fields out of TIFF and EXIF directories: an entry goes and those behind it move up, its value is
   overwritten with zeros. Offsets of all that stays are as before. */
#include <string.h>

#include "inspect/bytes.h"
#include "inspect/clean_picture.h"

enum { MOST_DIRECTORIES = 64, MOST_FIELDS = 1000, ENTRY = 12 };

struct tiff {
    char *p;
    size_t n;
    bool is_big, is_file;
    const struct picture_choice *choice;
    uint32_t queue[MOST_DIRECTORIES];
    size_t count;
};

static uint32_t number(const struct tiff *tiff, size_t at, int size)
{
    struct str bytes = {tiff->p, tiff->n};
    if (size == 2)
        return tiff->is_big ? bytes_u16_big(bytes, at) : bytes_u16(bytes, at);
    return tiff->is_big ? bytes_u32_big(bytes, at) : bytes_u32(bytes, at);
}

static void set_count(struct tiff *tiff, size_t at, size_t count)
{
    tiff->p[at] = (char)(tiff->is_big ? count >> 8 : count);
    tiff->p[at + 1] = (char)(tiff->is_big ? count : count >> 8);
}

static void enqueue(struct tiff *tiff, uint32_t offset)
{
    for (size_t i = 0; i < tiff->count; i++)
        if (tiff->queue[i] == offset)
            return;
    if (offset && tiff->count < MOST_DIRECTORIES)
        tiff->queue[tiff->count++] = offset;
}

static bool goes(const struct tiff *tiff, uint32_t tag)
{
    bool is_text = tag == 0x02bc || tag == 0x83bb || tag == 0x8649;
    if (is_text)
        return tiff->choice->texts;
    return tiff->choice->exif && (tag == 0x8825 || image_tells(tag, tiff->is_file));
}

static void erase_value(struct tiff *tiff, size_t field)
{
    static const uint8_t sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    uint32_t type = number(tiff, field + 2, 2), count = number(tiff, field + 4, 4);
    if (type == 0 || type >= sizeof sizes)
        return;
    uint64_t length = (uint64_t)count * sizes[type], at = number(tiff, field + 8, 4);
    if (length > 4 && at <= tiff->n && length <= tiff->n - at)
        memset(tiff->p + at, 0, (size_t)length);
}

/* Number of fields of the directory at `at`, or SIZE_MAX when it does not fit. */
static size_t fields_at(const struct tiff *tiff, size_t at)
{
    if (at > tiff->n || tiff->n - at < 2)
        return SIZE_MAX;
    size_t fields = number(tiff, at, 2);
    return fields > MOST_FIELDS || fields * ENTRY > tiff->n - at - 2 ? SIZE_MAX : fields;
}

/* A directory of its own (GPS, a thumbnail's) goes with all its values. */
static void erase_directory(struct tiff *tiff, size_t at)
{
    size_t fields = fields_at(tiff, at);
    if (fields == SIZE_MAX)
        return;
    for (size_t i = 0; i < fields; i++)
        erase_value(tiff, at + 2 + i * ENTRY);
    memset(tiff->p + at, 0, 2 + fields * ENTRY);
}

/* The picture of a thumbnail: JPEGInterchangeFormat and its length. */
static void erase_thumbnail(struct tiff *tiff, size_t at)
{
    size_t fields = fields_at(tiff, at);
    uint64_t from = 0, length = 0;
    for (size_t i = 0; fields != SIZE_MAX && i < fields; i++) {
        size_t field = at + 2 + i * ENTRY;
        if (number(tiff, field, 2) == 0x0201)
            from = number(tiff, field + 8, 4);
        if (number(tiff, field, 2) == 0x0202)
            length = number(tiff, field + 8, 4);
    }
    if (from && from <= tiff->n && length <= tiff->n - from)
        memset(tiff->p + from, 0, (size_t)length);
    erase_directory(tiff, at);
}

static void clean_next(struct tiff *tiff, size_t at, bool is_first)
{
    if (tiff->n - at < 4)
        return;
    uint32_t next = number(tiff, at, 4);
    if (next && !tiff->is_file && is_first && tiff->choice->exif) {
        erase_thumbnail(tiff, next);
        memset(tiff->p + at, 0, 4);
    } else {
        enqueue(tiff, next);
    }
}

static void clean_directory(struct tiff *tiff, size_t index)
{
    size_t at = tiff->queue[index], fields = fields_at(tiff, at), kept = 0;
    if (fields == SIZE_MAX)
        return;
    size_t first = at + 2, end = first + fields * ENTRY;
    for (size_t i = 0; i < fields; i++) {
        size_t field = first + i * ENTRY;
        uint32_t tag = number(tiff, field, 2);
        if (tag == 0x8769 || tag == 0xa005)
            enqueue(tiff, number(tiff, field + 8, 4));
        if (goes(tiff, tag)) {
            if (tag == 0x8825)
                erase_directory(tiff, number(tiff, field + 8, 4));
            erase_value(tiff, field);
        } else {
            memmove(tiff->p + first + kept++ * ENTRY, tiff->p + field, ENTRY);
        }
    }
    clean_next(tiff, end, index == 0);
    if (kept == fields)
        return;
    size_t tail = tiff->n - end < 4 ? tiff->n - end : 4, gap = (fields - kept) * ENTRY;
    memmove(tiff->p + first + kept * ENTRY, tiff->p + end, tail);
    memset(tiff->p + first + kept * ENTRY + tail, 0, gap);
    set_count(tiff, at, kept);
}

void clean_tiff_fields(char *p, size_t n, const struct picture_choice *choice, bool is_file)
{
    struct tiff tiff = {.p = p, .n = n, .choice = choice, .is_file = is_file};
    bool is_tiff = n >= 8 && (memcmp(p, "II*\0", 4) == 0 || memcmp(p, "MM\0*", 4) == 0);
    if (!is_tiff)
        return;
    tiff.is_big = p[0] == 'M';
    enqueue(&tiff, number(&tiff, 4, 4));
    for (size_t i = 0; i < tiff.count; i++)
        clean_directory(&tiff, i);
}
