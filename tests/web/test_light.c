/* Pages answered on the threads that read the network: the same checks, and no way to a store. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sched.h>
#include <stdlib.h>

#include "web_fixture.h"

#define HOST "Host: localhost\r\n"

static struct str get(struct web_fixture *f, const char *path, const char *headers)
{
    return fixture_exchange(f, arena_format(f->arena, "GET %s HTTP/1.1\r\n" HOST "%s\r\n", path, headers));
}

static void cannot_reach_the_store(void **state)
{
    struct web_fixture *f = *state;
    static const char *const paths[] = {"/light/reads", "/light/writes"};
    for (size_t i = 0; i < 2; i++) {
        struct str r = get(f, paths[i], "Accept: application/json\r\n");
        assert_int_equal(fixture_status(r), 500);
        assert_true(str_contains(r, STR("ERR_STORE_SHUT")));
    }
    /* The thread is not left shut, and others never were. */
    assert_int_equal(fixture_status(get(f, "/light", "")), 200);
    assert_int_equal(fixture_status(get(f, "/light/reads", "Cookie: __Host-meguri=x\r\n")), 200);
}

static void goes_to_the_pool_when_the_client_shows_a_session(void **state)
{
    struct web_fixture *f = *state;
    struct str r = get(f, "/light/reads", "Cookie: __Host-meguri=00112233445566778899aabbccddeeff\r\n");
    assert_int_equal(fixture_status(r), 200);
}

static void shows_who_is_logged_in_on_a_light_page(void **state)
{
    struct web_fixture *f = *state;
    struct browser browser = {.fixture = f};
    browser_login(&browser, FIRST_ADVISOR);
    assert_true(str_contains(browser_get(&browser, "/light"), STR("sato")));
}

static void sends_the_security_headers_of_every_page(void **state)
{
    struct web_fixture *f = *state;
    static const char *const names[] = {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options",
                                        "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy",
                                        "Cross-Origin-Resource-Policy", "Content-Type", "Cache-Control"};
    struct str light = get(f, "/light", ""), pool = get(f, "/form", "");
    assert_int_equal(fixture_status(light), 200);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(fixture_header(f, light, names[i]).n > 0);
        assert_true(str_equal(fixture_header(f, light, names[i]), fixture_header(f, pool, names[i])));
    }
}

static void makes_forms_that_are_bound_to_the_browser(void **state)
{
    struct web_fixture *f = *state;
    struct browser browser = {.fixture = f};
    browser_get(&browser, "/light");
    assert_int_equal(browser.csrf.n, 32);
    assert_int_equal(fixture_status(browser_post(&browser, "/echo", "title=a")), 200);
    browser.page = STR("00112233445566778899aabbccddeeff");
    assert_int_equal(fixture_status(browser_post(&browser, "/echo", "title=a")), 403);
}

static void answers_head_without_a_body(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *stream = fixture_connect(f);
    fixture_send(f, stream, STR("HEAD /light HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
    struct str r = fixture_receive(f, stream);
    tls_close(stream);
    assert_int_equal(fixture_status(r), 200);
    assert_false(str_contains(r, STR("<html")));
}

static void answers_many_requests_on_one_connection(void **state)
{
    enum { TIMES = 50 };
    struct web_fixture *f = *state;
    struct tls_stream *stream = fixture_connect(f);
    for (int i = 0; i < TIMES; i++) {
        fixture_send(f, stream, i % 2 ? STR("GET /form HTTP/1.1\r\n" HOST "\r\n")
                                      : STR("GET /light HTTP/1.1\r\n" HOST "\r\n"));
        assert_int_equal(fixture_status(fixture_receive(f, stream)), 200);
    }
    tls_close(stream);
}

static int strict_setup(void **state)
{
    struct web_fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->options.public_per_minute = 5;
    fixture_start(f);
    *state = f;
    return 0;
}

static void counts_in_the_limit_of_its_address(void **state)
{
    struct web_fixture *f = *state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(fixture_status(get(f, i % 2 ? "/light" : "/form", "")), 200);
    assert_int_equal(fixture_status(get(f, "/light", "")), 429);
    assert_int_equal(web_server_counters(f->server).too_many, 1);
}

static int small_pool_setup(void **state)
{
    struct web_fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->options.pool_threads = 1;
    f->options.queue_limit = 1;
    f->options.public_per_minute = 10000;
    atomic_store(&fixture_hold, true);
    fixture_start(f);
    *state = f;
    return 0;
}

static void is_shown_while_the_pool_is_full(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *busy[2];
    for (int i = 0; i < 2; i++) {
        busy[i] = fixture_connect(f);
        fixture_send(f, busy[i], STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
        while (i == 0 && atomic_load(&fixture_waiting) == 0)
            sched_yield();
    }
    assert_int_equal(fixture_status(get(f, "/light", "")), 200);
    atomic_store(&fixture_hold, false);
    for (int i = 0; i < 2; i++) {
        fixture_receive(f, busy[i]);
        tls_close(busy[i]);
    }
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
#define WITH(test, setup) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_SERVER(cannot_reach_the_store),
        WITH_SERVER(goes_to_the_pool_when_the_client_shows_a_session),
        WITH_SERVER(shows_who_is_logged_in_on_a_light_page),
        WITH_SERVER(sends_the_security_headers_of_every_page),
        WITH_SERVER(makes_forms_that_are_bound_to_the_browser),
        WITH_SERVER(answers_head_without_a_body),
        WITH_SERVER(answers_many_requests_on_one_connection),
        WITH(counts_in_the_limit_of_its_address, strict_setup),
        WITH(is_shown_while_the_pool_is_full, small_pool_setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
