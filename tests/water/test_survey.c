/* Survey campaigns from plan to result, the hearing form, what is missing: on both databases. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "water/data/survey.h"
#include "water_support.h"

struct field {
    struct web_actor actor;
    int64_t mine, campaign, points[2];
};

static struct field planned(struct test_store *test, const char *items)
{
    struct field f = {.actor = water_test_actor(test)};
    struct water_point *points;
    size_t count;
    const day_number day = day_of_date((struct date){2025, 9, 10});
    const struct water_campaign campaign = {
        .name = STR("秋の調査"), .begins = day, .ends = day + 20};
    f.mine = water_test_mine(&f.actor, "M1");
    OK(water_points(&f.actor, f.mine, &points, &count, &error));
    f.points[0] = points[0].id;
    f.points[1] = points[1].id;
    OK(water_campaign_create(&f.actor, &campaign, &f.campaign, &error));
    OK(water_visits_plan(&f.actor, f.campaign, f.points, 2, str_from_c(items), day, &error));
    return f;
}

static struct water_visit first_visit(const struct field *f)
{
    struct water_visit *visits;
    size_t count;
    OK(water_visits(&f->actor, f->campaign, &visits, &count, &error));
    assert_int_equal(count, 2);
    return visits[0];
}

static bool is_missing(const struct field *f, const char *words)
{
    struct water_missing *rows;
    size_t count;
    OK(water_missing(&f->actor, f->mine, &rows, &count, &error));
    for (size_t i = 0; i < count; i++)
        if (str_contains(rows[i].what, str_from_c(words)))
            return true;
    return false;
}

static void follows_a_bottle_from_the_plan_to_its_result(struct test_store *test)
{
    struct field f = planned(test, "pH Zn Cd");
    struct water_visit visit = first_visit(&f);
    const struct water_bottle bottle = {.number = STR("B-1"),
                                        .fraction = WATER_TOTAL,
                                        .laboratory = STR("山川分析"),
                                        .sent = visit.planned};
    assert_int_equal(visit.missing, 3);
    assert_true(is_missing(&f, "調査が済んでいません: 原水"));
    visit.visited_at = time_of_jst((struct jst){{2025, 9, 10}, 9, 30, 0});
    visit.latitude = STR("39.9");
    visit.longitude = STR("140.9");
    OK(water_visit_note(&f.actor, &visit, &error));
    OK(water_bottle_add(&f.actor, visit.id, &bottle, &error));
    FAILS(ERR_STORE_UNIQUE, water_bottle_add(&f.actor, visit.id, &bottle, &error));
    int64_t added,
        id = water_test_draft(
            &f.actor, f.mine, "結果.csv",
            STR("採水日,採水地点,試料番号,pH,亜鉛 (mg/L)\n2025-09-12,原水,B-1,3.4,17\n"));
    OK(water_import_store(&f.actor, id, 1, true, &added, &error));
    visit = first_visit(&f);
    assert_int_equal(visit.bottles[0].results, 2);
    assert_int_equal(visit.missing, 1);
    assert_true(is_missing(&f, "結果がありません: 原水 カドミウム"));
    assert_false(is_missing(&f, "調査が済んでいません: 原水"));
}

static void refuses_a_plan_and_a_note_that_cannot_be(struct test_store *test)
{
    struct field f = planned(test, "Zn");
    struct water_visit visit = first_visit(&f);
    const struct water_campaign backwards = {.name = STR("逆"), .begins = 10, .ends = 9};
    int64_t id;
    FAILS(ERR_INVALID_INPUT, water_campaign_create(&f.actor, &backwards, &id, &error));
    FAILS(ERR_NOT_FOUND,
          water_visits_plan(&f.actor, f.campaign, f.points, 1, STR("Zn Xx"), 1, &error));
    FAILS(ERR_INVALID_INPUT,
          water_visits_plan(&f.actor, f.campaign, f.points, 1, STR(" "), 1, &error));
    visit.latitude = STR("51.5");
    FAILS(ERR_INVALID_INPUT, water_visit_note(&f.actor, &visit, &error));
    visit.latitude = STR("39.5");
    visit.longitude = STR("140.5");
    visit.version++;
    FAILS(ERR_CONFLICT, water_visit_note(&f.actor, &visit, &error));
    FAILS(ERR_NOT_FOUND, water_visit_read(&f.actor, 999, &visit, &error));
}

static void keeps_photos_of_a_visit_for_those_who_see_the_mine(struct test_store *test)
{
    struct field f = planned(test, "Zn");
    struct water_visit visit = first_visit(&f);
    struct water_photo photo;
    struct web_actor keeper = water_test_person(&f.actor, "keeper", ROLE_SITE_KEEPER);
    const struct str png = STR("\x89PNG\r\n\x1a\n and some bytes"), text = STR("ただの文章");
    int good = memfd_create("photo", MFD_CLOEXEC), bad = memfd_create("photo", MFD_CLOEXEC), fd;
    assert_int_equal(file_write_all(&test->fake.context, good, STR("p"), png), 0);
    assert_int_equal(file_write_all(&test->fake.context, bad, STR("p"), text), 0);
    FAILS(ERR_DOC_UNSUPPORTED, water_photo_add(&f.actor, visit.id, STR("a.png"), bad, &error));
    FAILS(ERR_NOT_FOUND, water_photo_add(&keeper, visit.id, STR("a.png"), good, &error));
    OK(water_photo_add(&f.actor, visit.id, STR("a.png"), good, &error));
    visit = first_visit(&f);
    assert_int_equal(visit.photo_count, 1);
    FAILS(ERR_NOT_FOUND, water_photo_open(&keeper, visit.photos[0].id, &photo, &fd, &error));
    OK(water_photo_open(&f.actor, visit.photos[0].id, &photo, &fd, &error));
    close(fd);
    close(good);
    close(bad);
}

static void asks_what_a_plant_has_not_answered(struct test_store *test)
{
    struct field f = planned(test, "Zn");
    struct water_answer *answers;
    size_t count;
    assert_true(is_missing(&f, "ヒアリング: 年間の電力"));
    const struct water_answer given[] = {{.key = STR("power"), .answer = STR("120000")}};
    const struct water_answer unknown[] = {{.key = STR("colour"), .answer = STR("青")}};
    OK(water_hearing_save(&f.actor, f.mine, given, 1, &error));
    FAILS(ERR_NOT_FOUND, water_hearing_save(&f.actor, f.mine, unknown, 1, &error));
    assert_false(is_missing(&f, "ヒアリング: 年間の電力"));
    OK(water_hearing_read(&f.actor, f.mine, &answers, &count, &error));
    assert_true(count > 10);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(follows_a_bottle_from_the_plan_to_its_result),
        STORE_TEST(refuses_a_plan_and_a_note_that_cannot_be),
        STORE_TEST(keeps_photos_of_a_visit_for_those_who_see_the_mine),
        STORE_TEST(asks_what_a_plant_has_not_answered),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
