/* Addresses of a host within a deadline. The system's resolver cannot be told when to stop, so it runs in a
   thread of its own; whoever stops waiting leaves the thread to end by itself. */
#ifndef MEGURI_NET_RESOLVE_H
#define MEGURI_NET_RESOLVE_H

#include <netdb.h>

#include "net/socket.h"

enum { RESOLVE_MOST = 8 }; /* lookups at once, abandoned ones included; more wait for their turn */

/* *out is freed by freeaddrinfo. Numeric addresses need no lookup. ERR_NET_UNREACHABLE (`peer` is not
   known), ERR_NET_TIMEOUT. */
int resolve_host(const char *name, const char *service, struct str peer, struct deadline deadline,
                 struct addrinfo **out, struct error *error);

#endif
