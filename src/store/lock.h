/* Locks on files of the data directory (flock), held by open descriptors and so released by the
   kernel when the process dies. Internal. */
#ifndef MEGURI_STORE_LOCK_H
#define MEGURI_STORE_LOCK_H

#include "store/store.h"

enum lock_kind {
    LOCK_SHARED,    /* ERR_STORE_LOCKED at once when somebody has it exclusively */
    LOCK_EXCLUSIVE, /* ERR_STORE_LOCKED at once when anybody has it */
    LOCK_WAIT,      /* exclusive; waits. For short pieces of work only */
    LOCK_WAIT_SHARED,
};
/* *fd is closed with lock_release. `name` is a file in the directory, created when absent. */
int lock_take(const struct context *context, struct str directory, struct str name,
              enum lock_kind kind, int *fd, struct error *error);
/* A shared lock becomes exclusive or stays what it is (ERR_STORE_LOCKED). */
int lock_upgrade(int fd, struct str directory, struct error *error);
void lock_downgrade(int fd);
/* Takes -1. */
void lock_release(int fd);

#endif
