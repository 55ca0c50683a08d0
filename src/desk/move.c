/* Moving a case: facts, offers, the step itself with its history and audit. */
#include "base/text.h"
#include "desk/record.h"

static int count_facts(struct db *db, const struct desk_case *c, int64_t *numbers,
                       struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(
        db, error, &rows,
        "SELECT"
        " (SELECT count(*) FROM desk_cargo WHERE case_id = $1),"
        " (SELECT count(*) FROM desk_cargo WHERE case_id = $1 AND judgement = 'open'),"
        " (SELECT count(*) FROM desk_outgoing WHERE case_id = $1"
        "   AND state IN ('waiting', 'sending', 'unknown')),"
        " (SELECT count(*) FROM desk_answer a WHERE a.case_id = $1 AND a.state = 'frozen'"
        "   AND a.revision = (SELECT max(revision) FROM desk_answer WHERE case_id = $1)),"
        " (SELECT count(*) FROM desk_answer a JOIN desk_approval p ON p.answer_id = a.id"
        "   WHERE a.case_id = $1 AND a.state IN ('approved', 'delivered')"
        "   AND a.revision = (SELECT max(revision) FROM desk_answer WHERE case_id = $1)"
        "   AND p.decision IN ('approved', 'approved_changed')"
        "   AND p.decided_digest = a.digest),"
        " (SELECT count(*) FROM desk_answer a WHERE a.case_id = $1 AND a.state = 'delivered'"
        "   AND a.revision = (SELECT max(revision) FROM desk_answer WHERE case_id = $1))",
        db_int(c->id));
    if (status)
        return status;
    if (db_next(rows))
        for (int i = 0; i < 6; i++)
            numbers[i] = db_column_int(rows, i);
    return db_finish(rows, error);
}

int desk_case_facts(struct db *db, const struct web_actor *actor, const struct desk_case *c,
                    uint32_t *facts, struct error *error)
{
    (void)actor;
    enum { LINES, UNJUDGED, PENDING, FROZEN, APPROVED, DELIVERED };
    int64_t n[6] = {0};
    int status = count_facts(db, c, n, error);
    *facts = 0;
    if (n[LINES] > 0)
        *facts |= DESK_NEEDS_CARGO;
    if (n[LINES] > 0 && n[UNJUDGED] == 0)
        *facts |= DESK_NEEDS_JUDGEMENTS;
    if (n[PENDING] == 0)
        *facts |= DESK_NEEDS_NO_PENDING_MAIL;
    if (n[FROZEN] > 0)
        *facts |= DESK_NEEDS_FROZEN_DRAFT;
    if (n[APPROVED] > 0)
        *facts |= DESK_NEEDS_APPROVAL;
    if (n[DELIVERED] > 0)
        *facts |= DESK_NEEDS_DELIVERY;
    if (!c->attention)
        *facts |= DESK_NEEDS_NO_ATTENTION;
    return status;
}

/* Times that a move stamps. */
static int stamp(struct db *db, int64_t id, enum desk_action action, struct error *error)
{
    utc_us now = db_time(db);
    if (action == DESK_ANSWER)
        return DB_RUN(db, error,
                      "UPDATE desk_case SET advised_at = $2, advised_day = $3 WHERE id = $1",
                      db_int(id), db_int(now), db_int(day_of_time(now)));
    if (action == DESK_REGISTER || action == DESK_CORRECT)
        return DB_RUN(db, error, "UPDATE desk_case SET registered_at = $2 WHERE id = $1",
                      db_int(id), db_int(now));
    if (action == DESK_REQUEST_PUBLISH)
        return DB_RUN(db, error, "UPDATE desk_case SET publish_requested_at = $2 WHERE id = $1",
                      db_int(id), db_int(now));
    if (action == DESK_PUBLISH)
        return DB_RUN(db, error, "UPDATE desk_case SET published_at = $2 WHERE id = $1",
                      db_int(id), db_int(now));
    return 0;
}

static int write_move(struct db *db, const struct web_actor *actor, const struct desk_case *c,
                      enum desk_action action, enum desk_state to, struct str reason,
                      struct error *error)
{
    int status = DB_RUN(db, error, "UPDATE desk_case SET state = $2, is_open = $3 WHERE id = $1",
                        db_int(c->id), db_text(desk_state_name(to)),
                        db_int(desk_state_is_open(to)));
    if (status == 0)
        status = stamp(db, c->id, action, error);
    if (status == 0)
        status = desk_event_add(db, actor, c->id, desk_action_name(action),
                                desk_state_name(c->state), desk_state_name(to),
                                text_clean(reason, actor->arena), error);
    if (status)
        return status;
    struct str detail = arena_format(
        actor->arena, "{\"from\":\"%" PRIstr "\",\"to\":\"%" PRIstr "\"}",
        STR_ARG(desk_state_name(c->state)), STR_ARG(desk_state_name(to)));
    return web_actor_audit(db, actor,
                           ARENA_JOIN(actor->arena, STR("case."), desk_action_name(action)),
                           STR("case"), c->id, detail, error);
}

int desk_case_move(struct db *db, const struct web_actor *actor, int64_t id, int64_t version,
                   enum desk_action action, struct str reason, struct error *error)
{
    struct desk_case c;
    uint32_t facts;
    int status = desk_case_touch(db, actor, id, version, error);
    if (status == 0)
        status = desk_case_load(db, actor, id, false, &c, error);
    if (status == 0)
        status = desk_case_facts(db, actor, &c, &facts, error);
    if (status)
        return status;
    if (str_trim(reason).n)
        facts |= DESK_NEEDS_REASON;
    if ((status = desk_transition_check(c.kind, c.state, action, facts, error)))
        return status;
    const struct desk_transition *row = desk_transition_find(c.kind, c.state, action);
    return write_move(db, actor, &c, action, row->to, reason, error);
}

struct advance {
    const struct web_actor *actor;
    int64_t id, version;
    enum desk_action action;
    struct str reason;
};

/* A withdrawn approval leaves no text that could be sent. */
static int refuse_answers(struct db *db, int64_t case_id, struct error *error)
{
    return DB_RUN(db, error,
                  "UPDATE desk_answer SET state = 'refused', version = version + 1"
                  " WHERE case_id = $1 AND state IN ('frozen', 'approved')",
                  db_int(case_id));
}

static int advance_body(struct db *db, void *argument, struct error *error)
{
    const struct advance *advance = argument;
    int status = desk_case_move(db, advance->actor, advance->id, advance->version,
                                advance->action, advance->reason, error);
    if (status == 0 && (advance->action == DESK_REDRAFT || advance->action == DESK_WITHDRAW ||
                        advance->action == DESK_DECLARE_OUT_OF_SCOPE))
        status = refuse_answers(db, advance->id, error);
    return status;
}

static struct str permission_of(enum desk_action action)
{
    size_t count;
    const struct desk_transition *rows = desk_transitions(&count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].action == action)
            return rows[i].permission;
    return STR("");
}

int desk_case_advance(const struct web_actor *actor, int64_t id, int64_t version,
                      enum desk_action action, struct str reason, struct error *error)
{
    if (!desk_action_is_direct(action))
        return ERROR(error, ERR_STATE, desk_action_title(action, LANG_JA));
    int status = desk_require(actor, permission_of(action), error);
    if (status)
        return status;
    struct advance advance = {actor, id, version, action, reason};
    return store_write(actor->store, advance_body, &advance, error);
}

struct offering {
    const struct web_actor *actor;
    const struct desk_case *c;
    uint32_t facts;
};

static int facts_body(struct db *db, void *argument, struct error *error)
{
    struct offering *offering = argument;
    return desk_case_facts(db, offering->actor, offering->c, &offering->facts, error);
}

/* A reason is given with the move itself and a draft is frozen by asking, so neither is a hindrance
   beforehand. */
static struct str hindrance_of(const struct desk_transition *row, uint32_t facts, enum lang lang)
{
    uint32_t missing =
        row->preconditions & ~facts & ~(uint32_t)(DESK_NEEDS_REASON | DESK_NEEDS_FROZEN_DRAFT);
    for (uint32_t bit = 1; bit <= DESK_NEEDS_NO_PENDING_MAIL; bit <<= 1)
        if (missing & bit)
            return desk_precondition_sentence((enum desk_precondition)bit, lang);
    return STR("");
}

int desk_case_offers(const struct web_actor *actor, const struct desk_case *c, enum lang lang,
                     struct desk_offer **out, size_t *count, struct error *error)
{
    struct offering offering = {actor, c, 0};
    *out = NULL;
    *count = 0;
    int status = store_read(actor->store, facts_body, &offering, error);
    if (status)
        return status;
    size_t row_count;
    const struct desk_transition *rows = desk_transitions(&row_count);
    for (size_t i = 0; i < row_count; i++) {
        if (!(rows[i].kinds & 1u << c->kind) || !(rows[i].from & 1u << c->state))
            continue;
        struct str hindrance = hindrance_of(&rows[i], offering.facts, lang);
        if (!desk_may(actor, rows[i].permission))
            hindrance = lang == LANG_EN ? STR("You do not have the permission.")
                                        : STR("この操作の権限がありません。");
        struct desk_offer *offer = DESK_ADD(actor->arena, out, count, struct desk_offer);
        *offer = (struct desk_offer){rows[i].action, desk_action_title(rows[i].action, lang),
                                     hindrance.n == 0, hindrance};
    }
    return 0;
}
