/* Connecting a TCP socket within a deadline, and waiting for one. */
#ifndef MEGURI_NET_SOCKET_H
#define MEGURI_NET_SOCKET_H

#include "base/context.h"

/* A point on the monotonic clock. */
struct deadline {
    const struct context *context;
    int64_t at; /* microseconds */
};
struct deadline deadline_after(const struct context *context, int64_t microseconds);

/* A connected, non-blocking, close-on-exec socket to the first address that answers. `peer` names
   it in errors: ERR_NET_UNREACHABLE, ERR_NET_TIMEOUT. */
int socket_connect(struct str host, int port, struct str peer, struct deadline deadline, int *out,
                   struct error *error);
/* poll(2) until one of the events. 0 or ERR_NET_TIMEOUT (`doing` says what was waited for). */
int socket_wait(int fd, short events, struct str peer, struct str doing, struct deadline deadline,
                struct error *error);
/* Waits until fd `wake` (-1: none) is readable (true) or the time is over (false). */
bool socket_pause(int wake, int64_t microseconds, const struct context *context);
/* Milliseconds left for poll(2), at least 0, rounded up. */
int deadline_poll_milliseconds(struct deadline deadline);

#endif
