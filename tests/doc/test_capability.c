#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "doc/capability.h"

static void says_for_each_helper_what_is_lost_and_how_to_get_it(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct context context;
    context_init_system(&context, NULL, LANG_JA);
    struct capability *list;
    size_t count;
    capability_list(&context, LANG_JA, arena, &list, &count);
    assert_true(count >= 5);
    for (size_t i = 0; i < count; i++) {
        assert_true(list[i].title.n && list[i].lost.n);
        assert_true(str_starts(list[i].remedy, STR("apt-get install ")));
        assert_int_equal(list[i].present, list[i].program.n > 0);
    }
    arena_destroy(arena);
}

static void says_so_when_bubblewrap_does_not_work_here(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct context context;
    context_init_system(&context, NULL, LANG_EN);
    struct capability *list;
    size_t count;
    capability_list(&context, LANG_EN, arena, &list, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i].name, STR("sandbox")) && list[i].present)
            assert_int_equal(list[i].fault.n == 0, capability_sandbox_works(&context, arena));
        else
            assert_int_equal(list[i].fault.n, 0);
    arena_destroy(arena);
}

static void finds_the_program_that_the_list_shows(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    /* poppler-utils is among the packages of the tests. */
    assert_true(str_ends(capability_program(STR("pdftext"), arena), STR("/pdftotext")));
    assert_int_equal(capability_program(STR("no such"), arena).n, 0);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_for_each_helper_what_is_lost_and_how_to_get_it),
        cmocka_unit_test(says_so_when_bubblewrap_does_not_work_here),
        cmocka_unit_test(finds_the_program_that_the_list_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
