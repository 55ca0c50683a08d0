#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

MAIL_TEST(reads_a_plain_mail, "plain")
{
    ASSERT_TEXT(message->subject, "hello");
    ASSERT_TEXT(message->text, "body");
    ASSERT_TEXT(message->from.name, "輸出太郎");
    ASSERT_TEXT(message->from.address, "sender@example.co.jp");
    ASSERT_TEXT(message->to[0].address, "desk@desk.example.jp");
    ASSERT_TEXT(message->message_id, "m1@example.co.jp");
    assert_true(message->date == 1743467400 * (utc_us)US_PER_SECOND);
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(reads_jis_without_a_charset_as_outlook_sends_it, "jis_without_charset")
{
    ASSERT_TEXT(message->subject, "被覆電線くずの輸出");
    ASSERT_TEXT(message->text, "①㈱髙﨑です。\nｶﾅ交じり");
    ASSERT_TEXT(message->from.name, "輸出太郎");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
}

MAIL_TEST(reads_nec_and_ibm_characters_and_half_width_kana_in_jis, "jis_label_with_nec_and_ibm")
{
    ASSERT_TEXT(message->subject, "①㈱髙﨑ｶﾅの件");
    ASSERT_TEXT(message->text, "①㈱髙﨑ｶﾅの件");
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(reads_shift_jis_as_cp932, "shift_jis_label_is_cp932")
{
    ASSERT_TEXT(message->subject, "①㈱髙﨑ｶﾅの件");
    ASSERT_TEXT(message->text, "①㈱髙﨑ｶﾅの件");
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(reads_raw_shift_jis_headers, "raw_sjis_headers")
{
    ASSERT_TEXT(message->subject, "表示・予算・ソの件");
    ASSERT_TEXT(message->text, "表示します。");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
}

MAIL_TEST(reads_raw_utf8_headers, "raw_utf8_headers")
{
    ASSERT_TEXT(message->subject, "件名です");
    ASSERT_TEXT(message->text, "本文");
}

MAIL_TEST(recognises_euc_without_a_label, "euc_without_label")
{
    ASSERT_TEXT(message->subject, "件名テスト");
    ASSERT_TEXT(message->text, "これはテストです。");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
}

MAIL_TEST(does_not_believe_a_wrong_label, "wrong_label")
{
    ASSERT_TEXT(message->text, "ラベルは嘘");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
}

MAIL_TEST(reads_text_with_an_unknown_label, "unknown_label")
{
    ASSERT_TEXT(message->text, "ラベルは不明");
    assert_true(message->flags & MAIL_CHARSET_GUESSED);
}

MAIL_TEST(joins_words_that_were_cut_inside_a_character, "split_inside_a_character")
{
    ASSERT_TEXT(message->subject, "経済産業省へのお問い合わせ");
}

MAIL_TEST(makes_text_of_html_without_script_and_style, "html_only")
{
    ASSERT_TEXT(message->text, "拝啓 ①&\n二行目\n\n鉛\t0.1%\n・一つ");
    assert_true(message->flags & MAIL_HTML_ONLY);
}

MAIL_TEST(prefers_the_plain_part_of_an_alternative, "alternative")
{
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->part_count, 0);
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(joins_flowed_lines, "format_flowed")
{
    ASSERT_TEXT(message->text, "長い行は続きます。\n> 引用は続く\n-- \n署名");
}

MAIL_TEST(takes_line_breaks_out_of_decoded_headers, "newline_in_words")
{
    ASSERT_TEXT(message->subject, "a Bcc: x@example.jp");
}

MAIL_TEST(reads_names_with_commas_groups_and_comments, "addresses")
{
    assert_int_equal(message->to_count, 3);
    ASSERT_TEXT(message->to[0].name, "鈴木, 一郎");
    ASSERT_TEXT(message->to[0].address, "Ichiro@example.co.jp");
    ASSERT_TEXT(message->to[1].name, "Tanaka, \"J\"");
    ASSERT_TEXT(message->to[2].address, "plain@example.jp");
    ASSERT_TEXT(message->to[2].name, "Comment");
    assert_int_equal(message->cc_count, 2);
    ASSERT_TEXT(message->cc[1].address, "y@example.jp");
}

MAIL_TEST(an_unreadable_date_is_no_date, "strange_date")
{
    assert_true(message->date == 0);
}

MAIL_TEST(finds_case_tokens_in_addresses_references_subject_and_body, "tokens")
{
    assert_int_equal(message->token_count, 5);
    ASSERT_TEXT(message->tokens[0], "01h455vb4pex5vsknk084sn02q");
    ASSERT_TEXT(message->tokens[1], "44444444444444444444444444");
    ASSERT_TEXT(message->tokens[2], "11111111111111111111111111");
    ASSERT_TEXT(message->tokens[3], "22222222222222222222222222");
    ASSERT_TEXT(message->tokens[4], "33333333333333333333333333");
}

MAIL_TEST(reads_html_whose_head_never_ends, "html_without_end_of_head")
{
    ASSERT_TEXT(message->text, "本文\n\nです");
    assert_true(message->flags & MAIL_HTML_ONLY);
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
