#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "water/model/economics.h"

static void assert_about(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.6g, expected %.6g", got, expected);
}

static double factor(int years, double discount, double growth)
{
    struct water_terms terms = {years, discount, growth};
    return water_annuity_factor(&terms);
}

static void values_a_yearly_yen_over_the_periods_in_use(void **state)
{
    (void)state;
    assert_about(factor(30, 0.04, 0), 17.29, 0.005);
    assert_about(factor(50, 0.04, 0), 21.48, 0.005);
    assert_about(factor(50, 0.02, 0), 31.42, 0.005);
    assert_about(factor(100, 0.04, 0), 24.50, 0.01);
    assert_about(factor(75, 0.08, 0.05), 30.77, 0.005);
    assert_about(factor(50, 0, 0), 50, 1e-9);
    assert_about(factor(50, 0.03, 0.03), 50, 1e-9);
}

static void agrees_with_payments_counted_one_by_one(void **state)
{
    (void)state;
    struct water_terms terms = {40, 0.04, 0.01};
    struct water_cost bed = {WATER_PAID_EVERY, 3e6, 15, 0.5};
    double expected = 0;
    for (int year = 1; year <= 40; year++)
        if (year % 15 == 0)
            expected += 3e6 * 0.5 * pow(1.01, year) / pow(1.04, year);
    assert_about(water_present_value(&bed, &terms), expected, 1e-6);
    struct water_cost upkeep = {WATER_PAID_YEARLY, 1e6, 0, 0};
    expected = 0;
    for (int year = 1; year <= 40; year++)
        expected += 1e6 * pow(1.01, year) / pow(1.04, year);
    assert_about(water_present_value(&upkeep, &terms), expected, 1e-6);
}

static void renews_on_the_last_day_too(void **state)
{
    (void)state;
    struct water_terms terms = {30, 0, 0};
    struct water_cost pump = {WATER_PAID_EVERY, 100, 10, 1};
    assert_about(water_present_value(&pump, &terms), 300, 1e-9);
    pump.life = 10.1;
    assert_about(water_present_value(&pump, &terms), 200, 1e-9);
}

static void spreads_a_present_value_over_the_years(void **state)
{
    (void)state;
    struct water_terms terms = {50, 0.04, 0};
    struct water_cost yearly = {WATER_PAID_YEARLY, 7e6, 0, 0};
    assert_about(water_yearly_equivalent(water_present_value(&yearly, &terms), &terms), 7e6, 1e-3);
}

static void refuses_terms_that_make_no_sense(void **state)
{
    (void)state;
    static const struct water_terms bad[] = {
        {0, 0.04, 0}, {201, 0.04, 0}, {50, -1, 0}, {50, NAN, 0}, {50, 0, INFINITY}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};
        assert_int_equal(water_terms_check(&bad[i], &error), ERR_WATER_RANGE);
    }
    assert_int_equal(water_terms_check(&(struct water_terms){50, 0.04, 0}, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_a_yearly_yen_over_the_periods_in_use),
        cmocka_unit_test(agrees_with_payments_counted_one_by_one),
        cmocka_unit_test(renews_on_the_last_day_too),
        cmocka_unit_test(spreads_a_present_value_over_the_years),
        cmocka_unit_test(refuses_terms_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
