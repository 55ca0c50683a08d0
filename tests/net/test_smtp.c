#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "support/smtp_server.h"

#define SENDER STR("desk@example.jp")

static struct context context;
static struct arena *arena;
static struct smtp_server server;

static int start_plain(void **state)
{
    (void)state;
    context_init_system(&context, NULL, LANG_JA);
    arena = arena_create();
    smtp_server_start(&server, false, TEST_CERTIFICATE_GOOD);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    smtp_server_finish(&server);
    arena_destroy(arena);
    return 0;
}

static struct smtp_result send_with(struct smtp_options options, struct str message)
{
    const struct str to[] = {STR_INIT("a@example.jp"), STR_INIT("b@example.com")};
    struct smtp_result result;
    struct error error = {0};
    if (smtp_send(&context, &options, SENDER, to, 2, message, arena, &result, &error))
        fail_msg("%s", arena_c(arena, error_sentence(&error, LANG_EN, arena)));
    return result;
}

static struct smtp_result send_in_mode(const char *mode)
{
    smtp_server_mode(&server, mode);
    return send_with(smtp_server_options(&server), STR("Subject: x\r\n\r\n本文\r\n"));
}

static void check(struct smtp_result result, enum smtp_outcome outcome, int code)
{
    if (result.outcome != outcome || result.reply_code != code)
        fail_msg("outcome %d code %d: %s", (int)result.outcome, result.reply_code,
                 arena_c(arena, result.reply_text));
    assert_true(result.outcome == SMTP_ACCEPTED || result.reply_text.n > 0);
}

static void hands_the_message_over_unchanged_but_for_its_line_ends(void **state)
{
    (void)state;
    struct str message = STR("Subject: x\r\n\r\n.\r\n..\nlone\rfeed\n.\r\n\r\nlast");
    check(send_with(smtp_server_options(&server), message), SMTP_ACCEPTED, 250);
    assert_int_equal(smtp_server_count(&server), 1);
    assert_string_equal(arena_c(arena, smtp_server_message(&server, 1)),
                        "Subject: x\r\n\r\n.\r\n..\r\nlone\r\nfeed\r\n.\r\n\r\nlast\r\n");
    struct str envelope = smtp_server_envelope(&server, 1);
    assert_string_equal(arena_c(arena, envelope),
                        "{\"sender\": \"desk@example.jp\", \"recipients\": [\"a@example.jp\", "
                        "\"b@example.com\"], \"login\": true, \"tls\": true}");
}

static void sends_over_tls_from_the_start(void **state)
{
    (void)state;
    smtp_server_finish(&server);
    smtp_server_start(&server, true, TEST_CERTIFICATE_GOOD);
    check(send_in_mode("accept"), SMTP_ACCEPTED, 250);
}

static struct str large_message(void)
{
    struct buf text = {0};
    buf_append(&text, STR("Subject: large\r\n\r\n"));
    while (text.n < 20 << 20)
        buf_format(&text, ".%zu dots first\r\n\r\n.\r\n", text.n);
    struct str copy = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    return copy;
}

static void sends_twenty_megabytes(void **state)
{
    (void)state;
    struct str large = large_message();
    check(send_with(smtp_server_options(&server), large), SMTP_ACCEPTED, 250);
    assert_true(str_equal(smtp_server_message(&server, 1), large));
}

static void a_5xx_about_the_message_is_a_refusal_with_the_text_of_the_server(void **state)
{
    (void)state;
    struct smtp_result result = send_in_mode("550_rcpt");
    check(result, SMTP_REFUSED, 550);
    assert_true(str_contains(result.reply_text, STR("no such mailbox")));
    check(send_in_mode("554_data"), SMTP_REFUSED, 554);
    assert_int_equal(smtp_server_count(&server), 0);
}

static void a_4xx_is_tried_later(void **state)
{
    (void)state;
    check(send_in_mode("421_mail"), SMTP_TRY_LATER, 421);
    check(send_in_mode("451_rcpt"), SMTP_TRY_LATER, 451);
    check(send_in_mode("452_data"), SMTP_TRY_LATER, 452);
}

static void a_server_that_wants_nobody_is_tried_later(void **state)
{
    (void)state;
    assert_int_equal(send_in_mode("554_hello").outcome, SMTP_TRY_LATER);
    smtp_server_kill(&server);
    check(send_in_mode("accept"), SMTP_TRY_LATER, 0);
}

static void a_connection_lost_after_the_final_dot_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(send_in_mode("drop_after_dot").outcome, SMTP_UNKNOWN);
    assert_int_equal(smtp_server_count(&server), 1);
    smtp_server_mode(&server, "drop_after_dot");
    assert_int_equal(send_with(smtp_server_options(&server), large_message()).outcome,
                     SMTP_UNKNOWN);
}

static void a_server_silent_after_the_final_dot_is_unknown(void **state)
{
    (void)state;
    smtp_server_mode(&server, "silent_after_dot");
    struct smtp_options options = smtp_server_options(&server);
    options.deadline = 2 * US_PER_SECOND;
    struct smtp_result result = send_with(options, STR("Subject: x\r\n\r\n"));
    assert_int_equal(result.outcome, SMTP_UNKNOWN);
}

static void a_connection_lost_within_the_message_is_tried_later(void **state)
{
    (void)state;
    smtp_server_mode(&server, "drop_in_data");
    struct smtp_result result = send_with(smtp_server_options(&server), large_message());
    assert_int_equal(result.outcome, SMTP_TRY_LATER);
    assert_int_equal(smtp_server_count(&server), 0);
}

static void a_refused_login_keeps_the_message_for_later(void **state)
{
    (void)state;
    struct smtp_options options = smtp_server_options(&server);
    options.password = STR("wrong");
    check(send_with(options, STR("x")), SMTP_TRY_LATER, 535);
}

static void sends_nothing_without_encryption(void **state)
{
    (void)state;
    struct smtp_result result = send_in_mode("no_starttls");
    assert_int_equal(result.outcome, SMTP_TRY_LATER);
    assert_int_equal(smtp_server_count(&server), 0);
}

static void check_certificate(enum test_certificate_kind kind)
{
    smtp_server_finish(&server);
    smtp_server_start(&server, false, kind);
    assert_int_equal(send_in_mode("accept").outcome, SMTP_TRY_LATER);
    assert_int_equal(smtp_server_count(&server), 0);
}

static void sends_nothing_to_a_server_whose_certificate_is_wrong(void **state)
{
    (void)state;
    struct smtp_options options = smtp_server_options(&server);
    options.certificate_authority = STR("");
    assert_int_equal(send_with(options, STR("x")).outcome, SMTP_TRY_LATER);
    check_certificate(TEST_CERTIFICATE_EXPIRED);
    check_certificate(TEST_CERTIFICATE_OTHER_HOST);
}

static void refuses_addresses_that_carry_commands(void **state)
{
    (void)state;
    static const char *const bad[] = {"a@b\r\nRCPT TO:<c@d>", "a@b\nX", "a b@c", "<a@b>", "a@",
                                      "@b", "", "あ@example.jp", "a@b>"};
    struct smtp_options options = smtp_server_options(&server);
    struct smtp_result result;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct str to = str_from_c(bad[i]);
        assert_int_equal(smtp_send(&context, &options, SENDER, &to, 1, STR("x"), arena, &result,
                                   NULL), ERR_USAGE);
        struct str good = STR("a@example.jp");
        if (to.n > 0)
            assert_int_equal(smtp_send(&context, &options, to, &good, 1, STR("x"), arena, &result,
                                       NULL), ERR_USAGE);
    }
    assert_int_equal(smtp_server_count(&server), 0);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start_plain, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(hands_the_message_over_unchanged_but_for_its_line_ends),
        WITH_SERVER(sends_over_tls_from_the_start),
        WITH_SERVER(sends_twenty_megabytes),
        WITH_SERVER(a_5xx_about_the_message_is_a_refusal_with_the_text_of_the_server),
        WITH_SERVER(a_4xx_is_tried_later),
        WITH_SERVER(a_server_that_wants_nobody_is_tried_later),
        WITH_SERVER(a_connection_lost_after_the_final_dot_is_unknown),
        WITH_SERVER(a_server_silent_after_the_final_dot_is_unknown),
        WITH_SERVER(a_connection_lost_within_the_message_is_tried_later),
        WITH_SERVER(a_refused_login_keeps_the_message_for_later),
        WITH_SERVER(sends_nothing_without_encryption),
        WITH_SERVER(sends_nothing_to_a_server_whose_certificate_is_wrong),
        WITH_SERVER(refuses_addresses_that_carry_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
