/* All files of a day in one folder: the Excel, the CSV of what must be loaded, and the named PDFs. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "desk/close.h"
#include "desk/registry_inside.h"
#include "store/blob.h"

enum { MOST_PDF = 512 * 1024 * 1024 };

struct export {
    const struct web_actor *actor;
    const struct context *context;
    struct str folder;
    struct desk_export_result *result;
    size_t capacity;
    bool zip;
};

static void add_name(struct export *export, struct str name)
{
    struct desk_export_result *result = export->result;
    if (result->count == export->capacity) {
        export->capacity = export->capacity ? 2 * export->capacity : 16;
        struct str *names = ARENA_ARRAY(export->actor->arena, struct str, export->capacity);
        for (size_t i = 0; i < result->count; i++)
            names[i] = result->names[i];
        result->names = names;
    }
    result->names[result->count++] = name;
}

static int write_file(struct export *export, struct str name, struct str bytes, struct error *error)
{
    struct str path = ARENA_JOIN(export->actor->arena, export->folder, STR("/"), name);
    int failure = file_write_durable(export->context, path, bytes, error);
    if (!failure)
        add_name(export, name);
    return failure;
}

static int write_workbook(struct export *export, day_number day, struct error *error)
{
    struct str bytes, name;
    int failure = desk_day_workbook(export->actor, day, &bytes, &name, error);
    return failure ? failure : write_file(export, name, bytes, error);
}

static int write_csv(struct export *export, day_number day, struct error *error)
{
    struct desk_batch batch;
    struct buf csv = {0};
    struct str name;
    int failure = desk_registry_export(export->actor, day, &batch, error);
    if (failure || batch.id == 0)
        return failure;
    export->result->batch = batch.id;
    failure = desk_batch_csv(export->actor, batch.id, &csv, &name, error);
    if (!failure)
        failure = write_file(export, name, buf_str(&csv), error);
    buf_finish(&csv);
    return failure;
}

struct papers_call {
    const struct web_actor *actor;
    int64_t case_id;
    struct desk_paper *papers;
    size_t count;
};

static int papers_body(struct db *db, void *argument, struct error *error)
{
    struct papers_call *call = argument;
    return desk_paper_list(db, call->actor, call->case_id, &call->papers, &call->count, error);
}

static int write_pdf(struct export *export, const struct desk_paper *paper, struct error *error)
{
    /* One PDF at a time is in memory. */
    struct arena *arena = arena_create();
    struct str bytes;
    int failure = blob_read(export->actor->store, paper->pdf_vault, paper->pdf_blob, MOST_PDF, arena,
                            &bytes, error);
    if (!failure)
        failure = write_file(export, ARENA_JOIN(export->actor->arena, STR("PDF/"), paper->pdf.name),
                             bytes, error);
    arena_destroy(arena);
    return failure;
}

static int write_case(struct export *export, int64_t case_id, struct error *error)
{
    const struct web_actor *actor = export->actor;
    struct papers_call call = {.actor = actor, .case_id = case_id};
    size_t made;
    int failure = desk_pdf_make(actor, case_id, &made, error);
    if (!failure && export->zip)
        return 0;
    if (!failure)
        failure = store_read(actor->store, papers_body, &call, error);
    for (size_t i = 0; i < call.count && !failure; i++)
        if (call.papers[i].pdf.state == DESK_PDF_MADE)
            failure = write_pdf(export, &call.papers[i], error);
    return failure ? failure
                   : desk_note_read(actor, STR("registry.pdf.read"), STR("case"), case_id, error);
}

static int copy_file(struct export *export, int fd, struct str name, struct error *error)
{
    struct str path = ARENA_JOIN(export->actor->arena, export->folder, STR("/"), name);
    int to = open(path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), problem = 0;
    char bytes[65536];
    ssize_t n = 0;
    while (to >= 0 && !problem && (n = read(fd, bytes, sizeof bytes)) > 0)
        problem = file_write_all(export->context, to, name, (struct str){bytes, (size_t)n});
    if (to < 0 || n < 0)
        problem = errno;
    if (!problem)
        problem = file_sync(export->context, to, name);
    if (to >= 0)
        close(to);
    if (problem)
        return error_from_errno(error, problem, name);
    add_name(export, name);
    return 0;
}

static int write_zip(struct export *export, day_number day, struct error *error)
{
    struct error none = {0};
    struct str name;
    int64_t size;
    size_t count;
    int fd, failure = desk_day_zip(export->actor, day, &fd, &size, &name, &count, &none);
    if (failure == ERR_NOT_FOUND)
        return 0;
    if (failure) {
        if (error)
            error_copy(error, &none);
        return failure;
    }
    failure = copy_file(export, fd, name, error);
    close(fd);
    return failure;
}

int desk_export_day(const struct web_actor *actor, day_number day, struct str folder, bool zip,
                    struct desk_export_result *out, struct error *error)
{
    *out = (struct desk_export_result){.folder = folder};
    struct export export = {.actor = actor, .context = store_context(actor->store),
                            .folder = folder, .result = out, .zip = zip};
    struct desk_day state;
    enum desk_registry_mode mode;
    int failure = desk_require(actor, STR("desk.registry"), error);
    if (!failure)
        failure = desk_registry_mode(actor, &mode, error);
    if (!failure)
        failure = desk_day_read(actor, day, &state, error);
    if (!failure)
        failure = file_make_directory(export.context,
                                      zip ? folder : ARENA_JOIN(actor->arena, folder, STR("/PDF")),
                                      error);
    for (size_t i = 0; !failure && i < state.count; i++) {
        const struct desk_day_case *one = &state.cases[i];
        out->left_out += one->gap_count > 0 && one->parts[DESK_PART_REGISTERED].state != DESK_PART_DONE;
        failure = write_case(&export, one->case_id, error);
    }
    if (!failure && zip)
        failure = write_zip(&export, day, error);
    if (!failure && mode == DESK_REGISTRY_OUTSIDE)
        failure = write_csv(&export, day, error);
    return failure ? failure : write_workbook(&export, day, error);
}
