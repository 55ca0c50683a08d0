#include "water/data/prediction.h"

#include "store/blob.h"

static const struct {
    struct str name, title;
} states[WATER_PREDICTION_STATES] = {
    [WATER_PREDICTION_WAITING] = {STR_INIT("waiting"), STR_INIT("順番待ち")},
    [WATER_PREDICTION_RUNNING] = {STR_INIT("running"), STR_INIT("計算中")},
    [WATER_PREDICTION_CANCELLED] = {STR_INIT("cancelled"), STR_INIT("中止しました")},
    [WATER_PREDICTION_DONE] = {STR_INIT("done"), STR_INIT("終わりました")},
    [WATER_PREDICTION_FAILED] = {STR_INIT("failed"), STR_INIT("計算できません")},
};

struct str water_prediction_state_title(enum water_prediction_state state)
{
    return states[state].title;
}

static enum water_prediction_state state_of(struct str name)
{
    for (int i = 0; i < WATER_PREDICTION_STATES; i++)
        if (str_equal(states[i].name, name))
            return (enum water_prediction_state)i;
    return WATER_PREDICTION_FAILED;
}

#define PREDICTION_COLUMNS                                                                         \
    "SELECT id, fit, title, point, first_day, days, every, study, outcome, state, runs, planned,"  \
    " why, author, created, finished FROM water_prediction"

static void read_row(struct db_rows *rows, struct arena *arena, struct water_prediction_row *out)
{
    *out = (struct water_prediction_row){
        .id = db_column_int(rows, 0),
        .fit = db_column_int(rows, 1),
        .title = db_column_copy(rows, 2, arena),
        .point = db_column_copy(rows, 3, arena),
        .first_day = (day_number)db_column_int(rows, 4),
        .days = db_column_int(rows, 5),
        .every = db_column_int(rows, 6),
        .study = db_column_copy(rows, 7, arena),
        .outcome = db_column_copy(rows, 8, arena),
        .state = state_of(db_column_text(rows, 9)),
        .runs = db_column_int(rows, 10),
        .planned = db_column_int(rows, 11),
        .why = db_column_copy(rows, 12, arena),
        .author = db_column_int(rows, 13),
        .created = db_column_int(rows, 14),
        .finished = db_column_int(rows, 15),
    };
}

struct prediction_call {
    const struct web_actor *actor;
    const struct water_prediction_row *wanted;
    int64_t fit, id;
    struct water_fit_row of;
    struct water_prediction_row row, *list;
    size_t count;
    struct blob blob;
    bool has_blob;
};

static int load(struct db *db, struct arena *arena, int64_t id, struct water_prediction_row *out,
                struct error *error)
{
    struct db_rows *rows;
    *out = (struct water_prediction_row){0};
    int status = DB_QUERY(db, error, &rows, PREDICTION_COLUMNS " WHERE id = $1", db_int(id));
    if (status)
        return status;
    if (db_next(rows))
        read_row(rows, arena, out);
    return db_finish(rows, error);
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct prediction_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = water_fit_load(db, call->actor, call->fit, &call->of, error);
    if (!status)
        status = DB_QUERY(db, error, &rows,
                          PREDICTION_COLUMNS " WHERE fit = $1 ORDER BY id DESC LIMIT $2",
                          db_int(call->fit), db_int(WATER_PREDICTIONS_MOST));
    if (status)
        return status;
    while (call->count < WATER_PREDICTIONS_MOST && db_next(rows))
        read_row(rows, call->actor->arena, &call->list[call->count++]);
    return db_finish(rows, error);
}

int water_prediction_list(const struct web_actor *actor, int64_t fit,
                          struct water_prediction_row **out, size_t *count, struct error *error)
{
    struct prediction_call call = {
        .actor = actor,
        .fit = fit,
        .list = ARENA_ARRAY(actor->arena, struct water_prediction_row, WATER_PREDICTIONS_MOST)};
    int status = store_read(actor->store, list_body, &call, error);
    *out = call.list;
    *count = call.count;
    return status;
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct prediction_call *call = argument;
    int status = water_fit_load(db, call->actor, call->fit, &call->of, error);
    if (!status)
        status = load(db, call->actor->arena, call->id, &call->row, error);
    if (!status && call->row.fit != call->fit)
        return ERROR(error, ERR_NOT_FOUND, BOTH("予測", "the prediction"));
    return status;
}

int water_prediction_read(const struct web_actor *actor, int64_t fit, int64_t id,
                          struct water_prediction_row *out, struct error *error)
{
    struct prediction_call call = {.actor = actor, .fit = fit, .id = id};
    int status = store_read(actor->store, read_body, &call, error);
    *out = call.row;
    return status;
}

static int queue(struct db *db, int64_t id, struct error *error)
{
    struct arena *arena = arena_create();
    int status = job_add(db, STR("water.predict"), arena_format(arena, "%lld", (long long)id),
                         arena_format(arena, "{\"prediction\":%lld}", (long long)id), 0, error);
    arena_destroy(arena);
    return status;
}

static int create_body(struct db *db, void *argument, struct error *error)
{
    struct prediction_call *call = argument;
    const struct water_prediction_row *row = call->wanted;
    int64_t members = 0;
    int status = water_fit_load(db, call->actor, row->fit, &call->of, error);
    if (!status)
        status = DB_GET_INT(db, error, &members, STR("fit"),
                            "SELECT count(*) FROM water_fit_file WHERE fit = $1"
                            " AND role = 'ensemble'",
                            db_int(row->fit));
    if (!status && members == 0)
        return ERROR(error, ERR_STATE,
                     BOTH("アンサンブルがまだありません", "there is no ensemble yet"));
    if (!status && call->has_blob)
        status = blob_link(db, &call->blob, error);
    if (!status)
        status = DB_INSERT(
            db, error, &call->id,
            "INSERT INTO water_prediction (fit, title, point, first_day, days, every, study,"
            " outcome, state, runs, planned, why, worker, author, created, finished)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, '', 'waiting', 0, 0, '', '', $8, $9, 0)"
            " RETURNING id",
            db_int(row->fit), db_text(row->title), db_text(row->point), db_int(row->first_day),
            db_int(row->days), db_int(row->every),
            db_text(call->has_blob ? call->blob.id : STR("")), db_int(call->actor->person),
            db_int(db_time(db)));
    if (!status)
        status = queue(db, call->id, error);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.prediction.create"), STR("fit"),
                                    row->fit, STR("{}"), error);
}

static int check_new(const struct water_prediction_row *row, struct arena *arena,
                     struct error *error)
{
    enum { DAYS_MOST = 36500, POINTS_MOST = 4000 };
    struct str days = arena_format(arena, "%lld", (long long)row->days);
    if (row->days < 1 || row->days > DAYS_MOST || row->every < 1 || row->every > 365)
        return ERROR(
            error, ERR_WATER_RANGE, BOTH("予測する日数・間隔", "days"), days,
            BOTH("日数は 1-36,500、間隔は 1-365 です", "1 to 36,500 days, every 1 to 365"));
    if (row->days / row->every > POINTS_MOST)
        return ERROR(error, ERR_WATER_RANGE, BOTH("予測する日数", "days"), days,
                     BOTH("間隔を広げて、求める日を 4,000 以下にしてください",
                          "take a wider interval: at most 4,000 days are reckoned"));
    return 0;
}

int water_prediction_create(const struct web_actor *actor, const struct water_prediction_row *row,
                            struct str study, int64_t *id, struct error *error)
{
    struct prediction_call call = {.actor = actor, .wanted = row, .has_blob = study.n > 0};
    *id = 0;
    int status = water_require(actor, STR("water.edit"), error);
    if (!status)
        status = check_new(row, actor->arena, error);
    if (!status)
        status = water_fit_read(actor, row->fit, &call.of, error);
    if (!status && call.has_blob)
        status = blob_write(actor->store, call.of.vault, study, actor->arena, &call.blob, error);
    if (!status)
        status = store_write(actor->store, create_body, &call, error);
    *id = call.id;
    return status;
}

static int cancel_body(struct db *db, void *argument, struct error *error)
{
    struct prediction_call *call = argument;
    int64_t changed = 0;
    int status = read_body(db, call, error);
    if (!status)
        status = db_run(db, error, &changed,
                        STR("UPDATE water_prediction SET state = 'cancelled' WHERE id = $1"
                            " AND state IN ('waiting', 'running')"),
                        (const struct db_value[]){db_int(call->id)}, 1);
    if (!status && changed == 0)
        return ERROR(error, ERR_STATE, states[call->row.state].title);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.prediction.cancel"), STR("fit"),
                                    call->fit, STR("{}"), error);
}

int water_prediction_cancel(const struct web_actor *actor, int64_t fit, int64_t id,
                            struct error *error)
{
    struct prediction_call call = {.actor = actor, .fit = fit, .id = id};
    int status = water_require(actor, STR("water.edit"), error);
    return status ? status : store_write(actor->store, cancel_body, &call, error);
}

/* The job ----------------------------------------------------------------------------------------
 */

struct working {
    struct water_prediction_work *work;
    int64_t id, runs, planned, changed;
    const struct blob *blob;
    struct str state, why;
    bool again;
};

static int begin_body(struct db *db, void *argument, struct error *error)
{
    const struct working *w = argument;
    struct water_prediction_work *work = w->work;
    int64_t changed = 0;
    work->row = (struct water_prediction_row){0};
    int status = DB_GET_INT(db, error, &work->actor.commission, STR("fit"),
                            "SELECT f.commission FROM water_fit f JOIN water_prediction p"
                            " ON p.fit = f.id WHERE p.id = $1",
                            db_int(w->id));
    if (!status)
        status = db_run(db, error, &changed,
                        STR("UPDATE water_prediction SET state = 'running', worker = $2"
                            " WHERE id = $1 AND state IN ('waiting', 'running')"),
                        (const struct db_value[]){db_int(w->id), db_text(work->worker)}, 2);
    if (!status && changed) {
        status = load(db, work->actor.arena, w->id, &work->row, error);
        return status ? status : water_fit_load(db, &work->actor, work->row.fit, &work->fit, error);
    }
    return status || !work->job ? status : job_done(db, work->job, error);
}

int water_prediction_begin(struct water_prediction_work *work, int64_t id, struct error *error)
{
    struct working w = {.work = work, .id = id};
    return store_write(work->actor.store, begin_body, &w, error);
}

static int report_body(struct db *db, void *argument, struct error *error)
{
    struct working *w = argument;
    return db_run(db, error, &w->changed,
                  STR("UPDATE water_prediction SET runs = $3, planned = $4 WHERE id = $1"
                      " AND worker = $2 AND state = 'running'"),
                  (const struct db_value[]){db_int(w->work->row.id), db_text(w->work->worker),
                                            db_int(w->runs), db_int(w->planned)},
                  4);
}

int water_prediction_report(struct water_prediction_work *work, int64_t runs, int64_t planned,
                            bool *go_on, struct error *error)
{
    struct working w = {.work = work, .runs = runs, .planned = planned};
    int status = store_write(work->actor.store, report_body, &w, error);
    *go_on = !status && w.changed > 0;
    return status;
}

/* A prediction that a person cancelled meanwhile stays so. */
static int finish_body(struct db *db, void *argument, struct error *error)
{
    struct working *w = argument;
    const struct water_prediction_work *work = w->work;
    int status =
        db_run(db, error, &w->changed,
               STR("UPDATE water_prediction SET state = $3, why = $4, finished = $5, worker = '',"
                   " outcome = $6 WHERE id = $1 AND worker = $2 AND state = 'running'"),
               (const struct db_value[]){db_int(work->row.id), db_text(work->worker),
                                         db_text(w->state), db_text(w->why), db_int(db_time(db)),
                                         db_text(w->blob ? w->blob->id : STR(""))},
               6);
    if (!status && w->changed && w->blob)
        status = blob_link(db, w->blob, error);
    if (!status && work->job)
        status = job_done(db, work->job, error);
    return status || !w->again || w->changed == 0 ? status : queue(db, work->row.id, error);
}

int water_prediction_finish(struct water_prediction_work *work, enum water_prediction_state state,
                            struct str outcome, struct str why, struct error *error)
{
    struct blob blob;
    struct working w = {.work = work, .state = states[state].name, .why = why};
    int status = 0;
    if (outcome.n > 0) {
        status = blob_write(work->actor.store, work->fit.vault, outcome, work->actor.arena, &blob,
                            error);
        w.blob = &blob;
    }
    return status ? status : store_write(work->actor.store, finish_body, &w, error);
}

int water_prediction_requeue(struct water_prediction_work *work, struct error *error)
{
    struct working w = {
        .work = work, .state = states[WATER_PREDICTION_WAITING].name, .again = true};
    return store_write(work->actor.store, finish_body, &w, error);
}
