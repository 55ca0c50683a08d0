/* The audit log. Rows are written unchained inside the transaction they belong to; a sealer numbers
   and hash-chains them. Rows hold ids and keyed digests, never names or texts. */
#ifndef MEGURI_STORE_AUDIT_H
#define MEGURI_STORE_AUDIT_H

#include "store/store.h"

struct audit_entry {
    int64_t commission; /* 0 = none */
    int64_t actor;      /* person id; 0 = the program or nobody logged in */
    struct str action;  /* "case.answer", "case.read", "login.refused" … */
    struct str object;  /* "case", "mail", "person" … */
    int64_t object_id;
    struct str detail;  /* small JSON of ids, states, counts, digests; no personal data */
    struct str address; /* client address; stored as a keyed digest */
};

/* In the caller's transaction. */
int audit_write(struct db *db, const struct audit_entry *entry, struct error *error);
/* Outside any transaction: queued and committed in groups within a second, or at close. For reads of
   personal data and for refusals. A full queue makes the caller wait; it never loses an entry. */
int audit_note(struct store *store, const struct audit_entry *entry, struct error *error);
/* audit_note that does not wait: *noted is false when the queue is full. */
int audit_note_at_once(struct store *store, const struct audit_entry *entry, bool *noted,
                       struct error *error);
/* Commits what audit_note has queued; returns when durable. */
int audit_flush(struct store *store, struct error *error);
/* Numbers and chains what is committed and unchained; called by a job and at the day close.
   *head (hex, in arena) is the newest hash. */
int audit_seal(struct store *store, struct arena *arena, struct str *head, int64_t *sealed,
               struct error *error);
/* Recomputes the chain. ERR_STORE_AUDIT names the first number that does not fit. */
int audit_verify(struct store *store, int64_t *count, struct error *error);
/* Keyed digest (hex) under the workspace's audit key, for values that must not be stored in clear. */
struct str audit_digest(struct store *store, struct str value, struct arena *arena);

#endif
