/* Names, dates, results and series as tables write them: the pure parts of the import. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/civil.h"
#include "water/data/layout.h"
#include "water/data/series_pack.h"

static struct arena *arena;

static void assert_head(const char *text, const char *key, enum water_fraction fraction,
                        const char *unit)
{
    struct water_head head;
    if (!water_head_read(str_from_c(text), arena, &head))
        fail_msg("not known: %s", text);
    if (!str_equal(head.item->key, str_from_c(key)) || head.fraction != fraction ||
        !str_equal(head.unit, str_from_c(unit)))
        fail_msg("%s: %.*s %d [%.*s]", text, STR_ARG(head.item->key), (int)head.fraction,
                 STR_ARG(head.unit));
}

static void heads_of_laboratories_are_understood(void **state)
{
    (void)state;
    assert_head("亜鉛", "Zn", WATER_ANY_FRACTION, "");
    assert_head("溶解性鉄（mg/L）", "Fe", WATER_DISSOLVED, "mg/L");
    assert_head("T-Fe [mg/L]", "Fe", WATER_TOTAL, "mg/L");
    assert_head("D-Mn(µg/L)", "Mn", WATER_DISSOLVED, "µg/L");
    assert_head("カドミウム及びその化合物", "Cd", WATER_ANY_FRACTION, "");
    assert_head("溶解性マンガン含有量", "Mn", WATER_DISSOLVED, "");
    assert_head("水素イオン濃度(pH)", "pH", WATER_ANY_FRACTION, "");
    assert_head("全窒素", "T-N", WATER_ANY_FRACTION, "");
    assert_head("ＳＯ４２－", "SO4", WATER_ANY_FRACTION, "");
    assert_head("鉄(溶解性)(mg/L)", "Fe", WATER_DISSOLVED, "mg/L");
    struct water_head head;
    assert_false(water_head_read(STR("ウラン"), arena, &head));
    assert_false(water_head_read(STR(""), arena, &head));
    assert_false(water_head_read(STR("((((("), arena, &head));
}

static void assert_moment(const char *text, int year, int month, int day, int hour, int minute,
                          bool has_time)
{
    struct water_moment moment;
    if (!water_moment_read(str_from_c(text), &moment))
        fail_msg("no moment: %s", text);
    const struct jst wanted = {{year, month, day}, hour, minute, 0};
    assert_int_equal(moment.seconds * US_PER_SECOND, time_of_jst(wanted));
    assert_int_equal(moment.has_time, has_time);
}

static void dates_are_read_as_tables_write_them(void **state)
{
    (void)state;
    assert_moment("2025-04-01", 2025, 4, 1, 0, 0, false);
    assert_moment("2025/4/1 9:30", 2025, 4, 1, 9, 30, true);
    assert_moment("2025年4月1日", 2025, 4, 1, 0, 0, false);
    assert_moment("令和7年4月1日", 2025, 4, 1, 0, 0, false);
    assert_moment("令和元年5月1日 9時05分", 2019, 5, 1, 9, 5, true);
    assert_moment("R7.4.1", 2025, 4, 1, 0, 0, false);
    assert_moment("H31.4.30", 2019, 4, 30, 0, 0, false);
    assert_moment("2025-03-31T15:00:00Z", 2025, 4, 1, 0, 0, true);
    assert_moment("2025-04-01T09:30:00.250+09:00", 2025, 4, 1, 9, 30, true);
    assert_moment("2025/4/1(火) 24:00", 2025, 4, 2, 0, 0, true);
    static const char *const none[] = {"",       "いつか",           "2025-02-30", "2025-13-01",
                                       "25-4-1", "2025-04-01 25:00", "2025-04",    "2025-04-01 x"};
    struct water_moment moment;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (water_moment_read(str_from_c(none[i]), &moment))
            fail_msg("took %s", none[i]);
}

static void results_keep_what_is_below_detection(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int censored;
        struct decimal value;
    } cases[] = {{"0.0030", 0, {30, 4}},   {"<0.001", 1, {1, 3}},    {"＜０．００１", 1, {1, 3}},
                 {"0.001未満", 1, {1, 3}}, {"ND", 2, {0, 0}},        {"N.D.", 2, {0, 0}},
                 {"不検出", 2, {0, 0}},    {"ND(<0.05)", 1, {5, 2}}, {"1.5e-3", 0, {15, 4}},
                 {"1,234", 0, {1234, 0}}};
    struct water_reading reading;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (!water_reading_parse(str_from_c(cases[i].text), arena, &reading))
            fail_msg("no result: %s", cases[i].text);
        if (reading.censored != cases[i].censored || decimal_compare(reading.value, cases[i].value))
            fail_msg("%s", cases[i].text);
    }
    static const char *const none[] = {"", "<", "たくさん", "1..2", "未満"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(water_reading_parse(str_from_c(none[i]), arena, &reading));
}

static void units_turn_exactly_into_the_items(void **state)
{
    (void)state;
    struct decimal factor;
    const struct water_item *zinc = water_item_find(STR("Zn")),
                            *flow = water_item_find(STR("flow"));
    assert_true(water_item_unit(zinc, STR("µg/L"), arena, &factor));
    assert_int_equal(decimal_compare(factor, (struct decimal){1, 3}), 0);
    assert_true(water_item_unit(flow, STR("L/分"), arena, &factor));
    assert_int_equal(decimal_compare(factor, (struct decimal){144, 2}), 0);
    assert_false(water_item_unit(zinc, STR("L/min"), arena, &factor));
    assert_false(water_item_unit(flow, STR("mg/L"), arena, &factor));
}

static void series_come_back_as_they_were_packed(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    struct water_series_value *in = ARENA_ARRAY(arena, struct water_series_value, COUNT);
    struct water_series_value *out = ARENA_ARRAY(arena, struct water_series_value, COUNT);
    struct buf packed = {0};
    int scale;
    for (int i = 0; i < COUNT; i++)
        in[i] = (struct water_series_value){
            1743433200 + i * 600, {(i * 7919) % 4001 - 2000, i % 3}, i % 50 == 0};
    size_t n = water_series_pack(in, COUNT, &scale, &packed);
    assert_int_equal(n, WATER_CHUNK_VALUES);
    assert_int_equal(scale, 2);
    assert_true(packed.n < n * 6);
    assert_true(water_series_unpack(buf_str(&packed), n, scale, out));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(out[i].seconds, in[i].seconds);
        assert_int_equal(decimal_compare(out[i].value, in[i].value), 0);
        assert_int_equal(out[i].censored, in[i].censored);
    }
    assert_false(water_series_unpack(str_slice(buf_str(&packed), 0, packed.n - 1), n, scale, out));
    assert_false(water_series_unpack(buf_str(&packed), n - 1, scale, out));
    buf_finish(&packed);
}

static void layouts_come_back_as_they_were_written(void **state)
{
    (void)state;
    struct water_layout *in = ARENA_NEW(arena, struct water_layout),
                        *out = ARENA_NEW(arena, struct water_layout);
    *in = (struct water_layout){.name = STR("山川分析"),
                                .form = WATER_LONG,
                                .across = true,
                                .head_row = 3,
                                .first_row = 5,
                                .point = STR("P1"),
                                .default_fraction = WATER_DISSOLVED};
    in->columns[in->column_count++] =
        (struct water_layout_column){4, STR("Zn"), STR("mg/L"), WATER_DISSOLVED};
    struct str json = water_layout_write(in, arena);
    assert_int_equal(water_layout_read(json, arena, out, NULL), 0);
    assert_true(str_equal(water_layout_write(out, arena), json));
    assert_int_equal(water_layout_read(STR("{\"colour\":1}"), arena, out, NULL), ERR_WATER_LAYOUT);
    assert_int_equal(water_layout_read(STR("{\"columns\":[{\"column\":0}]}"), arena, out, NULL),
                     ERR_WATER_LAYOUT);
    assert_int_equal(water_layout_read(STR("[1]"), arena, out, NULL), ERR_WATER_LAYOUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_of_laboratories_are_understood),
        cmocka_unit_test(dates_are_read_as_tables_write_them),
        cmocka_unit_test(results_keep_what_is_below_detection),
        cmocka_unit_test(units_turn_exactly_into_the_items),
        cmocka_unit_test(series_come_back_as_they_were_packed),
        cmocka_unit_test(layouts_come_back_as_they_were_written),
    };
    arena = arena_create();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_destroy(arena);
    return failed;
}
