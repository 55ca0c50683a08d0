#include "desk/file_job.h"

#include "base/json.h"
#include "base/log.h"
#include "desk/record.h"

static int add_job(struct db *db, struct str kind, int64_t file, struct error *error)
{
    struct arena *arena = arena_create();
    struct str key = arena_format(arena, "%lld", (long long)file);
    struct str payload = arena_format(arena, "{\"file\":%lld}", (long long)file);
    int status = job_add(db, kind, key, payload, 0, error);
    arena_destroy(arena);
    return status;
}

int desk_file_schedule(struct db *db, int64_t file, struct error *error)
{
    int status = add_job(db, STR("file.scan"), file, error);
    return status ? status : add_job(db, STR("file.text"), file, error);
}

struct finding {
    int64_t file;
    struct arena *arena;
    struct desk_file *out;
    int64_t *commission;
};

static int find_body(struct db *db, void *argument, struct error *error)
{
    const struct finding *finding = argument;
    struct db_rows *rows;
    int64_t case_id = 0;
    *finding->out = (struct desk_file){0};
    int status = DB_QUERY(db, error, &rows,
                          "SELECT c.id, c.commission FROM desk_file f"
                          " JOIN desk_case c ON c.id = f.case_id WHERE f.id = $1",
                          db_int(finding->file));
    if (status)
        return status;
    if (db_next(rows)) {
        case_id = db_column_int(rows, 0);
        *finding->commission = db_column_int(rows, 1);
    }
    struct desk_file *files = NULL;
    size_t count = 0;
    status = db_finish(rows, error);
    if (status == 0 && case_id)
        status = desk_file_list(db, case_id, finding->arena, &files, &count, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        if (files[i].id == finding->file && files[i].has_bytes)
            *finding->out = files[i];
    return status;
}

int desk_file_of_job(struct store *store, const struct job *job, struct arena *arena,
                     struct desk_file *out, int64_t *commission, struct error *error)
{
    const struct json *payload;
    struct finding finding = {.arena = arena, .out = out, .commission = commission};
    int status = json_parse(job->payload, arena, &payload, error);
    if (status)
        return status;
    if (!json_int(payload, STR("file"), &finding.file))
        return ERROR(error, ERR_JSON, STR("file"));
    return store_read(store, find_body, &finding, error);
}

static int end_body(struct db *db, void *argument, struct error *error)
{
    return job_done(db, argument, error);
}

int desk_file_job_end(struct store *store, const struct job *job, struct error *error)
{
    struct job ended = *job;
    return store_write(store, end_body, &ended, error);
}

static int run_one(struct store *store, const struct web_services *services,
                   const struct desk_file_round *round, struct arena *arena, bool *more,
                   struct error *error)
{
    struct job job = {0};
    struct error why = {0};
    int status = job_take(store, &round->kind, 1, round->lease, arena, &job, error);
    *more = status == 0 && job.id != 0;
    if (!*more)
        return status;
    struct job_hold hold;
    job_hold(services->keeper, &job, round->lease, &hold);
    status = round->run(store, services, &job, arena, &why);
    if (!job_let_go(services->keeper, &hold) || status == 0 || status == ERR_STORE_LEASE)
        return 0;
    log_error(store_context(store), round->kind, &why);
    return job_failed(store, &job, round->attempts, &why, error);
}

int desk_file_round(struct store *store, const struct web_services *services,
                    const struct desk_file_round *round, struct error *error)
{
    enum { ROUND_SECONDS = 30, ROUND_JOBS = 200 };
    const struct context *context = store_context(store);
    int64_t end = context_monotonic(context) + ROUND_SECONDS * (int64_t)US_PER_SECOND;
    struct arena *arena = arena_create();
    bool more = true;
    int status = 0;
    for (int i = 0; status == 0 && more && i < ROUND_JOBS && context_monotonic(context) < end; i++) {
        status = run_one(store, services, round, arena, &more, error);
        arena_reset(arena);
    }
    arena_destroy(arena);
    return status;
}

/* Papers without a job of their own: of an earlier version, or whose tries are used up. ----------- */

enum { TIDY_LIMIT = 500 };
static const int64_t try_again_after = 24 * 3600 * (int64_t)US_PER_SECOND;

static int schedule_found(struct db *db, struct str kind, struct db_rows *rows, struct error *error)
{
    int64_t files[TIDY_LIMIT];
    size_t count = 0;
    while (count < TIDY_LIMIT && db_next(rows))
        files[count++] = db_column_int(rows, 0);
    int status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = add_job(db, kind, files[i], error);
    return status;
}

static int tidy_scans(struct db *db, void *argument, struct error *error)
{
    struct db_rows *rows;
    (void)argument;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT f.id FROM desk_file f WHERE f.blob <> '' AND NOT EXISTS"
                          " (SELECT 1 FROM desk_scan s WHERE s.file = f.id)"
                          " ORDER BY f.id LIMIT $1", db_int(TIDY_LIMIT));
    if (status == 0)
        status = schedule_found(db, STR("file.scan"), rows, error);
    if (status == 0)
        status = DB_QUERY(db, error, &rows,
                          "SELECT file FROM desk_scan WHERE again = 1 AND at < $1"
                          " ORDER BY at LIMIT $2", db_int(db_time(db) - try_again_after),
                          db_int(TIDY_LIMIT));
    return status ? status : schedule_found(db, STR("file.scan"), rows, error);
}

static int tidy_texts(struct db *db, void *argument, struct error *error)
{
    struct db_rows *rows;
    (void)argument;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT f.id FROM desk_file f WHERE f.blob <> '' AND NOT EXISTS"
                          " (SELECT 1 FROM desk_text t WHERE t.file = f.id)"
                          " ORDER BY f.id LIMIT $1", db_int(TIDY_LIMIT));
    if (status == 0)
        status = schedule_found(db, STR("file.text"), rows, error);
    if (status == 0)
        status = DB_QUERY(db, error, &rows,
                          "SELECT file FROM desk_text WHERE state = 'absent' AND at < $1"
                          " ORDER BY at LIMIT $2", db_int(db_time(db) - try_again_after),
                          db_int(TIDY_LIMIT));
    return status ? status : schedule_found(db, STR("file.text"), rows, error);
}

int desk_file_tidy(struct store *store, const struct web_services *services, struct arena *arena,
                   struct error *error)
{
    (void)arena;
    int status = services->scanner ? store_write(store, tidy_scans, NULL, error) : 0;
    return status ? status : store_write(store, tidy_texts, NULL, error);
}
