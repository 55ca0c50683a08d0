#include "store/job.h"

#include "base/check.h"
#include "store/driver.h"

enum { KINDS = 16, WHY_LIMIT = 500, CLOCK_SLACK = 15 /* seconds until it is noticed */ };
static const int64_t first_delay = 60 * (int64_t)US_PER_SECOND;
static const int64_t longest_delay = 3600 * (int64_t)US_PER_SECOND;

int job_add(struct db *db, struct str kind, struct str key, struct str payload, utc_us not_before,
            struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO store_job"
                  " (kind, key, payload, state, due, attempt, per_mille, why, created)"
                  " VALUES ($1, $2, $3, 'waiting', $4, 0, 0, '', $5)"
                  " ON CONFLICT (kind, key) WHERE finished IS NULL AND key <> '' DO NOTHING",
                  db_text(kind), db_text(key), db_text(payload),
                  db_int(not_before ? not_before : db_time(db)), db_int(db_time(db)));
}

struct taking {
    const struct str *kinds;
    size_t kind_count;
    int64_t lease;
    struct arena *arena;
    struct job *out;
};

/* Parameters 3.. are the kinds; unused places repeat the first. */
#define JOB_KINDS "($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
#define JOB_TAKE(lock)                                                                            \
    "UPDATE store_job SET state = 'running', attempt = attempt + 1, due = $1 + $2, per_mille = 0" \
    " WHERE id = (SELECT id FROM store_job WHERE finished IS NULL AND due <= $1"                  \
    " AND kind IN " JOB_KINDS " ORDER BY due, id LIMIT 1" lock ")"                                \
    " RETURNING id, attempt, kind, payload"

static int take(struct db *db, void *argument, struct error *error)
{
    const struct taking *taking = argument;
    struct db_value values[2 + KINDS] = {db_int(db_time(db)), db_int(taking->lease)};
    for (size_t i = 0; i < KINDS; i++)
        values[2 + i] = db_text(taking->kinds[i < taking->kind_count ? i : 0]);
    struct str sql = db_driver(db) == STORE_POSTGRES ? STR(JOB_TAKE(" FOR UPDATE SKIP LOCKED"))
                                                     : STR(JOB_TAKE(""));
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows, sql, values, 2 + KINDS);
    if (status)
        return status;
    *taking->out = (struct job){0};
    if (db_next(rows))
        *taking->out = (struct job){
            .id = db_column_int(rows, 0),
            .attempt = db_column_int(rows, 1),
            .kind = db_column_copy(rows, 2, taking->arena),
            .payload = db_column_copy(rows, 3, taking->arena),
        };
    return db_finish(rows, error);
}

int job_take(struct store *store, const struct str *kinds, size_t kind_count, int64_t lease,
             struct arena *arena, struct job *out, struct error *error)
{
    CHECK(kind_count > 0 && kind_count <= KINDS && !db_inside(store));
    struct taking taking = {kinds, kind_count, lease, arena, out};
    int e = store_check_open(error);
    return e ? e : store->driver->write(store, WRITE_QUEUE, take, &taking, error);
}

static int lost(const struct job *job, struct error *error)
{
    struct arena *arena = arena_create();
    int status = ERROR(error, ERR_STORE_LEASE,
                       arena_format(arena, "%" PRIstr " %lld", STR_ARG(job->kind),
                                    (long long)job->id));
    arena_destroy(arena);
    return status;
}

struct beat {
    const struct job *job;
    int64_t lease;
    int per_mille;
};

static int beat_once(struct db *db, void *argument, struct error *error)
{
    const struct beat *beat = argument;
    int64_t changed = 0;
    int status = db_run(
        db, error, &changed,
        STR("UPDATE store_job SET due = $3, per_mille = $4"
            " WHERE id = $1 AND attempt = $2 AND state = 'running'"),
        (const struct db_value[]){db_int(beat->job->id), db_int(beat->job->attempt),
                                  db_int(db_time(db) + beat->lease), db_int(beat->per_mille)},
        4);
    if (status)
        return status;
    return changed ? 0 : lost(beat->job, error);
}

int job_heartbeat(struct store *store, const struct job *job, int64_t lease, int per_mille,
                  struct error *error)
{
    struct beat beat = {job, lease, per_mille};
    return store_write(store, beat_once, &beat, error);
}

int job_done(struct db *db, const struct job *job, struct error *error)
{
    int64_t changed = 0;
    int status = db_run(
        db, error, &changed,
        STR("UPDATE store_job SET state = 'done', per_mille = 1000, finished = $3, why = ''"
            " WHERE id = $1 AND attempt = $2 AND state = 'running'"),
        (const struct db_value[]){db_int(job->id), db_int(job->attempt), db_int(db_time(db))}, 3);
    if (status)
        return status;
    return changed ? 0 : lost(job, error);
}

struct failing {
    const struct job *job;
    int attempts;
    struct str why;
};

static int64_t delay_after(int64_t attempt)
{
    int64_t delay = first_delay;
    for (int64_t i = 1; i < attempt && delay < longest_delay; i++)
        delay *= 2;
    return delay < longest_delay ? delay : longest_delay;
}

static int fail_once(struct db *db, void *argument, struct error *error)
{
    const struct failing *failing = argument;
    const struct job *job = failing->job;
    bool final = job->attempt >= failing->attempts;
    utc_us now = db_time(db);
    int64_t changed = 0;
    int status = db_run(
        db, error, &changed,
        STR("UPDATE store_job SET state = $3, due = $4, finished = $5, why = $6"
            " WHERE id = $1 AND attempt = $2 AND state = 'running'"),
        (const struct db_value[]){db_int(job->id), db_int(job->attempt),
                                  db_text(final ? STR("failed") : STR("waiting")),
                                  db_int(now + delay_after(job->attempt)),
                                  final ? db_int(now) : db_null(), db_text(failing->why)},
        6);
    if (status)
        return status;
    return changed ? 0 : lost(job, error);
}

int job_failed(struct store *store, const struct job *job, int attempts, const struct error *why,
               struct error *error)
{
    struct arena *arena = arena_create();
    struct failing failing = {job, attempts, {"", 0}};
    if (why)
        failing.why = error_sentence(why, store_context(store)->lang, arena);
    size_t cut = failing.why.n < WHY_LIMIT ? failing.why.n : WHY_LIMIT;
    while (cut < failing.why.n && cut > 0 && ((unsigned char)failing.why.p[cut] & 0xc0) == 0x80)
        cut--;
    failing.why.n = cut;
    int status = store_write(store, fail_once, &failing, error);
    arena_destroy(arena);
    return status;
}

int job_cancel(struct db *db, int64_t id, struct error *error)
{
    return DB_RUN(db, error,
                  "UPDATE store_job SET state = 'cancelled', finished = $2"
                  " WHERE id = $1 AND finished IS NULL",
                  db_int(id), db_int(db_time(db)));
}

#define JOB_LIST(condition)                                                                \
    "SELECT id, attempt, kind, state, why, per_mille, created, due, finished"             \
    " FROM store_job" condition " ORDER BY id DESC LIMIT $1"

int job_list(struct db *db, bool unfinished_only, struct arena *arena, struct job_view *out,
             size_t limit, size_t *count, struct error *error)
{
    struct db_rows *rows = NULL;
    struct db_value values[] = {db_int((int64_t)limit)};
    *count = 0;
    int status = db_query(db, error, &rows,
                          unfinished_only ? STR(JOB_LIST(" WHERE finished IS NULL"))
                                          : STR(JOB_LIST("")),
                          values, 1);
    if (status)
        return status;
    for (; *count < limit && db_next(rows); (*count)++)
        out[*count] = (struct job_view){
            .id = db_column_int(rows, 0),
            .attempt = db_column_int(rows, 1),
            .kind = db_column_copy(rows, 2, arena),
            .state = db_column_copy(rows, 3, arena),
            .why = db_column_copy(rows, 4, arena),
            .per_mille = (int)db_column_int(rows, 5),
            .created = db_column_int(rows, 6),
            .due = db_column_int(rows, 7),
            .finished = db_column_int(rows, 8),
        };
    return db_finish(rows, error);
}

int job_prune(struct db *db, utc_us before, struct error *error)
{
    return DB_RUN(db, error, "DELETE FROM store_job WHERE finished < $1", db_int(before));
}

/* Times that are set by the new clock stay: a lease that was renewed since, a job that was added since.
   Overdue jobs were made in what is now the future; those that waited for longer are due then. */
static int move_dues(struct db *db, void *argument, struct error *error)
{
    const int64_t *by = argument;
    utc_us now = db_time(db);
    return DB_RUN(db, error,
                  "UPDATE store_job SET due = due - $1 WHERE finished IS NULL AND due > $2"
                  " AND (due >= $2 + $1 - $3 OR (state = 'waiting' AND created > $2))",
                  db_int(*by), db_int(now), db_int(CLOCK_SLACK * US_PER_SECOND));
}

int job_clock_went_back(struct store *store, int64_t by, struct error *error)
{
    return store_driver(store) == STORE_SQLITE ? store_write(store, move_dues, &by, error) : 0;
}
