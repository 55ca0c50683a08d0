/* Asking for an erasure, confirming it by a second person, and looking at both. */
#include "desk/erase_inside.h"

#include "base/text.h"
#include "desk/answer_store.h"
#include "desk/record.h"

enum { MOST_LISTED = 200 };

static const struct {
    struct str name, ja, en;
} states[] = {
    [DESK_ERASURE_ASKED] = {STR_INIT("asked"), STR_INIT("確認待ち"), STR_INIT("To be confirmed")},
    [DESK_ERASURE_WITHDRAWN] = {STR_INIT("withdrawn"), STR_INIT("取りやめ"), STR_INIT("Withdrawn")},
    [DESK_ERASURE_DONE] = {STR_INIT("done"), STR_INIT("消去済み"), STR_INIT("Erased")},
};

struct str desk_erasure_state_title(enum desk_erasure_state state, enum lang lang)
{
    return lang == LANG_EN ? states[state].en : states[state].ja;
}

static enum desk_erasure_state parse_state(struct str name)
{
    for (int state = DESK_ERASURE_ASKED; state < DESK_ERASURE_DONE; state++)
        if (str_equal(states[state].name, name))
            return (enum desk_erasure_state)state;
    return DESK_ERASURE_DONE;
}

struct erasing {
    const struct web_actor *actor;
    int64_t case_id, id;
    struct str reason;
    struct desk_case *c;
    struct desk_losses *losses;
    struct desk_erasure *out;
    struct desk_erasure **list;
    size_t *count;
};

/* --- whether it is possible --- */

static int refuse(struct error *error, const char *why)
{
    return ERROR(error, ERR_DESK_PRECONDITION, str_from_c(why));
}

static int check_end(const struct desk_case *c, struct error *error)
{
    if (c->erased_at)
        return ERROR(error, ERR_STORE_ERASED, c->number);
    if (c->state == DESK_MERGED)
        return refuse(error, "まとめた先の相談を消去してください。まとめた元も一緒に消去されます。");
    if (c->state == DESK_PUBLISHED || c->state == DESK_WITHDRAWN || c->state == DESK_OUT_OF_SCOPE ||
        c->state == DESK_EXPLAINED)
        return 0;
    return refuse(error, "消去できるのは、公開済み、取下げ、対象外、説明済の相談です。");
}

static int check_mails(struct db *db, const struct desk_case *c, struct error *error)
{
    int64_t waiting = 0;
    int status = desk_require_no_pending(db, c->id, error);
    if (status == 0)
        status = DB_GET_INT(db, error, &waiting, STR("desk_outgoing"),
                            "SELECT count(*) FROM desk_close k JOIN desk_outgoing o ON"
                            " o.id = k.outgoing WHERE k.commission = $1 AND k.day = $2 AND $2 > 0"
                            " AND o.state NOT IN ('sent', 'cancelled')",
                            db_int(c->commission), db_int(c->advised_day));
    if (status || waiting == 0)
        return status;
    return refuse(error, "この相談の日の報告メールがまだ送られていません。");
}

static int look(struct db *db, const struct web_actor *actor, int64_t case_id, struct desk_case *c,
                struct desk_losses *losses, struct error *error)
{
    int64_t *cases;
    size_t count;
    int status = desk_case_load(db, actor, case_id, false, c, error);
    if (status == 0)
        status = check_end(c, error);
    if (status == 0)
        status = check_mails(db, c, error);
    if (status == 0)
        status = desk_erase_cases(db, case_id, actor->arena, &cases, &count, error);
    return status ? status : desk_erase_count(db, cases, count, losses, error);
}

static int look_body(struct db *db, void *argument, struct error *error)
{
    struct erasing *e = argument;
    return look(db, e->actor, e->case_id, e->c, e->losses, error);
}

int desk_erase_look(const struct web_actor *actor, int64_t case_id, struct desk_case *c,
                    struct desk_losses *out, struct error *error)
{
    int status = desk_require(actor, STR("desk.erase"), error);
    struct erasing erasing = {.actor = actor, .case_id = case_id, .c = c, .losses = out};
    return status ? status : store_read(actor->store, look_body, &erasing, error);
}

/* --- reading --- */

#define ERASURE_COLUMNS                                                                       \
    "SELECT e.id, e.case_id, c.number, e.reason, e.state, e.asked_by, e.asked_at, e.decided_by," \
    " e.decided_at, e.losses FROM desk_erasure e JOIN desk_case c ON c.id = e.case_id"         \
    " WHERE e.commission = $1"

static int read_list(struct db *db, const struct web_actor *actor, struct str sql,
                     const struct db_value *values, size_t value_count, struct desk_erasure **out,
                     size_t *count, struct error *error)
{
    struct arena *arena = actor->arena;
    struct db_rows *rows;
    *out = NULL;
    *count = 0;
    int status = db_query(db, error, &rows, sql, values, value_count);
    if (status)
        return status;
    while (db_next(rows)) {
        struct desk_erasure *one = DESK_ADD(arena, out, count, struct desk_erasure);
        *one = (struct desk_erasure){
            .id = db_column_int(rows, 0), .case_id = db_column_int(rows, 1),
            .number = db_column_copy(rows, 2, arena), .reason = db_column_copy(rows, 3, arena),
            .state = parse_state(db_column_text(rows, 4)), .asked_by = db_column_int(rows, 5),
            .asked_at = db_column_int(rows, 6), .decided_by = db_column_int(rows, 7),
            .decided_at = db_column_int(rows, 8)};
        desk_losses_parse(db_column_text(rows, 9), arena, &one->losses, NULL);
    }
    return db_finish(rows, error);
}

static int load(struct db *db, const struct web_actor *actor, int64_t id, struct desk_erasure *out,
                struct error *error)
{
    const struct db_value values[] = {db_int(actor->commission), db_int(id)};
    struct desk_erasure *list;
    size_t count;
    int status = read_list(db, actor, STR(ERASURE_COLUMNS " AND e.id = $2"), values, 2, &list, &count,
                           error);
    if (status)
        return status;
    if (count == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("消去の依頼"));
    *out = list[0];
    return 0;
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct erasing *e = argument;
    int64_t *cases;
    size_t count;
    int status = load(db, e->actor, e->id, e->out, error);
    if (status || e->out->state == DESK_ERASURE_DONE)
        return status;
    status = desk_erase_cases(db, e->out->case_id, e->actor->arena, &cases, &count, error);
    return status ? status : desk_erase_count(db, cases, count, &e->out->losses, error);
}

int desk_erasure_read(const struct web_actor *actor, int64_t id, struct desk_erasure *out,
                      struct error *error)
{
    int status = desk_require(actor, STR("desk.erase.confirm"), error);
    struct erasing erasing = {.actor = actor, .id = id, .out = out};
    return status ? status : store_read(actor->store, read_body, &erasing, error);
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct erasing *e = argument;
    const struct db_value values[] = {db_int(e->actor->commission), db_int(MOST_LISTED)};
    return read_list(db, e->actor, STR(ERASURE_COLUMNS " ORDER BY e.id DESC LIMIT $2"), values, 2,
                     e->list, e->count, error);
}

int desk_erasure_list(const struct web_actor *actor, struct desk_erasure **out, size_t *count,
                      struct error *error)
{
    int status = desk_require(actor, STR("desk.erase.confirm"), error);
    struct erasing erasing = {.actor = actor, .list = out, .count = count};
    return status ? status : store_read(actor->store, list_body, &erasing, error);
}

static int of_case_body(struct db *db, void *argument, struct error *error)
{
    struct erasing *e = argument;
    const struct db_value values[] = {db_int(e->actor->commission), db_int(e->case_id)};
    struct desk_erasure *list;
    size_t count;
    int status = read_list(db, e->actor,
                           STR(ERASURE_COLUMNS " AND e.case_id = $2 ORDER BY e.id DESC LIMIT 1"),
                           values, 2, &list, &count, error);
    *e->out = status || count == 0 ? (struct desk_erasure){0} : list[0];
    return status;
}

int desk_erasure_of_case(const struct web_actor *actor, int64_t case_id, struct desk_erasure *out,
                         struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct erasing erasing = {.actor = actor, .case_id = case_id, .out = out};
    return status ? status : store_read(actor->store, of_case_body, &erasing, error);
}

/* --- asking --- */

static int find_open(struct db *db, int64_t case_id, int64_t *id, struct error *error)
{
    return DB_GET_INT(db, error, id, STR("desk_erasure"),
                      "SELECT coalesce(max(id), 0) FROM desk_erasure WHERE case_id = $1 AND"
                      " state = 'asked'",
                      db_int(case_id));
}

static int ask_body(struct db *db, void *argument, struct error *error)
{
    struct erasing *e = argument;
    const struct web_actor *actor = e->actor;
    struct desk_case c;
    struct desk_losses losses;
    int status = look(db, actor, e->case_id, &c, &losses, error);
    if (status == 0)
        status = find_open(db, e->case_id, &e->id, error);
    if (status || e->id)
        return status;
    status = DB_INSERT(db, error, &e->id,
                       "INSERT INTO desk_erasure (commission, case_id, state, reason, asked_by,"
                       " asked_at, decided_by, decided_at, losses)"
                       " VALUES ($1, $2, 'asked', $3, $4, $5, 0, 0, $6) RETURNING id",
                       db_int(actor->commission), db_int(e->case_id), db_text(e->reason),
                       db_int(actor->person), db_int(db_time(db)),
                       db_text(desk_losses_json(&losses, actor->arena)));
    return status ? status
                  : web_actor_audit(db, actor, STR("case.erase.ask"), STR("case"), e->case_id,
                                    STR("{}"), error);
}

int desk_erase_ask(const struct web_actor *actor, int64_t case_id, struct str reason, int64_t *id,
                   struct error *error)
{
    int status = desk_require(actor, STR("desk.erase"), error);
    struct erasing erasing = {.actor = actor, .case_id = case_id,
                              .reason = text_one_line(reason, actor->arena)};
    if (status == 0 && erasing.reason.n == 0)
        return ERROR(error, ERR_DESK_REASON, STR("消去"));
    if (status == 0)
        status = store_write(actor->store, ask_body, &erasing, error);
    *id = erasing.id;
    return status;
}

/* --- deciding --- */

static int decide(struct db *db, const struct web_actor *actor, const struct desk_erasure *erasure,
                  enum desk_erasure_state state, const struct desk_losses *losses,
                  struct error *error)
{
    return DB_RUN(db, error,
                  "UPDATE desk_erasure SET state = $2, decided_by = $3, decided_at = $4, losses = $5"
                  " WHERE id = $1",
                  db_int(erasure->id), db_text(states[state].name), db_int(actor->person),
                  db_int(db_time(db)), db_text(desk_losses_json(losses, actor->arena)));
}

static int load_asked(struct db *db, const struct erasing *e, struct desk_erasure *out,
                      struct error *error)
{
    int status = load(db, e->actor, e->id, out, error);
    if (status == 0 && out->state != DESK_ERASURE_ASKED)
        return ERROR(error, ERR_STATE, desk_erasure_state_title(out->state, LANG_JA));
    return status;
}

static int confirm_body(struct db *db, void *argument, struct error *error)
{
    const struct erasing *e = argument;
    const struct web_actor *actor = e->actor;
    struct desk_erasure asked;
    struct desk_case c;
    struct desk_losses losses;
    int64_t *cases;
    size_t count = 0;
    int status = load_asked(db, e, &asked, error);
    if (status == 0 && asked.asked_by == actor->person)
        return ERROR(error, ERR_DESK_SECOND_PERSON, STR(""));
    if (status == 0)
        status = look(db, actor, asked.case_id, &c, &losses, error);
    if (status == 0)
        status = desk_erase_cases(db, asked.case_id, actor->arena, &cases, &count, error);
    if (status == 0)
        status = desk_case_touch(db, actor, asked.case_id, 0, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = desk_erase_rows(db, actor, cases[i], error);
    if (status == 0)
        status = desk_event_add(db, actor, asked.case_id, STR("erased"), STR(""), STR(""), STR(""),
                                error);
    if (status == 0)
        status = decide(db, actor, &asked, DESK_ERASURE_DONE, &losses, error);
    return status ? status
                  : web_actor_audit(db, actor, STR("case.erase"), STR("case"), asked.case_id,
                                    desk_losses_json(&losses, actor->arena), error);
}

int desk_erase_confirm(const struct web_actor *actor, int64_t id, struct error *error)
{
    int status = desk_require(actor, STR("desk.erase.confirm"), error);
    struct erasing erasing = {.actor = actor, .id = id};
    return status ? status : store_write(actor->store, confirm_body, &erasing, error);
}

static int withdraw_body(struct db *db, void *argument, struct error *error)
{
    const struct erasing *e = argument;
    struct desk_erasure asked;
    int status = load_asked(db, e, &asked, error);
    if (status == 0)
        status = decide(db, e->actor, &asked, DESK_ERASURE_WITHDRAWN, &asked.losses, error);
    return status ? status
                  : web_actor_audit(db, e->actor, STR("case.erase.withdraw"), STR("case"),
                                    asked.case_id, STR("{}"), error);
}

int desk_erase_withdraw(const struct web_actor *actor, int64_t id, struct error *error)
{
    int status = desk_require(actor, STR("desk.erase.confirm"), error);
    struct erasing erasing = {.actor = actor, .id = id};
    return status ? status : store_write(actor->store, withdraw_body, &erasing, error);
}
