#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static int take(int fd, int operation)
{
    while (flock(fd, operation) != 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

static int lock_error(struct error *error, int status, struct str directory)
{
    return status == EWOULDBLOCK ? ERROR(error, ERR_STORE_LOCKED, directory)
                                 : error_from_errno(error, status, directory);
}

int lock_take(const struct context *context, struct str directory, struct str name,
              enum lock_kind kind, int *fd, struct error *error)
{
    static const int operations[] = {LOCK_SH | LOCK_NB, LOCK_EX | LOCK_NB, LOCK_EX, LOCK_SH};
    struct arena *arena = arena_create();
    struct str path = ARENA_JOIN(arena, directory, STR("/"), name);
    int status = context_fault(context, FAULT_OPEN, path);
    *fd = -1;
    if (status == 0) {
        *fd = open(path.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        status = *fd < 0 ? errno : take(*fd, operations[kind]);
    }
    if (status) {
        status = lock_error(error, status, kind == LOCK_WAIT ? path : directory);
        lock_release(*fd);
        *fd = -1;
    }
    arena_destroy(arena);
    return status;
}

int lock_upgrade(int fd, struct str directory, struct error *error)
{
    int status = take(fd, LOCK_EX | LOCK_NB);
    if (status == 0)
        return 0;
    /* A failed conversion may have lost the shared lock. */
    take(fd, LOCK_SH);
    return lock_error(error, status, directory);
}

void lock_downgrade(int fd)
{
    take(fd, LOCK_SH);
}

void lock_release(int fd)
{
    if (fd >= 0)
        close(fd);
}
