#include "net/clamd_call.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { ANSWER_LIMIT = 4096 };

static int connect_local(struct str path, struct str peer, int *out, struct error *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path.n >= sizeof address.sun_path)
        return ERROR(error, ERR_USAGE, STR("clamd.socket"));
    memcpy(address.sun_path, path.p, path.n);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return error_from_errno(error, errno, peer);
    /* A local socket connects at once or not at all. */
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        int problem = errno;
        close(fd);
        return ERROR(error, ERR_NET_UNREACHABLE, peer, str_from_c(strerrordesc_np(problem)));
    }
    *out = fd;
    return 0;
}

static bool is_loopback(struct str host)
{
    return str_equal(host, STR("127.0.0.1")) || str_equal(host, STR("::1")) ||
           str_equal(host, STR("localhost"));
}

static int write_all(struct clamd_call *call, struct str bytes, struct error *error)
{
    while (bytes.n > 0 && !call->refused) {
        ssize_t n = send(call->fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n >= 0) {
            bytes = str_slice(bytes, (size_t)n, bytes.n);
        } else if (errno == EAGAIN) {
            int e = socket_wait(call->fd, POLLOUT, call->peer, STR("send"), call->deadline, error);
            if (e)
                return e;
        } else if (errno == EPIPE || errno == ECONNRESET) {
            call->refused = true;
        } else if (errno != EINTR) {
            return ERROR(error, ERR_NET_LOST, call->peer, str_from_c(strerrordesc_np(errno)));
        }
    }
    return 0;
}

int clamd_call_begin(struct clamd_call *call, const struct clamd_options *options,
                     const struct context *context, struct str command, struct error *error)
{
    *call = (struct clamd_call){
        .peer = options->socket.n ? options->socket : STR("clamd"),
        .deadline = deadline_after(context, options->deadline),
        .fd = -1,
    };
    if (!options->socket.n && !is_loopback(options->host))
        return ERROR(error, ERR_USAGE, STR("clamd.host: 127.0.0.1, ::1, localhost"));
    int e = options->socket.n
                ? connect_local(options->socket, call->peer, &call->fd, error)
                : socket_connect(options->host, options->port, call->peer, call->deadline,
                                 &call->fd, error);
    if (e)
        return e;
    e = write_all(call, command, error);
    if (e == 0)
        e = write_all(call, (struct str){"", 1}, error);
    if (e)
        clamd_call_abandon(call);
    return e;
}

static int write_length(struct clamd_call *call, size_t n, struct error *error)
{
    const char bytes[4] = {(char)(n >> 24 & 255), (char)(n >> 16 & 255), (char)(n >> 8 & 255),
                           (char)(n & 255)};
    return write_all(call, (struct str){bytes, sizeof bytes}, error);
}

int clamd_call_chunk(struct clamd_call *call, struct str bytes, struct error *error)
{
    if (bytes.n == 0)
        return 0; /* an empty piece would end the stream */
    int e = write_length(call, bytes.n, error);
    return e ? e : write_all(call, bytes, error);
}

static int read_answer(struct clamd_call *call, struct arena *arena, struct str *answer,
                       struct error *error)
{
    char *text = arena_alloc(arena, ANSWER_LIMIT, 1, 1);
    size_t n = 0;
    while (n < ANSWER_LIMIT) {
        ssize_t got = recv(call->fd, text + n, ANSWER_LIMIT - n, 0);
        if (got > 0) {
            n += (size_t)got;
            if (memchr(text, 0, n)) {
                *answer = str_trim(str_from_c(text));
                return 0;
            }
        } else if (got < 0 && errno == EAGAIN) {
            int e = socket_wait(call->fd, POLLIN, call->peer, STR("answer"), call->deadline, error);
            if (e)
                return e;
        } else if (got == 0 || errno != EINTR) {
            return ERROR(error, ERR_NET_LOST, call->peer,
                         got == 0 ? STR("end of stream") : str_from_c(strerrordesc_np(errno)));
        }
    }
    return ERROR(error, ERR_NET_PROTOCOL, call->peer, STR("long answer"));
}

int clamd_call_end(struct clamd_call *call, bool stream, struct arena *arena, struct str *answer,
                   struct error *error)
{
    int e = stream ? write_length(call, 0, error) : 0;
    if (e == 0)
        e = read_answer(call, arena, answer, error);
    clamd_call_abandon(call);
    return e;
}

void clamd_call_abandon(struct clamd_call *call)
{
    if (call->fd >= 0)
        close(call->fd);
    call->fd = -1;
}
