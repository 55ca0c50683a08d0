/* Tables of laboratories from file to store, on both databases, with a real worker. */
#include "water/data/exceedance.h"
#include "water/data/series.h"
#include "water_support.h"

static const struct str wide = STR_INIT("採水日,採水時刻,採水地点,試料番号,pH,鉄 (mg/L),溶解性鉄 "
                                        "(mg/L),亜鉛 (mg/L),カドミウム (µg/L),流量 (L/min)\n"
                                        "2025/4/1,9:30,原水,A-1,3.5,38.0,37.0,18.2,95,100\n"
                                        "2025/4/1,10:00,処理水,A-2,7.1,2.0,0.4,0.35,<1,\n"
                                        "2025/5/1,9:30,原水,A-3,3.4,36.0,35.5,17.9,102,105\n"
                                        "2025/5/1,10:00,処理水,A-4,7.0,12.5,3.1,2.4,ND,\n");

static const struct water_doubt *doubt_at(const struct water_import_view *view, const char *place)
{
    for (size_t i = 0; i < view->table.doubt_count; i++)
        if (str_equal(view->table.doubts[i].place, str_from_c(place)))
            return &view->table.doubts[i];
    return NULL;
}

static void assert_doubt(const struct water_import_view *view, const char *place,
                         enum water_doubt_kind kind, const char *words)
{
    const struct water_doubt *doubt = doubt_at(view, place);
    if (!doubt)
        fail_msg("no doubt at %s", place);
    assert_int_equal(doubt->kind, kind);
    if (!str_contains(doubt->sentence, str_from_c(words)))
        fail_msg("%s: %.*s", place, STR_ARG(doubt->sentence));
}

static struct water_import_view look(const struct web_actor *actor, int64_t id)
{
    struct water_import_view view;
    OK(water_import_look(actor, id, &view, &error));
    return view;
}

static int64_t take_in(const struct web_actor *actor, int64_t mine, const char *name,
                       struct str csv)
{
    int64_t added, id = water_test_draft(actor, mine, name, csv);
    OK(water_import_store(actor, id, 1, true, &added, &error));
    return added;
}

static void takes_in_a_wide_table_with_units_and_below_detection(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1");
    assert_int_equal(take_in(&actor, mine, "表.csv", wide), 22);
    const struct water_results_wanted wanted = {.mine = mine, .item = STR("Cd")};
    struct water_result *results;
    size_t count;
    OK(water_results_read(&actor, &wanted, &results, &count, &error));
    assert_int_equal(count, 4);
    assert_int_equal(decimal_compare(results[0].value, (struct decimal){95, 3}), 0);
    assert_true(str_equal(results[1].written, STR("<1 µg/L")));
    assert_int_equal(results[1].censored, 1);
    assert_true(str_equal(water_result_words(&results[1], test->arena), STR("<0.001")));
    assert_int_equal(results[3].censored, 2);
    assert_true(str_equal(water_moment_words(results[0].taken_at, results[0].has_time, test->arena),
                          STR("2025-04-01 09:30")));
    assert_int_equal(
        room_count(actor.store, STR("SELECT count(*) FROM water_sample WHERE bottle = 'A-2'")), 1);
}

static void takes_the_same_file_twice_and_adds_nothing(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1");
    assert_int_equal(take_in(&actor, mine, "表.csv", wide), 22);
    int64_t again = water_test_draft(&actor, mine, "表.csv", wide), added;
    struct water_import_view view = look(&actor, again);
    assert_int_equal(view.known, 22);
    assert_int_equal(view.fresh, 0);
    OK(water_import_store(&actor, again, 1, true, &added, &error));
    assert_int_equal(added, 0);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_value")), 22);
}

static void names_the_cell_of_each_fault_and_stores_nothing(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct str csv = STR("採水日,採水地点,pH,亜鉛 (mg/L),銅,水量 (m3/d),ウラン (mg/L),鉛 (本)\n"
                         "2025-04-01,原水,3.5,1.2,0.1,-5,0.1,1\n"
                         "2025-03-01,処理水,15,-2,0.1,10,,\n"
                         "いつか,処理水,7,2,0.1,10,,\n"
                         ",処理水,7,2,0.1,10,,\n"
                         "2025-05-01,川,7,たくさん,0.1,10,,\n"
                         "2025-06-01,処理水,7,2,,10,,\n"
                         "2025-06-01,処理水,7,3,,10,,\n");
    int64_t id = water_test_draft(&actor, mine, "誤り.csv", csv);
    struct water_import_view view = look(&actor, id);
    assert_doubt(&view, "E1", WATER_DOUBT_STOP, "単位が書かれていません");
    assert_doubt(&view, "G1", WATER_DOUBT_WARN, "という項目が分かりません");
    assert_doubt(&view, "H1", WATER_DOUBT_STOP, "使えません");
    assert_doubt(&view, "F2", WATER_DOUBT_STOP, "流量が負です");
    assert_doubt(&view, "A3", WATER_DOUBT_WARN, "前に戻って");
    assert_doubt(&view, "C3", WATER_DOUBT_STOP, "pH は 0 から 14");
    assert_doubt(&view, "D3", WATER_DOUBT_STOP, "濃度が負です");
    assert_doubt(&view, "A4", WATER_DOUBT_STOP, "日付として読めません");
    assert_doubt(&view, "A5", WATER_DOUBT_STOP, "日付として読めません");
    assert_doubt(&view, "B6", WATER_DOUBT_STOP, "この鉱山にありません");
    assert_doubt(&view, "D6", WATER_DOUBT_STOP, "数として読めません");
    assert_doubt(&view, "D8", WATER_DOUBT_STOP, "別の値");
    FAILS(ERR_WATER_DOUBTS, water_import_store(&actor, id, 1, true, &added, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_value")), 0);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_sample")), 0);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_point")), 2);
}

static void reads_merged_dates_units_in_brackets_and_spreadsheet_numbers(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct str csv =
        STR("令和７年度　水質分析結果,,,,,\n採水年月日,採水地点,試料番号,ｐＨ,亜鉛,備考\n,,,,（mg/"
            "L）,\n"
            "R7.4.1,原水,R7-04-1,3.5,0.30000000000000004,晴れ\n,処理水,R7-04-2,7,＜0.01,\n"
            ",,,,,※ ＜は定量下限値未満\n2025/5/1,原水,R7-05-1,3.4,1.2,\n");
    int64_t id = water_test_draft(&actor, mine, "表.csv", csv);
    struct water_import_view view = look(&actor, id);
    assert_int_equal(view.layout.date_column, 1);
    assert_int_equal(view.layout.bottle_column, 3);
    assert_int_equal(view.layout.unit_row, 3);
    assert_int_equal(view.table.stops, 0);
    assert_int_equal(view.table.warnings, 1);
    assert_doubt(&view, "A5", WATER_DOUBT_WARN, "すぐ上の行と同じとして");
    OK(water_import_store(&actor, id, 1, true, &added, &error));
    assert_int_equal(added, 6);
    assert_int_equal(
        room_count(actor.store, STR("SELECT count(*) FROM water_value WHERE mantissa = 3 AND"
                                    " scale = 1 AND item = 'Zn'")),
        1);
}

static void stores_a_sample_of_more_results_than_one_statement_takes(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct str csv =
        STR("採水日,採水地点,pH,Zn (mg/L),Cd (mg/L),Cu (mg/L),Pb (mg/L),As (mg/L),Mn (mg/L),"
            "Al (mg/L),Ca (mg/L),Mg (mg/L)\n"
            "2025-04-01,原水,3.5,1,2,3,4,5,6,7,8,9\n2025-05-01,原水,3.4,1,2,3,4,,,,,\n"
            "2025-06-01,原水,3.4,1,2,3,4,5,6,7,,\n");
    int64_t id = water_test_draft(&actor, mine, "広い表.csv", csv);
    OK(water_import_store(&actor, id, 1, true, &added, &error));
    assert_int_equal(added, 23);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_value")), 23);
    assert_int_equal(
        room_count(actor.store, STR("SELECT sum(mantissa) FROM water_value WHERE item = 'Mg'")), 9);
    assert_int_equal(room_count(actor.store, STR("SELECT count(DISTINCT sample) FROM water_value")),
                     3);
}

static void asks_to_confirm_what_is_only_doubted(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct str csv =
        STR("採水日,採水地点,亜鉛 (mg/L),鉄 (mg/L),銅 (mg/L)\n"
            "2025-04-01,原水,1.0,10,1\n2025-05-01,原水,1.1,10,1\n2025-06-01,原水,14,10,1\n");
    int64_t id = water_test_draft(&actor, mine, "表.csv", csv);
    struct water_import_view view = look(&actor, id);
    assert_int_equal(view.table.stops, 0);
    assert_doubt(&view, "C4", WATER_DOUBT_WARN, "10 倍を超えて");
    assert_doubt(&view, "2 行", WATER_DOUBT_WARN, "pH がありません");
    FAILS(ERR_WATER_DOUBTS, water_import_store(&actor, id, 1, false, &added, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_value")), 0);
    OK(water_import_store(&actor, id, 1, true, &added, &error));
    assert_int_equal(added, 9);
    FAILS(ERR_STATE, water_import_store(&actor, id, 2, true, &added, &error));
}

static void refuses_a_result_that_differs_from_the_stored_one(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct str first = STR("採水日,採水地点,pH,亜鉛 (mg/L)\n2025-04-01,原水,3.5,1.0\n");
    struct str other =
        STR("採水日,採水地点,pH,亜鉛 (mg/L)\n2025-04-01,原水,3.5,1.1\n2025-05-01,原水,3.5,1.2\n");
    assert_int_equal(take_in(&actor, mine, "一.csv", first), 2);
    int64_t id = water_test_draft(&actor, mine, "二.csv", other);
    struct water_import_view view = look(&actor, id);
    assert_doubt(&view, "D2", WATER_DOUBT_STOP, "もう入っています");
    FAILS(ERR_WATER_DOUBTS, water_import_store(&actor, id, 1, true, &added, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_value")), 2);
}

static void withdraws_an_import_with_all_its_results(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    int64_t id = water_test_draft(&actor, mine, "表.csv", wide);
    OK(water_import_store(&actor, id, 1, true, &added, &error));
    FAILS(ERR_CONFLICT, water_import_withdraw(&actor, id, 1, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_value")), 22);
    OK(water_import_withdraw(&actor, id, 2, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_value")), 0);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM water_sample")), 0);
    assert_int_equal(take_in(&actor, mine, "表.csv", wide), 22);
}

static void reads_a_long_table_and_a_certificate_with_items_downward(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1");
    struct str tall = STR("採水年月日,地点,項目,分析結果,単位,ろ過,証明書番号\n"
                          "令和7年4月1日,原水,水素イオン濃度,3.5,,,第123号\n"
                          "令和7年4月1日,原水,溶解性鉄,37,mg/L,,第123号\n"
                          "令和7年4月1日,原水,カドミウム及びその化合物,0.003未満,mg/L,,第123号\n");
    struct str across =
        STR("計量証明書,,,\n項目,単位,原水,処理水\n採水日,,2025/5/1,2025/5/1\n"
            "採水地点,,原水,処理水\npH,,3.4,7.2\n亜鉛,mg/L,18,0.3\n鉛,mg/L,0.1,<0.01\n");
    assert_int_equal(take_in(&actor, mine, "縦.csv", tall), 3);
    assert_int_equal(
        room_count(actor.store,
                   STR("SELECT count(*) FROM water_certificate WHERE number = '第123号'")),
        1);
    assert_int_equal(
        room_count(
            actor.store,
            STR("SELECT count(*) FROM water_value WHERE fraction = 'dissolved' AND item = 'Fe'")),
        1);
    assert_int_equal(take_in(&actor, mine, "横.csv", across), 6);
    assert_int_equal(
        room_count(actor.store,
                   STR("SELECT count(*) FROM water_value WHERE item = 'Pb' AND censored = 1")),
        1);
}

static void keeps_a_logger_of_many_rows_compactly(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct buf csv = {0};
    struct water_series *series;
    struct water_series_value *values;
    struct water_series one;
    size_t count;
    buf_append(&csv, STR("日時,流量 (L/min),pH\n"));
    for (int i = 0; i < 5000; i++)
        buf_format(&csv, "2025-%02d-%02d %02d:%02d:00,%d.%d,3.%d\n", 1 + i / 4320, 1 + i / 144 % 30,
                   i / 6 % 24, i % 6 * 10, 95 + i % 11, i % 10, 40 + i % 9);
    int64_t id = water_test_draft(&actor, mine, "ロガー.csv", buf_str(&csv));
    struct water_import_view view = look(&actor, id);
    assert_int_equal(view.layout.form, WATER_LOGGER);
    view.layout.point = STR("P1");
    OK(water_import_lay(&actor, id, 1, &view.layout, &error));
    OK(water_import_store(&actor, id, 2, true, &added, &error));
    assert_int_equal(added, 10000);
    OK(water_series_list(&actor, mine, &series, &count, &error));
    assert_int_equal(count, 2);
    assert_int_equal(series[0].count, 5000);
    OK(water_series_read(&actor, series[0].id, 0, INT64_MAX, &one, &values, &count, &error));
    assert_int_equal(count, 5000);
    assert_int_equal(decimal_compare(values[0].value, str_equal(one.item->key, STR("pH"))
                                                          ? (struct decimal){340, 2}
                                                          : (struct decimal){1368, 1}),
                     0);
    assert_true(room_count(actor.store, STR("SELECT count(*) FROM water_series_chunk")) < 8);
    id = water_test_draft(&actor, mine, "ロガー.csv", buf_str(&csv));
    OK(water_import_lay(&actor, id, 1, &view.layout, &error));
    OK(water_import_store(&actor, id, 2, true, &added, &error));
    assert_int_equal(added, 0);
    buf_finish(&csv);
}

static void remembers_how_a_laboratory_writes(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct str odd = STR("採水日,採水地点,pH,Ｚｎ量,鉄 (mg/L)\n2025-04-01,原水,3.5,1.0,3\n");
    int64_t id = water_test_draft(&actor, mine, "一.csv", odd);
    struct water_import_view view = look(&actor, id);
    assert_doubt(&view, "D1", WATER_DOUBT_WARN, "という項目が分かりません");
    view.layout.columns[view.layout.column_count++] =
        (struct water_layout_column){4, STR("Zn"), STR("mg/L"), WATER_ANY_FRACTION};
    view.layout.name = STR("山川分析");
    OK(water_import_lay(&actor, id, 1, &view.layout, &error));
    OK(water_import_store(&actor, id, 2, true, &added, &error));
    assert_int_equal(added, 3);
    struct str next = STR("採水日,採水地点,pH,Ｚｎ量,鉄 (mg/L)\n2025-05-01,原水,3.5,1.1,3\n");
    id = water_test_draft(&actor, mine, "二.csv", next);
    view = look(&actor, id);
    assert_int_equal(view.table.warnings + view.table.stops, 0);
    assert_int_equal(view.fresh, 3);
    struct water_kept_layout *layouts;
    size_t count;
    OK(water_layouts_list(&actor, &layouts, &count, &error));
    assert_int_equal(count, 1);
}

static void counts_exceedances_by_month(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1");
    struct water_sample_view view;
    struct water_sample_line *lines;
    struct water_exceedance *rows;
    struct water_result *results;
    size_t count;
    assert_int_equal(take_in(&actor, mine, "表.csv", wide), 22);
    OK(water_sample_list(&actor, mine, 10, &lines, &count, &error));
    assert_int_equal(count, 4);
    OK(water_sample_read(&actor, lines[0].sample.id, &view, &error));
    for (size_t i = 0; i < view.count; i++) {
        struct water_judged judged = water_judge(&view.limits, &view.results[i]);
        bool total_iron = str_equal(view.results[i].item->key, STR("Fe")) &&
                          view.results[i].fraction == WATER_TOTAL;
        if (str_equal(view.results[i].item->key, STR("Zn")))
            assert_int_equal(judged.judgement, WATER_OVER);
        if (total_iron)
            assert_int_equal(judged.judgement, WATER_UNJUDGED_FRACTION);
        if (str_equal(view.results[i].item->key, STR("Cd")))
            assert_int_equal(judged.judgement, WATER_UNJUDGED_DETECTION);
    }
    const struct water_results_wanted wanted = {
        .mine = mine, .point = view.point.id, .item = STR("Zn")};
    OK(water_results_read(&actor, &wanted, &results, &count, &error));
    count = water_exceedances_of(&view.limits, results, count, test->arena, &rows);
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].count, 2);
    assert_int_equal(rows[0].over, 1);
    assert_int_equal(rows[2].year * 100 + rows[2].month, 202505);
    assert_int_equal(rows[2].over, 1);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(takes_in_a_wide_table_with_units_and_below_detection),
        STORE_TEST(takes_the_same_file_twice_and_adds_nothing),
        STORE_TEST(names_the_cell_of_each_fault_and_stores_nothing),
        STORE_TEST(reads_merged_dates_units_in_brackets_and_spreadsheet_numbers),
        STORE_TEST(stores_a_sample_of_more_results_than_one_statement_takes),
        STORE_TEST(asks_to_confirm_what_is_only_doubted),
        STORE_TEST(refuses_a_result_that_differs_from_the_stored_one),
        STORE_TEST(withdraws_an_import_with_all_its_results),
        STORE_TEST(reads_a_long_table_and_a_certificate_with_items_downward),
        STORE_TEST(keeps_a_logger_of_many_rows_compactly),
        STORE_TEST(remembers_how_a_laboratory_writes),
        STORE_TEST(counts_exceedances_by_month),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
