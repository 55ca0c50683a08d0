/* Cleaned copies: a person chooses kinds of findings, or single ones, of one file, background work
   has them taken out in the worker, compares the pages of old and new, and keeps the copy beside
   the file, in the same vault. A copy whose pages look different is not kept. */
#ifndef MEGURI_CONTRACT_CLEANING_H
#define MEGURI_CONTRACT_CLEANING_H

#include "contract/report.h"
#include "inspect/clean.h"

enum contract_cleaning_state {
    CONTRACT_CLEANING_WAITS,
    CONTRACT_CLEANING_DONE,
    CONTRACT_CLEANING_FAILED
};
struct contract_cleaning {
    int64_t file, size;
    enum contract_cleaning_state state;
    struct str kinds;  /* ids, with commas */
    struct str why;    /* FAILED: a sentence */
    struct str result; /* blob: record for inspect_read_cleaning; empty when none */
    struct str copy;   /* blob: the new file; empty: there is none */
    struct str proof;  /* "same", "differs", "unproven" */
    struct str pages;  /* the proof in a Japanese sentence */
};

/* `kinds`: ids with commas; not empty. Asking again makes a new copy. ERR_NOT_FOUND,
   ERR_CONTRACT_STATE while one is being made, ERR_CONTRACT_NO_KIND. */
int contract_cleaning_ask(const struct web_actor *actor, int64_t inspection, int64_t file,
                          struct str kinds, struct error *error);
/* The row and the job, in the caller's transaction, which has checked the file. */
int contract_cleaning_put(struct db *db, const struct web_actor *actor, int64_t inspection,
                          int64_t file, struct str kinds, struct error *error);
/* Of all files of an inspection. */
int contract_cleaning_list(const struct web_actor *actor, int64_t inspection,
                           struct contract_cleaning **out, size_t *count, struct error *error);
/* "a/報告.xlsx" gives "報告.clean.xlsx". */
struct str contract_cleaning_name(struct str name, struct arena *arena);
/* The job "contract.clean". */
int contract_cleaning_job(struct store *store, const struct web_services *services,
                          const struct job *job, struct arena *arena, struct error *error);

#endif
