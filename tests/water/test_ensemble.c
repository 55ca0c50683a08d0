#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "decay_model.h"
#include "water/model/ensemble.h"

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

static struct water_ensemble run(struct decay *decay, uint32_t members, int iterations,
                                 uint64_t seed, struct arena *arena)
{
    struct water_ensemble_options options = {
        .members = members, .iterations = iterations, .seed = seed};
    struct water_ensemble out;
    struct error error = {0};
    if (water_ensemble_run(&decay->problem, &options, arena, &out, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, arena)));
    return out;
}

static void covers_parameters_and_held_out_values(void **state)
{
    enum { SEEDS = 40 };
    size_t parameters = 0, values = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct decay decay;
        decay_init(&decay, seed, 1);
        struct arena *arena = arena_create();
        struct water_ensemble e = run(&decay, 120, 8, seed, arena);
        assert_true(e.mean < 0.2 * e.mean_before);
        for (size_t j = 0; j < DECAY_PARAMETERS; j++) {
            struct water_band band = water_ensemble_parameter(&decay.problem, &e, j, arena);
            parameters += band.low <= decay_truth[j] && decay_truth[j] <= band.high;
        }
        for (size_t i = DECAY_OBSERVATIONS - 4; i < DECAY_OBSERVATIONS; i++) {
            struct water_band band = water_ensemble_value(&decay.problem, &e, i, true, arena);
            values +=
                band.low <= decay.observations[i].value && decay.observations[i].value <= band.high;
        }
        arena_destroy(arena);
    }
    (void)state;
    print_message("# inside: parameters %zu of %d, held-out values %zu of %d\n", parameters,
                  SEEDS * 3, values, SEEDS * 4);
    assert_in_range(parameters, SEEDS * 3 * 90 / 100, SEEDS * 3 * 99 / 100);
    assert_in_range(values, SEEDS * 4 * 90 / 100, SEEDS * 4 * 99 / 100);
}

static void gives_the_same_on_any_number_of_threads(void **state)
{
    struct decay decay;
    decay_init(&decay, 1, 1);
    decay.problem.thread_count = 1;
    struct water_ensemble one = run(&decay, 50, 3, 9, *state);
    decay.problem.thread_count = 5;
    struct water_ensemble five = run(&decay, 50, 3, 9, *state);
    assert_memory_equal(one.transformed, five.transformed, 50 * DECAY_PARAMETERS * sizeof(double));
}

static void goes_on_where_it_was_stopped(void **state)
{
    struct decay decay;
    decay_init(&decay, 1, 1);
    struct water_ensemble whole = run(&decay, 50, 4, 9, *state),
                          half = run(&decay, 50, 2, 9, *state), loaded;
    struct error error = {0};
    assert_int_equal(water_ensemble_load(water_ensemble_save(&half, &decay.problem, *state),
                                         &decay.problem, *state, &loaded, &error),
                     0);
    struct water_ensemble_options options = {.members = 50, .iterations = 4, .seed = 9};
    assert_int_equal(water_ensemble_resume(&decay.problem, &options, *state, &loaded, &error), 0);
    assert_int_equal(loaded.iteration, whole.iteration);
    assert_memory_equal(whole.transformed, loaded.transformed,
                        50 * DECAY_PARAMETERS * sizeof(double));
}

static void keeps_failed_members_in_sight(void **state)
{
    struct decay decay;
    decay_init(&decay, 2, 1);
    decay.fails_above = 0.6; /* a good part of the prior */
    struct water_ensemble e = run(&decay, 80, 4, 3, *state);
    size_t failed = 0;
    for (uint32_t member = 0; member < e.member_count; member++) {
        failed += e.status[member].failed;
        assert_int_equal(e.status[member].failed, isnan(e.objective[member]));
        if (e.status[member].failed)
            assert_true(e.status[member].reason.n > 0);
    }
    assert_in_range(failed, 5, 60);
    decay.fails_above = 0.01;
    e = run(&decay, 80, 4, 3, *state);
    assert_int_equal(e.stop, WATER_STOP_MODEL);
}

static void refuses_a_saved_text_of_another_problem(void **state)
{
    struct decay decay;
    decay_init(&decay, 1, 1);
    struct water_ensemble e = run(&decay, 20, 1, 9, *state), loaded;
    struct str saved = water_ensemble_save(&e, &decay.problem, *state);
    static const size_t cuts[] = {0, 5, 20, 60, 400};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct error error = {0};
        assert_int_equal(water_ensemble_load(str_slice(saved, 0, cuts[i]), &decay.problem, *state,
                                             &loaded, &error),
                         ERR_WATER_TABLE);
    }
    decay.problem.parameter_count = 2;
    assert_int_equal(water_ensemble_load(saved, &decay.problem, *state, &loaded, NULL),
                     ERR_WATER_TABLE);
}

static void refuses_sizes_out_of_range(void **state)
{
    struct decay decay;
    decay_init(&decay, 1, 1);
    static const struct water_ensemble_options bad[] = {{.members = 9, .iterations = 1},
                                                        {.members = 2001, .iterations = 1},
                                                        {.members = 50, .iterations = 0},
                                                        {.members = 50, .iterations = 51}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct water_ensemble out;
        assert_int_equal(water_ensemble_run(&decay.problem, &bad[i], *state, &out, NULL),
                         ERR_WATER_RANGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(covers_parameters_and_held_out_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_the_same_on_any_number_of_threads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on_where_it_was_stopped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_failed_members_in_sight, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_saved_text_of_another_problem, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_sizes_out_of_range, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
