/* Campaigns and the plan of their visits. */
#include "water/data/survey.h"

#include "base/text.h"
#include "water/data/survey_inside.h"

enum { CAMPAIGNS_MOST = 200, VISITS_MOST = 500 };

struct survey_call {
    const struct web_actor *actor;
    const struct water_campaign *campaign;
    struct water_campaign *list, found;
    struct water_visit *visits;
    const int64_t *points;
    size_t count;
    struct str items;
    day_number day;
    int64_t id;
};

static int create_body(struct db *db, void *argument, struct error *error)
{
    struct survey_call *call = argument;
    const struct water_campaign *c = call->campaign;
    int status = DB_INSERT(
        db, error, &call->id,
        "INSERT INTO water_campaign (commission, name, purpose, begins, ends, author, created)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        db_int(call->actor->commission), db_text(c->name), db_text(c->purpose), db_int(c->begins),
        db_int(c->ends), db_int(call->actor->person), db_int(db_time(db)));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.campaign.create"), STR("campaign"),
                                    call->id, STR("{}"), error);
}

int water_campaign_create(const struct web_actor *actor, const struct water_campaign *campaign,
                          int64_t *id, struct error *error)
{
    struct survey_call call = {.actor = actor, .campaign = campaign};
    int status = water_require(actor, STR("water.edit"), error);
    if (!status && campaign->name.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("調査"),
                     BOTH("名前が空です", "the name is empty"));
    if (!status && campaign->ends < campaign->begins)
        return ERROR(error, ERR_INVALID_INPUT, campaign->name,
                     BOTH("終わりの日が始まりより前です", "it ends before it begins"));
    if (!status)
        status = store_write(actor->store, create_body, &call, error);
    *id = call.id;
    return status;
}

/* $2 to $4: which mines the actor sees, as in mine.c. */
#define SEEN                                                                                       \
    "(CAST($2 AS BIGINT) = 1 OR (CAST($3 AS BIGINT) = 1 AND m.restricted = 0) OR EXISTS"           \
    " (SELECT 1 FROM water_mine_access a WHERE a.mine = m.id AND a.person = $4))"
#define SEEN_VALUES(actor)                                                                         \
    db_int((actor)->commission), db_int(water_sees_all(actor)), db_int(water_sees_open(actor)),    \
        db_int((actor)->person)
#define CAMPAIGN_COLUMNS                                                                           \
    "SELECT c.id, c.name, c.purpose, c.begins, c.ends,"                                            \
    " (SELECT count(*) FROM water_visit v JOIN water_mine m ON m.id = v.mine"                      \
    " WHERE v.campaign = c.id AND " SEEN "),"                                                      \
    " (SELECT count(*) FROM water_visit v JOIN water_mine m ON m.id = v.mine"                      \
    " WHERE v.campaign = c.id AND v.visited_at > 0 AND " SEEN ")"                                  \
    " FROM water_campaign c WHERE c.commission = $1"

static void read_campaign(struct db_rows *rows, struct arena *arena, struct water_campaign *out)
{
    *out = (struct water_campaign){.id = db_column_int(rows, 0),
                                   .name = db_column_copy(rows, 1, arena),
                                   .purpose = db_column_copy(rows, 2, arena),
                                   .begins = (day_number)db_column_int(rows, 3),
                                   .ends = (day_number)db_column_int(rows, 4),
                                   .visits = db_column_int(rows, 5),
                                   .done = db_column_int(rows, 6)};
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct survey_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = DB_QUERY(db, error, &rows, CAMPAIGN_COLUMNS " ORDER BY c.id DESC LIMIT $5",
                          SEEN_VALUES(call->actor), db_int(CAMPAIGNS_MOST));
    if (status)
        return status;
    while (db_next(rows) && call->count < CAMPAIGNS_MOST)
        read_campaign(rows, call->actor->arena, &call->list[call->count++]);
    return db_finish(rows, error);
}

int water_campaigns(const struct web_actor *actor, struct water_campaign **out, size_t *count,
                    struct error *error)
{
    struct survey_call call = {
        .actor = actor, .list = ARENA_ARRAY(actor->arena, struct water_campaign, CAMPAIGNS_MOST)};
    int status = water_require(actor, STR("water.data"), error);
    if (!status)
        status = store_read(actor->store, list_body, &call, error);
    *out = call.list;
    *count = call.count;
    return status;
}

static int load_campaign(struct db *db, struct survey_call *call, struct error *error)
{
    struct db_rows *rows;
    call->found = (struct water_campaign){0};
    int status = water_require(call->actor, STR("water.data"), error);
    if (!status)
        status = DB_QUERY(db, error, &rows, CAMPAIGN_COLUMNS " AND c.id = $5",
                          SEEN_VALUES(call->actor), db_int(call->id));
    if (status)
        return status;
    if (db_next(rows))
        read_campaign(rows, call->actor->arena, &call->found);
    status = db_finish(rows, error);
    return status || call->found.id ? status : ERROR(error, ERR_NOT_FOUND, STR("調査"));
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    return load_campaign(db, argument, error);
}

int water_campaign_read(const struct web_actor *actor, int64_t id, struct water_campaign *out,
                        struct error *error)
{
    struct survey_call call = {.actor = actor, .id = id};
    int status = store_read(actor->store, read_body, &call, error);
    *out = call.found;
    return status;
}

/* --- the plan --- */

static int plan_point(struct db *db, const struct survey_call *call, int64_t point_id,
                      struct error *error)
{
    struct water_point point;
    struct water_mine_row mine;
    int status = water_point_load(db, call->actor, point_id, &point, &mine, error);
    return status
               ? status
               : DB_RUN(
                     db, error,
                     "INSERT INTO water_visit (campaign, mine, point, planned, items, visited_at,"
                     " latitude, longitude, words, author, version)"
                     " VALUES ($1, $2, $3, $4, $5, 0, '', '', '', $6, 1) ON CONFLICT (campaign, "
                     "point)"
                     " DO UPDATE SET planned = excluded.planned, items = excluded.items,"
                     " version = water_visit.version + 1",
                     db_int(call->id), db_int(mine.id), db_int(point_id), db_int(call->day),
                     db_text(call->items), db_int(call->actor->person));
}

static int plan_body(struct db *db, void *argument, struct error *error)
{
    struct survey_call *call = argument;
    int status = load_campaign(db, call, error);
    for (size_t i = 0; i < call->count && !status; i++)
        status = plan_point(db, call, call->points[i], error);
    return status ? status
                  : web_actor_audit(
                        db, call->actor, STR("water.campaign.plan"), STR("campaign"), call->id,
                        arena_format(call->actor->arena, "{\"points\":%zu}", call->count), error);
}

/* Keys that are known, joined by one blank. */
static int check_items(struct str items, struct arena *arena, struct str *out, struct error *error)
{
    struct str rest = text_one_line(items, arena), key;
    size_t count = 0;
    *out = STR("");
    while (rest.n && str_cut(&rest, ' ', &key)) {
        if (key.n == 0)
            continue;
        const struct water_item *item = water_item_find(key);
        if (!item)
            return ERROR(error, ERR_NOT_FOUND, key);
        if (++count > WATER_VISIT_ITEMS)
            return ERROR(error, ERR_TOO_LARGE, STR("項目"), STR("60"));
        *out = out->n ? ARENA_JOIN(arena, *out, STR(" "), item->key) : item->key;
    }
    return count ? 0
                 : ERROR(error, ERR_INVALID_INPUT, STR("項目"),
                         BOTH("一つも選ばれていません", "none is chosen"));
}

int water_visits_plan(const struct web_actor *actor, int64_t campaign, const int64_t *points,
                      size_t count, struct str items, day_number day, struct error *error)
{
    struct survey_call call = {
        .actor = actor, .id = campaign, .points = points, .count = count, .day = day};
    int status = water_require(actor, STR("water.edit"), error);
    if (!status && count == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("地点"),
                     BOTH("一つも選ばれていません", "none is chosen"));
    if (!status)
        status = check_items(items, actor->arena, &call.items, error);
    return status ? status : store_write(actor->store, plan_body, &call, error);
}

/* --- reading visits --- */

static void read_items(struct str keys, struct water_visit *out)
{
    struct str key;
    while (keys.n && str_cut(&keys, ' ', &key)) {
        const struct water_item *item = water_item_find(key);
        if (item && out->item_count < WATER_VISIT_ITEMS)
            out->items[out->item_count++] = item;
    }
}

static void read_visit(struct db_rows *rows, struct arena *arena, struct water_visit *out)
{
    *out = (struct water_visit){.id = db_column_int(rows, 0),
                                .campaign = db_column_int(rows, 1),
                                .mine = db_column_int(rows, 2),
                                .point = db_column_int(rows, 3),
                                .version = db_column_int(rows, 4),
                                .mine_name = db_column_copy(rows, 5, arena),
                                .point_name = db_column_copy(rows, 6, arena),
                                .planned = (day_number)db_column_int(rows, 7),
                                .visited_at = db_column_int(rows, 9),
                                .latitude = db_column_copy(rows, 10, arena),
                                .longitude = db_column_copy(rows, 11, arena),
                                .words = db_column_copy(rows, 12, arena)};
    read_items(db_column_text(rows, 8), out);
}

#define VISIT_COLUMNS                                                                              \
    "SELECT v.id, v.campaign, v.mine, v.point, v.version, m.name, p.name, v.planned, v.items,"     \
    " v.visited_at, v.latitude, v.longitude, v.words FROM water_visit v"                           \
    " JOIN water_mine m ON m.id = v.mine JOIN water_point p ON p.id = v.point"                     \
    " WHERE m.commission = $1 AND " SEEN

static int read_bottles(struct db *db, struct arena *arena, struct water_visit *visit,
                        struct error *error)
{
    struct db_rows *rows;
    int status =
        DB_QUERY(db, error, &rows,
                 "SELECT b.id, b.number, b.fraction, b.laboratory, b.sent, b.received,"
                 " (SELECT count(*) FROM water_sample s JOIN water_value r ON r.sample = s.id"
                 " WHERE s.mine = $2 AND s.bottle = b.number)"
                 " FROM water_bottle b WHERE b.visit = $1 ORDER BY b.number LIMIT $3",
                 db_int(visit->id), db_int(visit->mine), db_int(WATER_VISIT_BOTTLES));
    if (status)
        return status;
    while (db_next(rows) && visit->bottle_count < WATER_VISIT_BOTTLES) {
        struct water_bottle *bottle = &visit->bottles[visit->bottle_count++];
        *bottle = (struct water_bottle){.id = db_column_int(rows, 0),
                                        .number = db_column_copy(rows, 1, arena),
                                        .laboratory = db_column_copy(rows, 3, arena),
                                        .sent = (day_number)db_column_int(rows, 4),
                                        .received = (day_number)db_column_int(rows, 5),
                                        .results = db_column_int(rows, 6)};
        (void)water_fraction_parse(db_column_text(rows, 2), &bottle->fraction);
    }
    return db_finish(rows, error);
}

static int read_photos(struct db *db, struct arena *arena, struct water_visit *visit,
                       struct error *error)
{
    struct db_rows *rows;
    int status =
        DB_QUERY(db, error, &rows,
                 "SELECT id, name, size FROM water_photo WHERE visit = $1 ORDER BY id LIMIT $2",
                 db_int(visit->id), db_int(WATER_VISIT_PHOTOS));
    if (status)
        return status;
    while (db_next(rows) && visit->photo_count < WATER_VISIT_PHOTOS)
        visit->photos[visit->photo_count++] = (struct water_photo){
            db_column_int(rows, 0), db_column_copy(rows, 1, arena), db_column_int(rows, 2)};
    return db_finish(rows, error);
}

/* Results of the visit's bottles, or of its point on the day of the visit (or the planned day). */
static int read_results(struct db *db, struct water_visit *visit, struct error *error)
{
    struct db_rows *rows;
    day_number day = visit->visited_at ? day_of_time(visit->visited_at) : visit->planned;
    utc_us from = time_of_jst((struct jst){date_of_day(day), 0, 0, 0});
    int status =
        DB_QUERY(db, error, &rows,
                 "SELECT DISTINCT r.item FROM water_sample s JOIN water_value r ON r.sample = s.id"
                 " WHERE s.mine = $1 AND ((s.point = $2 AND s.taken_at >= $3 AND s.taken_at < $4)"
                 " OR s.bottle IN (SELECT b.number FROM water_bottle b WHERE b.visit = $5))",
                 db_int(visit->mine), db_int(visit->point), db_int(from),
                 db_int(from + (utc_us)86400 * US_PER_SECOND), db_int(visit->id));
    if (status)
        return status;
    while (db_next(rows)) {
        const struct water_item *item = water_item_find(db_column_text(rows, 0));
        for (size_t i = 0; i < visit->item_count; i++)
            visit->has_result[i] |= visit->items[i] == item;
    }
    for (size_t i = 0; i < visit->item_count; i++)
        visit->missing += !visit->has_result[i];
    return db_finish(rows, error);
}

int water_visits_load(struct db *db, const struct web_actor *actor, enum water_visits_of of,
                      int64_t id, struct water_visit **out, size_t *count, struct error *error)
{
    static const struct str statements[] = {
        [WATER_VISITS_OF_CAMPAIGN] =
            STR_INIT(VISIT_COLUMNS " AND v.campaign = $5 ORDER BY m.code, p.code LIMIT $6"),
        [WATER_VISITS_OF_MINE] = STR_INIT(VISIT_COLUMNS " AND v.mine = $5 ORDER BY v.id LIMIT $6"),
        [WATER_VISIT_ALONE] = STR_INIT(VISIT_COLUMNS " AND v.id = $5 LIMIT $6"),
    };
    const struct db_value values[] = {SEEN_VALUES(actor), db_int(id), db_int(VISITS_MOST)};
    struct db_rows *rows;
    *out = ARENA_ARRAY(actor->arena, struct water_visit, VISITS_MOST);
    *count = 0;
    int status = water_require(actor, STR("water.data"), error);
    if (!status)
        status = db_query(db, error, &rows, statements[of], values, sizeof values / sizeof *values);
    if (status)
        return status;
    while (db_next(rows) && *count < VISITS_MOST)
        read_visit(rows, actor->arena, &(*out)[(*count)++]);
    status = db_finish(rows, error);
    for (size_t i = 0; i < *count && !status; i++) {
        status = read_bottles(db, actor->arena, &(*out)[i], error);
        if (!status)
            status = read_photos(db, actor->arena, &(*out)[i], error);
        if (!status)
            status = read_results(db, &(*out)[i], error);
    }
    return status;
}

static int visits_body(struct db *db, void *argument, struct error *error)
{
    struct survey_call *call = argument;
    return water_visits_load(db, call->actor, WATER_VISITS_OF_CAMPAIGN, call->id, &call->visits,
                             &call->count, error);
}

int water_visits(const struct web_actor *actor, int64_t campaign, struct water_visit **out,
                 size_t *count, struct error *error)
{
    struct survey_call call = {.actor = actor, .id = campaign};
    int status = store_read(actor->store, visits_body, &call, error);
    *out = call.visits;
    *count = call.count;
    return status;
}

static int visit_body(struct db *db, void *argument, struct error *error)
{
    struct survey_call *call = argument;
    int status = water_visits_load(db, call->actor, WATER_VISIT_ALONE, call->id, &call->visits,
                                   &call->count, error);
    return status || call->count ? status : ERROR(error, ERR_NOT_FOUND, STR("現地調査"));
}

int water_visit_read(const struct web_actor *actor, int64_t id, struct water_visit *out,
                     struct error *error)
{
    struct survey_call call = {.actor = actor, .id = id};
    int status = store_read(actor->store, visit_body, &call, error);
    *out = status ? (struct water_visit){0} : call.visits[0];
    return status;
}
