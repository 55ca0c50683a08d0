#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "water/model/random.h"

static void quantile_inverts_the_normal_distribution(void **state)
{
    (void)state;
    static const double ps[] = {1e-300, 1e-12, 0.001, 0.02425,  0.3,
                                0.5,    0.7,   0.975, 0.999999, 1 - 1e-15};
    for (size_t i = 0; i < sizeof ps / sizeof *ps; i++) {
        double p = 0.5 * erfc(-water_normal_quantile(ps[i]) / sqrt(2));
        if (fabs(p - ps[i]) > 1e-12 * ps[i] + 1e-16)
            fail_msg("p %.17g came back as %.17g", ps[i], p);
    }
    assert_true(fabs(water_normal_quantile(0.975) - 1.959963984540054) < 1e-14);
}

static void normal_numbers_have_the_moments_of_the_normal(void **state)
{
    (void)state;
    enum { N = 200000 };
    double sum = 0, square = 0, cube = 0, fourth = 0, neighbour = 0, before = 0;
    for (uint64_t i = 0; i < N; i++) {
        double x = water_random_normal(7, 3, i);
        sum += x;
        square += x * x;
        cube += x * x * x;
        fourth += x * x * x * x;
        neighbour += x * before;
        before = x;
    }
    assert_true(fabs(sum / N) < 0.01);
    assert_true(fabs(square / N - 1) < 0.02);
    assert_true(fabs(cube / N) < 0.04);
    assert_true(fabs(fourth / N - 3) < 0.1);
    assert_true(fabs(neighbour / N) < 0.01);
}

static void streams_and_seeds_are_independent_of_the_order_of_asking(void **state)
{
    (void)state;
    double first = water_random_uniform(1, 2, 3);
    water_random_uniform(9, 9, 9);
    assert_true(water_random_uniform(1, 2, 3) == first);
    assert_true(water_random_uniform(1, 2, 4) != first);
    assert_true(water_random_uniform(1, 3, 3) != first);
    assert_true(water_random_uniform(2, 2, 3) != first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantile_inverts_the_normal_distribution),
        cmocka_unit_test(normal_numbers_have_the_moments_of_the_normal),
        cmocka_unit_test(streams_and_seeds_are_independent_of_the_order_of_asking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
