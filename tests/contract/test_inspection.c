/* An inspection from the hand-in to the erasure, with a real worker. */
#include "contract_support.h"

#include <unistd.h>

#include "base/file.h"
#include "contract/cleaning.h"
#include "store/blob.h"
#include "contract/output.h"

static const struct str leak = STR_INIT("連絡先は03-1234-5678。\n");
static const struct str harmless = STR_INIT("坑廃水の水質を3回調べた。\n");
static const int64_t day = 24 * 3600 * (int64_t)US_PER_SECOND;

static void finds_what_a_file_holds_and_masks_it(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "報告/連絡先.txt", leak);
    assert_int_equal(support_read(&actor, id).state, CONTRACT_WAITING);
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    assert_int_equal(row.state, CONTRACT_DONE);
    assert_int_equal(row.not_passed, 1);
    assert_int_equal(row.not_read, 0);
    assert_true(str_equal(row.first_name, STR("報告/連絡先.txt")));
    struct inspect *inspect = inspect_create();
    struct inspect_report *reports = support_reports(&actor, inspect, &row, false);
    assert_true(str_equal(reports[0].name, STR("報告/連絡先.txt")));
    assert_true(support_has(&reports[0], "PI-02"));
    assert_false(str_contains(reports[0].findings[0].found, STR("1234")));
    reports = support_reports(&actor, inspect, &row, true);
    assert_true(str_contains(reports[0].findings[0].found, STR("03-1234-5678")));
    inspect_destroy(inspect);
}

static void a_harmless_file_passes(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "水質.txt", harmless);
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    assert_int_equal(row.state, CONTRACT_DONE);
    assert_int_equal(row.not_passed, 0);
}

static void what_cannot_be_read_has_not_passed(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "壊れた.xlsx", STR("PK\3\4 cut"));
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    assert_int_equal(row.not_passed, 1);
    assert_int_equal(row.not_read, 1);
}

static void the_allow_list_of_a_commission_is_heeded(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first"), other = support_actor(test, "second");
    OK(contract_allow_add(&actor, STR("03-1234-5678"), STR("窓口の電話"), &error));
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    int64_t not_allowed = support_hand_in(&other, "連絡先.txt", leak);
    support_run(&actor);
    assert_int_equal(support_read(&actor, id).not_passed, 0);
    assert_int_equal(support_read(&other, not_allowed).not_passed, 1);
}

static void allowing_twice_and_taking_back(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first"), other = support_actor(test, "second");
    struct contract_allow *rows;
    size_t count;
    for (int i = 0; i < 2; i++)
        OK(contract_allow_add(&actor, STR("山田太郎"), STR("名簿"), &error));
    OK(contract_allow_list(&actor, &rows, &count, &error));
    assert_int_equal(count, 1);
    assert_true(str_equal(rows[0].text, STR("山田太郎")));
    FAILS(ERR_NOT_FOUND, contract_allow_remove(&other, rows[0].id, &error));
    OK(contract_allow_remove(&actor, rows[0].id, &error));
    OK(contract_allow_list(&actor, &rows, &count, &error));
    assert_int_equal(count, 0);
    OK(contract_allow_add(&actor, STR("山田太郎"), STR("名簿"), &error));
}

static void files_added_later_join_the_inspection(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "水質.txt", harmless);
    support_run(&actor);
    struct contract_upload more = support_upload("連絡先.txt", leak);
    OK(contract_inspection_add(&actor, id, &more, 1, &error));
    close(more.fd);
    assert_int_equal(support_read(&actor, id).state, CONTRACT_WAITING);
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    assert_int_equal(row.state, CONTRACT_DONE);
    assert_int_equal(row.file_count, 2);
    assert_int_equal(row.done_count, 2);
    assert_int_equal(row.not_passed, 1);
}

static void a_cancelled_inspection_stays_unfinished(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    OK(contract_inspection_cancel(&actor, id, &error));
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    assert_int_equal(row.state, CONTRACT_CANCELLED);
    assert_int_equal(row.done_count, 0);
    FAILS(ERR_CONTRACT_STATE, contract_inspection_cancel(&actor, id, &error));
}

static void another_commission_finds_nothing(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first"), other = support_actor(test, "second");
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    struct contract_inspection row, *rows;
    size_t count;
    FAILS(ERR_NOT_FOUND, contract_inspection_read(&other, id, &row, &error));
    FAILS(ERR_NOT_FOUND, contract_inspection_cancel(&other, id, &error));
    FAILS(ERR_NOT_FOUND, contract_inspection_erase(&other, id, &error));
    OK(contract_inspection_list(&other, &rows, &count, &error));
    assert_int_equal(count, 0);
}

static void nothing_outlives_its_time(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    support_run(&actor);
    struct contract_inspection before = support_read(&actor, id);
    fake_context_advance(&test->fake, 6 * day);
    OK(contract_inspection_tidy(test->store, NULL, test->arena, &error));
    assert_int_equal(support_read(&actor, id).state, CONTRACT_DONE);
    fake_context_advance(&test->fake, 1 * day);
    OK(contract_inspection_tidy(test->store, NULL, test->arena, &error));
    struct contract_inspection row = support_read(&actor, id);
    assert_int_equal(row.state, CONTRACT_ERASED);
    assert_int_equal(row.count, 0);
    assert_int_equal(row.file_count, 1);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM contract_inspection_file")),
                     0);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM store_blob")), 0);
    struct str bytes;
    FAILS(ERR_STORE_ERASED, blob_read(actor.store, before.vault, before.files[0].blob, 1000,
                                      actor.arena, &bytes, &error));
    FAILS(ERR_CONTRACT_STATE, contract_inspection_erase(&actor, id, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM store_audit WHERE action ="
                                                 " 'inspection.erase'")),
                     1);
}

static void erasing_while_it_waits_ends_the_work(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    OK(contract_inspection_erase(&actor, id, &error));
    support_run(&actor);
    assert_int_equal(support_read(&actor, id).state, CONTRACT_ERASED);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM store_job WHERE finished IS"
                                                 " NULL")),
                     0);
}

static void too_large_and_no_files_are_refused(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    struct contract_upload upload = {STR("大.pdf"), -1, CONTRACT_FILE_BYTES + 1};
    int64_t id;
    FAILS(ERR_TOO_LARGE, contract_inspection_create(&actor, &upload, 1, 7, &id, &error));
    FAILS(ERR_CONTRACT_NO_FILE, contract_inspection_create(&actor, &upload, 0, 7, &id, &error));
}

static void the_report_is_a_workbook_and_a_paper(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    struct inspect *inspect = inspect_create();
    const struct contract_output output = {inspect, support_reports(&actor, inspect, &row, false),
                                           row.count, LANG_JA, actor.arena};
    struct buf pdf = {0};
    OK(contract_output_paper(&output, row.finished, &pdf, &error));
    assert_true(str_starts(buf_str(&pdf), STR("%PDF-")));
    buf_finish(&pdf);
    struct str path = ARENA_JOIN(actor.arena, test->options.directory, STR("/report.xlsx"));
    OK(contract_output_sheet(&output, store_context(actor.store), path, &error));
    inspect_destroy(inspect);
}

/* Cleaned copies ---------------------------------------------------------------------------------
 */

static struct str sample(const struct web_actor *actor, const char *name)
{
    struct str bytes, path = ARENA_JOIN(actor->arena, STR(SAMPLES "/"), str_from_c(name));
    OK(file_read(store_context(actor->store), path, 1 << 20, actor->arena, &bytes, &error));
    return bytes;
}

static struct contract_cleaning only_cleaning(const struct web_actor *actor, int64_t id)
{
    struct contract_cleaning *rows;
    size_t count;
    OK(contract_cleaning_list(actor, id, &rows, &count, &error));
    assert_int_equal(count, 1);
    return rows[0];
}

static void a_cleaned_copy_has_lost_what_was_chosen(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "図/写真.jpg", sample(&actor, "IMG-01_gps.jpg"));
    support_run(&actor);
    struct contract_inspection row = support_read(&actor, id);
    OK(contract_cleaning_ask(&actor, id, row.files[0].id, STR("IMG-01"), &error));
    FAILS(ERR_CONTRACT_CLEANING,
          contract_cleaning_ask(&actor, id, row.files[0].id, STR("IMG-01"), &error));
    support_run(&actor);
    struct contract_cleaning cleaning = only_cleaning(&actor, id);
    assert_int_equal(cleaning.state, CONTRACT_CLEANING_DONE);
    struct str copy;
    OK(blob_read(actor.store, row.vault, cleaning.copy, 1 << 20, actor.arena, &copy, &error));
    assert_int_equal((int64_t)copy.n, cleaning.size);
    int64_t again = support_hand_in(&actor, "写真.jpg", copy);
    support_run(&actor);
    assert_int_equal(support_read(&actor, again).not_passed, 0);
    assert_true(
        str_equal(contract_cleaning_name(row.files[0].name, actor.arena), STR("写真.clean.jpg")));
    OK(contract_inspection_erase(&actor, id, &error));
    assert_int_equal(
        room_count(actor.store, STR("SELECT count(*) FROM contract_inspection_cleaning")), 0);
}

static void copies_of_another_commission_are_not_made(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first"), other = support_actor(test, "second");
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    support_run(&actor);
    int64_t file = support_read(&actor, id).files[0].id;
    FAILS(ERR_NOT_FOUND, contract_cleaning_ask(&other, id, file, STR("PI-02"), &error));
    FAILS(ERR_CONTRACT_NO_KIND, contract_cleaning_ask(&actor, id, file, STR(""), &error));
}

static void what_cannot_be_cleaned_is_said(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = support_hand_in(&actor, "連絡先.txt", leak);
    support_run(&actor);
    OK(contract_cleaning_ask(&actor, id, support_read(&actor, id).files[0].id, STR("PI-02"),
                             &error));
    support_run(&actor);
    struct contract_cleaning cleaning = only_cleaning(&actor, id);
    assert_int_equal(cleaning.state, CONTRACT_CLEANING_DONE);
    assert_int_equal(cleaning.copy.n, 0);
    assert_true(cleaning.result.n > 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(finds_what_a_file_holds_and_masks_it),
        STORE_TEST(a_harmless_file_passes),
        STORE_TEST(what_cannot_be_read_has_not_passed),
        STORE_TEST(the_allow_list_of_a_commission_is_heeded),
        STORE_TEST(allowing_twice_and_taking_back),
        STORE_TEST(files_added_later_join_the_inspection),
        STORE_TEST(a_cancelled_inspection_stays_unfinished),
        STORE_TEST(another_commission_finds_nothing),
        STORE_TEST(nothing_outlives_its_time),
        STORE_TEST(erasing_while_it_waits_ends_the_work),
        STORE_TEST(too_large_and_no_files_are_refused),
        STORE_TEST(the_report_is_a_workbook_and_a_paper),
        STORE_TEST(a_cleaned_copy_has_lost_what_was_chosen),
        STORE_TEST(copies_of_another_commission_are_not_made),
        STORE_TEST(what_cannot_be_cleaned_is_said),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
