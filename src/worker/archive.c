#include "worker/archive.h"

#include <zip.h>

#include "base/text.h"
#include "worker/charset.h"

/* Names are UTF-8 or, from Windows in Japan, CP932; the flag that tells which is often wrong. */
static struct str entry_name(zip_t *zip, zip_uint64_t entry, struct arena *arena)
{
    struct str raw = str_from_c(zip_get_name(zip, entry, ZIP_FL_ENC_RAW));
    bool guessed = false;
    struct str name = text_is_valid_utf8(raw)
                          ? arena_copy(arena, raw)
                          : charset_to_utf8(raw, STR("cp932"), arena, &guessed);
    return text_one_line(name, arena);
}

/* Text compresses ten times, a bomb thousands of times. */
static bool is_bomb(zip_uint64_t size, zip_uint64_t packed)
{
    return size > ZIP_RATIO_FROM && size / ZIP_LIMIT_RATIO > packed;
}

enum extraction { EXTRACTED, BROKEN, TOO_LARGE };

/* The sizes in the directory are claims: what really comes out is counted. */
static enum extraction extract(zip_t *zip, zip_uint64_t entry, zip_uint64_t packed, size_t limit,
                               int fd, size_t *size)
{
    zip_file_t *file = zip_fopen_index(zip, entry, 0);
    *size = 0;
    if (!file)
        return BROKEN;
    enum extraction result = EXTRACTED;
    char block[64 * 1024];
    zip_int64_t got;
    while (result == EXTRACTED && (got = zip_fread(file, block, sizeof block)) != 0) {
        if (got < 0)
            result = BROKEN;
        else if ((size_t)got > limit - *size || is_bomb(*size + (size_t)got, packed) ||
                 !output_file_write(fd, (struct str){block, (size_t)got}))
            result = TOO_LARGE;
        else
            *size += (size_t)got;
    }
    if (zip_fclose(file) && result == EXTRACTED)
        result = BROKEN; /* the checksum does not fit */
    return result;
}

static void take_bytes(struct mail_work *work, zip_t *zip, const zip_stat_t *stat, int index,
                       int depth)
{
    struct work_part *part = &work->parts[index];
    int fd = output_file_create();
    size_t size = 0;
    enum extraction result =
        is_bomb(stat->size, stat->comp_size)
            ? TOO_LARGE
            : extract(zip, stat->index, stat->comp_size, work_decoded_left(work), fd, &size);
    if (result == TOO_LARGE) {
        part->flags |= MAIL_TRUNCATED;
        work_problem(work, MAIL_TRUNCATED,
                     STR("zip の中に展開すると大きすぎるファイルがあるため、名前だけを記録しました。"));
        output_file_close(fd, STR(""));
        return;
    }
    if (result == BROKEN) {
        part->flags |= MAIL_BROKEN;
        work_problem(work, MAIL_BROKEN, STR("zip の中に壊れたファイルがあります。"));
    }
    work_part_finished(work, index, depth, fd, size);
}

static bool read_entry(struct mail_work *work, zip_t *zip, zip_uint64_t entry, int parent, int depth)
{
    zip_stat_t stat;
    if (zip_stat_index(zip, entry, 0, &stat))
        return true;
    struct str name = entry_name(zip, entry, work->arena);
    if (str_ends(name, STR("/")))
        return true;
    struct part_label label = {.name = name, .name_as_sent = name, .declared_type = STR(""),
                               .parent = parent, .depth = depth};
    bool locked = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE;
    if (locked) {
        label.flags |= MAIL_ENCRYPTED_ARCHIVE;
        work->parts[parent].flags |= MAIL_ENCRYPTED_ARCHIVE;
        work->flags |= MAIL_ENCRYPTED_ARCHIVE;
    }
    int index = work_add_part(work, &label);
    if (index >= 0 && !locked)
        take_bytes(work, zip, &stat, index, depth);
    return index >= 0;
}

void archive_read(struct mail_work *work, int index, int depth, struct str bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    zip_error_fini(&error);
    if (!zip) {
        zip_source_free(source);
        work->parts[index].flags |= MAIL_BROKEN;
        work_problem(work, MAIL_BROKEN, STR("zip が壊れているため中を読めません。"));
        return;
    }
    zip_int64_t count = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < count; i++)
        if (!read_entry(work, zip, (zip_uint64_t)i, index, depth + 1))
            break;
    zip_discard(zip);
}
