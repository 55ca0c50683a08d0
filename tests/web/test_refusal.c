/* Every refusal leaves a line in the audit log, a flood few lines and a count that loses none. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sched.h>
#include <stdlib.h>

#include "web/refusal.h"
#include "web_fixture.h"

#define HOST "Host: localhost\r\n"
static const int64_t minute = 60 * (int64_t)US_PER_SECOND;

static bool has(struct str text, const char *part)
{
    return str_contains(text, str_from_c(part));
}

/* One more line since `before`, with this status and reason. */
static void expect_line(struct web_fixture *f, int64_t before, int status, const char *reason)
{
    struct str detail = fixture_audit_detail(f, "web.refused");
    assert_int_equal(fixture_audit_count(f, "web.refused"), before + 1);
    assert_true(has(detail, arena_format(f->arena, "\"status\":%d", status).p));
    assert_true(has(detail, arena_format(f->arena, "\"reason\":\"%s\"", reason).p));
}

static void leaves_a_line_for_every_status_of_a_stranger(void **state)
{
    static const struct {
        const char *request, *reason;
        int status;
    } all[] = {
        {"GET /nothing HTTP/1.1\r\n" HOST "\r\n", "ERR_WEB_NO_PAGE", 404},
        {"GET /assets/none HTTP/1.1\r\n" HOST "\r\n", "ERR_WEB_NO_PAGE", 404},
        {"GET /nothing HTTP/1.1\r\n" HOST "Cookie: __Host-meguri=00112233445566778899aabbccddeeff\r\n\r\n",
         "ERR_WEB_NO_PAGE", 404},
        {"GET /cases/1 HTTP/1.1\r\n" HOST "Accept: application/json\r\n\r\n", "ERR_WEB_LOGIN", 401},
        {"POST /act HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "ERR_WEB_LOGIN", 401},
        {"POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "ERR_WEB_CSRF", 403},
        {"DELETE /act HTTP/1.1\r\n" HOST "\r\n", "ERR_WEB_METHOD", 405},
        {"POST /echo HTTP/1.1\r\n" HOST "Content-Length: 99999999\r\n\r\n", "ERR_WEB_BODY_TOO_LARGE", 413},
        {"POST /echo HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx", "ERR_WEB_BODY", 400},
        {"BREW / HTTP/1.1\r\n" HOST "\r\n", "method", 400},
    };
    struct web_fixture *f = *state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        int64_t before = fixture_audit_count(f, "web.refused");
        assert_int_equal(fixture_status(fixture_exchange(f, str_from_c(all[i].request))), all[i].status);
        expect_line(f, before, all[i].status, all[i].reason);
    }
}

static void leaves_a_line_for_what_a_person_may_not_or_mistypes(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_login(&b, FIRST_VIEWER);
    assert_int_equal(fixture_audit_count(f, "web.refused"), 0);
    assert_int_equal(fixture_status(browser_get(&b, "/cases/2")), 404);
    expect_line(f, 0, 404, "ERR_NOT_FOUND");
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 403);
    expect_line(f, 1, 403, "ERR_FORBIDDEN");
    browser_get(&b, "/form");
    assert_int_equal(fixture_status(browser_post(&b, "/edit", "title=")), 422);
    expect_line(f, 2, 422, "ERR_WEB_FIELDS");
}

static void writes_nothing_that_was_sent(void **state)
{
    struct web_fixture *f = *state;
    fixture_exchange(f, STR("GET /yamada-taro?mail=taro%40example.jp HTTP/1.1\r\n" HOST "User-Agent: taro\r\n\r\n"));
    struct str detail = fixture_audit_detail(f, "web.refused");
    assert_true(detail.n > 0);
    assert_false(has(detail, "taro"));
    assert_false(has(detail, "127.0.0.1"));
}

static void flood(struct web_fixture *f, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(fixture_status(fixture_exchange(f, STR("GET /nothing HTTP/1.1\r\n" HOST "\r\n"))), 404);
}

static void tells_the_rest_of_a_flood_in_one_line_when_the_minute_is_over(void **state)
{
    struct web_fixture *f = *state;
    flood(f, REFUSAL_LINES + 15);
    assert_int_equal(fixture_audit_count(f, "web.refused"), REFUSAL_LINES);
    assert_int_equal(fixture_audit_count(f, "web.refused_further"), 0);
    fake_context_advance(&f->fake, minute);
    while (fixture_audit_count(f, "web.refused_further") == 0)
        sched_yield();
    struct str detail = fixture_audit_detail(f, "web.refused_further");
    assert_true(has(detail, "\"further\":15"));
    assert_true(has(detail, "\"until\":\"20"));
    assert_true(has(detail, "\"reasons\":{\"ERR_WEB_NO_PAGE\":15}"));
    /* The next minute begins anew. */
    flood(f, 1);
    assert_int_equal(fixture_audit_count(f, "web.refused"), REFUSAL_LINES + 1);
    assert_int_equal(fixture_audit_count(f, "web.refused_further"), 1);
}

static void writes_the_first_of_another_reason_in_the_middle_of_a_flood(void **state)
{
    struct web_fixture *f = *state;
    flood(f, REFUSAL_LINES + 5);
    for (int i = 0; i < 3; i++)
        fixture_exchange(f, STR("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"));
    expect_line(f, REFUSAL_LINES, 403, "ERR_WEB_CSRF");
    web_server_stop(f->server, 0);
    f->server = NULL;
    assert_true(has(fixture_audit_detail(f, "web.refused_further"),
                    "\"reasons\":{\"ERR_WEB_NO_PAGE\":5,\"ERR_WEB_CSRF\":2}"));
}

static void tells_the_rest_of_a_flood_when_the_server_stops(void **state)
{
    struct web_fixture *f = *state;
    flood(f, REFUSAL_LINES + 7);
    web_server_stop(f->server, 0);
    f->server = NULL;
    assert_true(has(fixture_audit_detail(f, "web.refused_further"), "\"further\":7"));
}

static void counts_each_address_alone_and_an_ipv6_network_as_one(void **state)
{
    struct web_fixture *f = *state;
    struct refusals *refusals = refusal_create(f->store);
    struct refusal refusal = {.reason = STR("ERR_WEB_NO_PAGE"), .status = 404};
    static const char *const addresses[] = {"192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"};
    for (size_t a = 0; a < 4; a++)
        for (int i = 0; i < REFUSAL_LINES; i++) {
            refusal.address = str_from_c(addresses[a]);
            refusal_note(refusals, &refusal);
        }
    assert_int_equal(fixture_audit_count(f, "web.refused"), 3 * REFUSAL_LINES);
    refusal_destroy(refusals);
    assert_true(has(fixture_audit_detail(f, "web.refused_further"), "\"further\":20"));
    assert_int_equal(fixture_audit_count(f, "web.refused_further"), 1);
}

static int sum_further(struct db *db, void *argument, struct error *error)
{
    int64_t *sum = argument, part;
    struct db_rows *rows;
    int e = DB_QUERY(db, error, &rows, "SELECT detail FROM store_audit WHERE action = $1",
                     db_text(STR("web.refused_further")));
    for (*sum = 0; !e && db_next(rows); *sum += part) {
        struct str detail = db_column_text(rows, 0);
        size_t from = str_find(detail, STR("\"further\":"), 0) + 10;
        assert_int_equal(str_to_int64(str_slice(detail, from, str_find_char(detail, ',', from)), &part), true);
    }
    return e ? e : db_finish(rows, error);
}

static int64_t further_in_the_log(struct web_fixture *f)
{
    int64_t sum = 0;
    fixture_audit_count(f, "web.refused_further"); /* all is written */
    assert_int_equal(store_read(f->store, sum_further, &sum, NULL), 0);
    return sum;
}

/* More addresses than the table holds, each with more than its lines: what makes room is written. */
static void loses_no_count_when_more_addresses_come_than_fit(void **state)
{
    enum { ADDRESSES = 6000 };
    struct web_fixture *f = *state;
    struct refusals *refusals = refusal_create(f->store);
    struct refusal refusal = {.reason = STR("ERR_WEB_NO_PAGE"), .status = 404};
    for (int a = 0; a < ADDRESSES; a++) {
        refusal.address = arena_format(f->arena, "10.1.%d.%d", a / 250, a % 250);
        for (int i = 0; i < REFUSAL_LINES + 1; i++)
            refusal_note(refusals, &refusal);
    }
    refusal_destroy(refusals);
    assert_int_equal(fixture_audit_count(f, "web.refused") + further_in_the_log(f), ADDRESSES * (REFUSAL_LINES + 1));
}

static void cut_off(struct web_fixture *f, const char *bytes)
{
    struct tls_stream *slow = fixture_connect(f);
    fixture_send(f, slow, str_from_c(bytes));
    fixture_exchange(f, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"));
    fake_context_advance(&f->fake, 11 * (int64_t)US_PER_SECOND);
    assert_true(fixture_is_closed(f, slow));
    tls_close(slow);
}

static void notes_a_client_that_is_cut_off_and_none_that_only_connects(void **state)
{
    struct web_fixture *f = *state;
    for (int i = 0; i < 3; i++)
        cut_off(f, "");
    assert_int_equal(fixture_audit_count(f, "web.refused"), 0);
    /* The deadline can come before the server has read the bytes: then it knows of none. */
    while (fixture_audit_count(f, "web.refused") == 0)
        cut_off(f, "GET /form HT");
    assert_true(has(fixture_audit_detail(f, "web.refused"), "\"slow_head\",\"status\":0"));
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_SERVER(leaves_a_line_for_every_status_of_a_stranger),
        WITH_SERVER(leaves_a_line_for_what_a_person_may_not_or_mistypes),
        WITH_SERVER(writes_nothing_that_was_sent),
        WITH_SERVER(tells_the_rest_of_a_flood_in_one_line_when_the_minute_is_over),
        WITH_SERVER(writes_the_first_of_another_reason_in_the_middle_of_a_flood),
        WITH_SERVER(tells_the_rest_of_a_flood_when_the_server_stops),
        WITH_SERVER(counts_each_address_alone_and_an_ipv6_network_as_one),
        WITH_SERVER(loses_no_count_when_more_addresses_come_than_fit),
        WITH_SERVER(notes_a_client_that_is_cut_off_and_none_that_only_connects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
