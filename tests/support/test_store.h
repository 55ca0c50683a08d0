/* Runs each test once for each database driver, on a fresh store in a temporary folder. PostgreSQL
   is started once per program (support/postgres_server.h). MEGURI_TEST_DRIVER=sqlite|postgres in
   the environment limits the run to one. */
#ifndef MEGURI_TESTS_SUPPORT_TEST_STORE_H
#define MEGURI_TESTS_SUPPORT_TEST_STORE_H

#include "store/store.h"
#include "support/fake_context.h"

struct test_store {
    enum store_driver driver;
    struct fake_context fake; /* its clock stands until moved; faults on demand */
    struct store_options options;
    struct store *store;
    struct arena *arena;    /* of the test */
};

struct store_test {
    const char *name;
    void (*run)(struct test_store *test);
};
#define STORE_TEST(function) {#function, function}

/* Closes the store and opens it again with test->options. */
void test_store_reopen(struct test_store *test);
/* Runs all and returns the number of failures, for main(). */
int test_store_run(const struct store_test *tests, size_t count);
#define TEST_STORE_RUN(tests) test_store_run((tests), sizeof(tests) / sizeof(tests)[0])

/* The error as text, for messages; lives in the test's arena. */
const char *test_store_sentence(struct test_store *test, const struct error *error);

#endif
