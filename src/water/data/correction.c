#include "water/data/correction.h"

#include "base/text.h"

static const struct str flags[WATER_FLAGS][2] = {
    [WATER_FLAG_NONE] = {STR_INIT(""), STR_INIT("使う")},
    [WATER_FLAG_SUSPECT] = {STR_INIT("suspect"), STR_INIT("疑わしい（使う）")},
    [WATER_FLAG_EXCLUDED] = {STR_INIT("excluded"), STR_INIT("使わない")},
};

struct str water_flag_name(enum water_flag flag)
{
    return flags[flag][0];
}

struct str water_flag_title(enum water_flag flag)
{
    return flags[flag][1];
}

bool water_flag_parse(struct str name, enum water_flag *out)
{
    for (int i = 0; i < WATER_FLAGS; i++)
        if (str_equal(flags[i][0], name) ||
            (i == WATER_FLAG_NONE && str_equal(name, STR("none")))) {
            *out = (enum water_flag)i;
            return true;
        }
    return false;
}

struct correction_call {
    const struct web_actor *actor;
    const struct water_correction *given;
    int64_t sample;
    struct water_sample_view *view;
    struct water_result_before *rows;
    size_t count;
};

/* --- changing --- */

static int check_reading(const struct water_item *item, const struct water_reading *reading,
                         struct str written, struct error *error)
{
    bool positive = str_equal(item->kind, STR("mass")) || str_equal(item->kind, STR("flow"));
    bool ph = str_equal(item->key, STR("pH"));
    const struct decimal none = {0, 0}, most = {14, 0};
    if (reading->censored == 2 || (!positive && !ph))
        return 0;
    if (decimal_compare(reading->value, none) < 0)
        return ERROR(
            error, ERR_INVALID_INPUT, written,
            BOTH("濃度・流量・pH は負になりません", "a concentration, flow or pH is not negative"));
    if (ph && decimal_compare(reading->value, most) > 0)
        return ERROR(error, ERR_INVALID_INPUT, written,
                     BOTH("pH は 0 から 14 です", "pH is between 0 and 14"));
    return 0;
}

/* What the result shall be: `result` changed in place. */
static int apply(const struct water_correction *given, struct arena *arena,
                 struct water_result *result, struct error *error)
{
    struct water_result before = *result;
    struct water_reading reading;
    struct str written = text_one_line(given->written, arena);
    if (written.n > 0) {
        if (!water_reading_parse(written, arena, &reading))
            return ERROR(error, ERR_NUMBER, written,
                         BOTH("数か、<0.001 や ND のような検出下限未満を書いてください",
                              "write a number, or below detection as <0.001 or ND"));
        int status = check_reading(result->item, &reading, written, error);
        if (status)
            return status;
        result->value = reading.value;
        result->censored = reading.censored;
        result->written = ARENA_JOIN(arena, written, result->item->unit.n ? STR(" ") : STR(""),
                                     result->item->unit);
    }
    result->method = text_one_line(given->method, arena);
    result->flag = water_flag_name(given->flag);
    bool same = decimal_compare(before.value, result->value) == 0 &&
                before.censored == result->censored && str_equal(before.method, result->method) &&
                str_equal(before.flag, result->flag);
    return same ? ERROR(error, ERR_INVALID_INPUT, result->item->label,
                        BOTH("変わった所がありません", "nothing is changed"))
                : 0;
}

static int keep_before(struct db *db, const struct correction_call *call,
                       const struct water_result *before, struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO water_value_before (value, mantissa, scale, censored, method,"
                  " written, flag, reason, author, changed_at)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                  db_int(before->id), db_int(before->value.mantissa), db_int(before->value.scale),
                  db_int(before->censored), db_text(before->method), db_text(before->written),
                  db_text(before->flag), db_text(call->given->reason), db_int(call->actor->person),
                  db_int(db_time(db)));
}

static int update(struct db *db, const struct correction_call *call,
                  const struct water_result *result, struct error *error)
{
    int64_t changed = 0;
    int status = db_run(
        db, error, &changed,
        STR("UPDATE water_value SET mantissa = $3, scale = $4, censored = $5, method = $6,"
            " written = $7, flag = $8, changes = changes + 1 WHERE id = $1 AND changes = $2"),
        (const struct db_value[]){db_int(result->id), db_int(call->given->changes),
                                  db_int(result->value.mantissa), db_int(result->value.scale),
                                  db_int(result->censored), db_text(result->method),
                                  db_text(result->written), db_text(result->flag)},
        8);
    if (!status && changed == 0)
        return ERROR(error, ERR_CONFLICT, result->item->label);
    return status;
}

static int sample_of(struct db *db, struct correction_call *call, struct error *error)
{
    struct db_rows *rows;
    call->sample = 0;
    int status = DB_QUERY(db, error, &rows, "SELECT sample FROM water_value WHERE id = $1",
                          db_int(call->given->result));
    if (status)
        return status;
    if (db_next(rows))
        call->sample = db_column_int(rows, 0);
    status = db_finish(rows, error);
    return status || call->sample ? status : ERROR(error, ERR_NOT_FOUND, STR("分析値"));
}

static int correct_body(struct db *db, void *argument, struct error *error)
{
    struct correction_call *call = argument;
    struct water_sample_view view;
    struct water_result *result = NULL;
    int status = sample_of(db, call, error);
    if (!status)
        status = water_sample_load(db, call->actor, call->sample, &view, error);
    for (size_t i = 0; !status && i < view.count; i++)
        if (view.results[i].id == call->given->result)
            result = &view.results[i];
    if (status || !result)
        return status ? status : ERROR(error, ERR_NOT_FOUND, STR("分析値"));
    const struct water_result before = *result;
    if (before.changes != call->given->changes)
        return ERROR(error, ERR_CONFLICT, before.item->label);
    status = apply(call->given, call->actor->arena, result, error);
    if (!status)
        status = update(db, call, result, error);
    if (!status)
        status = keep_before(db, call, &before, error);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.result.correct"), STR("sample"),
                                    call->sample, STR("{}"), error);
}

int water_result_correct(const struct web_actor *actor, const struct water_correction *correction,
                         struct error *error)
{
    struct water_correction given = *correction;
    struct correction_call call = {.actor = actor, .given = &given};
    int status = water_require(actor, STR("water.edit"), error);
    given.reason = text_one_line(correction->reason, actor->arena);
    if (!status && given.reason.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("理由"),
                     BOTH("値を変える理由を書いてください", "say why the result is changed"));
    return status ? status : store_write(actor->store, correct_body, &call, error);
}

/* --- what was --- */

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct correction_call *call = argument;
    struct arena *arena = call->actor->arena;
    struct water_sample_view view;
    struct db_rows *rows;
    size_t most = 0;
    call->count = 0;
    int status = water_sample_load(db, call->actor, call->sample, &view, error);
    for (size_t i = 0; !status && i < view.count; i++)
        most += (size_t)view.results[i].changes;
    call->rows = ARENA_ARRAY(arena, struct water_result_before, most + 1);
    if (!status)
        status = DB_QUERY(
            db, error, &rows,
            "SELECT b.value, b.mantissa, b.scale, b.censored, b.method, b.written, b.flag, "
            "b.reason,"
            " b.changed_at, coalesce(p.name, ''), v.item FROM water_value v"
            " JOIN water_value_before b ON b.value = v.id LEFT JOIN account_person p ON p.id = "
            "b.author WHERE v.sample = $1 ORDER BY b.id",
            db_int(call->sample));
    if (status)
        return status;
    while (db_next(rows) && call->count < most)
        call->rows[call->count++] = (struct water_result_before){
            .result = db_column_int(rows, 0),
            .was = {.item = water_item_find(db_column_text(rows, 10)),
                    .value = {db_column_int(rows, 1), (int)db_column_int(rows, 2)},
                    .censored = (int)db_column_int(rows, 3),
                    .method = db_column_copy(rows, 4, arena),
                    .written = db_column_copy(rows, 5, arena),
                    .flag = db_column_copy(rows, 6, arena)},
            .reason = db_column_copy(rows, 7, arena),
            .changed_at = db_column_int(rows, 8),
            .author = db_column_copy(rows, 9, arena)};
    return db_finish(rows, error);
}

int water_corrections_of(const struct web_actor *actor, int64_t sample,
                         struct water_result_before **out, size_t *count, struct error *error)
{
    struct correction_call call = {.actor = actor, .sample = sample};
    int status = store_read(actor->store, list_body, &call, error);
    *out = call.rows;
    *count = call.count;
    return status;
}
