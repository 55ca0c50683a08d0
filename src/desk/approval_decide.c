/* METI's decision: on the page by an officer, or from a mail that a person of the desk confirms. */
#include "base/text.h"
#include "desk/answer_store.h"
#include "desk/approval_link.h"
#include "desk/intake_item.h"
#include "desk/record.h"
#include "desk/setting.h"

struct deciding {
    const struct web_actor *actor;
    int64_t approval, version;
    struct desk_decision_given given; /* cleaned */
};

struct pending {
    int64_t case_id, answer_id, vault;
    struct str asked_digest, words, proposed;
};

static int load_pending(struct db *db, const struct deciding *d, struct pending *out,
                        struct error *error)
{
    struct arena *arena = d->actor->arena;
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT case_id, answer_id, asked_digest, vault, words, version,"
                          " decision FROM desk_approval WHERE id = $1 AND commission = $2",
                          db_int(d->approval), db_int(d->actor->commission));
    if (status)
        return status;
    bool found = db_next(rows), is_pending = false;
    int64_t version = 0;
    if (found) {
        out->case_id = db_column_int(rows, 0);
        out->answer_id = db_column_int(rows, 1);
        out->asked_digest = db_column_copy(rows, 2, arena);
        out->vault = db_column_int(rows, 3);
        out->words = db_column_copy(rows, 4, arena);
        version = db_column_int(rows, 5);
        is_pending = str_equal(db_column_text(rows, 6), STR("pending"));
    }
    if ((status = db_finish(rows, error)))
        return status;
    if (!found)
        return ERROR(error, ERR_NOT_FOUND, STR("照会"));
    if (!is_pending)
        return ERROR(error, ERR_STATE, STR("この照会にはすでに回答があります"));
    if (version != d->version)
        return ERROR(error, ERR_CONFLICT, STR("照会"));
    return 0;
}

_Static_assert(MAIL_SENDER_FORGED == 32, "the statement below names this bit");

/* A mail counts as METI's when it belongs to the case, was not forged and came from METI's address. */
static int check_mail(struct db *db, const struct deciding *d, int64_t case_id,
                      struct error *error)
{
    const struct web_actor *actor = d->actor;
    struct str address;
    int64_t found;
    int status = desk_setting_text(db, actor->commission, STR("meti_address"), actor->arena,
                                   &address, error);
    if (status == 0)
        status = DB_GET_INT(db, error, &found, STR("mail"),
                            "SELECT count(*) FROM desk_mail WHERE id = $1 AND case_id = $2"
                            " AND sender_digest = $3 AND sender_digest <> ''"
                            " AND (flags & 32) = 0",
                            db_int(d->given.mail), db_int(case_id),
                            db_text(desk_address_digest(actor->store, address, actor->arena)));
    if (status == 0 && found == 0)
        return ERROR(error, ERR_DESK_ADDRESS, STR("経済産業省からのメールと確認できません"));
    return status;
}

/* The text that is approved: METI's changed one, or exactly the one it was asked about. */
static int approve_answer(struct db *db, const struct deciding *d, const struct pending *p,
                          struct str *digest, struct error *error)
{
    const struct web_actor *actor = d->actor;
    struct desk_answer answer;
    int status = desk_answer_newest(db, actor, p->case_id, &answer, error);
    if (status)
        return status;
    *digest = desk_answer_digest(actor->store, answer.subject, answer.text, actor->arena);
    if (answer.id != p->answer_id || !str_equal(*digest, p->asked_digest))
        return ERROR(error, ERR_DESK_NOT_APPROVED_TEXT, STR(""));
    if (d->given.decision == DESK_DECISION_APPROVED)
        return DB_RUN(db, error,
                      "UPDATE desk_answer SET state = 'approved', version = version + 1"
                      " WHERE id = $1 AND state = 'frozen'",
                      db_int(answer.id));
    uint32_t judgements;
    struct str content;
    struct desk_case c;
    status = desk_answer_judgements(db, p->case_id, &judgements, error);
    if (status == 0)
        status = desk_answer_check_text(d->given.changed_text, judgements,
                                        day_of_time(db_time(db)), actor->arena, error);
    if (status == 0)
        status = desk_case_load(db, actor, p->case_id, false, &c, error);
    if (status == 0)
        status = desk_answer_seal(db, c.vault, d->given.changed_subject, d->given.changed_text,
                                  actor->arena, &content, error);
    if (status)
        return status;
    *digest = desk_answer_digest(actor->store, d->given.changed_subject, d->given.changed_text,
                                 actor->arena);
    return DB_RUN(db, error,
                  "UPDATE desk_answer SET state = 'approved', digest = $2, content = $3,"
                  " vault = $4, version = version + 1 WHERE id = $1 AND state = 'frozen'",
                  db_int(answer.id), db_text(*digest), db_bytes(content), db_int(c.vault));
}

static int refuse_answer(struct db *db, const struct pending *p, struct error *error)
{
    return DB_RUN(db, error,
                  "UPDATE desk_answer SET state = 'refused', version = version + 1"
                  " WHERE id = $1 AND state = 'frozen'",
                  db_int(p->answer_id));
}

static struct str channel_of(const struct desk_decision_given *given)
{
    return given->link ? STR("link") : given->mail ? STR("mail") : STR("page");
}

static int write_decision(struct db *db, const struct deciding *d, const struct pending *p,
                          struct str digest, struct error *error)
{
    const struct web_actor *actor = d->actor;
    const struct json *old;
    struct str words;
    int status = desk_open_members(db, p->vault, p->words, actor->arena, &old, error);
    if (status)
        return status;
    const struct desk_member members[] = {
        {STR("question"), json_text(old, STR("question"))},
        {STR("proposal"), json_text(old, STR("proposal"))},
        {STR("comment"), d->given.comment},
        {STR("officer"), d->given.officer},
    };
    status = desk_seal_members(db, p->vault, members, 4, actor->arena, &words, error);
    if (status)
        return status;
    return DB_RUN(db, error,
                  "UPDATE desk_approval SET decision = $2, decided_at = $3, decided_by = $4,"
                  " decided_digest = $5, channel = $6, words = $7, proposal_mail = $8,"
                  " version = version + 1 WHERE id = $1",
                  db_int(d->approval), db_text(desk_decision_name(d->given.decision)),
                  db_int(db_time(db)), db_int(actor->person), db_text(digest),
                  db_text(channel_of(&d->given)), db_bytes(words),
                  db_int(d->given.mail));
}

static enum desk_action action_of(enum desk_decision decision)
{
    switch (decision) {
    case DESK_DECISION_APPROVED:
        return DESK_METI_APPROVES;
    case DESK_DECISION_APPROVED_CHANGED:
        return DESK_METI_APPROVES_CHANGED;
    case DESK_DECISION_RETURNED:
        return DESK_METI_RETURNS;
    case DESK_DECISION_DISCUSS:
        return DESK_METI_DISCUSSES;
    case DESK_PENDING:
    case DESK_DECISION_TAKEN_BACK:
        break;
    }
    return DESK_ACTION_COUNT;
}

static int decide_body(struct db *db, void *argument, struct error *error)
{
    struct deciding taken = *(const struct deciding *)argument;
    const struct deciding *d = &taken;
    struct pending p = {0};
    struct str digest = STR("");
    bool approves = d->given.decision == DESK_DECISION_APPROVED ||
                    d->given.decision == DESK_DECISION_APPROVED_CHANGED;
    int status = load_pending(db, d, &p, error);
    if (status == 0 && d->given.mail)
        status = check_mail(db, d, p.case_id, error);
    if (status == 0 && d->given.link)
        status = desk_link_take(db, d->actor, d->approval, &taken.given, error);
    if (status == 0)
        status = approves ? approve_answer(db, d, &p, &digest, error)
                          : refuse_answer(db, &p, error);
    if (status == 0)
        status = write_decision(db, d, &p, digest, error);
    if (status)
        return status;
    return desk_case_move(db, d->actor, p.case_id, 0, action_of(d->given.decision),
                          d->given.comment, error);
}

int desk_approval_decide(const struct web_actor *actor, int64_t approval, int64_t approval_version,
                         const struct desk_decision_given *given, struct error *error)
{
    bool confirms = given->mail || given->link;
    int status = desk_require(
        actor, confirms ? STR("desk.case.edit") : STR("desk.case.approve"), error);
    if (status)
        return status;
    if (action_of(given->decision) == DESK_ACTION_COUNT)
        return ERROR(error, ERR_INVALID_INPUT, STR("判断"), STR("選ばれていません"));
    struct deciding deciding = {actor, approval, approval_version, *given};
    struct desk_decision_given *g = &deciding.given;
    g->comment = str_trim(text_clean(given->comment, actor->arena));
    g->officer = text_one_line(given->officer, actor->arena);
    g->changed_subject = text_one_line(given->changed_subject, actor->arena);
    g->changed_text = text_clean(given->changed_text, actor->arena);
    bool changed = g->decision == DESK_DECISION_APPROVED_CHANGED && !g->link;
    if (changed && (g->changed_subject.n == 0 || str_trim(g->changed_text).n == 0))
        return ERROR(error, ERR_INVALID_INPUT, STR("修正後の文面"), STR("空です"));
    return store_write(actor->store, decide_body, &deciding, error);
}

/* METI answered by the link already: what a mail says besides is for a person to look at. */
static int note_second_answer(struct db *db, const struct web_actor *actor, int64_t case_id,
                              struct error *error)
{
    return desk_attention_add(
        db, actor, case_id,
        STR("経済産業省からリンクで回答があったあとに、メールも届きました。内容を確かめてください。"),
        error);
}

int desk_approval_propose(struct db *db, const struct web_actor *actor, int64_t case_id,
                          int64_t mail, struct str text, struct error *error)
{
    struct str line;
    enum desk_decision decision = desk_approval_parse_mail(text, actor->arena, &line);
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT p.id, p.vault, p.words, l.answered FROM desk_approval p"
                          " LEFT JOIN desk_approval_link l ON l.approval = p.id"
                          " WHERE p.case_id = $1 AND p.decision = 'pending'",
                          db_int(case_id));
    if (status)
        return status;
    int64_t id = 0, vault = 0;
    bool by_link = false;
    struct str sealed = STR("");
    if (db_next(rows)) {
        id = db_column_int(rows, 0);
        vault = db_column_int(rows, 1);
        sealed = db_column_copy(rows, 2, actor->arena);
        by_link = db_column_int(rows, 3) > 0;
    }
    if ((status = db_finish(rows, error)))
        return status;
    if (by_link)
        return note_second_answer(db, actor, case_id, error);
    if (id == 0)
        return desk_attention_add(db, actor, case_id,
                                  STR("照会中ではない相談に、経済産業省からメールが届きました。"),
                                  error);
    const struct json *old;
    if ((status = desk_open_members(db, vault, sealed, actor->arena, &old, error)))
        return status;
    const struct desk_member members[] = {{STR("question"), json_text(old, STR("question"))},
                                          {STR("proposal"), line}};
    status = desk_seal_members(db, vault, members, 2, actor->arena, &sealed, error);
    if (status)
        return status;
    return DB_RUN(db, error,
                  "UPDATE desk_approval SET proposed = $2, proposal_mail = $3, words = $4,"
                  " version = version + 1 WHERE id = $1",
                  db_int(id), db_text(desk_decision_name(decision)), db_int(mail),
                  db_bytes(sealed));
}
