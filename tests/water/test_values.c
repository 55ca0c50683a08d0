#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/embedded.h"
#include "water/model/values.h"

extern const struct embedded_files water_model_data;

#define HEAD "key\tlabel\tvalue\tunit\tvalid_from\tvalid_to\tbase_year\tsource\tconfirmed\n"

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

static int read_table(struct arena *arena, const char *text, struct water_values *out,
                      struct error *error)
{
    return water_values_read(STR("design.tsv"), str_from_c(text), arena, out, error);
}

static day_number day(int year, int month, int of_month)
{
    return day_of_date((struct date){year, month, of_month});
}

static void finds_the_value_of_the_day(void **state)
{
    struct water_values values;
    struct error error = {0};
    assert_int_equal(read_table(*state,
                                HEAD
                                "grid\t一次エネルギー\t8.64\tMJ/kWh\t2023-04-01\t\t\tlaw\tyes\n"
                                "grid\t一次エネルギー\t9.76\tMJ/kWh\t\t2023-03-31\t\tlaw\tyes\n",
                                &values, &error),
                     0);
    assert_true(water_values_find(&values, STR("grid"), day(2023, 3, 31))->written == 9.76);
    assert_true(water_values_find(&values, STR("grid"), day(2023, 4, 1))->written == 8.64);
    assert_null(water_values_find(&values, STR("gri"), day(2023, 4, 1)));
}

static void says_on_which_day_a_value_is_missing(void **state)
{
    struct water_values values;
    struct error error = {0};
    assert_int_equal(read_table(*state,
                                HEAD "price\t消石灰\t40\t円/kg\t2024-04-01\t\t2024\tquote\tno\n",
                                &values, &error),
                     0);
    double si;
    assert_int_equal(
        water_values_need(&values, "price", "円/kg", day(2024, 3, 31), &si, NULL, &error),
        ERR_WATER_NO_VALUE);
    assert_true(str_contains(error_sentence(&error, LANG_JA, *state), STR("2024-03-31")));
    error_clear(&error);
    assert_int_equal(
        water_values_need(&values, "price", "円/L", day(2024, 4, 1), &si, NULL, &error),
        ERR_WATER_DIMENSION);
}

static void refuses_rows_that_contradict_each_other(void **state)
{
    struct water_values values;
    struct error error = {0};
    assert_int_equal(
        read_table(*state,
                   HEAD "a\tA\t1\tm\t\t2024-04-01\t\ts\tyes\na\tA\t2\tm\t2024-04-01\t\t\ts\tyes\n",
                   &values, &error),
        ERR_WATER_TABLE);
    assert_int_equal(error.line, 3);
    error_clear(&error);
    assert_int_equal(
        read_table(*state,
                   HEAD "a\tA\t1\tm\t\t2024-03-31\t\ts\tyes\na\tA\t2\tkg\t2024-04-01\t\t\ts\tyes\n",
                   &values, &error),
        ERR_WATER_TABLE);
}

static void refuses_bad_rows_with_their_line(void **state)
{
    static const struct {
        const char *text;
        enum err code;
    } bad[] = {
        {HEAD "a\tA\t1\tm\t\t\t\t\tyes\n", ERR_WATER_TABLE},
        {HEAD "a\tA\t1\tm\t\t\t\ts\tmaybe\n", ERR_WATER_TABLE},
        {HEAD "a\tA\t1\tm\t\t\t24\ts\tyes\n", ERR_WATER_TABLE},
        {HEAD "a\tA\t1\tm\t2024-13-01\t\t\ts\tyes\n", ERR_DATE},
        {HEAD "a\tA\t1\tm\t2024-04-02\t2024-04-01\t\ts\tyes\n", ERR_WATER_TABLE},
        {HEAD "a\tA\tmany\tm\t\t\t\ts\tyes\n", ERR_NUMBER},
        {HEAD "a\tA\t1\tparsec\t\t\t\ts\tyes\n", ERR_WATER_UNIT},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct water_values values;
        struct error error = {0};
        assert_int_equal(read_table(*state, bad[i].text, &values, &error), bad[i].code);
        assert_int_equal(error.line, 2);
    }
    struct water_values values;
    struct error error = {0};
    assert_int_equal(read_table(*state, "key\tlabel\n", &values, &error), ERR_WATER_TABLE);
}

static void reads_every_table_of_the_program(void **state)
{
    for (size_t i = 0; i < water_model_data.count; i++) {
        if (str_starts(water_model_data.files[i].name, STR("plan_")) ||
            str_starts(water_model_data.files[i].name, STR("mines_")) ||
            str_equal(water_model_data.files[i].name, STR("screen_rules.tsv")) ||
            str_equal(water_model_data.files[i].name, STR("screen_model_mine.tsv")) ||
            str_equal(water_model_data.files[i].name, STR("screen_train.tsv")) ||
            str_equal(water_model_data.files[i].name, STR("screen_kinetic_rules.tsv")) ||
            str_equal(water_model_data.files[i].name, STR("knowledge.tsv")) ||
            str_equal(water_model_data.files[i].name, STR("units.tsv")))
            continue; /* tables of another form: test_plan.c */
        struct water_values values;
        struct error error = {0};
        if (water_values_read(water_model_data.files[i].name, water_model_data.files[i].bytes,
                              *state, &values, &error))
            fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, *state)));
        assert_true(values.count > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_the_value_of_the_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_on_which_day_a_value_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_rows_that_contradict_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_bad_rows_with_their_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_every_table_of_the_program, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
