#include "net/openssl.h"

#include "net/tls.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "net/socket.h"

enum { DEFAULT_DEADLINE = 60 * US_PER_SECOND };

struct tls_stream {
    const struct context *context;
    int fd;
    SSL_CTX *settings;
    SSL *ssl;
    struct arena *arena; /* holds peer */
    struct str peer;
};

/* A BIO over the socket that never raises SIGPIPE; OpenSSL's own one calls write(2). */
static BIO_METHOD *socket_method;
static pthread_once_t socket_method_once = PTHREAD_ONCE_INIT;

static int bio_result(BIO *bio, ssize_t n)
{
    BIO_clear_retry_flags(bio);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        BIO_set_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
    return (int)n;
}

static int bio_send(BIO *bio, const char *bytes, int n)
{
    const struct tls_stream *stream = BIO_get_data(bio);
    ssize_t sent = send(stream->fd, bytes, (size_t)n, MSG_NOSIGNAL);
    int result = bio_result(bio, sent);
    if (result < 0 && BIO_should_retry(bio)) {
        BIO_clear_retry_flags(bio);
        BIO_set_retry_write(bio);
    }
    return result;
}

static int bio_receive(BIO *bio, char *to, int room)
{
    const struct tls_stream *stream = BIO_get_data(bio);
    ssize_t got = recv(stream->fd, to, (size_t)room, 0);
    int result = bio_result(bio, got);
    if (result < 0 && BIO_should_retry(bio)) {
        BIO_clear_retry_flags(bio);
        BIO_set_retry_read(bio);
    }
    if (got == 0)
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return result;
}

static long bio_control(BIO *bio, int command, long number, void *pointer)
{
    (void)number;
    (void)pointer;
    if (command == BIO_CTRL_EOF)
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
    return command == BIO_CTRL_FLUSH;
}

static void make_socket_method(void)
{
    socket_method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "meguri socket");
    CHECK(socket_method);
    BIO_meth_set_write(socket_method, bio_send);
    BIO_meth_set_read(socket_method, bio_receive);
    BIO_meth_set_ctrl(socket_method, bio_control);
}

static struct str last_tls_text(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? str_from_c(reason) : STR("TLS");
}

static int load_authority(SSL_CTX *settings, struct str authority, struct arena *arena,
                          struct error *error)
{
    int loaded = authority.n ? SSL_CTX_load_verify_file(settings, arena_c(arena, authority))
                             : SSL_CTX_set_default_verify_paths(settings);
    if (loaded == 1)
        return 0;
    return ERROR(error, ERR_NET_AUTHORITY, authority.n ? authority : STR("(system)"),
                 last_tls_text());
}

/* The certificate must be for `host`, which is a DNS name or an IP address. */
static int expect_host(SSL *ssl, const char *host)
{
    X509_VERIFY_PARAM *expected = SSL_get0_param(ssl);
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host) == 1)
        return 1;
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set_tlsext_host_name(ssl, host) == 1 && SSL_set1_host(ssl, host) == 1;
}

static int prepare(struct tls_stream *stream, const struct tls_options *options,
                   struct error *error)
{
    pthread_once(&socket_method_once, make_socket_method);
    stream->settings = SSL_CTX_new(TLS_client_method());
    CHECK(stream->settings);
    SSL_CTX_set_min_proto_version(stream->settings, TLS1_2_VERSION);
    SSL_CTX_set_verify(stream->settings, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(stream->settings, SSL_MODE_AUTO_RETRY | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                           SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    int e = load_authority(stream->settings, options->certificate_authority, stream->arena, error);
    if (e)
        return e;
    stream->ssl = SSL_new(stream->settings);
    BIO *bio = BIO_new(socket_method);
    CHECK(stream->ssl && bio);
    BIO_set_data(bio, stream);
    BIO_set_init(bio, 1);
    SSL_set_bio(stream->ssl, bio, bio);
    SSL_set_connect_state(stream->ssl);
    if (!expect_host(stream->ssl, arena_c(stream->arena, options->host)))
        return ERROR(error, ERR_USAGE, STR("host"));
    return 0;
}

/* What SSL_do_handshake, SSL_read or SSL_write asked for: waits for it and returns 0 (call again),
   or says why it failed for good. */
static int settle(struct tls_stream *stream, int result, struct str doing, struct deadline deadline,
                  struct error *error)
{
    int why = SSL_get_error(stream->ssl, result);
    if (why == SSL_ERROR_WANT_READ)
        return socket_wait(stream->fd, POLLIN, stream->peer, doing, deadline, error);
    if (why == SSL_ERROR_WANT_WRITE)
        return socket_wait(stream->fd, POLLOUT, stream->peer, doing, deadline, error);
    long verified = SSL_get_verify_result(stream->ssl);
    if (verified != X509_V_OK)
        return ERROR(error, ERR_NET_CERTIFICATE, stream->peer,
                     str_from_c(X509_verify_cert_error_string(verified)));
    bool ended = why == SSL_ERROR_SYSCALL || why == SSL_ERROR_ZERO_RETURN ||
                 ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    if (ended)
        return ERROR(error, ERR_NET_LOST, stream->peer, doing);
    return ERROR(error, ERR_NET_TLS, stream->peer, last_tls_text());
}

static int shake_hands(struct tls_stream *stream, struct deadline deadline, struct error *error)
{
    for (;;) {
        ERR_clear_error();
        int result = SSL_do_handshake(stream->ssl);
        if (result == 1)
            return 0;
        int e = settle(stream, result, STR("TLS"), deadline, error);
        if (e)
            return e;
    }
}

int tls_connect(const struct context *context, const struct tls_options *options,
                struct tls_stream **out, struct error *error)
{
    struct deadline deadline =
        deadline_after(context, options->deadline ? options->deadline : DEFAULT_DEADLINE);
    struct tls_stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        check_fail("out of memory");
    stream->context = context;
    stream->fd = -1;
    stream->arena = arena_create();
    stream->peer =
        arena_format(stream->arena, "%" PRIstr ":%d", STR_ARG(options->host), options->port);
    int e = prepare(stream, options, error);
    if (!e)
        e = socket_connect(options->host, options->port, stream->peer, deadline, &stream->fd,
                           error);
    if (!e)
        e = shake_hands(stream, deadline, error);
    if (e) {
        tls_close(stream);
        return e;
    }
    *out = stream;
    return 0;
}

void tls_close(struct tls_stream *stream)
{
    if (!stream)
        return;
    if (stream->ssl && stream->fd >= 0 && SSL_is_init_finished(stream->ssl))
        SSL_shutdown(stream->ssl); /* sends our closing message; the peer's is not waited for */
    ERR_clear_error();
    SSL_free(stream->ssl);
    SSL_CTX_free(stream->settings);
    if (stream->fd >= 0)
        close(stream->fd);
    arena_destroy(stream->arena);
    free(stream);
}

int tls_write(struct tls_stream *stream, struct str bytes, int64_t microseconds,
              struct error *error)
{
    struct deadline deadline = deadline_after(stream->context, microseconds);
    while (bytes.n > 0) {
        size_t written = 0;
        ERR_clear_error();
        int result = SSL_write_ex(stream->ssl, bytes.p, bytes.n, &written);
        if (result == 1) {
            bytes = str_slice(bytes, written, bytes.n);
            continue;
        }
        int e = settle(stream, result, STR("send"), deadline, error);
        if (e)
            return e;
    }
    return 0;
}

int tls_read(struct tls_stream *stream, void *to, size_t room, size_t *got, int64_t microseconds,
             struct error *error)
{
    struct deadline deadline = deadline_after(stream->context, microseconds);
    for (;;) {
        ERR_clear_error();
        int result = SSL_read_ex(stream->ssl, to, room, got);
        if (result == 1)
            return 0;
        *got = 0;
        if (SSL_get_error(stream->ssl, result) == SSL_ERROR_ZERO_RETURN)
            return 0;
        int e = settle(stream, result, STR("receive"), deadline, error);
        if (e)
            return e;
    }
}

/* Whether a byte, the end or an error can be had now: records of the TLS layer itself (session
   tickets, key updates) make the socket readable without giving the reader anything. */
static bool has_something(struct tls_stream *stream)
{
    char byte;
    size_t got;
    ERR_clear_error();
    int result = SSL_peek_ex(stream->ssl, &byte, 1, &got);
    return result == 1 || SSL_get_error(stream->ssl, result) != SSL_ERROR_WANT_READ;
}

int tls_wait(struct tls_stream *stream, int wake, int64_t microseconds, bool *readable,
             struct error *error)
{
    struct deadline deadline = deadline_after(stream->context, microseconds);
    while (!(*readable = has_something(stream))) {
        struct pollfd waits[2] = {{.fd = stream->fd, .events = POLLIN},
                                  {.fd = wake, .events = POLLIN}};
        int ready = poll(waits, 2, deadline_poll_milliseconds(deadline));
        if (ready < 0 && errno != EINTR)
            return error_from_errno(error, errno, stream->peer);
        if (ready == 0 || (ready > 0 && waits[0].revents == 0))
            return 0;
    }
    return 0;
}

struct str tls_peer(const struct tls_stream *stream)
{
    return stream->peer;
}
