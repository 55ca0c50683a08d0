/* A bare libmicrohttpd over TLS that answers every request with the same bytes: the measure for pages. */
#ifndef MEGURI_BENCH_WEB_BARE_H
#define MEGURI_BENCH_WEB_BARE_H

#include "base/str.h"

/* Two threads, like the server; certificate and key are PEM. The bytes stay the caller's. port 0: a free
   one. Ends the process when it can not listen. */
struct bare *bare_create(struct str bytes, const char *certificate, const char *key, int port);
int bare_port(const struct bare *bare);
void bare_destroy(struct bare *bare);

#endif
