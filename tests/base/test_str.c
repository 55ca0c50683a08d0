#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"

static void cuts_a_list_into_its_parts_and_keeps_empty_ones(void **state)
{
    (void)state;
    struct str rest = STR("a,,b"), part;
    assert_true(str_cut(&rest, ',', &part) && str_equal(part, STR("a")));
    assert_true(str_cut(&rest, ',', &part) && str_equal(part, STR("")));
    assert_true(str_cut(&rest, ',', &part) && str_equal(part, STR("b")));
    assert_false(str_cut(&rest, ',', &part));
}

static void reads_integers_at_the_edge_of_int64_and_refuses_one_more(void **state)
{
    (void)state;
    int64_t value;
    assert_true(str_to_int64(STR("9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_true(str_to_int64(STR("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_false(str_to_int64(STR("9223372036854775808"), &value));
    assert_false(str_to_int64(STR("-9223372036854775809"), &value));
    assert_false(str_to_int64(STR("12x"), &value));
    assert_false(str_to_int64(STR("-"), &value));
    assert_false(str_to_int64(STR(""), &value));
}

static void slices_are_clamped_to_the_string(void **state)
{
    (void)state;
    assert_true(str_equal(str_slice(STR("巡り"), 3, 99), STR("り")));
    assert_true(str_is_empty(str_slice(STR("ab"), 5, 9)));
}

static void finds_and_compares_bytes_with_nul_inside(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("a\0bc"), STR("\0b"), 0), 1);
    assert_true(str_compare(STR("a\0b"), STR("a\0c")) < 0);
    assert_true(str_compare(STR("ab"), STR("abc")) < 0);
    assert_true(str_equal_nocase(STR("Content-TYPE"), STR("content-type")));
    assert_false(str_equal_constant_time(STR("abc"), STR("abd")));
    assert_false(str_equal_constant_time(STR("abc"), STR("ab")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_a_list_into_its_parts_and_keeps_empty_ones),
        cmocka_unit_test(reads_integers_at_the_edge_of_int64_and_refuses_one_more),
        cmocka_unit_test(slices_are_clamped_to_the_string),
        cmocka_unit_test(finds_and_compares_bytes_with_nul_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
