#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"

struct str process_find(struct str program, struct arena *arena)
{
    static const struct str folders[] = {STR_INIT("/usr/local/bin/"), STR_INIT("/usr/bin/"),
                                         STR_INIT("/bin/"), STR_INIT("/usr/sbin/")};
    if (str_find_char(program, '/', 0) != SIZE_MAX)
        return access(arena_c(arena, program), X_OK) == 0 ? arena_copy(arena, program) : STR("");
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct str path = ARENA_JOIN(arena, folders[i], program);
        if (access(path.p, X_OK) == 0)
            return path;
    }
    return STR("");
}

int process_attributes(posix_spawnattr_t *attributes)
{
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int status = posix_spawnattr_init(attributes);
    if (status)
        return status;
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setpgroup(attributes, 0);
    status = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                                      POSIX_SPAWN_SETPGROUP);
    if (status)
        posix_spawnattr_destroy(attributes);
    return status;
}

static int start(const char *path, const char *const *argv, int output, pid_t *child)
{
    static char search_path[] = "PATH=/usr/local/bin:/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8";
    char *environment[] = {search_path, locale, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int status = process_attributes(&attributes);
    if (status)
        return status;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    size_t count = 0;
    while (argv[count])
        count++;
    char **copy = calloc(size_add(count, 1), sizeof *copy);
    struct arena *arena = arena_create();
    CHECK(copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_c(arena, str_from_c(argv[i]));
    status = posix_spawn(child, path, &actions, &attributes, copy, environment);
    arena_destroy(arena);
    free(copy);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return status;
}

/* Reads until end, limit or deadline. True when the child closed its output in time. */
static bool gather(const struct context *context, int fd, int64_t end, size_t limit,
                   struct buf *out)
{
    for (;;) {
        int64_t left = end - context_monotonic(context);
        if (left <= 0)
            return false;
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int64_t wait_ms = left / US_PER_MS + 1;
        int n = poll(&ready, 1, wait_ms > 1000 ? 1000 : (int)wait_ms);
        if (n <= 0)
            continue;
        char piece[4096];
        ssize_t got = read(fd, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return true;
        size_t room = limit - out->n;
        buf_append(out, (struct str){piece, (size_t)got < room ? (size_t)got : room});
    }
}

/* A child may close its output and go on: its end is waited for as well, but not longer than `end`.
 */
static bool has_ended(const struct context *context, pid_t child, int64_t end)
{
    int handle = (int)syscall(SYS_pidfd_open, child, 0);
    if (handle < 0)
        return true; /* a kernel before 5.3: waitpid waits without an end */
    struct pollfd ended = {.fd = handle, .events = POLLIN};
    bool yes = false;
    for (int64_t left; !yes && (left = end - context_monotonic(context)) > 0;) {
        int64_t wait_ms = left / US_PER_MS + 1;
        yes = poll(&ended, 1, wait_ms > 1000 ? 1000 : (int)wait_ms) > 0;
    }
    close(handle);
    return yes;
}

/* Also when nothing can be known of the end (SIGCHLD ignored by who started us) it is not success.
 */
static int exit_code_of(pid_t child)
{
    int wait_status;
    pid_t got;
    do
        got = waitpid(child, &wait_status, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return 127;
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

int process_run(const struct context *context, const char *const *argv, int64_t deadline,
                size_t output_limit, struct arena *arena, struct process_result *out,
                struct error *error)
{
    *out = (struct process_result){0};
    struct str path = process_find(str_from_c(argv[0]), arena);
    if (path.n == 0)
        return ERROR(error, ERR_NOT_FOUND, str_from_c(argv[0]));
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_from_errno(error, errno, STR("pipe"));
    pid_t child;
    int status = start(path.p, argv, ends[1], &child);
    close(ends[1]);
    if (status != 0) {
        close(ends[0]);
        return error_from_errno(error, status, path);
    }
    struct buf output = {0};
    int64_t end = context_monotonic(context) + deadline;
    out->timed_out =
        !gather(context, ends[0], end, output_limit, &output) || !has_ended(context, child, end);
    close(ends[0]);
    if (out->timed_out)
        kill(-child, SIGKILL); /* its whole process group */
    out->exit_code = exit_code_of(child);
    out->output = arena_copy(arena, buf_str(&output));
    buf_finish(&output);
    return 0;
}
