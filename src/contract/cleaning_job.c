/* "contract.clean": one file, the chosen kinds. What the worker hands back is compared page by page
   before it is kept. */
#include <errno.h>
#include <unistd.h>

#include "base/json.h"
#include "contract/cleaning.h"
#include "doc/inspection.h"
#include "doc/likeness.h"
#include "store/blob.h"

enum { MOST_FILE = 200 << 20 };

struct cleaning_work {
    struct web_actor actor;
    const struct web_services *services;
    const struct job *job;
    struct contract_inspection row;
    const struct contract_file *file;
    struct str kinds;
    struct inspection_cleaned cleaned;
    struct blob result, copy;
    bool has_copy;
    struct str why, proof, pages;
};

static int read_fd(int fd, int64_t size, struct arena *arena, struct str *out, struct error *error)
{
    char *bytes = ARENA_ARRAY(arena, char, (size_t)size + 1);
    for (int64_t at = 0; at < size;) {
        ssize_t got = pread(fd, bytes + at, (size_t)(size - at), (off_t)at);
        if (got == 0 || (got < 0 && errno != EINTR))
            return error_from_errno(error, got ? errno : EIO, STR("cleaned"));
        at += got > 0 ? got : 0;
    }
    *out = (struct str){bytes, (size_t)size};
    return 0;
}

static struct str ending_of(struct str name)
{
    for (size_t at = name.n; at-- > 0 && name.p[at] != '/';)
        if (name.p[at] == '.')
            return str_slice(name, at + 1, name.n);
    return STR("");
}

static struct str pages_words(const struct likeness *likeness, struct arena *arena)
{
    if (likeness->state == LIKENESS_SAME)
        return arena_format(arena, "元のファイルと %lld 頁すべて同じに見えます（違う画素 0）。",
                            (long long)likeness->pages);
    if (likeness->state == LIKENESS_DIFFERS)
        return arena_format(
            arena, "%" PRIstr "（最初は %lld 頁、%lld 頁）。見え方が変わるため、写しは渡しません。",
            STR_ARG(likeness->reason_ja), (long long)likeness->page,
            (long long)likeness->differing);
    return ARENA_JOIN(arena, STR("見え方が同じかは確かめていません（"), likeness->reason_ja,
                      STR("）。"));
}

static int compare(struct cleaning_work *w, struct str after, struct error *error)
{
    static const struct str proofs[] = {[LIKENESS_SAME] = STR_INIT("same"),
                                        [LIKENESS_DIFFERS] = STR_INIT("differs"),
                                        [LIKENESS_UNPROVEN] = STR_INIT("unproven")};
    struct arena *arena = w->actor.arena;
    struct likeness likeness = {0};
    struct str before;
    int failed = w->cleaned.baseline >= 0
                     ? read_fd(w->cleaned.baseline, w->cleaned.baseline_size, arena, &before, error)
                     : blob_read(w->actor.store, w->row.vault, w->file->blob, MOST_FILE, arena,
                                 &before, error);
    if (!failed)
        failed = likeness_compare(store_context(w->actor.store), ending_of(w->file->name), before,
                                  after, arena, &likeness, error);
    if (failed)
        return failed;
    w->proof = proofs[likeness.state];
    w->pages = pages_words(&likeness, arena);
    return 0;
}

/* The copy, unless a page of it looks different. */
static int keep_copy(struct cleaning_work *w, struct error *error)
{
    struct str after;
    int failed = read_fd(w->cleaned.file, w->cleaned.file_size, w->actor.arena, &after, error);
    if (!failed)
        failed = compare(w, after, error);
    w->has_copy = !failed && !str_equal(w->proof, STR("differs"));
    return failed || !w->has_copy
               ? failed
               : blob_write(w->actor.store, w->row.vault, after, w->actor.arena, &w->copy, error);
}

static int clean(struct cleaning_work *w, struct error *error)
{
    struct error problem = {0};
    int fd;
    int failed = blob_read_fd(w->actor.store, w->row.vault, w->file->blob, &fd, error);
    if (failed)
        return failed;
    if (!w->services->workers)
        w->why = STR("取り除く作業プロセス（meguri-worker）が動いていません。");
    else if (inspection_clean(w->services->workers, fd, w->file->name, w->kinds, w->actor.arena,
                              &w->cleaned, &problem))
        w->why = error_sentence(&problem, LANG_JA, w->actor.arena);
    close(fd);
    if (w->why.n)
        return 0;
    failed = blob_write(w->actor.store, w->row.vault, w->cleaned.record, w->actor.arena, &w->result,
                        error);
    return failed || w->cleaned.file < 0 ? failed : keep_copy(w, error);
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct cleaning_work *w = argument;
    bool done = w->why.n == 0;
    int failed = done ? blob_link(db, &w->result, error) : 0;
    if (!failed && w->has_copy)
        failed = blob_link(db, &w->copy, error);
    if (!failed)
        failed = DB_RUN(
            db, error,
            "UPDATE contract_inspection_cleaning SET state = $2, why = $3, result = $4,"
            " copy = $5, size = $6, proof = $7, pages = $8 WHERE file = $1",
            db_int(w->file->id), db_text(done ? STR("done") : STR("failed")), db_text(w->why),
            db_text(done ? w->result.id : STR("")), db_text(w->has_copy ? w->copy.id : STR("")),
            db_int(w->has_copy ? w->cleaned.file_size : 0), db_text(w->proof), db_text(w->pages));
    return failed ? failed : job_done(db, w->job, error);
}

static int end_body(struct db *db, void *argument, struct error *error)
{
    return job_done(db, argument, error);
}

static int find_kinds(struct cleaning_work *w, struct error *error)
{
    struct contract_cleaning *rows;
    size_t count = 0;
    int failed = contract_cleaning_list(&w->actor, w->row.id, &rows, &count, error);
    for (size_t i = 0; !failed && i < count; i++)
        if (rows[i].file == w->file->id && rows[i].state == CONTRACT_CLEANING_WAITS)
            w->kinds = rows[i].kinds;
    return failed;
}

static int find_file(struct cleaning_work *w, int64_t inspection, int64_t file, struct error *error)
{
    int failed =
        contract_inspection_commission(w->actor.store, inspection, &w->actor.commission, error);
    if (failed || w->actor.commission == 0)
        return failed;
    failed = contract_inspection_read(&w->actor, inspection, &w->row, error);
    for (size_t i = 0; !failed && i < w->row.count; i++)
        if (w->row.files[i].id == file)
            w->file = &w->row.files[i];
    return failed || !w->file ? failed : find_kinds(w, error);
}

int contract_cleaning_job(struct store *store, const struct web_services *services,
                          const struct job *job, struct arena *arena, struct error *error)
{
    struct cleaning_work w = {.actor = {.store = store, .arena = arena},
                              .services = services,
                              .job = job,
                              .cleaned = {.file = -1, .baseline = -1}};
    const struct json *payload;
    int64_t inspection, file;
    struct job ended = *job;
    int failed = json_parse(job->payload, arena, &payload, error);
    if (failed)
        return failed;
    if (!json_int(payload, STR("inspection"), &inspection) ||
        !json_int(payload, STR("file"), &file))
        return ERROR(error, ERR_JSON, STR("file"));
    failed = find_file(&w, inspection, file, error);
    if (!failed && w.kinds.n == 0) /* erased, or done already */
        return store_write(store, end_body, &ended, error);
    if (!failed)
        failed = clean(&w, error);
    if (!failed)
        failed = store_write(store, save_body, &w, error);
    inspection_cleaned_finish(&w.cleaned);
    return failed;
}
