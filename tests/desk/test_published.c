/* What customs and the Ministry of the Environment see of published consultations. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "desk/list.h"
#include "desk/published.h"
#include "registry_case.h"
#include "store/audit.h"

static int64_t published_case(const struct web_actor *actor, struct str company)
{
    int64_t id = registry_answered_case(actor, company, DESK_NOT_REGULATED);
    registry_edit(actor, id, STR("requester_person"), STR("山田 太郎"));
    registry_edit(actor, id, STR("question"), STR("輸出できますか。山田 太郎（0312345678）"));
    registry_loaded(actor, registry_exported(actor).id, id);
    OK(actor, desk_registry_request_publish(actor, &id, 1, &error));
    OK(actor, desk_registry_published(actor, &id, 1, &error));
    return id;
}

static struct web_actor viewer(const struct web_actor *actor)
{
    struct web_actor viewer = *actor;
    viewer.roles = ACCOUNT_ROLE_BIT(ROLE_VIEWER);
    return viewer;
}

static struct desk_published record_of(const struct web_actor *actor, int64_t id)
{
    struct desk_published record;
    OK(actor, desk_published_read(actor, id, &record, &error));
    return record;
}

static struct str cell(const struct desk_published *record, struct str title)
{
    for (size_t i = 0; i < record->sheet.columns; i++)
        if (str_equal(record->sheet.titles[i], title))
            return record->sheet.cells[i];
    return STR("(no such column)");
}

static size_t found(const struct web_actor *actor, struct desk_published_query query)
{
    struct desk_published_list list;
    OK(actor, desk_published_search(actor, &query, &list, &error));
    return list.count;
}

static void a_viewer_reads_what_the_registry_holds_and_no_more(struct test_store *test)
{
    struct web_actor actor = registry_actor(test), customs = viewer(&actor);
    int64_t id = published_case(&actor, STR("㈱髙橋商店"));
    struct desk_published record = record_of(&customs, id);
    registry_text(record.number, STR("2025-000001"));
    registry_text(cell(&record, STR("事業者名")), STR("㈱髙橋商店"));
    registry_text(cell(&record, STR("バーゼル法該当判断")), STR("非該当"));
    registry_text(cell(&record, STR("インボイスナンバー")), STR("00123"));
    registry_text(cell(&record, STR("相談内容")), STR("輸出できますか。●●（●●）"));
    assert_true(str_contains(cell(&record, STR("行った助言")), STR("本助言については")));
    for (size_t i = 0; i < record.sheet.rows * record.sheet.columns; i++) {
        assert_false(str_contains(record.sheet.cells[i], STR("山田")));
        assert_false(str_contains(record.sheet.cells[i], STR("0312345678")));
        assert_false(str_contains(record.sheet.cells[i], STR("ご確認ください")));
    }
    struct desk_view view;
    assert_int_equal(desk_case_view(&customs, id, &view, NULL), ERR_FORBIDDEN);
}

static void later_edits_are_not_shown_until_they_are_loaded(struct test_store *test)
{
    struct web_actor actor = registry_actor(test), customs = viewer(&actor);
    int64_t id = published_case(&actor, STR("甲社"));
    registry_edit(&actor, id, STR("requester_company"), STR("乙社"));
    struct desk_published record = record_of(&customs, id);
    registry_text(cell(&record, STR("事業者名")), STR("甲社"));
    registry_loaded(&actor, registry_exported(&actor).id, id);
    assert_int_equal(desk_published_read(&customs, id, &record, NULL), ERR_NOT_FOUND);
}

static void unpublished_and_foreign_cases_are_not_found(struct test_store *test)
{
    struct web_actor actor = registry_actor(test), customs = viewer(&actor), foreign = customs;
    int64_t open = registry_open_case(&actor, DESK_CONSULTATION, STR("metal"));
    int64_t id = published_case(&actor, STR("甲社"));
    struct desk_published record;
    assert_int_equal(desk_published_read(&customs, open, &record, NULL), ERR_NOT_FOUND);
    assert_int_equal(desk_published_read(&customs, id + 99, &record, NULL), ERR_NOT_FOUND);
    foreign.commission++;
    assert_int_equal(desk_published_read(&foreign, id, &record, NULL), ERR_NOT_FOUND);
    assert_int_equal(found(&foreign, (struct desk_published_query){0}), 0);
}

static void is_found_by_invoice_company_and_cargo(struct test_store *test)
{
    struct web_actor actor = registry_actor(test), customs = viewer(&actor);
    int64_t first = published_case(&actor, STR("㈱髙橋商店"));
    registry_edit(&actor, published_case(&actor, STR("乙社")), STR("counterpart_company"),
                  STR("Bangkok Metal"));
    registry_answered_case(&actor, STR("㈱髙橋商店"), DESK_NOT_REGULATED);
    assert_int_equal(found(&customs, (struct desk_published_query){0}), 2);
    assert_int_equal(found(&customs, (struct desk_published_query){.invoice = STR("123")}), 2);
    assert_int_equal(found(&customs, (struct desk_published_query){.company = STR("高橋")}), 1);
    assert_int_equal(found(&customs, (struct desk_published_query){.company = STR("bangkok")}), 1);
    assert_int_equal(found(&customs, (struct desk_published_query){.cargo = STR("電線")}), 2);
    assert_int_equal(found(&customs, (struct desk_published_query){.company = STR("高橋"),
                                                                   .cargo = STR("電線")}), 1);
    assert_int_equal(found(&customs, (struct desk_published_query){.cargo_class = STR("compressor")}),
                     0);
    assert_int_equal(found(&customs, (struct desk_published_query){.cargo_class = STR("covered_wire")}),
                     2);
    assert_int_equal(found(&customs, (struct desk_published_query){.after = first}), 0);
}

static void words_of_the_desk_itself_find_nothing(struct test_store *test)
{
    struct web_actor actor = registry_actor(test), customs = viewer(&actor);
    int64_t id = published_case(&actor, STR("甲社"));
    OK(&actor, desk_note_add(&actor, id, STR("note"), STR("内密の覚え"), &error));
    struct desk_filter all = {0};
    struct desk_list list;
    OK(&actor, desk_search(&actor, STR("内密"), &all, &list, &error));
    assert_int_equal(list.count, 1);
    assert_int_equal(found(&customs, (struct desk_published_query){.company = STR("内密")}), 0);
    assert_int_equal(found(&customs, (struct desk_published_query){.cargo = STR("内密")}), 0);
}

static void pdfs_of_the_record_are_read_and_no_others(struct test_store *test)
{
    struct web_actor actor = registry_actor(test), customs = viewer(&actor);
    int64_t id = published_case(&actor, STR("甲社")), other = published_case(&actor, STR("乙社"));
    int64_t hidden = registry_answered_case(&actor, STR("丙社"), DESK_NOT_REGULATED);
    size_t made;
    for (int64_t one = id; one <= hidden; one++) {
        registry_add_paper(&actor, one, STR("分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
        OK(&actor, desk_pdf_make(&actor, one, &made, &error));
    }
    struct desk_published record = record_of(&customs, id);
    assert_int_equal(record.pdf_count, 1);
    int fd;
    struct desk_pdf pdf;
    int64_t file = record.pdfs[0].file;
    OK(&customs, desk_published_pdf(&customs, id, file, &fd, &pdf, &error));
    close(fd);
    assert_int_equal(desk_published_pdf(&customs, other, file, &fd, &pdf, NULL), ERR_NOT_FOUND);
    assert_int_equal(desk_published_pdf(&customs, hidden, file + 2, &fd, &pdf, NULL), ERR_NOT_FOUND);
}

static void each_reading_is_audited(struct test_store *test)
{
    struct web_actor actor = registry_actor(test), customs = viewer(&actor);
    customs.person = 7;
    int64_t id = published_case(&actor, STR("甲社"));
    record_of(&customs, id);
    found(&customs, (struct desk_published_query){.company = STR("甲")});

    OK(&actor, audit_flush(test->store, &error));
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM store_audit WHERE "
                                                "action = 'published.read' AND actor = 7")), 1);
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM store_audit WHERE "
                                                "action = 'published.search' AND actor = 7")), 1);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(a_viewer_reads_what_the_registry_holds_and_no_more),
        STORE_TEST(later_edits_are_not_shown_until_they_are_loaded),
        STORE_TEST(unpublished_and_foreign_cases_are_not_found),
        STORE_TEST(is_found_by_invoice_company_and_cargo),
        STORE_TEST(words_of_the_desk_itself_find_nothing),
        STORE_TEST(pdfs_of_the_record_are_read_and_no_others),
        STORE_TEST(each_reading_is_audited),
    };
    return TEST_STORE_RUN(tests);
}
