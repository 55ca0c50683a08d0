/* The words inside a paper, for search: PDFs by pdftotext, scans and pictures by tesseract, both in
   bubblewrap without network or not at all; workbooks in the worker; plain text here. */
#ifndef MEGURI_DOC_READING_H
#define MEGURI_DOC_READING_H

#include "doc/worker.h"

enum reading_result {
    READING_TEXT,
    READING_NONE,   /* a form without words for us, or nothing was recognised */
    READING_ABSENT, /* this machine lacks a program; `reason` says which */
    READING_FAILED, /* `reason` says why this file cannot be read */
};
struct reading_source {
    int fd; /* read from its start */
    struct str name;
};
/* At most `limit` characters, clean UTF-8, in the arena. `reason`: a Japanese sentence. Of a scanned
   PDF the first 10 pages are recognised. `pool` may be NULL: workbooks are READING_ABSENT then. Errors
   are about this machine (the worker died, no memory for the file): worth another try. */
int reading_extract(const struct context *context, struct worker_pool *pool,
                    const struct reading_source *source, size_t limit, struct arena *arena,
                    enum reading_result *result, struct str *text, struct str *reason,
                    struct error *error);

/* Without the blanks that text recognition puts between Japanese characters. */
struct str reading_join_japanese(struct str text, struct arena *arena);

#endif
