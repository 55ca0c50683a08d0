/* One record per TCP connection: what the guard holds back, in which phase the connection is and
   since when. Owned by the server's list; the byte fields belong to libmicrohttpd's thread of the
   connection, the phase is read by the sweeper too. */
#ifndef MEGURI_WEB_CONNECTION_H
#define MEGURI_WEB_CONNECTION_H

#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "base/context.h"
#include "web/guard.h"

enum connection_phase {
    PHASE_HEAD,    /* handshake, or a head has begun */
    PHASE_IDLE,    /* between two requests */
    PHASE_BODY,
    PHASE_HANDLER, /* suspended; our pool works */
    PHASE_SENDING,
};

struct store_canceller;

struct connection {
    struct connection *next, **link;
    struct connection_list *list;
    gnutls_session_t session;
    int fd;
    char address[INET6_ADDRSTRLEN];

    struct buf in;             /* bytes read and not yet all given on */
    size_t given, released;    /* of `in`: passed on; free to be passed on */
    size_t scanned;
    uint64_t body;             /* bytes of the present body still to come */
    enum guard_reason refusal; /* the connection carries nothing more */
    uint64_t heads, requests;  /* let through by the guard; seen by the server */

    _Atomic int phase;
    _Atomic int64_t since;     /* monotonic */
    _Atomic int64_t moved;     /* bytes of this phase */
    _Atomic bool overdue;
    struct store_canceller *canceller; /* of the handler at work; under the list's lock */
};

struct connection_limits {
    int64_t head, idle, handler;  /* microseconds */
    int64_t grace;                /* of body and response, before the rate counts */
    int64_t least_rate;           /* bytes per second */
};

struct connection_list {
    const struct context *context;
    const struct str *hosts;
    size_t host_count;
    struct certificate_store *certificates;
    struct connection_limits limits;
    pthread_mutex_t lock;
    struct connection *first;
    /* Told of a client that was cut off in the middle of a request or of its answer. */
    void (*note_overdue)(void *owner, const struct connection *connection, struct str reason);
    void *owner;
};

struct connection *connection_create(struct connection_list *list, gnutls_session_t session, int fd,
                                     const struct sockaddr *address);
void connection_destroy(struct connection *connection);
void connection_enter(struct connection *connection, enum connection_phase phase);
void connection_set_canceller(struct connection *connection, struct store_canceller *canceller);
/* One round over all connections: closes what is overdue, cancels the queries of clients that left
   and of handlers that take too long. Called a few times per second. */
void connection_sweep(struct connection_list *list);

/* stream.c: from now on the connection's bytes pass the guard; until it is detached. */
void stream_attach(struct connection *connection);
void stream_detach(struct connection *connection);
/* The connection of a TLS session of ours, or NULL. */
struct connection *stream_connection(gnutls_session_t session);

/* The path of the request that stands in for a refused one. No route has it. */
#define CONNECTION_REFUSED_PATH "/-/refused"

#endif
