#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "doc/mail.h"
#include "worker_support.h"

#define TOKEN "01h455vb4pex5vsknk084sn02q"
static const struct mail_address receiver = {STR_INIT("髙﨑商事㈱ \"輸出\" 部"),
                                             STR_INIT("export@example.co.jp")};

static struct mail_draft draft_of_answer(void)
{
    return (struct mail_draft){
        .message_id = STR(TOKEN ".0a1b@desk.example.jp"),
        .in_reply_to = STR("x1@example.co.jp"),
        .from = {STR("バーゼル相談窓口"), STR("meguri+" TOKEN "@desk.example.jp")},
        .to = &receiver,
        .to_count = 1,
        .subject = STR("【回答】被覆電線くずの輸出について（経済産業省への照会の結果をお知らせします）"),
        .text = STR("①該当\n②非該当\r\n.\nおわり"),
        .date = 1743467400 * (utc_us)US_PER_SECOND,
        .boundary = STR("00112233445566778899aabbccddeeff"),
    };
}

struct taken {
    char bytes[64];
    size_t n;
};

static int take(void *argument, struct mail_part *part, int fd, struct error *error)
{
    (void)error;
    struct taken *taken = argument;
    taken->n = (size_t)pread(fd, taken->bytes, sizeof taken->bytes, 0);
    assert_int_equal(taken->n, part->size);
    return 0;
}

static struct mail_message *read_back(struct buf *mail, struct arena *arena, struct taken *taken)
{
    struct mail_message *message;
    struct error error = {0};
    int fd = support_file(buf_str(mail));
    support_ok(mail_parse(support_pool(), fd, arena, &message, take, taken, &error), &error);
    close(fd);
    return message;
}

static void what_is_built_is_read_back_the_same(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct mail_draft draft = draft_of_answer();
    const struct mail_attachment attachment = {
        STR("判定結果_被覆電線くず（タイ向け）令和7年度の分_①から⑳まで.pdf"), STR("application/pdf"),
        STR("%PDF-1.4\n\0\xff")};
    draft.attachments = &attachment;
    draft.attachment_count = 1;
    struct buf mail = {0};
    struct taken taken = {0};
    assert_int_equal(mail_build(&draft, &mail, NULL), 0);
    struct mail_message *message = read_back(&mail, arena, &taken);
    assert_true(str_equal(message->subject, draft.subject));
    assert_true(str_equal(message->from.name, draft.from.name));
    assert_true(str_equal(message->from.address, draft.from.address));
    assert_int_equal(message->to_count, 1);
    assert_true(str_equal(message->to[0].name, receiver.name));
    assert_true(str_equal(message->text, STR("①該当\n②非該当\n.\nおわり")));
    assert_true(str_equal(message->message_id, draft.message_id));
    assert_true(str_equal(message->in_reply_to, draft.in_reply_to));
    assert_true(message->date == draft.date);
    assert_int_equal(message->part_count, 1);
    assert_true(str_equal(message->parts[0].name, attachment.name));
    assert_true(str_equal(message->parts[0].detected_type, STR("application/pdf")));
    assert_int_equal(taken.n, attachment.bytes.n);
    assert_memory_equal(taken.bytes, attachment.bytes.p, taken.n);
    assert_int_equal(message->flags, 0);
    buf_finish(&mail);
    arena_destroy(arena);
}

static void every_line_is_ascii_short_and_ends_in_cr_lf(void **state)
{
    (void)state;
    struct mail_draft draft = draft_of_answer();
    struct buf mail = {0};
    draft.synthetic = true;
    assert_int_equal(mail_build(&draft, &mail, NULL), 0);
    struct str rest = buf_str(&mail), line;
    assert_true(str_contains(rest, STR("\r\nX-Meguri-Demonstration: yes\r\n")));
    assert_true(str_contains(rest, STR("Date: Tue, 1 Apr 2025 09:30:00 +0900\r\n")));
    while (str_cut(&rest, '\n', &line)) {
        if (!rest.p)
            break;
        assert_true(line.n <= 79 && line.n > 0 && line.p[line.n - 1] == '\r');
        for (size_t i = 0; i + 1 < line.n; i++)
            assert_true(line.p[i] >= ' ' && line.p[i] <= '~');
    }
    buf_finish(&mail);
}

static void assert_refused(const struct mail_draft *draft)
{
    struct buf mail = {0};
    struct error error = {0};
    assert_int_equal(mail_build(draft, &mail, &error), ERR_DOC_HEADER);
    assert_int_equal(mail.n, 0);
    buf_finish(&mail);
}

static void refuses_line_breaks_in_every_field(void **state)
{
    (void)state;
    struct mail_draft draft = draft_of_answer();
    draft.subject = STR("x\r\nBcc: thief@example.com");
    assert_refused(&draft);
    draft = draft_of_answer();
    draft.subject = STR("x\nBcc: thief@example.com");
    assert_refused(&draft);
    draft = draft_of_answer();
    draft.from.name = STR("a\r\nBcc: thief@example.com");
    assert_refused(&draft);
    draft = draft_of_answer();
    const struct mail_address thief = {STR_INIT(""), STR_INIT("a@b.jp>\r\nBcc: <thief@example.com")};
    draft.to = &thief;
    assert_refused(&draft);
    draft.cc = &thief;
    draft.cc_count = 1;
    draft.to = &receiver;
    assert_refused(&draft);
    draft = draft_of_answer();
    draft.in_reply_to = STR("a@b>\r\nBcc: <thief@example.com");
    assert_refused(&draft);
    draft = draft_of_answer();
    const struct str reference = STR("a\nb");
    draft.references = &reference;
    draft.reference_count = 1;
    assert_refused(&draft);
    draft = draft_of_answer();
    struct mail_attachment attachment = {STR("a\r\nb.pdf"), STR("application/pdf"), STR("")};
    draft.attachments = &attachment;
    draft.attachment_count = 1;
    assert_refused(&draft);
    attachment = (struct mail_attachment){STR("a.pdf"), STR("application/pdf\r\nX: y"), STR("")};
    assert_refused(&draft);
}

static void refuses_two_addresses_in_one(void **state)
{
    (void)state;
    struct mail_draft draft = draft_of_answer();
    static const struct mail_address bad[] = {
        {STR_INIT(""), STR_INIT("a@b.jp,thief@example.com")}, {STR_INIT(""), STR_INIT("a@b@c.jp")},
        {STR_INIT(""), STR_INIT("nobody")}, {STR_INIT(""), STR_INIT("a b@c.jp")},
        {STR_INIT(""), STR_INIT("日本@c.jp")}, {STR_INIT(""), STR_INIT("")},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        draft.to = &bad[i];
        assert_refused(&draft);
    }
}

static void a_boundary_that_is_not_random_hex_is_refused(void **state)
{
    (void)state;
    struct mail_draft draft = draft_of_answer();
    const struct mail_attachment attachment = {STR("a"), STR("text/csv"), STR("x")};
    draft.attachments = &attachment;
    draft.attachment_count = 1;
    draft.boundary = STR("");
    assert_refused(&draft);
    draft.boundary = STR("0011223344556677\"\r\nX: y");
    assert_refused(&draft);
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
        cmocka_unit_test(what_is_built_is_read_back_the_same),
        cmocka_unit_test(every_line_is_ascii_short_and_ends_in_cr_lf),
        cmocka_unit_test(refuses_line_breaks_in_every_field),
        cmocka_unit_test(refuses_two_addresses_in_one),
        cmocka_unit_test(a_boundary_that_is_not_random_hex_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
