#include "water/data/event.h"

#include "base/buf.h"
#include "base/civil.h"

static const struct str kinds[WATER_LOG_KINDS][2] = {
    [WATER_LOG_FLOW] = {STR_INIT("flow_change"), STR_INIT("流量の変更")},
    [WATER_LOG_RENEWAL] = {STR_INIT("renewal"), STR_INIT("基材の更新・補充")},
    [WATER_LOG_BLOCKAGE] = {STR_INIT("blockage"), STR_INIT("閉塞")},
    [WATER_LOG_OUTAGE] = {STR_INIT("outage"), STR_INIT("停止")},
    [WATER_LOG_MAINTENANCE] = {STR_INIT("maintenance"), STR_INIT("点検・清掃")},
    [WATER_LOG_NOTE] = {STR_INIT("note"), STR_INIT("気付いたこと")},
};

struct str water_log_kind_name(enum water_log_kind kind)
{
    return kinds[kind][0];
}

struct str water_log_kind_title(enum water_log_kind kind)
{
    return kinds[kind][1];
}

bool water_log_kind_parse(struct str name, enum water_log_kind *out)
{
    for (int i = 0; i < WATER_LOG_KINDS; i++)
        if (str_equal(kinds[i][0], name)) {
            *out = (enum water_log_kind)i;
            return true;
        }
    return false;
}

struct event_call {
    const struct web_actor *actor;
    const struct water_logged *event;
    struct water_logged *list;
    size_t count;
    int64_t id;
};

/* A point of another mine is not taken. */
static int check_point(struct db *db, const struct event_call *call, struct error *error)
{
    struct water_point point;
    struct water_mine_row mine;
    const struct water_logged *event = call->event;
    if (!event->point)
        return water_mine_load(db, call->actor, event->mine, &mine, error);
    int status = water_point_load(db, call->actor, event->point, &point, &mine, error);
    return status || point.mine == event->mine ? status : ERROR(error, ERR_NOT_FOUND, STR("地点"));
}

static int add_body(struct db *db, void *argument, struct error *error)
{
    struct event_call *call = argument;
    const struct water_logged *event = call->event;
    int status = check_point(db, call, error);
    if (!status)
        status = DB_INSERT(
            db, error, &call->id,
            "INSERT INTO water_event (mine, point, kind, began, ended, mantissa, scale, unit,"
            " words, author, created, removed_by, removed_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0) RETURNING id",
            db_int(event->mine), db_id(event->point), db_text(kinds[event->kind][0]),
            db_int(event->began), db_int(event->ended), db_int(event->value.mantissa),
            db_int(event->value.scale), db_text(event->unit), db_text(event->words),
            db_int(call->actor->person), db_int(db_time(db)));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.event.add"), STR("event"), call->id,
                                    STR("{}"), error);
}

int water_event_add(const struct web_actor *actor, const struct water_logged *event, int64_t *id,
                    struct error *error)
{
    struct event_call call = {.actor = actor, .event = event};
    struct str title = kinds[event->kind][1];
    int status = water_require(actor, STR("water.log"), error);
    if (!status && event->ended && event->ended < event->began)
        return ERROR(error, ERR_INVALID_INPUT, title,
                     BOTH("終わりが始まりより前です", "it ends before it begins"));
    if (!status && event->words.n == 0 && event->unit.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, title,
                     BOTH("内容か数値を書いてください", "write what happened, or a figure"));
    if (!status)
        status = store_write(actor->store, add_body, &call, error);
    *id = call.id;
    return status;
}

static int remove_body(struct db *db, void *argument, struct error *error)
{
    struct event_call *call = argument;
    struct water_mine_row mine;
    int64_t of_mine;
    int status = DB_GET_INT(db, error, &of_mine, STR("試験日誌の行"),
                            "SELECT mine FROM water_event WHERE id = $1 AND removed_at = 0",
                            db_int(call->id));
    if (!status)
        status = water_mine_load(db, call->actor, of_mine, &mine, error);
    if (!status)
        status = DB_RUN(db, error,
                        "UPDATE water_event SET removed_by = $2, removed_at = $3 WHERE id = $1",
                        db_int(call->id), db_int(call->actor->person), db_int(db_time(db)));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.event.remove"), STR("event"),
                                    call->id, STR("{}"), error);
}

int water_event_remove(const struct web_actor *actor, int64_t id, struct error *error)
{
    struct event_call call = {.actor = actor, .id = id};
    int status = water_require(actor, STR("water.log"), error);
    return status ? status : store_write(actor->store, remove_body, &call, error);
}

static void read_event(struct db_rows *rows, struct arena *arena, struct water_logged *out)
{
    *out = (struct water_logged){.id = db_column_int(rows, 0),
                                 .mine = db_column_int(rows, 1),
                                 .point = db_column_int(rows, 2),
                                 .point_name = db_column_copy(rows, 3, arena),
                                 .tank = db_column_copy(rows, 4, arena),
                                 .began = db_column_int(rows, 6),
                                 .ended = db_column_int(rows, 7),
                                 .value = {db_column_int(rows, 8), (int)db_column_int(rows, 9)},
                                 .unit = db_column_copy(rows, 10, arena),
                                 .words = db_column_copy(rows, 11, arena),
                                 .author = db_column_int(rows, 12),
                                 .created = db_column_int(rows, 13)};
    (void)water_log_kind_parse(db_column_text(rows, 5), &out->kind);
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct event_call *call = argument;
    struct water_mine_row mine;
    struct db_rows *rows;
    call->count = 0;
    int status = water_mine_load(db, call->actor, call->id, &mine, error);
    if (!status)
        status = DB_QUERY(
            db, error, &rows,
            "SELECT e.id, e.mine, e.point, coalesce(p.name, ''), coalesce(p.tank, ''),"
            " e.kind, e.began, e.ended, e.mantissa, e.scale, e.unit, e.words, e.author,"
            " e.created FROM water_event e LEFT JOIN water_point p ON p.id = e.point"
            " WHERE e.mine = $1 AND e.removed_at = 0 ORDER BY e.began DESC, e.id DESC LIMIT $2",
            db_int(call->id), db_int(WATER_EVENTS_MOST));
    if (status)
        return status;
    while (db_next(rows) && call->count < WATER_EVENTS_MOST)
        read_event(rows, call->actor->arena, &call->list[call->count++]);
    return db_finish(rows, error);
}

int water_events(const struct web_actor *actor, int64_t mine, struct water_logged **out,
                 size_t *count, struct error *error)
{
    struct event_call call = {
        .actor = actor,
        .id = mine,
        .list = ARENA_ARRAY(actor->arena, struct water_logged, WATER_EVENTS_MOST)};
    int status = store_read(actor->store, list_body, &call, error);
    *out = call.list;
    *count = call.count;
    return status;
}

/* --- for a study --- */

static void write_section(const struct water_logged *event, int number, struct buf *out,
                          struct arena *arena)
{
    bool flows = event->kind == WATER_LOG_FLOW;
    struct str place = event->tank.n ? event->tank : event->point_name;
    struct str figure = event->unit.n ? decimal_format(event->value, arena) : STR("");
    buf_format(out, "[event %" PRIstr " %d]\nkind = %" PRIstr "\ndate = %" PRIstr "\n",
               STR_ARG(kinds[event->kind][1]), number, STR_ARG(kinds[event->kind][0]),
               STR_ARG(day_format(day_of_time(event->began), arena)));
    if (place.n)
        buf_format(out, "%s = %" PRIstr "\n", flows ? "water" : "tank", STR_ARG(place));
    else
        buf_append(out, STR("# 地点のない行です。water か tank を書き足してください\n"));
    if (str_equal(event->unit, STR("倍")) && event->kind != WATER_LOG_RENEWAL)
        buf_format(out, "factor = %" PRIstr "\n", STR_ARG(figure));
    else if (figure.n)
        buf_format(out, "# %" PRIstr " %" PRIstr "\n", STR_ARG(figure), STR_ARG(event->unit));
    if (event->ended)
        buf_format(out, "until = %" PRIstr "\n",
                   STR_ARG(day_format(day_of_time(event->ended), arena)));
}

struct str water_events_study(const struct water_logged *events, size_t count, struct arena *arena)
{
    struct buf out = {0};
    int number = 1;
    for (size_t i = count; i > 0; i--) {
        const struct water_logged *event = &events[i - 1];
        bool remark = event->kind == WATER_LOG_NOTE || event->kind == WATER_LOG_MAINTENANCE;
        if (remark)
            buf_format(&out, "# %" PRIstr " %" PRIstr ": ",
                       STR_ARG(day_format(day_of_time(event->began), arena)),
                       STR_ARG(kinds[event->kind][1]));
        else
            write_section(event, number++, &out, arena);
        if (event->words.n)
            buf_format(&out, "%s%" PRIstr "\n", remark ? "" : "# ", STR_ARG(event->words));
        buf_append_char(&out, '\n');
    }
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}
