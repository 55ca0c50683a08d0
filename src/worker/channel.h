/* The worker's end of the socket. Any failure here ends the process: the program sees the closed
   socket and knows what to do. */
#ifndef MEGURI_WORKER_CHANNEL_H
#define MEGURI_WORKER_CHANNEL_H

#include "base/str.h"
#include "doc/worker_protocol.h"
#include "worker/output.h"

/* False when the other side has gone. `text` has room for WORKER_TEXT_LIMIT bytes; *fd -1: none. */
bool channel_receive(struct worker_packet *packet, char *text, int *fd);
void channel_send(const struct worker_packet *packet, struct str text, int fd);
/* Sends an attachment and waits until it was taken (the `part` of struct worker_output). */
void channel_send_part(void *unused, uint32_t index, int fd, size_t size);
/* Sends status, text and record. */
void channel_send_result(enum worker_job job, const struct worker_output *output);

#endif
