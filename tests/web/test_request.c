/* Requests over TLS to a running server: what is refused, what is answered, and with which headers. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web/asset.h"
#include "web_fixture.h"

#define HOST "Host: localhost\r\n"

static bool has(struct str response, const char *text)
{
    return str_contains(response, str_from_c(text));
}

static void answers_a_page_with_security_headers(void **state)
{
    struct web_fixture *f = *state;
    struct str r = fixture_exchange(f, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(fixture_status(r), 200);
    assert_true(has(fixture_header(f, r, "Content-Security-Policy"), "default-src 'self'"));
    assert_true(has(fixture_header(f, r, "Content-Security-Policy"), "frame-ancestors 'none'"));
    assert_true(str_equal(fixture_header(f, r, "X-Content-Type-Options"), STR("nosniff")));
    assert_true(str_equal(fixture_header(f, r, "Cache-Control"), STR("no-store")));
    assert_true(fixture_header(f, r, "Referrer-Policy").n > 0);
    assert_true(fixture_header(f, r, "Permissions-Policy").n > 0);
    assert_int_equal(fixture_header(f, r, "Strict-Transport-Security").n, 0);
    assert_true(has(r, "__Host-meguri-page="));
    assert_true(has(r, "Secure; HttpOnly; SameSite=Lax"));
}

static const struct str smuggling[] = {
    STR_INIT("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    STR_INIT("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na"),
    STR_INIT("GET /form HTTP/1.1\r\n" HOST "Host: localhost\r\n\r\n"),
    STR_INIT("GET /form HTTP/1.1\nHost: localhost\n\n"),
    STR_INIT("GET /form%00 HTTP/1.1\r\n" HOST "\r\n"),
    STR_INIT("GET /form HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"),
    STR_INIT("GET /form HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"),
    STR_INIT("GET https://localhost/form HTTP/1.1\r\n" HOST "\r\n"),
    STR_INIT("GET /form HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
    STR_INIT("GET /assets/../form HTTP/1.1\r\n" HOST "\r\n"),
    STR_INIT("GET /assets/%2e%2e/form HTTP/1.1\r\n" HOST "\r\n"),
    STR_INIT("BREW /form HTTP/1.1\r\n" HOST "\r\n"),
    STR_INIT("nonsense\r\n\r\n"),
    STR_INIT("\r\n\r\nGET /form HTTP/1.1\r\n" HOST "\r\n"),
};

static void refuses_every_smuggling_form_with_400_a_sentence_and_an_audit_line(void **state)
{
    struct web_fixture *f = *state;
    size_t count = sizeof smuggling / sizeof smuggling[0];
    for (size_t i = 0; i < count; i++) {
        struct str r = fixture_exchange(f, smuggling[i]);
        if (fixture_status(r) != 400)
            fail_msg("form %zu: %.*s", i, (int)r.n, r.p);
        assert_true(has(r, "受け付けませんでした"));
        assert_true(has(r, "Connection: close"));
    }
    assert_int_equal(fixture_audit_count(f, "web.refused"), count);
    assert_int_equal(web_server_counters(f->server).refused, count);
}

static void refuses_a_head_of_too_many_bytes_or_headers(void **state)
{
    struct web_fixture *f = *state;
    struct buf many = {0}, large = {0};
    buf_append(&many, STR("GET /form HTTP/1.1\r\n" HOST));
    for (int i = 0; i < 65; i++)
        buf_format(&many, "X-%d: y\r\n", i);
    buf_append(&many, STR("\r\n"));
    buf_append(&large, STR("GET /form HTTP/1.1\r\n" HOST "X: "));
    for (int i = 0; i < 17000; i++)
        buf_append_char(&large, 'a');
    buf_append(&large, STR("\r\n\r\n"));
    assert_int_equal(fixture_status(fixture_exchange(f, buf_str(&many))), 400);
    assert_int_equal(fixture_status(fixture_exchange(f, buf_str(&large))), 400);
    buf_finish(&many);
    buf_finish(&large);
}

static void refuses_a_bad_request_hidden_behind_a_good_one(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *stream = fixture_connect(f);
    fixture_send(f, stream, STR("GET /form HTTP/1.1\r\n" HOST "\r\nGET /form HTTP/1.1\r\n" HOST HOST "\r\n"));
    assert_int_equal(fixture_status(fixture_receive(f, stream)), 200);
    assert_int_equal(fixture_status(fixture_receive(f, stream)), 400);
    assert_true(fixture_is_closed(f, stream));
    tls_close(stream);
}

static void answers_pipelined_requests_in_order(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *stream = fixture_connect(f);
    fixture_send(f, stream, STR("GET /download HTTP/1.1\r\n" HOST "\r\nGET /form HTTP/1.1\r\n" HOST
                                "\r\nGET /nothing HTTP/1.1\r\n" HOST "\r\n"));
    assert_true(has(fixture_receive(f, stream), "a,b"));
    assert_int_equal(fixture_status(fixture_receive(f, stream)), 200);
    assert_int_equal(fixture_status(fixture_receive(f, stream)), 404);
    tls_close(stream);
}

static void reads_a_request_that_comes_byte_by_byte(void **state)
{
    struct web_fixture *f = *state;
    struct str request = STR("GET /form HTTP/1.1\r\n" HOST "\r\n");
    struct tls_stream *stream = fixture_connect(f);
    for (size_t i = 0; i < request.n; i++)
        fixture_send(f, stream, str_slice(request, i, i + 1));
    assert_int_equal(fixture_status(fixture_receive(f, stream)), 200);
    tls_close(stream);
}

static void answers_unknown_paths_and_methods(void **state)
{
    struct web_fixture *f = *state;
    struct str r = fixture_exchange(f, STR("GET /nothing HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(fixture_status(r), 404);
    assert_true(has(r, "ページが見つかりません"));
    r = fixture_exchange(f, STR("POST /form HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"));
    assert_int_equal(fixture_status(r), 405);
    assert_true(str_equal(fixture_header(f, r, "Allow"), STR("GET, HEAD")));
    r = fixture_exchange(f, STR("DELETE /act HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(fixture_status(r), 405);
    assert_true(str_equal(fixture_header(f, r, "Allow"), STR("POST")));
}

static void answers_json_when_json_is_asked(void **state)
{
    struct web_fixture *f = *state;
    struct str r = fixture_exchange(f, STR("GET /nothing HTTP/1.1\r\n" HOST "Accept: application/json\r\n\r\n"));
    assert_int_equal(fixture_status(r), 404);
    assert_true(has(fixture_header(f, r, "Content-Type"), "application/json"));
    assert_true(has(r, "\"error\":\"ERR_WEB_NO_PAGE\""));
}

static void answers_english_when_english_is_asked(void **state)
{
    struct web_fixture *f = *state;
    struct str r = fixture_exchange(f, STR("GET /nothing HTTP/1.1\r\n" HOST "Accept-Language: en-GB\r\n\r\n"));
    assert_true(has(r, "There is no such page"));
}

static void sends_assets_packed_only_when_accepted_and_once(void **state)
{
    struct web_fixture *f = *state;
    struct str path = asset_path(STR("app.css"));
    struct str get = arena_format(f->arena, "GET %" PRIstr " HTTP/1.1\r\n" HOST, STR_ARG(path));
    struct str plain = fixture_exchange(f, ARENA_JOIN(f->arena, get, STR("\r\n")));
    struct str packed = fixture_exchange(f, ARENA_JOIN(f->arena, get, STR("Accept-Encoding: br, gzip\r\n\r\n")));
    struct str not_packed = fixture_exchange(f, ARENA_JOIN(f->arena, get, STR("Accept-Encoding: gzip;q=0\r\n\r\n")));
    assert_int_equal(fixture_status(plain), 200);
    assert_int_equal(fixture_header(f, plain, "Content-Encoding").n, 0);
    assert_true(str_equal(fixture_header(f, packed, "Content-Encoding"), STR("gzip")));
    assert_int_equal(fixture_header(f, not_packed, "Content-Encoding").n, 0);
    assert_true(packed.n < plain.n);
    assert_true(has(fixture_header(f, plain, "Cache-Control"), "immutable"));
    struct str same = fixture_exchange(f, arena_format(f->arena, "%" PRIstr "If-None-Match: %" PRIstr "\r\n\r\n", STR_ARG(get),
                                                       STR_ARG(fixture_header(f, plain, "ETag"))));
    assert_int_equal(fixture_status(same), 304);
    assert_int_equal(fixture_status(fixture_exchange(f, STR("GET /assets/app.css HTTP/1.1\r\n" HOST "\r\n"))), 404);
}

static void names_downloads_in_japanese(void **state)
{
    struct web_fixture *f = *state;
    struct str r = fixture_exchange(f, STR("GET /download HTTP/1.1\r\n" HOST "\r\n"));
    struct str name = fixture_header(f, r, "Content-Disposition");
    assert_true(has(name, "attachment; filename=\""));
    assert_true(has(name, "filename*=UTF-8''%E6%97%A5%E5%A0%B1%202025.csv"));
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_SERVER(answers_a_page_with_security_headers),
        WITH_SERVER(refuses_every_smuggling_form_with_400_a_sentence_and_an_audit_line),
        WITH_SERVER(refuses_a_head_of_too_many_bytes_or_headers),
        WITH_SERVER(refuses_a_bad_request_hidden_behind_a_good_one),
        WITH_SERVER(answers_pipelined_requests_in_order),
        WITH_SERVER(reads_a_request_that_comes_byte_by_byte),
        WITH_SERVER(answers_unknown_paths_and_methods),
        WITH_SERVER(answers_json_when_json_is_asked),
        WITH_SERVER(answers_english_when_english_is_asked),
        WITH_SERVER(sends_assets_packed_only_when_accepted_and_once),
        WITH_SERVER(names_downloads_in_japanese),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
