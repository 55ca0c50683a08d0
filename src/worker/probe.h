/* Trying what the sandbox forbids, so that `meguri doctor` and the tests know that it does. */
#ifndef MEGURI_WORKER_PROBE_H
#define MEGURI_WORKER_PROBE_H

#include "doc/worker_protocol.h"

/* Returns when nothing stopped it. */
void probe_run(enum worker_probe probe);

#endif
