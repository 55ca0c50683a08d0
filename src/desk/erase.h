/* Erasing what a case says about people and companies: one person asks with a reason, another confirms, and
   then nobody can read it again. Keys of the case's vaults are destroyed (mails, papers, answers, notes, exported
   rows), plain columns are emptied, the search forgets it. What stays: number, state, dates, classes, quantity,
   judgement, and the audit log. Only cases that came to their end can be erased. */
#ifndef MEGURI_DESK_ERASE_H
#define MEGURI_DESK_ERASE_H

#include "desk/case.h"

/* What is there to be lost, cases merged into this one included. */
struct desk_losses {
    int64_t cases, mails, files, bytes, pdfs, answers, notes, letters, addresses, exports, reports;
};
enum desk_erasure_state { DESK_ERASURE_ASKED, DESK_ERASURE_WITHDRAWN, DESK_ERASURE_DONE };
struct str desk_erasure_state_title(enum desk_erasure_state state, enum lang lang);
struct desk_erasure {
    int64_t id, case_id;
    struct str number, reason;
    enum desk_erasure_state state;
    int64_t asked_by, decided_by;
    utc_us asked_at, decided_at;  /* decided: withdrawn or erased; 0 = not yet */
    struct desk_losses losses;    /* as it is now; when done: as it was */
};

/* What would be lost; ERR_DESK_PRECONDITION says why it is not possible now (open case, mail on its way,
   merged into another). Permission desk.erase. */
int desk_erase_look(const struct web_actor *actor, int64_t case_id, struct desk_case *c,
                    struct desk_losses *out, struct error *error);
/* Permission desk.erase. An empty reason is ERR_DESK_REASON; asking again gives the open request. */
int desk_erase_ask(const struct web_actor *actor, int64_t case_id, struct str reason, int64_t *id,
                   struct error *error);
/* Permission desk.erase.confirm, another person than who asked (ERR_DESK_SECOND_PERSON). Irreversible. */
int desk_erase_confirm(const struct web_actor *actor, int64_t id, struct error *error);
/* Permission desk.erase.confirm; also by who asked. */
int desk_erase_withdraw(const struct web_actor *actor, int64_t id, struct error *error);
/* Permission desk.erase.confirm. */
int desk_erasure_read(const struct web_actor *actor, int64_t id, struct desk_erasure *out,
                      struct error *error);
/* Newest first, at most 200. */
int desk_erasure_list(const struct web_actor *actor, struct desk_erasure **out, size_t *count,
                      struct error *error);
/* The erasure of a case that was erased, for everybody who may read cases; id 0: none. */
int desk_erasure_of_case(const struct web_actor *actor, int64_t case_id, struct desk_erasure *out,
                         struct error *error);

#endif
