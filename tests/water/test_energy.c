#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/embedded.h"
#include "water/model/energy.h"

extern const struct embedded_files water_model_data;

struct bench {
    struct arena *arena;
    struct water_values values;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench.arena = arena_create();
    struct error error = {0};
    if (water_values_read(STR("energy.tsv"), embedded_find(&water_model_data, STR("energy.tsv")),
                          bench.arena, &bench.values, &error))
        return -1;
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(((struct bench *)*state)->arena);
    return 0;
}

static void assert_about(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.6g, expected %.6g", got, expected);
}

static struct water_energy energy_on(struct bench *bench, int year,
                                     const struct water_consumption *use, size_t count)
{
    struct water_energy energy;
    struct error error = {0};
    if (water_energy_of(&bench->values, day_of_date((struct date){year, 10, 1}), use, count,
                        bench->arena, &energy, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    return energy;
}

static void converts_a_megawatt_hour_by_the_law_of_its_year(void **state)
{
    struct water_consumption use = {STR("grid_power"), water_to_si(1, "MWh")};
    struct water_energy before = energy_on(*state, 2022, &use, 1),
                        after = energy_on(*state, 2023, &use, 1);
    assert_about(before.tables[WATER_LEDGER_SITE].crude_oil, 0.252, 5e-4);
    assert_about(after.tables[WATER_LEDGER_SITE].crude_oil, 0.223, 5e-4);
    assert_about(water_from_si(after.tables[WATER_LEDGER_SITE].primary_energy, "GJ"), 8.64, 1e-9);
}

static void keeps_site_and_life_cycle_apart(void **state)
{
    struct water_consumption use[] = {{STR("grid_power"), water_to_si(1000, "kWh")},
                                      {STR("lime_hydrate"), 1000}};
    struct water_energy energy = energy_on(*state, 2013, use, 2);
    assert_about(energy.tables[WATER_LEDGER_SITE].co2, 570, 1e-6);
    assert_about(energy.tables[WATER_LEDGER_CYCLE].co2, 594, 1e-6);
    assert_true(energy.tables[WATER_LEDGER_CYCLE].primary_energy == 0);
    assert_false(energy.tables[WATER_LEDGER_CYCLE].unconfirmed);
}

static void says_when_a_factor_is_not_confirmed(void **state)
{
    struct water_consumption use = {STR("diesel"), 1};
    assert_true(energy_on(*state, 2025, &use, 1).tables[WATER_LEDGER_SITE].unconfirmed);
}

static void counts_no_source_as_zero(void **state)
{
    struct bench *bench = *state;
    struct water_consumption use = {STR("hope"), 1};
    struct water_energy energy;
    struct error error = {0};
    assert_int_equal(water_energy_of(&bench->values, day_of_date((struct date){2025, 4, 1}), &use,
                                     1, bench->arena, &energy, &error),
                     ERR_WATER_NO_VALUE);
    assert_true(str_contains(error_sentence(&error, LANG_EN, bench->arena), STR("hope")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(converts_a_megawatt_hour_by_the_law_of_its_year, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(keeps_site_and_life_cycle_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_when_a_factor_is_not_confirmed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_no_source_as_zero, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
