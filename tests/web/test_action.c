/* What a logged-in person may do: sessions, CSRF, fields, once-only actions, commissions. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web_fixture.h"

static bool has(struct str response, const char *text)
{
    return str_contains(response, str_from_c(text));
}

static void leads_to_the_login_and_back(void **state)
{
    struct browser b = {.fixture = *state};
    struct str r = browser_get(&b, "/cases/1?x=1");
    assert_int_equal(fixture_status(r), 303);
    assert_true(str_equal(fixture_header(*state, r, "Location"), STR("/login?next=%2Fcases%2F1%3Fx%3D1")));
}

static void shows_the_notice_of_a_redirect_once(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/form");
    browser_post(&b, "/in", "person=1");
    assert_true(has(browser_get(&b, "/form"), "ようこそ"));
    assert_false(has(browser_get(&b, "/form"), "ようこそ"));
}

static void shows_a_person_only_what_the_role_allows(void **state)
{
    struct browser advisor = {.fixture = *state}, viewer = {.fixture = *state};
    browser_login(&advisor, FIRST_ADVISOR);
    browser_login(&viewer, FIRST_VIEWER);
    assert_true(has(browser_get(&advisor, "/form"), "入力"));
    assert_false(has(browser_get(&viewer, "/form"), "data-keys=\"g f\""));
    assert_int_equal(fixture_status(browser_post(&advisor, "/act", "")), 303);
    struct str r = browser_post(&viewer, "/act", "");
    assert_int_equal(fixture_status(r), 403);
    assert_true(has(r, "権限がありません"));
}

static void hides_the_records_of_another_commission(void **state)
{
    struct browser first = {.fixture = *state}, other = {.fixture = *state};
    browser_login(&first, FIRST_ADVISOR);
    browser_login(&other, OTHER_ADVISOR);
    assert_true(has(browser_get(&first, "/cases/1"), "case of sato"));
    assert_int_equal(fixture_status(browser_get(&other, "/cases/1")), 404);
    assert_int_equal(fixture_status(browser_get(&first, "/cases/2")), 404);
    assert_true(has(browser_get(&other, "/cases/2"), "case of suzuki"));
}

static void audits_the_reading_of_personal_data(void **state)
{
    struct browser b = {.fixture = *state};
    browser_login(&b, FIRST_ADVISOR);
    browser_get(&b, "/cases/1");
    browser_get(&b, "/cases/2");
    assert_int_equal(fixture_audit_count(*state, "test.read"), 1);
}

static void knows_no_page_for_path_parts_of_the_wrong_kind(void **state)
{
    struct browser b = {.fixture = *state};
    browser_login(&b, FIRST_ADVISOR);
    assert_int_equal(fixture_status(browser_get(&b, "/cases/abc")), 404);
    assert_int_equal(fixture_status(browser_get(&b, "/cases/0")), 404);
    assert_int_equal(fixture_status(browser_get(&b, "/cases/99999999999999999999")), 404);
}

static void refuses_a_wrong_missing_or_foreign_csrf_token(void **state)
{
    struct browser b = {.fixture = *state}, thief = {.fixture = *state};
    browser_login(&b, FIRST_ADVISOR);
    browser_login(&thief, FIRST_ADVISOR);
    struct str own = b.csrf;
    b.csrf = STR("0123456789abcdef0123456789abcdef");
    struct str r = browser_post(&b, "/act", "");
    assert_int_equal(fixture_status(r), 403);
    assert_true(has(r, "有効期限が切れたか"));
    b.csrf = STR("");
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 403);
    b.csrf = thief.csrf;
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 403);
    assert_int_equal(atomic_load(&fixture_actions), 0);
    assert_int_equal(fixture_audit_count(*state, "web.refused"), 3);
    b.csrf = own;
    assert_int_equal(fixture_status(browser_post(&b, "/act", "")), 303);
}

static void refuses_a_form_from_another_origin(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_login(&b, FIRST_ADVISOR);
    struct str body = arena_format(f->arena, "_csrf=%" PRIstr, STR_ARG(b.csrf));
    struct str r = fixture_exchange(
        f, arena_format(f->arena,
                        "POST /act HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                        "Cookie: __Host-meguri=%" PRIstr "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        "Content-Length: %zu\r\n\r\n%" PRIstr,
                        STR_ARG(b.session), body.n, STR_ARG(body)));
    assert_int_equal(fixture_status(r), 403);
    assert_int_equal(atomic_load(&fixture_actions), 0);
}

static void asks_to_log_in_again_when_the_session_is_too_old(void **state)
{
    struct web_fixture *f = *state;
    struct browser idle = {.fixture = f}, busy = {.fixture = f};
    browser_login(&idle, FIRST_ADVISOR);
    browser_login(&busy, FIRST_ADVISOR);
    for (int hour = 0; hour < 9; hour++) {
        fake_context_advance(&f->fake, 3600 * (int64_t)US_PER_SECOND);
        assert_int_equal(fixture_status(browser_get(&busy, "/cases/1")), 200);
    }
    assert_int_equal(fixture_status(browser_get(&idle, "/cases/1")), 303);
    struct str r = browser_post(&idle, "/act", "");
    assert_int_equal(fixture_status(r), 401);
    assert_true(has(r, "ログインし直してください"));
    for (int hour = 0; hour < 6; hour++) {
        fake_context_advance(&f->fake, 3600 * (int64_t)US_PER_SECOND);
        browser_get(&busy, "/cases/1");
    }
    assert_int_equal(fixture_status(browser_get(&busy, "/cases/1")), 303);
}

static void gives_a_new_cookie_at_login_and_forgets_it_at_logout(void **state)
{
    struct browser b = {.fixture = *state};
    browser_login(&b, FIRST_ADVISOR);
    struct str first = b.session;
    browser_post(&b, "/in", "person=1");
    assert_false(str_equal(first, b.session));
    struct browser old = b;
    old.session = first;
    assert_int_equal(fixture_status(browser_get(&old, "/cases/1")), 303);
    struct str second = b.session;
    browser_get(&b, "/form");
    browser_post(&b, "/out", "");
    old.session = second;
    assert_int_equal(fixture_status(browser_get(&old, "/cases/1")), 303);
}

static void carries_out_the_same_form_once(void **state)
{
    struct browser b = {.fixture = *state};
    browser_login(&b, FIRST_ADVISOR);
    struct str first = browser_post(&b, "/act", ""), again = browser_post(&b, "/act", "");
    assert_int_equal(atomic_load(&fixture_actions), 1);
    assert_int_equal(fixture_status(again), 303);
    assert_true(str_equal(fixture_header(*state, first, "Location"), fixture_header(*state, again, "Location")));
    browser_get(&b, "/form");
    browser_post(&b, "/act", "");
    assert_int_equal(atomic_load(&fixture_actions), 2);
}

static void lets_a_failed_action_be_tried_again(void **state)
{
    struct browser b = {.fixture = *state};
    browser_login(&b, FIRST_ADVISOR);
    assert_int_equal(fixture_status(browser_post(&b, "/fail", "")), 409);
    assert_int_equal(fixture_status(browser_post(&b, "/fail", "")), 409);
    assert_int_equal(atomic_load(&fixture_actions), 2);
}

static void gives_handlers_cleaned_and_typed_fields(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/form");
    struct str r = browser_post(&b, "/echo",
                                "title=+%E5%B7%A1%3Cb%3E%0A&remark=a%0D%0Ab&count=12&day=2025%2F4%2F1&kind=fax&sure=on&ids=3&ids=4&extra=1");
    assert_int_equal(fixture_status(r), 200);
    assert_true(has(r, "巡&lt;b&gt;|a<br>b|12|2025-04-01|fax|yes|34"));
}

static void says_for_each_field_what_is_wrong(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/form");
    struct str r = browser_post(&b, "/echo", "title=&count=100&day=2025-02-30&kind=pigeon");
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "件名: 入力してください。"));
    assert_true(has(r, "個数: 1 から 99 までの整数で入力してください。"));
    assert_true(has(r, "期日: 日付は 2025-04-01 のように入力してください。"));
    assert_true(has(r, "種別: 選択肢から選んでください。"));
    r = browser_post(&b, "/echo", "title=12345678901");
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "10 文字以内"));
}

static void shows_a_form_again_with_what_was_typed(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/form");
    struct str r = browser_post(&b, "/edit", "title=12345678901%3Cb%3E");
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "12345678901&lt;b&gt;|10 文字以内で入力してください。"));
    r = browser_post(&b, "/edit", "title=taken");
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "taken|すでに使われています。"));
    assert_int_equal(fixture_status(browser_post(&b, "/edit", "title=free")), 303);
}

static void refuses_broken_and_doubled_fields(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/form");
    assert_int_equal(fixture_status(browser_post(&b, "/echo", "title=%zz")), 400);
    assert_int_equal(fixture_status(browser_post(&b, "/echo", "title=%00")), 400);
    assert_int_equal(fixture_status(browser_post(&b, "/echo", "title=%E5%B7")), 400);
    assert_int_equal(fixture_status(browser_post(&b, "/echo", "title=a&title=b")), 400);
    assert_int_equal(fixture_status(browser_post(&b, "/echo", "title=a&ids=x")), 400);
}

static struct str post_multipart(struct browser *b, struct str parts)
{
    struct arena *arena = b->fixture->arena;
    struct str body = arena_format(arena,
                                   "--frontier\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%" PRIstr
                                   "\r\n%" PRIstr,
                                   STR_ARG(b->csrf), STR_ARG(parts));
    return fixture_exchange(
        b->fixture, arena_format(arena,
                                 "POST /file HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-meguri-page=%" PRIstr "\r\n"
                                 "Content-Type: multipart/form-data; boundary=frontier\r\n"
                                 "Content-Length: %zu\r\n\r\n%" PRIstr,
                                 STR_ARG(b->page), body.n, STR_ARG(body)));
}

#define PART(name) "--frontier\r\nContent-Disposition: form-data; name=\"" name "\""

static void takes_files_whose_names_are_only_data(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/form");
    struct str r = post_multipart(&b, STR(PART("paper") "; filename=\"../../etc/巡り.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
                                                        "%PDF\r\n--frontie\r\n--\r\n" PART("paper") "; filename=\"\"\r\n\r\n\r\n"
                                          PART("title") "\r\n\r\n題\r\n--frontier--\r\n"));
    assert_int_equal(fixture_status(r), 200);
    assert_true(has(r, "../../etc/巡り.pdf=19;題"));
}

static void refuses_multipart_bodies_without_their_end(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/form");
    assert_int_equal(fixture_status(post_multipart(&b, STR(PART("title") "\r\n\r\nabc"))), 400);
    assert_int_equal(fixture_status(post_multipart(&b, STR(PART("title") "\r\n\r\nabc\r\n--frontier-x"))), 400);
    assert_int_equal(fixture_status(post_multipart(&b, STR("--frontier\r\nX: y\r\n\r\nabc\r\n--frontier--\r\n"))), 400);
    assert_int_equal(fixture_status(post_multipart(&b, STR(PART("title") "\r\n\r\nabc\r\n--frontier--\r\nmore"))), 400);
}

static void refuses_files_and_bodies_that_are_too_large(void **state)
{
    struct browser b = {.fixture = *state};
    struct buf parts = {0};
    browser_get(&b, "/form");
    buf_append(&parts, STR(PART("paper") "; filename=\"a\"\r\n\r\n"));
    for (int i = 0; i < 80 * 1024; i++)
        buf_append_char(&parts, 'x');
    buf_append(&parts, STR("\r\n--frontier--\r\n"));
    struct str r = post_multipart(&b, buf_str(&parts));
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "64 KB 以内"));
    for (int i = 0; i < 200 * 1024; i++)
        buf_append_char(&parts, 'x');
    r = post_multipart(&b, buf_str(&parts));
    assert_int_equal(fixture_status(r), 413);
    assert_true(has(r, "大きすぎます"));
    buf_finish(&parts);
}

static void refuses_bodies_of_another_kind(void **state)
{
    struct str r = fixture_exchange(*state, STR("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
                                                "Content-Length: 4\r\n\r\n<a/>"));
    assert_int_equal(fixture_status(r), 400);
}

static void says_when_the_disk_is_full_and_keeps_serving(void **state)
{
    struct web_fixture *f = *state;
    struct browser b = {.fixture = f};
    browser_get(&b, "/form");
    fake_context_fail_named(&f->fake, FAULT_WRITE, STR("upload"), 1, 28 /* ENOSPC */);
    struct str r = post_multipart(&b, STR(PART("paper") "; filename=\"a\"\r\n\r\nabc\r\n--frontier--\r\n"));
    assert_int_equal(fixture_status(r), 507);
    assert_true(has(r, "ディスクの空きがなく"));
    assert_int_equal(fixture_status(browser_get(&b, "/form")), 200);
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        WITH_SERVER(leads_to_the_login_and_back),
        WITH_SERVER(shows_the_notice_of_a_redirect_once),
        WITH_SERVER(shows_a_person_only_what_the_role_allows),
        WITH_SERVER(hides_the_records_of_another_commission),
        WITH_SERVER(audits_the_reading_of_personal_data),
        WITH_SERVER(knows_no_page_for_path_parts_of_the_wrong_kind),
        WITH_SERVER(refuses_a_wrong_missing_or_foreign_csrf_token),
        WITH_SERVER(refuses_a_form_from_another_origin),
        WITH_SERVER(asks_to_log_in_again_when_the_session_is_too_old),
        WITH_SERVER(gives_a_new_cookie_at_login_and_forgets_it_at_logout),
        WITH_SERVER(carries_out_the_same_form_once),
        WITH_SERVER(lets_a_failed_action_be_tried_again),
        WITH_SERVER(gives_handlers_cleaned_and_typed_fields),
        WITH_SERVER(says_for_each_field_what_is_wrong),
        WITH_SERVER(shows_a_form_again_with_what_was_typed),
        WITH_SERVER(refuses_broken_and_doubled_fields),
        WITH_SERVER(takes_files_whose_names_are_only_data),
        WITH_SERVER(refuses_multipart_bodies_without_their_end),
        WITH_SERVER(refuses_files_and_bodies_that_are_too_large),
        WITH_SERVER(refuses_bodies_of_another_kind),
        WITH_SERVER(says_when_the_disk_is_full_and_keeps_serving),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
