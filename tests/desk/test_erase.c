/* Erasing a case: two people, everything told before, nothing readable after, and nothing breaks. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/close.h"
#include "desk/erase.h"
#include "desk/law_case.h"
#include "desk/law_replay.h"
#include "desk/list.h"
#include "desk/published.h"
#include "registry_case.h"

enum { MANAGER = 5, SECURITY = 6 };

static struct web_actor person(const struct web_actor *actor, int64_t id, enum account_role role)
{
    struct web_actor out = *actor;
    out.person = id;
    out.roles = ACCOUNT_ROLE_BIT(role);
    return out;
}

/* What people wrote on the judgement page, in each place where it is kept. */
static void judge(const struct web_actor *actor, int64_t id)
{
    static const struct law_analysis lead = {.substance = STR_INIT("鉛"), .value = {3, 2},
                                             .unit = LAW_WEIGHT_PERCENT, .basis = LAW_WET,
                                             .method = STR_INIT("山田法")};
    static const struct law_part part = {.name = STR_INIT("山田式被覆"), .analyses = &lead,
                                         .analysis_count = 1};
    const struct desk_law_typed typed = {.cargo = {.parts = &part, .part_count = 1},
                                         .imported = STR("山田の証明書.xlsx から")};
    struct desk_view view;
    OK(actor, desk_case_view(actor, id, &view, &error));
    OK(actor, desk_check_mark(actor, id, view.c.version, view.cargo[0].id, STR("e_no_heat"),
                              DESK_CHECK_MET, 0, STR("山田さんの写真"), &error));
    OK(actor, desk_law_save(actor, id, view.cargo[0].id, 0, &typed, &error));
    const struct desk_law_deciding given = {
        .case_id = id, .line = view.cargo[0].id, .judgement = DESK_NOT_REGULATED,
        .basis = STR("鉛の含有量が基準値以下"), .reason = STR("山田さんの確約がある"),
        .as_of = registry_today(actor)};
    OK(actor, desk_law_decide(actor, &given, &error));
}

static int64_t published_case(const struct web_actor *actor)
{
    const struct desk_cargo line = {
        .item = STR("metal"), .example_class = STR("E"), .cargo_class = STR("covered_wire"),
        .name = STR("被覆電線"), .quantity = STR("20.5"), .unit = STR("t")};
    int64_t id = registry_checked_lines(actor, STR("㈱髙橋商店"), &line, 1);
    size_t made;
    judge(actor, id);
    registry_answer(actor, id);
    registry_edit(actor, id, STR("requester_person"), STR("山田 太郎"));
    registry_add_paper(actor, id, STR("山田の分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
    OK(actor, desk_note_add(actor, id, STR("note"), STR("山田さんに電話"), &error));
    OK(actor, desk_pdf_make(actor, id, &made, &error));
    registry_loaded(actor, registry_exported(actor).id, id);
    OK(actor, desk_registry_request_publish(actor, &id, 1, &error));
    OK(actor, desk_registry_published(actor, &id, 1, &error));
    return id;
}

static int64_t asked(const struct web_actor *manager, int64_t id)
{
    int64_t request;
    OK(manager, desk_erase_ask(manager, id, STR("本人の求め"), &request, &error));
    return request;
}

static void erase(const struct web_actor *actor, int64_t id)
{
    struct web_actor manager = person(actor, MANAGER, ROLE_DESK_MANAGER);
    struct web_actor second = person(actor, SECURITY, ROLE_SECURITY_OFFICER);
    OK(actor, desk_erase_confirm(&second, asked(&manager, id), &error));
}

static size_t hits(const struct web_actor *actor, struct str words)
{
    struct desk_filter all = {0};
    struct desk_list list;
    OK(actor, desk_search(actor, words, &all, &list, &error));
    return list.count;
}

static void tells_before_what_would_be_lost(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct web_actor manager = person(&actor, MANAGER, ROLE_DESK_MANAGER);
    int64_t id = published_case(&actor);
    struct desk_case c;
    struct desk_losses losses;
    OK(&actor, desk_erase_look(&manager, id, &c, &losses, &error));
    assert_int_equal(losses.cases, 1);
    assert_int_equal(losses.files, 1);
    assert_int_equal(losses.pdfs, 1);
    assert_int_equal(losses.answers, 1);
    assert_int_equal(losses.notes, 2);
    assert_int_equal(losses.exports, 1);
    assert_true(losses.bytes > 0);
}

static void needs_a_manager_a_reason_and_a_second_person(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct web_actor manager = person(&actor, MANAGER, ROLE_DESK_MANAGER);
    struct web_actor advisor = person(&actor, 7, ROLE_ADVISOR);
    int64_t id = published_case(&actor), request;
    assert_int_equal(desk_erase_ask(&advisor, id, STR("求め"), &request, NULL), ERR_FORBIDDEN);
    assert_int_equal(desk_erase_ask(&manager, id, STR(" "), &request, NULL), ERR_DESK_REASON);
    request = asked(&manager, id);
    assert_int_equal(asked(&manager, id), request);
    assert_int_equal(desk_erase_confirm(&manager, request, NULL), ERR_DESK_SECOND_PERSON);
    assert_int_equal(desk_erase_confirm(&advisor, request, NULL), ERR_FORBIDDEN);
    assert_int_equal(registry_case(&actor, id).erased_at, 0);
    assert_int_equal(hits(&actor, STR("山田")), 1);
}

static void a_withdrawn_request_erases_nothing(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct web_actor manager = person(&actor, MANAGER, ROLE_DESK_MANAGER);
    struct web_actor second = person(&actor, SECURITY, ROLE_SECURITY_OFFICER);
    int64_t request = asked(&manager, published_case(&actor));
    OK(&actor, desk_erase_withdraw(&manager, request, &error));
    assert_int_equal(desk_erase_confirm(&second, request, NULL), ERR_STATE);
}

static void an_open_case_is_not_erased(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct web_actor manager = person(&actor, MANAGER, ROLE_DESK_MANAGER);
    int64_t request, open = registry_open_case(&actor, DESK_CONSULTATION, STR("metal"));
    assert_int_equal(desk_erase_ask(&manager, open, STR("求め"), &request, NULL),
                     ERR_DESK_PRECONDITION);
    struct web_actor foreign = manager;
    foreign.commission++;
    assert_int_equal(desk_erase_ask(&foreign, published_case(&actor), STR("求め"), &request, NULL),
                     ERR_NOT_FOUND);
}

static void nothing_of_the_person_can_be_read_afterwards(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = published_case(&actor);
    erase(&actor, id);
    struct desk_view view;
    OK(&actor, desk_case_view(&actor, id, &view, &error));
    assert_true(view.c.erased_at > 0);
    registry_text(view.c.subject, STR("消去済み"));
    registry_text(view.c.company, STR(""));
    registry_text(desk_case_value(&view.c, STR("requester_person")), STR(""));
    registry_text(view.notes[0].text, STR(""));
    registry_text(view.files[0].name, STR("消去済み"));
    registry_text(view.cargo[0].name, STR(""));
    registry_text(view.cargo[0].quantity, STR("20.5"));
    assert_int_equal(hits(&actor, STR("山田")), 0);
    assert_int_equal(hits(&actor, STR("電線")), 0);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM store_blob")), 0);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM store_vault v JOIN desk_case c ON"
                                                " c.vault = v.id WHERE v.erased IS NULL")), 0);
}

static void nothing_that_was_written_for_the_judgement_is_left(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    static const struct str kept = STR_INIT(
        "SELECT (SELECT count(*) FROM desk_law_input WHERE content LIKE '%山田%' AND imported LIKE '%山田%')"
        " + (SELECT count(*) FROM desk_law_decision WHERE content LIKE '%山田%' AND reason LIKE '%山田%'"
        " AND line_name = '被覆電線') + (SELECT count(*) FROM desk_check WHERE note LIKE '%山田%')"
        " + (SELECT count(*) FROM desk_event WHERE action = 'law_input' AND detail LIKE '%山田%')"
        " + (SELECT count(*) FROM desk_event WHERE action = 'law_decision' AND detail LIKE '%山田%')");
    int64_t id = published_case(&actor);
    assert_int_equal(registry_count(&actor, kept), 5);
    erase(&actor, id);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_law_input")), 0);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_check")), 0);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_law_decision WHERE content = ''"
                                                " AND reason = '' AND line_name = '消去済み'")), 1);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_event WHERE detail LIKE"
                                                " '%山田%'")), 0);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_law_decision WHERE judgement ="
                                                " 'no' AND proposal <> '' AND edition <> ''")), 1);
}

static void the_proposal_of_an_erased_line_is_answered_calmly(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = published_case(&actor);
    erase(&actor, id);
    struct desk_view view;
    struct desk_law_view law = {0};
    assert_int_equal(desk_law_case_read(&actor, id, &view, NULL), ERR_STORE_ERASED);
    OK(&actor, desk_case_view(&actor, id, &view, &error));
    OK(&actor, desk_law_open(&actor, &view, &view.cargo[0], NULL, registry_today(&actor), &law, &error));
    assert_int_equal(law.decision_count, 1);
    assert_false(law.changed_since);
    desk_law_close(&law);
}

static void refuse_row(void *state, const struct desk_replay_row *row)
{
    (void)state;
    fail_msg("%s", row->line_name.p);
}

static void the_replay_leaves_out_what_was_erased_and_counts_it(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    const struct desk_replay replay = {.threads = 1}, later = {.threads = 1, .from = registry_today(&actor) + 1};
    struct desk_replay_count count;
    erase(&actor, published_case(&actor));
    OK(&actor, desk_law_replay(&actor, &replay, refuse_row, NULL, NULL, &count, &error));
    assert_int_equal(count.total, 0);
    assert_int_equal(count.unreadable, 0);
    assert_int_equal(count.erased, 1);
    OK(&actor, desk_law_replay(&actor, &later, refuse_row, NULL, NULL, &count, &error));
    assert_int_equal(count.erased, 0);
}

static void pages_exports_and_pdfs_say_so_and_do_not_break(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = published_case(&actor);
    struct desk_pdf *pdfs, pdf;
    size_t count;
    OK(&actor, desk_pdf_list(&actor, id, &pdfs, &count, &error));
    int64_t file = pdfs[0].file;
    erase(&actor, id);
    struct desk_published record;
    OK(&actor, desk_published_read(&actor, id, &record, &error));
    assert_true(record.erased);
    assert_int_equal(record.pdf_count, 0);
    int fd;
    assert_int_equal(desk_pdf_open(&actor, id, file, &fd, &pdf, NULL), ERR_STORE_ERASED);
    assert_int_equal(desk_published_pdf(&actor, id, file, &fd, &pdf, NULL), ERR_STORE_ERASED);
    struct str bytes, name;
    OK(&actor, desk_day_workbook(&actor, registry_today(&actor), &bytes, &name, &error));
    struct desk_batch *batches;
    OK(&actor, desk_batch_list(&actor, registry_today(&actor), &batches, &count, &error));
    struct str csv = registry_csv(&actor, batches[0].id, &name);
    registry_text(registry_csv_field(&actor, csv, 1, STR("事業者名")), STR("消去済み"));
    struct desk_sheet sheet;
    OK(&actor, desk_registry_rows(&actor, id, &sheet, &error));
    size_t made;
    OK(&actor, desk_pdf_make(&actor, id, &made, &error));
    assert_int_equal(made, 0);
}

static void an_erased_case_is_not_changed_again(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = published_case(&actor);
    erase(&actor, id);
    struct desk_field_change change = {STR("country"), STR("VN")};
    assert_int_equal(desk_case_edit(&actor, id, registry_case(&actor, id).version, &change, 1, NULL),
                     ERR_STORE_ERASED);
    struct web_actor manager = person(&actor, MANAGER, ROLE_DESK_MANAGER);
    int64_t request;
    assert_int_equal(desk_erase_ask(&manager, id, STR("もう一度"), &request, NULL), ERR_STORE_ERASED);
}

static void the_closed_day_and_the_figures_stand(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = published_case(&actor);
    struct desk_close_result closed;
    OK(&actor, desk_close_day(&actor, registry_today(&actor), false, &closed, &error));
    erase(&actor, id);
    struct desk_day day;
    OK(&actor, desk_day_read(&actor, registry_today(&actor), &day, &error));
    assert_int_equal(day.state, DESK_DAY_CLOSED);
    struct desk_month month;
    OK(&actor, desk_month_read(&actor, 2025, 4, &month, &error));
    assert_int_equal(month.total.advised, 1);
}

static void asking_and_erasing_are_audited_and_kept(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct web_actor second = person(&actor, SECURITY, ROLE_SECURITY_OFFICER);
    int64_t id = published_case(&actor);
    erase(&actor, id);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM store_audit WHERE action ="
                                                " 'case.erase.ask' AND actor = 5")), 1);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM store_audit WHERE action ="
                                                " 'case.erase' AND actor = 6")), 1);
    struct desk_erasure *list;
    size_t count;
    OK(&actor, desk_erasure_list(&second, &list, &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].state, DESK_ERASURE_DONE);
    assert_int_equal(list[0].losses.files, 1);
    registry_text(list[0].reason, STR("本人の求め"));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(tells_before_what_would_be_lost),
        STORE_TEST(needs_a_manager_a_reason_and_a_second_person),
        STORE_TEST(a_withdrawn_request_erases_nothing),
        STORE_TEST(an_open_case_is_not_erased),
        STORE_TEST(nothing_of_the_person_can_be_read_afterwards),
        STORE_TEST(nothing_that_was_written_for_the_judgement_is_left),
        STORE_TEST(the_proposal_of_an_erased_line_is_answered_calmly),
        STORE_TEST(the_replay_leaves_out_what_was_erased_and_counts_it),
        STORE_TEST(pages_exports_and_pdfs_say_so_and_do_not_break),
        STORE_TEST(an_erased_case_is_not_changed_again),
        STORE_TEST(the_closed_day_and_the_figures_stand),
        STORE_TEST(asking_and_erasing_are_audited_and_kept),
    };
    return TEST_STORE_RUN(tests);
}
