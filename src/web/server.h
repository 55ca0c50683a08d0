/* The web server in this process: libmicrohttpd with TLS behind the request guard, handlers on a
   pool. serve.h adds what a daemon needs (signals, user, background work); tests use this. */
#ifndef MEGURI_WEB_SERVER_H
#define MEGURI_WEB_SERVER_H

#include "web/module.h"
#include "web/services.h"

struct web_options {
    struct str address;       /* "127.0.0.1" or "::1" …; empty: both of these */
    int port;                 /* 0: a free one */
    struct str host;          /* a further name this server answers to, beside localhost */
    struct str certificate, key; /* PEM files; empty: made by web_certificate_ensure */
    int pool_threads;         /* 0 = max(4, 2 per core) */
    int queue_limit;          /* 0 = 64 waiting requests */
    int connection_limit;     /* 0 = 1000 */
    int connections_per_address; /* 0 = 100 */
    int public_per_minute;    /* requests of one address to public pages; 0 = 300 */
    int64_t head_deadline;    /* microseconds; 0 = 10 s */
    int64_t idle_deadline;    /* between requests; 0 = 30 s */
    int64_t handler_deadline; /* 0 = 30 s */
    int64_t body_grace;       /* before the least rate counts; 0 = 10 s */
    int64_t least_rate;       /* bytes per second of a body; 0 = 4096 */
    int64_t session_idle;     /* 0 = 8 h */
    int64_t session_absolute; /* 0 = 14 h */
};

struct web_server;

/* Starts threads and returns. Everything pointed to must outlive the server. ERR_WEB_LISTEN,
   ERR_WEB_CERTIFICATE. */
int web_server_start(const struct context *context, struct store *store,
                     const struct web_services *services, const struct module *const *modules,
                     size_t module_count, const struct web_options *options,
                     struct web_server **out, struct error *error);
int web_server_port(const struct web_server *server);
/* Reads certificate and key again; on an error the old ones stay. */
int web_server_reload(struct web_server *server, struct error *error);
/* Takes no new connections, lets running requests end for at most `drain` microseconds, stops. */
void web_server_stop(struct web_server *server, int64_t drain);

/* What the guard and the limits turned away since start. */
struct web_counters {
    int64_t requests, refused, overloaded, too_many;
};
struct web_counters web_server_counters(const struct web_server *server);

#endif
