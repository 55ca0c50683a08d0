/* Inside the intake: one mail on its way from bytes to rows. */
#ifndef MEGURI_DESK_INTAKE_ITEM_H
#define MEGURI_DESK_INTAKE_ITEM_H

#include "desk/intake.h"
#include "doc/mail.h"
#include "store/blob.h"

struct intake_item {
    const struct desk_delivery *delivery;
    struct desk_intake_result *result;
    struct arena *arena;          /* its own: items are read on several threads */
    struct str digest;            /* of the raw bytes; names the source when they were not fetched */
    int64_t vault;
    bool known;                   /* was here before the batch began */
    struct blob raw;              /* id empty: not fetched */
    struct mail_message *message; /* NULL: could not be read */
    struct blob *blobs;           /* of the parts that had bytes, in the order they came */
    size_t blob_count;
    struct str problem;           /* why it could not be read */
    int status;                   /* store or disk failed */
    struct error error;
};

/* Digest of the raw bytes. */
int desk_intake_digest(const struct web_actor *actor, struct intake_item *item,
                       struct error *error);
/* Sets item->known and its result when the mail is in the store. */
int desk_intake_known(struct db *db, const struct web_actor *actor, struct intake_item *item,
                      struct error *error);
/* Stores the raw bytes and reads the mail in the worker. Sets status or fills the item. */
void desk_intake_prepare(const struct web_actor *actor, struct intake_item *item);

/* Where a readable mail belongs. */
struct intake_match {
    int64_t case_id;              /* 0: a new case */
    struct str joined_by;         /* "token", "reference", "same", "password", "new" */
    bool sender_plausible;        /* the address may become a proven one */
    bool from_meti;
    struct str sender_digest, subject_digest;
    struct {
        int64_t case_id;
        struct str reason;
    } alike[16];                  /* possible duplicates */
    size_t alike_count;
};
int desk_intake_find(struct db *db, const struct web_actor *actor, const struct intake_item *item,
                     struct intake_match *out, struct error *error);

/* Writes the rows of one mail; item->result says what became of it. */
int desk_intake_write(struct db *db, const struct web_actor *actor, struct intake_item *item,
                      struct error *error);
/* Company name as it stands in a sender's name or signature; empty when none is seen. */
struct str desk_guess_company(const struct mail_message *message, struct arena *arena);
/* The sender's name without what stands in brackets. */
struct str desk_guess_person(const struct mail_message *message, struct arena *arena);
/* METI's answer by mail becomes a proposal of the pending question. */
int desk_approval_propose(struct db *db, const struct web_actor *actor, int64_t case_id,
                          int64_t mail, struct str text, struct error *error);

#endif
