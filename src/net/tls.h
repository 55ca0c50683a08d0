/* TLS client streams over OpenSSL with deadlines; certificates are always verified. */
#ifndef MEGURI_NET_TLS_H
#define MEGURI_NET_TLS_H

#include "base/context.h"

struct tls_stream;
struct tls_options {
    struct str host;
    int port;
    struct str certificate_authority; /* PEM file; empty: the system's store */
    int64_t deadline;                 /* microseconds for connect + handshake */
};
int tls_connect(const struct context *context, const struct tls_options *options,
                struct tls_stream **out, struct error *error);
void tls_close(struct tls_stream *stream);
int tls_write(struct tls_stream *stream, struct str bytes, int64_t deadline, struct error *error);
/* At least one byte; *got == 0 at the end of the stream. */
int tls_read(struct tls_stream *stream, void *to, size_t room, size_t *got, int64_t deadline,
             struct error *error);

#endif
