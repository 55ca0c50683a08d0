#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

static void says_what_is_wrong_with_an_empty_mail(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("empty");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
    mail_support_finish(&mail);
}

static void says_what_is_wrong_with_bytes_that_are_no_mail(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("binary");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
    mail_support_finish(&mail);
}

static void says_what_is_wrong_with_text_that_is_no_mail(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("no_head");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
    mail_support_finish(&mail);
}

static void says_what_is_wrong_with_a_multipart_without_boundary(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("no_boundary");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_BROKEN);
    assert_true(message->problem.n > 0);
    mail_support_finish(&mail);
}

static void keeps_what_there_is_of_a_mail_cut_in_the_middle(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("cut_in_the_middle");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_BROKEN);
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->part_count, 1);
    ASSERT_TEXT(message->parts[0].detected_type, "application/pdf");
    mail_support_finish(&mail);
}

static void survives_three_hundred_levels_of_multipart(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("deep_multipart");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_TRUNCATED);
    mail_support_finish(&mail);
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
