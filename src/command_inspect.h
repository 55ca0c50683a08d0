/* What the files of `meguri inspect` share. */
#ifndef MEGURI_COMMAND_INSPECT_H
#define MEGURI_COMMAND_INSPECT_H

#include "base/context.h"
#include "inspect/inspect.h"
#include "net/clamd.h"

struct inspect_run {
    const struct context *context;
    struct inspect *inspect;
    struct inspect_options options;
    struct clamd_scanner *scanner; /* NULL: files are not scanned for malware */
    struct arena *arena;
    struct str *paths; /* of files, in the order in which they are reported */
    struct str *names; /* as they are called in the report */
    size_t count, room;
    struct inspect_report *reports; /* one per file */
    struct arena **arenas;          /* in which the reports lie */
    int arena_count;
};

/* Adds a file, or all files below a folder (symbolic links are not followed, they are findings). */
int command_inspect_gather(struct inspect_run *run, struct str path, struct error *error);
/* Inspects all of them in `processes` workers. */
int command_inspect_files(struct inspect_run *run, int processes, struct error *error);
void command_inspect_finish(struct inspect_run *run);

void command_inspect_print(const struct inspect_run *run);
void command_inspect_print_html(const struct inspect_run *run, struct buf *out);

/* --fix: a cleaned copy of each file. `kinds` as in inspect_clean_options, or "usual"; `output` a
   folder, for one file also a path, or empty. ERR_INSPECT_STAYS, ERR_INSPECT_EXISTS. */
int command_inspect_clean(struct inspect_run *run, struct str kinds, struct str output, bool json,
                          struct error *error);

#endif
