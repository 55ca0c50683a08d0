/* "contract.inspect": the files of one inspection, one after the other, in the worker and past the
   malware scan. A file that kills the worker is reported as not inspected; the next one goes on.
   Each file's result is committed by itself, so that a stopped program continues where it was. */
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "contract/cleaning.h"
#include "contract/picture.h"
#include "contract/report.h"
#include "doc/inspection.h"
#include "store/blob.h"

enum { ATTEMPTS = 5, ROUND_JOBS = 50 };
static const int64_t lease = (int64_t)15 * 60 * US_PER_SECOND;

struct working {
    struct web_actor actor;
    const struct web_services *services;
    const struct job *job;
    struct inspect *inspect;
    struct contract_inspection row;
    struct contract_file *file;
    struct blob record;
    struct clamd_verdict verdict;
    struct str why;
    bool stopped; /* cancelled or erased meanwhile */
    bool more;    /* files were added meanwhile */
};

/* One file ------------------------------------------------------------------------------------- */

static struct str not_inspected(struct working *w, struct str ja, struct str en)
{
    struct inspect_report report;
    struct buf out = {0};
    inspect_not_inspected(w->inspect, w->file->name, ja, en, w->actor.arena, &report);
    report.measure.bytes = w->file->size;
    inspect_write_record(&report, &out);
    struct str record = arena_copy(w->actor.arena, buf_str(&out));
    buf_finish(&out);
    return record;
}

static struct str inspect_file(struct working *w, int fd)
{
    struct arena *arena = w->actor.arena;
    struct error problem = {0};
    struct inspect_report report;
    struct str record;
    if (!w->services->workers)
        return not_inspected(w, STR("検査する作業プロセス（meguri-worker）が動いていません"),
                             STR("the worker process that inspects is not running"));
    if (inspection_call(w->services->workers, fd, w->file->name, arena, &record, &problem))
        return not_inspected(w, error_sentence(&problem, LANG_JA, arena),
                             error_sentence(&problem, LANG_EN, arena));
    if (!inspect_read_record(w->inspect, record, arena, &report))
        return not_inspected(w, STR("作業プロセスの応答の形が不正です"),
                             STR("the worker's answer is malformed"));
    return record;
}

static struct str outcome_name(const struct working *w)
{
    static const struct str names[] = {[CLAMD_CLEAN] = STR_INIT("clean"),
                                       [CLAMD_INFECTED] = STR_INIT("infected"),
                                       [CLAMD_UNSCANNED] = STR_INIT("unscanned")};
    return w->services->scanner ? names[w->verdict.outcome] : STR("");
}

static int save_file(struct db *db, void *argument, struct error *error)
{
    struct working *w = argument;
    int64_t changed = 0;
    const struct db_value id = db_int(w->row.id);
    int failed = db_run(db, error, &changed,
                        STR("UPDATE contract_inspection SET state = 'running'"
                            " WHERE id = $1 AND state IN ('waiting', 'running')"),
                        &id, 1);
    w->stopped = !failed && changed == 0;
    if (failed || w->stopped)
        return failed;
    failed = blob_link(db, &w->record, error);
    return failed ? failed
                  : DB_RUN(db, error,
                           "UPDATE contract_inspection_file SET state = 'done', record = $2,"
                           " scan_outcome = $3, scan_words = $4, scan_engine = $5 WHERE id = $1",
                           db_int(w->file->id), db_text(w->record.id), db_text(outcome_name(w)),
                           db_text(w->verdict.outcome == CLAMD_INFECTED ? w->verdict.name
                                                                        : w->verdict.reason),
                           db_text(w->verdict.engine));
}

static int do_file(struct working *w, struct error *error)
{
    int fd;
    int failed = blob_read_fd(w->actor.store, w->row.vault, w->file->blob, &fd, error);
    if (failed)
        return failed;
    struct str record = inspect_file(w, fd);
    w->verdict = (struct clamd_verdict){.outcome = CLAMD_UNSCANNED};
    if (w->services->scanner)
        w->verdict =
            clamd_scan(w->services->scanner, store_context(w->actor.store), fd, w->actor.arena);
    close(fd);
    failed = blob_write(w->actor.store, w->row.vault, record, w->actor.arena, &w->record, error);
    if (!failed)
        failed = store_write(w->actor.store, save_file, w, error);
    return failed || w->stopped ? failed
                                : contract_picture_make(&w->actor, w->services, w->inspect, &w->row,
                                                        w->file, record, error);
}

static int do_files(struct working *w, struct error *error)
{
    int failed = 0;
    int64_t done = w->row.done_count;
    for (size_t i = 0; !failed && !w->stopped && i < w->row.count; i++) {
        if (w->row.files[i].done)
            continue;
        w->file = &w->row.files[i];
        failed = do_file(w, error);
        int per_mille = (int)(++done * 1000 / (w->row.file_count ? w->row.file_count : 1));
        if (!failed)
            failed = job_heartbeat(w->actor.store, w->job, lease, per_mille, error);
    }
    return failed;
}

/* The end -------------------------------------------------------------------------------------- */

struct ending {
    struct working *w;
    int64_t not_passed, not_read;
};

static int end_body(struct db *db, void *argument, struct error *error)
{
    const struct ending *ending = argument;
    struct working *w = ending->w;
    int64_t waiting;
    int failed = DB_GET_INT(db, error, &waiting, STR("files"),
                            "SELECT count(*) FROM contract_inspection_file WHERE inspection = $1"
                            " AND state = 'waiting'",
                            db_int(w->row.id));
    w->more = !failed && waiting > 0;
    if (failed || w->more)
        return failed;
    failed = DB_RUN(db, error,
                    "UPDATE contract_inspection SET state = 'done', finished = $2, not_passed = $3,"
                    " not_read = $4 WHERE id = $1 AND state IN ('waiting', 'running')",
                    db_int(w->row.id), db_int(db_time(db)), db_int(ending->not_passed),
                    db_int(ending->not_read));
    return failed ? failed : job_done(db, w->job, error);
}

static int finish(struct working *w, struct error *error)
{
    struct ending ending = {.w = w};
    struct inspect_report *reports;
    int failed = contract_inspection_read(&w->actor, w->row.id, &w->row, error);
    if (!failed)
        failed = contract_report_read(&w->actor, w->inspect, &w->row, false, &reports, error);
    for (size_t i = 0; !failed && i < w->row.count; i++) {
        ending.not_read += !reports[i].inspected;
        ending.not_passed += !inspect_passes(&reports[i]);
    }
    return failed ? failed : store_write(w->actor.store, end_body, &ending, error);
}

static int drop_body(struct db *db, void *argument, struct error *error)
{
    return job_done(db, argument, error);
}

static int drop_job(struct store *store, const struct job *job, struct error *error)
{
    struct job ended = *job;
    return store_write(store, drop_body, &ended, error);
}

static int prepare(struct working *w, struct error *error)
{
    const struct json *payload;
    int64_t id;
    int failed = json_parse(w->job->payload, w->actor.arena, &payload, error);
    if (failed)
        return failed;
    if (!json_int(payload, STR("inspection"), &id))
        return ERROR(error, ERR_JSON, STR("inspection"));
    w->row.id = id;
    return contract_inspection_commission(w->actor.store, id, &w->actor.commission, error);
}

static int run(struct working *w, struct error *error)
{
    int64_t id = w->row.id;
    int failed = 0;
    do {
        failed = contract_inspection_read(&w->actor, id, &w->row, error);
        w->stopped = !failed && w->row.state > CONTRACT_RUNNING;
        if (!failed && !w->stopped)
            failed = do_files(w, error);
        if (!failed && !w->stopped)
            failed = finish(w, error);
    } while (!failed && !w->stopped && w->more);
    if (failed == ERR_STORE_ERASED || failed == ERR_NOT_FOUND) { /* erased meanwhile */
        w->stopped = true;
        failed = 0;
        if (error)
            error_clear(error);
    }
    return !failed && w->stopped ? drop_job(w->actor.store, w->job, error) : failed;
}

static int fail_body(struct db *db, void *argument, struct error *error)
{
    const struct working *w = argument;
    return DB_RUN(db, error,
                  "UPDATE contract_inspection SET state = 'failed', why = $2, finished = $3"
                  " WHERE id = $1 AND state IN ('waiting', 'running')",
                  db_int(w->row.id), db_text(w->why), db_int(db_time(db)));
}

int contract_inspection_job(struct store *store, const struct web_services *services,
                            const struct job *job, struct arena *arena, struct error *error)
{
    struct working w = {
        .actor = {.store = store, .arena = arena}, .services = services, .job = job};
    struct error problem = {0};
    int failed = prepare(&w, error);
    if (failed || w.actor.commission == 0)
        return failed ? failed : drop_job(store, job, error);
    w.inspect = inspect_create();
    int64_t id = w.row.id;
    failed = run(&w, &problem);
    inspect_destroy(w.inspect);
    w.row.id = id;
    if (failed && failed != ERR_STORE_LEASE && job->attempt >= ATTEMPTS) {
        w.why = error_sentence(&problem, LANG_JA, arena);
        store_write(store, fail_body, &w, NULL); /* the job's own failure is told below */
    }
    if (failed && error)
        error_copy(error, &problem);
    return failed;
}

/* The round ------------------------------------------------------------------------------------ */

static int run_job(struct store *store, const struct web_services *services, const struct job *job,
                   struct arena *arena, struct error *error)
{
    return str_equal(job->kind, STR("contract.clean"))
               ? contract_cleaning_job(store, services, job, arena, error)
               : contract_inspection_job(store, services, job, arena, error);
}

static int take_one(struct store *store, const struct web_services *services, struct arena *arena,
                    bool *more, struct error *error)
{
    static const struct str kinds[] = {STR_INIT("contract.inspect"), STR_INIT("contract.clean")};
    struct job job = {0};
    struct job_hold hold;
    struct error why = {0};
    int failed = job_take(store, kinds, 2, lease, arena, &job, error);
    *more = !failed && job.id != 0;
    if (!*more)
        return failed;
    job_hold(services->keeper, &job, lease, &hold);
    failed = run_job(store, services, &job, arena, &why);
    if (!job_let_go(services->keeper, &hold) || !failed || failed == ERR_STORE_LEASE)
        return 0;
    log_error(store_context(store), job.kind, &why);
    return job_failed(store, &job, ATTEMPTS, &why, error);
}

int contract_inspection_round(struct store *store, const struct web_services *services,
                              struct arena *arena, struct error *error)
{
    bool more = true;
    int failed = 0;
    for (int i = 0; !failed && more && i < ROUND_JOBS; i++) {
        failed = take_one(store, services, arena, &more, error);
        arena_reset(arena);
    }
    return failed;
}
