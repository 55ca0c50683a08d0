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
    struct arena *bytes; /* --fix: of the file at hand */
    struct str *paths;   /* of files, in the order in which they are reported */
    struct str *names;   /* as they are called in the report */
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

struct inspect_fix {
    struct str kinds;  /* as in inspect_clean_options, or "usual" */
    struct str output; /* a folder, for one file also a path, or empty */
    struct str xlsx;   /* report of before and after, or empty */
    bool json;
};
/* --fix: a cleaned copy of each file. ERR_INSPECT_STAYS, ERR_INSPECT_EXISTS. */
int command_inspect_clean(struct inspect_run *run, const struct inspect_fix *fix,
                          struct error *error);

/* ---- copies (command_inspect_copy.c) */
/* Of the last name of a path, without dot. */
struct str command_inspect_extension(struct str path);
/* Does the file lie below a folder that was named, whose tree --output gets? */
bool command_inspect_keeps_tree(const struct inspect_run *run, size_t index, struct str output);
/* "a/report.xlsx" gives "a/report.clean.xlsx"; in a tree, names stay. */
struct str command_inspect_copy_path(const struct inspect_run *run, size_t index,
                                     struct str output);
/* A new file, and the folders around it. ERR_INSPECT_EXISTS. */
int command_inspect_write_copy(const struct inspect_run *run, struct str path, struct str bytes,
                               struct error *error);

#endif
