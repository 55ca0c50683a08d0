/* Inside of the web room: what web.h shows to handlers as opaque. A request lives from its first
   byte to libmicrohttpd's completed callback, and its arena with it. */
#ifndef MEGURI_WEB_REQUEST_H
#define MEGURI_WEB_REQUEST_H

#include <microhttpd.h>

#include "web/connection.h"
#include "web/form.h"
#include "web/route.h"
#include "web/session.h"

struct web_server;
struct asset;

struct web_response {
    int status;
    struct buf body;
    struct html html;
    struct str type; /* empty: text/html; charset=utf-8 */
    int fd;          /* -1: the body is `body` */
    int64_t fd_size;
    struct response_header {
        struct response_header *next;
        struct str name, value;
    } * headers;
    struct str location; /* of a redirect */
};

struct field_problem {
    struct field_problem *next;
    struct str name, label, sentence;
};

struct field_value {
    struct str name, text;
    enum web_field_kind kind;
    int64_t integer;
    bool present;
    int64_t *list;
    size_t list_count;
    struct web_file **files;
    size_t file_count;
};

/* The session of a request as the store has it. */
struct session_state {
    int64_t id, person, commission;
    enum session_level level;
    struct str csrf;
};

struct web_request {
    struct web_server *server;
    struct connection *connection;
    struct MHD_Connection *mhd;
    struct arena *arena;
    struct str number; /* told to the reader on error pages, and in the log */
    int64_t began;     /* monotonic */

    struct str method, target, path, query;
    bool post, started, counted, finished, wants_json;
    enum lang lang;
    struct str address;

    const struct asset *asset; /* asked for; NULL: a page */
    struct route_match match;
    size_t body_limit;
    struct buf body; /* urlencoded */
    struct multipart *multipart;
    struct form form;
    struct error body_error;

    struct field_value *values;
    size_t value_count;
    struct field_problem *problems, **problems_end;

    struct session_state session;
    struct account_person *person; /* NULL unless the session is full */
    uint32_t roles;
    struct str commission_title;
    bool commission_synthetic;
    struct str csrf; /* what the forms of this page carry */
    struct store_canceller *canceller;

    struct web_response response;
    struct web_request *queue_next;
};

/* The value of a request header; empty when absent. */
struct str request_header(const struct web_request *request, const char *name);
/* A cookie by name; empty when absent. */
struct str request_cookie(const struct web_request *request, struct str name);
struct field_value *request_value(const struct web_request *request, struct str name);

/* dispatch.c: everything from session to response; runs on the pool. */
void dispatch_run(struct web_request *request);
/* True: the route is light and the client shows no session. dispatch_run_light then answers on the
   calling thread, with the store shut to it. */
bool dispatch_is_light(const struct web_request *request);
void dispatch_run_light(struct web_request *request);

/* response.c */
void response_init(struct web_response *response, struct arena *arena);
void response_reset(struct web_response *response);
void response_finish(struct web_response *response);
void response_set_cookie(struct web_response *response, struct arena *arena, struct str name,
                         struct str value, int64_t max_age);
/* Fills the response with the page or JSON of an error and audits refusals. */
void response_error(struct web_request *request, const struct error *error);

/* field.c: reads the declared fields from path, query and body. ERR_WEB_BODY for what no form of
   ours sends; wrong content becomes problems. */
int field_read_all(struct web_request *request, struct error *error);
void field_add_problem(struct web_request *request, struct str name, struct str label,
                       struct str sentence);

/* session.c */
int session_load(struct web_request *request, struct error *error);
/* csrf.c: the token for this page's forms (sets a cookie when there is no session). */
void csrf_prepare(struct web_request *request);
int csrf_check(struct web_request *request, struct error *error);

/* once.c: the same key from the same session happens once. *known: the response is filled. */
struct once_claim {
    int64_t session; /* before the handler, which may change it */
    struct str key;  /* empty: the form had none */
};
int once_begin(struct web_request *request, struct once_claim *claim, bool *known,
               struct error *error);
/* Success: a repeat is led to the same place. Else the key is free again. */
void once_end(struct web_request *request, const struct once_claim *claim, bool success);

#define SESSION_COOKIE "__Host-meguri"
#define PAGE_COOKIE "__Host-meguri-page"     /* binds login forms to this browser */
#define NOTICE_COOKIE "__Host-meguri-notice" /* shown on the next page */

#endif
