#include "water/data/sample.h"

struct sample_call {
    const struct web_actor *actor;
    const struct water_results_wanted *wanted;
    struct water_result *results;
    struct water_sample_view *view;
    struct water_sample_line *lines;
    size_t count;
    int64_t id, most;
};

#define RESULT_SELECT                                                                              \
    "SELECT v.id, v.sample, s.point, s.taken_at, s.has_time, s.bottle, s.laboratory,"              \
    " coalesce(c.number, ''), v.item, v.fraction, v.mantissa, v.scale, v.censored, v.written,"     \
    " v.flag, v.method, v.changes FROM water_sample s JOIN water_value v ON v.sample = s.id"       \
    " LEFT JOIN water_certificate c ON c.id = s.certificate"

static bool read_result(struct db_rows *rows, struct arena *arena, struct water_result *out)
{
    *out = (struct water_result){
        .id = db_column_int(rows, 0),
        .sample = db_column_int(rows, 1),
        .point = db_column_int(rows, 2),
        .taken_at = db_column_int(rows, 3),
        .has_time = db_column_int(rows, 4) != 0,
        .bottle = db_column_copy(rows, 5, arena),
        .laboratory = db_column_copy(rows, 6, arena),
        .certificate = db_column_copy(rows, 7, arena),
        .item = water_item_find(db_column_text(rows, 8)),
        .value = {db_column_int(rows, 10), (int)db_column_int(rows, 11)},
        .censored = (int)db_column_int(rows, 12),
        .written = db_column_copy(rows, 13, arena),
        .flag = db_column_copy(rows, 14, arena),
        .method = db_column_copy(rows, 15, arena),
        .changes = db_column_int(rows, 16),
    };
    return out->item && water_fraction_parse(db_column_text(rows, 9), &out->fraction);
}

int water_results_load(struct db *db, const struct web_actor *actor,
                       const struct water_results_wanted *wanted, struct water_result **out,
                       size_t *count, struct error *error)
{
    struct water_mine_row mine;
    struct db_rows *rows;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    int status = water_mine_load(db, actor, wanted->mine, &mine, error);
    if (!status)
        status = DB_QUERY(
            db, error, &rows,
            RESULT_SELECT " WHERE s.mine = $1 AND (CAST($2 AS BIGINT) = 0 OR s.point = $2)"
                          " AND (CAST($3 AS BIGINT) = 0 OR s.id = $3)"
                          " AND (CAST($4 AS TEXT) = '' OR v.item = $4) AND s.taken_at >= $5"
                          " AND (CAST($6 AS BIGINT) = 0 OR s.taken_at <= $6)"
                          " AND (CAST($8 AS BIGINT) = 1 OR v.flag <> 'excluded')"
                          " ORDER BY s.taken_at, s.point, s.id, v.item, v.fraction LIMIT $7",
            db_int(wanted->mine), db_int(wanted->point), db_int(wanted->sample),
            db_text(wanted->item), db_int(wanted->from ? wanted->from : INT64_MIN),
            db_int(wanted->to), db_int(WATER_RESULTS_MOST), db_int(wanted->excluded_too));
    if (status)
        return status;
    while (db_next(rows)) {
        if (*count == capacity) {
            capacity = capacity ? capacity * 2 : 128;
            struct water_result *more = ARENA_ARRAY(actor->arena, struct water_result, capacity);
            for (size_t i = 0; i < *count; i++)
                more[i] = (*out)[i];
            *out = more;
        }
        *count += read_result(rows, actor->arena, &(*out)[*count]);
    }
    return db_finish(rows, error);
}

static int results_body(struct db *db, void *argument, struct error *error)
{
    struct sample_call *call = argument;
    return water_results_load(db, call->actor, call->wanted, &call->results, &call->count, error);
}

int water_results_read(const struct web_actor *actor, const struct water_results_wanted *wanted,
                       struct water_result **out, size_t *count, struct error *error)
{
    struct sample_call call = {.actor = actor, .wanted = wanted};
    int status = store_read(actor->store, results_body, &call, error);
    *out = call.results;
    *count = call.count;
    return status;
}

/* --- samples --- */

#define SAMPLE_COLUMNS                                                                             \
    "s.id, s.mine, s.point, s.certificate, s.import, s.taken_at, s.created, s.has_time, s.bottle," \
    " s.laboratory, s.author"

static void read_sample(struct db_rows *rows, struct arena *arena, struct water_sample *out)
{
    *out = (struct water_sample){.id = db_column_int(rows, 0),
                                 .mine = db_column_int(rows, 1),
                                 .point = db_column_int(rows, 2),
                                 .certificate = db_column_int(rows, 3),
                                 .import = db_column_int(rows, 4),
                                 .taken_at = db_column_int(rows, 5),
                                 .created = db_column_int(rows, 6),
                                 .has_time = db_column_int(rows, 7) != 0,
                                 .bottle = db_column_copy(rows, 8, arena),
                                 .laboratory = db_column_copy(rows, 9, arena),
                                 .author = db_column_int(rows, 10)};
}

static int load_sample(struct db *db, struct sample_call *call, struct error *error)
{
    struct db_rows *rows;
    struct water_sample_view *view = call->view;
    view->sample.id = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT " SAMPLE_COLUMNS ", coalesce(i.name, '') FROM water_sample s"
                          " LEFT JOIN water_import i ON i.id = s.import WHERE s.id = $1",
                          db_int(call->id));
    if (status)
        return status;
    if (db_next(rows)) {
        read_sample(rows, call->actor->arena, &view->sample);
        view->import_name = db_column_copy(rows, 11, call->actor->arena);
    }
    status = db_finish(rows, error);
    return status || view->sample.id ? status : ERROR(error, ERR_NOT_FOUND, STR("試料"));
}

int water_sample_load(struct db *db, const struct web_actor *actor, int64_t id,
                      struct water_sample_view *out, struct error *error)
{
    struct sample_call call = {.actor = actor, .id = id, .view = out};
    *out = (struct water_sample_view){0};
    int status = load_sample(db, &call, error);
    if (!status)
        status = water_point_load(db, actor, out->sample.point, &out->point, &out->mine, error);
    if (!status)
        status = water_limits_load(db, actor, &out->point, &out->limits, error);
    const struct water_results_wanted wanted = {
        .mine = out->mine.id, .sample = id, .excluded_too = true};
    return status ? status
                  : water_results_load(db, actor, &wanted, &out->results, &out->count, error);
}

static int view_body(struct db *db, void *argument, struct error *error)
{
    struct sample_call *call = argument;
    return water_sample_load(db, call->actor, call->id, call->view, error);
}

int water_sample_read(const struct web_actor *actor, int64_t id, struct water_sample_view *out,
                      struct error *error)
{
    struct sample_call call = {.actor = actor, .id = id, .view = out};
    return store_read(actor->store, view_body, &call, error);
}

static int lines_body(struct db *db, void *argument, struct error *error)
{
    struct sample_call *call = argument;
    struct water_mine_row mine;
    struct db_rows *rows;
    call->count = 0;
    int status = water_mine_load(db, call->actor, call->id, &mine, error);
    if (!status)
        status = DB_QUERY(
            db, error, &rows,
            "SELECT " SAMPLE_COLUMNS ", (SELECT count(*) FROM water_value v WHERE v.sample = s.id)"
            " FROM water_sample s WHERE s.mine = $1 ORDER BY s.taken_at DESC, s.id DESC LIMIT $2",
            db_int(call->id), db_int(call->most));
    if (status)
        return status;
    while (db_next(rows) && call->count < (size_t)call->most) {
        struct water_sample_line *line = &call->lines[call->count++];
        read_sample(rows, call->actor->arena, &line->sample);
        line->results = db_column_int(rows, 11);
    }
    return db_finish(rows, error);
}

int water_sample_list(const struct web_actor *actor, int64_t mine, int64_t most,
                      struct water_sample_line **out, size_t *count, struct error *error)
{
    struct sample_call call = {
        .actor = actor,
        .id = mine,
        .most = most,
        .lines = ARENA_ARRAY(actor->arena, struct water_sample_line, (size_t)most)};
    int status = store_read(actor->store, lines_body, &call, error);
    *out = call.lines;
    *count = call.count;
    return status;
}

/* --- words --- */

struct str water_result_words(const struct water_result *result, struct arena *arena)
{
    if (result->censored == 2)
        return STR("不検出");
    struct str number = decimal_format(result->value, arena);
    return result->censored ? ARENA_JOIN(arena, STR("<"), number) : number;
}

struct str water_moment_words(utc_us taken_at, bool has_time, struct arena *arena)
{
    return has_time ? time_format_jst(taken_at, arena) : day_format(day_of_time(taken_at), arena);
}
