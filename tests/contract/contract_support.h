/* What the contract room's tests share: a commission with a person, a real worker, files by their
 * bytes. */
#ifndef MEGURI_TESTS_CONTRACT_SUPPORT_H
#define MEGURI_TESTS_CONTRACT_SUPPORT_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "contract/allow.h"
#include "contract/report.h"
#include "support/room.h"

/* A commission of its own with a person who hands files in. */
struct web_actor support_actor(struct test_store *test, const char *commission);

/* An anonymous file; the test closes it. */
struct contract_upload support_upload(const char *name, struct str bytes);
/* Hands in one file for seven days. */
int64_t support_hand_in(const struct web_actor *actor, const char *name, struct str bytes);
void support_run(const struct web_actor *actor);
struct contract_inspection support_read(const struct web_actor *actor, int64_t id);
/* The reports, settled; `inspect` is the caller's. */
struct inspect_report *support_reports(const struct web_actor *actor, const struct inspect *inspect,
                                       const struct contract_inspection *row, bool reveal);
bool support_has(const struct inspect_report *report, const char *kind);

#endif
