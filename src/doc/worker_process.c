#include "doc/worker_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/process.h"

static int spawn_with_socket(pid_t *pid, const char *program, size_t memory_limit, int socket)
{
    char limit[32], name[] = "meguri-worker", locale[] = "LC_ALL=C.UTF-8";
    snprintf(limit, sizeof limit, "%zu", memory_limit);
    char *arguments[] = {name, limit, NULL};
    char *environment[] = {locale, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed)
        return failed;
    failed = process_attributes(&attributes);
    if (failed) {
        posix_spawn_file_actions_destroy(&actions);
        return failed;
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, socket, WORKER_SOCKET);
    posix_spawn_file_actions_addclosefrom_np(&actions, WORKER_SOCKET + 1);
    failed = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

int worker_process_start(struct worker_process *process, const char *program, size_t memory_limit)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
        return errno;
    pid_t pid = 0;
    int failed = spawn_with_socket(&pid, program, memory_limit, pair[1]);
    close(pair[1]);
    if (failed) {
        close(pair[0]);
        return failed;
    }
    *process = (struct worker_process){.pid = pid, .socket = pair[0], .busy = process->busy};
    return 0;
}

void worker_process_end(struct worker_process *process)
{
    if (process->pid > 0) {
        kill(process->pid, SIGKILL);
        while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
            ;
        close(process->socket);
    }
    *process = (struct worker_process){.socket = -1, .busy = process->busy};
}

int worker_process_send(struct worker_process *process, const struct worker_packet *packet,
                        struct str text, int fd)
{
    struct worker_packet head = *packet;
    head.magic = WORKER_MAGIC;
    head.text_size = (uint32_t)text.n;
    struct str bytes = {(const char *)&head, sizeof head};
    return descriptor_send(process->socket, bytes, text, fd);
}

static int wait_readable(const struct context *context, int socket, int64_t deadline)
{
    for (;;) {
        int64_t left = deadline - context_monotonic(context);
        if (left <= 0)
            return ETIMEDOUT;
        int64_t milliseconds = left / US_PER_MS + 1;
        struct pollfd ready = {.fd = socket, .events = POLLIN};
        int count = poll(&ready, 1, milliseconds > 1000000 ? 1000000 : (int)milliseconds);
        if (count > 0)
            return 0;
        if (count == 0)
            return ETIMEDOUT;
        if (errno != EINTR)
            return errno;
    }
}

/* The descriptor that came with the packet; more than one is nonsense and all are closed. */
static int take_descriptor(struct msghdr *message)
{
    int fd = -1;
    for (struct cmsghdr *rights = CMSG_FIRSTHDR(message); rights;
         rights = CMSG_NXTHDR(message, rights)) {
        if (rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int one;
            memcpy(&one, CMSG_DATA(rights) + i * sizeof(int), sizeof one);
            if (fd >= 0)
                close(fd);
            fd = one;
        }
    }
    return fd;
}

int worker_process_receive(const struct context *context, struct worker_process *process,
                           int64_t deadline, struct worker_packet *packet, char *text, int *fd)
{
    *fd = -1;
    int failed = wait_readable(context, process->socket, deadline);
    if (failed)
        return failed;
    struct iovec pieces[] = {{packet, sizeof *packet}, {text, WORKER_TEXT_LIMIT}};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2, .msg_control = &control,
                             .msg_controllen = sizeof control.space};
    ssize_t got;
    do
        got = recvmsg(process->socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return EPIPE;
    *fd = take_descriptor(&message);
    bool whole = (size_t)got >= sizeof *packet && packet->magic == WORKER_MAGIC &&
                 packet->text_size == (size_t)got - sizeof *packet &&
                 !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
    if (whole)
        return 0;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return EPROTO;
}
