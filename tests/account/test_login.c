#include "account_fixture.h"

#include "account/login.h"

static int log_in(struct test_store *test, struct str login, struct str password,
                  struct str address)
{
    struct account_attempt attempt = {login, password, address, false};
    struct account_login result;
    return account_login(test->store, &attempt, &result, NULL);
}

static int wrong(struct test_store *test, struct str address)
{
    return log_in(test, STR("hanako"), STR("wrong"), address);
}

static void the_right_password_opens_in_any_case_of_the_login(struct test_store *test)
{
    int64_t id = create_person(test, STR("hanako"), false);
    struct account_attempt attempt = {STR("HANAKO"), PASSWORD, ADDRESS, false};
    struct account_login login;
    assert_int_equal(account_login(test->store, &attempt, &login, NULL), 0);
    assert_int_equal(login.person, id);
    assert_false(login.second_factor || login.must_change_password);
    assert_int_equal(load_person(test, id).last_login, test->fake.now);
}

static void unknown_logins_wrong_passwords_and_inactive_people_hear_the_same(
    struct test_store *test)
{
    create_person(test, STR("hanako"), false);
    struct step step = {.made = {.login = STR("empty"), .name = STR("x")}};
    write_or_fail(test, create_person_body, &step);
    assert_int_equal(wrong(test, ADDRESS), ERR_ACCOUNT_LOGIN);
    assert_int_equal(log_in(test, STR("nobody"), PASSWORD, ADDRESS), ERR_ACCOUNT_LOGIN);
    assert_int_equal(log_in(test, STR("empty"), STR(""), ADDRESS), ERR_ACCOUNT_LOGIN);
}

static void failures_bring_a_growing_delay_that_ends_by_itself(struct test_store *test)
{
    create_person(test, STR("hanako"), false);
    for (int i = 0; i < 5; i++)
        assert_int_equal(wrong(test, ELSEWHERE), ERR_ACCOUNT_LOGIN);
    assert_int_equal(log_in(test, STR("hanako"), PASSWORD, ELSEWHERE), ERR_ACCOUNT_WAIT);
    fake_context_advance(&test->fake, 2 * US_PER_SECOND);
    assert_int_equal(wrong(test, ELSEWHERE), ERR_ACCOUNT_LOGIN);
    fake_context_advance(&test->fake, 2 * US_PER_SECOND);
    assert_int_equal(log_in(test, STR("hanako"), PASSWORD, ELSEWHERE), ERR_ACCOUNT_WAIT);
    fake_context_advance(&test->fake, 2 * US_PER_SECOND);
    assert_int_equal(log_in(test, STR("hanako"), PASSWORD, ELSEWHERE), 0);
    assert_int_equal(wrong(test, ELSEWHERE), ERR_ACCOUNT_LOGIN);
}

static void a_stranger_cannot_lock_a_person_out_of_a_known_address(struct test_store *test)
{
    create_person(test, STR("hanako"), false);
    assert_int_equal(log_in(test, STR("hanako"), PASSWORD, ADDRESS), 0);
    for (int i = 0; i < 6; i++)
        wrong(test, ELSEWHERE);
    assert_int_equal(wrong(test, ELSEWHERE), ERR_ACCOUNT_WAIT);
    assert_int_equal(log_in(test, STR("hanako"), PASSWORD, ADDRESS), 0);
}

static int exhaust_address(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return DB_RUN(db, error,
                  "UPDATE account_address SET failures = 29 WHERE latest > $1", db_int(0));
}

static void an_address_that_fails_again_and_again_must_wait_for_all_logins(struct test_store *test)
{
    create_person(test, STR("hanako"), false);
    create_person(test, STR("taro"), false);
    wrong(test, ELSEWHERE);
    assert_int_equal(store_write(test->store, exhaust_address, NULL, NULL), 0);
    assert_int_equal(log_in(test, STR("nobody"), STR("x"), ELSEWHERE), ERR_ACCOUNT_LOGIN);
    assert_int_equal(log_in(test, STR("taro"), PASSWORD, ELSEWHERE), ERR_ACCOUNT_WAIT);
    assert_int_equal(log_in(test, STR("taro"), PASSWORD, ADDRESS), 0);
    fake_context_advance(&test->fake, 2 * US_PER_SECOND);
    assert_int_equal(log_in(test, STR("taro"), PASSWORD, ELSEWHERE), 0);
}

static void a_clock_set_back_does_not_prolong_a_delay(struct test_store *test)
{
    create_person(test, STR("hanako"), false);
    for (int i = 0; i < 5; i++)
        wrong(test, ELSEWHERE);
    fake_context_set_now(&test->fake, test->fake.now - INT64_C(86400) * US_PER_SECOND);
    assert_int_equal(log_in(test, STR("hanako"), PASSWORD, ELSEWHERE), 0);
}

struct audit_count {
    const char *action;
    int64_t count;
};

static int count_audit(struct db *db, void *argument, struct error *error)
{
    struct audit_count *which = argument;
    return DB_GET_INT(db, error, &which->count, STR("audit"),
                      "SELECT count(*) FROM store_audit WHERE action = $1",
                      db_text(str_from_c(which->action)));
}

static int64_t audited(struct test_store *test, const char *action)
{
    struct audit_count which = {action, 0};
    assert_int_equal(store_read(test->store, count_audit, &which, NULL), 0);
    return which.count;
}

static void each_try_is_audited(struct test_store *test)
{
    create_person(test, STR("hanako"), false);
    wrong(test, ADDRESS);
    log_in(test, STR("秘密を打ち間違えた"), STR("x"), ADDRESS);
    log_in(test, STR("hanako"), PASSWORD, ADDRESS);
    assert_int_equal(audited(test, "login.refused"), 2);
    assert_int_equal(audited(test, "login.accepted"), 1);
}

static void asks_the_password_again_before_a_change(struct test_store *test)
{
    int64_t id = create_person(test, STR("hanako"), false);
    assert_int_equal(account_password_confirm(test->store, id, PASSWORD, ADDRESS, NULL), 0);
    assert_int_equal(account_password_confirm(test->store, id, STR("x"), ADDRESS, NULL),
                     ERR_ACCOUNT_LOGIN);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(the_right_password_opens_in_any_case_of_the_login),
        STORE_TEST(unknown_logins_wrong_passwords_and_inactive_people_hear_the_same),
        STORE_TEST(failures_bring_a_growing_delay_that_ends_by_itself),
        STORE_TEST(a_stranger_cannot_lock_a_person_out_of_a_known_address),
        STORE_TEST(an_address_that_fails_again_and_again_must_wait_for_all_logins),
        STORE_TEST(a_clock_set_back_does_not_prolong_a_delay),
        STORE_TEST(each_try_is_audited),
        STORE_TEST(asks_the_password_again_before_a_change),
    };
    return TEST_STORE_RUN(tests);
}
