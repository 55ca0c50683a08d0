/* Personal information: what is found in Japanese text, and what is not. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "inspect_support.h"

static void assert_finds(const char *text, const char *id, bool wanted)
{
    struct arena *arena = arena_create();
    struct inspect_report report = support_report(STR("a.txt"), str_from_c(text), arena);
    bool found = support_find(&report, id) != NULL;
    if (found != wanted) {
        print_message("# «%s»: %s %s\n", text, id, wanted ? "not found" : "found");
        support_print(&report, arena);
    }
    arena_destroy(arena);
    assert_true(found == wanted);
}

static void reads_full_width_numbers_and_any_dash(void **state)
{
    (void)state;
    assert_finds("電話 ０３－１２３４－５６７８", "PI-02", true);
    assert_finds("03−1234−5678", "PI-02", true);
    assert_finds("（03）1234-5678", "PI-02", true);
    assert_finds("+81-3-1234-5678", "PI-02", true);
    assert_finds("０９０ー１２３４ー５６７８", "PI-02", true);
}

static void takes_measured_values_for_no_telephone(void **state)
{
    (void)state;
    assert_finds("流量 0123456789", "PI-02", false);
    assert_finds("2025-04-01", "PI-02", false);
    assert_finds("1234-5678-9012", "PI-02", false);
    assert_finds("0.0312345678", "PI-02", false);
    assert_finds("ISBN 978-4-00-000000-0", "PI-02", false);
}

static void needs_a_label_or_a_check_digit_for_an_individual_number(void **state)
{
    (void)state;
    assert_finds("マイナンバー 123456789018", "PI-05", true);
    assert_finds("試料 123456789018", "PI-05", false);
    assert_finds("1234 5678 9018", "PI-05", true);
    assert_finds("1234 5678 9017", "PI-05", false);
    assert_finds("法人番号 7000012050002", "PI-05", false);
}

static void tells_honorifics_from_other_words(void **state)
{
    (void)state;
    assert_finds("佐藤様", "PI-01", true);
    assert_finds("座長の高橋一郎先生", "PI-01", true);
    assert_finds("髙橋さん", "PI-01", true);
    assert_finds("仕様と様式、皆様、同様", "PI-01", false);
    assert_finds("氏名欄に記入する", "PI-01", false);
    assert_finds("摂氏20度", "PI-01", false);
    assert_finds("山田　太郎", "PI-01", true);
    assert_finds("担当：小林", "PI-01", true);
}

static void finds_full_names_in_running_text(void **state)
{
    (void)state;
    assert_finds("佐藤太郎が司会をした。", "PI-01", true);
    assert_finds("座長高橋一郎が開会を宣した。", "PI-01", true);
    assert_finds("説明は渡辺さくらと四月朔日花子による。", "PI-01", true);
    assert_finds("鈴木 健太が測定した。", "PI-01", true);
    assert_finds("ヤマダ タロウ", "PI-01", true);
    assert_finds("Taro YAMADA attended.", "PI-01", true);
}

static void finds_surnames_before_titles_and_in_lists(void **state)
{
    (void)state;
    assert_finds("環境部鈴木主任研究員に聞いた。", "PI-01", true);
    assert_finds("山口課長に確認した。", "PI-01", true);
    assert_finds("記録：稲見（甲社）", "PI-01", true);
    assert_finds("出席者：佐藤（甲社）、高橋", "PI-01", true);
    assert_finds("（担当: 佐藤）", "PI-01", true);
}

static void takes_mines_places_and_firms_for_no_names(void **state)
{
    (void)state;
    assert_finds("田代鉱山と高橋坑、中村沢、松尾鉱山の水質", "PI-01", false);
    assert_finds("担当：総務課", "PI-01", false);
    assert_finds("担当：小林建設", "PI-01", false);
    assert_finds("福島大学と山口大の研究、鈴木・佐藤（2019）の式", "PI-01", false);
    assert_finds("凝集沈殿、縞模様、微粒子、森林組合長", "PI-01", false);
    assert_finds("Microsoft Excel, New York", "PI-01", false);
}

static void weak_evidence_is_a_warning_only(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_report report =
        support_report(STR("a.txt"), STR("百目鬼塚花子が述べた。"), arena);
    struct inspect_report sure = support_report(STR("a.txt"), STR("佐藤花子が述べた。"), arena);
    assert_non_null(support_find(&report, "PI-01"));
    assert_true(inspect_worst(&report) == INSPECT_WARNING);
    assert_true(inspect_worst(&sure) == INSPECT_JUDGE);
    arena_destroy(arena);
}

static void knows_a_date_of_birth_by_its_label(void **state)
{
    (void)state;
    assert_finds("生年月日：昭和50年4月1日", "PI-11", true);
    assert_finds("S50.4.1生", "PI-11", true);
    assert_finds("1975年4月1日生まれ", "PI-11", true);
    assert_finds("令和5年4月1日に着手した", "PI-11", false);
}

static void wants_a_house_number_for_an_address(void **state)
{
    (void)state;
    assert_finds("東京都千代田区霞が関１－３－１", "PI-03", true);
    assert_finds("〒100-8901", "PI-03", true);
    assert_finds("秋田県鹿角郡小坂町の鉱山", "PI-03", false);
    assert_finds("福島県南部で3か所", "PI-03", false);
}

static void takes_public_numbers_for_information(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_report report =
        support_report(STR("a.txt"), STR("0120-123-456 info@example.jp"), arena);
    assert_int_equal(report.count, 2);
    assert_true(inspect_passes(&report));
    arena_destroy(arena);
}

static void reads_columns_by_their_headings(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str csv = STR("No,氏名,生年月日,備考\r\n1,林 花,S60.1.2,2020/1/2\r\n");
    struct inspect_report report = support_report(STR("a.csv"), csv, arena);
    const struct inspect_finding *name = support_find(&report, "PI-01"),
                                 *birth = support_find(&report, "PI-11");
    assert_non_null(name);
    assert_non_null(birth);
    assert_true(str_equal(name->place.cell, STR("2")) && name->place.line == 2);
    assert_int_equal(report.count, 2);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_full_width_numbers_and_any_dash),
        cmocka_unit_test(takes_measured_values_for_no_telephone),
        cmocka_unit_test(needs_a_label_or_a_check_digit_for_an_individual_number),
        cmocka_unit_test(tells_honorifics_from_other_words),
        cmocka_unit_test(finds_full_names_in_running_text),
        cmocka_unit_test(finds_surnames_before_titles_and_in_lists),
        cmocka_unit_test(takes_mines_places_and_firms_for_no_names),
        cmocka_unit_test(weak_evidence_is_a_warning_only),
        cmocka_unit_test(knows_a_date_of_birth_by_its_label),
        cmocka_unit_test(wants_a_house_number_for_an_address),
        cmocka_unit_test(takes_public_numbers_for_information),
        cmocka_unit_test(reads_columns_by_their_headings),
    };
    return cmocka_run_group_tests(tests, NULL, support_finish);
}
