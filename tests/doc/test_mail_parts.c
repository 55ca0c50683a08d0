#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

MAIL_TEST(reads_a_name_in_continued_rfc2231, "name_rfc2231")
{
    assert_int_equal(message->part_count, 1);
    ASSERT_TEXT(message->parts[0].name, "分析結果①.pdf");
    ASSERT_TEXT(message->parts[0].detected_type, "application/pdf");
}

MAIL_TEST(reads_an_encoded_word_inside_quotes, "name_rfc2047_in_quotes")
{
    ASSERT_TEXT(message->parts[0].name, "写真㈱.jpg");
    ASSERT_TEXT(message->parts[0].detected_type, "image/jpeg");
}

MAIL_TEST(reads_a_raw_shift_jis_name_with_a_backslash_byte, "name_raw_sjis")
{
    ASSERT_TEXT(message->parts[0].name, "成分表.pdf");
}

MAIL_TEST(reads_a_raw_jis_name_with_a_semicolon_byte, "name_raw_jis")
{
    ASSERT_TEXT(message->parts[0].name, "見積；書.pdf");
}

MAIL_TEST(reads_an_unquoted_name_with_blanks, "name_unquoted_with_blanks")
{
    ASSERT_TEXT(message->parts[0].name, "my price list.pdf");
}

MAIL_TEST(a_name_with_a_path_is_only_data, "name_traversal")
{
    ASSERT_TEXT(message->parts[0].name, "x.xls");
    ASSERT_TEXT(message->parts[0].name_as_sent, "../../etc/x.xls");
    ASSERT_TEXT(message->parts[0].detected_type, "text/csv");
}

MAIL_TEST(shows_a_program_whose_name_is_turned_around, "name_turned_around")
{
    ASSERT_TEXT(message->parts[0].name, "_fdp.exe");
    ASSERT_TEXT(message->parts[0].detected_type, "application/vnd.microsoft.portable-executable");
}

MAIL_TEST(gives_a_nameless_attachment_a_name, "name_absent")
{
    ASSERT_TEXT(message->parts[0].name, "添付1.pdf");
}

MAIL_TEST(reads_a_name_whose_quotes_never_end, "name_without_end_of_quotes")
{
    ASSERT_TEXT(message->parts[0].name, "abc.pdf");
}

MAIL_TEST(takes_attachments_and_long_names_out_of_winmail_dat, "winmail")
{
    assert_int_equal(message->part_count, 3);
    ASSERT_TEXT(message->parts[0].detected_type, "application/ms-tnef");
    ASSERT_TEXT(message->parts[1].name, "見積書㈱髙.pdf");
    ASSERT_TEXT(message->parts[1].detected_type, "application/pdf");
    assert_int_equal(message->parts[1].parent, 0);
    ASSERT_TEXT(message->parts[2].name, "写真①.jpg");
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(takes_the_body_out_of_winmail_dat_when_there_is_no_other, "winmail_without_text")
{
    ASSERT_TEXT(message->text, "本文は winmail.dat の中です。");
}

MAIL_TEST(reads_a_packed_rtf_body_in_winmail_dat, "winmail_rtf")
{
    ASSERT_TEXT(message->text, "本文①\n螡本\tend{}");
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(keeps_what_came_before_the_damage_in_winmail_dat, "winmail_cut")
{
    assert_true(message->flags & MAIL_BROKEN);
    ASSERT_TEXT(message->parts[1].name, "見積書㈱髙.pdf");
    assert_true(message->parts[0].flags & MAIL_BROKEN);
}

MAIL_TEST(finds_attachments_of_an_attached_message, "nested_message")
{
    assert_int_equal(message->part_count, 2);
    ASSERT_TEXT(message->text, "本文です。");
    ASSERT_TEXT(message->parts[0].name, "内側の件名.eml");
    ASSERT_TEXT(message->parts[0].detected_type, "message/rfc822");
    ASSERT_TEXT(message->parts[1].name, "inner.pdf");
    assert_int_equal(message->parts[1].parent, 0);
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(finds_attachments_of_a_message_sent_as_a_file, "message_as_a_file")
{
    assert_int_equal(message->part_count, 2);
    ASSERT_TEXT(message->parts[0].detected_type, "message/rfc822");
    ASSERT_TEXT(message->parts[1].name, "inner.pdf");
    assert_int_equal(message->parts[1].parent, 0);
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(finds_attachments_of_a_message_in_base64, "message_in_base64")
{
    assert_int_equal(message->part_count, 2);
    ASSERT_TEXT(message->parts[1].name, "inner.pdf");
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(stops_at_the_depth_limit, "nested_too_deep")
{
    assert_true(message->flags & MAIL_TRUNCATED);
    assert_true(message->problem.n > 0);
}

MAIL_TEST(lists_a_zip_with_cp932_names, "zip_cp932")
{
    assert_int_equal(message->part_count, 3);
    ASSERT_TEXT(message->parts[1].name, "表①.pdf");
    ASSERT_TEXT(message->parts[1].name_as_sent, "写真/表①.pdf");
    ASSERT_TEXT(message->parts[2].name, "成分.csv");
    ASSERT_TEXT(message->parts[2].detected_type, "text/csv");
    ASSERT_TEXT(mail->bytes[2], "a,b\n1,2\n");
    assert_int_equal(message->flags, 0);
}

MAIL_TEST(lists_a_zip_with_utf8_names, "zip_utf8")
{
    ASSERT_TEXT(message->parts[1].name, "成分髙.pdf");
}

MAIL_TEST(names_in_a_zip_lead_nowhere, "zip_traversal")
{
    ASSERT_TEXT(message->parts[1].name, "x");
    ASSERT_TEXT(message->parts[2].name, "y.txt");
}

MAIL_TEST(flags_a_zip_with_a_password, "zip_password")
{
    assert_int_equal(message->part_count, 2);
    assert_true(message->flags & MAIL_ENCRYPTED_ARCHIVE);
    assert_true(message->parts[0].flags & MAIL_ENCRYPTED_ARCHIVE);
    assert_true(message->parts[1].size == -1);
    ASSERT_TEXT(message->parts[1].name, "機密.pdf");
    assert_int_equal(mail->files, 1);
}

MAIL_TEST(does_not_unpack_a_zip_bomb, "zip_bomb")
{
    assert_true(message->flags & MAIL_TRUNCATED);
    assert_true(message->parts[1].size == -1);
    ASSERT_TEXT(mail->bytes[1], "small");
}

MAIL_TEST(unpacks_a_zip_in_a_zip, "zip_in_zip")
{
    assert_int_equal(message->part_count, 3);
    ASSERT_TEXT(message->parts[2].name, "c.pdf");
    assert_int_equal(message->parts[2].parent, 1);
}

MAIL_TEST(keeps_a_broken_zip_as_it_came, "zip_broken")
{
    assert_int_equal(message->part_count, 1);
    assert_true(message->flags & MAIL_BROKEN);
    assert_int_equal(mail->files, 1);
}

MAIL_TEST(takes_an_empty_attachment, "empty_attachment")
{
    assert_int_equal(message->part_count, 1);
    assert_true(message->parts[0].size == 0 && mail->files == 1);
    ASSERT_TEXT(message->parts[0].detected_type, "application/x-empty");
}

MAIL_TEST(stops_at_two_hundred_attachments, "many_parts")
{
    assert_int_equal(message->part_count, MAIL_LIMIT_PARTS);
    assert_true(message->flags & MAIL_TRUNCATED);
}

MAIL_TEST(decodes_damaged_base64_as_far_as_it_goes, "bad_base64")
{
    assert_int_equal(message->part_count, 1);
    ASSERT_TEXT(message->parts[0].detected_type, "application/pdf");
}

/* Made at test time: it is too large to keep. */
static void takes_an_attachment_of_forty_megabytes(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf bytes = {0};
    size_t size = (size_t)40 << 20;
    buf_append(&bytes, STR("From: a@example.jp\r\nMIME-Version: 1.0\r\n"
                           "Content-Type: application/octet-stream; name=large.bin\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\n"));
    for (size_t i = 0; i < size / 48; i++)
        buf_append(&bytes, STR("AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8A"
                               "AQIDBAUGBwgJCgsMDQ4P\r\n"));
    struct read_mail mail = mail_support_read_bytes(buf_str(&bytes));
    assert_int_equal(mail.message->part_count, 1);
    assert_true(mail.message->parts[0].size == (int64_t)(size / 48 * 48));
    assert_int_equal(mail.message->flags, 0);
    mail_support_finish(&mail);
    buf_finish(&bytes);
    arena_destroy(arena);
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
        cmocka_unit_test(reads_a_name_in_continued_rfc2231),
        cmocka_unit_test(reads_an_encoded_word_inside_quotes),
        cmocka_unit_test(reads_a_raw_shift_jis_name_with_a_backslash_byte),
        cmocka_unit_test(reads_a_raw_jis_name_with_a_semicolon_byte),
        cmocka_unit_test(reads_an_unquoted_name_with_blanks),
        cmocka_unit_test(a_name_with_a_path_is_only_data),
        cmocka_unit_test(shows_a_program_whose_name_is_turned_around),
        cmocka_unit_test(gives_a_nameless_attachment_a_name),
        cmocka_unit_test(reads_a_name_whose_quotes_never_end),
        cmocka_unit_test(takes_attachments_and_long_names_out_of_winmail_dat),
        cmocka_unit_test(takes_the_body_out_of_winmail_dat_when_there_is_no_other),
        cmocka_unit_test(reads_a_packed_rtf_body_in_winmail_dat),
        cmocka_unit_test(keeps_what_came_before_the_damage_in_winmail_dat),
        cmocka_unit_test(finds_attachments_of_an_attached_message),
        cmocka_unit_test(finds_attachments_of_a_message_sent_as_a_file),
        cmocka_unit_test(finds_attachments_of_a_message_in_base64),
        cmocka_unit_test(stops_at_the_depth_limit),
        cmocka_unit_test(lists_a_zip_with_cp932_names),
        cmocka_unit_test(lists_a_zip_with_utf8_names),
        cmocka_unit_test(names_in_a_zip_lead_nowhere),
        cmocka_unit_test(flags_a_zip_with_a_password),
        cmocka_unit_test(does_not_unpack_a_zip_bomb),
        cmocka_unit_test(unpacks_a_zip_in_a_zip),
        cmocka_unit_test(keeps_a_broken_zip_as_it_came),
        cmocka_unit_test(takes_an_empty_attachment),
        cmocka_unit_test(stops_at_two_hundred_attachments),
        cmocka_unit_test(decodes_damaged_base64_as_far_as_it_goes),
        cmocka_unit_test(takes_an_attachment_of_forty_megabytes),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
