/* The mines of the store as rows of the screening: on both databases. */
#include <math.h>

#include "base/civil.h"
#include "base/embedded.h"
#include "water/data/survey.h"
#include "water/screening.h"
#include "water/store_mines.h"
#include "water_support.h"

extern const struct embedded_files water_example_data;

static struct water_opened *example_study(const struct web_actor *actor)
{
    struct water_opened *study = ARENA_NEW(actor->arena, struct water_opened);
    OK(water_open_text(store_context(actor->store), STR("study.txt"),
                       embedded_find(&water_example_data, STR("study.txt")), actor->arena, study,
                       &error));
    return study;
}

static void take_in(const struct web_actor *actor, int64_t mine, const char *csv)
{
    int64_t added, id = water_test_draft(actor, mine, "lab.csv", str_from_c(csv));
    OK(water_import_store(actor, id, 1, true, &added, &error));
}

static struct water_mines mines_of(const struct web_actor *actor, struct water_figures_ask ask)
{
    struct water_mines mines;
    OK(water_store_mines(actor, example_study(actor), &ask, STR("general"), &mines, &error));
    return mines;
}

static bool is(double value, double wanted)
{
    return fabs(value - wanted) < 1e-9 * fabs(wanted);
}

#define HEAD                                                                                       \
    "採水日,採水地点,pH,流量(m3/日),亜鉛(mg/L),全鉄(mg/L),溶解性鉄(mg/L),カドミウム(mg/L)\n"

static void takes_the_median_of_the_raw_water_and_says_so(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1");
    take_in(&actor, mine,
            HEAD
            "2025-04-01,原水,3.4,140,16,40,30,<0.01\n2025-05-01,原水,3.6,150,20,42,35,<0.01\n"
            "2025-06-01,原水,3.5,120,18,41,33,0.05\n2025-04-01,処理水,7,140,0.1,1,0.5,<0.01\n");
    struct water_mines mines = mines_of(&actor, (struct water_figures_ask){.from = 0});
    const struct water_mine *row = &mines.rows[0];
    assert_int_equal(mines.count, 1);
    assert_int_equal(row->record, mine);
    assert_true(is(row->input[WATER_INPUT_PH], 3.5));
    assert_true(is(row->input[WATER_INPUT_ZN], water_to_si(18, "mg/L")));
    assert_true(is(row->input[WATER_INPUT_FE], water_to_si(33, "mg/L")));
    assert_true(is(row->input[WATER_INPUT_CD], water_to_si(0.01, "mg/L")));
    assert_true(is(row->input[WATER_INPUT_FLOW], water_to_si(140, "m3/d")));
    assert_true(str_contains(row->basis, STR("原水の中央値")));
    assert_true(str_contains(row->basis, STR("鉄（溶解性） 3 試料（2025-04-01～2025-06-01）")));
    mines =
        mines_of(&actor, (struct water_figures_ask){.statistic = WATER_NEWEST,
                                                    .to = day_of_date((struct date){2025, 5, 31})});
    assert_true(is(mines.rows[0].input[WATER_INPUT_ZN], water_to_si(20, "mg/L")));
}

static void leaves_blank_what_nobody_measured_and_names_it(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1");
    struct water_opened *study = example_study(&actor);
    struct water_screening_answer answer;
    const struct water_screening_ask ask = {
        .limits = STR("general"), .draws = 50, .threads = 1, .seed = 1};
    take_in(&actor, mine, HEAD "2025-04-01,原水,3.4,140,16,40,30,<0.5\n");
    struct water_mines mines = mines_of(&actor, (struct water_figures_ask){.from = 0});
    assert_true(isnan(mines.rows[0].input[WATER_INPUT_CD]));
    assert_true(str_contains(mines.rows[0].basis, STR("検出下限が不明か基準より高い")));
    assert_true(isnan(mines.rows[0].input[WATER_INPUT_AREA]));
    OK(water_screening_run(study, &mines, &ask, actor.arena, &answer, &error));
    assert_int_equal(answer.found.rows[0].verdict, WATER_UNDECIDED);
    assert_int_equal(answer.found.rows[0].next_input, WATER_INPUT_AS);
    assert_true(answer.found.rows[0].unknown >> WATER_INPUT_AREA & 1);
}

static void takes_land_climate_cost_and_place_from_people(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1");
    const struct water_answer given[] = {
        {.key = STR("area"), .answer = STR("約１，２００㎡、段差あり")},
        {.key = STR("head"), .answer = STR("4～6 m")},
        {.key = STR("winter"), .answer = STR("-3.5")},
        {.key = STR("flow"), .answer = STR("100 L/min")},
        {.key = STR("cost_total"), .answer = STR("1,850万円/年")},
        {.key = STR("power_supply"), .answer = STR("商用電力なし")}};
    struct water_mine_row row;
    OK(water_hearing_save(&actor, mine, given, sizeof given / sizeof *given, &error));
    OK(water_mine_read(&actor, mine, &row, &error));
    row.latitude = STR("39.9012");
    row.longitude = STR("140.5");
    row.municipality = STR("見本町");
    OK(water_mine_change(&actor, &row, &error));
    struct water_mines mines = mines_of(&actor, (struct water_figures_ask){.from = 0});
    const struct water_mine *found = &mines.rows[0];
    assert_true(is(found->input[WATER_INPUT_AREA], 1200));
    assert_true(isnan(found->input[WATER_INPUT_HEAD]));
    assert_true(str_contains(found->basis, STR("数として読めないため空欄")));
    assert_true(is(found->input[WATER_INPUT_WINTER], 273.15 - 3.5));
    assert_true(is(found->input[WATER_INPUT_FLOW], water_to_si(144, "m3/d")));
    assert_true(is(found->present_cost, 1.85e7));
    assert_true(is(found->latitude, 39.9012));
    assert_true(str_contains(found->note, STR("商用電力なし")));
    assert_true(str_contains(found->prefecture, STR("見本町")));
}

static void judges_only_the_mines_that_a_person_sees(struct test_store *test)
{
    struct web_actor program = water_test_actor(test);
    struct web_actor engineer = water_test_person(&program, "engineer", ROLE_ENGINEER);
    struct web_actor outsider = water_test_person(&program, "outsider", ROLE_SITE_KEEPER);
    struct water_opened *study = example_study(&program);
    const struct water_figures_ask ask = {.from = 0};
    struct water_mines mines;
    int64_t shut = water_test_mine(&program, "SHUT");
    water_test_mine(&program, "OPEN");
    OK(water_mine_access_set(&program, shut, true, NULL, 0, &error));
    assert_int_equal(mines_of(&program, ask).count, 2);
    assert_int_equal(mines_of(&engineer, ask).count, 1);
    FAILS(ERR_INVALID_INPUT,
          water_store_mines(&outsider, study, &ask, STR("general"), &mines, &error));
}

static void keeps_who_may_shut_a_mine_apart_from_who_may_change_it(struct test_store *test)
{
    struct web_actor program = water_test_actor(test);
    struct web_actor engineer = water_test_person(&program, "engineer", ROLE_ENGINEER);
    struct water_mine_row row, stale;
    OK(water_mine_read(&engineer, water_test_mine(&program, "M1"), &row, &error));
    stale = row;
    row.name = STR("改めた名前");
    OK(water_mine_change(&engineer, &row, &error));
    FAILS(ERR_CONFLICT, water_mine_change(&engineer, &stale, &error));
    row.version++;
    row.restricted = true;
    FAILS(ERR_FORBIDDEN, water_mine_change(&engineer, &row, &error));
    OK(water_mine_change(&program, &row, &error));
    FAILS(ERR_NOT_FOUND, water_mine_read(&engineer, row.id, &row, &error));
    row.version++;
    row.latitude = STR("52.1");
    row.longitude = STR("140");
    FAILS(ERR_INVALID_INPUT, water_mine_change(&program, &row, &error));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(takes_the_median_of_the_raw_water_and_says_so),
        STORE_TEST(leaves_blank_what_nobody_measured_and_names_it),
        STORE_TEST(takes_land_climate_cost_and_place_from_people),
        STORE_TEST(judges_only_the_mines_that_a_person_sees),
        STORE_TEST(keeps_who_may_shut_a_mine_apart_from_who_may_change_it),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
