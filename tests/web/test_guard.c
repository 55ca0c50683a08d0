/* The guard's judgement of a head, without a server. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "web/guard.h"

static const struct str hosts[] = {STR_INIT("localhost"), STR_INIT("[::1]")};

static enum guard_reason judge(struct str head)
{
    size_t end;
    struct guard_head out;
    enum guard_reason reason = guard_scan(head, 0, &end);
    if (reason)
        return reason;
    assert_int_equal(end, head.n);
    return guard_check(head, hosts, 2, &out);
}

#define REFUSES(reason, text) assert_int_equal(judge(STR(text)), reason)
#define GET "GET / HTTP/1.1\r\nHost: localhost\r\n"
#define POST "POST / HTTP/1.1\r\nHost: localhost\r\n"

static void lets_an_ordinary_request_pass(void **state)
{
    (void)state;
    REFUSES(GUARD_FINE, GET "\r\n");
    REFUSES(GUARD_FINE, "GET /a/%E5%B7%A1?q=a+b&c=%20 HTTP/1.1\r\nHost: [::1]:8443\r\nCookie: a=b; c=d\r\n\r\n");
    REFUSES(GUARD_FINE, POST "Content-Length: 12\r\nExpect: 100-continue\r\n\r\n");
}

static void refuses_two_content_lengths(void **state)
{
    (void)state;
    REFUSES(GUARD_DUPLICATE_HEADER, POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n");
    REFUSES(GUARD_CONTENT_LENGTH, POST "Content-Length: 1, 1\r\n\r\n");
    REFUSES(GUARD_CONTENT_LENGTH, POST "Content-Length: +1\r\n\r\n");
    REFUSES(GUARD_CONTENT_LENGTH, POST "Content-Length: 99999999999999999999\r\n\r\n");
    REFUSES(GUARD_CONTENT_LENGTH, POST "\r\n");
}

static void refuses_transfer_encoding_with_and_without_length(void **state)
{
    (void)state;
    REFUSES(GUARD_TRANSFER_ENCODING, POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    REFUSES(GUARD_TRANSFER_ENCODING, POST "Transfer-Encoding: chunked\r\n\r\n");
    REFUSES(GUARD_TRANSFER_ENCODING, GET "transfer-encoding: identity\r\n\r\n");
    REFUSES(GUARD_HEADER_FORM, POST "Content-Length: 1\r\nTransfer-Encoding : chunked\r\n\r\n");
}

static void refuses_a_second_host_and_foreign_hosts(void **state)
{
    (void)state;
    REFUSES(GUARD_DUPLICATE_HEADER, GET "Host: localhost\r\n\r\n");
    REFUSES(GUARD_HOST_MISSING, "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n");
    REFUSES(GUARD_HOST, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    REFUSES(GUARD_HOST, "GET / HTTP/1.1\r\nHost: localhost:port\r\n\r\n");
    REFUSES(GUARD_HOST, "GET / HTTP/1.1\r\nHost: localhost:99999\r\n\r\n");
    REFUSES(GUARD_HOST, "GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n");
    REFUSES(GUARD_HOST, "GET / HTTP/1.1\r\nHost:\r\n\r\n");
    REFUSES(GUARD_HOST, "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n");
}

static void refuses_bare_line_feeds_and_carriage_returns(void **state)
{
    (void)state;
    REFUSES(GUARD_BARE_LINE_FEED, "GET / HTTP/1.1\nHost: localhost\n\n");
    REFUSES(GUARD_BARE_LINE_FEED, "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n");
    REFUSES(GUARD_BARE_CARRIAGE_RETURN, "GET / HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n");
}

static void refuses_nul_raw_and_encoded(void **state)
{
    (void)state;
    REFUSES(GUARD_NUL_BYTE, "GET /a\0b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_NUL_BYTE, GET "X: a\0b\r\n\r\n");
    REFUSES(GUARD_PERCENT, "GET /a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PERCENT, "GET /?q=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PERCENT, "GET /%4 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PERCENT, "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

static void refuses_folded_and_malformed_headers(void **state)
{
    (void)state;
    REFUSES(GUARD_FOLDED_HEADER, GET "X: a\r\n b\r\n\r\n");
    REFUSES(GUARD_FOLDED_HEADER, GET "X: a\r\n\tb\r\n\r\n");
    REFUSES(GUARD_HEADER_FORM, GET "no colon\r\n\r\n");
    REFUSES(GUARD_HEADER_FORM, GET ": empty\r\n\r\n");
    REFUSES(GUARD_HEADER_FORM, GET "X Y: z\r\n\r\n");
    REFUSES(GUARD_CONTROL_BYTE, GET "X: a\x01\r\n\r\n");
}

static void refuses_absolute_authority_and_asterisk_targets(void **state)
{
    (void)state;
    REFUSES(GUARD_TARGET_FORM, "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_TARGET_FORM, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_METHOD, "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_TARGET_FORM, "GET /a#b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_TARGET_FORM, "GET /\xE5\xB7\xA1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

static void refuses_steps_out_of_the_path(void **state)
{
    (void)state;
    REFUSES(GUARD_PATH_STEP, "GET /a/../b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PATH_STEP, "GET /a/%2e%2e/b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PATH_STEP, "GET /a%2Fb HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PATH_STEP, "GET /a%5c..%5cb HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PATH_STEP, "GET //a HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PATH_STEP, "GET /./a HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_PATH_STEP, "GET /a%0d%0ab HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_FINE, "GET /a?next=/../b HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

static void refuses_unknown_methods_versions_and_request_lines(void **state)
{
    (void)state;
    REFUSES(GUARD_METHOD, "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_METHOD, "get / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_VERSION, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_VERSION, "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_REQUEST_LINE, "GET /\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_REQUEST_LINE, "GET / HTTP/1.1 x\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_REQUEST_LINE, "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_REQUEST_LINE, "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REFUSES(GUARD_EXPECT, POST "Content-Length: 1\r\nExpect: magic\r\n\r\n");
    REFUSES(GUARD_BODY_NOT_EXPECTED, GET "Content-Length: 1\r\n\r\n");
}

static void refuses_too_many_and_too_large_headers(void **state)
{
    (void)state;
    static char head[GUARD_HEAD_LIMIT + 64];
    size_t end, n = 0;
    struct guard_head out;
    n += (size_t)strlen(memcpy(head, GET, sizeof GET));
    for (int i = 0; i < GUARD_HEADER_LIMIT; i++, n += 6)
        memcpy(head + n, "X: y\r\n", 6);
    memcpy(head + n, "\r\n", 2);
    assert_int_equal(guard_check((struct str){head, n + 2}, hosts, 2, &out), GUARD_TOO_MANY_HEADERS);
    memset(head + n, 'a', sizeof head - n);
    assert_int_equal(guard_scan((struct str){head, GUARD_HEAD_LIMIT}, 0, &end), GUARD_HEAD_TOO_LARGE);
}

static void waits_for_the_end_of_a_head_that_comes_in_pieces(void **state)
{
    (void)state;
    struct str head = STR(GET "\r\n");
    size_t end;
    for (size_t n = 1; n < head.n; n++) {
        assert_int_equal(guard_scan(str_slice(head, 0, n), n - 1, &end), GUARD_FINE);
        assert_int_equal(end, 0);
    }
    assert_int_equal(guard_scan(head, head.n - 1, &end), GUARD_FINE);
    assert_int_equal(end, head.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_an_ordinary_request_pass),
        cmocka_unit_test(refuses_two_content_lengths),
        cmocka_unit_test(refuses_transfer_encoding_with_and_without_length),
        cmocka_unit_test(refuses_a_second_host_and_foreign_hosts),
        cmocka_unit_test(refuses_bare_line_feeds_and_carriage_returns),
        cmocka_unit_test(refuses_nul_raw_and_encoded),
        cmocka_unit_test(refuses_folded_and_malformed_headers),
        cmocka_unit_test(refuses_absolute_authority_and_asterisk_targets),
        cmocka_unit_test(refuses_steps_out_of_the_path),
        cmocka_unit_test(refuses_unknown_methods_versions_and_request_lines),
        cmocka_unit_test(refuses_too_many_and_too_large_headers),
        cmocka_unit_test(waits_for_the_end_of_a_head_that_comes_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
