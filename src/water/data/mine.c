#include "water/data/mine.h"

#include "base/decimal.h"
#include "base/text.h"
#include "store/blob.h"

static const struct str kinds[WATER_POINT_KINDS][2] = {
    [WATER_POINT_RAW] = {STR_INIT("raw"), STR_INIT("原水")},
    [WATER_POINT_TANK] = {STR_INIT("tank"), STR_INIT("槽の出口")},
    [WATER_POINT_TREATED] = {STR_INIT("treated"), STR_INIT("処理水")},
    [WATER_POINT_USE] = {STR_INIT("use"), STR_INIT("利水点")},
    [WATER_POINT_RIVER] = {STR_INIT("river"), STR_INIT("河川")},
    [WATER_POINT_OTHER] = {STR_INIT("other"), STR_INIT("その他")},
};
static const struct str standards[WATER_STANDARDS][2] = {
    [WATER_STANDARD_NONE] = {STR_INIT("none"), STR_INIT("適用しない")},
    [WATER_STANDARD_GENERAL] = {STR_INIT("general"), STR_INIT("一律排水基準")},
    [WATER_STANDARD_MINING] = {STR_INIT("metal_mining"),
                               STR_INIT("一律排水基準（金属鉱業の暫定値を含む）")},
};

struct str water_point_kind_name(enum water_point_kind kind)
{
    return kinds[kind][0];
}

struct str water_point_kind_title(enum water_point_kind kind)
{
    return kinds[kind][1];
}

bool water_point_kind_parse(struct str name, enum water_point_kind *out)
{
    for (int i = 0; i < WATER_POINT_KINDS; i++)
        if (str_equal(kinds[i][0], name)) {
            *out = (enum water_point_kind)i;
            return true;
        }
    return false;
}

struct str water_standard_name(enum water_standard standard)
{
    return standards[standard][0];
}

struct str water_standard_title(enum water_standard standard)
{
    return standards[standard][1];
}

bool water_standard_parse(struct str name, enum water_standard *out)
{
    for (int i = 0; i < WATER_STANDARDS; i++)
        if (str_equal(standards[i][0], name)) {
            *out = (enum water_standard)i;
            return true;
        }
    return false;
}

/* --- mines --- */

enum { CODE_MOST = 40 };

static int check_words(struct str code, struct str name, struct error *error)
{
    bool good = code.n > 0 && code.n <= CODE_MOST;
    for (size_t i = 0; i < code.n && good; i++) {
        char c = code.p[i];
        good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    }
    if (!good)
        return ERROR(error, ERR_WATER_CODE, code);
    return name.n
               ? 0
               : ERROR(error, ERR_INVALID_INPUT, code, BOTH("名前が空です", "the name is empty"));
}

static int check_degrees(struct str text, int least, int most, struct str what, struct error *error)
{
    struct decimal value;
    if (decimal_parse(text, &value, error))
        return (int)error->code;
    if (decimal_compare(value, (struct decimal){least, 0}) < 0 ||
        decimal_compare(value, (struct decimal){most, 0}) > 0)
        return ERROR(error, ERR_INVALID_INPUT, what,
                     BOTH("日本の中の位置を度（小数）で書いてください",
                          "write a position in Japan, in decimal degrees"));
    return 0;
}

int water_place_check(struct str latitude, struct str longitude, struct error *error)
{
    if (latitude.n == 0 && longitude.n == 0)
        return 0;
    if (latitude.n == 0 || longitude.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, latitude.n ? STR("経度") : STR("緯度"),
                     BOTH("緯度と経度は両方書くか、両方とも空欄にしてください",
                          "give both latitude and longitude, or neither"));
    int status = check_degrees(latitude, 20, 46, STR("緯度"), error);
    return status ? status : check_degrees(longitude, 122, 154, STR("経度"), error);
}

struct mine_call {
    const struct web_actor *actor;
    struct water_mine_row mine;
    struct str code;
    struct water_mine_line *lines;
    struct water_point *points;
    struct water_point point;
    size_t count;
    int64_t id;
};

/* Who shuts a mine goes on seeing it. */
static int list_self(struct db *db, const struct web_actor *actor, int64_t mine,
                     struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO water_mine_access (mine, person, granted_by, granted_at)"
                  " VALUES ($1, $2, $2, $3) ON CONFLICT (mine, person) DO NOTHING",
                  db_int(mine), db_int(actor->person), db_int(db_time(db)));
}

static int create_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    const struct web_actor *actor = call->actor;
    const struct water_mine_row *mine = &call->mine;
    int64_t vault;
    int status = vault_create(db, &vault, error);
    if (!status)
        status = DB_INSERT(
            db, error, &call->id,
            "INSERT INTO water_mine (commission, code, name, prefecture, note, restricted,"
            " synthetic, vault, created, version, municipality, latitude, longitude)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12) RETURNING id",
            db_int(actor->commission), db_text(mine->code), db_text(mine->name),
            db_text(mine->prefecture), db_text(mine->note), db_int(mine->restricted),
            db_int(mine->synthetic), db_int(vault), db_int(db_time(db)),
            db_text(mine->municipality), db_text(mine->latitude), db_text(mine->longitude));
    if (!status && mine->restricted && actor->person)
        status = list_self(db, actor, call->id, error);
    return status ? status
                  : web_actor_audit(db, actor, STR("water.mine.create"), STR("mine"), call->id,
                                    STR("{}"), error);
}

int water_mine_create(const struct web_actor *actor, const struct water_mine_row *mine, int64_t *id,
                      struct error *error)
{
    struct mine_call call = {.actor = actor, .mine = *mine};
    int status = water_require(actor, STR("water.edit"), error);
    if (!status)
        status = check_words(mine->code, mine->name, error);
    if (!status)
        status = water_place_check(mine->latitude, mine->longitude, error);
    if (!status && store_write(actor->store, create_body, &call, error)) {
        status = (int)error->code;
        if (status == ERR_STORE_UNIQUE) {
            error_clear(error);
            status = ERROR(error, ERR_STORE_UNIQUE, mine->code);
        }
    }
    *id = call.id;
    return status;
}

/* $1 commission, $2 sees all, $3 sees the open ones, $4 person. */
#define MINE_FROM                                                                                  \
    " FROM water_mine m WHERE m.commission = $1 AND (CAST($2 AS BIGINT) = 1 OR (CAST($3 AS "       \
    "BIGINT) = 1 AND m.restricted = 0)"                                                            \
    " OR EXISTS (SELECT 1 FROM water_mine_access a WHERE a.mine = m.id AND a.person = $4))"
#define MINE_COLUMNS                                                                               \
    "m.id, m.version, m.code, m.name, m.prefecture, m.note, m.restricted, m.synthetic, m.vault,"   \
    " m.created, m.municipality, m.latitude, m.longitude"
enum { MINE_COLUMN_COUNT = 13 };
#define MINE_VALUES(actor)                                                                         \
    db_int((actor)->commission), db_int(water_sees_all(actor)), db_int(water_sees_open(actor)),    \
        db_int((actor)->person)

static void read_mine(struct db_rows *rows, struct arena *arena, struct water_mine_row *out)
{
    *out = (struct water_mine_row){.id = db_column_int(rows, 0),
                                   .version = db_column_int(rows, 1),
                                   .code = db_column_copy(rows, 2, arena),
                                   .name = db_column_copy(rows, 3, arena),
                                   .prefecture = db_column_copy(rows, 4, arena),
                                   .note = db_column_copy(rows, 5, arena),
                                   .restricted = db_column_int(rows, 6) != 0,
                                   .synthetic = db_column_int(rows, 7) != 0,
                                   .vault = db_column_int(rows, 8),
                                   .created = db_column_int(rows, 9),
                                   .municipality = db_column_copy(rows, 10, arena),
                                   .latitude = db_column_copy(rows, 11, arena),
                                   .longitude = db_column_copy(rows, 12, arena)};
}

static int change_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    const struct water_mine_row *mine = &call->mine;
    struct water_mine_row before;
    int64_t changed;
    int status = water_mine_load(db, call->actor, mine->id, &before, error);
    if (!status && before.restricted != mine->restricted)
        status = water_require(call->actor, STR("water.access"), error);
    if (!status)
        status = db_run(
            db, error, &changed,
            STR("UPDATE water_mine SET name = $3, prefecture = $4, note = $5, municipality = $6,"
                " latitude = $7, longitude = $8, restricted = $9, version = version + 1"
                " WHERE id = $1 AND version = $2"),
            (const struct db_value[]){db_int(mine->id), db_int(mine->version), db_text(mine->name),
                                      db_text(mine->prefecture), db_text(mine->note),
                                      db_text(mine->municipality), db_text(mine->latitude),
                                      db_text(mine->longitude), db_int(mine->restricted)},
            9);
    if (!status && changed == 0)
        return ERROR(error, ERR_CONFLICT, before.code);
    if (!status && mine->restricted && !before.restricted && call->actor->person)
        status = list_self(db, call->actor, mine->id, error);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.mine.change"), STR("mine"),
                                    mine->id, STR("{}"), error);
}

int water_mine_change(const struct web_actor *actor, const struct water_mine_row *mine,
                      struct error *error)
{
    struct mine_call call = {.actor = actor, .mine = *mine};
    int status = water_require(actor, STR("water.edit"), error);
    if (!status && mine->name.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, mine->code,
                     BOTH("名前が空です", "the name is empty"));
    if (!status)
        status = water_place_check(mine->latitude, mine->longitude, error);
    return status ? status : store_write(actor->store, change_body, &call, error);
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = DB_QUERY(
        db, error, &rows,
        "SELECT " MINE_COLUMNS ", (SELECT count(*) FROM water_point p WHERE p.mine = m.id),"
        " (SELECT count(*) FROM water_sample s WHERE s.mine = m.id),"
        " (SELECT max(s.taken_at) FROM water_sample s WHERE s.mine = m.id)" MINE_FROM
        " ORDER BY m.code LIMIT $5",
        MINE_VALUES(call->actor), db_int(WATER_MINES_MOST));
    if (status)
        return status;
    while (db_next(rows) && call->count < WATER_MINES_MOST) {
        struct water_mine_line *line = &call->lines[call->count++];
        read_mine(rows, call->actor->arena, &line->mine);
        line->points = db_column_int(rows, MINE_COLUMN_COUNT);
        line->samples = db_column_int(rows, MINE_COLUMN_COUNT + 1);
        line->newest = db_column_int(rows, MINE_COLUMN_COUNT + 2);
    }
    return db_finish(rows, error);
}

int water_mine_list(const struct web_actor *actor, struct water_mine_line **out, size_t *count,
                    struct error *error)
{
    struct mine_call call = {
        .actor = actor,
        .lines = ARENA_ARRAY(actor->arena, struct water_mine_line, WATER_MINES_MOST)};
    int status = water_require(actor, STR("water.data"), error);
    if (!status)
        status = store_read(actor->store, list_body, &call, error);
    *out = call.lines;
    *count = call.count;
    return status;
}

int water_mine_load(struct db *db, const struct web_actor *actor, int64_t id,
                    struct water_mine_row *out, struct error *error)
{
    struct db_rows *rows;
    *out = (struct water_mine_row){0};
    int status = water_require(actor, STR("water.data"), error);
    if (!status)
        status = DB_QUERY(db, error, &rows, "SELECT " MINE_COLUMNS MINE_FROM " AND m.id = $5",
                          MINE_VALUES(actor), db_int(id));
    if (status)
        return status;
    if (db_next(rows))
        read_mine(rows, actor->arena, out);
    status = db_finish(rows, error);
    return status || out->id ? status : ERROR(error, ERR_NOT_FOUND, STR("鉱山"));
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    return water_mine_load(db, call->actor, call->id, &call->mine, error);
}

int water_mine_read(const struct web_actor *actor, int64_t id, struct water_mine_row *out,
                    struct error *error)
{
    struct mine_call call = {.actor = actor, .id = id};
    int status = store_read(actor->store, read_body, &call, error);
    *out = call.mine;
    return status;
}

static int find_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    struct db_rows *rows;
    call->mine.id = 0;
    int status = DB_QUERY(db, error, &rows, "SELECT " MINE_COLUMNS MINE_FROM " AND m.code = $5",
                          MINE_VALUES(call->actor), db_text(call->code));
    if (status)
        return status;
    if (db_next(rows))
        read_mine(rows, call->actor->arena, &call->mine);
    status = db_finish(rows, error);
    return status || call->mine.id ? status : ERROR(error, ERR_NOT_FOUND, call->code);
}

int water_mine_find(const struct web_actor *actor, struct str code, struct water_mine_row *out,
                    struct error *error)
{
    struct mine_call call = {.actor = actor, .code = code};
    int status = water_require(actor, STR("water.data"), error);
    if (!status)
        status = store_read(actor->store, find_body, &call, error);
    *out = call.mine;
    return status;
}

/* --- points --- */

enum { POINTS_MOST = 200 };
#define POINT_COLUMNS "SELECT id, version, mine, code, name, kind, tank, standard FROM water_point"

static void read_point(struct db_rows *rows, struct arena *arena, struct water_point *out)
{
    *out = (struct water_point){.id = db_column_int(rows, 0),
                                .version = db_column_int(rows, 1),
                                .mine = db_column_int(rows, 2),
                                .code = db_column_copy(rows, 3, arena),
                                .name = db_column_copy(rows, 4, arena),
                                .tank = db_column_copy(rows, 6, arena)};
    water_point_kind_parse(db_column_text(rows, 5), &out->kind);
    water_standard_parse(db_column_text(rows, 7), &out->standard);
}

int water_points_load(struct db *db, const struct web_actor *actor, int64_t mine,
                      struct water_point **out, size_t *count, struct error *error)
{
    struct water_mine_row unused;
    struct db_rows *rows;
    *out = ARENA_ARRAY(actor->arena, struct water_point, POINTS_MOST);
    *count = 0;
    int status = water_mine_load(db, actor, mine, &unused, error);
    if (!status)
        status = DB_QUERY(db, error, &rows, POINT_COLUMNS " WHERE mine = $1 ORDER BY code LIMIT $2",
                          db_int(mine), db_int(POINTS_MOST));
    if (status)
        return status;
    while (db_next(rows) && *count < POINTS_MOST)
        read_point(rows, actor->arena, &(*out)[(*count)++]);
    return db_finish(rows, error);
}

static int points_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    return water_points_load(db, call->actor, call->id, &call->points, &call->count, error);
}

int water_points(const struct web_actor *actor, int64_t mine, struct water_point **out,
                 size_t *count, struct error *error)
{
    struct mine_call call = {.actor = actor, .id = mine};
    int status = store_read(actor->store, points_body, &call, error);
    *out = call.points;
    *count = call.count;
    return status;
}

int water_point_load(struct db *db, const struct web_actor *actor, int64_t id,
                     struct water_point *point, struct water_mine_row *mine, struct error *error)
{
    struct db_rows *rows;
    *point = (struct water_point){0};
    int status = DB_QUERY(db, error, &rows, POINT_COLUMNS " WHERE id = $1", db_int(id));
    if (status)
        return status;
    if (db_next(rows))
        read_point(rows, actor->arena, point);
    status = db_finish(rows, error);
    if (!status && !point->id)
        return ERROR(error, ERR_NOT_FOUND, STR("地点"));
    return status ? status : water_mine_load(db, actor, point->mine, mine, error);
}

static int point_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    return water_point_load(db, call->actor, call->id, &call->point, &call->mine, error);
}

int water_point_read(const struct web_actor *actor, int64_t id, struct water_point *point,
                     struct water_mine_row *mine, struct error *error)
{
    struct mine_call call = {.actor = actor, .id = id};
    int status = store_read(actor->store, point_body, &call, error);
    *point = call.point;
    *mine = call.mine;
    return status;
}

int water_point_insert(struct db *db, const struct water_point *point, int64_t *id,
                       struct error *error)
{
    return DB_INSERT(
        db, error, id,
        "INSERT INTO water_point (mine, code, name, kind, tank, standard, created, version)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, 1) RETURNING id",
        db_int(point->mine), db_text(point->code), db_text(point->name),
        db_text(water_point_kind_name(point->kind)), db_text(point->tank),
        db_text(water_standard_name(point->standard)), db_int(db_time(db)));
}

static int change_point(struct db *db, const struct water_point *point, struct error *error)
{
    int64_t changed;
    int status = db_run(
        db, error, &changed,
        STR("UPDATE water_point SET code = $4, name = $5, kind = $6, tank = $7, standard = $8,"
            " version = version + 1 WHERE id = $1 AND mine = $2 AND version = $3"),
        (const struct db_value[]){db_int(point->id), db_int(point->mine), db_int(point->version),
                                  db_text(point->code), db_text(point->name),
                                  db_text(water_point_kind_name(point->kind)), db_text(point->tank),
                                  db_text(water_standard_name(point->standard))},
        8);
    return status || changed ? status : ERROR(error, ERR_CONFLICT, point->code);
}

static int save_point_body(struct db *db, void *argument, struct error *error)
{
    struct mine_call *call = argument;
    const struct water_point *point = &call->point;
    int status = water_mine_load(db, call->actor, point->mine, &call->mine, error);
    call->id = point->id;
    if (!status)
        status = point->id ? change_point(db, point, error)
                           : water_point_insert(db, point, &call->id, error);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.point.save"), STR("point"),
                                    call->id, STR("{}"), error);
}

int water_point_save(const struct web_actor *actor, const struct water_point *point, int64_t *id,
                     struct error *error)
{
    struct mine_call call = {.actor = actor, .point = *point};
    int status = water_require(actor, STR("water.edit"), error);
    if (!status)
        status = check_words(point->code, point->name, error);
    if (!status)
        status = store_write(actor->store, save_point_body, &call, error);
    if (status == ERR_STORE_UNIQUE) {
        error_clear(error);
        status = ERROR(error, ERR_STORE_UNIQUE, point->code);
    }
    *id = call.id;
    return status;
}
