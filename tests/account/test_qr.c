#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "account/second_factor.h"

static void draws_the_three_finder_patterns_inside_a_quiet_zone(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str path;
    int64_t size;
    assert_int_equal(account_qr_path(STR("otpauth://totp/Meguri:x?secret=ABC"), arena, &path, &size,
                                     NULL), 0);
    assert_true(size >= 21 + 8 && size % 4 == 1);
    assert_true(str_starts(path, STR("M4 4h7v1h-7z")));
    struct str right = arena_format(arena, "M%d 4h7v1h-7z", (int)size - 4 - 7);
    struct str below = arena_format(arena, "M4 %dh7v1h-7z", (int)size - 4 - 1);
    assert_true(str_contains(path, right) && str_contains(path, below));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_the_three_finder_patterns_inside_a_quiet_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
