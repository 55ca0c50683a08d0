#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "net/imap_parse.h"

/* Gives `text` in pieces of `step` bytes, then its end. */
struct script {
    struct str text;
    size_t step;
    struct buf body;
    int64_t uids[8];
    size_t uid_count;
};

static int read_script(void *state, void *to, size_t room, size_t *got, struct error *error)
{
    (void)error;
    struct script *script = state;
    size_t n = script->text.n < script->step ? script->text.n : script->step;
    n = n < room ? n : room;
    memcpy(to, script->text.p, n);
    script->text = str_slice(script->text, n, script->text.n);
    *got = n;
    return 0;
}

static int keep_uid(void *state, int64_t uid, struct error *error)
{
    (void)error;
    struct script *script = state;
    if (script->uid_count < 8)
        script->uids[script->uid_count++] = uid;
    return 0;
}

static int keep_body(void *state, struct str bytes, struct error *error)
{
    (void)error;
    buf_append(&((struct script *)state)->body, bytes);
    return 0;
}

static struct imap_reader reader;

static int parse_all(struct script *script, struct str text, size_t step, struct imap_response *out,
                     size_t count)
{
    *script = (struct script){.text = text, .step = step, .body = script->body};
    buf_clear(&script->body);
    imap_reader_init(&reader, (struct imap_source){read_script, script}, STR("test"));
    struct imap_sinks sinks = {keep_uid, keep_body, script};
    int e = 0;
    for (size_t i = 0; !e && i < count; i++)
        e = imap_parse_response(&reader, &sinks, &out[i], NULL);
    return e;
}

static void reads_a_body_with_every_byte_and_lines_that_look_like_protocol(void **state)
{
    (void)state;
    static const char text[] = "* 3 FETCH (FLAGS (\\Seen $X) UID 70 BODY[] {31}\r\n"
                               "* 4 EXISTS\r\n)\r\nm1 OK x\r\n\0\xff{5}\r\n"
                               " RFC822.SIZE 31)\r\nm1 OK Fetch done.\r\n";
    struct script script = {0};
    struct imap_response got[2];
    for (size_t step = 1; step < 80; step++) {
        assert_int_equal(parse_all(&script, (struct str){text, sizeof text - 1}, step, got, 2), 0);
        assert_int_equal(got[0].kind, IMAP_FETCH);
        assert_true(got[0].has_body && got[0].uid == 70 && got[0].size == 31 && got[0].number == 3);
        assert_int_equal(script.body.n, 31);
        assert_memory_equal(script.body.p, text + 48, 31);
        assert_true(got[1].kind == IMAP_TAGGED && got[1].status == IMAP_OK);
        assert_string_equal(got[1].tag, "m1");
        assert_string_equal(got[1].text, "Fetch done.");
    }
    buf_finish(&script.body);
}

static void reads_a_body_sent_as_a_quoted_string_or_as_nil(void **state)
{
    (void)state;
    struct script script = {0};
    struct imap_response got[2];
    assert_int_equal(parse_all(&script,
                               STR("* 1 FETCH (BODY[] \"a\\\"b\\\\c\" UID 9)\r\n"
                                   "* 2 FETCH (UID 10 BODY[] NIL)\r\n"),
                               7, got, 2),
                     0);
    assert_true(got[0].has_body && got[0].uid == 9);
    assert_true(str_equal(buf_str(&script.body), STR("a\"b\\c")));
    assert_false(got[1].has_body);
    buf_finish(&script.body);
}

static void reads_search_results_and_capabilities_and_codes(void **state)
{
    (void)state;
    struct script script = {0};
    struct imap_response got[6];
    assert_int_equal(parse_all(&script,
                               STR("* SEARCH 5 7 4294967295\r\n"
                                   "* SEARCH\r\n"
                                   "* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n"
                                   "* OK [UIDVALIDITY 1800000000] UIDs valid\r\n"
                                   "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] 準備完了\r\n"
                                   "m2 NO [AUTHENTICATIONFAILED] wrong\r\n"),
                               3, got, 6),
                     0);
    assert_int_equal(script.uid_count, 3);
    assert_int_equal(script.uids[2], 4294967295);
    assert_int_equal(got[2].capabilities, IMAP_REV1 | IMAP_CAN_IDLE);
    assert_int_equal(got[3].uid_validity, 1800000000);
    assert_string_equal(got[3].text, " UIDs valid");
    assert_int_equal(got[4].capabilities, IMAP_REV1 | IMAP_LOGIN_DISABLED);
    assert_string_equal(got[5].text, "[AUTHENTICATIONFAILED] wrong");
    assert_int_equal(got[5].status, IMAP_NO);
    buf_finish(&script.body);
}

static void skips_what_it_does_not_know_with_its_literals(void **state)
{
    (void)state;
    struct script script = {0};
    struct imap_response got[4];
    assert_int_equal(parse_all(&script,
                               STR("* LIST () \"/\" {8}\r\na\r\nb c\r\n \"x\"\r\n"
                                   "* 2 FETCH (ENVELOPE ((\"a\" NIL (NIL)) {3}\r\n)))) UID 4 "
                                   "BODY[HEADER.FIELDS (TO)] {2}\r\n\r\n)\r\n"
                                   "* 12 EXISTS\r\n+ idling\r\n"),
                               5, got, 4),
                     0);
    assert_int_equal(got[0].kind, IMAP_OTHER);
    assert_true(got[1].kind == IMAP_FETCH && got[1].uid == 4 && !got[1].has_body);
    assert_true(got[2].kind == IMAP_EXISTS && got[2].number == 12);
    assert_int_equal(got[3].kind, IMAP_CONTINUE);
    assert_int_equal(script.body.n, 0);
    buf_finish(&script.body);
}

static void check_refused(const char *text)
{
    struct script script = {0};
    struct imap_response got;
    assert_int_equal(parse_all(&script, str_from_c(text), 6, &got, 1), ERR_NET_PROTOCOL);
    buf_finish(&script.body);
}

static void refuses_what_is_not_imap(void **state)
{
    (void)state;
    check_refused("HTTP/1.1 200 OK\r\n");
    check_refused("* OK bare line feed\n");
    check_refused("*\r\n");
    check_refused("m1 MAYBE\r\n");
    check_refused("* 1 FETCH (UID x)\r\n");
    check_refused("* 1 FETCH (UID -1)\r\n");
    check_refused("* 1 FETCH (BODY[] {99999999999999})\r\n");
    check_refused("* 1 FETCH (BODY[] {-1}\r\n)\r\n");
    check_refused("* 1 FETCH (BODY[] \"a\r\nb\")\r\n");
    check_refused("* 1 FETCH (BODY[] {1}\r\na BODY[] {1}\r\nb)\r\n");
    check_refused("* 1 FETCH (X ((((((((((((((((((((((1)\r\n");
    check_refused("* SEARCH 1 two\r\n");
}

static void refuses_a_response_that_never_ends(void **state)
{
    (void)state;
    struct buf endless = {0};
    buf_append(&endless, STR("* OK "));
    memset(buf_reserve(&endless, IMAP_RESPONSE_LIMIT), 'x', IMAP_RESPONSE_LIMIT);
    buf_commit(&endless, IMAP_RESPONSE_LIMIT);
    struct script script = {0};
    struct imap_response got;
    assert_int_equal(parse_all(&script, buf_str(&endless), 1 << 16, &got, 1), ERR_NET_PROTOCOL);
    buf_finish(&endless);
}

static void tells_the_end_of_the_stream_from_nonsense(void **state)
{
    (void)state;
    struct script script = {0};
    struct imap_response got;
    assert_int_equal(parse_all(&script, STR("* 1 FETCH (BODY[] {10}\r\nabc"), 9, &got, 1),
                     ERR_NET_LOST);
    assert_int_equal(parse_all(&script, STR(""), 9, &got, 1), ERR_NET_LOST);
    buf_finish(&script.body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_body_with_every_byte_and_lines_that_look_like_protocol),
        cmocka_unit_test(reads_a_body_sent_as_a_quoted_string_or_as_nil),
        cmocka_unit_test(reads_search_results_and_capabilities_and_codes),
        cmocka_unit_test(skips_what_it_does_not_know_with_its_literals),
        cmocka_unit_test(refuses_what_is_not_imap),
        cmocka_unit_test(refuses_a_response_that_never_ends),
        cmocka_unit_test(tells_the_end_of_the_stream_from_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
