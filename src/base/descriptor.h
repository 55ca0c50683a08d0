/* Open files handed to another process over a SOCK_SEQPACKET socket. */
#ifndef MEGURI_BASE_DESCRIPTOR_H
#define MEGURI_BASE_DESCRIPTOR_H

#include "base/str.h"

/* One packet: `head` and then `text`, with `fd` beside it when fd >= 0 (the receiver gets a copy).
   0 or errno. */
int descriptor_send(int socket, struct str head, struct str text, int fd);

#endif
