#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "water/model/verification.h"

static void assert_about(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.6g, expected %.6g", got, expected);
}

static void finds_the_saving_of_a_plant_that_follows_its_flow(void **state)
{
    (void)state;
    struct water_metered before[12], after[6];
    for (int i = 0; i < 12; i++)
        before[i] =
            (struct water_metered){1000 + 3 * (100 + 10 * i) + 20 * (i % 4), {100 + 10 * i, i % 4}};
    for (int i = 0; i < 6; i++)
        after[i] = (struct water_metered){1000 + 3 * (120 + 5 * i) + 20 * (i % 3) - 200,
                                          {120 + 5 * i, i % 3}};
    struct water_saving saving;
    assert_int_equal(water_saving_verify(before, 12, after, 6, 2, &saving, NULL), 0);
    assert_about(saving.coefficients[0], 1000, 1e-6);
    assert_about(saving.coefficients[1], 3, 1e-8);
    assert_about(saving.coefficients[2], 20, 1e-7);
    assert_about(saving.saving, 1200, 1e-5);
    assert_about(saving.half_width, 0, 1e-3);
    assert_about(saving.r_squared, 1, 1e-12);
    assert_false(saving.outside);
}

/* A plain generator with a fixed seed; sums of uniforms come close to a normal error. */
static double noise(uint64_t *seed)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        sum += (double)(*seed >> 11) / 9007199254740992.0;
    }
    return sum;
}

static void covers_the_true_saving_in_95_of_100_cases(void **state)
{
    (void)state;
    enum { CASES = 2000 };
    uint64_t seed = 42;
    int inside = 0;
    for (int k = 0; k < CASES; k++) {
        struct water_metered before[12], after[12];
        for (int i = 0; i < 12; i++) {
            before[i] =
                (struct water_metered){500 + 2 * (50 + 7 * i) + 30 * noise(&seed), {50 + 7 * i}};
            after[i] =
                (struct water_metered){400 + 2 * (60 + 5 * i) + 30 * noise(&seed), {60 + 5 * i}};
        }
        struct water_saving saving;
        assert_int_equal(water_saving_verify(before, 12, after, 12, 1, &saving, NULL), 0);
        inside += fabs(saving.saving - 1200) <= saving.half_width;
    }
    assert_in_range(inside, CASES * 93 / 100, CASES * 97 / 100);
}

static void says_when_the_time_after_was_of_another_kind(void **state)
{
    (void)state;
    struct water_metered before[6], after[1] = {{100, {999}}};
    for (int i = 0; i < 6; i++)
        before[i] = (struct water_metered){10 * i + i % 2, {i}};
    struct water_saving saving;
    assert_int_equal(water_saving_verify(before, 6, after, 1, 1, &saving, NULL), 0);
    assert_true(saving.outside);
}

static void refuses_what_cannot_be_regressed(void **state)
{
    (void)state;
    struct water_metered before[8], after[1] = {{100, {1, 2}}};
    for (int i = 0; i < 8; i++)
        before[i] =
            (struct water_metered){i, {i, 2 * i}}; /* the second driver is twice the first */
    struct water_saving saving;
    struct error error = {0};
    assert_int_equal(water_saving_verify(before, 8, after, 1, 2, &saving, &error), ERR_WATER_RANGE);
    assert_int_equal(water_saving_verify(before, 4, after, 1, 1, &saving, NULL), ERR_WATER_RANGE);
    before[3].consumption = NAN;
    assert_int_equal(water_saving_verify(before, 8, after, 1, 1, &saving, NULL), ERR_WATER_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_saving_of_a_plant_that_follows_its_flow),
        cmocka_unit_test(covers_the_true_saving_in_95_of_100_cases),
        cmocka_unit_test(says_when_the_time_after_was_of_another_kind),
        cmocka_unit_test(refuses_what_cannot_be_regressed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
