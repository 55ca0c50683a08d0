/* Closing the door behind the process: no new privileges, limits, no file system (Landlock), a short
   list of system calls (seccomp). Everything that opens files must have happened before. */
#ifndef MEGURI_WORKER_SANDBOX_H
#define MEGURI_WORKER_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sandbox_report {
    uint32_t has;     /* WORKER_HAS_* */
    int landlock_abi; /* 0: the kernel has none */
};

/* `memory`: bytes of private memory beyond what the process holds now. A kernel that lacks Landlock
   is reported, not fatal; without seccomp or limits false: the process must not go on. */
bool sandbox_enter(size_t memory, struct sandbox_report *report);

#endif
