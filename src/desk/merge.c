/* Two cases that are one, or that only look alike: a person decides. */
#include "base/text.h"
#include "desk/list.h"
#include "desk/record.h"

struct merging {
    const struct web_actor *actor;
    int64_t from, from_version, into;
    struct str reason;
};

/* Mails, papers, notes and proven addresses go over; what was sent from the old case stays there with
   the papers it carried. Sealed texts keep the vault they were sealed under. */
static int move_rows(struct db *db, const struct merging *m, struct error *error)
{
    int status = DB_RUN(db, error, "UPDATE desk_mail SET case_id = $2 WHERE case_id = $1",
                        db_int(m->from), db_int(m->into));
    if (status == 0)
        status = DB_RUN(db, error,
                        "UPDATE desk_file SET case_id = $2 WHERE case_id = $1 AND NOT EXISTS"
                        " (SELECT 1 FROM desk_outgoing_file o WHERE o.case_id = $1"
                        "  AND o.file = desk_file.id)",
                        db_int(m->from), db_int(m->into));
    if (status == 0)
        status = DB_RUN(db, error, "UPDATE desk_note SET case_id = $2 WHERE case_id = $1",
                        db_int(m->from), db_int(m->into));
    if (status == 0)
        status = DB_RUN(db, error,
                        "DELETE FROM desk_address WHERE case_id = $1 AND digest IN"
                        " (SELECT digest FROM desk_address WHERE case_id = $2)",
                        db_int(m->from), db_int(m->into));
    if (status == 0)
        status = DB_RUN(db, error, "UPDATE desk_address SET case_id = $2 WHERE case_id = $1",
                        db_int(m->from), db_int(m->into));
    if (status == 0)
        status = DB_RUN(db, error,
                        "INSERT INTO desk_thread (commission, digest, case_id, ours, mail)"
                        " SELECT commission, digest, CAST($2 AS BIGINT), ours, mail"
                        " FROM desk_thread WHERE case_id = $1"
                        " ON CONFLICT (commission, digest, case_id) DO NOTHING",
                        db_int(m->from), db_int(m->into));
    if (status == 0)
        status = DB_RUN(db, error, "DELETE FROM desk_thread WHERE case_id = $1", db_int(m->from));
    if (status == 0)
        status = DB_RUN(db, error,
                        "UPDATE desk_case SET merged_into = $2, attention = 0 WHERE id = $1",
                        db_int(m->from), db_int(m->into));
    return status;
}

static int decide_relation(struct db *db, int64_t one, int64_t other, struct str decision,
                           struct error *error)
{
    int64_t newer = one > other ? one : other, older = one > other ? other : one;
    return DB_RUN(db, error,
                  "INSERT INTO desk_relation (case_id, other, reasons, decision)"
                  " VALUES ($1, $2, '', $3) ON CONFLICT (case_id, other) DO UPDATE"
                  " SET decision = excluded.decision",
                  db_int(newer), db_int(older), db_text(decision));
}

static int merge_body(struct db *db, void *argument, struct error *error)
{
    const struct merging *m = argument;
    const struct web_actor *actor = m->actor;
    struct desk_case into;
    int status = desk_case_load(db, actor, m->into, false, &into, error);
    if (status == 0 && into.state == DESK_MERGED)
        return ERROR(error, ERR_STATE, desk_state_title(into.state, LANG_JA));
    if (status == 0)
        status = desk_case_move(db, actor, m->from, m->from_version, DESK_MERGE, m->reason, error);
    if (status == 0)
        status = move_rows(db, m, error);
    if (status == 0)
        status = decide_relation(db, m->from, m->into, STR("merged"), error);
    if (status == 0)
        status = desk_case_touch(db, actor, m->into, 0, error);
    if (status == 0)
        status = desk_case_recount(db, m->into, error);
    if (status == 0)
        status = desk_case_recount(db, m->from, error);
    if (status == 0)
        status = desk_search_index(db, actor, m->into, error);
    if (status == 0)
        status = desk_search_index(db, actor, m->from, error);
    if (status)
        return status;
    return desk_event_add(db, actor, m->into, STR("merged_here"), STR(""), STR(""), m->reason,
                          error);
}

int desk_case_merge(const struct web_actor *actor, int64_t from, int64_t from_version, int64_t into,
                    struct str reason, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.decide"), error);
    if (status)
        return status;
    if (from == into)
        return ERROR(error, ERR_INVALID_INPUT, STR("統合先"), STR("同じ相談です"));
    struct merging merging = {actor, from, from_version, into, text_clean(reason, actor->arena)};
    return store_write(actor->store, merge_body, &merging, error);
}

static int different_body(struct db *db, void *argument, struct error *error)
{
    const struct merging *m = argument;
    struct desk_case c;
    int status = desk_case_load(db, m->actor, m->from, false, &c, error);
    if (status == 0)
        status = desk_case_load(db, m->actor, m->into, false, &c, error);
    if (status == 0)
        status = decide_relation(db, m->from, m->into, STR("different"), error);
    if (status)
        return status;
    struct str detail = arena_format(m->actor->arena, "{\"other\":%lld}", (long long)m->into);
    return web_actor_audit(db, m->actor, STR("case.different"), STR("case"), m->from, detail,
                           error);
}

int desk_case_different(const struct web_actor *actor, int64_t one, int64_t other,
                        struct error *error)
{
    int status = desk_require(actor, STR("desk.case.decide"), error);
    if (status)
        return status;
    struct merging pair = {actor, one, 0, other, STR("")};
    return store_write(actor->store, different_body, &pair, error);
}
