/* TLS client streams over OpenSSL with deadlines; certificates are always verified, TLS 1.2 or
   newer. One thread at a time uses a stream. After an error only tls_close is allowed. */
#ifndef MEGURI_NET_TLS_H
#define MEGURI_NET_TLS_H

#include "base/context.h"

struct tls_stream;
struct tls_options {
    struct str host;                  /* name or IP address; the certificate must be for it */
    int port;
    struct str certificate_authority; /* PEM file; empty: the system's store */
    int64_t deadline;                 /* microseconds for name, connection and handshake; 0 = 60 s */
};
/* ERR_NET_UNREACHABLE, ERR_NET_TIMEOUT, ERR_NET_LOST, ERR_NET_CERTIFICATE, ERR_NET_TLS,
   ERR_NET_AUTHORITY, ERR_USAGE. The context must outlive the stream. */
int tls_connect(const struct context *context, const struct tls_options *options,
                struct tls_stream **out, struct error *error);
/* Takes NULL. */
void tls_close(struct tls_stream *stream);
/* All bytes, within `deadline` microseconds from now. ERR_NET_TIMEOUT, ERR_NET_LOST. */
int tls_write(struct tls_stream *stream, struct str bytes, int64_t deadline, struct error *error);
/* At least one byte; *got == 0 at the end of the stream. ERR_NET_TIMEOUT, ERR_NET_LOST (also when
   the peer ends without TLS's closing message). */
int tls_read(struct tls_stream *stream, void *to, size_t room, size_t *got, int64_t deadline,
             struct error *error);
/* Waits until something can be read or fd `wake` (-1: none) is readable or `deadline` microseconds
   passed; none of them is an error. *readable says whether tls_read is worth a call. */
int tls_wait(struct tls_stream *stream, int wake, int64_t deadline, bool *readable,
             struct error *error);
/* "host:port", for sentences. */
struct str tls_peer(const struct tls_stream *stream);

#endif
