/* What the tests of the worker share: a pool over the built meguri-worker, bytes in a file. */
#ifndef MEGURI_TESTS_DOC_WORKER_SUPPORT_H
#define MEGURI_TESTS_DOC_WORKER_SUPPORT_H

#include "base/context.h"
#include "doc/worker.h"

/* One pool for the whole test program (made at first use); `support_finish` ends it. */
struct worker_pool *support_pool(void);
void support_finish(void);
/* A pool of its own; program and context are filled in. */
struct worker_pool *support_pool_with(struct worker_options options);
/* An anonymous file with these bytes, opened for reading and writing. */
int support_file(struct str bytes);
/* Reads tests/data/NAME whole. */
struct str support_data(const char *name, struct arena *arena);
const struct context *support_context(void);
/* Prints the error and fails the test unless `code` is 0. */
void support_ok(int code, const struct error *error);

#endif
