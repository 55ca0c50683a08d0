/* Putting mail into the outbox, undoing it, and deciding what became of it. */
#include "desk/outbox.h"

#include "base/text.h"
#include "desk/answer_store.h"
#include "desk/outgoing.h"
#include "desk/record.h"

struct posting {
    const struct web_actor *actor;
    int64_t case_id, version;
    struct str purpose, subject, text; /* empty purpose: the answer */
    const struct desk_sending *sending;
    int64_t *outgoing;
};

static int check_ticks(const struct desk_sending *sending, struct error *error)
{
    if (!sending->recipients_confirmed)
        return ERROR(error, ERR_DESK_CONFIRM, STR("宛先"));
    if (!sending->attachments_confirmed)
        return ERROR(error, ERR_DESK_CONFIRM, STR("添付ファイル"));
    if (sending->address_count == 0)
        return ERROR(error, ERR_DESK_NO_RECIPIENT, STR(""));
    return 0;
}

/* Only addresses proven for this very case. */
static int find_recipients(struct db *db, const struct posting *p, struct str **out,
                           struct error *error)
{
    struct arena *arena = p->actor->arena;
    struct desk_address *proven;
    size_t count;
    int status = desk_address_list(db, p->case_id, arena, &proven, &count, error);
    if (status)
        return status;
    *out = ARENA_ARRAY(arena, struct str, p->sending->address_count);
    for (size_t i = 0; i < p->sending->address_count; i++) {
        for (size_t j = 0; j < count; j++)
            if (proven[j].id == p->sending->addresses[i])
                (*out)[i] = proven[j].address;
        if ((*out)[i].n == 0)
            return ERROR(error, ERR_DESK_ADDRESS,
                         arena_format(arena, "%lld", (long long)p->sending->addresses[i]));
    }
    return 0;
}

static int post(struct db *db, const struct posting *p, const struct desk_case *c,
                struct desk_new_outgoing *mail, struct error *error)
{
    struct str *recipients;
    int status = find_recipients(db, p, &recipients, error);
    if (status)
        return status;
    mail->case_id = c->id;
    mail->vault = c->vault;
    mail->token = c->token;
    mail->subject = ARENA_JOIN(p->actor->arena, mail->subject, STR(" [M-"), c->token, STR("]"));
    mail->recipients = recipients;
    mail->recipient_count = p->sending->address_count;
    status = desk_outgoing_insert(db, p->actor, mail, p->outgoing, error);
    for (size_t i = 0; status == 0 && i < p->sending->file_count; i++)
        status = desk_outgoing_attach(db, c->id, *p->outgoing, p->sending->files[i], error);
    if (status)
        return status;
    return desk_event_add(db, p->actor, c->id, STR("mail_waiting"), STR(""), STR(""),
                          mail->purpose, error);
}

static int answer_body(struct db *db, void *argument, struct error *error)
{
    const struct posting *p = argument;
    const struct web_actor *actor = p->actor;
    struct desk_case c;
    struct desk_answer answer;
    int status = desk_case_touch(db, actor, p->case_id, p->version, error);
    if (status == 0)
        status = desk_case_load(db, actor, p->case_id, false, &c, error);
    if (status == 0)
        status = desk_transition_check(c.kind, c.state, DESK_ANSWER,
                                       DESK_NEEDS_APPROVAL | DESK_NEEDS_DELIVERY, error);
    if (status == 0)
        status = desk_answer_verify(db, actor, c.id, &answer, error);
    if (status == 0)
        status = desk_require_no_pending(db, c.id, error);
    if (status)
        return status;
    struct desk_new_outgoing mail = {.answer_id = answer.id,
                                     .purpose = STR("answer"),
                                     .subject = answer.subject,
                                     .text = answer.text,
                                     .digest = answer.digest};
    return post(db, p, &c, &mail, error);
}

int desk_outbox_answer(const struct web_actor *actor, int64_t case_id, int64_t version,
                       const struct desk_sending *sending, int64_t *outgoing, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.answer"), error);
    if (status == 0)
        status = check_ticks(sending, error);
    struct posting posting = {.actor = actor,
                              .case_id = case_id,
                              .version = version,
                              .sending = sending,
                              .outgoing = outgoing};
    return status ? status : store_write(actor->store, answer_body, &posting, error);
}

static int letter_body(struct db *db, void *argument, struct error *error)
{
    const struct posting *p = argument;
    const struct web_actor *actor = p->actor;
    struct desk_case c;
    int status = desk_case_touch(db, actor, p->case_id, p->version, error);
    if (status == 0)
        status = desk_case_load(db, actor, p->case_id, false, &c, error);
    if (status == 0 && desk_answer_reads_like_one(p->text, day_of_time(db_time(db)), actor->arena))
        return ERROR(error, ERR_DESK_NOT_APPROVED_TEXT, STR(""));
    struct desk_new_outgoing mail = {
        .purpose = p->purpose, .subject = p->subject, .text = p->text};
    if (status == 0)
        status = post(db, p, &c, &mail, error);
    if (status || !str_equal(p->purpose, STR("papers")) || c.state == DESK_WAITING)
        return status;
    return desk_case_move(db, actor, c.id, 0, DESK_ASK_PAPERS, STR("追加資料の依頼"), error);
}

int desk_outbox_letter(const struct web_actor *actor, int64_t case_id, int64_t version,
                       struct str purpose, struct str subject, struct str text,
                       const struct desk_sending *sending, int64_t *outgoing, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.answer"), error);
    if (status == 0)
        status = check_ticks(sending, error);
    if (status)
        return status;
    if (!str_equal(purpose, STR("papers")) && !str_equal(purpose, STR("letter")))
        return ERROR(error, ERR_INVALID_INPUT, STR("用件"), purpose);
    struct posting posting = {actor,
                              case_id,
                              version,
                              purpose,
                              text_one_line(subject, actor->arena),
                              text_clean(text, actor->arena),
                              sending,
                              outgoing};
    if (posting.subject.n == 0 || str_trim(posting.text).n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("件名と本文"), STR("空です"));
    return store_write(actor->store, letter_body, &posting, error);
}

int desk_outbox_report(struct db *db, const struct web_actor *actor,
                       const struct desk_report *report, int64_t *outgoing, struct error *error)
{
    struct desk_new_outgoing mail = {.purpose = STR("report"),
                                     .subject = report->subject,
                                     .text = report->text,
                                     .recipients = report->recipients,
                                     .recipient_count = report->recipient_count,
                                     .vault = report->vault};
    int status = desk_outgoing_insert(db, actor, &mail, outgoing, error);
    for (size_t i = 0; status == 0 && i < report->file_count; i++) {
        const struct desk_report_file *file = &report->files[i];
        status = blob_link(db, file->blob, error);
        if (status == 0)
            status = DB_RUN(db, error,
                            "INSERT INTO desk_report_file (outgoing, position, name, type, vault,"
                            " blob, size) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                            db_int(*outgoing), db_int((int64_t)i + 1), db_text(file->name),
                            db_text(file->type), db_int(file->blob->vault),
                            db_text(file->blob->id), db_int(file->blob->size));
    }
    return status;
}

/* --- after it was put there --- */

struct judging {
    const struct web_actor *actor;
    int64_t outgoing, version;
    enum desk_unknown_decision decision;
    struct str reason;
};

static int set_state(struct db *db, const struct judging *j, enum desk_mail_state to,
                     struct error *error)
{
    const struct db_value values[] = {
        db_int(j->outgoing),
        db_int(j->version),
        db_text(desk_mail_state_name(to)),
        db_int(to == DESK_MAIL_SENT ? db_time(db) : 0),
    };
    int64_t changed;
    int status = db_run(db, error, &changed,
                        STR("UPDATE desk_outgoing SET state = $3, sent_at = $4,"
                            " version = version + 1 WHERE id = $1 AND version = $2"),
                        values, 4);
    if (status == 0 && changed == 0)
        return ERROR(error, ERR_CONFLICT, STR("送信メール"));
    if (status)
        return status;
    struct str detail = arena_format(j->actor->arena, "{\"state\":\"%" PRIstr "\"}",
                                     STR_ARG(desk_mail_state_name(to)));
    return web_actor_audit(db, j->actor, STR("mail.decided"), STR("outgoing"), j->outgoing, detail,
                           error);
}

static int cancel_body(struct db *db, void *argument, struct error *error)
{
    const struct judging *j = argument;
    struct desk_outgoing mail;
    int status = desk_outgoing_load(db, j->actor, j->outgoing, &mail, error);
    if (status == 0 && mail.state != DESK_MAIL_WAITING && mail.state != DESK_MAIL_DRAFT)
        return ERROR(error, ERR_STATE, desk_mail_state_title(mail.state, LANG_JA));
    if (status == 0)
        status = set_state(db, j, DESK_MAIL_CANCELLED, error);
    if (status == 0 && mail.case_id)
        status = desk_event_add(db, j->actor, mail.case_id, STR("mail_cancelled"), STR(""),
                                STR(""), mail.purpose, error);
    return status;
}

int desk_outbox_cancel(const struct web_actor *actor, int64_t outgoing, int64_t version,
                       struct error *error)
{
    int status = desk_require(actor, STR("desk.case.answer"), error);
    struct judging judging = {.actor = actor, .outgoing = outgoing, .version = version};
    return status ? status : store_write(actor->store, cancel_body, &judging, error);
}

static int send_again(struct db *db, const struct judging *j, const struct desk_outgoing *mail,
                      struct error *error)
{
    int status = set_state(db, j, DESK_MAIL_WAITING, error);
    if (status)
        return status;
    return desk_outgoing_schedule(db, mail->id, 0, error);
}

static int decide_body(struct db *db, void *argument, struct error *error)
{
    const struct judging *j = argument;
    struct desk_outgoing mail;
    int status = desk_outgoing_load(db, j->actor, j->outgoing, &mail, error);
    if (status)
        return status;
    bool unknown = mail.state == DESK_MAIL_UNKNOWN, refused = mail.state == DESK_MAIL_REFUSED;
    if (!unknown && !(refused && j->decision != DESK_IT_ARRIVED))
        return ERROR(error, ERR_STATE, desk_mail_state_title(mail.state, LANG_JA));
    if (j->decision == DESK_SEND_AGAIN)
        status = send_again(db, j, &mail, error);
    else
        status = set_state(db, j,
                           j->decision == DESK_IT_ARRIVED ? DESK_MAIL_SENT : DESK_MAIL_CANCELLED,
                           error);
    if (status == 0 && mail.case_id)
        status = desk_event_add(db, j->actor, mail.case_id, STR("mail_decided"), STR(""), STR(""),
                                j->reason, error);
    if (status == 0 && j->decision == DESK_IT_ARRIVED && mail.answer_id)
        status = desk_answer_delivered(db, j->actor, mail.case_id, mail.answer_id, STR("mail"),
                                       error);
    return status;
}

int desk_outbox_decide(const struct web_actor *actor, int64_t outgoing, int64_t version,
                       enum desk_unknown_decision decision, struct str reason, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.decide"), error);
    if (status)
        return status;
    if (str_trim(reason).n == 0)
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_REASON, LANG_JA));
    struct judging judging = {actor, outgoing, version, decision,
                              text_clean(reason, actor->arena)};
    return store_write(actor->store, decide_body, &judging, error);
}
