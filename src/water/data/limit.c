#include "water/data/limit.h"

#include <math.h>
#include <pthread.h>

#include "base/check.h"
#include "base/embedded.h"
#include "water/model/values.h"

extern const struct embedded_files water_model_data;

static const struct str bases[WATER_BASES_COUNT][2] = {
    [WATER_BASIS_STANDARD] = {STR_INIT("standard"), STR_INIT("一律")},
    [WATER_BASIS_STRICTER] = {STR_INIT("stricter"), STR_INIT("上乗せ")},
    [WATER_BASIS_USE] = {STR_INIT("use_point"), STR_INIT("利水点")},
    [WATER_BASIS_AGREED] = {STR_INIT("agreed"), STR_INIT("協定値")},
};
static struct water_values national;
static struct arena
    *volatile kept; /* as long as the program; read by nobody but the leak checker */
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct str water_basis_name(enum water_basis basis)
{
    return bases[basis][0];
}

struct str water_basis_title(enum water_basis basis)
{
    return bases[basis][1];
}

bool water_basis_parse(struct str name, enum water_basis *out)
{
    for (int i = 0; i < WATER_BASES_COUNT; i++)
        if (str_equal(bases[i][0], name)) {
            *out = (enum water_basis)i;
            return true;
        }
    return false;
}

static void read_national(void)
{
    struct str file = STR("limits.tsv");
    kept = arena_create();
    CHECK(water_values_read(file, embedded_find(&water_model_data, file), kept, &national, NULL) ==
          0);
}

static void add(struct water_limits *limits, size_t *capacity, struct arena *arena,
                struct water_limit limit)
{
    if (limits->count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 32;
        struct water_limit *more = ARENA_ARRAY(arena, struct water_limit, *capacity);
        for (size_t i = 0; i < limits->count; i++)
            more[i] = limits->rows[i];
        limits->rows = more;
    }
    limits->rows[limits->count++] = limit;
}

/* "general.pH_low" -> the item and which end. */
static const struct water_item *item_of_key(struct str key, struct str set, bool *is_most)
{
    const struct water_items *all = water_items();
    if (!str_starts(key, set))
        return NULL;
    key = str_slice(key, set.n, key.n);
    *is_most = !str_ends(key, STR("_low"));
    if (!*is_most || str_ends(key, STR("_high")))
        key = str_slice(key, 0, key.n - (*is_most ? 5 : 4));
    for (size_t i = 0; i < all->count; i++)
        if (str_equal(all->rows[i].limit, key))
            return &all->rows[i];
    return NULL;
}

/* Values of the table are written with few digits: what a double prints is what was written. */
static struct decimal decimal_of(double value, struct arena *arena)
{
    struct decimal out = {0, 0};
    CHECK(decimal_parse(arena_format(arena, "%.12g", value), &out, NULL) == 0);
    return out;
}

static void add_national(struct water_limits *limits, size_t *capacity, struct str set,
                         struct arena *arena)
{
    for (size_t i = 0; i < national.count; i++) {
        const struct water_value *row = &national.rows[i];
        bool is_most;
        const struct water_item *item = item_of_key(row->key, set, &is_most);
        if (item)
            add(limits, capacity, arena,
                (struct water_limit){.basis = WATER_BASIS_STANDARD,
                                     .item = item,
                                     .is_most = is_most,
                                     .value = decimal_of(row->written, arena),
                                     .valid_from = row->valid_from,
                                     .valid_to = row->valid_to,
                                     .source = row->source});
    }
}

/* Transitional values first: the first national row that holds is taken. */
static void add_standard(struct water_limits *limits, size_t *capacity,
                         enum water_standard standard, struct arena *arena)
{
    pthread_once(&once, read_national);
    if (standard == WATER_STANDARD_MINING)
        add_national(limits, capacity, STR("metal_mining."), arena);
    if (standard != WATER_STANDARD_NONE)
        add_national(limits, capacity, STR("general."), arena);
}

int water_limits_load(struct db *db, const struct web_actor *actor, const struct water_point *point,
                      struct water_limits *out, struct error *error)
{
    struct db_rows *rows;
    size_t capacity = 0;
    *out = (struct water_limits){0};
    add_standard(out, &capacity, point->standard, actor->arena);
    int status =
        DB_QUERY(db, error, &rows,
                 "SELECT id, basis, item, is_most, mantissa, scale, valid_from, valid_to, source"
                 " FROM water_limit WHERE point = $1 ORDER BY item, valid_from, id",
                 db_int(point->id));
    if (status)
        return status;
    while (db_next(rows)) {
        struct water_limit limit = {
            .id = db_column_int(rows, 0),
            .point = point->id,
            .item = water_item_find(db_column_text(rows, 2)),
            .is_most = db_column_int(rows, 3) != 0,
            .value = {db_column_int(rows, 4), (int)db_column_int(rows, 5)},
            .valid_from = (day_number)db_column_int(rows, 6),
            .valid_to = (day_number)db_column_int(rows, 7),
            .source = db_column_copy(rows, 8, actor->arena),
        };
        if (water_basis_parse(db_column_text(rows, 1), &limit.basis) && limit.item)
            add(out, &capacity, actor->arena, limit);
    }
    return db_finish(rows, error);
}

const struct water_limit *water_limit_on(const struct water_limits *limits,
                                         const struct water_item *item, bool is_most,
                                         day_number day)
{
    const struct water_limit *best = NULL;
    bool has_national = false;
    for (size_t i = 0; i < limits->count; i++) {
        const struct water_limit *row = &limits->rows[i];
        if (row->item != item || row->is_most != is_most || day < row->valid_from ||
            day > row->valid_to)
            continue;
        if (row->id == 0 && has_national)
            continue;
        has_national |= row->id == 0;
        int order = best ? decimal_compare(row->value, best->value) : 0;
        if (!best || (is_most ? order < 0 : order > 0))
            best = row;
    }
    return best;
}

/* --- changing --- */

struct limit_call {
    const struct web_actor *actor;
    const struct water_limit *limit;
    int64_t id;
    day_number day;
};

static int add_body(struct db *db, void *argument, struct error *error)
{
    struct limit_call *call = argument;
    const struct water_limit *limit = call->limit;
    struct water_point point;
    struct water_mine_row mine;
    int64_t id;
    int status = water_point_load(db, call->actor, limit->point, &point, &mine, error);
    if (!status)
        status = DB_INSERT(
            db, error, &id,
            "INSERT INTO water_limit (point, basis, item, is_most, mantissa, scale, valid_from,"
            " valid_to, source, author, created)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
            db_int(limit->point), db_text(water_basis_name(limit->basis)),
            db_text(limit->item->key), db_int(limit->is_most), db_int(limit->value.mantissa),
            db_int(limit->value.scale), db_int(limit->valid_from), db_int(limit->valid_to),
            db_text(limit->source), db_int(call->actor->person), db_int(db_time(db)));
    return status ? status
                  : web_actor_audit(
                        db, call->actor, STR("water.limit.add"), STR("point"), limit->point,
                        arena_format(call->actor->arena, "{\"limit\":%lld}", (long long)id), error);
}

int water_limit_add(const struct web_actor *actor, const struct water_limit *limit,
                    struct error *error)
{
    struct limit_call call = {.actor = actor, .limit = limit};
    int status = water_require(actor, STR("water.edit"), error);
    if (status)
        return status;
    if (limit->basis == WATER_BASIS_STANDARD || !limit->item)
        return ERROR(error, ERR_WATER_LIMIT,
                     BOTH("種類か項目がありません", "the basis or the item is missing"));
    if (limit->value.mantissa < 0)
        return ERROR(error, ERR_WATER_LIMIT, BOTH("値が負です", "the value is negative"));
    if (limit->valid_from > limit->valid_to)
        return ERROR(error, ERR_WATER_LIMIT,
                     BOTH("終わりの日が始まりより前です", "it ends before it begins"));
    if (limit->source.n == 0)
        return ERROR(error, ERR_WATER_LIMIT,
                     BOTH("出典（条例、協定書など）を書いてください", "name its source"));
    return store_write(actor->store, add_body, &call, error);
}

static int end_body(struct db *db, void *argument, struct error *error)
{
    struct limit_call *call = argument;
    struct water_point point;
    struct water_mine_row mine;
    int64_t of_point;
    int status = DB_GET_INT(db, error, &of_point, STR("基準値"),
                            "SELECT point FROM water_limit WHERE id = $1", db_int(call->id));
    if (!status)
        status = water_point_load(db, call->actor, of_point, &point, &mine, error);
    if (!status)
        status = DB_RUN(db, error, "DELETE FROM water_limit WHERE id = $1 AND valid_from > $2",
                        db_int(call->id), db_int(call->day));
    if (!status)
        status = DB_RUN(db, error,
                        "UPDATE water_limit SET valid_to = $2 WHERE id = $1 AND valid_to > $2",
                        db_int(call->id), db_int(call->day));
    return status ? status
                  : web_actor_audit(
                        db, call->actor, STR("water.limit.end"), STR("point"), of_point,
                        arena_format(call->actor->arena, "{\"limit\":%lld}", (long long)call->id),
                        error);
}

int water_limit_end(const struct web_actor *actor, int64_t id, day_number day, struct error *error)
{
    struct limit_call call = {.actor = actor, .id = id, .day = day};
    int status = water_require(actor, STR("water.edit"), error);
    return status ? status : store_write(actor->store, end_body, &call, error);
}
