/* Sending one message by SMTP (libcurl, smtp/smtps only, STARTTLS required unless smtps). */
#ifndef MEGURI_NET_SMTP_H
#define MEGURI_NET_SMTP_H

#include "base/context.h"

struct smtp_options {
    struct str host, user, password;
    int port;
    bool implicit_tls;                /* smtps; else STARTTLS, required */
    struct str certificate_authority; /* PEM file; empty: the system's store */
    int64_t deadline;                 /* microseconds; 0 = 60 s */
};

enum smtp_outcome {
    SMTP_ACCEPTED,  /* the server took responsibility (250 after the final dot) */
    SMTP_REFUSED,   /* permanent: 5xx; the sentence carries the server's text */
    SMTP_TRY_LATER, /* certainly not accepted: connection refused, 4xx, TLS failure before DATA's end */
    SMTP_UNKNOWN,   /* the connection was lost after the final dot: a person must decide */
};
struct smtp_result {
    enum smtp_outcome outcome;
    int reply_code; /* last reply of the server; 0 = none */
    struct str reply_text;
};
/* One message to all recipients or to none. Never returns an error for the server's behaviour; that
   is the outcome, and reply_text (in the arena, one clean line, never empty unless accepted) says
   why. A refused login is SMTP_TRY_LATER with its code: the message is not at fault.
   `message` is sent with CR LF line ends whatever it has; the dots are this function's business.
   ERR_USAGE for bad options or addresses (control characters, blanks, brackets, non-ASCII). */
int smtp_send(const struct context *context, const struct smtp_options *options, struct str sender,
              const struct str *recipients, size_t recipient_count, struct str message,
              struct arena *arena, struct smtp_result *result, struct error *error);

#endif
