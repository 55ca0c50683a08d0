/* A temporary folder, an arena and a context whose clock stands at 2025-11-25 10:10 UTC, for tests that write
   files. */
#ifndef MEGURI_TESTS_SUPPORT_FOLDER_FIXTURE_H
#define MEGURI_TESTS_SUPPORT_FOLDER_FIXTURE_H

#include "support/fake_context.h"

struct folder_fixture {
    struct arena *arena;
    struct str folder;
    struct fake_context fake;
};
extern const utc_us folder_fixture_now;
/* For cmocka_unit_test_setup_teardown: *state is the fixture. */
int folder_fixture_set_up(void **state);
int folder_fixture_tear_down(void **state);

#endif
