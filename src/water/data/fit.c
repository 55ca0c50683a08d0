#include "water/data/fit.h"

#include "store/blob.h"
#include "store/job.h"
#include "water/data/fit_work.h"

static const struct {
    struct str name, title;
} states[WATER_FIT_STATES] = {
    [WATER_FIT_CHECKING] = {STR_INIT("checking"), STR_INIT("合わせ込み前を計算中")},
    [WATER_FIT_READY] = {STR_INIT("ready"), STR_INIT("開始できます")},
    [WATER_FIT_WAITING] = {STR_INIT("waiting"), STR_INIT("順番待ち")},
    [WATER_FIT_RUNNING] = {STR_INIT("running"), STR_INIT("計算中")},
    [WATER_FIT_STOPPING] = {STR_INIT("stopping"), STR_INIT("中止しています")},
    [WATER_FIT_CANCELLED] = {STR_INIT("cancelled"), STR_INIT("中止しました")},
    [WATER_FIT_DONE] = {STR_INIT("done"), STR_INIT("終わりました")},
    [WATER_FIT_FAILED] = {STR_INIT("failed"), STR_INIT("計算できません")},
};
static const struct str phases[WATER_PHASES] = {STR_INIT(""), STR_INIT("before"), STR_INIT("best"),
                                                STR_INIT("spread")};

struct str water_fit_state_name(enum water_fit_state state)
{
    return states[state].name;
}

struct str water_fit_state_title(enum water_fit_state state)
{
    return states[state].title;
}

bool water_fit_works(enum water_fit_state state)
{
    return state == WATER_FIT_CHECKING || state == WATER_FIT_WAITING ||
           state == WATER_FIT_RUNNING || state == WATER_FIT_STOPPING;
}

struct str water_fit_phase_name(enum water_fit_phase phase)
{
    return phases[phase];
}

static enum water_fit_state state_of(struct str name)
{
    for (int i = 0; i < WATER_FIT_STATES; i++)
        if (str_equal(states[i].name, name))
            return (enum water_fit_state)i;
    return WATER_FIT_FAILED;
}

static enum water_fit_phase phase_of(struct str name)
{
    for (int i = 0; i < WATER_PHASES; i++)
        if (str_equal(phases[i], name))
            return (enum water_fit_phase)i;
    return WATER_PHASE_NONE;
}

/* Reading -------------------------------------------------------------------------------------- */

#define FIT_COLUMNS                                                                                \
    "SELECT f.id, f.commission, f.mine, f.vault, f.name, f.state, f.members, f.iterations,"        \
    " f.seed, f.first_day, f.last_day, f.phase, f.iteration, f.runs, f.planned, f.failed, f.why,"  \
    " f.author, f.created, f.started, f.finished, m.name, p.name FROM water_fit f"                 \
    " LEFT JOIN water_mine m ON m.id = f.mine LEFT JOIN account_person p ON p.id = f.author"

static void read_row(struct db_rows *rows, struct arena *arena, struct water_fit_row *out)
{
    *out = (struct water_fit_row){
        .id = db_column_int(rows, 0),
        .commission = db_column_int(rows, 1),
        .mine = db_column_int(rows, 2),
        .vault = db_column_int(rows, 3),
        .name = db_column_copy(rows, 4, arena),
        .state = state_of(db_column_text(rows, 5)),
        .members = db_column_int(rows, 6),
        .iterations = db_column_int(rows, 7),
        .seed = db_column_int(rows, 8),
        .first_day = (day_number)db_column_int(rows, 9),
        .last_day = (day_number)db_column_int(rows, 10),
        .phase = phase_of(db_column_text(rows, 11)),
        .iteration = db_column_int(rows, 12),
        .runs = db_column_int(rows, 13),
        .planned = db_column_int(rows, 14),
        .failed = db_column_int(rows, 15),
        .why = db_column_copy(rows, 16, arena),
        .author = db_column_int(rows, 17),
        .created = db_column_int(rows, 18),
        .started = db_column_int(rows, 19),
        .finished = db_column_int(rows, 20),
        .mine_name = db_column_is_null(rows, 21) ? STR("") : db_column_copy(rows, 21, arena),
        .author_name = db_column_is_null(rows, 22) ? STR("") : db_column_copy(rows, 22, arena),
    };
}

/* Whether the actor sees it, in the transaction. */
static int look(struct db *db, const struct web_actor *actor, const struct water_fit_row *fit,
                bool *seen, struct error *error)
{
    struct water_mine_row mine;
    struct error missing = {0};
    *seen = water_sees_open(actor) || (actor->person && actor->person == fit->author);
    if (fit->mine == 0)
        return 0;
    int status = water_mine_load(db, actor, fit->mine, &mine, &missing);
    *seen = status == 0;
    if (status && status != ERR_NOT_FOUND && error)
        error_copy(error, &missing);
    return status == ERR_NOT_FOUND ? 0 : status;
}

int water_fit_load(struct db *db, const struct web_actor *actor, int64_t id,
                   struct water_fit_row *out, struct error *error)
{
    struct db_rows *rows;
    bool seen = false;
    *out = (struct water_fit_row){0};
    int status = DB_QUERY(db, error, &rows, FIT_COLUMNS " WHERE f.id = $1 AND f.commission = $2",
                          db_int(id), db_int(actor->commission));
    if (status)
        return status;
    if (db_next(rows))
        read_row(rows, actor->arena, out);
    status = db_finish(rows, error);
    if (!status && out->id)
        status = look(db, actor, out, &seen, error);
    if (!status && !seen)
        return ERROR(error, ERR_NOT_FOUND, BOTH("合わせ込み", "the fit"));
    return status;
}

struct fit_call {
    const struct web_actor *actor;
    int64_t id, iterations;
    const struct water_fit_row *fit;
    struct water_fit_row row, *list;
    struct water_fit_file *files;
    struct water_fit_step *steps;
    size_t count;
};

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct fit_call *call = argument;
    return water_fit_load(db, call->actor, call->id, &call->row, error);
}

int water_fit_read(const struct web_actor *actor, int64_t id, struct water_fit_row *out,
                   struct error *error)
{
    struct fit_call call = {.actor = actor, .id = id};
    int status = store_read(actor->store, read_body, &call, error);
    *out = call.row;
    return status;
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct fit_call *call = argument;
    struct db_rows *rows;
    size_t read = 0;
    call->count = 0;
    int status = DB_QUERY(db, error, &rows,
                          FIT_COLUMNS " WHERE f.commission = $1 ORDER BY f.id DESC LIMIT $2",
                          db_int(call->actor->commission), db_int(WATER_FITS_MOST));
    if (status)
        return status;
    while (read < WATER_FITS_MOST && db_next(rows))
        read_row(rows, call->actor->arena, &call->list[read++]);
    status = db_finish(rows, error);
    for (size_t i = 0; i < read && !status; i++) {
        bool seen;
        status = look(db, call->actor, &call->list[i], &seen, error);
        if (seen)
            call->list[call->count++] = call->list[i];
    }
    return status;
}

int water_fit_list(const struct web_actor *actor, struct water_fit_row **out, size_t *count,
                   struct error *error)
{
    struct fit_call call = {
        .actor = actor, .list = ARENA_ARRAY(actor->arena, struct water_fit_row, WATER_FITS_MOST)};
    int status = store_read(actor->store, list_body, &call, error);
    *out = call.list;
    *count = call.count;
    return status;
}

enum { FILES_MOST = WATER_FIT_TABLES_MOST + 8, STEPS_MOST = 1100 };

static int files_body(struct db *db, void *argument, struct error *error)
{
    struct fit_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT role, name, blob, size FROM water_fit_file WHERE fit = $1"
                          " ORDER BY role, name",
                          db_int(call->fit->id));
    if (status)
        return status;
    while (call->count < FILES_MOST && db_next(rows))
        call->files[call->count++] =
            (struct water_fit_file){.role = db_column_copy(rows, 0, call->actor->arena),
                                    .name = db_column_copy(rows, 1, call->actor->arena),
                                    .blob = db_column_copy(rows, 2, call->actor->arena),
                                    .size = db_column_int(rows, 3)};
    return db_finish(rows, error);
}

int water_fit_files(const struct web_actor *actor, const struct water_fit_row *fit,
                    struct water_fit_file **out, size_t *count, struct error *error)
{
    struct fit_call call = {.actor = actor,
                            .fit = fit,
                            .files = ARENA_ARRAY(actor->arena, struct water_fit_file, FILES_MOST)};
    int status = store_read(actor->store, files_body, &call, error);
    *out = call.files;
    *count = call.count;
    return status;
}

int water_fit_blob_read(const struct web_actor *actor, const struct water_fit_row *fit,
                        struct str blob, struct str *bytes, struct error *error)
{
    enum { RESULT_BYTES = 256 << 20 };
    return blob_read(actor->store, fit->vault, blob, RESULT_BYTES, actor->arena, bytes, error);
}

int water_fit_file_read(const struct web_actor *actor, const struct water_fit_row *fit,
                        struct str role, struct str *bytes, struct error *error)
{
    struct water_fit_file *files;
    size_t count;
    int status = water_fit_files(actor, fit, &files, &count, error);
    for (size_t i = 0; i < count && !status; i++)
        if (str_equal(files[i].role, role))
            return water_fit_blob_read(actor, fit, files[i].blob, bytes, error);
    return status ? status : ERROR(error, ERR_NOT_FOUND, role);
}

static int steps_body(struct db *db, void *argument, struct error *error)
{
    struct fit_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT phase, iteration, objective, failed FROM water_fit_step"
                          " WHERE fit = $1 ORDER BY phase, iteration",
                          db_int(call->id));
    if (status)
        return status;
    while (call->count < STEPS_MOST && db_next(rows))
        call->steps[call->count++] =
            (struct water_fit_step){.phase = phase_of(db_column_text(rows, 0)),
                                    .iteration = db_column_int(rows, 1),
                                    .objective = db_column_copy(rows, 2, call->actor->arena),
                                    .failed = db_column_int(rows, 3)};
    return db_finish(rows, error);
}

int water_fit_steps(const struct web_actor *actor, int64_t id, struct water_fit_step **out,
                    size_t *count, struct error *error)
{
    struct fit_call call = {.actor = actor,
                            .id = id,
                            .steps = ARENA_ARRAY(actor->arena, struct water_fit_step, STEPS_MOST)};
    int status = store_read(actor->store, steps_body, &call, error);
    *out = call.steps;
    *count = call.count;
    return status;
}

/* What people do with it -------------------------------------------------------------------------
 */

/* ERR_STATE unless it is in one of `from`; then it is in `to`. */
static int move(struct db *db, struct fit_call *call, const enum water_fit_state *from,
                size_t count, enum water_fit_state to, struct error *error)
{
    int status = water_fit_load(db, call->actor, call->id, &call->row, error);
    bool may = false;
    for (size_t i = 0; i < count; i++)
        may = may || call->row.state == from[i];
    if (!status && !may)
        return ERROR(error, ERR_STATE, water_fit_state_title(call->row.state));
    return status ? status
                  : DB_RUN(db, error, "UPDATE water_fit SET state = $2, why = '' WHERE id = $1",
                           db_int(call->id), db_text(states[to].name));
}

static int audit(struct db *db, const struct fit_call *call, struct str action, struct error *error)
{
    return web_actor_audit(db, call->actor, action, STR("fit"), call->id, STR("{}"), error);
}

static int start_body(struct db *db, void *argument, struct error *error)
{
    static const enum water_fit_state from[] = {WATER_FIT_READY};
    struct fit_call *call = argument;
    int status = move(db, call, from, 1, WATER_FIT_WAITING, error);
    if (!status)
        status = water_fit_queue(db, call->id, error);
    return status ? status : audit(db, call, STR("water.fit.start"), error);
}

static int act(const struct web_actor *actor, store_body *body, struct fit_call *call,
               struct error *error)
{
    call->actor = actor;
    int status = water_require(actor, STR("water.edit"), error);
    return status ? status : store_write(actor->store, body, call, error);
}

int water_fit_start(const struct web_actor *actor, int64_t id, struct error *error)
{
    struct fit_call call = {.id = id};
    return act(actor, start_body, &call, error);
}

/* One that waits stops at once; its job finds nothing to do. */
static int cancel_body(struct db *db, void *argument, struct error *error)
{
    static const enum water_fit_state waits[] = {WATER_FIT_WAITING}, runs[] = {WATER_FIT_RUNNING};
    struct fit_call *call = argument;
    int status = water_fit_load(db, call->actor, call->id, &call->row, error);
    if (!status && call->row.state == WATER_FIT_WAITING)
        status = move(db, call, waits, 1, WATER_FIT_CANCELLED, error);
    else if (!status)
        status = move(db, call, runs, 1, WATER_FIT_STOPPING, error);
    return status ? status : audit(db, call, STR("water.fit.cancel"), error);
}

int water_fit_cancel(const struct web_actor *actor, int64_t id, struct error *error)
{
    struct fit_call call = {.id = id};
    return act(actor, cancel_body, &call, error);
}

static int resume_body(struct db *db, void *argument, struct error *error)
{
    static const enum water_fit_state from[] = {WATER_FIT_CANCELLED, WATER_FIT_FAILED,
                                                WATER_FIT_DONE};
    struct fit_call *call = argument;
    int64_t checked = 0;
    int status = DB_GET_INT(
        db, error, &checked, STR("fit"),
        "SELECT count(*) FROM water_fit_file WHERE fit = $1 AND role = 'before'", db_int(call->id));
    if (!status)
        status = move(db, call, from, 3, checked ? WATER_FIT_WAITING : WATER_FIT_CHECKING, error);
    if (!status && call->row.state == WATER_FIT_DONE && call->iterations <= call->row.iterations)
        return ERROR(error, ERR_WATER_RANGE, BOTH("反復の上限", "most iterations"),
                     arena_format(call->actor->arena, "%lld", (long long)call->iterations),
                     BOTH("終わった計算を続けるには、これまでより多い回数を書いてください",
                          "to go on write a larger number than before"));
    if (!status)
        status = DB_RUN(db, error, "UPDATE water_fit SET iterations = $2 WHERE id = $1",
                        db_int(call->id), db_int(call->iterations));
    if (!status)
        status = water_fit_queue(db, call->id, error);
    return status ? status : audit(db, call, STR("water.fit.resume"), error);
}

int water_fit_resume(const struct web_actor *actor, int64_t id, int64_t iterations,
                     struct error *error)
{
    struct fit_call call = {.id = id, .iterations = iterations};
    if (iterations < 1 || iterations > WATER_FIT_ITERATIONS_MOST)
        return ERROR(error, ERR_WATER_RANGE, BOTH("反復の上限", "most iterations"),
                     arena_format(actor->arena, "%lld", (long long)iterations), STR("1 - 50"));
    return act(actor, resume_body, &call, error);
}
