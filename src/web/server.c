#include "web/server_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/file.h"
#include "base/log.h"
#include "web/certificate.h"

enum {
    TRANSFER_THREADS = 2,          /* libmicrohttpd's, each with an epoll of its own */
    CONNECTION_MEMORY = 48 * 1024, /* a head of GUARD_HEAD_LIMIT and the response's headers */
    SWEEPS_PER_SECOND = 10,
    GATE_THREADS = 2,  /* argon2id takes 64 MB each */
    GATE_QUEUE = 64,   /* some 3 s of waiting */
    GATE_NICENESS = 19, /* a flood of logins leaves the processors to the pages */
};

static void set_default(int *value, int otherwise)
{
    *value = *value > 0 ? *value : otherwise;
}

static void set_default_time(int64_t *value, int64_t seconds)
{
    *value = *value > 0 ? *value : seconds * US_PER_SECOND;
}

void server_fill_defaults(struct web_options *o)
{
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    set_default(&o->pool_threads, cores * 2 > 4 ? cores * 2 : 4);
    set_default(&o->queue_limit, 64);
    set_default(&o->connection_limit, 1000);
    set_default(&o->connections_per_address, 100);
    set_default(&o->public_per_minute, 300);
    set_default_time(&o->head_deadline, 10);
    set_default_time(&o->idle_deadline, 30);
    set_default_time(&o->handler_deadline, 30);
    set_default_time(&o->body_grace, 10);
    set_default_time(&o->session_idle, 8 * 3600);
    set_default_time(&o->session_absolute, 14 * 3600);
    o->least_rate = o->least_rate > 0 ? o->least_rate : 4096;
}

/* Listening ----------------------------------------------------------------------------------- */

struct listening {
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } address;
    socklen_t size;
};

static bool read_address(struct str text, int port, struct listening *out)
{
    char name[INET6_ADDRSTRLEN] = {0};
    if (text.n >= sizeof name)
        return false;
    memcpy(name, text.p, text.n);
    *out = (struct listening){0};
    if (inet_pton(AF_INET, name, &out->address.four.sin_addr) == 1) {
        out->address.four.sin_family = AF_INET;
        out->address.four.sin_port = htons((uint16_t)port);
        out->size = sizeof out->address.four;
        return true;
    }
    out->address.six.sin6_family = AF_INET6;
    out->address.six.sin6_port = htons((uint16_t)port);
    out->size = sizeof out->address.six;
    return inet_pton(AF_INET6, name, &out->address.six.sin6_addr) == 1;
}

static int cannot_listen(struct web_server *server, struct str address, int why, struct error *error)
{
    struct str place = arena_format(server->arena, "%" PRIstr " (%d)", STR_ARG(address), server->port);
    return ERROR(error, ERR_WEB_LISTEN, place, str_from_c(strerror(why)));
}

static int open_socket(struct web_server *server, struct str address, int *out, struct error *error)
{
    struct listening at;
    int one = 1;
    if (!read_address(address, server->port, &at))
        return cannot_listen(server, address, EADDRNOTAVAIL, error);
    int fd = socket(at.address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool fine = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0;
    if (fine && at.address.any.sa_family == AF_INET6)
        fine = setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one) == 0;
    fine = fine && bind(fd, &at.address.any, at.size) == 0 && listen(fd, SOMAXCONN) == 0 &&
           getsockname(fd, &at.address.any, &at.size) == 0;
    if (!fine) {
        int why = errno;
        if (fd >= 0)
            close(fd);
        return cannot_listen(server, address, why, error);
    }
    server->port = ntohs(at.address.any.sa_family == AF_INET ? at.address.four.sin_port : at.address.six.sin6_port);
    *out = fd;
    return 0;
}

static int choose_certificate(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                              const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
                              unsigned int *count, gnutls_privkey_t *key)
{
    (void)authorities;
    (void)authority_count;
    (void)algorithms;
    (void)algorithm_count;
    const struct connection *connection = stream_connection(session);
    if (!connection)
        return -1;
    certificate_store_newest(connection->list->certificates, chain, count, key);
    return 0;
}

static void drop_message(void *argument, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static void drop_message(void *argument, const char *format, va_list args)
{
    /* Broken handshakes and lost connections: the counters have them. */
    (void)argument;
    (void)format;
    (void)args;
}

static int start_daemon(struct web_server *server, struct str address, struct error *error)
{
    int fd = -1;
    int e = open_socket(server, address, &fd, error);
    if (e)
        return e;
    const struct web_options *o = &server->options;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_TLS | MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        transfer_step, server, MHD_OPTION_EXTERNAL_LOGGER, drop_message, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)TRANSFER_THREADS, MHD_OPTION_URI_LOG_CALLBACK, transfer_begin, server,
        MHD_OPTION_NOTIFY_COMPLETED, transfer_end, server, MHD_OPTION_NOTIFY_CONNECTION, transfer_connection, server,
        MHD_OPTION_HTTPS_CERT_CALLBACK, choose_certificate, MHD_OPTION_HTTPS_PRIORITIES,
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", MHD_OPTION_CONNECTION_LIMIT, (unsigned)o->connection_limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)o->connections_per_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!daemon) {
        close(fd);
        return cannot_listen(server, address, EIO, error);
    }
    server->daemons[server->daemon_count++] = daemon;
    return 0;
}

static int listen_all(struct web_server *server, struct error *error)
{
    if (server->options.address.n > 0)
        return start_daemon(server, server->options.address, error);
    int e = start_daemon(server, STR("127.0.0.1"), error);
    if (e)
        return e;
    /* A machine without IPv6 is served over IPv4 alone. */
    struct error no_six = {0};
    start_daemon(server, STR("::1"), &no_six);
    return 0;
}

/* Life ---------------------------------------------------------------------------------------- */

static void *sweep(void *argument)
{
    struct web_server *server = argument;
    const struct timespec pause = {0, 1000000000L / SWEEPS_PER_SECOND};
    while (!atomic_load(&server->stopping)) {
        connection_sweep(&server->connections);
        refusal_sweep(server->refusals);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

static void fill_hosts(struct web_server *server)
{
    size_t n = 0;
    server->hosts[n++] = STR("localhost");
    server->hosts[n++] = STR("127.0.0.1");
    server->hosts[n++] = STR("[::1]");
    if (server->options.host.n > 0)
        server->hosts[n++] = server->options.host;
    server->connections = (struct connection_list){
        .context = server->context,
        .hosts = server->hosts,
        .host_count = n,
        .certificates = certificate_store_create(),
        .limits = {.head = server->options.head_deadline,
                   .idle = server->options.idle_deadline,
                   .handler = server->options.handler_deadline,
                   .grace = server->options.body_grace,
                   .least_rate = server->options.least_rate},
        .note_overdue = server_note_overdue,
        .owner = server,
    };
    pthread_mutex_init(&server->connections.lock, NULL);
}

static int prepare_files(struct web_server *server, struct error *error)
{
    struct web_options *o = &server->options;
    struct str directory = store_directory(server->store);
    server->upload_directory = ARENA_JOIN(server->arena, directory, STR("/upload"));
    int e = file_make_directory(server->context, server->upload_directory, error);
    if (!e && o->certificate.n == 0) {
        struct certificate_files files;
        e = web_certificate_ensure(server->context, directory, server->arena, &files, error);
        o->certificate = files.certificate;
        o->key = files.key;
    }
    if (!e && server->strict_transport)
        e = web_certificate_refuse_self_signed(server->context, o->certificate, server->arena, error);
    return e ? e : web_server_reload(server, error);
}

static struct web_server *create(const struct context *context, struct store *store,
                                 const struct web_services *services, const struct module *const *modules,
                                 size_t module_count, const struct web_options *options)
{
    struct web_server *server = calloc(1, sizeof *server);
    if (!server)
        check_fail("out of memory");
    server->context = context;
    server->store = store;
    server->services = services;
    server->options = *options;
    server->port = options->port;
    server->arena = arena_create();
    server_fill_defaults(&server->options);
    context_random(context, server->secret, sizeof server->secret);
    server->routes = route_table_create(modules, module_count);
    server->limits = limit_create(server->options.public_per_minute, server->options.public_per_minute);
    server->refusals = refusal_create(store);
    server->strict_transport = options->certificate.n > 0 && !services->demonstration;
    server->assets = asset_responses_create(server->strict_transport);
    fill_hosts(server);
    return server;
}

static void destroy(struct web_server *server)
{
    asset_responses_destroy(server->assets);
    limit_destroy(server->limits);
    refusal_destroy(server->refusals);
    route_table_destroy(server->routes);
    certificate_store_destroy(server->connections.certificates);
    pthread_mutex_destroy(&server->connections.lock);
    arena_destroy(server->arena);
    free(server);
}

int web_server_start(const struct context *context, struct store *store, const struct web_services *services,
                     const struct module *const *modules, size_t module_count, const struct web_options *options,
                     struct web_server **out, struct error *error)
{
    struct web_server *server = create(context, store, services, modules, module_count, options);
    int e = prepare_files(server, error);
    if (e) {
        destroy(server);
        return e;
    }
    /* libmicrohttpd's TLS writes with plain send: a lost client must not end the process. */
    signal(SIGPIPE, SIG_IGN);
    server->pool = pool_create(server->options.pool_threads, 0, (size_t)server->options.queue_limit, transfer_work);
    server->password_gate = pool_create(GATE_THREADS, GATE_NICENESS, GATE_QUEUE, transfer_work);
    if (pthread_create(&server->sweeper, NULL, sweep, server) != 0)
        check_fail("no thread for the connection sweeper");
    e = listen_all(server, error);
    if (e) {
        web_server_stop(server, 0);
        return e;
    }
    *out = server;
    return 0;
}

int web_server_port(const struct web_server *server)
{
    return server->port;
}

int web_server_reload(struct web_server *server, struct error *error)
{
    return certificate_store_load(server->connections.certificates, server->context, server->options.certificate,
                                  server->options.key, error);
}

static void wait_until_idle(struct web_server *server, int64_t drain)
{
    const struct timespec pause = {0, 10000000L};
    int64_t end = context_monotonic(server->context) + drain;
    while (pool_busy(server->pool) + pool_busy(server->password_gate) > 0 &&
           context_monotonic(server->context) < end)
        nanosleep(&pause, NULL);
}

void web_server_stop(struct web_server *server, int64_t drain)
{
    if (!server)
        return;
    for (size_t i = 0; i < server->daemon_count; i++) {
        int fd = MHD_quiesce_daemon(server->daemons[i]);
        if (fd >= 0)
            close(fd);
    }
    wait_until_idle(server, drain);
    /* Whoever is still at work has had its time: queries stop, then handlers end. */
    pthread_mutex_lock(&server->connections.lock);
    for (struct connection *c = server->connections.first; c; c = c->next)
        if (c->canceller)
            store_cancel(c->canceller);
    pthread_mutex_unlock(&server->connections.lock);
    pool_destroy(server->pool);
    pool_destroy(server->password_gate);
    for (size_t i = 0; i < server->daemon_count; i++)
        MHD_stop_daemon(server->daemons[i]);
    atomic_store(&server->stopping, true);
    pthread_join(server->sweeper, NULL);
    destroy(server);
}

struct web_counters web_server_counters(const struct web_server *server)
{
    return (struct web_counters){
        .requests = (int64_t)atomic_load(&server->requests),
        .refused = (int64_t)atomic_load(&server->refused),
        .overloaded = (int64_t)atomic_load(&server->overloaded),
        .too_many = (int64_t)atomic_load(&server->too_many),
    };
}

void server_note_refusal(const struct web_request *request, struct str reason, int status)
{
    struct refusal refusal = {.commission = web_commission(request),
                              .actor = request->session.person,
                              .address = request->address,
                              .reason = reason,
                              .status = status,
                              .request = request->number};
    refusal_note(request->server->refusals, &refusal);
}

void server_note_overdue(void *server, const struct connection *connection, struct str reason)
{
    struct refusal refusal = {.address = str_from_c(connection->address), .reason = reason};
    refusal_note(((struct web_server *)server)->refusals, &refusal);
}
