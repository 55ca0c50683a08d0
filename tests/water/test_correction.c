/* Results that are changed after they were stored: on both databases. */
#include "water/data/correction.h"
#include "water_support.h"

#define TABLE                                                                                      \
    "採水日,採水地点,pH,亜鉛(mg/L),溶解性鉄(mg/L)\n2025-04-01,原水,3.5,180,37\n"    \
    "2025-05-01,原水,3.4,19,36\n"

struct stored {
    struct web_actor actor;
    int64_t mine, import;
};

static struct stored take_in(struct test_store *test)
{
    struct stored s = {.actor = water_test_actor(test)};
    int64_t added;
    s.mine = water_test_mine(&s.actor, "M1");
    s.import = water_test_draft(&s.actor, s.mine, "lab.csv", STR(TABLE));
    OK(water_import_store(&s.actor, s.import, 1, true, &added, &error));
    assert_int_equal(added, 6);
    return s;
}

static struct water_result first_zinc(const struct stored *s, bool excluded_too)
{
    const struct water_results_wanted wanted = {
        .mine = s->mine, .item = STR("Zn"), .excluded_too = excluded_too};
    struct water_result *results;
    size_t count;
    OK(water_results_read(&s->actor, &wanted, &results, &count, &error));
    return count ? results[0] : (struct water_result){0};
}

static void keeps_what_a_result_was_with_who_and_why(struct test_store *test)
{
    struct stored s = take_in(test);
    struct web_actor engineer = water_test_person(&s.actor, "engineer", ROLE_ENGINEER);
    struct water_result zinc = first_zinc(&s, true);
    struct water_result_before *before;
    size_t count;
    const struct water_correction given = {.result = zinc.id,
                                           .written = STR("１８"),
                                           .method = STR("ICP"),
                                           .reason = STR("桁の誤記と連絡があった")};
    OK(water_result_correct(&engineer, &given, &error));
    FAILS(ERR_CONFLICT, water_result_correct(&engineer, &given, &error));
    zinc = first_zinc(&s, true);
    assert_int_equal(decimal_compare(zinc.value, (struct decimal){18, 0}), 0);
    assert_int_equal(zinc.changes, 1);
    assert_true(str_equal(zinc.method, STR("ICP")));
    OK(water_corrections_of(&engineer, zinc.sample, &before, &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(decimal_compare(before[0].was.value, (struct decimal){180, 0}), 0);
    assert_true(str_equal(before[0].author, STR("engineer")));
    assert_true(str_equal(before[0].reason, STR("桁の誤記と連絡があった")));
}

static void refuses_a_correction_without_reason_or_change_or_right(struct test_store *test)
{
    struct stored s = take_in(test);
    struct web_actor member = water_test_person(&s.actor, "member", ROLE_COMMITTEE);
    struct water_correction given = {.result = first_zinc(&s, true).id, .written = STR("18")};
    FAILS(ERR_INVALID_INPUT, water_result_correct(&s.actor, &given, &error));
    given.reason = STR("連絡");
    FAILS(ERR_FORBIDDEN, water_result_correct(&member, &given, &error));
    given.written = STR("180");
    FAILS(ERR_INVALID_INPUT, water_result_correct(&s.actor, &given, &error));
    given.written = STR("-1");
    FAILS(ERR_INVALID_INPUT, water_result_correct(&s.actor, &given, &error));
    given.written = STR("多い");
    FAILS(ERR_NUMBER, water_result_correct(&s.actor, &given, &error));
    given.result += 1000;
    FAILS(ERR_NOT_FOUND, water_result_correct(&s.actor, &given, &error));
    assert_int_equal(room_count(s.actor.store, STR("SELECT count(*) FROM water_value_before")), 0);
}

static void leaves_a_result_that_is_not_to_be_used_out_but_in_sight(struct test_store *test)
{
    struct stored s = take_in(test);
    struct water_result zinc = first_zinc(&s, true);
    struct water_sample_view view;
    const struct water_correction given = {
        .result = zinc.id, .flag = WATER_FLAG_EXCLUDED, .reason = STR("瓶が割れていた")};
    OK(water_result_correct(&s.actor, &given, &error));
    assert_int_not_equal(first_zinc(&s, false).id, zinc.id);
    OK(water_sample_read(&s.actor, zinc.sample, &view, &error));
    assert_int_equal(view.count, 3);
}

static void knows_the_file_of_a_corrected_result_again(struct test_store *test)
{
    struct stored s = take_in(test);
    int64_t again = water_test_draft(&s.actor, s.mine, "lab.csv", STR(TABLE)), added;
    struct water_import_view *view = ARENA_NEW(s.actor.arena, struct water_import_view);
    const struct water_correction given = {
        .result = first_zinc(&s, true).id, .written = STR("18"), .reason = STR("桁の誤記")};
    OK(water_result_correct(&s.actor, &given, &error));
    OK(water_import_look(&s.actor, again, view, &error));
    assert_int_equal(view->known, 6);
    assert_int_equal(view->table.stops, 0);
    OK(water_import_store(&s.actor, again, 1, true, &added, &error));
    assert_int_equal(added, 0);
    assert_int_equal(first_zinc(&s, true).value.mantissa, 18);
    OK(water_import_withdraw(&s.actor, s.import, 2, &error));
    assert_int_equal(room_count(s.actor.store, STR("SELECT count(*) FROM water_value_before")), 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(keeps_what_a_result_was_with_who_and_why),
        STORE_TEST(refuses_a_correction_without_reason_or_change_or_right),
        STORE_TEST(leaves_a_result_that_is_not_to_be_used_out_but_in_sight),
        STORE_TEST(knows_the_file_of_a_corrected_result_again),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
