/* The link by which METI answers a question on a page without logging in. Its token is known to the mail
   alone: the store keeps a keyed digest, people of the desk see a place holder, and the token is put in
   when the mail leaves. An answer by the link is a proposal until a person of the desk confirms it. */
#ifndef MEGURI_DESK_APPROVAL_LINK_H
#define MEGURI_DESK_APPROVAL_LINK_H

#include "desk/approval.h"
#include "doc/mail.h"

#define DESK_LINK_PATH "/meti/"
#define DESK_LINK_PLACE "〔確認画面のリンク（送信のときに入ります）〕"

/* A link for a new question; *expires is 0 when there is none: web.public_url is not set, or the setting
   meti_link_days is 0. */
int desk_link_make(struct db *db, const struct web_actor *actor, int64_t approval, int64_t vault,
                   utc_us *expires, struct error *error);
/* The text of the mail with the link in its place. */
int desk_link_fill(struct db *db, const struct web_actor *actor, int64_t case_id, struct str *text,
                   struct error *error);
/* The mail has left: the token is forgotten. */
int desk_link_sent(struct db *db, int64_t case_id, struct error *error);

/* A mail that joined the case may quote the link, where people of the desk read it: then, and when METI
   answers by mail, the link is closed. `mail` is from METI when `from_meti`. */
int desk_link_meet_mail(struct db *db, const struct web_actor *actor, int64_t case_id,
                        const struct mail_message *mail, bool from_meti, struct error *error);
/* The text without tokens of links. */
struct str desk_link_mask(struct str text, struct arena *arena);

struct desk_link {
    int64_t approval, case_id;
    utc_us expires;
};
/* Opens the page of a token; notes it in the audit log. The actor is the program and gets the commission
   of the case. ERR_DESK_LINK, the same for a token that is wrong, expired, used or closed. */
int desk_link_open(struct web_actor *actor, struct str token, struct desk_link *out,
                   struct error *error);
/* METI's answer, once. given->officer must not be empty. Errors as desk_approval_decide and
   ERR_DESK_LINK. */
int desk_link_answer(const struct web_actor *actor, struct str token,
                     const struct desk_decision_given *given, struct error *error);
/* For the one who confirms: the answer given by the link replaces the words of *given. Its decision must
   be that of the link (ERR_CONFLICT). */
int desk_link_take(struct db *db, const struct web_actor *actor, int64_t approval,
                   struct desk_decision_given *given, struct error *error);

#endif
