/* Inside reading: pdftotext and tesseract, shut in by bubblewrap. */
#ifndef MEGURI_DOC_READING_PROGRAM_H
#define MEGURI_DOC_READING_PROGRAM_H

#include "base/process.h"
#include "doc/reading.h"

enum reading_program { READING_PDF_TEXT, READING_PDF_SCAN, READING_PICTURE };
/* Whether the machine has what this needs; else *reason. */
bool reading_program_present(enum reading_program program, struct arena *arena, struct str *reason);
/* READING_TEXT with what the program wrote (possibly nothing), ABSENT or FAILED. */
int reading_program_run(const struct context *context, enum reading_program program,
                        struct str bytes, struct arena *arena, enum reading_result *result,
                        struct str *text, struct str *reason, struct error *error);

/* A shell script shut in with one file, /in/paper, or with two to compare: /in/other. Its words are
   ours, never a user's. */
struct reading_sandbox {
    const char *script;
    int64_t deadline; /* microseconds */
    size_t most_output;
    struct str other; /* bytes; empty: none */
};
int reading_sandbox_run(const struct context *context, const struct reading_sandbox *sandbox,
                        struct str bytes, struct arena *arena, struct process_result *out,
                        struct error *error);

#endif
