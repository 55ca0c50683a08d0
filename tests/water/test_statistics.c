#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "water/model/statistics.h"

static struct water_observation value(const char *group, double observed)
{
    return (struct water_observation){
        .name = STR("x"), .group = str_from_c(group), .value = observed, .deviation = 0.5};
}

static void assert_about(double got, double expected)
{
    if (!(fabs(got - expected) <= 1e-9 * (1 + fabs(expected))))
        fail_msg("got %.12g, expected %.12g", got, expected);
}

static void gives_the_figures_of_a_worked_example(void **state)
{
    struct arena *arena = *state;
    struct water_observation o[] = {value("Zn", 2), value("Zn", 4), value("Zn", 6), value("Fe", 1),
                                    value("Zn", 8)};
    static const double simulated[] = {3, 4, 5, 1, 7};
    struct water_problem problem = {.observations = o, .observation_count = 5};
    struct water_goodness *g;
    assert_int_equal(water_goodness_of(&problem, simulated, arena, &g), 2);
    assert_true(str_equal(g[0].group, STR("Zn")));
    assert_int_equal(g[0].count, 4);
    assert_about(g[0].nse, 1 - 3.0 / 20);
    assert_about(g[0].rmse, sqrt(0.75));
    assert_about(g[0].pbias, 100.0 * (20 - 19) / 20);
    assert_about(g[0].mean_residual, -0.5);
    double r = (2.0 * 3 + 4 * 4 + 6 * 5 + 8 * 7 - 4 * 5 * 4.75) / sqrt(20 * (99 - 4 * 4.75 * 4.75));
    double alpha = sqrt((99 / 4.0 - 4.75 * 4.75) / 5), beta = 4.75 / 5;
    assert_about(g[0].correlation, r);
    assert_about(g[0].kge,
                 1 - sqrt((r - 1) * (r - 1) + (alpha - 1) * (alpha - 1) + (beta - 1) * (beta - 1)));
    assert_true(isnan(g[1].nse)); /* one value tells nothing */
}

static void is_perfect_for_a_perfect_model(void **state)
{
    struct water_observation o[] = {value("Zn", 2), value("Zn", 4), value("Zn", 9)};
    static const double simulated[] = {2, 4, 9};
    struct water_problem problem = {.observations = o, .observation_count = 3};
    struct water_goodness *g;
    water_goodness_of(&problem, simulated, *state, &g);
    assert_about(g[0].nse, 1);
    assert_about(g[0].kge, 1);
    assert_about(g[0].rmse, 0);
}

static void tells_fitted_from_held_out_and_met_limits_from_missed(void **state)
{
    struct water_observation o[] = {value("Zn", 2), value("Zn", 4), value("Zn", 1), value("Zn", 1),
                                    value("Zn", 3)};
    o[2].censored = o[3].censored = true;
    o[4].held_out = true;
    static const double simulated[] = {2, 4, 0.2, 1.5, 3};
    struct water_problem problem = {.observations = o, .observation_count = 5};
    struct water_goodness *g;
    assert_int_equal(water_goodness_of(&problem, simulated, *state, &g), 2);
    assert_int_equal(g[0].censored, 2);
    assert_int_equal(g[0].censored_missed, 1);
    assert_about(g[0].rmse, sqrt(0.25 / 3));
    assert_true(g[1].held_out);
    assert_int_equal(g[1].count, 1);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_the_figures_of_a_worked_example, set_up, tear_down),
        cmocka_unit_test_setup_teardown(is_perfect_for_a_perfect_model, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_fitted_from_held_out_and_met_limits_from_missed,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
