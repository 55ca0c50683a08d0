/* Background work: one table, lease + heartbeat + attempt number. A result counts only with the
   current attempt, so a worker that was thought dead cannot overwrite its successor. */
#ifndef MEGURI_STORE_JOB_H
#define MEGURI_STORE_JOB_H

#include "store/store.h"

struct job {
    int64_t id, attempt;
    struct str kind;    /* "mail.send", "mail.index", … */
    struct str payload; /* JSON */
};

/* In the caller's transaction. `key` non-empty: a second job of the same kind and key that is not
   finished is not added. not_before 0 = now. */
int job_add(struct db *db, struct str kind, struct str key, struct str payload, utc_us not_before,
            struct error *error);
/* Takes the oldest due job of one of the kinds for `lease` microseconds. *out->id == 0: none. */
int job_take(struct store *store, const struct str *kinds, size_t kind_count, int64_t lease,
             struct arena *arena, struct job *out, struct error *error);
/* Extends the lease and reports progress (0..1000 per mille). ERR_STORE_LEASE when lost or
   cancelled: stop working. */
int job_heartbeat(struct store *store, const struct job *job, int64_t lease, int per_mille,
                  struct error *error);
/* In the transaction that holds the job's effect. ERR_STORE_LEASE when the attempt is no longer ours
   (roll back). */
int job_done(struct db *db, const struct job *job, struct error *error);
/* Failed: retried with back-off (1 min doubling to 1 h) until `attempts` are used, then "failed". */
int job_failed(struct store *store, const struct job *job, int attempts,
               const struct error *why, struct error *error);
/* Finished or not there: nothing happens. */
int job_cancel(struct db *db, int64_t id, struct error *error);

/* The machine's clock went back by `by` microseconds: what waits, and what a dead process held, keeps the
   time that was left to it. SQLite only: with PostgreSQL other machines may have set the times. */
int job_clock_went_back(struct store *store, int64_t by, struct error *error);

/* For a page: newest first. Texts live in the arena. */
struct job_view {
    int64_t id, attempt;
    struct str kind, state; /* waiting, running, done, failed, cancelled */
    struct str why;         /* of the last failure; may be empty */
    int per_mille;
    utc_us created, due, finished; /* due: next start, or end of the lease; finished 0 = not yet */
};
int job_list(struct db *db, bool unfinished_only, struct arena *arena, struct job_view *out,
             size_t limit, size_t *count, struct error *error);
/* Forgets jobs that finished before `before`. */
int job_prune(struct db *db, utc_us before, struct error *error);

#endif
