#include "net/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/resolve.h"

struct deadline deadline_after(const struct context *context, int64_t microseconds)
{
    return (struct deadline){context, context_monotonic(context) + microseconds};
}

int deadline_poll_milliseconds(struct deadline deadline)
{
    int64_t left = deadline.at - context_monotonic(deadline.context);
    if (left <= 0)
        return 0;
    int64_t milliseconds = (left + US_PER_MS - 1) / US_PER_MS;
    return milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;
}

int socket_wait(int fd, short events, struct str peer, struct str doing, struct deadline deadline,
                struct error *error)
{
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = events};
        int ready = poll(&wait, 1, deadline_poll_milliseconds(deadline));
        if (ready > 0)
            return 0;
        if (ready == 0)
            return ERROR(error, ERR_NET_TIMEOUT, peer, doing);
        if (errno != EINTR)
            return error_from_errno(error, errno, peer);
    }
}

bool socket_pause(int wake, int64_t microseconds, const struct context *context)
{
    struct deadline deadline = deadline_after(context, microseconds);
    struct pollfd wait = {.fd = wake, .events = POLLIN};
    int ready;
    do
        ready = poll(&wait, 1, deadline_poll_milliseconds(deadline));
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

/* 0 with a connected socket, ERR_NET_TIMEOUT, or -errno when this address does not answer. */
static int connect_one(const struct addrinfo *address, struct str peer, struct deadline deadline,
                       int *out, struct error *error)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    int problem = 0;
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0)
        problem = errno;
    if (problem == EINPROGRESS) {
        int e = socket_wait(fd, POLLOUT, peer, STR("connect"), deadline, error);
        if (e) {
            close(fd);
            return e;
        }
        socklen_t size = sizeof problem;
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size) != 0)
            problem = errno;
    }
    if (problem != 0) {
        close(fd);
        return -problem;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    *out = fd;
    return 0;
}

int socket_connect(struct str host, int port, struct str peer, struct deadline deadline, int *out,
                   struct error *error)
{
    char name[256], service[8];
    if (host.n == 0 || host.n >= sizeof name || memchr(host.p, 0, host.n) || port < 1 ||
        port > 65535)
        return ERROR(error, ERR_USAGE, STR("host:port"));
    memcpy(name, host.p, host.n);
    name[host.n] = 0;
    for (int digits = port, at = 5; at >= 0; at--, digits /= 10)
        service[at] = (char)('0' + digits % 10);
    service[6] = 0;
    int fault = context_fault(deadline.context, FAULT_CONNECT, peer);
    if (fault != 0)
        return ERROR(error, ERR_NET_UNREACHABLE, peer, str_from_c(strerrordesc_np(fault)));

    struct addrinfo *addresses;
    int e = resolve_host(name, service, peer, deadline, &addresses, error);
    if (e)
        return e;
    int result = -EADDRNOTAVAIL;
    for (struct addrinfo *at = addresses; at && result < 0; at = at->ai_next)
        result = connect_one(at, peer, deadline, out, error);
    freeaddrinfo(addresses);
    if (result < 0)
        return ERROR(error, ERR_NET_UNREACHABLE, peer, str_from_c(strerrordesc_np(-result)));
    return result;
}
