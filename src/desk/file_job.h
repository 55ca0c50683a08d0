/* Inside the room: work on papers behind the pages. Each paper with bytes gets one job of each kind in
   the transaction that adds it; desk_file_tidy finds those that have none. A thread of its own takes
   the jobs of one kind, so that many papers never keep a mail from leaving. */
#ifndef MEGURI_DESK_FILE_JOB_H
#define MEGURI_DESK_FILE_JOB_H

#include "base/buf.h"
#include "desk/case.h"
#include "store/job.h"

/* In the caller's transaction. */
int desk_file_schedule(struct db *db, int64_t file, struct error *error);
/* The paper that a job is about, and its commission. out->id == 0: it is gone. */
int desk_file_of_job(struct store *store, const struct job *job, struct arena *arena,
                     struct desk_file *out, int64_t *commission, struct error *error);
/* Ends a job that has nothing to write. */
int desk_file_job_end(struct store *store, const struct job *job, struct error *error);

/* Takes jobs of one kind, one after the other, for about half a minute; what fails is tried again by
   its back-off, `attempts` times. */
struct desk_file_round {
    struct str kind;
    int attempts;
    int64_t lease;
    int (*run)(struct store *store, const struct web_services *services, const struct job *job,
               struct arena *arena, struct error *error);
};
int desk_file_round(struct store *store, const struct web_services *services,
                    const struct desk_file_round *round, struct error *error);

/* "file.scan": asks clamd and keeps its verdict; an infected paper brings its case to 要確認. Without a
   scanner nothing is written and the paper stays 未検査. */
int desk_scan_job(struct store *store, const struct web_services *services, const struct job *job,
                  struct arena *arena, struct error *error);
/* Periodic. */
int desk_scan_round(struct store *store, const struct web_services *services, struct arena *arena,
                    struct error *error);

/* "file.text": the words inside a paper, kept sealed for the case's search document. */
int desk_text_job(struct store *store, const struct web_services *services, const struct job *job,
                  struct arena *arena, struct error *error);
/* Periodic. */
int desk_text_round(struct store *store, const struct web_services *services, struct arena *arena,
                    struct error *error);
/* Appends the words inside the papers of a case, one line break after each paper. */
int desk_text_add(struct db *db, int64_t case_id, struct arena *arena, struct buf *out,
                  struct error *error);

/* ERR_DESK_INFECTED when something was found in the paper. */
int desk_scan_refuse(const struct desk_file *file, struct error *error);
int desk_scan_refuse_row(struct db *db, int64_t file, struct error *error);

/* Periodic: jobs for papers that were never scanned or read, or not for a cause that may have passed. */
int desk_file_tidy(struct store *store, const struct web_services *services, struct arena *arena,
                   struct error *error);

#endif
