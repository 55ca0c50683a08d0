#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

static void reads_a_plain_mail(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("plain");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "hello");
    ASSERT_TEXT(message->text, "body");
    ASSERT_TEXT(message->from.name, "輸出太郎");
    ASSERT_TEXT(message->from.address, "sender@example.co.jp");
    ASSERT_TEXT(message->to[0].address, "desk@desk.example.jp");
    ASSERT_TEXT(message->message_id, "m1@example.co.jp");
    assert_true(message->date == 1743467400 * (utc_us)US_PER_SECOND);
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void reads_jis_without_a_charset_as_outlook_sends_it(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("jis_without_charset");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "被覆電線くずの輸出");
    ASSERT_TEXT(message->text, "①㈱髙﨑です。\nｶﾅ交じり");
    ASSERT_TEXT(message->from.name, "輸出太郎");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
    mail_support_finish(&mail);
}

static void reads_nec_and_ibm_characters_and_half_width_kana_in_jis(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("jis_label_with_nec_and_ibm");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "①㈱髙﨑ｶﾅの件");
    ASSERT_TEXT(message->text, "①㈱髙﨑ｶﾅの件");
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void reads_shift_jis_as_cp932(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("shift_jis_label_is_cp932");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "①㈱髙﨑ｶﾅの件");
    ASSERT_TEXT(message->text, "①㈱髙﨑ｶﾅの件");
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void reads_raw_shift_jis_headers(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("raw_sjis_headers");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "表示・予算・ソの件");
    ASSERT_TEXT(message->text, "表示します。");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
    mail_support_finish(&mail);
}

static void reads_raw_utf8_headers(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("raw_utf8_headers");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "件名です");
    ASSERT_TEXT(message->text, "本文");
    mail_support_finish(&mail);
}

static void recognises_euc_without_a_label(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("euc_without_label");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "件名テスト");
    ASSERT_TEXT(message->text, "これはテストです。");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
    mail_support_finish(&mail);
}

static void does_not_believe_a_wrong_label(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("wrong_label");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "ラベルは嘘");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
    mail_support_finish(&mail);
}

static void reads_text_with_an_unknown_label(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("unknown_label");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "ラベルは不明");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
    mail_support_finish(&mail);
}

static void joins_words_that_were_cut_inside_a_character(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("split_inside_a_character");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "経済産業省へのお問い合わせ");
    mail_support_finish(&mail);
}

static void makes_text_of_html_without_script_and_style(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("html_only");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "拝啓 ①&\n二行目\n\n鉛\t0.1%\n・一つ");
    assert_true(message->flags & MAIL_HTML_ONLY);
    mail_support_finish(&mail);
}

static void prefers_the_plain_part_of_an_alternative(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("alternative");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->part_count, 0);
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void joins_flowed_lines(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("format_flowed");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "長い行は続きます。\n> 引用は続く\n-- \n署名");
    mail_support_finish(&mail);
}

static void takes_line_breaks_out_of_decoded_headers(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("newline_in_words");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->subject, "a Bcc: x@example.jp");
    mail_support_finish(&mail);
}

static void reads_names_with_commas_groups_and_comments(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("addresses");
    struct mail_message *message = mail.message;
    assert_int_equal(message->to_count, 3);
    ASSERT_TEXT(message->to[0].name, "鈴木, 一郎");
    ASSERT_TEXT(message->to[0].address, "Ichiro@example.co.jp");
    ASSERT_TEXT(message->to[1].name, "Tanaka, \"J\"");
    ASSERT_TEXT(message->to[2].address, "plain@example.jp");
    ASSERT_TEXT(message->to[2].name, "Comment");
    assert_int_equal(message->cc_count, 2);
    ASSERT_TEXT(message->cc[1].address, "y@example.jp");
    mail_support_finish(&mail);
}

static void an_unreadable_date_is_no_date(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("strange_date");
    struct mail_message *message = mail.message;
    assert_true(message->date == 0);
    mail_support_finish(&mail);
}

static void finds_case_tokens_in_addresses_references_subject_and_body(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("tokens");
    struct mail_message *message = mail.message;
    assert_int_equal(message->token_count, 5);
    ASSERT_TEXT(message->tokens[0], "01h455vb4pex5vsknk084sn02q");
    ASSERT_TEXT(message->tokens[1], "44444444444444444444444444");
    ASSERT_TEXT(message->tokens[2], "11111111111111111111111111");
    ASSERT_TEXT(message->tokens[3], "22222222222222222222222222");
    ASSERT_TEXT(message->tokens[4], "33333333333333333333333333");
    mail_support_finish(&mail);
}

static void reads_html_whose_head_never_ends(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("html_without_end_of_head");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "本文\n\nです");
    assert_true(message->flags & MAIL_HTML_ONLY);
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
        cmocka_unit_test(reads_a_plain_mail),
        cmocka_unit_test(reads_jis_without_a_charset_as_outlook_sends_it),
        cmocka_unit_test(reads_nec_and_ibm_characters_and_half_width_kana_in_jis),
        cmocka_unit_test(reads_shift_jis_as_cp932),
        cmocka_unit_test(reads_raw_shift_jis_headers),
        cmocka_unit_test(reads_raw_utf8_headers),
        cmocka_unit_test(recognises_euc_without_a_label),
        cmocka_unit_test(does_not_believe_a_wrong_label),
        cmocka_unit_test(reads_text_with_an_unknown_label),
        cmocka_unit_test(joins_words_that_were_cut_inside_a_character),
        cmocka_unit_test(makes_text_of_html_without_script_and_style),
        cmocka_unit_test(prefers_the_plain_part_of_an_alternative),
        cmocka_unit_test(joins_flowed_lines),
        cmocka_unit_test(takes_line_breaks_out_of_decoded_headers),
        cmocka_unit_test(reads_names_with_commas_groups_and_comments),
        cmocka_unit_test(an_unreadable_date_is_no_date),
        cmocka_unit_test(finds_case_tokens_in_addresses_references_subject_and_body),
        cmocka_unit_test(reads_html_whose_head_never_ends),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
