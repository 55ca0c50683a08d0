/* What the tests of the inspection room share. */
#ifndef MEGURI_TESTS_INSPECT_SUPPORT_H
#define MEGURI_TESTS_INSPECT_SUPPORT_H

#include "inspect/inspect.h"

/* One for the whole test program. */
struct inspect *support_inspect(void);
/* A file of tests/data/inspect. */
struct str support_sample(struct str name, struct arena *arena);
struct inspect_report support_report(struct str name, struct str bytes, struct arena *arena);
/* The first finding of the kind, or NULL. */
const struct inspect_finding *support_find(const struct inspect_report *report, const char *id);
void support_print(const struct inspect_report *report, struct arena *arena);
int support_finish(void **state);

#endif
