#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

static void reads_a_name_in_continued_rfc2231(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_rfc2231");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 1);
    ASSERT_TEXT(message->parts[0].name, "分析結果①.pdf");
    ASSERT_TEXT(message->parts[0].detected_type, "application/pdf");
    mail_support_finish(&mail);
}

static void reads_an_encoded_word_inside_quotes(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_rfc2047_in_quotes");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "写真㈱.jpg");
    ASSERT_TEXT(message->parts[0].detected_type, "image/jpeg");
    mail_support_finish(&mail);
}

static void reads_a_raw_shift_jis_name_with_a_backslash_byte(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_raw_sjis");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "成分表.pdf");
    mail_support_finish(&mail);
}

static void reads_a_raw_jis_name_with_a_semicolon_byte(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_raw_jis");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "見積；書.pdf");
    mail_support_finish(&mail);
}

static void reads_an_unquoted_name_with_blanks(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_unquoted_with_blanks");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "my price list.pdf");
    mail_support_finish(&mail);
}

static void a_name_with_a_path_is_only_data(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_traversal");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "x.xls");
    ASSERT_TEXT(message->parts[0].name_as_sent, "../../etc/x.xls");
    ASSERT_TEXT(message->parts[0].detected_type, "text/csv");
    mail_support_finish(&mail);
}

static void shows_a_program_whose_name_is_turned_around(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_turned_around");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "_fdp.exe");
    ASSERT_TEXT(message->parts[0].detected_type, "application/vnd.microsoft.portable-executable");
    mail_support_finish(&mail);
}

static void gives_a_nameless_attachment_a_name(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_absent");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "添付1.pdf");
    mail_support_finish(&mail);
}

static void reads_a_name_whose_quotes_never_end(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("name_without_end_of_quotes");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[0].name, "abc.pdf");
    mail_support_finish(&mail);
}

static void takes_attachments_and_long_names_out_of_winmail_dat(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("winmail");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 3);
    ASSERT_TEXT(message->parts[0].detected_type, "application/ms-tnef");
    ASSERT_TEXT(message->parts[1].name, "見積書㈱髙.pdf");
    ASSERT_TEXT(message->parts[1].detected_type, "application/pdf");
    assert_int_equal(message->parts[1].parent, 0);
    ASSERT_TEXT(message->parts[2].name, "写真①.jpg");
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void takes_the_body_out_of_winmail_dat_when_there_is_no_other(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("winmail_without_text");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "本文は winmail.dat の中です。");
    mail_support_finish(&mail);
}

static void reads_a_packed_rtf_body_in_winmail_dat(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("winmail_rtf");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->text, "本文①\n螡本\tend{}");
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void keeps_what_came_before_the_damage_in_winmail_dat(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("winmail_cut");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_BROKEN);
    ASSERT_TEXT(message->parts[1].name, "見積書㈱髙.pdf");
    assert_true(message->parts[0].flags & MAIL_BROKEN);
    mail_support_finish(&mail);
}

static void finds_attachments_of_an_attached_message(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("nested_message");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 2);
    ASSERT_TEXT(message->text, "本文です。");
    ASSERT_TEXT(message->parts[0].name, "内側の件名.eml");
    ASSERT_TEXT(message->parts[0].detected_type, "message/rfc822");
    ASSERT_TEXT(message->parts[1].name, "inner.pdf");
    assert_int_equal(message->parts[1].parent, 0);
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void finds_attachments_of_a_message_sent_as_a_file(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("message_as_a_file");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 2);
    ASSERT_TEXT(message->parts[0].detected_type, "message/rfc822");
    ASSERT_TEXT(message->parts[1].name, "inner.pdf");
    assert_int_equal(message->parts[1].parent, 0);
    ASSERT_TEXT(message->text, "本文です。");
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void finds_attachments_of_a_message_in_base64(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("message_in_base64");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 2);
    ASSERT_TEXT(message->parts[1].name, "inner.pdf");
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void stops_at_the_depth_limit(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("nested_too_deep");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_TRUNCATED);
    assert_true(message->problem.n > 0);
    mail_support_finish(&mail);
}

static void lists_a_zip_with_cp932_names(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("zip_cp932");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 3);
    ASSERT_TEXT(message->parts[1].name, "表①.pdf");
    ASSERT_TEXT(message->parts[1].name_as_sent, "写真/表①.pdf");
    ASSERT_TEXT(message->parts[2].name, "成分.csv");
    ASSERT_TEXT(message->parts[2].detected_type, "text/csv");
    ASSERT_TEXT(mail.bytes[2], "a,b\n1,2\n");
    assert_int_equal(message->flags, 0);
    mail_support_finish(&mail);
}

static void lists_a_zip_with_utf8_names(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("zip_utf8");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[1].name, "成分髙.pdf");
    mail_support_finish(&mail);
}

static void names_in_a_zip_lead_nowhere(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("zip_traversal");
    struct mail_message *message = mail.message;
    ASSERT_TEXT(message->parts[1].name, "x");
    ASSERT_TEXT(message->parts[2].name, "y.txt");
    mail_support_finish(&mail);
}

static void flags_a_zip_with_a_password(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("zip_password");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 2);
    assert_true(message->flags & MAIL_ENCRYPTED_ARCHIVE);
    assert_true(message->parts[0].flags & MAIL_ENCRYPTED_ARCHIVE);
    assert_true(message->parts[1].size == -1);
    ASSERT_TEXT(message->parts[1].name, "機密.pdf");
    assert_int_equal(mail.files, 1);
    mail_support_finish(&mail);
}

static void does_not_unpack_a_zip_bomb(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("zip_bomb");
    struct mail_message *message = mail.message;
    assert_true(message->flags & MAIL_TRUNCATED);
    assert_true(message->parts[1].size == -1);
    ASSERT_TEXT(mail.bytes[1], "small");
    mail_support_finish(&mail);
}

static void unpacks_a_zip_in_a_zip(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("zip_in_zip");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 3);
    ASSERT_TEXT(message->parts[2].name, "c.pdf");
    assert_int_equal(message->parts[2].parent, 1);
    mail_support_finish(&mail);
}

static void keeps_a_broken_zip_as_it_came(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("zip_broken");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 1);
    assert_true(message->flags & MAIL_BROKEN);
    assert_int_equal(mail.files, 1);
    mail_support_finish(&mail);
}

static void takes_an_empty_attachment(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("empty_attachment");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 1);
    assert_true(message->parts[0].size == 0 && mail.files == 1);
    ASSERT_TEXT(message->parts[0].detected_type, "application/x-empty");
    mail_support_finish(&mail);
}

static void stops_at_two_hundred_attachments(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("many_parts");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, MAIL_LIMIT_PARTS);
    assert_true(message->flags & MAIL_TRUNCATED);
    mail_support_finish(&mail);
}

static void decodes_damaged_base64_as_far_as_it_goes(void **state)
{
    (void)state;
    struct read_mail mail = mail_support_read("bad_base64");
    struct mail_message *message = mail.message;
    assert_int_equal(message->part_count, 1);
    ASSERT_TEXT(message->parts[0].detected_type, "application/pdf");
    mail_support_finish(&mail);
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
