/* METI's approval: asked by mail with a token (or seen on a page), answered on a page or by mail. An
   answer by mail is only a proposal until a person confirms it. Approval is bound to the digest of
   the text. */
#ifndef MEGURI_DESK_APPROVAL_H
#define MEGURI_DESK_APPROVAL_H

#include "desk/answer.h"

enum desk_decision {
    DESK_PENDING,
    DESK_DECISION_APPROVED,          /* 了承 */
    DESK_DECISION_APPROVED_CHANGED,  /* 修正の上了承: comes with the changed text */
    DESK_DECISION_RETURNED,          /* 差戻し */
    DESK_DECISION_DISCUSS,           /* 協議 */
    DESK_DECISION_TAKEN_BACK,        /* by the desk, before an answer */
};
struct str desk_decision_name(enum desk_decision decision);
struct str desk_decision_title(enum desk_decision decision, enum lang lang);
bool desk_decision_parse(struct str name, enum desk_decision *out);

struct desk_approval {
    int64_t id, version, case_id, answer_id;
    struct str case_number;
    utc_us asked_at, decided_at;
    int64_t asked_by, decided_by;    /* decided_by: who decided on the page or confirmed the mail */
    enum desk_decision decision;
    struct str comment;
    struct str officer;              /* name of METI's person as given */
    struct str channel;              /* "page", "mail", "link" */
    struct str question;             /* the words to METI */
    struct str subject, text;        /* the frozen text */
    enum desk_decision proposed;     /* read from METI's mail; DESK_PENDING = none yet */
    int64_t proposal_mail;           /* mail of the case; 0 */
    struct str proposal_words;       /* the line it was read from */
    struct desk_link_state {         /* the link in the mail to METI; expires 0: there is none */
        utc_us expires, answered, closed;
        int64_t opened;              /* how often */
        struct str comment, officer, subject, text; /* METI's answer; subject and text when changed */
    } link;
};
/* Freezes the newest draft and asks: puts the mail to METI (setting meti_address) into the outbox when
   `by_mail`. Moves the case to 経産省照会. */
int desk_approval_ask(const struct web_actor *actor, int64_t case_id, int64_t version,
                      struct str question, bool by_mail, int64_t *approval, struct error *error);
/* The desk takes the question back; the draft may be edited again. */
int desk_approval_take_back(const struct web_actor *actor, int64_t case_id, int64_t version,
                            struct str reason, struct error *error);
/* Decides on the page (a METI officer), or confirms METI's mail (permission desk.case.edit, `mail` is
   the mail of the case that says so) or its answer by the link (the same permission). changed_subject/changed_text only for APPROVED_CHANGED: they are
   checked and become the frozen text. RETURNED and DISCUSS need a comment. */
struct desk_decision_given {
    enum desk_decision decision;
    struct str comment, officer;
    struct str changed_subject, changed_text;
    int64_t mail; /* 0: on the page */
    bool link;    /* confirms what METI answered by the link: its words count, not those here */
};
int desk_approval_decide(const struct web_actor *actor, int64_t approval, int64_t approval_version,
                         const struct desk_decision_given *given, struct error *error);
/* Newest of the case (out->id == 0: none), and all, newest first. */
int desk_approval_read(const struct web_actor *actor, int64_t case_id, struct desk_approval *out,
                       struct error *error);
int desk_approval_newest(struct db *db, const struct web_actor *actor, int64_t case_id,
                         struct desk_approval *out, struct error *error);
int desk_approval_list(const struct web_actor *actor, int64_t case_id, struct desk_approval **out,
                       size_t *count, struct error *error);
/* METI's work list: pending ones, oldest first, at most `limit`. */
int desk_approval_pending(const struct web_actor *actor, size_t limit, struct desk_approval **out,
                          size_t *count, struct error *error);
/* Reads 了承/修正の上了承/差戻し/協議 from a mail's own words (quoted lines are ignored). PENDING when
   it says none or more than one. *words is the line. */
enum desk_decision desk_approval_parse_mail(struct str text, struct arena *arena,
                                            struct str *words);

#endif
