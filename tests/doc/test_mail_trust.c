#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

MAIL_TEST(flags_a_mail_that_carries_a_password, "password_mail")
{
    assert_true(message->flags & MAIL_HAS_PASSWORD_TEXT);
}

MAIL_TEST(does_not_flag_a_mail_that_only_speaks_of_a_password, "no_password_mail")
{
    assert_false(message->flags & MAIL_HAS_PASSWORD_TEXT);
}

MAIL_TEST(a_passport_is_no_password, "passport_mail")
{
    assert_false(message->flags & MAIL_HAS_PASSWORD_TEXT);
}

MAIL_TEST(suspects_several_from_fields, "two_from_fields")
{
    assert_true(message->flags & MAIL_SENDER_FORGED);
}

MAIL_TEST(suspects_several_from_addresses, "two_from_addresses")
{
    assert_true(message->flags & MAIL_SENDER_FORGED);
}

MAIL_TEST(suspects_a_name_that_pretends_to_be_another_address, "name_pretends_to_be_an_address")
{
    assert_true(message->flags & MAIL_SENDER_FORGED);
}

MAIL_TEST(suspects_a_failed_authentication, "authentication_fails")
{
    assert_true(message->flags & MAIL_SENDER_FORGED);
}

MAIL_TEST(suspects_an_envelope_of_another_house, "envelope_differs")
{
    assert_true(message->flags & MAIL_SENDER_FORGED);
}

MAIL_TEST(trusts_a_mailing_service_whose_authentication_passed, "authentication_passes_envelope_differs")
{
    assert_false(message->flags & MAIL_SENDER_FORGED);
}

MAIL_TEST(trusts_an_envelope_of_a_subdomain, "envelope_is_a_subdomain")
{
    assert_false(message->flags & MAIL_SENDER_FORGED);
}

MAIL_TEST(flags_an_automatic_reply, "automatic_reply")
{
    assert_true(message->flags & MAIL_AUTOMATIC);
}

MAIL_TEST(finds_the_case_of_a_bounce_in_our_own_message, "bounce")
{
    assert_true(message->flags & MAIL_AUTOMATIC);
    assert_int_equal(message->token_count, 1);
    ASSERT_TEXT(message->tokens[0], "01h455vb4pex5vsknk084sn02q");
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
        cmocka_unit_test(flags_a_mail_that_carries_a_password),
        cmocka_unit_test(does_not_flag_a_mail_that_only_speaks_of_a_password),
        cmocka_unit_test(a_passport_is_no_password),
        cmocka_unit_test(suspects_several_from_fields),
        cmocka_unit_test(suspects_several_from_addresses),
        cmocka_unit_test(suspects_a_name_that_pretends_to_be_another_address),
        cmocka_unit_test(suspects_a_failed_authentication),
        cmocka_unit_test(suspects_an_envelope_of_another_house),
        cmocka_unit_test(trusts_a_mailing_service_whose_authentication_passed),
        cmocka_unit_test(trusts_an_envelope_of_a_subdomain),
        cmocka_unit_test(flags_an_automatic_reply),
        cmocka_unit_test(finds_the_case_of_a_bounce_in_our_own_message),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
