#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "water/model/quantity.h"

static void assert_close(double got, double expected)
{
    if (!(fabs(got - expected) <= 1e-12 * fabs(expected)))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

static double read_as(const char *text, const char *kind)
{
    struct water_quantity quantity;
    struct error error = {0};
    if (water_quantity_parse(str_from_c(text), str_from_c(kind), &quantity, &error))
        fail_msg("refused %s", text);
    return quantity.si;
}

static enum err refusal_of(const char *text, const char *kind)
{
    struct water_quantity quantity;
    struct error error = {0};
    return (enum err)water_quantity_parse(str_from_c(text), str_from_c(kind), &quantity, &error);
}

static void reads_the_units_of_mines_and_plants(void **state)
{
    (void)state;
    assert_close(read_as("35 mg/L", "kg/m3"), 0.035);
    assert_close(read_as("100 L/min", "m3/d"), 0.1 / 60);
    assert_close(read_as("10 g/m2/d", "kg/m2/s"), 0.01 / 86400);
    assert_close(read_as("0.3 mol/m3/d", "mol/m3/s"), 0.3 / 86400);
    assert_close(read_as("12 degC", "K"), 285.15);
    assert_close(read_as("12℃", "degC"), 285.15);
    assert_close(read_as("2.91e-9 s-1", "1/s"), 2.91e-9);
    assert_close(read_as("58.77 kJ/mol", "J/mol"), 58770);
    assert_close(read_as("28 円/kWh", "yen/J"), 28 / 3.6e6);
    assert_close(read_as("1.2 億円/年", "円/y"), 1.2e8 / (365 * 86400.0));
    assert_close(read_as("0.0258 kL/GJ", "m3/J"), 0.0258 / 1e9);
    assert_close(read_as("90 %", "-"), 0.9);
    assert_close(read_as("3 m^2", "m2"), 3);
    assert_close(read_as("5 µg/L", "mg/L"), 5e-6);
}

static void divides_by_everything_behind_the_stroke(void **state)
{
    (void)state;
    assert_close(read_as("86400 g/m2 d", "kg/m2/s"), 1e-3);
}

static void refuses_a_number_without_its_unit(void **state)
{
    (void)state;
    assert_int_equal(refusal_of("35", "mg/L"), ERR_WATER_DIMENSION);
    assert_int_equal(refusal_of("35", "-"), 0);
}

static void keeps_mass_and_amount_apart(void **state)
{
    (void)state;
    assert_int_equal(refusal_of("1 mmol/L", "mg/L"), ERR_WATER_DIMENSION);
    assert_int_equal(refusal_of("1 mg/L", "L/min"), ERR_WATER_DIMENSION);
}

static void refuses_what_it_does_not_know(void **state)
{
    (void)state;
    assert_int_equal(refusal_of("1 mg/Lx", "mg/L"), ERR_WATER_UNIT);
    assert_int_equal(refusal_of("1 m99", "m"), ERR_WATER_UNIT);
    assert_int_equal(refusal_of("1 m3//d", "m3/d"), ERR_WATER_UNIT);
    assert_int_equal(refusal_of("nan mg/L", "mg/L"), ERR_NUMBER);
    assert_int_equal(refusal_of("1e999 mg/L", "mg/L"), ERR_NUMBER);
    assert_int_equal(refusal_of("0x10 mg/L", "mg/L"), ERR_NUMBER);
    assert_int_equal(refusal_of("mg/L", "mg/L"), ERR_NUMBER);
    assert_int_equal(refusal_of("", "mg/L"), ERR_NUMBER);
}

static void comes_back_in_the_written_unit(void **state)
{
    (void)state;
    static const char *const units[] = {"mg/L", "m3/d", "degC", "kWh/m3", "千円/年", "g/m2/d", "-"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_close(water_from_si(water_to_si(7.25, units[i]), units[i]), 7.25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_units_of_mines_and_plants),
        cmocka_unit_test(divides_by_everything_behind_the_stroke),
        cmocka_unit_test(refuses_a_number_without_its_unit),
        cmocka_unit_test(keeps_mass_and_amount_apart),
        cmocka_unit_test(refuses_what_it_does_not_know),
        cmocka_unit_test(comes_back_in_the_written_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
