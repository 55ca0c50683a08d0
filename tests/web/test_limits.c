/* Slow clients, floods, full queues, clients that leave: bounded, and the others are served on. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sched.h>
#include <stdlib.h>

#include "base/file.h"
#include "web_fixture.h"

#define HOST "Host: localhost\r\n"
static const int64_t second = US_PER_SECOND;

static void wait_until(const struct web_fixture *f, int waiting)
{
    (void)f;
    while (atomic_load(&fixture_waiting) != waiting)
        sched_yield();
}

static void closes_a_connection_whose_head_does_not_end(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *slow = fixture_connect(f);
    for (int i = 0; i < 9; i++) {
        fixture_send(f, slow, STR("GET /form HTTP/1.1\r\n"));
        fake_context_advance(&f->fake, second);
        fixture_send(f, slow, STR("X: y\r\n"));
    }
    fake_context_advance(&f->fake, 2 * second);
    assert_true(fixture_is_closed(f, slow));
    tls_close(slow);
}

static void closes_a_connection_that_drips_its_body(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *slow = fixture_connect(f);
    fixture_send(f, slow, STR("POST /echo HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\n"
                              "Content-Length: 60000\r\n\r\n"));
    /* A byte per second is no idle connection, but never 4 KB/s. */
    for (int i = 0; i < 12; i++) {
        fixture_send(f, slow, STR("a"));
        fake_context_advance(&f->fake, second);
    }
    assert_true(fixture_is_closed(f, slow));
    tls_close(slow);
}

static void closes_an_idle_connection(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *idle = fixture_connect(f);
    fixture_send(f, idle, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(fixture_status(fixture_receive(f, idle)), 200);
    /* The server may still be counting the answer as being sent: that ends later. */
    fake_context_advance(&f->fake, 3600 * second);
    assert_true(fixture_is_closed(f, idle));
    tls_close(idle);
}

static void serves_others_while_many_connections_drip(void **state)
{
    enum { SLOW = 60 };
    struct web_fixture *f = *state;
    struct tls_stream *slow[SLOW];
    for (int i = 0; i < SLOW; i++) {
        slow[i] = fixture_connect(f);
        fixture_send(f, slow[i], STR("GET /form HT"));
    }
    assert_int_equal(fixture_status(fixture_exchange(f, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"))), 200);
    for (int i = 0; i < SLOW; i++)
        tls_close(slow[i]);
}

static int small_pool_setup(void **state)
{
    struct web_fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->options.pool_threads = 2;
    f->options.queue_limit = 1;
    f->options.public_per_minute = 10000;
    atomic_store(&fixture_hold, true);
    fixture_start(f);
    *state = f;
    return 0;
}

static void answers_503_when_threads_and_queue_are_full_and_assets_still(void **state)
{
    enum { TOO_MANY = 4 };
    struct web_fixture *f = *state;
    struct tls_stream *busy[TOO_MANY];
    for (int i = 0; i < 2; i++) {
        busy[i] = fixture_connect(f);
        fixture_send(f, busy[i], STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
        wait_until(f, i + 1);
    }
    for (int i = 2; i < TOO_MANY; i++) {
        busy[i] = fixture_connect(f);
        fixture_send(f, busy[i], STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
    }
    /* One of the last two waits in the queue, the other is told to come back. */
    while (web_server_counters(f->server).overloaded == 0)
        sched_yield();
    struct str r = fixture_exchange(f, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(fixture_status(r), 503);
    assert_true(str_contains(r, STR("混み合っています")));
    assert_true(fixture_header(f, r, "Retry-After").n > 0);
    assert_int_equal(fixture_status(fixture_exchange(f, STR("GET /assets/none HTTP/1.1\r\n" HOST "\r\n"))), 404);
    atomic_store(&fixture_hold, false);
    int fine = 0;
    for (int i = 0; i < TOO_MANY; i++) {
        fine += fixture_status(fixture_receive(f, busy[i])) == 200;
        tls_close(busy[i]);
    }
    assert_int_equal(fine, 3);
}

static void cancels_the_query_of_a_client_that_left(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *stream = fixture_connect(f);
    fixture_send(f, stream, STR("GET /for-ever HTTP/1.1\r\n" HOST "\r\n"));
    wait_until(f, 1);
    tls_close(stream);
    wait_until(f, 0);
}

static void ends_a_handler_whose_time_is_over(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *stream = fixture_connect(f);
    fixture_send(f, stream, STR("GET /for-ever HTTP/1.1\r\n" HOST "\r\n"));
    wait_until(f, 1);
    fake_context_advance(&f->fake, 31 * second);
    struct str r = fixture_receive(f, stream);
    assert_int_equal(fixture_status(r), 503);
    assert_true(str_contains(r, STR("時間内に処理が終わりませんでした")));
    tls_close(stream);
}

static int strict_setup(void **state)
{
    struct web_fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->options.public_per_minute = 5;
    f->options.connections_per_address = 10;
    fixture_start(f);
    *state = f;
    return 0;
}

static void limits_the_requests_of_one_address_to_public_pages(void **state)
{
    struct web_fixture *f = *state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(fixture_status(fixture_exchange(f, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"))), 200);
    struct str r = fixture_exchange(f, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(fixture_status(r), 429);
    fake_context_advance(&f->fake, 60 * second);
    assert_int_equal(fixture_status(fixture_exchange(f, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"))), 200);
}

static void writes_few_audit_lines_for_a_flood_of_refusals(void **state)
{
    enum { FLOOD = 60 };
    struct web_fixture *f = *state;
    for (int i = 0; i < FLOOD; i++)
        assert_int_equal(fixture_status(fixture_exchange(f, STR("BREW / HTTP/1.1\r\n" HOST "\r\n"))), 400);
    assert_int_equal(web_server_counters(f->server).refused, FLOOD);
    assert_int_equal(fixture_audit_count(f, "web.refused"), 20);
    assert_int_equal(fixture_audit_count(f, "web.refused_further"), 0);
}

static void takes_a_new_certificate_for_new_connections(void **state)
{
    struct web_fixture *f = *state;
    struct error error = {0};
    struct str old = f->files.fingerprint;
    struct tls_stream *before = fixture_connect(f);
    assert_int_equal(file_write_durable(&f->client, f->files.key, STR("not a key"), &error), 0);
    assert_int_equal(web_server_reload(f->server, &error), ERR_WEB_CERTIFICATE);
    error_clear(&error);
    fake_context_advance(&f->fake, 380 * 86400LL * second);
    /* Nearly over: a new one is made (in the past of that clock, so that the client accepts it). */
    assert_int_equal(web_certificate_ensure(&f->fake.context, f->folder, f->arena, &f->files, &error), 0);
    assert_false(str_equal(old, f->files.fingerprint));
    fake_context_set_now(&f->fake, context_now(&f->client));
    assert_int_equal(web_server_reload(f->server, &error), 0);
    fixture_send(f, before, STR("GET /form HTTP/1.1\r\n" HOST "\r\n"));
    tls_close(before);
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
#define WITH(test, setup) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_SERVER(closes_a_connection_whose_head_does_not_end),
        WITH_SERVER(closes_a_connection_that_drips_its_body),
        WITH_SERVER(closes_an_idle_connection),
        WITH_SERVER(serves_others_while_many_connections_drip),
        WITH(answers_503_when_threads_and_queue_are_full_and_assets_still, small_pool_setup),
        WITH_SERVER(cancels_the_query_of_a_client_that_left),
        WITH_SERVER(ends_a_handler_whose_time_is_over),
        WITH(limits_the_requests_of_one_address_to_public_pages, strict_setup),
        WITH(writes_few_audit_lines_for_a_flood_of_refusals, strict_setup),
        WITH_SERVER(takes_a_new_certificate_for_new_connections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
