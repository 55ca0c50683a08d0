/* Time that passes and a clock that is set back under a running server: sessions, forms, deadlines,
   background work. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sched.h>
#include <stdlib.h>

#include "store/job.h"
#include "web/background.h"
#include "web/clock.h"
#include "web_fixture.h"

static const int64_t second = US_PER_SECOND, hour = 3600 * (int64_t)US_PER_SECOND, day = 86400 * (int64_t)US_PER_SECOND;

static bool has(struct str text, const char *part)
{
    return str_contains(text, str_from_c(part));
}

static void set_back(struct web_fixture *f, int64_t by)
{
    fake_context_set_now(&f->fake, f->fake.now - by);
}

static void is_out(struct browser *b)
{
    struct str r = browser_post(b, "/act", "");
    assert_int_equal(fixture_status(r), 401);
    assert_true(has(r, "ログインの有効期限が切れました"));
    assert_true(has(r, "何も変更されていません"));
    assert_true(has(fixture_audit_detail(b->fixture, "web.refused"), "ERR_WEB_LOGIN"));
    r = browser_get(b, "/cases/1");
    assert_int_equal(fixture_status(r), 303);
    assert_true(has(fixture_header(b->fixture, r, "Location"), "/login?next="));
    assert_int_equal(atomic_load(&fixture_actions), 0);
}

/* Forms that have run out --------------------------------------------------------------------- */

static void a_form_left_open_beyond_its_session_changes_nothing_and_says_so(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_login(&b, FIRST_ADVISOR);
    fake_context_advance(&f->fake, 8 * hour + second);
    is_out(&b);
}

static void a_session_that_is_used_all_the_time_ends_all_the_same(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_login(&b, FIRST_ADVISOR);
    for (int i = 0; i < 13; i++) {
        fake_context_advance(&f->fake, hour);
        assert_int_equal(fixture_status(browser_get(&b, "/cases/1")), 200);
    }
    fake_context_advance(&f->fake, hour + second);
    is_out(&b);
}

static void a_form_of_the_session_before_is_refused_and_works_after_it_was_opened_again(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_login(&b, FIRST_ADVISOR);
    struct str old = b.csrf;
    fake_context_advance(&f->fake, 9 * hour);
    browser_login(&b, FIRST_ADVISOR);
    struct str now = b.csrf;
    b.csrf = old;
    struct str r = browser_post(&b, "/act", "");
    assert_int_equal(fixture_status(r), 403);
    assert_true(has(r, "有効期限が切れたか"));
    assert_true(has(fixture_audit_detail(f, "web.refused"), "ERR_WEB_CSRF"));
    assert_int_equal(atomic_load(&fixture_actions), 0);
    b.csrf = now;
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 303);
}

static void a_login_form_from_before_the_restart_is_refused_and_a_new_one_works(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_get(&b, "/form");
    fixture_restart(f);
    struct str r = browser_post(&b, "/in", "person=1");
    assert_int_equal(fixture_status(r), 403);
    assert_true(has(r, "有効期限が切れたか"));
    browser_get(&b, "/form");
    assert_int_equal(fixture_status(browser_post(&b, "/in", "person=1")), 303);
}

/* The clock goes back ------------------------------------------------------------------------- */

static void a_session_of_the_future_ends_and_a_new_one_lives_no_longer_than_it_may(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_login(&b, FIRST_ADVISOR);
    set_back(f, day);
    is_out(&b);
    browser_login(&b, FIRST_ADVISOR);
    assert_int_equal(fixture_status(browser_get(&b, "/cases/1")), 200);
    /* Right again: the day that was missing has passed. */
    set_back(f, -day);
    is_out(&b);
}

static void a_clock_that_is_corrected_a_little_ends_no_session(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_login(&b, FIRST_ADVISOR);
    set_back(f, 300 * second);
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 303);
}

static void a_form_opened_before_the_clock_went_back_is_taken_once(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_get(&b, "/form");
    set_back(f, day);
    assert_int_equal(fixture_status(browser_post(&b, "/in", "person=1")), 303);
    browser_get(&b, "/form");
    struct str key = b.key;
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 303);
    b.key = key;
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 303);
    assert_int_equal(atomic_load(&fixture_actions), 1);
}

static void deadlines_do_not_move_with_the_clock(void **state)
{
    struct web_fixture *f = *state;
    struct tls_stream *slow = fixture_connect(f);
    fixture_send(f, slow, STR("GET /form HTTP/1.1\r\n"));
    set_back(f, day);
    fake_context_advance(&f->fake, 11 * second);
    assert_true(fixture_is_closed(f, slow));
    tls_close(slow);
    assert_int_equal(fixture_status(fixture_exchange(f, STR("GET /form HTTP/1.1\r\nHost: localhost\r\n\r\n"))), 200);
}

static void the_limit_of_an_address_does_not_move_with_the_clock(void **state)
{
    struct web_fixture *f = *state;
    const struct str request = STR("GET /form HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for (int i = 0; i < 5; i++)
        assert_int_equal(fixture_status(fixture_exchange(f, request)), 200);
    set_back(f, day);
    assert_int_equal(fixture_status(fixture_exchange(f, request)), 429);
    fake_context_advance(&f->fake, 60 * second);
    assert_int_equal(fixture_status(fixture_exchange(f, request)), 200);
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

/* Background work ----------------------------------------------------------------------------- */

static _Atomic int runs;

static int finish(struct db *db, void *argument, struct error *error)
{
    return job_done(db, argument, error);
}

static int count_run(struct store *store, const struct web_services *services, const struct job *job, struct arena *arena,
                     struct error *error)
{
    (void)services;
    (void)arena;
    struct job copy = *job;
    int failure = store_write(store, finish, &copy, error);
    atomic_fetch_add(&runs, 1); /* after the commit: the test moves the clock beyond the lease then */
    return failure;
}

static int add_in_two_minutes(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return job_add(db, STR("test.clock"), STR(""), STR("{}"), db_time(db) + 120 * second, error);
}

static void what_waits_keeps_its_time_and_people_are_told(void **state)
{
    static const struct job_handler jobs[] = {{STR_INIT("test.clock"), 600 * (int64_t)US_PER_SECOND, 3, count_run}};
    const struct module module = {.name = STR("clock"), .jobs = jobs, .job_count = 1};
    const struct module *const modules[] = {&module};
    struct web_fixture *f = *state;
    atomic_store(&runs, 0);
    assert_int_equal(store_write(f->store, add_in_two_minutes, NULL, NULL), 0);
    struct background *background = background_start(&f->fake.context, f->store, &f->services, modules, 1, 14 * hour);
    assert_int_equal(background_clock_notice(background, LANG_JA, f->arena).n, 0);
    set_back(f, day);
    while (fixture_audit_count(f, "web.clock_back") == 0)
        sched_yield();
    assert_true(has(fixture_audit_detail(f, "web.clock_back"), "{\"seconds\":86400}"));
    assert_true(has(background_clock_notice(background, LANG_JA, f->arena), "時計が 1 日 0 時間 0 分 戻りました"));
    fake_context_advance(&f->fake, 60 * second);
    assert_int_equal(atomic_load(&runs), 0);
    fake_context_advance(&f->fake, 61 * second);
    while (atomic_load(&runs) == 0)
        sched_yield();
    fake_context_advance(&f->fake, day);
    assert_int_equal(background_clock_notice(background, LANG_JA, f->arena).n, 0);
    background_stop(background);
    assert_int_equal(atomic_load(&runs), 1);
}

static void small_steps_and_forward_ones_are_no_news(void **state)
{
    struct web_fixture *f = *state;
    struct clock_watch watch;
    clock_watch_init(&watch, &f->fake.context);
    set_back(f, 59 * second);
    assert_int_equal(clock_watch_look(&watch), 0);
    set_back(f, -day);
    fake_context_advance(&f->fake, day);
    assert_int_equal(clock_watch_look(&watch), 0);
    set_back(f, 60 * second);
    assert_int_equal(clock_watch_look(&watch), 60 * second);
    assert_int_equal(clock_watch_look(&watch), 0);
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
#define WITH(test, setup) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_SERVER(a_form_left_open_beyond_its_session_changes_nothing_and_says_so),
        WITH_SERVER(a_session_that_is_used_all_the_time_ends_all_the_same),
        WITH_SERVER(a_form_of_the_session_before_is_refused_and_works_after_it_was_opened_again),
        WITH_SERVER(a_login_form_from_before_the_restart_is_refused_and_a_new_one_works),
        WITH_SERVER(a_session_of_the_future_ends_and_a_new_one_lives_no_longer_than_it_may),
        WITH_SERVER(a_clock_that_is_corrected_a_little_ends_no_session),
        WITH_SERVER(a_form_opened_before_the_clock_went_back_is_taken_once),
        WITH_SERVER(deadlines_do_not_move_with_the_clock),
        WITH(the_limit_of_an_address_does_not_move_with_the_clock, strict_setup),
        WITH_SERVER(what_waits_keeps_its_time_and_people_are_told),
        WITH_SERVER(small_steps_and_forward_ones_are_no_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
