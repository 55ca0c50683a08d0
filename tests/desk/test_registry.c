#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>
#include <zip.h>

#include "base/file.h"
#include "desk/registry.h"
#include "desk/registry_layout.h"
#include "registry_case.h"
#include "store/blob.h"
#include "support/test_folder.h"

static void exports_what_was_advised_with_item_and_example_class_apart(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    registry_open_case(&actor, DESK_CONSULTATION, STR("metal"));
    registry_answered_case(&actor, STR("㈱髙橋商店"), DESK_NOT_REGULATED);
    struct desk_batch batch = registry_exported(&actor);
    assert_int_equal(batch.rows, 1);
    struct str name, csv = registry_csv(&actor, batch.id, &name);
    registry_text(name, STR("仮登録_20250401_1.csv"));
    assert_true(str_starts(csv, STR("\xef\xbb\xbf")));
    registry_text(registry_csv_field(&actor, csv, 1, STR("事業者名")), STR("㈱髙橋商店"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("バーゼル法該当判断")), STR("非該当"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("品目")), STR("メタル・スクラップ"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("相談事例")), STR("(E) 被覆電線"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("相手国")), STR("タイ"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("貨物量")), STR("20.5"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("インボイスナンバー")), STR("00123"));
    assert_true(str_contains(registry_csv_field(&actor, csv, 1, STR("行った助言")), STR("本助言については")));
}

static void neutralises_formulas_and_writes_cp932_when_told(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct desk_layout options;
    OK(&actor, desk_layout_read(&actor, STR("registry_options"), &options, &error));
    assert_false(options.confirmed);
    OK(&actor, desk_layout_change(&actor, STR("registry_options"), options.revision,
                                  STR("name\tvalue\nmode\toutside\ncsv_encoding\tcp932\n"
                                      "csv_formulas\tneutralise\ncsv_leading_zeros\texcel\n"),
                                  STR("指示による"), &error));
    registry_answered_case(&actor, STR("=㈱髙橋"), DESK_NOT_REGULATED);
    struct str name, csv = registry_csv(&actor, registry_exported(&actor).id, &name);
    assert_false(str_starts(csv, STR("\xef\xbb\xbf")));
    registry_text(registry_csv_field(&actor, csv, 1, STR("事業者名")), STR("'=㈱髙橋"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("インボイスナンバー")), STR("=\"00123\""));
}

static void exports_again_only_what_is_not_loaded(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t first = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    struct desk_batch batch = registry_exported(&actor);
    assert_int_equal(registry_exported(&actor).id, batch.id);
    registry_loaded(&actor, batch.id, first);
    assert_int_equal(registry_case(&actor, first).state, DESK_REGISTERED);
    assert_int_equal(registry_exported(&actor).id, 0);
    registry_answered_case(&actor, STR("乙社"), DESK_REGULATED);
    struct desk_batch second = registry_exported(&actor);
    assert_int_equal(second.serial, 2);
    assert_int_equal(second.rows, 1);
}

static void makes_the_same_bytes_of_an_old_export(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    struct desk_batch batch = registry_exported(&actor);
    struct str name, before = registry_csv(&actor, batch.id, &name);
    registry_edit(&actor, id, STR("requester_company"), STR("乙社"));
    assert_true(str_equal(registry_csv(&actor, batch.id, &name), before));
}

static int erase_body(struct db *db, void *argument, struct error *error)
{
    return vault_erase(db, *(int64_t *)argument, error);
}

static void an_old_export_says_which_case_was_erased(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    int64_t batch = registry_exported(&actor).id, vault = registry_case(&actor, id).vault;
    OK(&actor, store_write(test->store, erase_body, &vault, &error));
    struct str name, csv = registry_csv(&actor, batch, &name);
    registry_text(registry_csv_field(&actor, csv, 1, STR("相談番号")), STR("2025-000001"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("事業者名")), STR("消去済み"));
    assert_false(str_contains(csv, STR("甲社")));
}

static void names_the_character_that_cp932_does_not_have(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    OK(&actor, desk_layout_change(&actor, STR("registry_options"), 0,
                                  STR("name\tvalue\nmode\toutside\ncsv_encoding\tcp932\n"
                                      "csv_formulas\tas_is\ncsv_leading_zeros\tas_is\n"),
                                  STR("指示による"), &error));
    registry_answered_case(&actor, STR("甲社😀"), DESK_NOT_REGULATED);
    struct buf out = {0};
    struct str name;
    struct error refusal = {0};
    assert_int_equal(desk_batch_csv(&actor, registry_exported(&actor).id, &out, &name, &refusal),
                     ERR_UNENCODABLE);
    assert_true(str_contains(error_sentence(&refusal, LANG_JA, test->arena), STR("😀")));
    buf_finish(&out);
}

static void shows_and_exports_a_correction(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_loaded(&actor, registry_exported(&actor).id, id);
    OK(&actor, desk_registry_request_publish(&actor, &id, 1, &error));
    struct desk_difference *differences;
    size_t count;
    OK(&actor, desk_registry_differences(&actor, id, &differences, &count, &error));
    assert_int_equal(count, 0);
    registry_edit(&actor, id, STR("country"), STR("VN"));
    OK(&actor, desk_registry_differences(&actor, id, &differences, &count, &error));
    assert_int_equal(count, 1);
    registry_text(differences[0].title, STR("相手国"));
    registry_text(differences[0].before, STR("タイ"));
    registry_text(differences[0].after, STR("ベトナム"));
    struct desk_batch batch = registry_exported(&actor);
    assert_int_equal(batch.corrections, 1);
    registry_loaded(&actor, batch.id, id);
    assert_int_equal(registry_case(&actor, id).state, DESK_REGISTERED);
}

static void keeps_the_systems_error_and_takes_a_second_try(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    struct desk_batch batch = registry_exported(&actor);
    struct desk_receipt refused = {.case_id = id, .problem = STR("税関の値が不正")};
    OK(&actor, desk_batch_record(&actor, batch.id, &refused, 1, &error));
    struct desk_batch_row *rows;
    size_t count;
    OK(&actor, desk_batch_read(&actor, batch.id, &batch, &rows, &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].state, DESK_ROW_ERROR);
    registry_text(rows[0].problem, STR("税関の値が不正"));
    assert_int_equal(registry_case(&actor, id).state, DESK_ANSWERED);
    registry_loaded(&actor, registry_exported(&actor).id, id);
    assert_int_equal(registry_case(&actor, id).state, DESK_REGISTERED);
}

static void leaves_out_a_case_whose_required_field_is_empty(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_edit(&actor, id, STR("country"), STR(""));
    assert_int_equal(registry_exported(&actor).id, 0);
}

static void asks_for_publishing_only_what_is_registered_as_it_stands(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    struct error refusal = {0};
    assert_int_equal(desk_registry_request_publish(&actor, &id, 1, &refusal), ERR_STATE);
    registry_loaded(&actor, registry_exported(&actor).id, id);
    registry_edit(&actor, id, STR("country"), STR("VN"));
    error_clear(&refusal);
    assert_int_equal(desk_registry_request_publish(&actor, &id, 1, &refusal), ERR_STATE);
    registry_loaded(&actor, registry_exported(&actor).id, id);
    OK(&actor, desk_registry_request_publish(&actor, &id, 1, &error));
    OK(&actor, desk_registry_published(&actor, &id, 1, &error));
    assert_int_equal(registry_case(&actor, id).state, DESK_PUBLISHED);
}

static void keeps_its_own_registry_when_told(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    struct error refusal = {0};
    assert_int_equal(desk_registry_register(&actor, &id, 1, &refusal), ERR_STATE);
    OK(&actor, desk_layout_change(&actor, STR("registry_options"), 0,
                                  STR("name\tvalue\nmode\town\ncsv_encoding\tutf-8-bom\n"
                                      "csv_formulas\tas_is\ncsv_leading_zeros\tas_is\n"),
                                  STR("自前の登録簿"), &error));
    OK(&actor, desk_registry_register(&actor, &id, 1, &error));
    OK(&actor, desk_registry_register(&actor, &id, 1, &error));
    assert_int_equal(registry_count(&actor, STR("SELECT count(*) FROM desk_batch_row")), 1);
    assert_int_equal(registry_case(&actor, id).state, DESK_REGISTERED);
}

static void checks_an_application_on_line_instead_of_loading_it(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    struct error refusal = {0};
    assert_int_equal(desk_registry_check_online(&actor, id, &refusal), ERR_STATE);
    registry_edit(&actor, id, STR("online_app_no"), STR("ON-77"));
    assert_int_equal(registry_exported(&actor).id, 0);
    OK(&actor, desk_registry_check_online(&actor, id, &error));
    assert_int_equal(registry_case(&actor, id).state, DESK_REGISTERED);
}

static void refuses_a_layout_that_says_nonsense(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    const struct {
        struct str name, body, says;
    } cases[] = {
        {STR_INIT("registry_columns"), STR_INIT("title\tfield\ttype\twidth\trequired\n"
                                                "番号\tno_such\ttext\t10\tno\n"),
         STR_INIT("2 行")},
        {STR_INIT("registry_options"), STR_INIT("name\tvalue\nmode\telsewhere\n"), STR_INIT("mode")},
        {STR_INIT("pdf_names"), STR_INIT("name\tvalue\npattern\ta.doc\nlongest\t100\n"),
         STR_INIT("pattern")},
        {STR_INIT("report_recipe"), STR_INIT("nothing"), STR_INIT("タブ")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error = {0};
        assert_int_equal(desk_layout_change(&actor, cases[i].name, 0, cases[i].body, STR("試し"),
                                            &error),
                         ERR_DESK_LAYOUT);
        struct str sentence = error_sentence(&error, LANG_JA, test->arena);
        if (!str_contains(sentence, cases[i].says))
            fail_msg("%s", sentence.p);
    }
}

static void keeps_each_revision_of_a_layout(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    struct desk_layout layout, *history;
    size_t count;
    struct str body = STR("name\tvalue\tconfirmed\npattern\t{number}.pdf\tyes\nlongest\t80\tyes\n");
    OK(&actor, desk_layout_change(&actor, STR("pdf_names"), 0, body, STR("指示"), &error));
    OK(&actor, desk_layout_read(&actor, STR("pdf_names"), &layout, &error));
    assert_int_equal(layout.revision, 2);
    assert_true(layout.confirmed);
    OK(&actor, desk_layout_history(&actor, STR("pdf_names"), &history, &count, &error));
    assert_int_equal(count, 3);
    struct error refusal = {0};
    assert_int_equal(desk_layout_change(&actor, STR("pdf_names"), 0, body, STR("古い版"), &refusal),
                     ERR_CONFLICT);
}

static void makes_named_pdfs_and_says_what_cannot_be_made(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_add_paper(&actor, id, STR("../相談書:1.txt"), STR("被覆電線 20.5トン"));
    registry_add_paper(&actor, id, STR("分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
    registry_add_paper(&actor, id, STR("図面.dwg"), STR("AC1032\0\1"));
    size_t made, count;
    struct desk_pdf *pdfs;
    OK(&actor, desk_pdf_make(&actor, id, &made, &error));
    assert_int_equal(made, 2);
    OK(&actor, desk_pdf_make(&actor, id, &made, &error));
    assert_int_equal(made, 0);
    OK(&actor, desk_pdf_list(&actor, id, &pdfs, &count, &error));
    assert_int_equal(count, 3);
    assert_true(str_starts(pdfs[0].name, STR("2025-000001_01_")));
    assert_false(str_contains(pdfs[0].name, STR("/")));
    registry_text(pdfs[1].name, STR("2025-000001_02_分析.pdf"));
    assert_int_equal(pdfs[2].state, DESK_PDF_UNREADABLE);
    assert_true(str_contains(pdfs[2].reason, STR("PDFにできない形式")));
    OK(&actor, desk_pdf_exclude(&actor, id, pdfs[2].file, STR("PDFで受領"), &error));
    int fd;
    struct desk_pdf pdf;
    OK(&actor, desk_pdf_open(&actor, id, pdfs[1].file, &fd, &pdf, &error));
    char bytes[8];
    assert_int_equal(pread(fd, bytes, 5, 0), 5);
    assert_memory_equal(bytes, "%PDF-", 5);
    close(fd);
}

static void writes_all_files_of_a_day_into_a_folder(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_add_paper(&actor, id, STR("分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
    struct str folder = test_folder_create(test->arena);
    struct desk_export_result result;
    OK(&actor, desk_export_day(&actor, registry_today(&actor), folder, false, &result, &error));
    assert_int_equal(result.count, 3);
    registry_text(result.names[0], STR("PDF/2025-000001_01_分析.pdf"));
    registry_text(result.names[1], STR("仮登録_20250401_1.csv"));
    registry_text(result.names[2], STR("助言一覧_20250401.xlsx"));
    for (size_t i = 0; i < result.count; i++)
        assert_true(file_exists(ARENA_JOIN(test->arena, folder, STR("/"), result.names[i])));
    test_folder_remove(folder);
}

static void gives_the_same_workbook_for_the_same_day(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_answered_case(&actor, STR("乙社"), DESK_REGULATED);
    struct str first, second, name;
    OK(&actor, desk_day_workbook(&actor, registry_today(&actor), &first, &name, &error));
    fake_context_advance(&test->fake, 3600 * (int64_t)US_PER_SECOND);
    OK(&actor, desk_day_workbook(&actor, registry_today(&actor), &second, &name, &error));
    assert_true(str_equal(first, second));
}

static struct str entry_of(struct test_store *test, int fd, int64_t size, zip_int64_t index,
                           zip_int64_t *entries)
{
    char *bytes = arena_alloc(test->arena, (size_t)size, 1, 1), *text = bytes;
    assert_int_equal(pread(fd, bytes, (size_t)size, 0), size);
    zip_error_t problem;
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(bytes, (size_t)size, 0, &problem),
                                      ZIP_RDONLY | ZIP_CHECKCONS, &problem);
    assert_non_null(zip);
    *entries = zip_get_num_entries(zip, 0);
    struct str name = arena_copy(test->arena, str_from_c(zip_get_name(zip, (zip_uint64_t)index, 0)));
    zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)index, 0);
    text = arena_alloc(test->arena, 5, 1, 1);
    assert_int_equal(zip_fread(file, text, 5), 5);
    assert_memory_equal(text, "%PDF-", 5);
    zip_fclose(file);
    zip_discard(zip);
    return name;
}

static void gives_the_pdfs_of_a_day_as_one_zip(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t ids[2] = {registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED),
                      registry_answered_case(&actor, STR("乙社"), DESK_NOT_REGULATED)};
    int fd;
    int64_t size;
    struct str name;
    size_t count, made;
    assert_int_equal(desk_day_zip(&actor, registry_today(&actor), &fd, &size, &name, &count, NULL),
                     ERR_NOT_FOUND);
    for (int i = 0; i < 2; i++) {
        registry_add_paper(&actor, ids[i], STR("分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
        OK(&actor, desk_pdf_make(&actor, ids[i], &made, &error));
    }
    OK(&actor, desk_day_zip(&actor, registry_today(&actor), &fd, &size, &name, &count, &error));
    registry_text(name, STR("書類PDF_20250401.zip"));
    zip_int64_t entries;
    struct str first = entry_of(test, fd, size, 0, &entries);
    close(fd);
    assert_int_equal(entries, 2);
    assert_int_equal(count, 2);
    registry_text(first, STR("2025-000001_01_分析.pdf"));
}

static void exports_the_pdfs_of_a_day_as_one_zip_when_told(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = registry_answered_case(&actor, STR("甲社"), DESK_NOT_REGULATED);
    registry_add_paper(&actor, id, STR("分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
    struct str folder = test_folder_create(test->arena);
    struct desk_export_result result;
    OK(&actor, desk_export_day(&actor, registry_today(&actor), folder, true, &result, &error));
    assert_true(file_exists(ARENA_JOIN(test->arena, folder, STR("/書類PDF_20250401.zip"))));
    assert_false(file_exists(ARENA_JOIN(test->arena, folder, STR("/PDF"))));
    test_folder_remove(folder);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(exports_what_was_advised_with_item_and_example_class_apart),
        STORE_TEST(neutralises_formulas_and_writes_cp932_when_told),
        STORE_TEST(exports_again_only_what_is_not_loaded),
        STORE_TEST(makes_the_same_bytes_of_an_old_export),
        STORE_TEST(an_old_export_says_which_case_was_erased),
        STORE_TEST(names_the_character_that_cp932_does_not_have),
        STORE_TEST(shows_and_exports_a_correction),
        STORE_TEST(keeps_the_systems_error_and_takes_a_second_try),
        STORE_TEST(leaves_out_a_case_whose_required_field_is_empty),
        STORE_TEST(asks_for_publishing_only_what_is_registered_as_it_stands),
        STORE_TEST(keeps_its_own_registry_when_told),
        STORE_TEST(checks_an_application_on_line_instead_of_loading_it),
        STORE_TEST(refuses_a_layout_that_says_nonsense),
        STORE_TEST(keeps_each_revision_of_a_layout),
        STORE_TEST(makes_named_pdfs_and_says_what_cannot_be_made),
        STORE_TEST(gives_the_pdfs_of_a_day_as_one_zip),
        STORE_TEST(exports_the_pdfs_of_a_day_as_one_zip_when_told),
        STORE_TEST(writes_all_files_of_a_day_into_a_folder),
        STORE_TEST(gives_the_same_workbook_for_the_same_day),
    };
    return TEST_STORE_RUN(tests);
}
