#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>

#include "desk/close.h"
#include "desk/outbox.h"
#include "desk/registry_layout.h"
#include "desk/setting.h"
#include "registry_case.h"
#include "store/blob.h"

static void set_recipient(const struct web_actor *actor)
{
    OK(actor, desk_setting_change(actor, STR("meti_address"), STR("basel@meti.example"), &error));
}

static void register_and_request(const struct web_actor *actor, int64_t id)
{
    struct desk_batch batch;
    struct desk_receipt receipt = {.case_id = id, .loaded = true, .receipt = STR("R")};
    OK(actor, desk_registry_export(actor, registry_today(actor), &batch, &error));
    OK(actor, desk_batch_record(actor, batch.id, &receipt, 1, &error));
    OK(actor, desk_registry_request_publish(actor, &id, 1, &error));
}

static struct desk_day day_of(const struct web_actor *actor)
{
    struct desk_day day;
    OK(actor, desk_day_read(actor, registry_today(actor), &day, &error));
    return day;
}

static struct desk_close_result closed(const struct web_actor *actor)
{
    struct desk_close_result result;
    OK(actor, desk_close_day(actor, registry_today(actor), false, &result, &error));
    return result;
}

static void assert_says(struct str text, struct str expected)
{
    if (!str_contains(text, expected))
        fail_msg("\"%" PRIstr "\" is not in: %" PRIstr, STR_ARG(expected), STR_ARG(text));
}

static void names_what_is_missing_and_refuses(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_add_paper(&actor, id, STR("分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
    struct desk_day day = day_of(&actor);
    assert_int_equal(day.count, 1);
    assert_int_equal(day.unfinished, 1);
    for (int part = 0; part < DESK_PARTS; part++) {
        assert_int_equal(day.cases[0].parts[part].state, DESK_PART_MISSING);
        assert_true(day.cases[0].parts[part].sentence.n > 0);
    }
    struct desk_close_result result;
    struct error refusal = {0};
    assert_int_equal(desk_close_day(&actor, day.day, false, &result, &refusal), ERR_DESK_UNFINISHED);
    assert_says(error_sentence(&refusal, LANG_JA, test->arena), STR("2025-000001"));
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_close")), 0);
}

static void says_complete_only_when_all_is_publish_requested(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    int64_t one = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    register_and_request(&actor, one);
    struct desk_close_result result = closed(&actor);
    assert_true(result.complete);
    assert_says(result.subject, STR("公開依頼完了"));
    assert_says(result.text, STR("公開依頼が完了しました"));
    assert_int_equal(result.recipient_count, 1);
    struct desk_outgoing mail;
    OK(&actor, desk_outbox_read(&actor, result.outgoing, &mail, &error));
    assert_true(str_equal(mail.purpose, STR("report")));
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_report_file")), 1);
    assert_int_equal(day_of(&actor).state, DESK_DAY_CLOSED);
    assert_true(day_of(&actor).balanced);
}

static void an_excuse_needs_a_reason_and_is_named_in_the_mail(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    int64_t one = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    day_number today = registry_today(&actor);
    struct error refusal = {0};
    assert_int_equal(desk_close_excuse(&actor, today, one, DESK_PART_REGISTERED, STR(" "), &refusal),
                     ERR_DESK_REASON);
    OK(&actor, desk_close_excuse(&actor, today, one, DESK_PART_REGISTERED,
                                 STR("登録先が停止中"), &error));
    OK(&actor, desk_close_excuse(&actor, today, one, DESK_PART_REQUESTED, STR("同上"), &error));
    struct desk_close_result result = closed(&actor);
    assert_false(result.complete);
    assert_false(str_contains(result.subject, STR("公開依頼完了")));
    assert_false(str_contains(result.text, STR("公開依頼が完了しました")));
    assert_says(result.text, STR("登録先が停止中"));
}

static void an_excuse_can_be_withdrawn(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t one = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    day_number today = registry_today(&actor);
    OK(&actor, desk_close_excuse(&actor, today, one, DESK_PART_REQUESTED, STR("停止中"), &error));
    assert_int_equal(day_of(&actor).cases[0].parts[DESK_PART_REQUESTED].state, DESK_PART_EXCUSED);
    OK(&actor, desk_close_require(&actor, today, one, DESK_PART_REQUESTED, &error));
    assert_int_equal(day_of(&actor).cases[0].parts[DESK_PART_REQUESTED].state, DESK_PART_MISSING);
}

static void closing_twice_sends_one_mail(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    register_and_request(&actor, registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED));
    struct desk_close_result first = closed(&actor), second = closed(&actor);
    assert_false(first.already);
    assert_true(second.already);
    assert_int_equal(second.revision, 1);
    assert_int_equal(second.outgoing, first.outgoing);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_outgoing WHERE "
                                                "purpose = 'report'")),
                     1);
}

static void a_closed_day_shows_the_report_it_sent_and_no_correction(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    register_and_request(&actor, registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED));
    struct desk_close_result first = closed(&actor), preview;
    OK(&actor, desk_close_day(&actor, registry_today(&actor), true, &preview, &error));
    assert_true(preview.already);
    assert_int_equal(preview.revision, 1);
    registry_text(preview.subject, first.subject);
    registry_text(preview.text, first.text);
    assert_int_equal(preview.recipient_count, 1);
    assert_false(str_contains(preview.subject, STR("訂正")));
}

static void a_late_correction_reopens_and_closes_as_the_next_revision(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    register_and_request(&actor, id);
    closed(&actor);
    registry_edit(&actor, id, STR("country"), STR("VN"));
    struct desk_day day = day_of(&actor);
    assert_int_equal(day.state, DESK_DAY_REOPENED);
    assert_true(day.cases[0].changed);
    struct desk_close_result result;
    struct error refusal = {0};
    assert_int_equal(desk_close_day(&actor, day.day, false, &result, &refusal), ERR_DESK_UNFINISHED);
    register_and_request(&actor, id);
    result = closed(&actor);
    assert_int_equal(result.revision, 2);
    assert_says(result.subject, STR("訂正"));
    assert_says(result.text, STR("2025-000001"));
    assert_int_equal(day_of(&actor).state, DESK_DAY_CLOSED);
}

static int erase_body(struct db *db, void *argument, struct error *error)
{
    return vault_erase(db, *(int64_t *)argument, error);
}

static void a_closed_day_stands_after_its_case_was_erased(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_edit(&actor, id, STR("requester_person"), STR("山田"));
    register_and_request(&actor, id);
    closed(&actor);
    int64_t vault = registry_case(&actor, id).vault;
    OK(&actor, store_write(test->store, erase_body, &vault, &error));
    struct desk_day day = day_of(&actor);
    assert_int_equal(day.state, DESK_DAY_CLOSED);
    assert_int_equal(day.unfinished, 0);
    assert_true(closed(&actor).already);
}

static void cases_within_their_week_do_not_block(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    registry_open_case(&actor, DESK_CONSULTATION, STR("metal"));
    struct desk_close_result result = closed(&actor);
    assert_int_equal(result.revision, 1);
    assert_int_equal(result.outgoing, 0);
}

static void a_dry_run_changes_nothing(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    register_and_request(&actor, registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED));
    struct desk_close_result result;
    OK(&actor, desk_close_day(&actor, registry_today(&actor), true, &result, &error));
    assert_true(result.complete);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_close")), 0);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_outgoing")), 0);
}

static void refuses_a_day_that_has_not_come(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct desk_close_result result;
    struct error refusal = {0};
    assert_int_equal(desk_close_day(&actor, registry_today(&actor) + 1, false, &result, &refusal),
                     ERR_DESK_FUTURE_DAY);
}

static void counts_consultations_and_enquiries_by_item(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_answered_case(&actor, STR("乙社"), DESK_REGULATED);
    registry_open_case(&actor, DESK_CONSULTATION, STR("plastic"));
    registry_open_case(&actor, DESK_ENQUIRY, STR("used"));
    registry_open_case(&actor, DESK_ENQUIRY, STR(""));
    struct desk_month month;
    OK(&actor, desk_month_read(&actor, 2025, 4, &month, &error));
    assert_int_equal(month.total.received, 3);
    assert_int_equal(month.total.advised, 2);
    assert_int_equal(month.total.regulated, 1);
    assert_int_equal(month.total.enquiries, 2);
    for (size_t i = 0; i < month.count; i++) {
        if (str_equal(month.lines[i].item, STR("metal")))
            assert_int_equal(month.lines[i].advised, 2);
        if (str_equal(month.lines[i].item, STR("used")))
            assert_int_equal(month.lines[i].enquiries, 1);
    }
    assert_int_equal(month.lines[month.count - 1].enquiries, 1);
    OK(&actor, desk_month_read(&actor, 2025, 3, &month, &error));
    assert_int_equal(month.total.received + month.total.advised, 0);
}

struct closer {
    struct test_store *test;
    struct web_actor actor;
    struct desk_close_result result;
    int status;
};

static void *close_in_a_thread(void *argument)
{
    struct closer *closer = argument;
    struct arena *arena = arena_create();
    closer->actor.arena = arena;
    closer->status = desk_close_day(&closer->actor, registry_today(&closer->actor), false,
                                    &closer->result, NULL);
    arena_destroy(arena);
    return NULL;
}

static void two_people_closing_at_once_send_one_mail(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    register_and_request(&actor, registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED));
    struct closer closers[2] = {{.test = test, .actor = actor}, {.test = test, .actor = actor}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, close_in_a_thread, &closers[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(closers[0].status, 0);
    assert_int_equal(closers[1].status, 0);
    assert_int_equal(closers[0].result.already + closers[1].result.already, 1);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_close")), 1);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_outgoing")), 1);
}

static void a_full_disk_closes_nothing(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    set_recipient(&actor);
    register_and_request(&actor, registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED));
    struct desk_close_result result;
    struct error refusal = {0};
    fake_context_fail_named(&test->fake, FAULT_WRITE, STR("workbook"), 1, ENOSPC);
    assert_int_equal(desk_close_day(&actor, registry_today(&actor), false, &result, &refusal),
                     ERR_DISK_FULL);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_close")), 0);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_outgoing")), 0);
    assert_false(closed(&actor).already);
}

static void an_advisor_may_register_but_not_close(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    actor.roles = ACCOUNT_ROLE_BIT(ROLE_ADVISOR);
    struct desk_close_result result;
    struct desk_batch batch;
    struct error refusal = {0};
    OK(&actor, desk_registry_export(&actor, registry_today(&actor), &batch, &error));
    assert_int_equal(desk_close_day(&actor, registry_today(&actor), false, &result, &refusal),
                     ERR_FORBIDDEN);
}

static void lists_the_days_with_advice(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    register_and_request(&actor, registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED));
    registry_answered_case(&actor, STR("乙社"), DESK_NOT_REGULATED);
    struct desk_day_line *lines;
    size_t count;
    day_number today = registry_today(&actor);
    OK(&actor, desk_day_list(&actor, today - 7, today, &lines, &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(lines[0].advised, 2);
    assert_int_equal(lines[0].registered, 1);
    assert_int_equal(lines[0].requested, 1);
    assert_int_equal(lines[0].revision, 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(names_what_is_missing_and_refuses),
        STORE_TEST(says_complete_only_when_all_is_publish_requested),
        STORE_TEST(an_excuse_needs_a_reason_and_is_named_in_the_mail),
        STORE_TEST(an_excuse_can_be_withdrawn),
        STORE_TEST(closing_twice_sends_one_mail),
        STORE_TEST(a_closed_day_shows_the_report_it_sent_and_no_correction),
        STORE_TEST(a_late_correction_reopens_and_closes_as_the_next_revision),
        STORE_TEST(a_closed_day_stands_after_its_case_was_erased),
        STORE_TEST(cases_within_their_week_do_not_block),
        STORE_TEST(a_dry_run_changes_nothing),
        STORE_TEST(refuses_a_day_that_has_not_come),
        STORE_TEST(counts_consultations_and_enquiries_by_item),
        STORE_TEST(two_people_closing_at_once_send_one_mail),
        STORE_TEST(a_full_disk_closes_nothing),
        STORE_TEST(an_advisor_may_register_but_not_close),
        STORE_TEST(lists_the_days_with_advice),
    };
    return TEST_STORE_RUN(tests);
}
