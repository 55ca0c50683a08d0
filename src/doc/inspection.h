/* Inspecting and cleaning a file in the worker. This room passes records on; the room inspect reads
   them. */
#ifndef MEGURI_DOC_INSPECTION_H
#define MEGURI_DOC_INSPECTION_H

#include "doc/worker.h"

/* `fd` is read from its start; `name` is what the file is called (at most WORKER_TEXT_LIMIT bytes
   of it count). *record is for inspect_read_record, unsettled. ERR_DOC_WORKER when the worker died
   or missed its deadline: the file is then not inspected. */
int inspection_call(struct worker_pool *pool, int fd, struct str name, struct arena *arena,
                    struct str *record, struct error *error);

/* The two files of a cleaning, sealed and in memory; -1: there is none. */
struct inspection_cleaned {
    struct str record; /* for inspect_read_cleaning, unsettled */
    int file, baseline;
    int64_t file_size, baseline_size;
};
/* Takes the kinds (as in inspect_clean_options) out of the file. The new file is handed over, not
   written; its pages are for doc/likeness.h to compare. ERR_DOC_WORKER, ERR_DOC_LIMIT,
   ERR_INSPECT_CHOICE when `kinds` is too long. */
int inspection_clean(struct worker_pool *pool, int fd, struct str name, struct str kinds,
                     struct arena *arena, struct inspection_cleaned *out, struct error *error);
/* Closes the files; takes one that was zeroed or failed. */
void inspection_cleaned_finish(struct inspection_cleaned *cleaned);

#endif
