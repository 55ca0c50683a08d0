/* The pages of login, profile and people, used as a browser uses them. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>

#include "account/password.h"
#include "account/person.h"
#include "account/second_factor.h"
#include "web_fixture.h"

#define PASSWORD "kumo-no-ue-no-kujira"

struct equipping {
    struct web_fixture *fixture;
    int64_t administrator;
    struct str hash;
};

static int equip(struct db *db, void *argument, struct error *error)
{
    static const struct account_actor program;
    struct equipping *equipping = argument;
    struct account_new_person boss = {
        .login = STR("boss"), .name = STR("長 一郎"), .password_hash = equipping->hash};
    struct account_membership role = {1, ROLE_ADMINISTRATOR, 0};
    int e = account_password_set(db, &program, FIRST_ADVISOR, equipping->hash, false, error);
    if (!e)
        e = account_person_create(db, &program, &boss, &equipping->administrator, error);
    return e ? e : account_membership_set(db, &program, equipping->administrator, &role, error);
}

static int setup(void **state)
{
    fixture_setup(state);
    struct equipping equipping = {.fixture = *state};
    struct web_fixture *fixture = *state;
    equipping.hash = account_password_hash(&fixture->client, STR(PASSWORD), fixture->arena);
    return store_write(fixture->store, equip, &equipping, NULL);
}

static bool has(struct str response, const char *text)
{
    return str_contains(response, str_from_c(text));
}

static bool leads_to(struct browser *b, struct str response, const char *path)
{
    return fixture_status(response) == 303 &&
           str_equal(fixture_header(b->fixture, response, "Location"), str_from_c(path));
}

static struct str log_in(struct browser *b, const char *login, const char *password)
{
    browser_get(b, "/login");
    return browser_post(b, "/login",
                        arena_format(b->fixture->arena, "login=%s&password=%s", login, password).p);
}

/* The text between two marks of a page. */
static struct str between(struct str page, const char *before, const char *after)
{
    size_t at = str_find(page, str_from_c(before), 0);
    assert_true(at != SIZE_MAX);
    at += str_from_c(before).n;
    return str_slice(page, at, str_find(page, str_from_c(after), at));
}

static void logs_in_goes_where_one_wanted_and_out(void **state)
{
    struct browser b = {.fixture = *state};
    struct str page = browser_get(&b, "/login?next=%2Fcases%2F1");
    assert_true(has(page, "value=\"/cases/1\"") && has(page, "デモ用に動いています"));
    struct str r = browser_post(&b, "/login", "next=%2Fcases%2F1&login=sato&password=" PASSWORD);
    assert_true(leads_to(&b, r, "/cases/1"));
    assert_true(has(browser_get(&b, "/cases/1"), "case of sato"));
    assert_true(leads_to(&b, browser_get(&b, "/login"), "/"));
    browser_get(&b, "/account");
    assert_true(leads_to(&b, browser_post(&b, "/logout", ""), "/login"));
    assert_int_equal(fixture_status(browser_get(&b, "/cases/1")), 303);
}

static void never_leads_to_another_host(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/login");
    assert_true(leads_to(&b, browser_post(&b, "/login", "next=%2F%2Fevil.example&login=sato"
                                                        "&password=" PASSWORD), "/"));
}

static void a_wrong_password_keeps_the_login_and_says_so(void **state)
{
    struct browser b = {.fixture = *state};
    struct str r = log_in(&b, "sato", "wrong");
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "ログイン名かパスワードが正しくありません") && has(r, "value=\"sato\""));
    assert_false(has(r, "value=\"wrong\""));
    assert_int_equal(fixture_audit_count(*state, "login.refused"), 1);
}

static int mark_demonstration(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return DB_RUN(db, error, "UPDATE account_person SET demonstration = 1 WHERE id = $1",
                  db_int(FIRST_ADVISOR));
}

static void a_demonstration_account_hears_at_the_form_that_it_is_not_for_here(void **state)
{
    struct web_fixture *fixture = *state;
    struct browser b = {.fixture = *state};
    assert_int_equal(store_write(fixture->store, mark_demonstration, NULL, NULL), 0);
    fixture->services.demonstration = false;
    struct str r = log_in(&b, "sato", PASSWORD);
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "この利用者はデモ用です"));
    fixture->services.demonstration = true;
    assert_true(leads_to(&b, log_in(&b, "sato", PASSWORD), "/"));
}

static void a_login_needs_its_token(void **state)
{
    struct browser b = {.fixture = *state};
    browser_get(&b, "/login");
    b.csrf = STR("00000000000000000000000000000000");
    assert_int_equal(fixture_status(browser_post(&b, "/login", "login=sato&password=" PASSWORD)),
                     403);
}

static void a_new_person_sets_a_password_before_anything_else(void **state)
{
    struct browser boss = {.fixture = *state}, b = {.fixture = *state};
    assert_true(leads_to(&boss, log_in(&boss, "boss", PASSWORD), "/"));
    browser_get(&boss, "/people/new");
    struct str r = browser_post(&boss, "/people/new", "login=Hanako&name=%E8%8A%B1%E5%AD%90&mail=");
    assert_true(has(r, "一度しか表示されません"));
    struct str password = between(r, "<dt>パスワード</dt><dd class=\"code\">", "</dd>");
    struct str id = between(r, "<a href=\"/people/", "\"");
    struct str path = arena_format(b.fixture->arena, "/people/%" PRIstr, STR_ARG(id));
    browser_get(&boss, path.p);
    assert_true(leads_to(&boss,
                         browser_post(&boss, ARENA_JOIN(b.fixture->arena, path, STR("/role")).p,
                                      "commission=1&role=advisor&until="), path.p));

    r = log_in(&b, "hanako", arena_c(b.fixture->arena, password));
    assert_true(leads_to(&b, r, "/login/password"));
    assert_int_equal(fixture_status(browser_get(&b, "/cases/1")), 303);
    browser_get(&b, "/login/password");
    r = browser_post(&b, "/login/password", "password=short&again=short");
    assert_int_equal(fixture_status(r), 422);
    assert_true(has(r, "12 文字以上にしてください"));
    r = browser_post(&b, "/login/password", "password=umi-no-soko-no-tori&again=umi-no-soko-no-tory");
    assert_true(has(r, "一致しません"));
    r = browser_post(&b, "/login/password", "password=umi-no-soko-no-tori&again=umi-no-soko-no-tori");
    assert_true(leads_to(&b, r, "/"));
    assert_int_equal(fixture_status(browser_get(&b, "/cases/1")), 200);
}

static struct str from_base32(struct str text, struct arena *arena)
{
    char *bytes = arena_alloc(arena, text.n + 1, 1, 1);
    size_t n = 0;
    uint32_t bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bits = (bits << 5) | (uint32_t)(c >= 'A' ? c - 'A' : c - '2' + 26);
        for (have += 5; have >= 8; have -= 8)
            bytes[n++] = (char)(bits >> (have - 8));
    }
    return (struct str){bytes, n};
}

static void the_second_factor_is_scanned_confirmed_asked_and_removed(void **state)
{
    struct browser b = {.fixture = *state};
    struct web_fixture *fixture = *state;
    log_in(&b, "boss", PASSWORD);
    browser_get(&b, "/account/factor");
    assert_true(leads_to(&b, browser_post(&b, "/account/factor/begin", ""), "/account/factor"));
    struct str page = browser_get(&b, "/account/factor");
    assert_true(has(page, "<path d=\"M4 4h7v1h-7z"));
    struct str secret =
        from_base32(between(page, "入力してください: <span class=\"code\">", "</span>"),
                    fixture->arena);
    struct str r = browser_post(&b, "/account/factor/confirm", "code=12345");
    assert_int_equal(fixture_status(r), 422);
    r = browser_post(&b, "/account/factor/confirm",
                     arena_format(fixture->arena, "code=%06u",
                                  account_code_at(secret, fixture->fake.now)).p);
    assert_true(has(r, "予備コード"));
    struct str recovery = between(between(r, "<ul class=\"code\">", "</ul>"), "<li>", "</li>");

    struct browser again = {.fixture = *state};
    assert_true(leads_to(&again, log_in(&again, "boss", PASSWORD), "/login/code"));
    assert_int_equal(fixture_status(browser_get(&again, "/people")), 303);
    browser_get(&again, "/login/code");
    assert_int_equal(fixture_status(browser_post(&again, "/login/code", "code=000000")), 422);
    r = browser_post(&again, "/login/code",
                     arena_format(fixture->arena, "code=%" PRIstr, STR_ARG(recovery)).p);
    assert_true(leads_to(&again, r, "/"));
    browser_get(&again, "/account/factor");
    assert_int_equal(fixture_status(browser_post(&again, "/account/factor/remove", "current=x")),
                     422);
    r = browser_post(&again, "/account/factor/remove", "current=" PASSWORD);
    assert_true(leads_to(&again, r, "/account/factor"));
    assert_true(leads_to(&again, log_in(&(struct browser){.fixture = *state}, "boss", PASSWORD),
                         "/"));
}

static void a_changed_password_ends_the_other_sessions(void **state)
{
    struct browser b = {.fixture = *state}, other = {.fixture = *state};
    log_in(&b, "sato", PASSWORD);
    log_in(&other, "sato", PASSWORD);
    browser_get(&b, "/account/password");
    struct str r = browser_post(&b, "/account/password",
                                "current=wrong&password=umi-no-soko-no-tori&again=umi-no-soko-no-tori");
    assert_int_equal(fixture_status(r), 422);
    r = browser_post(&b, "/account/password",
                     "current=" PASSWORD "&password=" PASSWORD "&again=" PASSWORD);
    assert_true(has(r, "今までと同じパスワード"));
    r = browser_post(&b, "/account/password", "current=" PASSWORD
                     "&password=umi-no-soko-no-tori&again=umi-no-soko-no-tori");
    assert_true(leads_to(&b, r, "/account"));
    assert_int_equal(fixture_status(browser_get(&b, "/account")), 200);
    assert_int_equal(fixture_status(browser_get(&other, "/account")), 303);
}

static void shows_sessions_and_ends_one(void **state)
{
    struct browser b = {.fixture = *state}, other = {.fixture = *state};
    log_in(&other, "sato", PASSWORD);
    log_in(&b, "sato", PASSWORD);
    struct str page = browser_get(&b, "/account");
    assert_true(has(page, "この端末"));
    struct str action = between(page, "action=\"/account/sessions/", "\"");
    struct str path = arena_format(b.fixture->arena, "/account/sessions/%" PRIstr, STR_ARG(action));
    assert_true(leads_to(&b, browser_post(&b, path.p, ""), "/account"));
    assert_int_equal(fixture_status(browser_get(&other, "/account")), 303);
    assert_int_equal(fixture_status(browser_get(&b, "/account")), 200);
}

static void people_are_for_administrators_only(void **state)
{
    struct browser b = {.fixture = *state};
    log_in(&b, "sato", PASSWORD);
    assert_int_equal(fixture_status(browser_get(&b, "/people")), 403);
    assert_int_equal(fixture_status(browser_get(&b, "/people/1")), 403);
    assert_false(has(browser_get(&b, "/account"), "href=\"/people\""));
}

static void an_administrator_ends_a_persons_access_at_once(void **state)
{
    struct browser boss = {.fixture = *state}, b = {.fixture = *state};
    log_in(&b, "sato", PASSWORD);
    log_in(&boss, "boss", PASSWORD);
    assert_true(has(browser_get(&boss, "/people"), "sato"));
    struct str page = browser_get(&boss, "/people/1");
    struct str version = between(page, "name=\"version\" value=\"", "\"");
    struct arena *arena = boss.fixture->arena;
    struct str fields = arena_format(arena, "version=%" PRIstr "&name=sato&mail=", STR_ARG(version));
    assert_true(leads_to(&boss, browser_post(&boss, "/people/1", fields.p), "/people/1"));
    assert_int_equal(fixture_status(browser_get(&b, "/account")), 303);
    assert_int_equal(fixture_status(log_in(&b, "sato", PASSWORD)), 422);
    browser_get(&boss, "/people/1");
    assert_true(has(browser_post(&boss, "/people/1", fields.p), "別の人が変更しました"));
}

static void an_administrator_gives_roles_only_where_they_are_one(void **state)
{
    struct browser boss = {.fixture = *state};
    log_in(&boss, "boss", PASSWORD);
    browser_get(&boss, "/people/1");
    assert_int_equal(fixture_status(browser_post(&boss, "/people/1/role",
                                                 "commission=2&role=advisor&until=")), 403);
    browser_get(&boss, "/people/1");
    struct str r = browser_post(&boss, "/people/1/role", "commission=1&role=auditor&until=");
    assert_true(has(r, "終了日が必要です"));
    browser_get(&boss, "/people/1");
    assert_true(leads_to(&boss, browser_post(&boss, "/people/1/role",
                                             "commission=1&role=auditor&until=2150-03-31"),
                         "/people/1"));
    assert_true(has(browser_get(&boss, "/people/1"), "2150-03-31 まで"));
    r = browser_post(&boss, "/people/4/role/remove", "commission=1&role=administrator");
    assert_true(has(r, "最後のシステム管理者"));
}

struct flood {
    struct web_fixture *fixture;
    struct str request;
};

static void *attack(void *argument)
{
    const struct flood *flood = argument;
    struct tls_stream *stream = fixture_connect(flood->fixture);
    fixture_send(flood->fixture, stream, flood->request);
    char answer[64];
    size_t got;
    tls_read(stream, answer, sizeof answer, &got, 60 * (int64_t)US_PER_SECOND, NULL);
    tls_close(stream);
    return NULL;
}

static void pages_answer_during_a_flood_of_logins(void **state)
{
    enum { ATTACKERS = 24 };
    struct browser b = {.fixture = *state}, thief = {.fixture = *state};
    log_in(&b, "sato", PASSWORD);
    browser_get(&thief, "/login");
    struct arena *arena = thief.fixture->arena;
    struct str body = arena_format(arena, "_csrf=%" PRIstr "&login=nobody&password=x",
                                   STR_ARG(thief.csrf));
    struct flood flood = {*state,
                          arena_format(arena,
                                       "POST /login HTTP/1.1\r\nHost: localhost\r\nCookie: "
                                       "__Host-meguri-page=%" PRIstr "\r\nContent-Type: "
                                       "application/x-www-form-urlencoded\r\nContent-Length: "
                                       "%zu\r\n\r\n%" PRIstr,
                                       STR_ARG(thief.page), body.n, STR_ARG(body))};
    pthread_t threads[ATTACKERS];
    for (int i = 0; i < ATTACKERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, attack, &flood), 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(fixture_status(browser_get(&b, "/cases/1")), 200);
    for (int i = 0; i < ATTACKERS; i++)
        pthread_join(threads[i], NULL);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(logs_in_goes_where_one_wanted_and_out),
        WITH_SERVER(never_leads_to_another_host),
        WITH_SERVER(a_wrong_password_keeps_the_login_and_says_so),
        WITH_SERVER(a_demonstration_account_hears_at_the_form_that_it_is_not_for_here),
        WITH_SERVER(a_login_needs_its_token),
        WITH_SERVER(a_new_person_sets_a_password_before_anything_else),
        WITH_SERVER(the_second_factor_is_scanned_confirmed_asked_and_removed),
        WITH_SERVER(a_changed_password_ends_the_other_sessions),
        WITH_SERVER(shows_sessions_and_ends_one),
        WITH_SERVER(people_are_for_administrators_only),
        WITH_SERVER(an_administrator_ends_a_persons_access_at_once),
        WITH_SERVER(an_administrator_gives_roles_only_where_they_are_one),
        WITH_SERVER(pages_answer_during_a_flood_of_logins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
