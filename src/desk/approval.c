/* Asking METI and taking its decision. The decision is bound to the digest of the text. */
#include "desk/approval.h"

#include "base/civil.h"
#include "base/text.h"
#include "desk/answer_store.h"
#include "desk/approval_link.h"
#include "desk/intake_item.h"
#include "desk/outgoing.h"
#include "desk/record.h"
#include "desk/setting.h"

/* --- reading --- */

#define APPROVAL_COLUMNS                                                                      \
    "p.id, p.version, p.case_id, p.answer_id, c.number, p.asked_at, p.decided_at, p.asked_by," \
    " p.decided_by, p.decision, p.channel, p.proposed, p.proposal_mail, p.vault, p.words,"     \
    " a.vault, a.content, l.expires, l.answered, l.closed, l.opened, l.vault, l.words"
#define APPROVAL_TABLES                                                                       \
    " FROM desk_approval p JOIN desk_case c ON c.id = p.case_id"                              \
    " JOIN desk_answer a ON a.id = p.answer_id"                                               \
    " LEFT JOIN desk_approval_link l ON l.approval = p.id"

struct sealed_approval {
    int64_t words_vault, answer_vault, link_vault;
    struct str words, content, link_words;
};

static void read_row(struct db_rows *rows, struct arena *arena, struct desk_approval *out,
                     struct sealed_approval *sealed)
{
    *out = (struct desk_approval){
        .id = db_column_int(rows, 0),
        .version = db_column_int(rows, 1),
        .case_id = db_column_int(rows, 2),
        .answer_id = db_column_int(rows, 3),
        .case_number = db_column_copy(rows, 4, arena),
        .asked_at = db_column_int(rows, 5),
        .decided_at = db_column_int(rows, 6),
        .asked_by = db_column_int(rows, 7),
        .decided_by = db_column_int(rows, 8),
        .channel = db_column_copy(rows, 10, arena),
        .proposal_mail = db_column_int(rows, 12),
        .link = {.expires = db_column_int(rows, 17),
                 .answered = db_column_int(rows, 18),
                 .closed = db_column_int(rows, 19),
                 .opened = db_column_int(rows, 20)},
    };
    desk_decision_parse(db_column_text(rows, 9), &out->decision);
    desk_decision_parse(db_column_text(rows, 11), &out->proposed);
    *sealed = (struct sealed_approval){
        .words_vault = db_column_int(rows, 13),
        .words = db_column_copy(rows, 14, arena),
        .answer_vault = db_column_int(rows, 15),
        .content = db_column_copy(rows, 16, arena),
        .link_vault = db_column_int(rows, 21),
        .link_words = db_column_copy(rows, 22, arena),
    };
}

static int open_row(struct db *db, struct arena *arena, struct desk_approval *out,
                    const struct sealed_approval *sealed, struct error *error)
{
    const struct json *words, *content;
    int status = desk_open_members(db, sealed->words_vault, sealed->words, arena, &words, error);
    if (status == 0)
        status =
            desk_open_members(db, sealed->answer_vault, sealed->content, arena, &content, error);
    if (status)
        return status;
    out->question = json_text(words, STR("question"));
    out->comment = json_text(words, STR("comment"));
    out->officer = json_text(words, STR("officer"));
    out->proposal_words = json_text(words, STR("proposal"));
    out->subject = json_text(content, STR("subject"));
    out->text = json_text(content, STR("text"));
    if (out->link.answered == 0)
        return 0;
    status = desk_open_members(db, sealed->link_vault, sealed->link_words, arena, &words, error);
    if (status)
        return status;
    out->link.comment = json_text(words, STR("comment"));
    out->link.officer = json_text(words, STR("officer"));
    out->link.subject = json_text(words, STR("subject"));
    out->link.text = json_text(words, STR("text"));
    return 0;
}

static int list_approvals(struct db *db, struct arena *arena, struct str sql,
                          const struct db_value *values, size_t value_count,
                          struct desk_approval **out, size_t *count, struct error *error)
{
    struct db_rows *rows;
    struct sealed_approval *sealed = NULL;
    size_t sealed_count = 0;
    *out = NULL;
    *count = 0;
    int status = db_query(db, error, &rows, sql, values, value_count);
    if (status)
        return status;
    while (db_next(rows))
        read_row(rows, arena, DESK_ADD(arena, out, count, struct desk_approval),
                 DESK_ADD(arena, &sealed, &sealed_count, struct sealed_approval));
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < *count; i++)
        status = open_row(db, arena, &(*out)[i], &sealed[i], error);
    return status;
}

static int list_of_case(struct db *db, const struct web_actor *actor, int64_t case_id,
                        struct desk_approval **out, size_t *count, struct error *error)
{
    const struct db_value values[] = {db_int(case_id), db_int(actor->commission)};
    return list_approvals(db, actor->arena,
                          STR("SELECT " APPROVAL_COLUMNS APPROVAL_TABLES
                              " WHERE p.case_id = $1 AND p.commission = $2 ORDER BY p.id DESC"),
                          values, 2, out, count, error);
}

struct listing {
    const struct web_actor *actor;
    int64_t case_id;
    size_t limit;
    struct desk_approval **out;
    size_t *count;
};

static int case_body(struct db *db, void *argument, struct error *error)
{
    const struct listing *l = argument;
    return list_of_case(db, l->actor, l->case_id, l->out, l->count, error);
}

static int pending_body(struct db *db, void *argument, struct error *error)
{
    const struct listing *l = argument;
    const struct db_value values[] = {db_int(l->actor->commission), db_int((int64_t)l->limit)};
    return list_approvals(db, l->actor->arena,
                          STR("SELECT " APPROVAL_COLUMNS APPROVAL_TABLES
                              " WHERE p.commission = $1 AND p.decision = 'pending'"
                              " ORDER BY p.id LIMIT $2"),
                          values, 2, l->out, l->count, error);
}

int desk_approval_list(const struct web_actor *actor, int64_t case_id, struct desk_approval **out,
                       size_t *count, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct listing listing = {actor, case_id, 0, out, count};
    return status ? status : store_read(actor->store, case_body, &listing, error);
}

int desk_approval_newest(struct db *db, const struct web_actor *actor, int64_t case_id,
                         struct desk_approval *out, struct error *error)
{
    const struct db_value values[] = {db_int(case_id), db_int(actor->commission)};
    struct desk_approval *list;
    size_t count;
    *out = (struct desk_approval){0};
    int status = list_approvals(db, actor->arena,
                                STR("SELECT " APPROVAL_COLUMNS APPROVAL_TABLES
                                    " WHERE p.case_id = $1 AND p.commission = $2"
                                    " ORDER BY p.id DESC LIMIT 1"),
                                values, 2, &list, &count, error);
    if (status == 0 && count)
        *out = list[0];
    return status;
}

struct reading_newest {
    const struct web_actor *actor;
    int64_t case_id;
    struct desk_approval *out;
};

static int newest_body(struct db *db, void *argument, struct error *error)
{
    const struct reading_newest *r = argument;
    return desk_approval_newest(db, r->actor, r->case_id, r->out, error);
}

int desk_approval_read(const struct web_actor *actor, int64_t case_id, struct desk_approval *out,
                       struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct reading_newest reading = {actor, case_id, out};
    *out = (struct desk_approval){0};
    return status ? status : store_read(actor->store, newest_body, &reading, error);
}

int desk_approval_pending(const struct web_actor *actor, size_t limit, struct desk_approval **out,
                          size_t *count, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct listing listing = {actor, 0, limit > 200 ? 200 : limit, out, count};
    return status ? status : store_read(actor->store, pending_body, &listing, error);
}

/* --- asking --- */

struct asking {
    const struct web_actor *actor;
    int64_t case_id, version;
    struct str question;
    bool by_mail;
    int64_t *approval;
};

static int seal_words(struct db *db, int64_t vault, struct str question, struct str comment,
                      struct str officer, struct str proposal, struct arena *arena,
                      struct str *out, struct error *error)
{
    const struct desk_member members[] = {{STR("question"), question},
                                          {STR("comment"), comment},
                                          {STR("officer"), officer},
                                          {STR("proposal"), proposal}};
    return desk_seal_members(db, vault, members, 4, arena, out, error);
}

/* Where METI may answer on a page: with the link, or logged in. */
static struct str page_lines(const struct asking *a, const struct desk_case *c, utc_us expires)
{
    struct arena *arena = a->actor->arena;
    struct str lines = STR("");
    if (expires)
        lines = arena_format(arena,
                             "\n画面で回答する場合（ログインは不要です。%" PRIstr
                             " まで、1回だけ使えます。転送しないでください）:\n%s\n",
                             STR_ARG(time_format_jst(expires, arena)), DESK_LINK_PLACE);
    if (a->actor->services && a->actor->services->public_url.n)
        lines = ARENA_JOIN(arena, lines,
                           arena_format(arena,
                                        "\nログインして確認する場合: %" PRIstr "/desk/cases/%lld\n",
                                        STR_ARG(a->actor->services->public_url), (long long)c->id));
    return lines;
}

static struct str question_mail(const struct asking *a, const struct desk_case *c,
                                const struct desk_answer *answer, utc_us expires)
{
    return arena_format(
        a->actor->arena,
        "%" PRIstr "\n\n"
        "次の回答案について照会します。このメールに返信し、最初の行に\n"
        "「了承」「修正の上了承」「差戻し」「協議」のいずれかを書いてください。\n%" PRIstr "\n"
        "相談番号: %" PRIstr "\n件名: %" PRIstr "\n"
        "---------- 回答案 ここから ----------\n%" PRIstr
        "\n---------- 回答案 ここまで ----------\n",
        STR_ARG(a->question), STR_ARG(page_lines(a, c, expires)), STR_ARG(c->number),
        STR_ARG(answer->subject), STR_ARG(answer->text));
}

static int send_question(struct db *db, const struct asking *a, const struct desk_case *c,
                         const struct desk_answer *answer, struct error *error)
{
    struct str address;
    int64_t id;
    utc_us expires;
    int status = desk_setting_text(db, a->actor->commission, STR("meti_address"),
                                   a->actor->arena, &address, error);
    if (status)
        return status;
    if (address.n == 0)
        return ERROR(error, ERR_DESK_MAIL_SETTINGS, STR("経済産業省の照会先アドレス"));
    status = desk_link_make(db, a->actor, *a->approval, c->vault, &expires, error);
    if (status)
        return status;
    struct desk_new_outgoing mail = {
        .case_id = c->id,
        .purpose = STR("approval"),
        .subject = arena_format(a->actor->arena, "【照会】事前相談 %" PRIstr " [M-%" PRIstr "]",
                                STR_ARG(c->number), STR_ARG(c->token)),
        .text = question_mail(a, c, answer, expires),
        .recipients = &address,
        .recipient_count = 1,
        .vault = c->vault,
        .token = c->token,
    };
    return desk_outgoing_insert(db, a->actor, &mail, &id, error);
}

static int ask_body(struct db *db, void *argument, struct error *error)
{
    const struct asking *a = argument;
    const struct web_actor *actor = a->actor;
    struct desk_case c;
    struct desk_answer answer;
    struct str words;
    int status = desk_case_touch(db, actor, a->case_id, a->version, error);
    if (status == 0)
        status = desk_case_load(db, actor, a->case_id, false, &c, error);
    if (status == 0 && c.state != DESK_DRAFTING)
        return desk_transition_check(c.kind, c.state, DESK_ASK_METI, 0, error);
    if (status == 0)
        status = desk_answer_freeze(db, actor, c.id, &answer, error);
    if (status == 0)
        status = seal_words(db, c.vault, a->question, STR(""), STR(""), STR(""), actor->arena,
                            &words, error);
    if (status == 0)
        status = DB_INSERT(db, error, a->approval,
                           "INSERT INTO desk_approval (commission, case_id, answer_id, version,"
                           " asked_at, asked_by, asked_digest, decided_at, decided_by,"
                           " decided_digest, decision, channel, proposed, proposal_mail, vault,"
                           " words) VALUES ($1, $2, $3, 1, $4, $5, $6, 0, 0, '', 'pending', '',"
                           " 'pending', 0, $7, $8) RETURNING id",
                           db_int(actor->commission), db_int(c.id), db_int(answer.id),
                           db_int(db_time(db)), db_int(actor->person), db_text(answer.digest),
                           db_int(c.vault), db_bytes(words));
    if (status == 0)
        status = desk_case_move(db, actor, c.id, 0, DESK_ASK_METI, a->question, error);
    if (status == 0 && a->by_mail)
        status = send_question(db, a, &c, &answer, error);
    return status;
}

int desk_approval_ask(const struct web_actor *actor, int64_t case_id, int64_t version,
                      struct str question, bool by_mail, int64_t *approval, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    struct asking asking = {actor, case_id, version, text_clean(question, actor->arena), by_mail,
                            approval};
    return store_write(actor->store, ask_body, &asking, error);
}

/* --- taking back --- */

struct taking_back {
    const struct web_actor *actor;
    int64_t case_id, version;
    struct str reason;
};

static int take_back_body(struct db *db, void *argument, struct error *error)
{
    const struct taking_back *t = argument;
    int status = DB_RUN(db, error,
                        "UPDATE desk_approval SET decision = 'taken_back', decided_at = $2,"
                        " decided_by = $3, version = version + 1"
                        " WHERE case_id = $1 AND decision = 'pending'",
                        db_int(t->case_id), db_int(db_time(db)), db_int(t->actor->person));
    if (status == 0)
        status = DB_RUN(db, error,
                        "UPDATE desk_answer SET state = 'draft', digest = '', frozen_at = 0,"
                        " version = version + 1 WHERE case_id = $1 AND state = 'frozen'",
                        db_int(t->case_id));
    if (status == 0)
        status = DB_RUN(db, error,
                        "UPDATE desk_outgoing SET state = 'cancelled', version = version + 1"
                        " WHERE case_id = $1 AND purpose = 'approval'"
                        " AND state IN ('draft', 'waiting')",
                        db_int(t->case_id));
    if (status)
        return status;
    return desk_case_move(db, t->actor, t->case_id, t->version, DESK_TAKE_BACK, t->reason, error);
}

int desk_approval_take_back(const struct web_actor *actor, int64_t case_id, int64_t version,
                            struct str reason, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    struct taking_back taking = {actor, case_id, version, reason};
    return status ? status : store_write(actor->store, take_back_body, &taking, error);
}
