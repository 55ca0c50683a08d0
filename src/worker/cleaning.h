/* Cleaning a file (inspect/clean.h) as a job of the worker. */
#ifndef MEGURI_WORKER_CLEANING_H
#define MEGURI_WORKER_CLEANING_H

#include "base/arena.h"
#include "inspect/inspect.h"
#include "worker/output.h"

/* `text`: the kinds, a line end, the name. Parts: enum worker_cleaned. */
void cleaning_job(struct inspect *inspect, struct str text, struct str bytes, struct arena *arena,
                  struct worker_output *output);

#endif
