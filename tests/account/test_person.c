#include "account_fixture.h"

#include "account/demonstration.h"
#include "account/login.h"

static int create_only(struct test_store *test, struct str login, struct str name, struct str mail)
{
    struct step step = {.made = {.login = login, .name = name, .mail = mail}};
    return store_write(test->store, create_person_body, &step, NULL);
}

static void stores_logins_in_lower_case_and_once(struct test_store *test)
{
    int64_t id = create_person(test, STR(" Hanako.Y "), false);
    assert_string_equal(arena_c(test->arena, load_person(test, id).login), "hanako.y");
    assert_int_equal(create_only(test, STR("HANAKO.y"), STR("x"), STR("")),
                     ERR_ACCOUNT_LOGIN_TAKEN);
}

static void refuses_logins_names_and_addresses_of_a_wrong_form(struct test_store *test)
{
    assert_int_equal(create_only(test, STR("a"), STR("x"), STR("")), ERR_ACCOUNT_LOGIN_FORM);
    assert_int_equal(create_only(test, STR("山田"), STR("x"), STR("")), ERR_ACCOUNT_LOGIN_FORM);
    assert_int_equal(create_only(test, STR("-ab"), STR("x"), STR("")), ERR_ACCOUNT_LOGIN_FORM);
    assert_int_equal(create_only(test, STR("ab"), STR("  "), STR("")), ERR_INVALID_INPUT);
    assert_int_equal(create_only(test, STR("ab"), STR("x"), STR("a@b\r\nBcc: c@d")),
                     ERR_ACCOUNT_MAIL);
    assert_int_equal(create_only(test, STR("ab"), STR("x"), STR("a@b@c")), ERR_ACCOUNT_MAIL);
}

static int set_role(struct db *db, void *argument, struct error *error)
{
    struct step *step = argument;
    return account_membership_set(db, &program, step->person, &step->membership, error);
}

static int take_role(struct db *db, void *argument, struct error *error)
{
    struct step *step = argument;
    return account_membership_remove(db, &program, step->person, step->membership.commission,
                                     step->membership.role, error);
}

static int give(struct test_store *test, int64_t person, int64_t commission,
                enum account_role role, utc_us until)
{
    struct step step = {.person = person, .membership = {commission, role, until}};
    return store_write(test->store, set_role, &step, NULL);
}

static int take(struct test_store *test, int64_t person, int64_t commission,
                enum account_role role)
{
    struct step step = {.person = person, .membership = {commission, role, 0}};
    return store_write(test->store, take_role, &step, NULL);
}

static void roles_hold_in_their_commission_until_their_end(struct test_store *test)
{
    int64_t one = create_commission(test, STR("basel-r7")), two = create_commission(test, STR("b"));
    int64_t id = create_person(test, STR("hanako"), false);
    utc_us now = test->fake.now, end = now + 10 * US_PER_SECOND;
    assert_int_equal(give(test, id, one, ROLE_ADVISOR, 0), 0);
    assert_int_equal(give(test, id, one, ROLE_METI_OFFICER, end), 0);
    assert_int_equal(give(test, id, two, ROLE_VIEWER, 0), 0);
    struct account_person person = load_person(test, id);
    assert_int_equal(person.membership_count, 3);
    uint32_t both = ACCOUNT_ROLE_BIT(ROLE_ADVISOR) | ACCOUNT_ROLE_BIT(ROLE_METI_OFFICER);
    assert_int_equal(account_roles(&person, one, end - 1), both);
    assert_int_equal(account_roles(&person, one, end), ACCOUNT_ROLE_BIT(ROLE_ADVISOR));
    assert_int_equal(account_roles(&person, two, now), ACCOUNT_ROLE_BIT(ROLE_VIEWER));
    assert_int_equal(account_roles(&person, two + 1, now), 0);
    assert_int_equal(take(test, id, one, ROLE_ADVISOR), 0);
    assert_int_equal(take(test, id, one, ROLE_ADVISOR), ERR_NOT_FOUND);
    person = load_person(test, id);
    person.active = false;
    assert_int_equal(account_roles(&person, two, now), 0);
}

static void an_auditor_needs_an_end_in_the_future(struct test_store *test)
{
    int64_t commission = create_commission(test, STR("b"));
    int64_t id = create_person(test, STR("kansa"), false);
    utc_us now = test->fake.now;
    assert_int_equal(give(test, id, commission, ROLE_AUDITOR, 0), ERR_ACCOUNT_END_DATE);
    assert_int_equal(give(test, id, commission, ROLE_AUDITOR, now - 1), ERR_ACCOUNT_END_DATE);
    assert_int_equal(give(test, id, commission, ROLE_AUDITOR, now + US_PER_SECOND), 0);
}

struct change {
    int64_t id, version;
    bool active;
};

static int change_body(struct db *db, void *argument, struct error *error)
{
    const struct change *change = argument;
    return account_person_change(db, &program, change->id, change->version, STR("新しい 名前"),
                                 STR(""), change->active, error);
}

static void a_change_over_an_older_version_is_a_conflict(struct test_store *test)
{
    struct change change = {create_person(test, STR("hanako"), false), 1, true};
    assert_int_equal(store_write(test->store, change_body, &change, NULL), 0);
    assert_int_equal(store_write(test->store, change_body, &change, NULL), ERR_CONFLICT);
    struct account_person person = load_person(test, change.id);
    assert_string_equal(arena_c(test->arena, person.name), "新しい 名前");
    assert_int_equal(person.version, 2);
}

static void the_last_administrator_stays(struct test_store *test)
{
    int64_t commission = create_commission(test, STR("b"));
    int64_t first = create_person(test, STR("admin1"), false);
    int64_t second = create_person(test, STR("admin2"), false);
    assert_int_equal(give(test, first, commission, ROLE_ADMINISTRATOR, 0), 0);
    assert_int_equal(take(test, first, commission, ROLE_ADMINISTRATOR),
                     ERR_ACCOUNT_LAST_ADMINISTRATOR);
    struct change change = {first, load_person(test, first).version, false};
    assert_int_equal(store_write(test->store, change_body, &change, NULL),
                     ERR_ACCOUNT_LAST_ADMINISTRATOR);
    assert_true(load_person(test, first).active);
    assert_int_equal(give(test, second, commission, ROLE_ADMINISTRATOR, 0), 0);
    assert_int_equal(store_write(test->store, change_body, &change, NULL), 0);
    assert_int_equal(take(test, second, commission, ROLE_ADMINISTRATOR),
                     ERR_ACCOUNT_LAST_ADMINISTRATOR);
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct loading *loading = argument;
    struct account_person *people;
    size_t count;
    int e = account_person_list(db, loading->arena, &people, &count, error);
    if (e)
        return e;
    assert_int_equal(count, ACCOUNT_DEMONSTRATION_PEOPLE);
    for (size_t i = 0; i < count; i++)
        assert_true(people[i].demonstration && people[i].membership_count == 1);
    return account_person_find(db, STR("SOUDAN"), loading->arena, &loading->person, error);
}

static void makes_demonstration_people_once_who_can_log_in_there_only(struct test_store *test)
{
    int64_t commission = create_commission(test, STR("demo"));
    const struct account_demonstration_person *people;
    for (int round = 0; round < 2; round++)
        assert_int_equal(account_demonstration(test->store, commission, &people, NULL), 0);
    struct loading loading = {.arena = test->arena};
    assert_int_equal(store_read(test->store, list_body, &loading, NULL), 0);
    assert_int_equal(account_roles(&loading.person, commission, test->fake.now),
                     ACCOUNT_ROLE_BIT(ROLE_ADVISOR));
    struct account_attempt attempt = {people[0].login, people[0].password, ADDRESS, false};
    struct account_login login;
    assert_int_equal(account_login(test->store, &attempt, &login, NULL),
                     ERR_ACCOUNT_DEMONSTRATION);
    attempt.demonstration = true;
    assert_int_equal(account_login(test->store, &attempt, &login, NULL), 0);
    assert_int_equal(login.person, loading.person.id);
}

static void role_names_lead_back_to_their_roles(struct test_store *test)
{
    (void)test;
    for (int i = 0; i < ROLE_COUNT; i++) {
        enum account_role role = ROLE_COUNT;
        assert_true(account_role_parse(account_role_name((enum account_role)i), &role));
        assert_int_equal(role, i);
        assert_true(account_role_title(role, LANG_JA).n > 0);
    }
    enum account_role role;
    assert_false(account_role_parse(STR("king"), &role));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(stores_logins_in_lower_case_and_once),
        STORE_TEST(refuses_logins_names_and_addresses_of_a_wrong_form),
        STORE_TEST(roles_hold_in_their_commission_until_their_end),
        STORE_TEST(an_auditor_needs_an_end_in_the_future),
        STORE_TEST(a_change_over_an_older_version_is_a_conflict),
        STORE_TEST(the_last_administrator_stays),
        STORE_TEST(makes_demonstration_people_once_who_can_log_in_there_only),
        STORE_TEST(role_names_lead_back_to_their_roles),
    };
    return TEST_STORE_RUN(tests);
}
