/* Running another program: no shell, a fixed argument list, bounded output, a deadline. */
#ifndef MEGURI_BASE_PROCESS_H
#define MEGURI_BASE_PROCESS_H

#include "base/context.h"

struct process_result {
    int exit_code;     /* 128 + signal when killed */
    bool timed_out;
    struct str output; /* stdout, at most `output_limit` bytes, in the arena */
};
/* argv[0] is looked up in /usr/local/bin, /usr/bin and /bin unless it has a slash; the environment is
   PATH and LC_ALL=C.UTF-8 only; stdin and stderr are /dev/null. ERR_NOT_FOUND when there is no such
   program. The child is killed at the deadline (microseconds). */
int process_run(const struct context *context, const char *const *argv, int64_t deadline,
                size_t output_limit, struct arena *arena, struct process_result *out,
                struct error *error);
/* Path of a program in those folders, or empty. */
struct str process_find(struct str program, struct arena *arena);

#endif
