#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

MAIL_TEST(says_what_is_wrong_with_an_empty_mail, "empty")
{
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
}

MAIL_TEST(says_what_is_wrong_with_bytes_that_are_no_mail, "binary")
{
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
}

MAIL_TEST(says_what_is_wrong_with_text_that_is_no_mail, "no_head")
{
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
}

MAIL_TEST(says_what_is_wrong_with_a_multipart_without_boundary, "no_boundary")
{
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
}

MAIL_TEST(keeps_what_there_is_of_a_mail_cut_in_the_middle, "cut_in_the_middle")
{
    assert_true(message->flags & MAIL_BROKEN);
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->part_count, 1);
    ASSERT_TEXT(message->parts[0].detected_type, "application/pdf");
}

MAIL_TEST(survives_three_hundred_levels_of_multipart, "deep_multipart")
{
    assert_true(message->flags & MAIL_TRUNCATED);
}

static int finish(void **state)
{
    (void)state;
    support_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_with_an_empty_mail),
        cmocka_unit_test(says_what_is_wrong_with_bytes_that_are_no_mail),
        cmocka_unit_test(says_what_is_wrong_with_text_that_is_no_mail),
        cmocka_unit_test(says_what_is_wrong_with_a_multipart_without_boundary),
        cmocka_unit_test(keeps_what_there_is_of_a_mail_cut_in_the_middle),
        cmocka_unit_test(survives_three_hundred_levels_of_multipart),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
