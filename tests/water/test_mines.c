/* Who sees which mine, the trial log, certificates: on both databases. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/file.h"
#include "water/data/certificate.h"
#include "water/data/event.h"
#include "water_support.h"

static size_t mines_seen(const struct web_actor *actor)
{
    struct water_mine_line *lines;
    size_t count;
    OK(water_mine_list(actor, &lines, &count, &error));
    return count;
}

static void shows_a_mine_only_to_whom_it_is_opened(struct test_store *test)
{
    struct web_actor program = water_test_actor(test);
    struct web_actor leader = water_test_person(&program, "leader", ROLE_PROJECT_MANAGER);
    struct web_actor engineer = water_test_person(&program, "engineer", ROLE_ENGINEER);
    struct web_actor keeper = water_test_person(&program, "keeper", ROLE_SITE_KEEPER);
    int64_t open = water_test_mine(&program, "OPEN"), shut = water_test_mine(&program, "SHUT");
    struct water_mine_row mine;
    OK(water_mine_access_set(&leader, shut, true, &keeper.person, 1, &error));
    assert_int_equal(mines_seen(&leader), 2);
    assert_int_equal(mines_seen(&engineer), 1);
    assert_int_equal(mines_seen(&keeper), 1);
    FAILS(ERR_NOT_FOUND, water_mine_read(&engineer, shut, &mine, &error));
    FAILS(ERR_NOT_FOUND, water_mine_read(&keeper, open, &mine, &error));
    OK(water_mine_read(&keeper, shut, &mine, &error));
    FAILS(ERR_FORBIDDEN, water_mine_access_set(&engineer, open, true, NULL, 0, &error));
    struct water_mine_person *people;
    size_t count;
    OK(water_mine_people(&leader, shut, &people, &count, &error));
    assert_int_equal(count, 3);
    assert_true(people[2].listed && !people[1].listed);
}

static void refuses_a_mine_of_another_commission_and_a_code_that_is_taken(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test), other = actor;
    int64_t mine = water_test_mine(&actor, "M1"), id;
    struct water_mine_row row = {.code = STR("M1"), .name = STR("二つ目")};
    other.commission = actor.commission + 1;
    FAILS(ERR_NOT_FOUND, water_mine_read(&other, mine, &row, &error));
    row = (struct water_mine_row){.code = STR("M1"), .name = STR("二つ目")};
    FAILS(ERR_STORE_UNIQUE, water_mine_create(&actor, &row, &id, &error));
    row.code = STR("山");
    FAILS(ERR_WATER_CODE, water_mine_create(&actor, &row, &id, &error));
}

static void lets_nobody_change_data_without_the_role(struct test_store *test)
{
    struct web_actor program = water_test_actor(test);
    struct web_actor member = water_test_person(&program, "member", ROLE_COMMITTEE);
    struct web_actor keeper = water_test_person(&program, "keeper", ROLE_SITE_KEEPER);
    int64_t mine = water_test_mine(&program, "M1"), id;
    const struct water_logged event = {
        .mine = mine, .kind = WATER_LOG_NOTE, .began = 1, .words = STR("雪")};
    const struct water_mine_row another = {.code = STR("M2"), .name = STR("別")};
    FAILS(ERR_FORBIDDEN, water_mine_create(&member, &another, &id, &error));
    FAILS(ERR_FORBIDDEN, water_event_add(&member, &event, &id, &error));
    FAILS(ERR_NOT_FOUND, water_event_add(&keeper, &event, &id, &error));
    assert_int_equal(room_count(program.store, STR("SELECT count(*) FROM water_event")), 0);
}

static void keeps_a_trial_log_that_a_study_reads(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), other = water_test_mine(&actor, "M2"), id;
    struct water_point *points, *foreign;
    struct water_logged *events;
    size_t count;
    OK(water_points(&actor, mine, &points, &count, &error));
    OK(water_points(&actor, other, &foreign, &count, &error));
    const utc_us april = time_of_jst((struct jst){{2025, 4, 1}, 9, 0, 0});
    const utc_us may = time_of_jst((struct jst){{2025, 5, 1}, 9, 0, 0});
    struct water_logged event = {.mine = mine,
                                 .point = points[0].id,
                                 .kind = WATER_LOG_FLOW,
                                 .began = april,
                                 .ended = may,
                                 .value = {5, 1},
                                 .unit = STR("倍"),
                                 .words = STR("冬の間は半量")};
    OK(water_event_add(&actor, &event, &id, &error));
    event.ended = april - 1;
    FAILS(ERR_INVALID_INPUT, water_event_add(&actor, &event, &id, &error));
    event.ended = 0;
    event.point = foreign[0].id;
    FAILS(ERR_NOT_FOUND, water_event_add(&actor, &event, &id, &error));
    const struct water_logged note = {
        .mine = mine, .kind = WATER_LOG_NOTE, .began = may, .words = STR("雪解け")};
    OK(water_event_add(&actor, &note, &id, &error));
    OK(water_events(&actor, mine, &events, &count, &error));
    assert_int_equal(count, 2);
    struct str study = water_events_study(events, count, test->arena);
    assert_true(str_contains(study, STR("kind = flow_change\ndate = 2025-04-01\nwater = "
                                        "原水\nfactor = 0.5\nuntil = 2025-05-01\n")));
    assert_true(str_contains(study, STR("# 2025-05-01 気付いたこと: 雪解け\n")));
    OK(water_event_remove(&actor, id, &error));
    OK(water_events(&actor, mine, &events, &count, &error));
    assert_int_equal(count, 1);
}

static void keeps_a_certificate_once_and_gives_it_back(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), id;
    const struct str pdf = STR("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"),
                     text = STR("ただの文章");
    const struct water_certificate paper = {
        .mine = mine, .number = STR("第1号"), .name = STR("../証明書.pdf")};
    struct water_certificate back, *list;
    char bytes[16] = {0};
    size_t count;
    int fd = memfd_create("paper", MFD_CLOEXEC), bad = memfd_create("paper", MFD_CLOEXEC), out;
    assert_int_equal(file_write_all(&test->fake.context, fd, STR("p"), pdf), 0);
    assert_int_equal(file_write_all(&test->fake.context, bad, STR("p"), text), 0);
    FAILS(ERR_DOC_UNSUPPORTED, water_certificate_keep(&actor, &paper, bad, &id, &error));
    OK(water_certificate_keep(&actor, &paper, fd, &id, &error));
    FAILS(ERR_STATE, water_certificate_keep(&actor, &paper, fd, &id, &error));
    OK(water_certificates(&actor, mine, &list, &count, &error));
    assert_int_equal(count, 1);
    OK(water_certificate_open(&actor, list[0].id, &back, &out, &error));
    assert_int_equal(pread(out, bytes, 8, 0), 8);
    assert_string_equal(bytes, "%PDF-1.4");
    assert_false(str_contains(back.name, STR("/")));
    close(out);
    close(fd);
    close(bad);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(shows_a_mine_only_to_whom_it_is_opened),
        STORE_TEST(refuses_a_mine_of_another_commission_and_a_code_that_is_taken),
        STORE_TEST(lets_nobody_change_data_without_the_role),
        STORE_TEST(keeps_a_trial_log_that_a_study_reads),
        STORE_TEST(keeps_a_certificate_once_and_gives_it_back),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
