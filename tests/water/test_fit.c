#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "decay_model.h"
#include "water/model/fit.h"
#include "water/model/linear.h"

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

static struct water_fit fit(struct decay *decay, const struct water_fit_options *options,
                            struct arena *arena)
{
    struct water_fit out;
    struct error error = {0};
    if (water_fit_run(&decay->problem, options, arena, &out, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, arena)));
    return out;
}

static void finds_the_truth_when_there_is_no_error(void **state)
{
    for (int derivatives = 0; derivatives < 2; derivatives++) {
        struct decay decay;
        decay_init(&decay, 1, 0);
        decay.problem.has_jacobian = derivatives;
        for (size_t i = 0; i < DECAY_OBSERVATIONS; i++)
            decay.observations[i].deviation = 1e-3; /* the priors hardly count */
        struct water_fit out = fit(&decay, NULL, *state);
        for (size_t j = 0; j < DECAY_PARAMETERS; j++)
            if (fabs(out.parameters[j].value / decay_truth[j] - 1) > 1e-4)
                fail_msg("parameter %zu is %.8g", j, out.parameters[j].value);
        assert_true(out.objective < 1e-3 * out.objective_before);
        assert_true(out.stop == WATER_STOP_GRADIENT || out.stop == WATER_STOP_OBJECTIVE ||
                    out.stop == WATER_STOP_STEP);
    }
}

static void covers_the_truth_with_its_95_percent_ranges(void **state)
{
    enum { SEEDS = 200 };
    size_t inside = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct decay decay;
        decay_init(&decay, seed, 1);
        decay.problem.has_jacobian = true;
        struct arena *arena = arena_create();
        struct water_fit out = fit(&decay, NULL, arena);
        for (size_t j = 0; j < DECAY_PARAMETERS; j++)
            inside +=
                out.parameters[j].low <= decay_truth[j] && decay_truth[j] <= out.parameters[j].high;
        arena_destroy(arena);
    }
    (void)state;
    assert_in_range(inside, SEEDS * 3 * 90 / 100, SEEDS * 3 * 99 / 100);
}

static void says_what_the_data_do_not_tell(void **state)
{
    struct decay decay;
    decay_init(&decay, 3, 1);
    for (size_t i = 0; i < DECAY_OBSERVATIONS; i++)
        decay.observations[i].time = 1000 + (double)i; /* all decayed: only c is seen */
    struct water_fit out = fit(&decay, NULL, *state);
    assert_true(out.parameters[0].identifiability < 0.01);
    assert_true(out.parameters[1].identifiability < 0.01);
    assert_true(out.parameters[2].identifiability > 0.9);
    assert_true(fabs(out.parameters[1].value / 0.3 - 1) < 0.01); /* stays at its prior */
    assert_true(out.eigenvalues[0] > 1 && out.eigenvalues[1] < 1);
}

static void stays_at_a_bound_and_says_so(void **state)
{
    struct decay decay;
    decay_init(&decay, 4, 1);
    decay.parameters[1].upper = 0.1; /* the truth is 0.13 */
    decay.parameters[1].prior = 0.05;
    struct water_fit out = fit(&decay, NULL, *state);
    assert_true(out.parameters[1].at_bound);
    assert_true(fabs(out.parameters[1].value - 0.1) < 1e-12);
}

static void keeps_values_below_detection_as_such(void **state)
{
    struct decay decay;
    decay_init(&decay, 5, 0);
    for (size_t i = 10; i < DECAY_OBSERVATIONS;
         i++) { /* reported as "<9" and "<8": true, and no value */
        decay.observations[i].censored = true;
        decay.observations[i].value = 9;
    }
    decay.observations[10].value = decay_at(decay_truth, decay.observations[10].time) + 0.1;
    for (size_t i = 0; i < DECAY_OBSERVATIONS; i++)
        decay.observations[i].deviation = 0.01;
    struct water_fit out = fit(&decay, NULL, *state);
    assert_true(fabs(out.parameters[0].value / 40 - 1) < 0.02);
    for (size_t i = 10; i < DECAY_OBSERVATIONS; i++)
        assert_true(out.simulated[i] <= decay.observations[i].value + 0.05);
}

static void survives_points_that_cannot_be_run(void **state)
{
    struct decay decay;
    decay_init(&decay, 6, 1);
    decay.parameters[1].prior = 0.02;
    decay.fails_above = 0.25; /* a long first step lands there */
    struct water_fit out = fit(&decay, NULL, *state);
    assert_true(fabs(out.parameters[1].value / 0.13 - 1) < 0.2);
    decay.fails_above = 0.001;
    out = fit(&decay, NULL, *state);
    assert_int_equal(out.stop, WATER_STOP_MODEL);
    assert_true(str_contains(out.failure, STR("too fast")));
}

static void stops_when_cancelled(void **state)
{
    struct decay decay;
    decay_init(&decay, 7, 1);
    atomic_bool cancelled = true;
    decay.problem.cancelled = &cancelled;
    struct water_fit out = fit(&decay, NULL, *state);
    assert_true(out.stop == WATER_STOP_CANCELLED || out.stop == WATER_STOP_MODEL);
    assert_int_equal(out.iterations, 0);
}

static void refuses_problems_that_make_no_sense(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        struct decay decay;
        decay_init(&decay, 8, 1);
        if (i == 0)
            decay.parameters[0].lower = 2000;
        if (i == 1)
            decay.parameters[0].lower = 0;
        if (i == 2)
            decay.parameters[1].deviation = 0;
        if (i == 3)
            decay.parameters[1].prior = 20;
        if (i == 4)
            decay.observations[3].deviation = -1;
        if (i == 5)
            decay.problem.parameter_count = 0;
        struct error error = {0};
        assert_int_equal(water_problem_check(&decay.problem, &error), ERR_WATER_RANGE);
    }
}

static void transforms_there_and_back(void **state)
{
    (void)state;
    struct water_parameter p = {STR("x"), STR("-"), WATER_LOGIT, 2, 5, 3, 1};
    static const double values[] = {2.001, 3, 4.999};
    for (int transform = WATER_PLAIN; transform <= WATER_LOGIT; transform++) {
        p.transform = (enum water_transform)transform;
        for (size_t i = 0; i < 3; i++) {
            double t = water_transform_of(&p, values[i]), step = 1e-6;
            assert_true(fabs(water_plain_of(&p, t) - values[i]) < 1e-12);
            double slope =
                (water_plain_of(&p, t + step) - water_plain_of(&p, t - step)) / (2 * step);
            assert_true(fabs(water_plain_slope(&p, t) - slope) < 1e-6 * fabs(slope) + 1e-9);
        }
    }
}

static void eigenvectors_rebuild_the_matrix(void **state)
{
    (void)state;
    enum { N = 6 };
    double a[N * N], copy[N * N], values[N], vectors[N * N];
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j <= i; j++)
            a[i * N + j] = a[j * N + i] = water_random_normal(11, i, j);
    for (size_t i = 0; i < N * N; i++)
        copy[i] = a[i];
    water_eigen(a, N, values, vectors);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double sum = 0;
            for (size_t k = 0; k < N; k++)
                sum += vectors[i * N + k] * values[k] * vectors[j * N + k];
            assert_true(fabs(sum - copy[i * N + j]) < 1e-12);
        }
    for (size_t k = 1; k < N; k++)
        assert_true(values[k - 1] >= values[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_the_truth_when_there_is_no_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(covers_the_truth_with_its_95_percent_ranges, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(says_what_the_data_do_not_tell, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stays_at_a_bound_and_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_values_below_detection_as_such, set_up, tear_down),
        cmocka_unit_test_setup_teardown(survives_points_that_cannot_be_run, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_when_cancelled, set_up, tear_down),
        cmocka_unit_test(refuses_problems_that_make_no_sense),
        cmocka_unit_test(transforms_there_and_back),
        cmocka_unit_test(eigenvectors_rebuild_the_matrix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
