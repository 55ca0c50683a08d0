/* Series of flow, temperature and analyses: means, blanks, and what is refused where. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "water/model/curve.h"

static const double day = 86400;

static int set_up(void **state)
{
    *state = arena_create();
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(*state);
    return 0;
}

static double first_day(void)
{
    return day * day_of_date((struct date){2024, 4, 1});
}

static struct water_curve read_flow(struct arena *arena, const char *text, bool held)
{
    struct water_curve series;
    struct error error = {0};
    if (water_curve_read(STR("flow.csv"), str_from_c(text), STR("flow"), STR("m3/d"), 0, held,
                         arena, &series, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, arena)));
    return series;
}

static void assert_mean(const struct water_curve *series, double from, double to, double expected)
{
    double mean = water_from_si(
        water_curve_mean(series, first_day() + from * day, first_day() + to * day), "L/min");
    if (fabs(mean - expected) > 1e-9)
        fail_msg("%g to %g: %g in place of %g", from, to, mean, expected);
}

static void means_are_those_of_straight_lines(void **state)
{
    struct water_curve series =
        read_flow(*state, "date,flow [L/min]\n2024-04-01,100\n2024-04-02,200\n2024/4/4,0\n", false);
    assert_mean(&series, 0, 0, 100);
    assert_mean(&series, 0, 1, 150);
    assert_mean(&series, 0.5, 0.5, 150);
    assert_mean(&series, 0, 3, (150 + 2 * 100) / 3.0);
    assert_mean(&series, -2, -1, 100); /* before the first row and after the last it stays */
    assert_mean(&series, 2, 6, 50 / 4.0);
}

static void a_held_row_holds_until_the_next(void **state)
{
    struct water_curve series =
        read_flow(*state, "date,flow [L/min]\n2024-04-01 06:00,100\n2024-04-02,200\n", true);
    assert_mean(&series, 0, 1, 100);
    assert_mean(&series, 0.5, 1.5, 150);
    assert_mean(&series, 1, 1, 200);
}

static void analyses_fill_blanks_and_halve_what_is_below(void **state)
{
    struct water_compositions analyses;
    struct error error = {0};
    struct str text = STR("date\tpH\tZn [mg/L]\tCd [ug/L]\n2024-04-01\t3.5\t10\t<4\n"
                          "2024-04-02\t3.6\t\t\n2024-04-05\t3.8\t40\t\n");
    if (water_compositions_read(STR("raw.tsv"), text, false, *state, &analyses, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, *state)));
    int zinc = water_constituent_find(STR("Zn")), cadmium = water_constituent_find(STR("Cd"));
    assert_int_equal(analyses.count, 3);
    assert_true(analyses.given[zinc] && analyses.given[cadmium] && !analyses.given_kelvin);
    double mass = water_constituents[zinc].molar_mass;
    assert_true(fabs(1000 * analyses.qualities[1].molality[zinc] * mass - 17.5) < 1e-9);
    mass = water_constituents[cadmium].molar_mass;
    assert_true(fabs(1000 * analyses.qualities[2].molality[cadmium] * mass - 0.002) < 1e-12);
    assert_true(analyses.qualities[1].ph == 3.6);
}

static void refuses_tables_with_file_line_and_column(void **state)
{
    static const struct {
        const char *text, *says;
        int64_t line, column;
    } bad[] = {
        {"date,flow\n2024-04-01,1\n", "unit", 1, 2},
        {"date,flow [L/min\n2024-04-01,1\n", "]", 1, 2},
        {"day,flow [L/min]\n2024-04-01,1\n", "date", 1, 1},
        {"date,level [m]\n2024-04-01,1\n", "flow", 1, 1},
        {"date,flow [mg/L]\n2024-04-01,1\n", "m3/d", 1, 2},
        {"date,flow [L/min]\n", "no row", 1, 1},
        {"date,flow [L/min]\n2024-04-31,1\n", "2024-04-31", 2, 1},
        {"date,flow [L/min]\n2024-04-01 25:00,1\n", "25:00", 2, 1},
        {"date,flow [L/min]\n2024-04-02,1\n2024-04-01,1\n", "does not come after", 3, 1},
        {"date,flow [L/min]\n2024-04-01,1\n2024-04-01,1\n", "does not come after", 3, 1},
        {"date,flow [L/min]\n2024-04-01,-5\n", "negative", 2, 2},
        {"date,flow [L/min]\n2024-04-01,1\n\n2024-04-02,\n", "no value", 4, 2},
        {"date,flow [L/min]\n2024-04-01,many\n", "many", 2, 2},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct water_curve series;
        struct error error = {0};
        int status = water_curve_read(STR("flow.csv"), str_from_c(bad[i].text), STR("flow"),
                                      STR("m3/d"), 0, false, *state, &series, &error);
        struct str sentence = error_sentence(&error, LANG_EN, *state);
        if (!status || !str_contains(sentence, str_from_c(bad[i].says)) ||
            !str_equal(error.file, STR("flow.csv")) || error.line != bad[i].line ||
            error.column != bad[i].column)
            fail_msg("case %zu: %" PRIstr " (%d:%d)", i, STR_ARG(sentence), (int)error.line,
                     (int)error.column);
    }
}

static void refuses_analyses_without_ph_or_of_unknown_things(void **state)
{
    static const struct {
        const char *text, *says;
        int64_t line, column;
    } bad[] = {
        {"date,Zn [mg/L]\n2024-04-01,1\n", "pH", 1, 1},
        {"date,pH,Zn [mg/L]\n2024-04-01,3.5,1\n2024-04-02,,1\n", "pH", 3, 2},
        {"date,pH\n2024-04-01,35\n", "14", 2, 2},
        {"date,pH,Unobtainium [mg/L]\n2024-04-01,3,1\n", "constituent", 1, 3},
        {"date,pH,Zn [L/min]\n2024-04-01,3,1\n", "mg/L", 1, 3},
        {"date,pH,Zn [mg/L]\n2024-04-01,3,-1\n", "negative", 2, 3},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct water_compositions analyses;
        struct error error = {0};
        int status = water_compositions_read(STR("raw.csv"), str_from_c(bad[i].text), false, *state,
                                             &analyses, &error);
        struct str sentence = error_sentence(&error, LANG_EN, *state);
        if (!status || !str_contains(sentence, str_from_c(bad[i].says)) ||
            error.line != bad[i].line || error.column != bad[i].column)
            fail_msg("case %zu: %" PRIstr " (%d:%d)", i, STR_ARG(sentence), (int)error.line,
                     (int)error.column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(means_are_those_of_straight_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_held_row_holds_until_the_next, set_up, tear_down),
        cmocka_unit_test_setup_teardown(analyses_fill_blanks_and_halve_what_is_below, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_tables_with_file_line_and_column, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_analyses_without_ph_or_of_unknown_things, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
