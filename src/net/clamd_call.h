/* Inside the room: one command to a clamd, and the generated files that prove what it looks at. */
#ifndef MEGURI_NET_CLAMD_CALL_H
#define MEGURI_NET_CLAMD_CALL_H

#include "base/buf.h"
#include "net/clamd.h"
#include "net/socket.h"

struct clamd_call {
    struct str peer;
    struct deadline deadline;
    int fd;
    bool refused; /* the daemon stopped reading: its answer says why */
};
/* Connects and sends `command` with its closing NUL. ERR_USAGE, ERR_NET_UNREACHABLE, ERR_NET_TIMEOUT,
   ERR_NET_LOST. On success the call must be ended. */
int clamd_call_begin(struct clamd_call *call, const struct clamd_options *options,
                     const struct context *context, struct str command, struct error *error);
/* One piece of the stream. 0 also when the daemon stopped reading. */
int clamd_call_chunk(struct clamd_call *call, struct str bytes, struct error *error);
/* Closes the stream, reads the answer (without its NUL) and the connection with it. */
int clamd_call_end(struct clamd_call *call, bool stream, struct arena *arena, struct str *answer,
                   struct error *error);
/* Takes no answer. */
void clamd_call_abandon(struct clamd_call *call);

/* Streams a zip: `size` zero bytes, and behind them the EICAR test file. */
int clamd_probe_stream(struct clamd_call *call, int64_t size, struct error *error);
/* Harmless zip in zip, deeper than any daemon follows. */
void clamd_probe_nested(struct buf *out);

#endif
