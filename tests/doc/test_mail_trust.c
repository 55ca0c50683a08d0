#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

static void flags_a_mail_that_carries_a_password(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("password_mail");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_HAS_PASSWORD_TEXT);
    mail_support_finish(&mail);
}

static void does_not_flag_a_mail_that_only_speaks_of_a_password(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("no_password_mail");
    struct mail_message *message = mail.message;
    assert_false(message->flags & MAIL_HAS_PASSWORD_TEXT);
    mail_support_finish(&mail);
}

static void a_passport_is_no_password(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("passport_mail");
    struct mail_message *message = mail.message;
    assert_false(message->flags & MAIL_HAS_PASSWORD_TEXT);
    mail_support_finish(&mail);
}

static void suspects_several_from_fields(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("two_from_fields");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_SENDER_FORGED);
    mail_support_finish(&mail);
}

static void suspects_several_from_addresses(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("two_from_addresses");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_SENDER_FORGED);
    mail_support_finish(&mail);
}

static void suspects_a_name_that_pretends_to_be_another_address(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_pretends_to_be_an_address");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_SENDER_FORGED);
    mail_support_finish(&mail);
}

static void suspects_a_failed_authentication(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("authentication_fails");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_SENDER_FORGED);
    mail_support_finish(&mail);
}

static void suspects_an_envelope_of_another_house(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("envelope_differs");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_SENDER_FORGED);
    mail_support_finish(&mail);
}

static void trusts_a_mailing_service_whose_authentication_passed(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("authentication_passes_envelope_differs");
    struct mail_message *message = mail.message;
    assert_false(message->flags & MAIL_SENDER_FORGED);
    mail_support_finish(&mail);
}

static void trusts_an_envelope_of_a_subdomain(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("envelope_is_a_subdomain");
    struct mail_message *message = mail.message;
    assert_false(message->flags & MAIL_SENDER_FORGED);
    mail_support_finish(&mail);
}

static void flags_an_automatic_reply(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("automatic_reply");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_AUTOMATIC);
    mail_support_finish(&mail);
}

static void finds_the_case_of_a_bounce_in_our_own_message(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("bounce");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_AUTOMATIC);
    assert_int_equal(message->token_count, 1);
    ASSERT_TEXT(message->tokens[0], "01h455vb4pex5vsknk084sn02q");
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
