/* The register of other countries' import rules. */
#include "desk_support.h"

#include "desk/country_rule.h"

static day_number today(const struct test_store *test)
{
    return day_of_time(test->fake.now);
}

static struct desk_country_rule philippines(day_number checked_on)
{
    return (struct desk_country_rule){.country = STR("PH"),
                                      .goods = STR("used_electrical"),
                                      .effect = DESK_COUNTRY_ALLOWED,
                                      .rule = STR("製造後5年以内"),
                                      .source = STR("当局の回答"),
                                      .checked_on = checked_on};
}

struct finding {
    const struct web_actor *actor;
    struct str country, goods;
    day_number today;
    struct desk_country_rule *out;
};

static int find_body(struct db *db, void *argument, struct error *error)
{
    const struct finding *f = argument;
    return desk_country_rule_find(db, f->actor, f->country, f->goods, f->today, f->out, error);
}

static struct desk_country_rule find(const struct web_actor *actor, struct str country,
                                     struct str goods, day_number today)
{
    struct desk_country_rule rule;
    struct finding finding = {actor, country, goods, today, &rule};
    OK(store_read(actor->store, find_body, &finding, &error));
    return rule;
}

static void a_rule_is_found_by_country_and_goods(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t number;
    struct desk_country_rule rule = philippines(today(test));
    OK(desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    assert_int_equal(find(&actor, STR("PH"), STR("used_electrical"), today(test)).number, number);
    assert_int_equal(find(&actor, STR("PH"), STR("battery"), today(test)).id, 0);
    assert_int_equal(find(&actor, STR("VN"), STR("used_electrical"), today(test)).id, 0);
    rule.goods = STR("all");
    rule.effect = DESK_COUNTRY_CONDITIONAL;
    OK(desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    assert_int_equal(find(&actor, STR("PH"), STR("battery"), today(test)).effect,
                     DESK_COUNTRY_CONDITIONAL);
    assert_int_equal(find(&actor, STR("PH"), STR("used_electrical"), today(test)).effect,
                     DESK_COUNTRY_ALLOWED);
}

static void a_rule_checked_longer_ago_than_the_setting_is_stale(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t number;
    day_number now = today(test); /* 2025-04-01 */
    struct desk_country_rule rule = philippines(day_of_date((struct date){2024, 4, 1}));
    OK(desk_country_rule_save(&actor, &rule, now, &number, &error));
    assert_false(find(&actor, STR("PH"), STR("used_electrical"), now).stale);
    assert_true(find(&actor, STR("PH"), STR("used_electrical"), now + 1).stale);
    OK(desk_setting_change(&actor, STR("country_rule_months"), STR("6"), &error));
    assert_true(find(&actor, STR("PH"), STR("used_electrical"), now).stale);
}

static void checking_again_keeps_every_revision(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t number;
    size_t count;
    struct desk_country_rule rule = philippines(today(test) - 900), *history;
    OK(desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    rule = (struct desk_country_rule){.number = number, .revision = 1, .country = STR("PH"),
                                      .goods = STR("used_electrical"),
                                      .effect = DESK_COUNTRY_PROHIBITED, .rule = STR("禁止"),
                                      .source = STR("新しい法令"), .checked_on = today(test)};
    OK(desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    FAILS(ERR_CONFLICT, desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    OK(desk_country_rule_history(&actor, number, today(test), &history, &count, &error));
    assert_int_equal(count, 2);
    assert_int_equal(history[0].effect, DESK_COUNTRY_PROHIBITED);
    assert_true(history[1].stale);
    OK(desk_country_rule_list(&actor, today(test), &history, &count, &error));
    assert_int_equal(count, 1);
}

static void a_rule_without_source_or_checked_in_the_future_is_refused(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t number;
    struct desk_country_rule rule = philippines(today(test));
    rule.source = STR(" ");
    FAILS(ERR_DESK_FIELD, desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    rule = philippines(today(test) + 1);
    FAILS(ERR_DESK_FIELD, desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    rule = philippines(today(test));
    rule.country = STR("Atlantis");
    FAILS(ERR_DESK_FIELD, desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_country_rule")), 0);
}

static void another_commission_does_not_see_the_register(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test), other = actor;
    int64_t number;
    struct desk_country_rule rule = philippines(today(test));
    OK(desk_country_rule_save(&actor, &rule, today(test), &number, &error));
    other.commission = actor.commission + 1;
    assert_int_equal(find(&other, STR("PH"), STR("used_electrical"), today(test)).id, 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(a_rule_is_found_by_country_and_goods),
        STORE_TEST(a_rule_checked_longer_ago_than_the_setting_is_stale),
        STORE_TEST(checking_again_keeps_every_revision),
        STORE_TEST(a_rule_without_source_or_checked_in_the_future_is_refused),
        STORE_TEST(another_commission_does_not_see_the_register),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
