#include "water/data/fit_work.h"

#include "store/blob.h"

static const struct str kind = STR_INIT("water.fit");

int water_fit_queue(struct db *db, int64_t id, struct error *error)
{
    struct arena *arena = arena_create();
    struct str key = arena_format(arena, "%lld", (long long)id);
    int status =
        job_add(db, kind, key, arena_format(arena, "{\"fit\":%lld}", (long long)id), 0, error);
    arena_destroy(arena);
    return status;
}

/* A new fit
 * ---------------------------------------------------------------------------------------- */

struct making {
    const struct web_actor *actor;
    const struct water_fit_new *fit;
    struct blob *blobs;
    int64_t vault, id;
};

static int vault_body(struct db *db, void *argument, struct error *error)
{
    struct making *making = argument;
    return vault_create(db, &making->vault, error);
}

static int insert_file(struct db *db, const struct making *making, size_t index,
                       struct error *error)
{
    const struct water_fit_file *file = &making->fit->files[index];
    int status = blob_link(db, &making->blobs[index], error);
    return status ? status
                  : DB_RUN(db, error,
                           "INSERT INTO water_fit_file (fit, role, name, blob, size)"
                           " VALUES ($1, $2, $3, $4, $5)",
                           db_int(making->id), db_text(file->role), db_text(file->name),
                           db_text(making->blobs[index].id), db_int(making->blobs[index].size));
}

static int make_body(struct db *db, void *argument, struct error *error)
{
    struct making *making = argument;
    const struct water_fit_new *fit = making->fit;
    struct water_mine_row mine;
    int status = fit->mine ? water_mine_load(db, making->actor, fit->mine, &mine, error) : 0;
    if (!status)
        status = DB_INSERT(
            db, error, &making->id,
            "INSERT INTO water_fit (commission, mine, vault, name, state, members, iterations,"
            " seed, first_day, last_day, phase, iteration, runs, planned, failed, why, worker,"
            " author, created, started, finished) VALUES ($1, $2, $3, $4, 'checking', $5, $6, $7,"
            " $8, $9, '', 0, 0, 0, 0, '', '', $10, $11, 0, 0) RETURNING id",
            db_int(making->actor->commission), db_id(fit->mine), db_int(making->vault),
            db_text(fit->name), db_int(fit->members), db_int(fit->iterations), db_int(fit->seed),
            db_int(fit->first_day), db_int(fit->last_day), db_int(making->actor->person),
            db_int(db_time(db)));
    for (size_t i = 0; i < fit->file_count && !status; i++)
        status = insert_file(db, making, i, error);
    if (!status)
        status = water_fit_queue(db, making->id, error);
    return status
               ? status
               : web_actor_audit(db, making->actor, STR("water.fit.create"), STR("fit"), making->id,
                                 arena_format(making->actor->arena, "{\"mine\":%lld,\"files\":%zu}",
                                              (long long)fit->mine, fit->file_count),
                                 error);
}

static int check_new(const struct water_fit_new *fit, struct arena *arena, struct error *error)
{
    bool members =
        fit->members == 0 || (fit->members >= 10 && fit->members <= WATER_FIT_MEMBERS_MOST);
    if (fit->name.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("名前"),
                     BOTH("名前を書いてください", "write a name"));
    if (!members)
        return ERROR(
            error, ERR_WATER_RANGE, BOTH("メンバーの数", "members"),
            arena_format(arena, "%lld", (long long)fit->members),
            BOTH("0（最も合う点だけ）か 10-2,000 です", "0 (the best point only) or 10 - 2,000"));
    if (fit->iterations < 1 || fit->iterations > WATER_FIT_ITERATIONS_MOST)
        return ERROR(error, ERR_WATER_RANGE, BOTH("反復の上限", "most iterations"),
                     arena_format(arena, "%lld", (long long)fit->iterations), STR("1 - 50"));
    return 0;
}

int water_fit_create(const struct web_actor *actor, const struct water_fit_new *fit, int64_t *id,
                     struct error *error)
{
    struct making making = {.actor = actor,
                            .fit = fit,
                            .blobs = ARENA_ARRAY(actor->arena, struct blob, fit->file_count)};
    *id = 0;
    int status = water_require(actor, STR("water.edit"), error);
    if (!status)
        status = check_new(fit, actor->arena, error);
    if (!status)
        status = store_write(actor->store, vault_body, &making, error);
    for (size_t i = 0; i < fit->file_count && !status; i++)
        status = blob_write(actor->store, making.vault, fit->files[i].bytes, actor->arena,
                            &making.blobs[i], error);
    if (!status)
        status = store_write(actor->store, make_body, &making, error);
    *id = making.id;
    return status;
}

/* The work
 * ----------------------------------------------------------------------------------------- */

struct beginning {
    struct water_fit_work *work;
    int64_t id;
};

static int begin_body(struct db *db, void *argument, struct error *error)
{
    const struct beginning *beginning = argument;
    struct water_fit_work *work = beginning->work;
    int64_t commission = 0, changed = 0;
    work->fit = (struct water_fit_row){0};
    int status =
        DB_GET_INT(db, error, &commission, STR("fit"),
                   "SELECT commission FROM water_fit WHERE id = $1", db_int(beginning->id));
    work->actor.commission = commission;
    if (!status)
        status = db_run(
            db, error, &changed,
            STR("UPDATE water_fit SET state = CASE state WHEN 'waiting' THEN 'running' ELSE state"
                " END, started = CASE state WHEN 'waiting' THEN $3 ELSE started END, worker = $2,"
                " why = '', runs = 0, planned = 0 WHERE id = $1"
                " AND state IN ('checking', 'waiting', 'running', 'stopping')"),
            (const struct db_value[]){db_int(beginning->id), db_text(work->worker),
                                      db_int(db_time(db))},
            3);
    if (!status && changed)
        return water_fit_load(db, &work->actor, beginning->id, &work->fit, error);
    return status || !work->job ? status : job_done(db, work->job, error);
}

int water_fit_begin(struct water_fit_work *work, int64_t id, struct error *error)
{
    struct beginning beginning = {work, id};
    return store_write(work->actor.store, begin_body, &beginning, error);
}

struct reporting {
    struct water_fit_work *work;
    const struct water_fit_progress *progress;
    int64_t changed;
};

static int report_body(struct db *db, void *argument, struct error *error)
{
    struct reporting *reporting = argument;
    const struct water_fit_progress *p = reporting->progress;
    return db_run(
        db, error, &reporting->changed,
        STR("UPDATE water_fit SET phase = $3, iteration = $4, runs = $5, planned = $6,"
            " failed = $7 WHERE id = $1 AND worker = $2"
            " AND state IN ('checking', 'running')"),
        (const struct db_value[]){db_int(reporting->work->fit.id), db_text(reporting->work->worker),
                                  db_text(water_fit_phase_name(p->phase)), db_int(p->iteration),
                                  db_int(p->runs), db_int(p->planned), db_int(p->failed)},
        7);
}

int water_fit_report(struct water_fit_work *work, const struct water_fit_progress *progress,
                     bool *go_on, struct error *error)
{
    struct reporting reporting = {.work = work, .progress = progress};
    int status = store_write(work->actor.store, report_body, &reporting, error);
    *go_on = !status && reporting.changed > 0;
    return status;
}

struct keeping {
    struct water_fit_work *work;
    const struct water_fit_file *files;
    struct blob *blobs;
    size_t count;
    const struct water_fit_step *steps;
    size_t step_count;
};

/* Is it still ours? */
static int own(struct db *db, const struct water_fit_work *work, bool *ours, struct error *error)
{
    int64_t count = 0;
    int status = DB_GET_INT(db, error, &count, STR("fit"),
                            "SELECT count(*) FROM water_fit WHERE id = $1 AND worker = $2",
                            db_int(work->fit.id), db_text(work->worker));
    *ours = count > 0;
    return status;
}

static int replace_file(struct db *db, const struct keeping *keeping, size_t index,
                        struct error *error)
{
    const struct water_fit_row *fit = &keeping->work->fit;
    const struct water_fit_file *file = &keeping->files[index];
    const struct blob *blob = &keeping->blobs[index];
    struct str old = {0};
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT blob FROM water_fit_file WHERE fit = $1 AND role = $2"
                          " AND name = $3",
                          db_int(fit->id), db_text(file->role), db_text(file->name));
    if (status)
        return status;
    if (db_next(rows))
        old = db_column_copy(rows, 0, keeping->work->actor.arena);
    status = db_finish(rows, error);
    if (!status)
        status = blob_link(db, blob, error);
    if (!status && old.n)
        status = blob_unlink(db, fit->vault, old, error);
    return status ? status
                  : DB_RUN(db, error,
                           "INSERT INTO water_fit_file (fit, role, name, blob, size)"
                           " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (fit, role, name)"
                           " DO UPDATE SET blob = excluded.blob, size = excluded.size",
                           db_int(fit->id), db_text(file->role), db_text(file->name),
                           db_text(blob->id), db_int(blob->size));
}

static int keep_body(struct db *db, void *argument, struct error *error)
{
    const struct keeping *keeping = argument;
    bool ours = false;
    int status = own(db, keeping->work, &ours, error);
    for (size_t i = 0; i < keeping->count && !status && ours; i++)
        status = replace_file(db, keeping, i, error);
    for (size_t i = 0; i < keeping->step_count && !status && ours; i++)
        status = DB_RUN(db, error,
                        "INSERT INTO water_fit_step (fit, phase, iteration, objective, failed)"
                        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (fit, phase, iteration)"
                        " DO UPDATE SET objective = excluded.objective, failed = excluded.failed",
                        db_int(keeping->work->fit.id),
                        db_text(water_fit_phase_name(keeping->steps[i].phase)),
                        db_int(keeping->steps[i].iteration), db_text(keeping->steps[i].objective),
                        db_int(keeping->steps[i].failed));
    return status;
}

int water_fit_keep(struct water_fit_work *work, const struct water_fit_file *files, size_t count,
                   const struct water_fit_step *steps, size_t step_count, struct error *error)
{
    struct keeping keeping = {.work = work,
                              .files = files,
                              .blobs = ARENA_ARRAY(work->actor.arena, struct blob, count),
                              .count = count,
                              .steps = steps,
                              .step_count = step_count};
    int status = 0;
    for (size_t i = 0; i < count && !status; i++)
        status = blob_write(work->actor.store, work->fit.vault, files[i].bytes, work->actor.arena,
                            &keeping.blobs[i], error);
    return status ? status : store_write(work->actor.store, keep_body, &keeping, error);
}

struct finishing {
    struct water_fit_work *work;
    struct str state, why;
    bool again; /* into the queue, unless a person stopped it meanwhile */
};

static int finish_body(struct db *db, void *argument, struct error *error)
{
    static const struct str sql[] = {
        STR_INIT("UPDATE water_fit SET state = $3, why = $4, finished = $5, worker = ''"
                 " WHERE id = $1 AND worker = $2"),
        STR_INIT("UPDATE water_fit SET state = CASE state WHEN 'stopping' THEN 'cancelled' ELSE $3"
                 " END, why = $4, finished = $5, worker = '' WHERE id = $1 AND worker = $2")};
    const struct finishing *finishing = argument;
    const struct water_fit_work *work = finishing->work;
    int64_t changed = 0;
    int status = db_run(db, error, &changed, sql[finishing->again],
                        (const struct db_value[]){db_int(work->fit.id), db_text(work->worker),
                                                  db_text(finishing->state),
                                                  db_text(finishing->why), db_int(db_time(db))},
                        5);
    if (!status && work->job)
        status = job_done(db, work->job, error);
    return status || !finishing->again || changed == 0 ? status
                                                       : water_fit_queue(db, work->fit.id, error);
}

int water_fit_finish(struct water_fit_work *work, enum water_fit_state state, struct str why,
                     struct error *error)
{
    struct finishing finishing = {work, water_fit_state_name(state), why, false};
    return store_write(work->actor.store, finish_body, &finishing, error);
}

int water_fit_requeue(struct water_fit_work *work, struct error *error)
{
    bool checking = work->fit.state == WATER_FIT_CHECKING;
    struct finishing finishing = {
        work, water_fit_state_name(checking ? WATER_FIT_CHECKING : WATER_FIT_WAITING), STR(""),
        true};
    return store_write(work->actor.store, finish_body, &finishing, error);
}
