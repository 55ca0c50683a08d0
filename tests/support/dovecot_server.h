/* A real Dovecot that offers IMAP over TLS on 127.0.0.1, for one user, in a folder of its own. */
#ifndef MEGURI_TESTS_SUPPORT_DOVECOT_SERVER_H
#define MEGURI_TESTS_SUPPORT_DOVECOT_SERVER_H

#include "net/imap.h"
#include "support/test_certificate.h"
#include "support/test_server.h"

#define DOVECOT_USER "desk"
#define DOVECOT_PASSWORD "himitsu \"\\ 秘密"

struct dovecot_server {
    struct test_server process;
    struct arena *arena;
    struct str folder;   /* conf, certificates, mail/ (a Maildir) */
    int port;
    bool without_idle;   /* set before dovecot_server_start */
    struct test_certificate certificate;
    unsigned delivered;
};

/* Makes the folder, certificates and an empty mailbox; starts nothing. */
void dovecot_server_prepare(struct dovecot_server *server, enum test_certificate_kind kind);
/* Starts (again, on the same port and mail). */
void dovecot_server_start(struct dovecot_server *server);
/* SIGKILL to all its processes. */
void dovecot_server_kill(struct dovecot_server *server);
/* Kill and remove everything. */
void dovecot_server_finish(struct dovecot_server *server);
/* Options of a client that would work: localhost, port, user, password, INBOX, authority. */
struct imap_options dovecot_server_options(const struct dovecot_server *server);
/* A new mail in INBOX, as a delivery agent leaves it: exactly these bytes. Mails get UIDs in the
   order of delivery. */
void dovecot_server_deliver(struct dovecot_server *server, struct str message);
/* Gives the mailbox another UIDVALIDITY and new UIDs (from 1 on), as after a restored backup; no
   client may be connected. */
void dovecot_server_renumber(struct dovecot_server *server);
/* Number of mails in INBOX that carry \Seen. */
size_t dovecot_server_seen(const struct dovecot_server *server);

#endif
