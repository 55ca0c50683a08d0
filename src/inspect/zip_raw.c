#include "inspect/zip_raw.h"

#include <stdlib.h>

#include "inspect/bytes.h"

enum { END_SIZE = 22, LOCAL_SIZE = 30 };

static void found_at(struct work *work, const char *id, struct str part, struct str element,
                     uint64_t offset, struct str found)
{
    struct inspect_place place = place_part(part, element);
    place.offset = (int64_t)offset;
    work_found_plain(work, id, &place, found);
}

static struct str length_text(struct work *work, uint64_t length)
{
    return arena_format(work->arena, "%llu bytes", (unsigned long long)length);
}

static void check_comment_and_tail(struct work *work, const struct zip_ends *ends)
{
    struct str bytes = work->bytes;
    size_t comment = bytes_u16(bytes, ends->end + 20), behind = ends->end + END_SIZE + comment;
    if (comment > 0) {
        struct inspect_place place = place_part(STR(""), STR("comment"));
        place.offset = (int64_t)ends->end + END_SIZE;
        work_found(work, "OPC-02", &place, str_slice(bytes, ends->end + END_SIZE, behind));
    }
    if (behind < bytes.n)
        found_at(work, "OPC-02", STR(""), STR("trailing data"), behind,
                 length_text(work, bytes.n - behind));
}

/* The data descriptor that may follow the packed bytes: 12 or 16 bytes, 20 or 24 in zip64. */
static uint64_t skip_descriptor(struct str bytes, const struct zip_entry *entry)
{
    if (!(entry->flags & 8) || entry->end > bytes.n || bytes.n - entry->end < 12)
        return entry->end;
    size_t at = (size_t)entry->end;
    bool has_mark = bytes_u32(bytes, at) == 0x08074b50;
    size_t crc = has_mark ? 4 : 0;
    if (bytes.n - at < crc + 12 || bytes_u32(bytes, at + crc) != entry->crc)
        return entry->end;
    bool is_wide = bytes.n - at >= crc + 20 && bytes_u32(bytes, at + crc + 8) == 0 &&
                   entry->size != 0 && bytes_u32(bytes, at + crc + 4) == entry->data.n &&
                   bytes_u32(bytes, at + crc + 12) == (uint32_t)entry->size;
    return entry->end + crc + (is_wide ? 20 : 12);
}

static int compare_offsets(const void *a, const void *b)
{
    const struct zip_entry *const *x = a, *const *y = b;
    return ((*x)->offset > (*y)->offset) - ((*x)->offset < (*y)->offset);
}

static void check_gap(struct work *work, uint64_t from, uint64_t to, struct str before)
{
    if (from >= to)
        return;
    bool is_entry = to - from >= LOCAL_SIZE && bytes_u32(work->bytes, (size_t)from) == 0x04034b50;
    if (is_entry) {
        found_at(work, "OPC-03", before, STR("entry missing from the directory"), from,
                 length_text(work, to - from));
        return;
    }
    found_at(work, "OPC-02", before, from == 0 ? STR("data in front") : STR("gap"), from,
             length_text(work, to - from));
}

static void check_gaps(struct work *work, const struct zip *zip, const struct zip_ends *ends)
{
    const struct zip_entry **order =
        ARENA_ARRAY(work->arena, const struct zip_entry *, zip->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < zip->count; i++)
        if (zip->entries[i].is_sound)
            order[count++] = &zip->entries[i];
    if (count)
        qsort(order, count, sizeof *order, compare_offsets);
    uint64_t at = 0;
    struct str before = STR("");
    for (size_t i = 0; i < count; i++) {
        if (order[i]->offset < at)
            found_at(work, "OPC-03", order[i]->name, STR("overlapping entries"), order[i]->offset,
                     before);
        check_gap(work, at, order[i]->offset, before);
        uint64_t end = skip_descriptor(work->bytes, order[i]);
        at = end > at ? end : at;
        before = order[i]->name;
    }
    check_gap(work, at, ends->directory, before);
}

/* Fields that programs write for themselves: zip64, NTFS and Unix times and owners, Unicode names,
   Office's growth hint, Java's mark, AES. */
static bool is_usual_field(unsigned id)
{
    static const unsigned usual[] = {1,      0xa,    0xd,    0x5455, 0x5855, 0x7855,
                                     0x7875, 0x7075, 0x6375, 0xa220, 0xcafe, 0x9901};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (usual[i] == id)
            return true;
    return false;
}

static void check_local(struct work *work, const struct zip_entry *entry)
{
    struct str bytes = work->bytes;
    size_t at = (size_t)entry->offset, name = bytes_u16(bytes, at + 26),
           extra = bytes_u16(bytes, at + 28);
    struct str local = str_slice(bytes, at + LOCAL_SIZE, at + LOCAL_SIZE + name);
    bool has_sizes = !(bytes_u16(bytes, at + 6) & 8);
    uint32_t size = bytes_u32(bytes, at + 22);
    if (!str_equal(local, entry->raw_name))
        found_at(work, "OPC-03", entry->name, STR("name in the local header differs"),
                 entry->offset, STR(""));
    else if (bytes_u16(bytes, at + 8) != entry->method ||
             (has_sizes && size != 0xffffffff && size != (uint32_t)entry->size))
        found_at(work, "OPC-03", entry->name, STR("local header differs from the directory"),
                 entry->offset, STR(""));
    struct str fields = str_slice(bytes, at + LOCAL_SIZE + name, at + LOCAL_SIZE + name + extra);
    for (size_t f = 0; fields.n - f >= 4;) {
        size_t id = bytes_u16(fields, f), length = bytes_u16(fields, f + 2);
        if (!is_usual_field((unsigned)id))
            found_at(work, "OPC-02", entry->name, STR("extra field"), entry->offset,
                     arena_format(work->arena, "0x%04zx, %zu bytes", id, length));
        if (length > fields.n - f - 4)
            break;
        f += 4 + length;
    }
}

static void check_name(struct work *work, const struct zip_entry *entry)
{
    struct str name = entry->name;
    bool climbs = str_starts(name, STR("/")) || str_starts(name, STR("../")) ||
                  str_contains(name, STR("/../")) || str_contains(name, STR("\\")) ||
                  (name.n > 1 && name.p[1] == ':');
    if (climbs)
        found_at(work, "FS-01", name, STR("path that leaves the folder"), entry->offset, STR(""));
    if (entry->is_link)
        found_at(work, "FS-01", name, STR("symbolic link"), entry->offset, STR(""));
    if (!entry->is_sound)
        found_at(work, "OPC-03", name, STR("no local header where the directory says"),
                 entry->offset, STR(""));
}

void zip_check_raw(struct work *work, const struct zip *zip, const struct zip_ends *ends)
{
    check_comment_and_tail(work, ends);
    check_gaps(work, zip, ends);
    for (size_t i = 0; i < zip->count; i++) {
        check_name(work, &zip->entries[i]);
        if (zip->entries[i].is_sound)
            check_local(work, &zip->entries[i]);
    }
    for (size_t i = 1; i < zip->count; i++)
        if (str_equal_nocase(zip->by_name[i]->name, zip->by_name[i - 1]->name))
            found_at(work, "OPC-03", zip->by_name[i]->name, STR("same name twice"),
                     zip->by_name[i]->offset, STR(""));
}
