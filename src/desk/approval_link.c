#include "desk/approval_link.h"

#include "base/escape.h"
#include "base/text.h"
#include "desk/answer_store.h"
#include "desk/record.h"
#include "desk/setting.h"
#include "store/audit.h"

enum { LINK_BYTES = 16 };
static const int64_t day_length = 86400 * (int64_t)US_PER_SECOND;

static struct str token_digest(struct store *store, struct str token, struct arena *arena)
{
    return audit_digest(store, ARENA_JOIN(arena, STR("approval-link "), token), arena);
}

/* "https://host" of links in mails; empty: none is to be made. */
static struct str public_url(const struct web_actor *actor)
{
    struct str url = actor->services ? actor->services->public_url : STR("");
    if (!str_starts(url, STR("https://")))
        return STR("");
    while (str_ends(url, STR("/")))
        url = str_slice(url, 0, url.n - 1);
    return url;
}

/* --- the mail --- */

int desk_link_make(struct db *db, const struct web_actor *actor, int64_t approval, int64_t vault,
                   utc_us *expires, struct error *error)
{
    int64_t days = 0;
    struct str sealed;
    *expires = 0;
    if (public_url(actor).n == 0)
        return 0;
    int status = desk_setting_integer(db, actor->commission, STR("meti_link_days"), &days, error);
    if (status || days <= 0)
        return status;
    struct str token = context_random_hex(db_context(db), LINK_BYTES, actor->arena);
    const struct desk_member member = {STR("token"), token};
    status = desk_seal_members(db, vault, &member, 1, actor->arena, &sealed, error);
    if (status)
        return status;
    *expires = db_time(db) + days * day_length;
    return DB_RUN(db, error,
                  "INSERT INTO desk_approval_link (approval, digest, expires, answered, closed,"
                  " opened, vault, token) VALUES ($1, $2, $3, 0, 0, 0, $4, $5)",
                  db_int(approval), db_text(token_digest(actor->store, token, actor->arena)),
                  db_int(*expires), db_int(vault), db_bytes(sealed));
}

static int read_token(struct db *db, const struct web_actor *actor, int64_t case_id,
                      struct str *token, struct error *error)
{
    struct db_rows *rows;
    int64_t vault = 0;
    struct str sealed = STR("");
    const struct json *opened;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT l.vault, l.token FROM desk_approval_link l"
                          " JOIN desk_approval p ON p.id = l.approval"
                          " WHERE p.case_id = $1 AND p.decision = 'pending' AND l.closed = 0"
                          " AND l.token IS NOT NULL",
                          db_int(case_id));
    if (status)
        return status;
    if (db_next(rows)) {
        vault = db_column_int(rows, 0);
        sealed = db_column_copy(rows, 1, actor->arena);
    }
    status = db_finish(rows, error);
    if (status == 0 && vault)
        status = desk_open_members(db, vault, sealed, actor->arena, &opened, error);
    *token = status == 0 && vault ? json_text(opened, STR("token")) : STR("");
    return status;
}

int desk_link_fill(struct db *db, const struct web_actor *actor, int64_t case_id, struct str *text,
                   struct error *error)
{
    struct str token, place = STR(DESK_LINK_PLACE);
    size_t at = str_find(*text, place, 0);
    if (at == SIZE_MAX)
        return 0;
    int status = read_token(db, actor, case_id, &token, error);
    if (status)
        return status;
    struct str link = token.n && public_url(actor).n
                          ? ARENA_JOIN(actor->arena, public_url(actor), STR(DESK_LINK_PATH), token)
                          : STR("（このリンクは使えなくなりました。メールでご回答ください）");
    *text = ARENA_JOIN(actor->arena, str_slice(*text, 0, at), link,
                       str_slice(*text, at + place.n, text->n));
    return 0;
}

int desk_link_sent(struct db *db, int64_t case_id, struct error *error)
{
    return DB_RUN(db, error,
                  "UPDATE desk_approval_link SET token = NULL WHERE approval IN"
                  " (SELECT id FROM desk_approval WHERE case_id = $1)",
                  db_int(case_id));
}

struct str desk_link_mask(struct str text, struct arena *arena)
{
    const struct str path = STR(DESK_LINK_PATH);
    struct buf out = {0};
    size_t from = 0, at;
    while ((at = str_find(text, path, from)) != SIZE_MAX) {
        size_t end = at + path.n;
        while (end < text.n && hex_value(text.p[end]) >= 0)
            end++;
        bool is_token = end - at - path.n >= LINK_BYTES;
        buf_append(&out, str_slice(text, from, at + path.n));
        if (is_token)
            buf_append(&out, STR("…"));
        from = is_token ? end : at + path.n;
    }
    buf_append(&out, str_slice(text, from, text.n));
    struct str masked = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return masked;
}

/* A bounce carries the mail it is about; METI's answer often quotes it, and a client may have broken the
   link over two lines. */
static bool may_show_the_link(const struct mail_message *mail, bool from_meti)
{
    bool automatic = mail->flags & MAIL_AUTOMATIC;
    return str_contains(mail->text, STR(DESK_LINK_PATH)) || (from_meti && !automatic) ||
           (automatic && mail->part_count > 0);
}

int desk_link_meet_mail(struct db *db, const struct web_actor *actor, int64_t case_id,
                        const struct mail_message *mail, bool from_meti, struct error *error)
{
    int64_t changed = 0;
    if (!may_show_the_link(mail, from_meti))
        return 0;
    int status =
        db_run(db, error, &changed,
               STR("UPDATE desk_approval_link SET closed = $2, token = NULL"
                   " WHERE closed = 0 AND answered = 0 AND approval IN (SELECT id FROM desk_approval"
                   " WHERE case_id = $1 AND decision = 'pending')"),
               (const struct db_value[]){db_int(case_id), db_int(db_time(db))}, 2);
    if (status || changed == 0)
        return status;
    return desk_event_add(db, actor, case_id, STR("link_closed"), STR(""), STR(""), STR(""), error);
}

/* --- opening --- */

struct found {
    struct desk_link link;
    int64_t commission;
    struct str refused; /* why; empty: the link is good */
};

static int find_link(struct db *db, struct str digest, struct found *out, struct error *error)
{
    struct db_rows *rows;
    *out = (struct found){.refused = STR("unknown")};
    int status = DB_QUERY(db, error, &rows,
                          "SELECT p.id, p.case_id, p.commission, p.decision, l.expires, l.answered,"
                          " l.closed, c.erased_at FROM desk_approval_link l JOIN desk_approval p"
                          " ON p.id = l.approval JOIN desk_case c ON c.id = p.case_id"
                          " WHERE l.digest = $1",
                          db_text(digest));
    if (status)
        return status;
    if (db_next(rows)) {
        bool pending = str_equal(db_column_text(rows, 3), desk_decision_name(DESK_PENDING));
        out->link = (struct desk_link){.approval = db_column_int(rows, 0),
                                       .case_id = db_column_int(rows, 1),
                                       .expires = db_column_int(rows, 4)};
        out->commission = db_column_int(rows, 2);
        out->refused = db_column_int(rows, 5)              ? STR("answered")
                       : db_column_int(rows, 6)            ? STR("closed")
                       : db_column_int(rows, 7)            ? STR("erased")
                       : !pending                          ? STR("decided")
                       : out->link.expires <= db_time(db) ? STR("expired")
                                                           : STR("");
    }
    return db_finish(rows, error);
}

struct opening {
    const struct web_actor *actor;
    struct str digest;
    struct found found;
};

static int find_body(struct db *db, void *argument, struct error *error)
{
    struct opening *o = argument;
    return find_link(db, o->digest, &o->found, error);
}

static int opened_body(struct db *db, void *argument, struct error *error)
{
    const struct opening *o = argument;
    int64_t approval = o->found.link.approval;
    int status = DB_RUN(db, error,
                        "UPDATE desk_approval_link SET opened = opened + 1 WHERE approval = $1",
                        db_int(approval));
    return status ? status
                  : web_actor_audit(db, o->actor, STR("approval.link_opened"), STR("approval"),
                                    approval, STR("{}"), error);
}

/* The reader learns nothing of the reason; the log has it. */
static int refuse(const struct web_actor *actor, const struct found *found, struct error *error)
{
    const struct audit_entry entry = {
        .commission = found->commission,
        .action = STR("approval.link_refused"),
        .object = STR("approval"),
        .object_id = found->link.approval,
        .detail = arena_format(actor->arena, "{\"reason\":\"%" PRIstr "\"}", STR_ARG(found->refused)),
        .address = actor->address,
    };
    int status = audit_note(actor->store, &entry, error);
    return status ? status : ERROR(error, ERR_DESK_LINK, STR(""));
}

int desk_link_open(struct web_actor *actor, struct str token, struct desk_link *out,
                   struct error *error)
{
    struct opening opening = {.actor = actor,
                              .digest = token_digest(actor->store, token, actor->arena)};
    int status = store_read(actor->store, find_body, &opening, error);
    if (status)
        return status;
    if (opening.found.refused.n)
        return refuse(actor, &opening.found, error);
    actor->commission = opening.found.commission;
    *out = opening.found.link;
    return store_write(actor->store, opened_body, &opening, error);
}

/* --- answering --- */

struct answering {
    const struct web_actor *actor;
    struct str digest;
    struct desk_decision_given given;
    struct found found;
};

static int check_changed_text(struct db *db, const struct answering *a, struct error *error)
{
    uint32_t judgements;
    if (a->given.decision != DESK_DECISION_APPROVED_CHANGED)
        return 0;
    int status = desk_answer_judgements(db, a->found.link.case_id, &judgements, error);
    return status ? status
                  : desk_answer_check_text(a->given.changed_text, judgements,
                                           day_of_time(db_time(db)), a->actor->arena, error);
}

static int write_answer(struct db *db, const struct answering *a, struct error *error)
{
    const struct desk_decision_given *g = &a->given;
    bool changed = g->decision == DESK_DECISION_APPROVED_CHANGED;
    const struct desk_member members[] = {
        {STR("comment"), g->comment},
        {STR("officer"), g->officer},
        {STR("subject"), changed ? g->changed_subject : STR("")},
        {STR("text"), changed ? g->changed_text : STR("")},
    };
    int64_t vault;
    struct str sealed;
    int status = DB_GET_INT(db, error, &vault, STR("照会"),
                            "SELECT vault FROM desk_approval_link WHERE approval = $1",
                            db_int(a->found.link.approval));
    if (status == 0)
        status = desk_seal_members(db, vault, members, 4, a->actor->arena, &sealed, error);
    if (status == 0)
        status = DB_RUN(db, error,
                        "UPDATE desk_approval_link SET answered = $2, words = $3, token = NULL"
                        " WHERE approval = $1",
                        db_int(a->found.link.approval), db_int(db_time(db)), db_bytes(sealed));
    return status ? status
                  : DB_RUN(db, error,
                           "UPDATE desk_approval SET proposed = $2, proposal_mail = 0,"
                           " version = version + 1 WHERE id = $1",
                           db_int(a->found.link.approval), db_text(desk_decision_name(g->decision)));
}

static int answer_body(struct db *db, void *argument, struct error *error)
{
    struct answering *a = argument;
    int status = find_link(db, a->digest, &a->found, error);
    if (status || a->found.refused.n)
        return status ? status : ERROR(error, ERR_DESK_LINK, STR(""));
    status = check_changed_text(db, a, error);
    if (status == 0)
        status = write_answer(db, a, error);
    if (status == 0)
        status = desk_event_add(db, a->actor, a->found.link.case_id, STR("link_answered"), STR(""),
                                STR(""), desk_decision_title(a->given.decision, LANG_JA), error);
    if (status)
        return status;
    struct str detail = arena_format(a->actor->arena, "{\"decision\":\"%" PRIstr "\"}",
                                     STR_ARG(desk_decision_name(a->given.decision)));
    return web_actor_audit(db, a->actor, STR("approval.link_answered"), STR("approval"),
                           a->found.link.approval, detail, error);
}

static int check_given(const struct desk_decision_given *g, struct error *error)
{
    bool changed = g->decision == DESK_DECISION_APPROVED_CHANGED;
    bool reasoned = g->decision == DESK_DECISION_RETURNED || g->decision == DESK_DECISION_DISCUSS;
    if (!changed && !reasoned && g->decision != DESK_DECISION_APPROVED)
        return ERROR(error, ERR_INVALID_INPUT, STR("判断"), STR("選ばれていません"));
    if (g->officer.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("担当官の氏名"), STR("空です"));
    if (reasoned && g->comment.n == 0)
        return ERROR(error, ERR_DESK_REASON, desk_decision_title(g->decision, LANG_JA));
    if (changed && (g->changed_subject.n == 0 || str_trim(g->changed_text).n == 0))
        return ERROR(error, ERR_INVALID_INPUT, STR("修正後の文面"), STR("空です"));
    return 0;
}

int desk_link_answer(const struct web_actor *actor, struct str token,
                     const struct desk_decision_given *given, struct error *error)
{
    struct answering answering = {
        .actor = actor,
        .digest = token_digest(actor->store, token, actor->arena),
        .given = {.decision = given->decision,
                  .comment = str_trim(text_clean(given->comment, actor->arena)),
                  .officer = text_one_line(given->officer, actor->arena),
                  .changed_subject = text_one_line(given->changed_subject, actor->arena),
                  .changed_text = text_clean(given->changed_text, actor->arena)}};
    int status = check_given(&answering.given, error);
    if (status)
        return status;
    status = store_write(actor->store, answer_body, &answering, error);
    if (status != ERR_DESK_LINK)
        return status;
    if (error)
        error_clear(error);
    return refuse(actor, &answering.found, error);
}

/* --- confirming --- */

int desk_link_take(struct db *db, const struct web_actor *actor, int64_t approval,
                   struct desk_decision_given *given, struct error *error)
{
    struct db_rows *rows;
    enum desk_decision proposed = DESK_PENDING;
    int64_t vault = 0;
    struct str sealed = STR("");
    const struct json *words;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT p.proposed, l.vault, l.words FROM desk_approval_link l"
                          " JOIN desk_approval p ON p.id = l.approval"
                          " WHERE l.approval = $1 AND l.answered > 0",
                          db_int(approval));
    if (status)
        return status;
    if (db_next(rows)) {
        desk_decision_parse(db_column_text(rows, 0), &proposed);
        vault = db_column_int(rows, 1);
        sealed = db_column_copy(rows, 2, actor->arena);
    }
    if ((status = db_finish(rows, error)))
        return status;
    if (vault == 0 || proposed != given->decision)
        return ERROR(error, ERR_CONFLICT, STR("リンクによる回答"));
    if ((status = desk_open_members(db, vault, sealed, actor->arena, &words, error)))
        return status;
    given->comment = json_text(words, STR("comment"));
    given->officer = json_text(words, STR("officer"));
    given->changed_subject = json_text(words, STR("subject"));
    given->changed_text = json_text(words, STR("text"));
    return 0;
}
