/* Who of the commission sees which mine. */
#include "water/data/mine.h"

enum { PEOPLE_MOST = 500 };

struct access_call {
    const struct web_actor *actor;
    int64_t mine;
    struct water_mine_person *people;
    const int64_t *listed;
    size_t count;
    bool restricted;
};

/* Of a role that may see data of mines. */
static bool sees_data(struct str role)
{
    enum account_role parsed;
    return account_role_parse(role, &parsed) &&
           (water_permissions[1].roles & ACCOUNT_ROLE_BIT(parsed)) != 0;
}

static void add_person(struct access_call *call, struct db_rows *rows)
{
    struct arena *arena = call->actor->arena;
    enum account_role role;
    int64_t id = db_column_int(rows, 0);
    if (!sees_data(db_column_text(rows, 2)) || !account_role_parse(db_column_text(rows, 2), &role))
        return;
    struct str title = account_role_title(role, LANG_JA);
    if (call->count && call->people[call->count - 1].person == id) {
        struct water_mine_person *same = &call->people[call->count - 1];
        same->roles = ARENA_JOIN(arena, same->roles, STR("、"), title);
    } else if (call->count < PEOPLE_MOST) {
        call->people[call->count++] = (struct water_mine_person){
            id, db_column_copy(rows, 1, arena), db_column_int(rows, 3) != 0, title};
    }
}

static int people_body(struct db *db, void *argument, struct error *error)
{
    struct access_call *call = argument;
    struct water_mine_row mine;
    struct db_rows *rows;
    call->count = 0;
    int status = water_mine_load(db, call->actor, call->mine, &mine, error);
    if (!status)
        status = DB_QUERY(db, error, &rows,
                          "SELECT p.id, p.name, m.role, (SELECT count(*) FROM water_mine_access a"
                          " WHERE a.mine = $2 AND a.person = p.id) FROM account_membership m"
                          " JOIN account_person p ON p.id = m.person"
                          " WHERE m.commission = $1 AND p.active = 1 ORDER BY p.id, m.role",
                          db_int(call->actor->commission), db_int(call->mine));
    if (status)
        return status;
    while (db_next(rows))
        add_person(call, rows);
    return db_finish(rows, error);
}

int water_mine_people(const struct web_actor *actor, int64_t mine, struct water_mine_person **out,
                      size_t *count, struct error *error)
{
    struct access_call call = {
        .actor = actor,
        .mine = mine,
        .people = ARENA_ARRAY(actor->arena, struct water_mine_person, PEOPLE_MOST)};
    int status = water_require(actor, STR("water.access"), error);
    if (!status)
        status = store_read(actor->store, people_body, &call, error);
    *out = call.people;
    *count = call.count;
    return status;
}

/* Only members of the commission are listed; others are left out in silence, as they are not
 * offered. */
static int list_person(struct db *db, const struct access_call *call, int64_t person,
                       struct error *error)
{
    return DB_RUN(
        db, error,
        "INSERT INTO water_mine_access (mine, person, granted_by, granted_at)"
        " SELECT CAST($1 AS BIGINT), p.id, CAST($3 AS BIGINT), CAST($4 AS BIGINT)"
        " FROM account_person p WHERE p.id = $2 AND EXISTS (SELECT 1 FROM account_membership m"
        " WHERE m.person = p.id AND m.commission = $5)",
        db_int(call->mine), db_int(person), db_int(call->actor->person), db_int(db_time(db)),
        db_int(call->actor->commission));
}

static int set_body(struct db *db, void *argument, struct error *error)
{
    struct access_call *call = argument;
    struct water_mine_row mine;
    int status = water_mine_load(db, call->actor, call->mine, &mine, error);
    if (!status)
        status = DB_RUN(
            db, error, "UPDATE water_mine SET restricted = $2, version = version + 1 WHERE id = $1",
            db_int(call->mine), db_int(call->restricted));
    if (!status)
        status =
            DB_RUN(db, error, "DELETE FROM water_mine_access WHERE mine = $1", db_int(call->mine));
    for (size_t i = 0; i < call->count && !status; i++)
        status = list_person(db, call, call->listed[i], error);
    struct str detail = arena_format(call->actor->arena, "{\"restricted\":%d,\"people\":%zu}",
                                     call->restricted, call->count);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.mine.access"), STR("mine"),
                                    call->mine, detail, error);
}

int water_mine_access_set(const struct web_actor *actor, int64_t mine, bool restricted,
                          const int64_t *people, size_t count, struct error *error)
{
    struct access_call call = {
        .actor = actor, .mine = mine, .listed = people, .count = count, .restricted = restricted};
    int status = water_require(actor, STR("water.access"), error);
    return status ? status : store_write(actor->store, set_body, &call, error);
}
