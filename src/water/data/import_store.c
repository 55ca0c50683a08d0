/* Storing a draft and taking it out again. One transaction: everything or nothing. */
#include "base/text.h"
#include "store/blob.h"
#include "water/data/import_inside.h"
#include "water/data/series.h"

enum { STORED_MOST = 1000000 };
static const int64_t margin_seconds =
    (int64_t)400 * 86400; /* neighbours of the first and last sample */

static void time_span(const struct water_lab_table *table, int64_t *from, int64_t *to)
{
    *from = INT64_MAX;
    *to = INT64_MIN;
    for (size_t i = 0; i < table->count; i++) {
        *from = table->values[i].seconds < *from ? table->values[i].seconds : *from;
        *to = table->values[i].seconds > *to ? table->values[i].seconds : *to;
    }
}

static void add(struct water_stored_value **list, size_t *count, size_t *capacity,
                struct water_stored_value one, struct arena *arena)
{
    if (*count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 256;
        struct water_stored_value *more = ARENA_ARRAY(arena, struct water_stored_value, *capacity);
        for (size_t i = 0; i < *count; i++)
            more[i] = (*list)[i];
        *list = more;
    }
    (*list)[(*count)++] = one;
}

#define OF_POINT                                                                                   \
    " WHERE s.point = $1 AND s.taken_at >= $2 AND s.taken_at <= $3 ORDER BY s.taken_at LIMIT $4"

/* Results of a point, or what corrected ones were before. */
static int add_of_point(struct db *db, const struct web_actor *actor, int64_t point, int64_t from,
                        int64_t to, bool earlier, struct water_stored_value **list, size_t *count,
                        size_t *capacity, struct error *error)
{
    struct db_rows *rows;
    const struct db_value values[] = {db_int(point), db_int(from * US_PER_SECOND),
                                      db_int(to * US_PER_SECOND), db_int(STORED_MOST)};
    struct str sql =
        earlier
            ? STR("SELECT s.taken_at, s.bottle, v.item, v.fraction, b.mantissa, b.scale, b.censored"
                  " FROM water_sample s JOIN water_value v ON v.sample = s.id"
                  " JOIN water_value_before b ON b.value = v.id" OF_POINT)
            : STR("SELECT s.taken_at, s.bottle, v.item, v.fraction, v.mantissa, v.scale, v.censored"
                  " FROM water_sample s JOIN water_value v ON v.sample = s.id" OF_POINT);
    int status = db_query(db, error, &rows, sql, values, 4);
    if (status)
        return status;
    while (db_next(rows)) {
        struct water_stored_value one = {
            .point = point,
            .seconds = db_column_int(rows, 0) / US_PER_SECOND,
            .bottle = db_column_copy(rows, 1, actor->arena),
            .item = water_item_find(db_column_text(rows, 2)),
            .value = {db_column_int(rows, 4), (int)db_column_int(rows, 5)},
            .censored = (int)db_column_int(rows, 6),
            .earlier = earlier,
        };
        if (one.item && water_fraction_parse(db_column_text(rows, 3), &one.fraction))
            add(list, count, capacity, one, actor->arena);
    }
    return db_finish(rows, error);
}

int water_import_stored_values(struct db *db, const struct web_actor *actor,
                               const struct water_import_view *view,
                               struct water_stored_value **out, size_t *count, struct error *error)
{
    const struct water_lab_table *table = &view->table;
    int64_t from, to;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    if (table->count == 0)
        return 0;
    time_span(table, &from, &to);
    int status = 0;
    for (size_t i = 0; i < table->point_count && !status; i++) {
        int64_t point = table->points[i].id;
        if (!point)
            continue;
        if (view->layout.form == WATER_LOGGER) {
            struct water_series_sink sink = {.point = point, .arena = actor->arena};
            status = water_series_stored(db, point, from, to, &sink, error);
            for (size_t k = 0; k < sink.count && !status; k++)
                add(out, count, &capacity, sink.values[k], actor->arena);
        } else {
            status = add_of_point(db, actor, point, from - margin_seconds, to + margin_seconds,
                                  false, out, count, &capacity, error);
            if (!status)
                status =
                    add_of_point(db, actor, point, from, to, true, out, count, &capacity, error);
        }
    }
    return status;
}

/* --- storing --- */

struct storing {
    const struct web_actor *actor;
    struct water_import_view *view;
    int64_t version;
    bool confirmed;
    int64_t added;
    int64_t *points;   /* ids by the table's index */
    struct str layout; /* with the head row's words */
};

static int make_points(struct db *db, struct storing *storing, struct error *error)
{
    struct water_import_view *view = storing->view;
    int status = 0;
    for (size_t i = 0; i < view->table.point_count && !status; i++) {
        const struct water_lab_point *named = &view->table.points[i];
        struct str name = text_one_line(named->written, storing->actor->arena);
        struct water_point point = {
            .mine = view->mine.id,
            .code = arena_format(storing->actor->arena, "P%02zu", view->point_count + i + 1),
            .name = name,
            .kind = WATER_POINT_OTHER,
        };
        storing->points[i] = named->id;
        if (named->id)
            continue;
        bool raw = str_contains(name, STR("原水")),
             treated = str_contains(name, STR("処理水")) || str_contains(name, STR("放流"));
        point.kind = raw ? WATER_POINT_RAW : treated ? WATER_POINT_TREATED : WATER_POINT_OTHER;
        point.standard = treated ? WATER_STANDARD_GENERAL : WATER_STANDARD_NONE;
        status = water_point_insert(db, &point, &storing->points[i], error);
    }
    return status;
}

static int certificate_of(struct db *db, struct storing *storing, struct str number, int64_t *id,
                          struct error *error)
{
    *id = 0;
    if (number.n == 0)
        return 0;
    int64_t mine = storing->view->mine.id;
    int status =
        DB_RUN(db, error,
               "INSERT INTO water_certificate (mine, number, laboratory, issued, name, blob, size,"
               " author, created) VALUES ($1, $2, $3, 0, '', '', 0, $4, $5)"
               " ON CONFLICT (mine, number) DO NOTHING",
               db_int(mine), db_text(number), db_text(storing->view->layout.laboratory),
               db_int(storing->actor->person), db_int(db_time(db)));
    return status ? status
                  : DB_GET_INT(db, error, id, STR("計量証明書"),
                               "SELECT id FROM water_certificate WHERE mine = $1 AND number = $2",
                               db_int(mine), db_text(number));
}

static int sample_of(struct db *db, struct storing *storing, const struct water_lab_value *value,
                     int64_t *id, struct error *error)
{
    const struct water_import_view *view = storing->view;
    int64_t point = storing->points[value->point], certificate;
    int status = certificate_of(db, storing, value->certificate, &certificate, error);
    if (!status)
        status =
            DB_RUN(db, error,
                   "INSERT INTO water_sample (mine, point, taken_at, has_time, bottle, laboratory,"
                   " certificate, import, author, created)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                   " ON CONFLICT (point, taken_at, bottle) DO NOTHING",
                   db_int(view->mine.id), db_int(point), db_int(value->seconds * US_PER_SECOND),
                   db_int(value->has_time), db_text(value->bottle),
                   db_text(view->layout.laboratory), db_id(certificate), db_int(view->import.id),
                   db_int(storing->actor->person), db_int(db_time(db)));
    return status ? status
                  : DB_GET_INT(db, error, id, STR("試料"),
                               "SELECT id FROM water_sample WHERE point = $1 AND taken_at = $2 AND "
                               "bottle = $3",
                               db_int(point), db_int(value->seconds * US_PER_SECOND),
                               db_text(value->bottle));
}

/* Results of one sample that wait to be stored: eight in a statement, since PostgreSQL answers each
   one only after a round trip. */
enum { VALUES_TOGETHER = 8, OF_ALL = 4, OF_EACH = 6 };
struct waiting {
    int64_t sample;
    size_t count;
    const struct water_lab_value *values[VALUES_TOGETHER];
};

static size_t put_value(struct db_value *out, const struct water_lab_value *value)
{
    const struct db_value each[OF_EACH] = {
        db_text(value->item->key),     db_text(water_fraction_name(value->fraction)),
        db_int(value->value.mantissa), db_int(value->value.scale),
        db_int(value->censored),       db_text(value->written)};
    for (size_t i = 0; i < OF_EACH; i++)
        out[i] = each[i];
    return OF_EACH;
}

#define INTO_VALUE                                                                                 \
    "INSERT INTO water_value (sample, item, fraction, mantissa, scale, censored, method, written," \
    " flag, import, author, created) VALUES "
#define VALUE_ROW(a, b, c, d, e, f)                                                                \
    "($1, $" #a ", $" #b ", $" #c ", $" #d ", $" #e ", '', $" #f ", '', $2, $3, $4)"

static int store_waiting(struct db *db, struct storing *storing, struct waiting *waiting,
                         struct error *error)
{
    struct db_value values[OF_ALL + VALUES_TOGETHER * OF_EACH] = {
        db_int(waiting->sample), db_int(storing->view->import.id), db_int(storing->actor->person),
        db_int(db_time(db))};
    size_t count = OF_ALL;
    int status = 0;
    if (waiting->count == VALUES_TOGETHER) {
        for (size_t i = 0; i < VALUES_TOGETHER; i++)
            count += put_value(values + count, waiting->values[i]);
        status =
            db_run(
                db, error, NULL,
                STR(INTO_VALUE VALUE_ROW(5, 6, 7, 8, 9, 10) ", " VALUE_ROW(11, 12, 13, 14, 15, 16) ", " VALUE_ROW(
                    17, 18, 19, 20, 21,
                    22) ", " VALUE_ROW(23, 24, 25, 26, 27,
                                       28) ", " VALUE_ROW(29, 30, 31, 32, 33,
                                                          34) ", " VALUE_ROW(35, 36, 37, 38, 39,
                                                                             40) ", " VALUE_ROW(41,
                                                                                                42,
                                                                                                43,
                                                                                                44,
                                                                                                45,
                                                                                                46) ", " VALUE_ROW(47,
                                                                                                                   48,
                                                                                                                   49,
                                                                                                                   50,
                                                                                                                   51,
                                                                                                                   52)),
                values, count);
    }
    for (size_t i = 0; i < waiting->count && waiting->count < VALUES_TOGETHER && !status; i++) {
        put_value(values + OF_ALL, waiting->values[i]);
        status = db_run(db, error, NULL, STR(INTO_VALUE VALUE_ROW(5, 6, 7, 8, 9, 10)), values,
                        OF_ALL + OF_EACH);
    }
    waiting->count = 0;
    return status;
}

static int store_samples(struct db *db, struct storing *storing, struct error *error)
{
    const struct water_lab_table *table = &storing->view->table;
    struct waiting waiting = {.count = 0};
    int status = 0;
    for (size_t i = 0; i < table->count && !status; i++) {
        const struct water_lab_value *value = &table->values[i];
        if (i == 0 || !water_lab_same_sample(&table->values[i - 1], value)) {
            status = store_waiting(db, storing, &waiting, error);
            waiting.sample = 0;
        }
        if (value->repeated || status)
            continue;
        if (!waiting.sample)
            status = sample_of(db, storing, value, &waiting.sample, error);
        waiting.values[waiting.count++] = value;
        if (!status && waiting.count == VALUES_TOGETHER)
            status = store_waiting(db, storing, &waiting, error);
        storing->added++;
    }
    return status ? status : store_waiting(db, storing, &waiting, error);
}

static int close_draft(struct db *db, struct storing *storing, struct error *error)
{
    const struct water_import_view *view = storing->view;
    int64_t changed = 0;
    int status = db_run(
        db, error, &changed,
        STR("UPDATE water_import SET state = 'stored', added = $3, known = $4, warnings = $5,"
            " stored_by = $6, stored_at = $7, layout = $8, version = version + 1"
            " WHERE id = $1 AND version = $2 AND state = 'draft'"),
        (const struct db_value[]){
            db_int(view->import.id), db_int(storing->version), db_int(storing->added),
            db_int((int64_t)view->table.repeated), db_int((int64_t)view->table.warnings),
            db_int(storing->actor->person), db_int(db_time(db)), db_text(storing->layout)},
        8);
    if (!status && changed == 0)
        return ERROR(error, ERR_CONFLICT, view->import.name);
    struct str detail =
        arena_format(storing->actor->arena, "{\"added\":%lld,\"known\":%zu,\"doubts\":%zu}",
                     (long long)storing->added, view->table.repeated, view->table.warnings);
    return status ? status
                  : web_actor_audit(db, storing->actor, STR("water.import.store"), STR("import"),
                                    view->import.id, detail, error);
}

static int store_all_body(struct db *db, void *argument, struct error *error)
{
    struct storing *storing = argument;
    struct water_import_view *view = storing->view;
    storing->added = 0;
    int status = make_points(db, storing, error);
    if (!status && view->layout.form == WATER_LOGGER)
        status =
            water_series_store(db, storing->actor, view, storing->points, &storing->added, error);
    else if (!status)
        status = store_samples(db, storing, error);
    return status ? status : close_draft(db, storing, error);
}

static int refuse_doubts(const struct water_lab_table *table, bool confirmed, struct error *error)
{
    if (table->stops == 0 && (table->warnings == 0 || confirmed))
        return 0;
    const struct water_doubt *first = &table->doubts[0];
    for (size_t i = 0; i < table->doubt_count && table->stops; i++)
        if (table->doubts[i].kind == WATER_DOUBT_STOP) {
            first = &table->doubts[i];
            break;
        }
    size_t middle = str_find_char(first->sentence, '\x1f', 0);
    struct str both = ARENA_JOIN(
        table->arena, first->place, STR(": "), str_slice(first->sentence, 0, middle), STR("\x1f"),
        first->place, STR(": "), str_slice(first->sentence, middle + 1, first->sentence.n));
    return ERROR(error, ERR_WATER_DOUBTS, arena_format(table->arena, "%zu", table->stops),
                 arena_format(table->arena, "%zu", table->warnings), both);
}

int water_import_store(const struct web_actor *actor, int64_t id, int64_t version, bool confirmed,
                       int64_t *added, struct error *error)
{
    struct water_import_view *view = ARENA_NEW(actor->arena, struct water_import_view);
    struct storing storing = {
        .actor = actor, .view = view, .version = version, .confirmed = confirmed};
    *added = 0;
    int status = water_require(actor, STR("water.edit"), error);
    if (!status)
        status = water_import_look(actor, id, view, error);
    if (!status && view->import.state != WATER_IMPORT_DRAFT)
        return ERROR(error, ERR_STATE, STR("この取込みは確認中ではありません"));
    if (!status)
        status = refuse_doubts(&view->table, confirmed, error);
    if (status)
        return status;
    view->layout.head = water_grid_head(&view->table.grid, view->layout.head_row, actor->arena);
    storing.layout = water_layout_write(&view->layout, actor->arena);
    storing.points = ARENA_ARRAY(actor->arena, int64_t, view->table.point_count + 1);
    status = store_write(actor->store, store_all_body, &storing, error);
    *added = storing.added;
    return status;
}

/* --- taking out again --- */

static int remove_results(struct db *db, int64_t id, struct error *error)
{
    int status = DB_RUN(db, error,
                        "DELETE FROM water_value_before WHERE value IN"
                        " (SELECT id FROM water_value WHERE import = $1)",
                        db_int(id));
    if (!status)
        status = DB_RUN(db, error, "DELETE FROM water_value WHERE import = $1", db_int(id));
    if (!status)
        status = DB_RUN(db, error,
                        "DELETE FROM water_sample WHERE import = $1 AND NOT EXISTS"
                        " (SELECT 1 FROM water_value v WHERE v.sample = water_sample.id)",
                        db_int(id));
    return status ? status : water_series_remove(db, id, error);
}

static int withdraw_body(struct db *db, void *argument, struct error *error)
{
    struct storing *storing = argument;
    struct water_import import;
    struct water_mine_row mine;
    int64_t changed = 0;
    int status =
        water_import_load(db, storing->actor, storing->view->import.id, &import, &mine, error);
    if (!status && import.state == WATER_IMPORT_WITHDRAWN)
        return ERROR(error, ERR_STATE, STR("この取込みはもう取り消されています"));
    if (!status)
        status = remove_results(db, import.id, error);
    if (!status)
        status = db_run(db, error, &changed,
                        STR("UPDATE water_import SET state = 'withdrawn', version = version + 1"
                            " WHERE id = $1 AND version = $2"),
                        (const struct db_value[]){db_int(import.id), db_int(storing->version)}, 2);
    if (!status && changed == 0)
        return ERROR(error, ERR_CONFLICT, import.name);
    return status ? status
                  : web_actor_audit(db, storing->actor, STR("water.import.withdraw"), STR("import"),
                                    import.id, STR("{}"), error);
}

int water_import_withdraw(const struct web_actor *actor, int64_t id, int64_t version,
                          struct error *error)
{
    struct water_import_view *view = ARENA_NEW(actor->arena, struct water_import_view);
    struct storing storing = {.actor = actor, .view = view, .version = version};
    view->import.id = id;
    int status = water_require(actor, STR("water.edit"), error);
    return status ? status : store_write(actor->store, withdraw_body, &storing, error);
}
