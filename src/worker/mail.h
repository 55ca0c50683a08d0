/* A message taken apart: structure and transfer encodings by GMime, all text by our own decoders. */
#ifndef MEGURI_WORKER_MAIL_H
#define MEGURI_WORKER_MAIL_H

#include "base/arena.h"
#include "worker/output.h"

/* Starts the MIME library and lets it load what it loads late. Before the sandbox, after
   charset_load. */
void mail_load(void);

/* Never fails: a message that cannot be read gives a record with MAIL_BROKEN and the reason. */
void mail_read(struct str bytes, struct arena *arena, struct worker_output *output);

#endif
