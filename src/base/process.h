/* Running another program: no shell, a fixed argument list, bounded output, a deadline. */
#ifndef MEGURI_BASE_PROCESS_H
#define MEGURI_BASE_PROCESS_H

#include <spawn.h>

#include "base/context.h"

struct process_result {
    int exit_code;     /* 128 + signal when killed; 127 when the system did not keep the code */
    bool timed_out;
    struct str output; /* stdout, at most `output_limit` bytes, in the arena */
};
/* argv[0] is looked up in /usr/local/bin, /usr/bin, /bin and /usr/sbin unless it has a slash; the
   environment is PATH and LC_ALL=C.UTF-8 only; stdin and stderr are /dev/null. ERR_NOT_FOUND when there is no such
   program. The child and what it started are killed at the deadline (microseconds). */
int process_run(const struct context *context, const char *const *argv, int64_t deadline,
                size_t output_limit, struct arena *arena, struct process_result *out,
                struct error *error);
/* Path of a program in those folders, or empty. */
struct str process_find(struct str program, struct arena *arena);
/* Fills *attributes for posix_spawn so that the child starts with the signals of a fresh process and in
   a process group of its own: Ctrl-C at a terminal drains the server and must not kill the helpers under
   it. 0 or an errno; after 0 the caller gives it to posix_spawnattr_destroy. */
int process_attributes(posix_spawnattr_t *attributes);

#endif
