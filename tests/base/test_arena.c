#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"

static void gives_zeroed_aligned_memory_for_small_and_large_pieces(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (size_t n = 1; n < 200000; n = n * 3 + 1) {
        int64_t *numbers = ARENA_ARRAY(arena, int64_t, n);
        assert_int_equal((uintptr_t)numbers % alignof(int64_t), 0);
        assert_true(numbers[0] == 0 && numbers[n - 1] == 0);
        numbers[n - 1] = -1;
        char *one = ARENA_NEW(arena, char);
        assert_int_equal(*one, 0);
        *one = 'x';
    }
    arena_destroy(arena);
    arena_destroy(NULL);
}

static void can_be_reset_and_used_again(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 1000; i++)
            assert_true(str_equal(arena_format(arena, "相談 %03d", i).n ? STR("x") : STR(""), STR("x")));
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_destroy(arena);
}

static void joins_and_copies_text_with_a_terminating_nul(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str joined = ARENA_JOIN(arena, STR("該当"), STR("/"), STR("非該当"));
    assert_string_equal(joined.p, "該当/非該当");
    assert_string_equal(arena_c(arena, STR("ab\0c")), "ab");
    assert_int_equal(arena_copy(arena, STR("ab\0c")).n, 4);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_memory_for_small_and_large_pieces),
        cmocka_unit_test(can_be_reset_and_used_again),
        cmocka_unit_test(joins_and_copies_text_with_a_terminating_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
