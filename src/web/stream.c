/* Where the guard sits: this file defines gnutls_record_recv, the one function by which
   libmicrohttpd gets decrypted bytes. The program's own definition comes before the library's, so
   every byte of a connection of ours passes here; other TLS sessions of the process go straight
   through. A head is given on only when it is complete and fine; a bad one is replaced by a fixed
   request that the server answers with 400. docs/web.md says why it is done here. */
#include <dlfcn.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "base/check.h"
#include "web/connection.h"

typedef ssize_t receive_function(gnutls_session_t session, void *data, size_t size);

static receive_function *real_receive;

static void find_real_receive(void)
{
    void *found = dlsym(RTLD_NEXT, "gnutls_record_recv");
    CHECK(found);
    memcpy(&real_receive, &found, sizeof real_receive);
}

static ssize_t receive(gnutls_session_t session, void *data, size_t size)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_real_receive);
    return real_receive(session, data, size);
}

static void forget_given(struct connection *c)
{
    size_t rest = c->in.n - c->given;
    if (c->given > 0 && rest > 0)
        memmove(c->in.p, c->in.p + c->given, rest);
    c->in.n = rest;
    c->given = c->released = c->scanned = 0;
    if (rest == 0)
        buf_finish(&c->in);
}

static ssize_t give(struct connection *c, void *data, size_t size)
{
    size_t n = c->released - c->given;
    if (n > size)
        n = size;
    memcpy(data, c->in.p + c->given, n);
    c->given += n;
    if (c->given == c->released)
        forget_given(c);
    return (ssize_t)n;
}

static void refuse(struct connection *c, enum guard_reason reason)
{
    static const struct str stand_in = STR_INIT(
        "GET " CONNECTION_REFUSED_PATH " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    c->refusal = reason;
    buf_clear(&c->in);
    buf_append(&c->in, stand_in);
    c->given = c->scanned = 0;
    c->released = stand_in.n;
    c->heads++;
}

/* Reads on without keeping anything, so that unread bytes do not reset the connection before the
   client has read its 400. Bounded by the deadline of the phase. */
static ssize_t swallow(struct connection *c)
{
    char nowhere[4096];
    for (int rounds = 0; rounds < 16; rounds++) {
        ssize_t got = receive(c->session, nowhere, sizeof nowhere);
        if (got <= 0)
            return got;
    }
    return 0;
}

/* Looks at the head that `in` holds; true when bytes were released. */
static bool judge_head(struct connection *c)
{
    size_t end = 0;
    struct guard_head head;
    enum guard_reason reason = guard_scan(buf_str(&c->in), c->scanned, &end);
    c->scanned = c->in.n;
    if (!reason && end > 0)
        reason = guard_check(str_slice(buf_str(&c->in), 0, end), c->list->hosts,
                             c->list->host_count, &head);
    if (reason) {
        refuse(c, reason);
        return true;
    }
    if (end == 0)
        return false;
    c->released = end;
    c->body = head.body;
    c->heads++;
    if (head.body > 0)
        connection_enter(c, PHASE_BODY);
    return true;
}

static bool release_body(struct connection *c)
{
    c->released = c->in.n < c->body ? c->in.n : (size_t)c->body;
    c->body -= c->released;
    atomic_fetch_add(&c->moved, (int64_t)c->released);
    return c->released > 0;
}

static ssize_t receive_body(struct connection *c, void *data, size_t size)
{
    ssize_t got = receive(c->session, data, c->body < size ? (size_t)c->body : size);
    if (got > 0) {
        c->body -= (uint64_t)got;
        atomic_fetch_add(&c->moved, got);
    }
    return got;
}

static ssize_t receive_more_head(struct connection *c)
{
    enum { STEP = 4096 };
    ssize_t got = receive(c->session, buf_reserve(&c->in, STEP), STEP);
    if (got <= 0)
        return got;
    if (c->in.n == 0 && atomic_load(&c->phase) == PHASE_IDLE)
        connection_enter(c, PHASE_HEAD);
    buf_commit(&c->in, (size_t)got);
    if (atomic_load(&c->phase) == PHASE_HEAD)
        atomic_fetch_add(&c->moved, got);
    return got;
}

static ssize_t receive_guarded(struct connection *c, void *data, size_t size)
{
    for (;;) {
        if (c->given < c->released)
            return give(c, data, size);
        if (c->refusal)
            return swallow(c);
        if (c->body > 0 && c->in.n == 0)
            return receive_body(c, data, size);
        if (c->body > 0 ? release_body(c) : c->in.n > c->scanned && judge_head(c))
            continue;
        ssize_t got = receive_more_head(c);
        if (got <= 0)
            return got;
    }
}

void stream_attach(struct connection *connection)
{
    gnutls_db_set_ptr(connection->session, connection);
}

void stream_detach(struct connection *connection)
{
    gnutls_db_set_ptr(connection->session, NULL);
}

struct connection *stream_connection(gnutls_session_t session)
{
    struct connection *c = gnutls_db_get_ptr(session);
    return c && c->session == session ? c : NULL;
}

ssize_t gnutls_record_recv(gnutls_session_t session, void *data, size_t size)
{
    struct connection *c = stream_connection(session);
    return c ? receive_guarded(c, data, size) : receive(session, data, size);
}
