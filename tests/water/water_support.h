/* What the tests of mines and data share: a commission, an actor, tables as files, a real worker.
 */
#ifndef MEGURI_TESTS_WATER_SUPPORT_H
#define MEGURI_TESTS_WATER_SUPPORT_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/room.h"
#include "water/data/import.h"

/* A commission and the program as its actor. */
struct web_actor water_test_actor(struct test_store *test);
/* An ordinary person with that role. */
struct web_actor water_test_person(const struct web_actor *program, const char *login,
                                   enum account_role role);
/* A mine with 原水 (P1, no limits) and 処理水 (P2, the general limits). */
int64_t water_test_mine(const struct web_actor *actor, const char *code);
/* A draft of this CSV, read as guessed. */
int64_t water_test_draft(const struct web_actor *actor, int64_t mine, const char *name,
                         struct str csv);

#endif
