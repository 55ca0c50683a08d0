/* Inside the room: steps of an answer within the caller's transaction. */
#ifndef MEGURI_DESK_ANSWER_STORE_H
#define MEGURI_DESK_ANSWER_STORE_H

#include "desk/answer.h"

/* Bit per enum desk_judgement that occurs among the cargo lines. */
int desk_answer_judgements(struct db *db, int64_t case_id, uint32_t *out, struct error *error);
int desk_answer_seal(struct db *db, int64_t vault, struct str subject, struct str text,
                     struct arena *arena, struct str *out, struct error *error);
/* The newest draft becomes frozen; its text is checked. */
int desk_answer_freeze(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct desk_answer *out, struct error *error);
/* The newest answer, if it is approved, unchanged since, and complete; else the error says why. */
int desk_answer_verify(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct desk_answer *out, struct error *error);
/* The answer reached the consulter: ends the case as 回答. */
int desk_answer_delivered(struct db *db, const struct web_actor *actor, int64_t case_id,
                          int64_t answer, struct str method, struct error *error);
/* ERR_DESK_PRECONDITION when a mail of the case waits, is being sent or is unknown. */
int desk_require_no_pending(struct db *db, int64_t case_id, struct error *error);

#endif
