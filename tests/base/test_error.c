#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"

static void says_where_and_what_in_both_languages(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct error error = {0};
    assert_int_equal(ERROR(&error, ERR_NUMBER, STR("1O"), STR("O")), ERR_NUMBER);
    error_at(&error, STR("鉛.csv"), 12, 3);
    assert_string_equal(error_sentence(&error, LANG_JA, arena).p,
                        "鉛.csv の 12 行 3 列: 「1O」は数として読めません: O。");
    assert_string_equal(error_sentence(&error, LANG_EN, arena).p,
                        "鉛.csv line 12 column 3: \"1O\" is not a number: O.");
    arena_destroy(arena);
}

static void keeps_the_first_error(void **state)
{
    (void)state;
    struct error error = {0};
    ERROR(&error, ERR_NOT_FOUND, STR("a"));
    ERROR(&error, ERR_INTERNAL, STR("b"));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    assert_int_equal(ERROR(NULL, ERR_BUSY, STR("x")), ERR_BUSY);
}

static void cuts_long_texts_at_a_whole_character(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    char *text = arena_alloc(arena, 3 * 1000, 1, 1);
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + 3 * i, "あ", 3);
    struct error error = {0}, copy;
    ERROR(&error, ERR_NOT_FOUND, ((struct str){text, 3000}));
    assert_int_equal(error.parameters[0].n % 3, 0);
    error_copy(&copy, &error);
    assert_true(copy.parameters[0].p == copy.text);
    arena_destroy(arena);
}

static void a_full_disk_is_told_from_other_faults(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(error_from_errno(&error, ENOSPC, STR("x")), ERR_DISK_FULL);
    error_clear(&error);
    assert_int_equal(error_from_errno(&error, EIO, STR("x")), ERR_IO);
    assert_int_equal(error_http_status(ERR_CONFLICT), 409);
    assert_true(str_equal(error_name(ERR_CONFLICT), STR("ERR_CONFLICT")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_where_and_what_in_both_languages),
        cmocka_unit_test(keeps_the_first_error),
        cmocka_unit_test(cuts_long_texts_at_a_whole_character),
        cmocka_unit_test(a_full_disk_is_told_from_other_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
