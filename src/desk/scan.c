/* Malware scan of papers. A paper is refused once something was found in it; one that was not scanned
   stays usable and says so. */
#include <unistd.h>

#include "desk/file_job.h"
#include "desk/record.h"
#include "doc/mail.h"

struct scanning {
    struct web_actor actor;
    const struct job *job;
    struct desk_file file;
    struct clamd_verdict verdict;
};

static struct str outcome_name(enum clamd_outcome outcome)
{
    static const struct str names[] = {[CLAMD_CLEAN] = STR_INIT("clean"),
                                       [CLAMD_INFECTED] = STR_INIT("infected"),
                                       [CLAMD_UNSCANNED] = STR_INIT("unscanned")};
    return names[outcome];
}

/* The job goes on being tried while the cause may pass; the page says meanwhile why. */
static int write_verdict(struct db *db, const struct scanning *s, struct error *error)
{
    const struct clamd_verdict *v = &s->verdict;
    int status = DB_RUN(db, error,
                        "INSERT INTO desk_scan (file, outcome, name, reason, engine, again, at)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (file) DO UPDATE SET"
                        " outcome = excluded.outcome, name = excluded.name,"
                        " reason = excluded.reason, engine = excluded.engine,"
                        " again = excluded.again, at = excluded.at",
                        db_int(s->file.id), db_text(outcome_name(v->outcome)), db_text(v->name),
                        db_text(v->reason), db_text(v->engine), db_int(v->try_later),
                        db_int(db_time(db)));
    return status || v->try_later ? status : job_done(db, s->job, error);
}

static int alarm_people(struct db *db, const struct scanning *s, struct error *error)
{
    struct arena *arena = s->actor.arena;
    struct str words = ARENA_JOIN(arena, STR("添付ファイル「"), s->file.name,
                                  STR("」から不正プログラムが検出されました（"), s->verdict.name,
                                  STR("）。開かずに、情報セキュリティ責任者へ連絡してください。"));
    int status = desk_attention_add(db, &s->actor, s->file.case_id, words, error);
    if (status == 0)
        status = desk_event_add(db, &s->actor, s->file.case_id, STR("file_infected"), STR(""),
                                STR(""), s->file.name, error);
    struct str detail = arena_format(arena, "{\"file\":%lld}", (long long)s->file.id);
    return status ? status
                  : web_actor_audit(db, &s->actor, STR("file.infected"), STR("case"),
                                    s->file.case_id, detail, error);
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct scanning *s = argument;
    int status = write_verdict(db, s, error);
    if (status == 0 && s->verdict.outcome == CLAMD_INFECTED &&
        s->file.scan != DESK_SCAN_INFECTED)
        status = alarm_people(db, s, error);
    return status;
}

static int scan_file(struct scanning *s, struct clamd_scanner *scanner, struct error *error)
{
    int fd;
    int status = blob_read_fd(s->actor.store, s->file.vault, s->file.blob_id, &fd, error);
    if (status)
        return status;
    s->verdict = clamd_scan(scanner, store_context(s->actor.store), fd, s->actor.arena);
    close(fd);
    if (s->verdict.outcome == CLAMD_CLEAN && (s->file.flags & MAIL_ENCRYPTED_ARCHIVE)) {
        s->verdict.outcome = CLAMD_UNSCANNED;
        s->verdict.reason = STR("パスワードがかかっているため、中身を検査できません。");
    }
    return 0;
}

int desk_scan_job(struct store *store, const struct web_services *services, const struct job *job,
                  struct arena *arena, struct error *error)
{
    struct scanning s = {.job = job};
    int64_t commission = 0;
    int status = desk_file_of_job(store, job, arena, &s.file, &commission, error);
    if (status)
        return status;
    if (s.file.id == 0 || !services->scanner)
        return desk_file_job_end(store, job, error);
    s.actor = web_actor_program(store, arena, commission, services);
    status = scan_file(&s, services->scanner, error);
    if (status == ERR_STORE_ERASED) {
        if (error)
            error_clear(error);
        return desk_file_job_end(store, job, error);
    }
    if (status == 0)
        status = store_write(store, save_body, &s, error);
    if (status == 0 && s.verdict.try_later)
        return ERROR(error, ERR_DESK_UNSCANNED, s.verdict.reason);
    return status;
}

int desk_scan_round(struct store *store, const struct web_services *services, struct arena *arena,
                    struct error *error)
{
    static const struct desk_file_round round = {
        .kind = STR_INIT("file.scan"),
        .attempts = 20,
        .lease = (int64_t)10 * 60 * US_PER_SECOND,
        .run = desk_scan_job,
    };
    (void)arena;
    return desk_file_round(store, services, &round, error);
}

int desk_scan_refuse(const struct desk_file *file, struct error *error)
{
    return file->scan == DESK_SCAN_INFECTED
               ? ERROR(error, ERR_DESK_INFECTED, file->name, file->scan_name)
               : 0;
}

int desk_scan_refuse_row(struct db *db, int64_t file, struct error *error)
{
    struct arena *arena = arena_create();
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT f.name, s.name FROM desk_file f JOIN desk_scan s ON s.file = f.id"
                          " WHERE f.id = $1 AND s.outcome = 'infected'", db_int(file));
    struct desk_file found = {0};
    if (status == 0) {
        if (db_next(rows))
            found = (struct desk_file){.name = db_column_copy(rows, 0, arena),
                                       .scan = DESK_SCAN_INFECTED,
                                       .scan_name = db_column_copy(rows, 1, arena)};
        status = db_finish(rows, error);
    }
    if (status == 0)
        status = desk_scan_refuse(&found, error);
    arena_destroy(arena);
    return status;
}
