/* Progress of a long command: a bar on a terminal, redrawn at most ten times a second; nothing at
   all when the descriptor is a pipe or a file. For one thread. */
#ifndef MEGURI_BASE_PROGRESS_H
#define MEGURI_BASE_PROGRESS_H

#include "base/context.h"

struct progress;

/* `label` is copied. total 0: not known, only the count is shown. `context` gives the time and the
   language and must outlive the progress. fd is usually 2. */
struct progress *progress_create(const struct context *context, int fd, struct str label,
                                 int64_t total);
/* `done` of total so far. */
void progress_set(struct progress *progress, int64_t done);
/* Draws the last state, ends the line and frees it. Takes NULL. */
void progress_finish(struct progress *progress);

/* The line as it is drawn within `columns`: label, bar, per cent, counts, seconds still to go. */
struct str progress_line(struct str label, int64_t done, int64_t total, int64_t elapsed_us,
                         size_t columns, enum lang lang, struct arena *arena);

#endif
