/* The server's own state, for the files of this room. */
#ifndef MEGURI_WEB_SERVER_INTERNAL_H
#define MEGURI_WEB_SERVER_INTERNAL_H

#include "web/limit.h"
#include "web/pool.h"
#include "web/refusal.h"
#include "web/request.h"
#include "web/server.h"

enum { HOST_LIMIT = 5, DAEMON_LIMIT = 2 };

struct web_server {
    const struct context *context;
    struct store *store;
    const struct web_services *services;
    struct web_options options;
    struct route_table *routes;
    struct str hosts[HOST_LIMIT];
    struct connection_list connections;
    struct pool *pool;
    struct pool *password_gate;            /* for routes with on_password_gate */
    struct limit_table *limits;            /* public pages */
    struct refusals *refusals;
    struct MHD_Daemon *daemons[DAEMON_LIMIT];
    size_t daemon_count;
    int port;
    struct asset_responses *assets;
    struct str upload_directory;
    bool strict_transport; /* own certificate, no demonstration */
    struct arena *arena;   /* texts of the above */
    pthread_t sweeper;
    _Atomic bool stopping;
    atomic_int_fast64_t requests, refused, overloaded, too_many;
    unsigned char secret[32]; /* of this process: binds login forms to a browser */
};

/* Replaces zeros by the defaults of server.h. */
void server_fill_defaults(struct web_options *options);

/* Audits a refusal (refusal.h): an answer, or a connection that was closed for being too slow. */
void server_note_refusal(const struct web_request *request, struct str reason, int status);
void server_note_overdue(void *server, const struct connection *connection, struct str reason);

/* transfer.c: libmicrohttpd's callbacks. */
void *transfer_begin(void *argument, const char *target, struct MHD_Connection *mhd);
enum MHD_Result transfer_step(void *argument, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state);
void transfer_end(void *argument, struct MHD_Connection *mhd, void **state,
                  enum MHD_RequestTerminationCode code);
void transfer_connection(void *argument, struct MHD_Connection *mhd, void **state,
                         enum MHD_ConnectionNotificationCode code);
/* The pool's work: dispatch_run, then the connection goes on. */
void transfer_work(struct web_request *request);

/* asset_response.c */
struct asset_responses *asset_responses_create(bool strict_transport);
void asset_responses_destroy(struct asset_responses *responses);
/* True: the path names an asset; the request remembers it. */
bool asset_responses_find(struct web_request *request);
enum MHD_Result asset_responses_answer(struct asset_responses *responses,
                                       struct web_request *request);

/* header.c: the security headers of every response. */
void header_add_common(struct MHD_Response *response, struct str content_type,
                       bool strict_transport);

#endif
