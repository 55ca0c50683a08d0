/* A small IMAP4rev1 client over TLS: what the intake needs and no more. One connection, one thread. */
#ifndef MEGURI_NET_IMAP_H
#define MEGURI_NET_IMAP_H

#include "base/context.h"
#include "net/tls.h"

struct imap;
struct imap_options {
    struct str host, user, password, mailbox;
    int port;                 /* 993 */
    struct str certificate_authority; /* PEM file; empty: the system's store */
    int64_t deadline;         /* microseconds for each command; 0 = 60 s */
    size_t message_limit;     /* bytes; larger ones are reported, not fetched; 0 = 100 MB */
};
/* Connects, logs in, selects the mailbox (a name in UTF-8). ERR_NET_* (each cause its own), ERR_USAGE
   for a name or password with CR, LF or NUL. After any error of the functions below the connection
   is of no use: imap_disconnect and connect anew. The context must outlive the connection. */
int imap_connect(const struct context *context, const struct imap_options *options,
                 struct imap **out, struct error *error);
/* Takes NULL. */
void imap_disconnect(struct imap *imap);
/* Of the selected mailbox; when it differs from the one a cursor was made with, all UIDs are new. */
int64_t imap_uid_validity(const struct imap *imap);

struct imap_message {
    int64_t uid, size;
    bool too_large; /* bytes are not fetched; fd is -1 */
    bool refused;   /* the server said NO to this one message; fd is -1. The ones behind it follow. */
};
/* For each message with uid > after, ascending: the raw bytes in an anonymous file (BODY.PEEK[], so
   that nothing is marked), read from its start; fd is closed after the sink returns. A message that
   was expunged meanwhile is left out. The sink's error ends the walk and is returned. Large messages
   get time beyond the deadline: 10 s per MB. NUL bytes reach us as the server sends them (RFC 3501
   forbids them; Dovecot replaces each by 0x80). */
typedef int imap_sink(void *argument, const struct imap_message *message, int fd,
                      struct error *error);
int imap_fetch_after(struct imap *imap, int64_t after, imap_sink *sink, void *argument,
                     struct error *error);
/* A courtesy to people who look into the mailbox with another program. */
int imap_mark_seen(struct imap *imap, int64_t uid, struct error *error);
/* Waits for new mail with IDLE (or NOOP when not offered) until `deadline` microseconds passed or fd
   `wake` (-1: none) becomes readable; none of these is an error. Returns at once when mail arrived
   since the last imap_fetch_after began. IDLE is left after at most 25 minutes. */
int imap_wait(struct imap *imap, int64_t deadline, int wake, struct error *error);

#endif
