/* Files handed in for inspection: kept sealed, inspected in the worker by background work, erased
   when their time is over. Nothing of a file is opened in this process. */
#ifndef MEGURI_CONTRACT_INSPECTION_H
#define MEGURI_CONTRACT_INSPECTION_H

#include "contract/audit.h"
#include "store/job.h"

enum contract_state {
    CONTRACT_WAITING,
    CONTRACT_RUNNING,
    CONTRACT_DONE,
    CONTRACT_CANCELLED,
    CONTRACT_FAILED, /* the machine could not; `why` */
    CONTRACT_ERASED, /* only the counts are left */
};

enum {
    CONTRACT_FILE_BYTES = 160000000, /* of one file: what is larger may not be delivered anyway */
    CONTRACT_FILES = 2000,           /* of one inspection */
    CONTRACT_LIST = 200,             /* inspections of a commission that are listed */
};

/* A file as it came. `name` may have folders in it; it is data, never a path. */
struct contract_upload {
    struct str name;
    int fd; /* read from its start */
    int64_t size;
};

struct contract_file {
    int64_t id, size;
    struct str name;
    struct str blob;
    bool done;
    struct str record;                  /* blob; empty: not inspected yet */
    struct str scan_outcome;            /* "clean", "infected", "unscanned", empty: no scanner */
    struct str scan_words, scan_engine; /* the name of what was found, or why not scanned */
};

struct contract_inspection {
    int64_t id, person, vault;
    enum contract_state state;
    struct str why;
    utc_us created, finished, erase_at; /* finished 0: not yet */
    int64_t file_count, done_count;     /* of this moment */
    int64_t not_passed, not_read;       /* of a finished one */
    struct str first_name;              /* of its first file; empty when erased */
    struct contract_file *files;        /* contract_inspection_read only; none when erased */
    size_t count;
};

/* Keeps the files for `days` and has them inspected. ERR_CONTRACT_NO_FILE, ERR_CONTRACT_TOO_MANY,
   ERR_TOO_LARGE naming the file. */
int contract_inspection_create(const struct web_actor *actor, const struct contract_upload *files,
                               size_t count, int64_t days, int64_t *id, struct error *error);
/* Further files of the same delivery; what was inspected already stays. Also restarts what was
   cancelled. */
int contract_inspection_add(const struct web_actor *actor, int64_t id,
                            const struct contract_upload *files, size_t count, struct error *error);
/* Newest first, at most CONTRACT_LIST. */
int contract_inspection_list(const struct web_actor *actor, struct contract_inspection **out,
                             size_t *count, struct error *error);
/* With its files. ERR_NOT_FOUND also when it belongs to another commission. */
int contract_inspection_read(const struct web_actor *actor, int64_t id,
                             struct contract_inspection *out, struct error *error);
/* Stops after the file that is being inspected. ERR_CONTRACT_STATE when it is over already. */
int contract_inspection_cancel(const struct web_actor *actor, int64_t id, struct error *error);
/* Erases the files and all that was found, now. ERR_CONTRACT_STATE when it is done already. */
int contract_inspection_erase(const struct web_actor *actor, int64_t id, struct error *error);

/* Of an inspection; 0 when there is none of that id. For background work. */
int contract_inspection_commission(struct store *store, int64_t id, int64_t *commission,
                                   struct error *error);

/* Periodic: inspects and cleans what waits. */
int contract_inspection_round(struct store *store, const struct web_services *services,
                              struct arena *arena, struct error *error);
/* Periodic: erases what is over its time. */
int contract_inspection_tidy(struct store *store, const struct web_services *services,
                             struct arena *arena, struct error *error);
/* One inspection, as the job says. */
int contract_inspection_job(struct store *store, const struct web_services *services,
                            const struct job *job, struct arena *arena, struct error *error);

struct str contract_state_name(enum contract_state state); /* as it is stored */

#endif
