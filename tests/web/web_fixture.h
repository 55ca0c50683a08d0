/* A real server in this process on a free port, over TLS, with a small module of test pages; and a
   client that sends raw bytes. The server's clock stands until a test moves it. */
#ifndef MEGURI_TESTS_WEB_FIXTURE_H
#define MEGURI_TESTS_WEB_FIXTURE_H

#include <stdatomic.h>

#include "net/tls.h"
#include "support/fake_context.h"
#include "support/test_folder.h"
#include "web/certificate.h"
#include "web/server.h"
#include "web/session.h"

struct web_fixture {
    struct fake_context fake;
    struct context client;    /* the real clock */
    struct arena *arena;
    struct str folder;
    struct store *store;
    struct web_services services;
    struct web_options options;
    struct certificate_files files;
    struct web_server *server;
};

/* Workspace with two commissions and three people (see fixture_person); starts the server with
   fixture->options as they are. */
void fixture_start(struct web_fixture *fixture);
void fixture_stop(struct web_fixture *fixture);
/* Stops the server and starts another one on the same store. */
void fixture_restart(struct web_fixture *fixture);
/* cmocka setup and teardown around the two, with default options. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Person 1: advisor of commission 1; 2: advisor of commission 2; 3: viewer of commission 1. */
enum { FIRST_ADVISOR = 1, OTHER_ADVISOR = 2, FIRST_VIEWER = 3 };

/* A connection; what was not read is dropped at close. */
struct tls_stream *fixture_connect(struct web_fixture *fixture);
void fixture_send(struct web_fixture *fixture, struct tls_stream *stream, struct str bytes);
/* One response with its body (by Content-Length), or what came before the end of the stream. */
struct str fixture_receive(struct web_fixture *fixture, struct tls_stream *stream);
/* True when the server has closed: reads until the end. */
bool fixture_is_closed(struct web_fixture *fixture, struct tls_stream *stream);
/* Connects, sends, receives, closes. */
struct str fixture_exchange(struct web_fixture *fixture, struct str bytes);
int fixture_status(struct str response);
/* The value of a header, empty when absent. */
struct str fixture_header(struct web_fixture *fixture, struct str response, const char *name);

/* A browser: keeps cookies, reads the hidden fields of the page it has open. */
struct browser {
    struct web_fixture *fixture;
    struct str session, page, notice; /* cookies */
    struct str csrf, key;             /* of the last form seen */
};
struct str browser_get(struct browser *browser, const char *path);
/* `fields` is urlencoded; _csrf and _key of the last form are added. */
struct str browser_post(struct browser *browser, const char *path, const char *fields);
void browser_login(struct browser *browser, int person);

/* What the test pages count and wait for. */
extern _Atomic int fixture_actions, fixture_waiting;
extern _Atomic bool fixture_hold;

/* Number of audit lines with the action, and the detail of the newest ("" without one). */
int64_t fixture_audit_count(struct web_fixture *fixture, const char *action);
struct str fixture_audit_detail(struct web_fixture *fixture, const char *action);

#endif
