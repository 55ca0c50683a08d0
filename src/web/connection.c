#include "web/connection.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/check.h"
#include "store/store.h"

static void write_address(char *out, size_t size, const struct sockaddr *address)
{
    out[0] = '\0';
    if (address->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, out,
                  (socklen_t)size);
        return;
    }
    if (address->sa_family != AF_INET6)
        return;
    const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(six))
        inet_ntop(AF_INET, six->s6_addr + 12, out, (socklen_t)size);
    else
        inet_ntop(AF_INET6, six, out, (socklen_t)size);
}

struct connection *connection_create(struct connection_list *list, gnutls_session_t session, int fd,
                                     const struct sockaddr *address)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        check_fail("out of memory");
    connection->list = list;
    connection->session = session;
    connection->fd = fd;
    write_address(connection->address, sizeof connection->address, address);
    connection_enter(connection, PHASE_HEAD);
    pthread_mutex_lock(&list->lock);
    connection->next = list->first;
    connection->link = &list->first;
    if (list->first)
        list->first->link = &connection->next;
    list->first = connection;
    pthread_mutex_unlock(&list->lock);
    return connection;
}

void connection_destroy(struct connection *connection)
{
    if (!connection)
        return;
    pthread_mutex_lock(&connection->list->lock);
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    pthread_mutex_unlock(&connection->list->lock);
    buf_finish(&connection->in);
    free(connection);
}

void connection_enter(struct connection *connection, enum connection_phase phase)
{
    atomic_store(&connection->moved, 0);
    atomic_store(&connection->since, context_monotonic(connection->list->context));
    atomic_store(&connection->phase, (int)phase);
}

void connection_set_canceller(struct connection *connection, struct store_canceller *canceller)
{
    pthread_mutex_lock(&connection->list->lock);
    connection->canceller = canceller;
    pthread_mutex_unlock(&connection->list->lock);
}

static bool client_has_gone(const struct connection *connection)
{
    struct pollfd poll_one = {.fd = connection->fd, .events = POLLRDHUP};
    return poll(&poll_one, 1, 0) > 0 && (poll_one.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

static bool too_slow(const struct connection *connection, const struct connection_limits *limits,
                     int64_t elapsed)
{
    int64_t moved = atomic_load(&connection->moved);
    return elapsed > limits->grace &&
           moved / limits->least_rate < (elapsed - limits->grace) / US_PER_SECOND;
}

static bool is_overdue(const struct connection *connection, int64_t now)
{
    const struct connection_limits *limits = &connection->list->limits;
    int64_t elapsed = now - atomic_load(&connection->since);
    switch ((enum connection_phase)atomic_load(&connection->phase)) {
    case PHASE_HEAD:
        return elapsed > limits->head;
    case PHASE_IDLE:
        return elapsed > limits->idle;
    case PHASE_HANDLER:
        return elapsed > limits->handler;
    case PHASE_BODY:
    case PHASE_SENDING:
        return too_slow(connection, limits, elapsed);
    }
    return false;
}

/* Why a client was cut off; empty: it had only opened a connection and sent nothing. */
static struct str overdue_reason(const struct connection *connection)
{
    switch ((enum connection_phase)atomic_load(&connection->phase)) {
    case PHASE_HEAD:
        return atomic_load(&connection->moved) > 0 ? STR("slow_head") : STR("");
    case PHASE_BODY:
        return STR("slow_body");
    case PHASE_SENDING:
        return STR("slow_reading");
    case PHASE_IDLE:
    case PHASE_HANDLER:
        return STR("");
    }
    return STR("");
}

static void cut_off(const struct connection_list *list, const struct connection *connection)
{
    struct str reason = overdue_reason(connection);
    if (reason.n > 0 && list->note_overdue)
        list->note_overdue(list->owner, connection, reason);
    /* Not close(): the descriptor is libmicrohttpd's, which sees the end and cleans up. The record
       leaves the list before the descriptor can be used again. */
    shutdown(connection->fd, SHUT_RDWR);
}

void connection_sweep(struct connection_list *list)
{
    int64_t now = context_monotonic(list->context);
    pthread_mutex_lock(&list->lock);
    for (struct connection *c = list->first; c; c = c->next) {
        bool overdue = is_overdue(c, now);
        if (atomic_load(&c->phase) == PHASE_HANDLER) {
            /* The answer still goes out: the cancelled query makes the handler end with an error.
             */
            if (c->canceller && (overdue || client_has_gone(c)))
                store_cancel(c->canceller);
        } else if (overdue && !atomic_exchange(&c->overdue, true)) {
            cut_off(list, c);
        }
    }
    pthread_mutex_unlock(&list->lock);
}
