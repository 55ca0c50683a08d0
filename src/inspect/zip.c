#include "inspect/zip.h"

#include <stdlib.h>

#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/zip_raw.h"

enum {
    END_SIZE = 22,
    ENTRY_SIZE = 46,
    LOCAL_SIZE = 30,
    MOST_COMMENT = 65535,
    MOST_ENTRIES = 200000
};

/* Offset of the end record, or SIZE_MAX. */
static size_t find_end(struct str bytes)
{
    if (bytes.n < END_SIZE)
        return SIZE_MAX;
    size_t least =
        bytes.n > END_SIZE + 2 * MOST_COMMENT ? bytes.n - END_SIZE - 2 * MOST_COMMENT : 0;
    for (size_t at = bytes.n - END_SIZE + 1; at-- > least;)
        if (bytes_u32(bytes, at) == 0x06054b50 &&
            bytes_u16(bytes, at + 20) <= bytes.n - at - END_SIZE)
            return at;
    return SIZE_MAX;
}

static struct str name_to_utf8(struct work *work, struct str raw, bool is_utf8)
{
    if (is_utf8 || text_is_valid_utf8(raw))
        return text_one_line(raw, work->arena);
    struct buf out = {0};
    charset_decode(work->inspect->cp932, raw, &out);
    if (!charset_decode_end(work->inspect->cp932))
        charset_decode(work->inspect->cp932, STR("?"), &out);
    struct str name = text_one_line(buf_str(&out), work->arena);
    buf_finish(&out);
    return name;
}

/* Sizes and offset of an entry that say "look into the zip64 field". */
static void read_wide_fields(struct str extra, struct zip_entry *entry, uint64_t *packed)
{
    for (size_t at = 0; extra.n - at >= 4;) {
        size_t id = bytes_u16(extra, at), size = bytes_u16(extra, at + 2), p = at + 4;
        if (size > extra.n - p)
            return;
        if (id == 1) {
            struct str field = str_slice(extra, p, p + size);
            size_t f = 0;
            uint64_t *wide[] = {&entry->size, packed, &entry->offset};
            for (size_t i = 0; i < 3; i++)
                if (*wide[i] == 0xffffffff && field.n - f >= 8) {
                    *wide[i] = bytes_u32(field, f) | (uint64_t)bytes_u32(field, f + 4) << 32;
                    f += 8;
                }
        }
        at = p + size;
    }
}

/* The packed bytes and what the local header says of them. */
static void read_local(struct work *work, struct zip_entry *entry, uint64_t packed, uint64_t shift)
{
    struct str bytes = work->bytes;
    entry->end = entry->offset;
    if (entry->offset > bytes.n || shift > bytes.n - entry->offset ||
        bytes.n - entry->offset - shift < LOCAL_SIZE)
        return;
    entry->offset += shift;
    size_t at = (size_t)entry->offset;
    if (bytes_u32(bytes, at) != 0x04034b50)
        return;
    size_t names = (size_t)bytes_u16(bytes, at + 26) + bytes_u16(bytes, at + 28);
    if (names > bytes.n - at - LOCAL_SIZE || packed > bytes.n - at - LOCAL_SIZE - names)
        return;
    size_t data = at + LOCAL_SIZE + names;
    entry->data = str_slice(bytes, data, data + (size_t)packed);
    entry->end = data + packed;
    entry->is_sound = true;
}

/* Size of the directory entry at `at`, or 0 when there is none. */
static size_t read_entry(struct work *work, size_t at, uint64_t shift, struct zip_entry *entry)
{
    struct str bytes = work->bytes;
    if (bytes.n - at < ENTRY_SIZE || bytes_u32(bytes, at) != 0x02014b50)
        return 0;
    size_t name = bytes_u16(bytes, at + 28), extra = bytes_u16(bytes, at + 30),
           comment = bytes_u16(bytes, at + 32), size = ENTRY_SIZE + name + extra + comment;
    if (size > bytes.n - at)
        return 0;
    uint64_t packed = bytes_u32(bytes, at + 20);
    *entry = (struct zip_entry){
        .raw_name = str_slice(bytes, at + ENTRY_SIZE, at + ENTRY_SIZE + name),
        .flags = (uint16_t)bytes_u16(bytes, at + 8),
        .method = (uint16_t)bytes_u16(bytes, at + 10),
        .crc = bytes_u32(bytes, at + 16),
        .size = bytes_u32(bytes, at + 24),
        .offset = bytes_u32(bytes, at + 42),
    };
    read_wide_fields(str_slice(bytes, at + ENTRY_SIZE + name, at + ENTRY_SIZE + name + extra),
                     entry, &packed);
    entry->name = name_to_utf8(work, entry->raw_name, entry->flags & 0x800);
    entry->is_encrypted = entry->flags & 1;
    entry->is_folder = str_ends(entry->name, STR("/"));
    bool from_unix = bytes.p[at + 5] == 3;
    entry->is_link = from_unix && (bytes_u32(bytes, at + 38) >> 28) == 0xa;
    read_local(work, entry, packed, shift);
    return size;
}

static int compare_names(struct str a, struct str b)
{
    size_t common = a.n < b.n ? a.n : b.n;
    for (size_t i = 0; i < common; i++) {
        int x = bytes_lower(a.p[i]), y = bytes_lower(b.p[i]);
        if (x != y)
            return x - y;
    }
    return (a.n > b.n) - (a.n < b.n);
}

static int compare_entries(const void *a, const void *b)
{
    const struct zip_entry *const *x = a, *const *y = b;
    int order = compare_names((*x)->name, (*y)->name);
    return order ? order : (*x > *y) - (*x < *y);
}

static void sort_by_name(struct work *work, struct zip *zip)
{
    zip->by_name = ARENA_ARRAY(work->arena, const struct zip_entry *, zip->count + 1);
    for (size_t i = 0; i < zip->count; i++)
        zip->by_name[i] = &zip->entries[i];
    if (zip->count)
        qsort(zip->by_name, zip->count, sizeof *zip->by_name, compare_entries);
}

const struct zip_entry *const *zip_find_place(const struct zip *zip, struct str name)
{
    size_t low = 0, high = zip->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(zip->by_name[middle]->name, name);
        if (order == 0)
            return &zip->by_name[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct zip_entry *zip_find(const struct zip *zip, struct str name)
{
    const struct zip_entry *const *place = zip_find_place(zip, name);
    return place ? *place : NULL;
}

/* Where the directory begins; *shift is the number of bytes that were put in front of the zip. */
static size_t find_directory(struct str bytes, size_t end, uint64_t *shift)
{
    uint64_t size = bytes_u32(bytes, end + 12), offset = bytes_u32(bytes, end + 16);
    *shift = 0;
    if (offset == 0xffffffff || size == 0xffffffff) {
        if (end < 20 || bytes_u32(bytes, end - 20) != 0x07064b50)
            return SIZE_MAX;
        uint64_t record = bytes_u32(bytes, end - 12) | (uint64_t)bytes_u32(bytes, end - 8) << 32;
        if (record > bytes.n || bytes.n - record < 56 ||
            bytes_u32(bytes, (size_t)record) != 0x06064b50)
            return SIZE_MAX;
        size_t at = (size_t)record;
        offset = bytes_u32(bytes, at + 48) | (uint64_t)bytes_u32(bytes, at + 52) << 32;
        return offset <= end ? (size_t)offset : SIZE_MAX;
    }
    if (size > end || offset > end - size)
        return SIZE_MAX;
    *shift = end - size - offset;
    return (size_t)(end - size);
}

bool zip_list(struct work *work, struct zip *out)
{
    *out = (struct zip){0};
    uint64_t shift = 0;
    size_t end = find_end(work->bytes);
    size_t start = end == SIZE_MAX ? SIZE_MAX : find_directory(work->bytes, end, &shift);
    if (start == SIZE_MAX) {
        work_not_inspected(work, STR(""), STR("zip の目次が読めません"),
                           STR("the zip directory cannot be read"));
        return false;
    }
    size_t room = (end - start) / ENTRY_SIZE + 1;
    room = room < MOST_ENTRIES ? room : MOST_ENTRIES;
    out->entries = ARENA_ARRAY(work->arena, struct zip_entry, room);
    size_t at = start;
    while (at < end && out->count < room) {
        size_t size = read_entry(work, at, shift, &out->entries[out->count]);
        if (size == 0)
            break;
        out->count++;
        at += size;
    }
    if (out->count == MOST_ENTRIES && at < end)
        work_over_limit(work, STR(""), STR("zip の項目が多すぎます"), STR("too many zip entries"));
    sort_by_name(work, out);
    const struct zip_ends ends = {.shift = shift, .directory = start, .end = end};
    zip_check_raw(work, out, &ends);
    return true;
}
