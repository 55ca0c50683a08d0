/* The malware scan within an inspection: a real clamd with definitions of the test's own. */
#include "contract_support.h"

#include "support/clamd_server.h"

static struct clamd_server server;

/* Definitions are dated by the test's own clock. */
static void start_scanner(struct test_store *test, int days_old)
{
    int64_t made = context_now(&test->fake.context) - days_old * 24 * 3600 * (int64_t)US_PER_SECOND;
    clamd_server_start(&server, made, "AlertExceedsMax yes\n");
    struct clamd_options options = clamd_server_options(&server);
    room_services()->scanner = clamd_scanner_create(&options);
}

static void stop_scanner(void)
{
    clamd_scanner_destroy(room_services()->scanner);
    room_services()->scanner = NULL;
    clamd_server_finish(&server);
}

static struct inspect_report inspected(struct test_store *test, const struct inspect *inspect,
                                       struct str bytes, bool *passed)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "本文.txt", bytes);
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    *passed = row.not_passed == 0;
    return support_reports(&actor, inspect, &row, false)[0];
}

static void an_infected_file_is_refused_with_engine_and_name(struct test_store *test)
{
    struct inspect *inspect = inspect_create();
    bool passed;
    start_scanner(test, 1);
    struct inspect_report report = inspected(test, inspect, STR(CLAMD_MALWARE), &passed);
    assert_false(passed);
    assert_true(support_has(&report, "MAL-01"));
    assert_true(str_contains(report.scan.words, STR("Test.Word")));
    assert_true(str_starts(report.scan.engine, STR("ClamAV ")));
    stop_scanner();
    inspect_destroy(inspect);
}

static void a_harmless_file_passes_and_names_the_definitions(struct test_store *test)
{
    struct inspect *inspect = inspect_create();
    bool passed;
    start_scanner(test, 1);
    struct inspect_report report = inspected(test, inspect, STR("水質\n"), &passed);
    assert_true(passed);
    assert_true(str_equal(report.scan.outcome, STR("clean")));
    assert_true(report.scan.engine.n > 0);
    stop_scanner();
    inspect_destroy(inspect);
}

static void old_definitions_are_not_a_scan(struct test_store *test)
{
    struct inspect *inspect = inspect_create();
    bool passed;
    start_scanner(test, 60);
    struct inspect_report report = inspected(test, inspect, STR("水質\n"), &passed);
    assert_false(passed);
    assert_true(support_has(&report, "MAL-02"));
    assert_true(str_contains(report.scan.words, STR("freshclam")));
    stop_scanner();
    inspect_destroy(inspect);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(an_infected_file_is_refused_with_engine_and_name),
        STORE_TEST(a_harmless_file_passes_and_names_the_definitions),
        STORE_TEST(old_definitions_are_not_a_scan),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
