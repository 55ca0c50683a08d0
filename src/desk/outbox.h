/* Mail that leaves: stable Message-ID, delayed with undo, `sending` committed before DATA, never sent
   again in silence. Recipients must be proven for the case, attachments must be files of the case
   (foreign keys keep it). */
#ifndef MEGURI_DESK_OUTBOX_H
#define MEGURI_DESK_OUTBOX_H

#include "desk/answer.h"
#include "store/blob.h"
#include "store/job.h"

enum desk_mail_state {
    DESK_MAIL_DRAFT,     /* 下書き */
    DESK_MAIL_WAITING,   /* 待機: until not_before, may be undone */
    DESK_MAIL_SENDING,   /* 送信中 */
    DESK_MAIL_SENT,      /* 送信済 */
    DESK_MAIL_REFUSED,   /* 拒否: the server said no for good */
    DESK_MAIL_UNKNOWN,   /* 送信不明: a person decides */
    DESK_MAIL_CANCELLED, /* 取消 */
    DESK_MAIL_STATE_COUNT
};
struct str desk_mail_state_name(enum desk_mail_state state);
struct str desk_mail_state_title(enum desk_mail_state state, enum lang lang);

/* Purposes: "answer" (the official one), "papers" (asks for missing papers), "approval" (to METI),
   "letter" (other words of a case), "report" (day close, no case). */
struct desk_outgoing {
    int64_t id, version, case_id, answer_id; /* 0 = none */
    struct str purpose;
    enum desk_mail_state state;
    struct str message_id, subject, text;
    struct str *recipients;      size_t recipient_count;
    int64_t *files;              size_t file_count; /* desk_file ids of the case */
    utc_us created_at, not_before, sent_at;
    int64_t created_by, attempts;
    struct str last_problem;     /* sentence; empty */
};
/* The official answer of an approved case. Both ticks must be true (ERR_DESK_CONFIRM); the text is
   compared with the approved digest here and again before DATA. */
struct desk_sending {
    const int64_t *addresses;    size_t address_count; /* desk_address ids of the case */
    const int64_t *files;        size_t file_count;    /* desk_file ids of the case */
    bool recipients_confirmed, attachments_confirmed;
};
int desk_outbox_answer(const struct web_actor *actor, int64_t case_id, int64_t version,
                       const struct desk_sending *sending, int64_t *outgoing, struct error *error);
/* Request for missing papers or another letter of the case; purpose "papers" or "letter". "papers"
   moves the case to 追加資料待ち. */
int desk_outbox_letter(const struct web_actor *actor, int64_t case_id, int64_t version,
                       struct str purpose, struct str subject, struct str text,
                       const struct desk_sending *sending, int64_t *outgoing, struct error *error);
/* A mail without a case to addresses of the settings (day close). Attachments are given as bytes and
   are kept in the vault of the mail. In the caller's transaction after the bytes were written with
   blob_write into `vault`. */
struct desk_report_file {
    struct str name, type;
    struct blob *blob;           /* store/blob.h */
};
struct desk_report {
    struct str subject, text;
    const struct str *recipients; size_t recipient_count;
    int64_t vault;
    const struct desk_report_file *files; size_t file_count;
};
int desk_outbox_report(struct db *db, const struct web_actor *actor,
                       const struct desk_report *report, int64_t *outgoing, struct error *error);

/* Undo while waiting (ERR_STATE afterwards). */
int desk_outbox_cancel(const struct web_actor *actor, int64_t outgoing, int64_t version,
                       struct error *error);
/* 送信不明: the person looked: it arrived (→ 送信済), or it did not and shall be sent again with the same
   Message-ID (→ 待機), or it is given up (→ 取消). REFUSED allows the last two. */
enum desk_unknown_decision { DESK_IT_ARRIVED, DESK_SEND_AGAIN, DESK_GIVE_UP };
int desk_outbox_decide(const struct web_actor *actor, int64_t outgoing, int64_t version,
                       enum desk_unknown_decision decision, struct str reason, struct error *error);
int desk_outbox_read(const struct web_actor *actor, int64_t id, struct desk_outgoing *out,
                     struct error *error);
/* case_id 0: all of the commission; newest first below `before` (0 = top); `unfinished` leaves out
   sent and cancelled ones. */
int desk_outbox_list(const struct web_actor *actor, int64_t case_id, bool unfinished,
                     int64_t before, size_t limit, struct desk_outgoing **out, size_t *count,
                     struct error *error);
/* An address a person vouches for, with the reason (permission desk.case.answer). */
int desk_address_confirm(const struct web_actor *actor, int64_t case_id, struct str name,
                         struct str address, struct str reason, int64_t *id, struct error *error);

/* Job "mail.send": one waiting mail. What an earlier attempt left `sending` becomes 送信不明. */
int desk_outbox_job(struct store *store, const struct web_services *services, const struct job *job,
                    struct arena *arena, struct error *error);
int desk_outbox_recover(struct store *store, struct error *error);
/* Periodic: mails that have been `sending` for minutes become 送信不明; mails that wait and have no job
   any more get one. */
int desk_outbox_tidy(struct store *store, const struct web_services *services, struct arena *arena,
                     struct error *error);

#endif
