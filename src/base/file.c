#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

int file_read(const struct context *context, struct str path, size_t limit, struct arena *arena,
              struct str *out, struct error *error)
{
    int fault = context_fault(context, FAULT_READ, path);
    if (fault)
        return error_from_errno(error, fault, path);
    int fd = open(arena_c(arena, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ERROR(error, ERR_NOT_FOUND, path)
                               : error_from_errno(error, errno, path);
    struct buf content = {0};
    int status = 0;
    for (;;) {
        ssize_t got = read(fd, buf_reserve(&content, 64 * 1024), 64 * 1024);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = error_from_errno(error, errno, path);
        if (got <= 0)
            break;
        buf_commit(&content, (size_t)got);
        if (content.n > limit) {
            status = ERROR(error, ERR_TOO_LARGE, path, arena_format(arena, "%zu bytes", limit));
            break;
        }
    }
    close(fd);
    if (status == 0)
        *out = arena_copy(arena, buf_str(&content));
    buf_finish(&content);
    return status;
}

int file_write_all(const struct context *context, int fd, struct str name, struct str bytes)
{
    size_t allowed = bytes.n;
    int fault = context->fault ? context->fault(context->state, FAULT_WRITE, name, &allowed) : 0;
    size_t end = fault && allowed < bytes.n ? allowed : bytes.n;
    if (fault && allowed == bytes.n)
        end = 0;
    for (size_t at = 0; at < end;) {
        ssize_t put = write(fd, bytes.p + at, end - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        at += (size_t)put;
    }
    return fault;
}

int file_sync(const struct context *context, int fd, struct str name)
{
    int fault = context_fault(context, FAULT_FSYNC, name);
    if (fault)
        return fault;
    return fsync(fd) == 0 ? 0 : errno;
}

static int sync_directory_of(const struct context *context, struct arena *arena, struct str path)
{
    size_t slash = SIZE_MAX;
    for (size_t i = path.n; i-- > 0;)
        if (path.p[i] == '/') {
            slash = i;
            break;
        }
    struct str directory = slash == SIZE_MAX ? STR(".") : str_slice(path, 0, slash ? slash : 1);
    int fd = open(arena_c(arena, directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int status = file_sync(context, fd, directory);
    close(fd);
    return status;
}

/* A device, pipe or socket: a rename onto it would take it away from everybody. */
static bool is_special(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
}

int file_rename_durable(const struct context *context, struct str from, struct str to)
{
    int fault = context_fault(context, FAULT_RENAME, to);
    if (fault)
        return fault;
    struct arena *arena = arena_create();
    int status = 0;
    if (is_special(arena_c(arena, to)))
        status = EEXIST;
    else if (rename(arena_c(arena, from), arena_c(arena, to)) != 0)
        status = errno;
    if (status == 0)
        status = sync_directory_of(context, arena, to);
    arena_destroy(arena);
    return status;
}

static int write_into(const struct context *context, struct str path, const char *device,
                      struct str bytes)
{
    int fd = open(device, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int status = file_write_all(context, fd, path, bytes);
    return close(fd) != 0 && status == 0 ? errno : status;
}

int file_write_durable(const struct context *context, struct str path, struct str bytes,
                       struct error *error)
{
    struct arena *arena = arena_create();
    if (is_special(arena_c(arena, path))) {
        int failure = write_into(context, path, arena_c(arena, path), bytes);
        arena_destroy(arena);
        return failure ? error_from_errno(error, failure, path) : 0;
    }
    struct str temporary =
        ARENA_JOIN(arena, path, STR(".tmp-"), context_random_hex(context, 8, arena));
    int status = context_fault(context, FAULT_OPEN, path);
    int fd = -1;
    if (status == 0) {
        fd = open(arena_c(arena, temporary), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0)
            status = errno;
    }
    if (fd >= 0) {
        status = file_write_all(context, fd, path, bytes);
        if (status == 0)
            status = file_sync(context, fd, path);
        if (close(fd) != 0 && status == 0)
            status = errno;
        if (status == 0)
            status = file_rename_durable(context, temporary, path);
        if (status != 0)
            unlink(arena_c(arena, temporary));
    }
    if (status != 0)
        status = error_from_errno(error, status, path);
    arena_destroy(arena);
    return status;
}

int file_make_directory(const struct context *context, struct str path, struct error *error)
{
    int status = context_fault(context, FAULT_OPEN, path);
    if (status)
        return error_from_errno(error, status, path);
    struct arena *arena = arena_create();
    for (size_t end = 1; end <= path.n && status == 0; end++) {
        if (end < path.n && path.p[end] != '/')
            continue;
        if (mkdir(arena_c(arena, str_slice(path, 0, end)), 0700) != 0 && errno != EEXIST)
            status = error_from_errno(error, errno, path);
    }
    arena_destroy(arena);
    return status;
}

bool file_exists(struct str path)
{
    struct arena *arena = arena_create();
    bool exists = access(arena_c(arena, path), F_OK) == 0;
    arena_destroy(arena);
    return exists;
}
