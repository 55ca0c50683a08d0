/* The worked figures of docs/water.md: 100 L/min, pH 3.5, Fe 37.5, Zn 18, Cu 8 mg/L. */
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/embedded.h"
#include "water/model/sizing.h"

extern const struct embedded_files water_model_data;

struct bench {
    struct arena *arena;
    struct water_values values;
    struct water_design design;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench.arena = arena_create();
    struct error error = {0};
    if (water_values_read(STR("design.tsv"), embedded_find(&water_model_data, STR("design.tsv")),
                          bench.arena, &bench.values, &error))
        return -1;
    bench.design = (struct water_design){&bench.values, day_of_date((struct date){2025, 4, 1})};
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(((struct bench *)*state)->arena);
    return 0;
}

static struct water_inflow trial_mine(void)
{
    return (struct water_inflow){
        .flow = water_to_si(100, "L/min"),
        .ph = 3.5,
        .metals = {.fe2 = 0.0375, .zn = 0.018, .cu = 0.008},
    };
}

/* Within half of the last digit that the worked figure has, or as told. */
static void assert_about(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.6g, expected %.6g", got, expected);
}

static void sums_the_acidity_of_the_trial_water(void **state)
{
    (void)state;
    struct water_inflow mine = trial_mine();
    struct water_acidity a = water_acidity_of(mine.ph, &mine.metals);
    assert_about(a.hydrogen * 1000, 15.8, 0.05);
    assert_about(a.fe2 * 1000, 67.1, 0.05);
    assert_about(a.zn * 1000, 27.5, 0.05);
    assert_about(a.cu * 1000, 12.6, 0.05);
    assert_about(a.total * 1000, 123.1, 0.05);
    assert_false(a.ph_too_low);
}

static void sums_the_acidity_of_other_mines(void **state)
{
    (void)state;
    struct water_metals horobetsu = {.fe2 = 0.266, .fe3 = 0.113};
    struct water_acidity a = water_acidity_of(1.8, &horobetsu);
    assert_about(a.total * 1000, 1572, 5);
    assert_true(a.ph_too_low);
    assert_about(water_reagent_dose(WATER_LIME_HYDRATE, a.total, 1, 1), 1.16, 0.01);
    struct water_metals ferrous = {.fe2 = 0.150}, ferric = {.fe3 = 0.150};
    assert_about(water_acidity_of(2.7, &ferrous).total * 1000, 368, 1);
    assert_about(water_acidity_of(2.7, &ferric).total * 1000, 503, 1);
    struct water_metals weak = {.fe2 = 0.038, .zn = 0.0073};
    assert_about(water_acidity_of(4.0, &weak).total * 1000, 84.2, 0.1);
}

static void doses_reagents_by_equivalents(void **state)
{
    (void)state;
    assert_about(water_reagent_dose(WATER_LIME_HYDRATE, 0.1231, 1, 1), 0.0911, 5e-5);
    assert_about(water_reagent_dose(WATER_LIME_HYDRATE, 0.1231, 0.96, 0.80), 0.119, 5e-4);
    assert_about(water_reagent_dose(WATER_CAUSTIC_SODA, 0.1231, 1, 1), 0.0985, 2e-4);
    assert_about(water_reagent_dose(WATER_QUICKLIME, 1, 1, 1), 0.560, 5e-4);
    assert_about(water_reagent_dose(WATER_LIMESTONE, 1, 1, 1), 1, 1e-12);
}

static void weighs_the_solids_of_each_metal(void **state)
{
    (void)state;
    assert_about(water_dry_solids(&(struct water_metals){.fe3 = 1}, 0), 1.914, 5e-4);
    assert_about(water_dry_solids(&(struct water_metals){.al = 1}, 0), 2.891, 5e-4);
    assert_about(water_dry_solids(&(struct water_metals){.zn = 1}, 0), 1.520, 5e-4);
    assert_about(water_dry_solids(&(struct water_metals){.cu = 1}, 0), 1.535, 5e-4);
    assert_about(water_dry_solids(&(struct water_metals){.mn = 1}, 0), 1.582, 5e-4);
    assert_about(water_oxygen_demand(&(struct water_metals){.fe2 = 1}), 0.143, 5e-4);
    assert_about(water_oxygen_demand(&(struct water_metals){.mn = 1}), 0.291, 5e-4);
}

static void sizes_the_sulfate_bed_by_rate_and_by_retention(void **state)
{
    struct bench *bench = *state;
    struct water_inflow mine = trial_mine();
    mine.metals.fe2 = 0.005; /* what the oxidation reactor leaves */
    struct water_size size;
    assert_int_equal(water_size_sulfate_bed(&bench->design, &mine, &size, NULL), 0);
    assert_int_equal(size.count, 4);
    assert_about(size.rules[0].size, 235.5, 0.1);
    assert_about(size.rules[1].size, 150, 1e-6);
    assert_about(size.rules[2].size, 180, 1e-6);
    assert_about(size.rules[3].size, 300, 1e-6);
    assert_int_equal(size.governing, 3);
    assert_about(size.size, 300, 1e-6);
}

static void sizes_ponds_and_wetlands_by_load(void **state)
{
    struct bench *bench = *state;
    struct water_inflow mine = trial_mine();
    struct water_size size;
    assert_int_equal(water_size_aerobic_wetland(&bench->design, &mine, &size, NULL), 0);
    assert_about(size.rules[0].size, 540, 0.5);
    assert_int_equal(water_size_vertical_flow_pond(&bench->design, &mine, &size, NULL), 0);
    assert_about(size.rules[1].size, 709, 1);
    assert_about(size.rules[2].size, 506, 1);
}

static void sizes_limestone_by_retention_and_life(void **state)
{
    struct bench *bench = *state;
    struct water_inflow mine = trial_mine();
    struct water_limestone stone;
    assert_int_equal(water_size_limestone(&bench->design, &mine, &stone, NULL), 0);
    assert_about(stone.for_retention / 1000, 316, 1);
    assert_about(stone.for_life / 1000, 169, 1);
    assert_about(stone.mass / 1000, 485, 1);
}

static void draws_power_by_head_and_efficiency(void **state)
{
    (void)state;
    double flow = water_to_si(1, "m3/h");
    assert_about(water_from_si(water_pump_power(flow, 20, 0.6), "kW"), 0.091, 5e-4);
    assert_about(water_from_si(water_pump_power(flow, 10, 0.7), "kW"), 0.039, 5e-4);
    /* doubling the diameter divides the loss by 2^4.87 */
    double narrow = water_pipe_loss(flow, 100, 0.05, 150),
           wide = water_pipe_loss(flow, 100, 0.1, 150);
    assert_about(narrow / wide, pow(2, 4.8704), 1e-9);
}

static void refuses_water_that_does_not_flow(void **state)
{
    struct bench *bench = *state;
    struct water_inflow mine = trial_mine();
    static const double flows[] = {0, -1, NAN};
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        struct error error = {0};
        struct water_size size;
        mine.flow = flows[i];
        assert_int_equal(water_size_sulfate_bed(&bench->design, &mine, &size, &error),
                         ERR_WATER_RANGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sums_the_acidity_of_the_trial_water, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sums_the_acidity_of_other_mines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doses_reagents_by_equivalents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(weighs_the_solids_of_each_metal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sizes_the_sulfate_bed_by_rate_and_by_retention, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(sizes_ponds_and_wetlands_by_load, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sizes_limestone_by_retention_and_life, set_up, tear_down),
        cmocka_unit_test_setup_teardown(draws_power_by_head_and_efficiency, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_water_that_does_not_flow, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
