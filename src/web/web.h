/* What a page sees: a request whose fields were declared and validated, and a response to fill.
   Handlers run on the pool, never on libmicrohttpd's threads; they are thin and call the same room
   functions as the commands. */
#ifndef MEGURI_WEB_WEB_H
#define MEGURI_WEB_WEB_H

#include "account/account.h"
#include "html/html.h"
#include "store/store.h"

enum web_method { WEB_GET, WEB_POST };

/* Declared fields: a handler receives nothing else. */
enum web_field_kind {
    WEB_TEXT,    /* one line, cleaned, at most `limit` characters */
    WEB_LINES,   /* several lines */
    WEB_INTEGER, /* within [least, most] */
    WEB_DECIMAL, /* checked by base/decimal.h; text kept */
    WEB_DATE,    /* 2025-04-01 */
    WEB_CODE,    /* one of `choices`, separated by "|" */
    WEB_CHECK,   /* a tick box: present or not */
    WEB_FILE,    /* multipart upload, streamed to an anonymous file; at most `limit` bytes */
    WEB_ID,      /* positive integer */
    WEB_TOKEN,   /* [0-9A-Za-z_-]{1,limit} */
    WEB_LIST,    /* several integers under one name (tick boxes of a list) */
};
struct web_field {
    struct str name;
    enum web_field_kind kind;
    bool required;
    int64_t least, most; /* WEB_INTEGER */
    size_t limit;        /* characters or bytes; 0 = 200 characters */
    struct str choices;
    struct str label_ja, label_en; /* for the error sentence */
};

struct web_file {
    struct str name, declared_type; /* data, never a path */
    int fd;                         /* owned by the request */
    int64_t size;
};

struct web_request; /* opaque: the functions below read it */
struct arena *web_arena(const struct web_request *request);
struct store *web_store(const struct web_request *request);
const struct context *web_context(const struct web_request *request);
struct web_services; /* worker pool, mail settings …: web/services.h */
const struct web_services *web_services(const struct web_request *request);
/* The person logged in; NULL on public routes without a session. */
const struct account_person *web_person(const struct web_request *request);
/* The commission chosen in the session, of which the person is a member with a role the route's
   permission allows (checked before the handler runs); 0 on public routes. */
int64_t web_commission(const struct web_request *request);
bool web_may(const struct web_request *request, struct str permission);
/* Counts the request `times` times more in the limit of its address on public pages: for what somebody
   might try again and again, as tokens in links. */
void web_charge(const struct web_request *request, int times);
struct str web_address(const struct web_request *request);
enum lang web_lang(const struct web_request *request);

/* Path parts (":id") and fields by name; the kind must be the declared one (checked). Absent:
   empty, 0, false, NULL. */
struct str web_text(const struct web_request *request, struct str name);
int64_t web_integer(const struct web_request *request, struct str name);
bool web_check(const struct web_request *request, struct str name);
/* The upload number `index` of the field, alive as long as the request; NULL behind the last one.
 */
const struct web_file *web_file(const struct web_request *request, struct str name, size_t index);
/* The ticked numbers of a WEB_LIST; returns how many. */
size_t web_list(const struct web_request *request, struct str name, const int64_t **out);

struct web_response; /* 200 and text/html unless changed */
struct html *web_html(struct web_response *response);
/* The page around a body: header, navigation by permission, notices, footer. `body` is a compiled
   template. Title is shown and is the <title>. */
void web_page(const struct web_request *request, struct web_response *response, struct str title,
              html_template *body, const void *page);
/* 303 to a local path, with an optional notice shown once on the next page. */
void web_redirect(struct web_response *response, struct str path, struct str notice);
void web_status(struct web_response *response, int status);
void web_header(struct web_response *response, struct str name, struct str value);
/* A download. `name` may be Japanese (RFC 6266/8187 both forms). Bytes are copied / fd is taken
 * over. */
void web_download(struct web_response *response, struct str name, struct str type,
                  struct str bytes);
void web_download_fd(struct web_response *response, struct str name, struct str type, int fd,
                     int64_t size, bool show_inline);
/* Errors found in fields by the handler itself, shown in the error summary and beside the field:
   the handler re-renders its form and returns 0 with status 422. */
void web_field_error(struct web_request *request, struct str name, struct str sentence);
struct str web_field_problem(const struct web_request *request, struct str name);
/* Fields that did not pass their declaration do not stop the handler of a POST that asks for this
   with web_route.re_renders: it sees web_has_problems and shows its form again with what was typed.
 */
bool web_has_problems(const struct web_request *request);
/* What was typed, unchecked but cleaned of control characters: only to fill a form again. */
struct str web_typed(const struct web_request *request, struct str name);
/* The same when a form is shown again, else `stored`. */
struct str web_typed_or(const struct web_request *request, struct str name, struct str stored);

/* The hidden fields that every <form method="post"> of a page needs: CSRF token and the key that
   makes the action happen once however often it is sent. */
struct html_safe web_form(const struct web_request *request);

/* store_read that stops when the client has gone or the handler's time is over. */
int web_read(const struct web_request *request, store_body *body, void *argument,
             struct error *error);

/* Returns 0 or an error code: the error page is made from `error` with its HTTP status, and the
   refusal is audited. */
typedef int web_handler(struct web_request *request, struct web_response *response,
                        struct error *error);
/* Shows `form` again with the sentence of `error` in its summary (422); an error of the program
   itself is returned as it is. */
int web_form_again(struct web_request *request, struct web_response *response, web_handler *form,
                   struct error *error);

enum web_csrf {
    WEB_CSRF_NONE,       /* GET only */
    WEB_CSRF_SESSION,    /* POST: token of the session, the default for all that changes state */
    WEB_CSRF_LOGIN,      /* POST without a session (login, METI's link): token bound to a cookie of the page */
};
struct web_route {
    enum web_method method;
    struct str path;       /* "/desk/cases/:id" */
    struct str permission; /* empty: public */
    enum web_csrf csrf;
    size_t body_limit; /* 0 = 64 KiB */
    web_handler *handler;
    struct str title_ja, title_en;
    const struct web_field *fields;
    size_t field_count;
    bool re_renders; /* POST: the handler is called with field problems too (web_has_problems) */
    bool stores_nothing; /* POST that only answers (a calculation): the same form may be sent again */
    bool reads_personal_data; /* audited with the path's :id as "ROOM.read" after success */
    bool on_password_gate; /* checks or sets a password (argon2id: 64 MB, 80 ms): the handler runs
                              on two threads of its own instead of the pool, so that a flood of
                              logins does not hold up the pages; 503 when their queue is full */
    bool light; /* public GET that waits for nothing: a client without a session gets it from the
                   threads that read the network; there the store is shut (ERR_STORE_SHUT) */
};

#endif
