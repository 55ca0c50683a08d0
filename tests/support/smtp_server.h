/* A real SMTP server on 127.0.0.1 that can be told to misbehave (tests/support/smtp_server.py). */
#ifndef MEGURI_TESTS_SUPPORT_SMTP_SERVER_H
#define MEGURI_TESTS_SUPPORT_SMTP_SERVER_H

#include "net/smtp.h"
#include "support/test_certificate.h"
#include "support/test_server.h"

#define SMTP_SERVER_USER "desk"
#define SMTP_SERVER_PASSWORD "himitsu 秘密"

struct smtp_server {
    struct test_server process;
    struct arena *arena;
    struct str folder;
    int port;
    bool implicit_tls;
    struct test_certificate certificate;
};

void smtp_server_start(struct smtp_server *server, bool implicit_tls,
                       enum test_certificate_kind kind);
/* accept (at start), 550_rcpt, 451_rcpt, 421_mail, 554_hello, 554_data, 452_data, no_starttls,
   drop_in_data, drop_after_dot (the mail is kept), silent_after_dot (kept, never answered). Holds
   from the next step of any connection on. */
void smtp_server_mode(struct smtp_server *server, const char *mode);
void smtp_server_kill(struct smtp_server *server);
/* Kill and remove everything. */
void smtp_server_finish(struct smtp_server *server);
/* Options of a client that would work. */
struct smtp_options smtp_server_options(const struct smtp_server *server);
/* Number of messages the server took. */
size_t smtp_server_count(const struct smtp_server *server);
/* Bytes and envelope ({"sender":…,"recipients":[…],"login":true,"tls":true}) of message 1… */
struct str smtp_server_message(const struct smtp_server *server, size_t number);
struct str smtp_server_envelope(const struct smtp_server *server, size_t number);

#endif
