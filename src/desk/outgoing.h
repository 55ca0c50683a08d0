/* Inside the room: rows of mail that leaves. */
#ifndef MEGURI_DESK_OUTGOING_H
#define MEGURI_DESK_OUTGOING_H

#include "desk/outbox.h"

/* A mail that waits for its time. token empty: no case. Files are added by desk_outgoing_attach. */
struct desk_new_outgoing {
    int64_t case_id, answer_id, vault;
    struct str purpose, subject, text, digest, token;
    const struct str *recipients;
    size_t recipient_count;
};
/* Row, thread and job "mail.send" after the undo time. */
int desk_outgoing_insert(struct db *db, const struct web_actor *actor,
                         const struct desk_new_outgoing *mail, int64_t *id, struct error *error);
/* ERR_DESK_FOREIGN_FILE when the file is not of that case: the database refuses it. */
int desk_outgoing_attach(struct db *db, int64_t case_id, int64_t outgoing, int64_t file,
                         struct error *error);
/* One row of the commission with its words and files. */
int desk_outgoing_load(struct db *db, const struct web_actor *actor, int64_t id,
                       struct desk_outgoing *out, struct error *error);
bool desk_mail_state_parse(struct str name, enum desk_mail_state *out);
/* Puts the job of a waiting mail into the queue. */
int desk_outgoing_schedule(struct db *db, int64_t id, utc_us not_before, struct error *error);

#endif
