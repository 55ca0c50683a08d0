/* Reports: masks, allow-list, record, limits, captions beside file names. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "inspect_support.h"

static void masks_what_it_found_unless_told_otherwise(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_report report;
    struct str text = STR("担当 yamada.taro@example.co.jp\n");
    inspect_bytes(support_inspect(), STR("a.txt"), text, NULL, arena, &report);
    const struct inspect_finding *finding = support_find(&report, "PI-04");
    assert_non_null(finding);
    assert_false(str_contains(finding->found, STR("yamada")));
    report = support_report(STR("a.txt"), text, arena);
    assert_true(str_equal(support_find(&report, "PI-04")->found, STR("yamada.taro@example.co.jp")));
    arena_destroy(arena);
}

static void never_shows_an_individual_number(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str text = support_sample(STR("PI-05_number.txt"), arena);
    struct inspect_report report = support_report(STR("a.txt"), text, arena);
    assert_non_null(support_find(&report, "PI-05"));
    for (size_t i = 0; i < report.count; i++)
        assert_false(str_contains(report.findings[i].found, STR("1234")));
    arena_destroy(arena);
}

static void leaves_out_what_the_allow_list_has(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    const struct inspect_options options = {
        .allow = STR("# 公開の合意あり 2026-03-01\n山田太郎\n@example.go.jp\n")};
    struct inspect_report report;
    struct str text = STR("山田太郎氏 suzuki@example.go.jp 鈴木花子氏\n");
    inspect_bytes(support_inspect(), STR("a.txt"), text, &options, arena, &report);
    assert_int_equal(report.count, 1);
    assert_true(str_equal(report.findings[0].kind->id, STR("PI-01")));
    arena_destroy(arena);
}

static void counts_what_is_beyond_the_limit_of_findings(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf text = {0};
    for (int i = 0; i < 150; i++)
        buf_format(&text, "person%d@example.com\n", i);
    struct inspect_report report = support_report(STR("a.txt"), buf_str(&text), arena);
    assert_int_equal(report.count, 100);
    assert_int_equal(report.left_out, 50);
    buf_finish(&text);
    arena_destroy(arena);
}

static void survives_the_way_between_processes(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str name = STR("PDF-07_box.pdf");
    struct inspect_report report = support_report(name, support_sample(name, arena), arena), back;
    struct buf record = {0};
    inspect_write_record(&report, &record);
    assert_true(inspect_read_record(support_inspect(), buf_str(&record), arena, &back));
    assert_int_equal(back.count, report.count);
    assert_true(back.findings[0].kind == report.findings[0].kind && back.findings[0].place.has_box);
    assert_int_equal(back.measure.pages, 1);
    assert_int_equal(back.page_text_count, 1);
    for (size_t n = 0; n < record.n; n++)
        assert_false(inspect_read_record(support_inspect(), str_slice(buf_str(&record), 0, n),
                                         arena, &back));
    buf_finish(&record);
    arena_destroy(arena);
}

static void measures_bytes_pages_and_characters(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_report report =
        support_report(STR("a.pdf"), support_sample(STR("clean_paper.pdf"), arena), arena);
    assert_int_equal(report.measure.pages, 1);
    assert_int_equal(report.measure.characters, 13); /* Water quality */
    assert_int_equal(report.measure.characters_no_blanks, 12);
    assert_int_equal(report.measure.pages_without_text, 0);
    report = support_report(STR("a.txt"), STR("水 質\n𠮷\n"), arena);
    assert_int_equal(report.measure.characters, 4);
    assert_int_equal(report.measure.utf16_units, 5);
    arena_destroy(arena);
}

static void tells_page_by_page_where_a_text_layer_is(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        uint8_t kind;
    } pages[] = {{"clean_paper.pdf", 1}, {"clean_ocr.pdf", 2}, {"PDF-23_scan.pdf", 0}};
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct str name = str_from_c(pages[i].file);
        struct inspect_report report = support_report(name, support_sample(name, arena), arena);
        assert_int_equal(report.page_text_count, 1);
        assert_int_equal(report.page_text[0], pages[i].kind);
    }
    arena_destroy(arena);
}

static void refuses_a_file_of_more_than_128_megabytes(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    char *bytes = calloc(128000001, 1);
    assert_non_null(bytes);
    struct inspect_report report =
        support_report(STR("a.bin"), (struct str){bytes, 128000001}, arena);
    assert_non_null(support_find(&report, "LIM-01"));
    report = support_report(STR("a.bin"), (struct str){bytes, 128000000}, arena);
    assert_null(support_find(&report, "LIM-01"));
    free(bytes);
    arena_destroy(arena);
}

static struct inspect_report plain_report(const char *name)
{
    return (struct inspect_report){
        .name = str_from_c(name), .form = STR("text"), .inspected = true};
}

static void compares_captions_with_the_names_of_data_files(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_caption captions[] = {{STR("図3-2"), STR("phの推移"), 12},
                                         {STR("表4"), STR("費用"), 20}};
    struct inspect_report reports[] = {plain_report("公表/報告書.pdf"),
                                       plain_report("公表/データ/図３－２_pHの推移.xlsx"),
                                       plain_report("公表/データ/図9.csv")};
    reports[0].captions = captions;
    reports[0].caption_count = 2;
    inspect_together(support_inspect(), reports, 3, arena);
    assert_int_equal(reports[0].count, 1); /* 表4 has no file */
    assert_non_null(support_find(&reports[0], "CAP-02"));
    assert_int_equal(reports[0].findings[0].place.page, 20);
    assert_int_equal(reports[1].count, 0);
    assert_non_null(support_find(&reports[2], "CAP-01"));
    arena_destroy(arena);
}

static void finds_captions_but_not_sentences_about_figures(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str name = STR("caption.docx"), bytes = support_sample(STR("captions.docx"), arena);
    struct inspect_report report = support_report(name, bytes, arena);
    assert_int_equal(report.caption_count, 2);
    assert_true(str_equal(report.captions[0].label, STR("図3-2")));
    assert_true(str_equal(report.captions[1].label, STR("表4")));
    arena_destroy(arena);
}

static void a_file_that_was_not_scanned_has_not_passed(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    static const struct {
        const char *outcome, *kind;
    } rows[] = {{"clean", ""}, {"", ""}, {"infected", "MAL-01"}, {"unscanned", "MAL-02"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct inspect_report report = support_report(STR("notes.txt"), STR("水質\n"), arena);
        const struct inspect_scan scan = {str_from_c(rows[i].outcome), STR("words"), STR("ClamAV")};
        bool bad = rows[i].kind[0] != 0;
        inspect_set_scan(support_inspect(), &report, &scan, arena);
        assert_int_equal(inspect_passes(&report), !bad);
        assert_int_equal(report.count, bad);
        if (bad)
            assert_true(str_equal(report.findings[0].kind->id, str_from_c(rows[i].kind)));
    }
    arena_destroy(arena);
}

static void says_what_keeps_a_sheet_from_being_one_table(void **state)
{
    (void)state;
    static const struct {
        const char *sample, *words;
    } rows[] = {{"TBL-01_total.xlsx", "合計などの行 4"},
                {"TBL-01_second.xlsx", "別の表 5行"},
                {"TBL-01_no_head.xlsx", "見出しの空欄 C1"},
                {"TBL-01_two_heads.xlsx", "見出しが 2 段"},
                {"TBL-01_form.xlsx", "結合セル 1"}};
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str name = str_from_c(rows[i].sample);
        struct inspect_report report = support_report(name, support_sample(name, arena), arena);
        const struct inspect_finding *finding = support_find(&report, "TBL-01");
        assert_non_null(finding);
        assert_true(str_contains(finding->found, str_from_c(rows[i].words)));
    }
    arena_destroy(arena);
}

static void limits_have_their_source_and_are_kept_when_met_exactly(void **state)
{
    (void)state;
    size_t count;
    const struct inspect_limit *limits = inspect_limits(support_inspect(), &count);
    struct inspect_measure measure = {.bytes = 128000000, .pages = 1000, .characters = 4000000};
    assert_true(count >= 6);
    for (size_t i = 0; i < count; i++) {
        assert_true(limits[i].source.n && limits[i].valid_from.n && limits[i].title_ja.n);
        assert_true(inspect_measured(&measure, &limits[i]) <= limits[i].most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_keeps_a_sheet_from_being_one_table),
        cmocka_unit_test(limits_have_their_source_and_are_kept_when_met_exactly),
        cmocka_unit_test(a_file_that_was_not_scanned_has_not_passed),
        cmocka_unit_test(masks_what_it_found_unless_told_otherwise),
        cmocka_unit_test(never_shows_an_individual_number),
        cmocka_unit_test(leaves_out_what_the_allow_list_has),
        cmocka_unit_test(counts_what_is_beyond_the_limit_of_findings),
        cmocka_unit_test(survives_the_way_between_processes),
        cmocka_unit_test(measures_bytes_pages_and_characters),
        cmocka_unit_test(tells_page_by_page_where_a_text_layer_is),
        cmocka_unit_test(refuses_a_file_of_more_than_128_megabytes),
        cmocka_unit_test(compares_captions_with_the_names_of_data_files),
        cmocka_unit_test(finds_captions_but_not_sentences_about_figures),
    };
    return cmocka_run_group_tests(tests, NULL, support_finish);
}
