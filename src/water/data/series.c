#include "water/data/series.h"

#include <stdlib.h>

enum { SERIES_MOST = 500 };

/* --- storing --- */

/* A new value of the table, to be ordered by point, item and time. */
struct fresh {
    int point;
    const struct water_item *item;
    struct water_series_value value;
};

static int compare_fresh(const void *left, const void *right)
{
    const struct fresh *a = left, *b = right;
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    return a->value.seconds < b->value.seconds ? -1 : a->value.seconds > b->value.seconds;
}

static int series_of(struct db *db, int64_t mine, int64_t point, const struct water_item *item,
                     int64_t *id, struct error *error)
{
    int status = DB_RUN(db, error,
                        "INSERT INTO water_series (mine, point, item) VALUES ($1, $2, $3)"
                        " ON CONFLICT (point, item) DO NOTHING",
                        db_int(mine), db_int(point), db_text(item->key));
    return status ? status
                  : DB_GET_INT(db, error, id, item->label,
                               "SELECT id FROM water_series WHERE point = $1 AND item = $2",
                               db_int(point), db_text(item->key));
}

static int store_chunks(struct db *db, int64_t series, int64_t import,
                        const struct water_series_value *values, size_t count, struct error *error)
{
    struct buf packed = {0};
    int status = 0;
    for (size_t at = 0; at < count && !status;) {
        int scale;
        buf_clear(&packed);
        size_t n = water_series_pack(values + at, count - at, &scale, &packed);
        status = DB_RUN(
            db, error,
            "INSERT INTO water_series_chunk (series, import, first_at, last_at, amount, scale,"
            " packed) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            db_int(series), db_int(import), db_int(values[at].seconds * US_PER_SECOND),
            db_int(values[at + n - 1].seconds * US_PER_SECOND), db_int((int64_t)n), db_int(scale),
            db_bytes(buf_str(&packed)));
        at += n;
    }
    buf_finish(&packed);
    return status;
}

int water_series_store(struct db *db, const struct web_actor *actor,
                       const struct water_import_view *view, const int64_t *points, int64_t *added,
                       struct error *error)
{
    const struct water_lab_table *table = &view->table;
    struct fresh *all = ARENA_ARRAY(actor->arena, struct fresh, table->count);
    struct water_series_value *values =
        ARENA_ARRAY(actor->arena, struct water_series_value, table->count);
    size_t count = 0;
    int status = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct water_lab_value *v = &table->values[i];
        if (!v->repeated)
            all[count++] = (struct fresh){v->point, v->item, {v->seconds, v->value, v->censored}};
    }
    qsort(all, count, sizeof *all, compare_fresh);
    for (size_t from = 0, end; from < count && !status; from = end) {
        int64_t series;
        for (end = from;
             end < count && all[end].point == all[from].point && all[end].item == all[from].item;
             end++)
            values[end] = all[end].value;
        status =
            series_of(db, view->mine.id, points[all[from].point], all[from].item, &series, error);
        if (!status)
            status = store_chunks(db, series, view->import.id, values + from, end - from, error);
    }
    *added = (int64_t)count;
    return status;
}

int water_series_remove(struct db *db, int64_t import, struct error *error)
{
    return DB_RUN(db, error, "DELETE FROM water_series_chunk WHERE import = $1", db_int(import));
}

/* --- reading --- */

/* The values of the row (amount, scale, packed at `column`). */
static bool unpack(struct db_rows *rows, int column, struct arena *arena,
                   struct water_series_value **out, size_t *count)
{
    int64_t amount = db_column_int(rows, column);
    int scale = (int)db_column_int(rows, column + 1);
    if (amount < 0 || amount > WATER_CHUNK_VALUES || scale < 0 || scale > DECIMAL_SCALE_MAX)
        return false;
    *count = (size_t)amount;
    *out = ARENA_ARRAY(arena, struct water_series_value, *count);
    return water_series_unpack(db_column_text(rows, column + 2), *count, scale, *out);
}

static void add_stored(struct water_series_sink *sink, struct water_stored_value one)
{
    if (sink->count == sink->capacity) {
        sink->capacity = sink->capacity ? sink->capacity * 2 : 4096;
        struct water_stored_value *more =
            ARENA_ARRAY(sink->arena, struct water_stored_value, sink->capacity);
        for (size_t i = 0; i < sink->count; i++)
            more[i] = sink->values[i];
        sink->values = more;
    }
    sink->values[sink->count++] = one;
}

int water_series_stored(struct db *db, int64_t point, int64_t from, int64_t to,
                        struct water_series_sink *sink, struct error *error)
{
    struct db_rows *rows;
    bool good = true;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT s.item, c.amount, c.scale, c.packed FROM water_series s"
                          " JOIN water_series_chunk c ON c.series = s.id"
                          " WHERE s.point = $1 AND c.first_at <= $3 AND c.last_at >= $2",
                          db_int(point), db_int(from * US_PER_SECOND), db_int(to * US_PER_SECOND));
    if (status)
        return status;
    while (good && db_next(rows)) {
        struct water_series_value *values;
        size_t count = 0;
        const struct water_item *item = water_item_find(db_column_text(rows, 0));
        good = unpack(rows, 1, sink->arena, &values, &count);
        for (size_t i = 0; good && item && i < count; i++)
            if (values[i].seconds >= from && values[i].seconds <= to)
                add_stored(sink, (struct water_stored_value){.point = point,
                                                             .seconds = values[i].seconds,
                                                             .bottle = STR(""),
                                                             .item = item,
                                                             .fraction = WATER_TOTAL,
                                                             .value = values[i].value,
                                                             .censored = values[i].censored});
    }
    status = db_finish(rows, error);
    return status || good
               ? status
               : ERROR(error, ERR_STORE_DAMAGED, STR("water_series_chunk"), STR("packed"));
}

struct series_call {
    const struct web_actor *actor;
    int64_t mine, id;
    utc_us from, to;
    struct water_series *list, series;
    struct water_series_value *values;
    size_t count;
};

#define SERIES_COLUMNS                                                                             \
    "SELECT s.id, s.mine, s.point, s.item, CAST(sum(c.amount) AS BIGINT), min(c.first_at), "       \
    "max(c.last_at)"                                                                               \
    " FROM water_series s JOIN water_series_chunk c ON c.series = s.id"
#define SERIES_GROUP " GROUP BY s.id, s.mine, s.point, s.item"

static void read_series(struct db_rows *rows, struct water_series *out)
{
    *out = (struct water_series){.id = db_column_int(rows, 0),
                                 .mine = db_column_int(rows, 1),
                                 .point = db_column_int(rows, 2),
                                 .item = water_item_find(db_column_text(rows, 3)),
                                 .count = db_column_int(rows, 4),
                                 .first = db_column_int(rows, 5),
                                 .last = db_column_int(rows, 6)};
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct series_call *call = argument;
    struct water_mine_row mine;
    struct db_rows *rows;
    call->count = 0;
    int status = water_mine_load(db, call->actor, call->mine, &mine, error);
    if (!status)
        status = DB_QUERY(db, error, &rows,
                          SERIES_COLUMNS " WHERE s.mine = $1" SERIES_GROUP
                                         " ORDER BY s.point, s.item LIMIT $2",
                          db_int(call->mine), db_int(SERIES_MOST));
    if (status)
        return status;
    while (db_next(rows) && call->count < SERIES_MOST) {
        read_series(rows, &call->list[call->count]);
        call->count += call->list[call->count].item != NULL;
    }
    return db_finish(rows, error);
}

int water_series_list(const struct web_actor *actor, int64_t mine, struct water_series **out,
                      size_t *count, struct error *error)
{
    struct series_call call = {.actor = actor,
                               .mine = mine,
                               .list = ARENA_ARRAY(actor->arena, struct water_series, SERIES_MOST)};
    int status = store_read(actor->store, list_body, &call, error);
    *out = call.list;
    *count = call.count;
    return status;
}

static int compare_values(const void *left, const void *right)
{
    const struct water_series_value *a = left, *b = right;
    return a->seconds < b->seconds ? -1 : a->seconds > b->seconds;
}

static int take_values(struct db *db, struct series_call *call, struct error *error)
{
    struct db_rows *rows;
    bool good = true;
    size_t room = (size_t)call->series.count;
    call->values = ARENA_ARRAY(call->actor->arena, struct water_series_value, room);
    int status =
        DB_QUERY(db, error, &rows,
                 "SELECT amount, scale, packed FROM water_series_chunk"
                 " WHERE series = $1 AND first_at <= $3 AND last_at >= $2 ORDER BY first_at",
                 db_int(call->id), db_int(call->from), db_int(call->to));
    if (status)
        return status;
    while (good && db_next(rows)) {
        struct water_series_value *values;
        size_t count = 0;
        good = unpack(rows, 0, call->actor->arena, &values, &count);
        for (size_t i = 0; good && i < count && call->count < room; i++)
            if (values[i].seconds * US_PER_SECOND >= call->from &&
                values[i].seconds * US_PER_SECOND <= call->to)
                call->values[call->count++] = values[i];
    }
    status = db_finish(rows, error);
    if (!status && !good)
        return ERROR(error, ERR_STORE_DAMAGED, STR("water_series_chunk"), STR("packed"));
    qsort(call->values, call->count, sizeof *call->values, compare_values);
    return status;
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct series_call *call = argument;
    struct water_mine_row mine;
    struct db_rows *rows;
    call->count = 0;
    call->series = (struct water_series){0};
    int status = DB_QUERY(db, error, &rows, SERIES_COLUMNS " WHERE s.id = $1" SERIES_GROUP,
                          db_int(call->id));
    if (status)
        return status;
    if (db_next(rows))
        read_series(rows, &call->series);
    status = db_finish(rows, error);
    if (!status && !call->series.item)
        return ERROR(error, ERR_NOT_FOUND, STR("連続データ"));
    if (!status)
        status = water_mine_load(db, call->actor, call->series.mine, &mine, error);
    return status ? status : take_values(db, call, error);
}

int water_series_read(const struct web_actor *actor, int64_t id, utc_us from, utc_us to,
                      struct water_series *series, struct water_series_value **out, size_t *count,
                      struct error *error)
{
    struct series_call call = {.actor = actor, .id = id, .from = from, .to = to};
    int status = store_read(actor->store, read_body, &call, error);
    *series = call.series;
    *out = call.values;
    *count = call.count;
    return status;
}
