/* The named PDFs of a day as one zip. libzip asks for one PDF after the other while it writes, so that one at a
   time is decrypted; the file goes to the data directory and is streamed from there. PDFs are not compressed
   again. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/check.h"
#include "desk/registry_inside.h"
#include "store/blob.h"

struct entry {
    const struct web_actor *actor;
    int64_t case_id, size, made_at, vault;
    struct str name, blob;
    int fd;                /* -1: not open */
    struct error *problem; /* of the whole zip */
    zip_error_t error;
};

struct packing {
    const struct web_actor *actor;
    day_number day;
    struct entry *entries;
    size_t count;
    struct str name;
    struct error problem;
};

static int add_case(struct db *db, struct packing *p, int64_t case_id, struct error *error)
{
    struct desk_paper *papers;
    size_t count;
    int failure = desk_paper_list(db, p->actor, case_id, &papers, &count, error);
    for (size_t i = 0; i < count && !failure; i++) {
        const struct desk_paper *paper = &papers[i];
        if (paper->pdf.state != DESK_PDF_MADE || paper->pdf_blob.n == 0 || paper->infected)
            continue;
        *DESK_ADD(p->actor->arena, &p->entries, &p->count, struct entry) = (struct entry){
            .actor = p->actor, .case_id = case_id, .size = paper->pdf.size,
            .made_at = paper->pdf.made_at, .vault = paper->pdf_vault, .name = paper->pdf.name,
            .blob = paper->pdf_blob, .fd = -1};
    }
    return failure;
}

static int name_zip(struct db *db, struct packing *p, struct error *error)
{
    struct arena *arena = p->actor->arena;
    struct desk_table recipe, ours;
    int failure = desk_layout_table(db, p->actor->commission, STR("report_recipe"), arena, &recipe,
                                    error);
    if (!failure)
        failure = desk_table_parse(desk_layout_ours(STR("report_recipe")), arena, &ours, error);
    if (failure)
        return failure;
    /* Recipes written down before there was a zip do not name it. */
    struct str pattern = desk_table_value(&recipe, STR("zip_name"));
    const struct desk_word word = {STR("date"), desk_day_digits(p->day, arena)};
    p->name = desk_file_name(pattern.n ? pattern : desk_table_value(&ours, STR("zip_name")), &word, 1,
                             arena);
    return 0;
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct packing *p = argument;
    int64_t *ids;
    size_t count;
    p->entries = NULL;
    p->count = 0;
    int failure = desk_advised_cases(db, p->actor, p->day, &ids, &count, error);
    for (size_t i = 0; !failure && i < count; i++)
        failure = add_case(db, p, ids[i], error);
    return failure ? failure : name_zip(db, p, error);
}

/* --- one PDF as libzip reads it --- */

static zip_int64_t open_entry(struct entry *entry)
{
    int failure = blob_read_fd(entry->actor->store, entry->vault, entry->blob, &entry->fd,
                               entry->problem);
    if (failure) {
        entry->fd = -1;
        zip_error_set(&entry->error, ZIP_ER_OPEN, 0);
        return -1;
    }
    return 0;
}

static zip_int64_t read_entry(struct entry *entry, void *data, zip_uint64_t n)
{
    ssize_t got = read(entry->fd, data, n);
    if (got < 0)
        zip_error_set(&entry->error, ZIP_ER_READ, errno);
    return got;
}

static void close_entry(struct entry *entry)
{
    if (entry->fd >= 0)
        close(entry->fd);
    entry->fd = -1;
}

static zip_int64_t describe_entry(const struct entry *entry, void *data)
{
    zip_stat_t *stat = data;
    zip_stat_init(stat);
    stat->size = (zip_uint64_t)entry->size;
    stat->mtime = (time_t)(entry->made_at / US_PER_SECOND);
    stat->valid = ZIP_STAT_SIZE | ZIP_STAT_MTIME;
    return sizeof *stat;
}

static zip_int64_t serve_entry(void *argument, void *data, zip_uint64_t n, zip_source_cmd_t command)
{
    struct entry *entry = argument;
    if (command == ZIP_SOURCE_OPEN)
        return open_entry(entry);
    if (command == ZIP_SOURCE_READ)
        return read_entry(entry, data, n);
    if (command == ZIP_SOURCE_STAT)
        return describe_entry(entry, data);
    if (command == ZIP_SOURCE_ERROR)
        return zip_error_to_data(&entry->error, data, n);
    if (command == ZIP_SOURCE_SUPPORTS)
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    if (command == ZIP_SOURCE_CLOSE || command == ZIP_SOURCE_FREE) {
        close_entry(entry);
        return 0;
    }
    zip_error_set(&entry->error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
}

/* --- the file --- */

static int add_entry(zip_t *zip, struct entry *entry, struct arena *arena)
{
    zip_source_t *source = zip_source_function(zip, serve_entry, entry);
    if (!source)
        return -1;
    zip_int64_t at = zip_file_add(zip, arena_c(arena, entry->name), source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return -1;
    }
    return zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
}

static int zip_problem(struct packing *p, zip_t *zip, struct error *error)
{
    if (p->problem.code) {
        if (error)
            error_copy(error, &p->problem);
        return (int)p->problem.code;
    }
    zip_error_t *why = zip_get_error(zip);
    int system = zip_error_system_type(why) == ZIP_ET_SYS ? zip_error_code_system(why) : EIO;
    return error_from_errno(error, system, p->name);
}

static int write_zip(struct packing *p, struct str path, struct error *error)
{
    struct arena *arena = p->actor->arena;
    int code;
    zip_t *zip = zip_open(arena_c(arena, path), ZIP_CREATE | ZIP_EXCL, &code);
    if (!zip)
        return error_from_errno(error, errno ? errno : EIO, p->name);
    int failed = 0;
    for (size_t i = 0; i < p->count && !failed; i++) {
        p->entries[i].problem = &p->problem;
        zip_error_init(&p->entries[i].error);
        failed = add_entry(zip, &p->entries[i], arena);
    }
    if (!failed && zip_close(zip) == 0)
        return 0;
    int failure = zip_problem(p, zip, error);
    zip_discard(zip);
    return failure;
}

static int note_reads(const struct packing *p, struct error *error)
{
    int failure = 0;
    for (size_t i = 0; i < p->count && !failure; i++)
        if (i == 0 || p->entries[i].case_id != p->entries[i - 1].case_id)
            failure = desk_note_read(p->actor, STR("registry.pdf.read"), STR("case"),
                                     p->entries[i].case_id, error);
    return failure;
}

static int open_zip(const struct packing *p, struct str path, int *fd, int64_t *size,
                    struct error *error)
{
    struct stat stat;
    *fd = open(path.p, O_RDONLY | O_CLOEXEC);
    if (*fd < 0 || fstat(*fd, &stat) != 0)
        return error_from_errno(error, errno, p->name);
    *size = (int64_t)stat.st_size;
    return 0;
}

int desk_day_zip(const struct web_actor *actor, day_number day, int *fd, int64_t *size,
                 struct str *name, size_t *count, struct error *error)
{
    const struct context *context = store_context(actor->store);
    struct packing packing = {.actor = actor, .day = day};
    *fd = -1;
    int failure = desk_require(actor, STR("desk.registry"), error);
    if (!failure)
        failure = store_read(actor->store, list_body, &packing, error);
    if (failure)
        return failure;
    *name = packing.name;
    *count = packing.count;
    if (packing.count == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("この日の書類の PDF"));
    struct str path = ARENA_JOIN(actor->arena, store_directory(actor->store), STR("/papers-"),
                                 context_random_hex(context, 8, actor->arena), STR(".zip"));
    failure = write_zip(&packing, path, error);
    if (!failure)
        failure = open_zip(&packing, path, fd, size, error);
    unlink(path.p);
    if (!failure)
        failure = note_reads(&packing, error);
    if (failure && *fd >= 0)
        close(*fd);
    return failure;
}
