/* Heavy helpers that may be absent: what is there, what is lost without it, how to get it. */
#ifndef MEGURI_DOC_CAPABILITY_H
#define MEGURI_DOC_CAPABILITY_H

#include "base/context.h"

struct capability {
    struct str name;    /* "office", "ocr", "malware" … (data/capabilities.tsv) */
    struct str title;
    bool present;
    struct str program; /* path when present */
    struct str version; /* first line the program says of itself; may be empty */
    struct str lost;    /* what does not work without it */
    struct str remedy;  /* "apt-get install …" */
    struct str fault;   /* present, but it does not work on this machine: why; mostly empty */
};
/* Looks at this machine now (starts each program once for its version). */
void capability_list(const struct context *context, enum lang lang, struct arena *arena,
                     struct capability **out, size_t *count);
/* Whether bubblewrap may make namespaces here: tries it. False when it is absent. */
bool capability_sandbox_works(const struct context *context, struct arena *arena);
/* Path of one capability's program, or empty when absent. Starts nothing. */
struct str capability_program(struct str name, struct arena *arena);

#endif
