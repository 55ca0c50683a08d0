#include "support/test_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support/postgres_server.h"
#include "support/test_folder.h"

struct store_case {
    const struct store_test *test;
    enum store_driver driver;
    struct test_store *running;
};

static void open_store(struct test_store *test)
{
    struct error error = {0};
    if (store_open(&test->fake.context, &test->options, &test->store, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static int set_up(void **state)
{
    struct store_case *which = *state;
    struct test_store *test = calloc(1, sizeof *test);
    assert_non_null(test);
    test->driver = which->driver;
    test->arena = arena_create();
    fake_context_init(&test->fake, 1);
    test->fake.context.lang = LANG_EN;
    test->options.directory = test_folder_create(test->arena);
    if (which->driver == STORE_POSTGRES)
        test->options.url = postgres_server_database(test->arena);
    which->running = test;
    open_store(test);
    return 0;
}

static int tear_down(void **state)
{
    struct store_case *which = *state;
    struct test_store *test = which->running;
    store_close(test->store);
    test_folder_remove(test->options.directory);
    arena_destroy(test->arena);
    fake_context_finish(&test->fake);
    free(test);
    which->running = NULL;
    return 0;
}

static void run_case(void **state)
{
    struct store_case *which = *state;
    which->test->run(which->running);
}

void test_store_reopen(struct test_store *test)
{
    store_close(test->store);
    test->store = NULL;
    open_store(test);
}

const char *test_store_sentence(struct test_store *test, const struct error *error)
{
    return arena_c(test->arena, error_sentence(error, LANG_EN, test->arena));
}

static bool wanted(enum store_driver driver)
{
    const char *only = getenv("MEGURI_TEST_DRIVER");
    return !only || strcmp(only, driver == STORE_SQLITE ? "sqlite" : "postgres") == 0;
}

int test_store_run(const struct store_test *tests, size_t count)
{
    struct arena *arena = arena_create();
    struct CMUnitTest *units = ARENA_ARRAY(arena, struct CMUnitTest, count * 2);
    struct store_case *cases = ARENA_ARRAY(arena, struct store_case, count * 2);
    size_t filled = 0;
    for (int driver = STORE_SQLITE; driver <= STORE_POSTGRES; driver++) {
        if (!wanted((enum store_driver)driver))
            continue;
        for (size_t i = 0; i < count; i++, filled++) {
            cases[filled] = (struct store_case){&tests[i], (enum store_driver)driver, NULL};
            units[filled] = (struct CMUnitTest){
                .name = arena_format(arena, "%s_on_%s", tests[i].name,
                                     driver == STORE_SQLITE ? "sqlite" : "postgres")
                            .p,
                .test_func = run_case,
                .setup_func = set_up,
                .teardown_func = tear_down,
                .initial_state = &cases[filled],
            };
        }
    }
    int failed = _cmocka_run_group_tests("store", units, filled, NULL, NULL);
    arena_destroy(arena);
    return failed;
}
