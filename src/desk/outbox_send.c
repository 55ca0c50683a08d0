/* Sending one mail: `sending` is committed before the server hears of it; what cannot be known is a
   person's to decide; nothing official goes out twice in silence. */
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "desk/answer_store.h"
#include "desk/approval_link.h"
#include "desk/file_job.h"
#include "desk/outgoing.h"
#include "desk/record.h"
#include "desk/setting.h"
#include "doc/mail.h"

enum { STALE_MINUTES = 5, ATTACHMENT_LIMIT = 25 * 1024 * 1024 };

struct sending {
    struct store *store;
    const struct web_services *services;
    const struct job *job;
    struct arena *arena;
    struct web_actor actor;
    int64_t id;
    struct desk_outgoing mail;
    struct desk_file *files;
    size_t file_count;
    struct str desk_name;
    bool synthetic;
    bool finished;              /* nothing to send: done, undone, or its fate is a person's */
    struct smtp_result result;
};

static int find_commission(struct db *db, void *argument, struct error *error)
{
    struct sending *s = argument;
    int status = DB_GET_INT(db, error, &s->actor.commission, STR("送信メール"),
                            "SELECT commission FROM desk_outgoing WHERE id = $1", db_int(s->id));
    return status;
}

static int set_state(struct db *db, const struct sending *s, enum desk_mail_state to,
                     struct str problem, struct error *error)
{
    return DB_RUN(db, error,
                  "UPDATE desk_outgoing SET state = $2, last_problem = $3,"
                  " sent_at = $4, version = version + 1 WHERE id = $1",
                  db_int(s->id), db_text(desk_mail_state_name(to)), db_text(problem),
                  db_int(to == DESK_MAIL_SENT ? db_time(db) : 0));
}

static int park(struct db *db, const struct sending *s, enum desk_mail_state to,
                struct str problem, struct error *error)
{
    int status = set_state(db, s, to, problem, error);
    if (status == 0 && s->mail.case_id)
        status = desk_attention_add(db, &s->actor, s->mail.case_id, problem, error);
    return status;
}

static int choose_files(struct db *db, struct sending *s, struct error *error)
{
    struct desk_file *all;
    size_t count;
    if (s->mail.case_id == 0)
        return 0;
    int status = desk_file_list(db, s->mail.case_id, s->arena, &all, &count, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        for (size_t j = 0; j < s->mail.file_count; j++)
            if (all[i].id == s->mail.files[j])
                *DESK_ADD(s->arena, &s->files, &s->file_count, struct desk_file) = all[i];
    if (status == 0 && s->file_count != s->mail.file_count)
        return ERROR(error, ERR_DESK_FOREIGN_FILE, STR(""));
    for (size_t i = 0; status == 0 && i < s->file_count; i++)
        status = desk_scan_refuse(&s->files[i], error);
    return status;
}

static int choose_report_files(struct db *db, struct sending *s, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT name, type, size, vault, blob FROM desk_report_file"
                          " WHERE outgoing = $1 ORDER BY position",
                          db_int(s->id));
    if (status)
        return status;
    while (db_next(rows)) {
        struct desk_file *file = DESK_ADD(s->arena, &s->files, &s->file_count, struct desk_file);
        *file = (struct desk_file){.name = db_column_copy(rows, 0, s->arena),
                                   .type = db_column_copy(rows, 1, s->arena),
                                   .size = db_column_int(rows, 2),
                                   .vault = db_column_int(rows, 3),
                                   .blob_id = db_column_copy(rows, 4, s->arena),
                                   .has_bytes = true};
    }
    return db_finish(rows, error);
}

/* The last look before the text leaves: it must be the approved one, in a case that waits for it. */
static int verify_answer(struct db *db, struct sending *s, struct error *error)
{
    struct desk_answer answer;
    struct desk_case c;
    if (s->mail.answer_id == 0)
        return 0;
    int status = desk_case_load(db, &s->actor, s->mail.case_id, false, &c, error);
    if (status == 0)
        status = desk_transition_check(c.kind, c.state, DESK_ANSWER,
                                       DESK_NEEDS_APPROVAL | DESK_NEEDS_DELIVERY, error);
    if (status == 0)
        status = desk_answer_verify(db, &s->actor, s->mail.case_id, &answer, error);
    if (status)
        return status;
    if (answer.id != s->mail.answer_id || !str_equal(answer.text, s->mail.text) ||
        !str_starts(s->mail.subject, answer.subject))
        return ERROR(error, ERR_DESK_NOT_APPROVED_TEXT, STR(""));
    return 0;
}

static int read_settings(struct db *db, struct sending *s, struct error *error)
{
    int64_t synthetic = 0;
    int status = desk_setting_text(db, s->actor.commission, STR("desk_name"), s->arena,
                                   &s->desk_name, error);
    if (status == 0 && s->mail.case_id)
        status = DB_GET_INT(db, error, &synthetic, STR("相談"),
                            "SELECT synthetic FROM desk_case WHERE id = $1",
                            db_int(s->mail.case_id));
    s->synthetic = synthetic != 0;
    return status;
}

static int finish(struct db *db, struct sending *s, struct error *error)
{
    s->finished = true;
    return job_done(db, s->job, error);
}

static int begin_body(struct db *db, void *argument, struct error *error)
{
    struct sending *s = argument;
    s->file_count = 0;
    s->finished = false;
    int status = desk_outgoing_load(db, &s->actor, s->id, &s->mail, error);
    if (status)
        return status;
    if (s->mail.state == DESK_MAIL_SENDING) {
        /* An earlier attempt died after it may have spoken to the server. */
        status = park(db, s, DESK_MAIL_UNKNOWN,
                      STR("送信の途中で処理が止まりました。届いたかどうかを確かめてください。"),
                      error);
        return status ? status : finish(db, s, error);
    }
    if (s->mail.state != DESK_MAIL_WAITING)
        return finish(db, s, error);
    struct error reason = {0};
    status = verify_answer(db, s, &reason);
    if (status == 0 && str_equal(s->mail.purpose, STR("approval")))
        status = desk_link_fill(db, &s->actor, s->mail.case_id, &s->mail.text, &reason);
    if (status == 0)
        status = s->mail.case_id ? choose_files(db, s, &reason)
                                 : choose_report_files(db, s, &reason);
    if (status == ERR_DESK_NOT_APPROVED_TEXT || status == ERR_DESK_PRECONDITION ||
        status == ERR_STATE || status == ERR_DESK_SENTENCE || status == ERR_DESK_PARAGRAPH ||
        status == ERR_DESK_FOREIGN_FILE ||
        status == ERR_DESK_INFECTED) {
        status = park(db, s, DESK_MAIL_REFUSED, error_sentence(&reason, LANG_JA, s->arena), error);
        return status ? status : finish(db, s, error);
    }
    if (status && error)
        error_copy(error, &reason);
    if (status == 0)
        status = read_settings(db, s, error);
    if (status)
        return status;
    return DB_RUN(db, error,
                  "UPDATE desk_outgoing SET state = 'sending', sending_at = $2,"
                  " attempts = attempts + 1, version = version + 1 WHERE id = $1",
                  db_int(s->id), db_int(db_time(db)));
}

/* desk@example.jp with the case's token: answers find their case even when References are lost. */
static struct str reply_address(const struct sending *s)
{
    struct str from = s->services->desk_address;
    size_t at = str_find_char(from, '@', 0);
    size_t dot = str_find_char(s->mail.message_id, '.', 0);
    if (s->mail.case_id == 0 || at == SIZE_MAX || dot == SIZE_MAX)
        return from;
    return ARENA_JOIN(s->arena, str_slice(from, 0, at), STR("+"),
                      str_slice(s->mail.message_id, 0, dot), str_slice(from, at, from.n));
}

static int load_attachments(struct sending *s, struct mail_attachment **out, struct error *error)
{
    *out = ARENA_ARRAY(s->arena, struct mail_attachment, s->file_count + 1);
    for (size_t i = 0; i < s->file_count; i++) {
        struct desk_file *file = &s->files[i];
        (*out)[i].name = file->name;
        (*out)[i].type = file->type;
        int status = blob_read(s->store, file->vault, file->blob_id, ATTACHMENT_LIMIT, s->arena,
                               &(*out)[i].bytes, error);
        if (status)
            return status;
    }
    return 0;
}

static int build(struct sending *s, struct buf *out, struct error *error)
{
    struct mail_attachment *attachments;
    int status = load_attachments(s, &attachments, error);
    if (status)
        return status;
    struct mail_address *to = ARENA_ARRAY(s->arena, struct mail_address, s->mail.recipient_count);
    for (size_t i = 0; i < s->mail.recipient_count; i++)
        to[i].address = s->mail.recipients[i];
    const struct context *context = store_context(s->store);
    struct mail_draft draft = {
        .message_id = s->mail.message_id,
        .from = {s->desk_name, s->services->desk_address},
        .reply_to = {s->desk_name, reply_address(s)},
        .to = to,
        .to_count = s->mail.recipient_count,
        .subject = s->mail.subject,
        .text = s->mail.text,
        .date = context_now(context),
        .attachments = attachments,
        .attachment_count = s->file_count,
        .boundary = context_random_hex(context, 16, s->arena),
        .synthetic = s->synthetic,
    };
    return mail_build(&draft, out, error);
}

static int accepted(struct db *db, struct sending *s, struct error *error)
{
    int status = set_state(db, s, DESK_MAIL_SENT, STR(""), error);
    if (status == 0 && s->mail.case_id)
        status = desk_event_add(db, &s->actor, s->mail.case_id, STR("mail_sent"), STR(""),
                                STR(""), s->mail.purpose, error);
    if (status == 0 && str_equal(s->mail.purpose, STR("approval")))
        status = desk_link_sent(db, s->mail.case_id, error);
    if (status == 0 && s->mail.answer_id)
        status = desk_answer_delivered(db, &s->actor, s->mail.case_id, s->mail.answer_id,
                                       STR("mail"), error);
    if (status)
        return status;
    return web_actor_audit(db, &s->actor, STR("mail.sent"), STR("outgoing"), s->id, STR("{}"),
                           error);
}

static int end_body(struct db *db, void *argument, struct error *error)
{
    struct sending *s = argument;
    struct str problem = s->result.reply_text;
    int status = 0;
    switch (s->result.outcome) {
    case SMTP_ACCEPTED:
        status = accepted(db, s, error);
        break;
    case SMTP_REFUSED:
        status = park(db, s, DESK_MAIL_REFUSED,
                      ARENA_JOIN(s->arena, STR("メールサーバーが受け取りを拒みました: "), problem),
                      error);
        break;
    case SMTP_TRY_LATER:
        return set_state(db, s, DESK_MAIL_WAITING, problem, error);
    case SMTP_UNKNOWN:
        status = park(db, s, DESK_MAIL_UNKNOWN,
                      STR("メールの送信が最後の応答の前に途切れました。届いたかどうかを確かめて"
                          "ください。"),
                      error);
        break;
    }
    return status ? status : job_done(db, s->job, error);
}

/* Not started: back to waiting with the reason, to be tried again by the job's back-off. */
static int back_body(struct db *db, void *argument, struct error *error)
{
    const struct sending *s = argument;
    return DB_RUN(db, error,
                  "UPDATE desk_outgoing SET state = 'waiting', last_problem = $2,"
                  " version = version + 1 WHERE id = $1 AND state IN ('sending', 'waiting')",
                  db_int(s->id), db_text(s->result.reply_text));
}

static int back_to_waiting(struct sending *s, const struct error *why, struct error *error)
{
    s->result.reply_text = error_sentence(why, LANG_JA, s->arena);
    int status = store_write(s->store, back_body, s, error);
    if (status == 0 && error)
        error_copy(error, why);
    return status ? status : (int)why->code;
}

/* The demonstration has no mail server: the mail becomes a file that people can open. */
static int write_to_folder(struct sending *s, struct str message, struct error *error)
{
    const struct context *context = store_context(s->store);
    struct str folder = s->services->mail_folder;
    struct str path = arena_format(s->arena, "%" PRIstr "/%lld.eml", STR_ARG(folder),
                                   (long long)s->id);
    int status = file_make_directory(context, folder, error);
    if (status == 0)
        status = file_write_durable(context, path, message, error);
    s->result = (struct smtp_result){SMTP_ACCEPTED, 0, path};
    return status;
}

static int hand_over(struct sending *s, struct str message, struct error *error)
{
    if (s->services->mail_folder.n)
        return write_to_folder(s, message, error);
    return smtp_send(store_context(s->store), &s->services->smtp, s->services->desk_address,
                     s->mail.recipients, s->mail.recipient_count, message, s->arena, &s->result,
                     error);
}

static int run(struct sending *s, struct error *error)
{
    struct error reason = {0};
    struct buf message = {0};
    int status = store_read(s->store, find_commission, s, error);
    if (status)
        return status;
    if (s->services->smtp.host.n == 0 && s->services->mail_folder.n == 0) {
        status = ERROR(&reason, ERR_DESK_MAIL_SETTINGS, STR("SMTP サーバー"));
        return back_to_waiting(s, &reason, error);
    }
    status = store_write(s->store, begin_body, s, error);
    if (status || s->finished)
        return status;
    status = build(s, &message, &reason);
    if (status == 0)
        status = hand_over(s, buf_str(&message), &reason);
    buf_finish(&message);
    if (status)
        return back_to_waiting(s, &reason, error);
    status = store_write(s->store, end_body, s, error);
    if (status == 0 && s->result.outcome == SMTP_TRY_LATER)
        return ERROR(error, ERR_BUSY, s->result.reply_text);
    return status;
}

int desk_outbox_job(struct store *store, const struct web_services *services, const struct job *job,
                    struct arena *arena, struct error *error)
{
    const struct json *payload;
    struct sending s = {.store = store, .services = services, .job = job, .arena = arena};
    s.actor = web_actor_program(store, arena, 0, services);
    int status = json_parse(job->payload, arena, &payload, error);
    if (status)
        return status;
    if (!json_int(payload, STR("outgoing"), &s.id))
        return ERROR(error, ERR_JSON, STR("outgoing"));
    return run(&s, error);
}

/* The second condition on the state is the one of the index of unfinished mail. */
static int recover_body(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    utc_us stale = db_time(db) - (int64_t)STALE_MINUTES * 60 * US_PER_SECOND;
    return DB_RUN(db, error,
                  "UPDATE desk_outgoing SET state = 'unknown', version = version + 1,"
                  " last_problem = $2 WHERE state = 'sending' AND sending_at < $1"
                  " AND state NOT IN ('sent', 'cancelled')",
                  db_int(stale),
                  db_text(STR("送信の途中で処理が止まりました。届いたかどうかを確かめてください。")));
}

int desk_outbox_recover(struct store *store, struct error *error)
{
    return store_write(store, recover_body, NULL, error);
}

struct forgotten {
    struct arena *arena;
    int64_t *ids;
    size_t count;
};

/* A job that used up its tries leaves its mail waiting: it gets another one. A mail that has a job
   keeps it, since the queue holds one job for each mail. */
static int reschedule_body(struct db *db, void *argument, struct error *error)
{
    struct forgotten *f = argument;
    struct db_rows *rows;
    f->ids = NULL;
    f->count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id FROM desk_outgoing WHERE state = 'waiting'"
                          " AND state NOT IN ('sent', 'cancelled')"
                          " AND not_before < $1 ORDER BY id LIMIT 100",
                          db_int(db_time(db) - (int64_t)STALE_MINUTES * 60 * US_PER_SECOND));
    if (status)
        return status;
    while (db_next(rows))
        *DESK_ADD(f->arena, &f->ids, &f->count, int64_t) = db_column_int(rows, 0);
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < f->count; i++)
        status = desk_outgoing_schedule(db, f->ids[i], 0, error);
    return status;
}

int desk_outbox_tidy(struct store *store, const struct web_services *services, struct arena *arena,
                     struct error *error)
{
    (void)services;
    struct forgotten forgotten = {.arena = arena};
    int status = desk_outbox_recover(store, error);
    return status ? status : store_write(store, reschedule_body, &forgotten, error);
}
