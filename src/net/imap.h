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
int imap_connect(const struct context *context, const struct imap_options *options,
                 struct imap **out, struct error *error);
void imap_disconnect(struct imap *imap);
int64_t imap_uid_validity(const struct imap *imap);

struct imap_message {
    int64_t uid, size;
    bool too_large; /* bytes are not fetched; fd is -1 */
};
/* For each message with uid > after, ascending: the raw bytes in an anonymous file (BODY.PEEK[], so
   that nothing is marked). The sink's error ends the walk and is returned. */
typedef int imap_sink(void *argument, const struct imap_message *message, int fd,
                      struct error *error);
int imap_fetch_after(struct imap *imap, int64_t after, imap_sink *sink, void *argument,
                     struct error *error);
/* A courtesy to people who look into the mailbox with another program. */
int imap_mark_seen(struct imap *imap, int64_t uid, struct error *error);
/* Waits for new mail with IDLE (or NOOP when not offered) until `deadline` microseconds passed or fd
   `wake` becomes readable. */
int imap_wait(struct imap *imap, int64_t deadline, int wake, struct error *error);

#endif
