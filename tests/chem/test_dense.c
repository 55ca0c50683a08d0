#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chem/dense.h"
#include "chem/vector.h"

static struct chem_dense matrix;

static double entry(uint32_t i, uint32_t j)
{
    return sin(1 + 7.0 * i + 13.0 * j) + (i == j ? 0.1 : 0);
}

static void fill(uint32_t n)
{
    chem_dense_clear(&matrix, n);
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            chem_dense_row(&matrix, i)[j] = entry(i, j) * (i == 3 ? 0 : 1) + (i == 3 && j == n - 1);
        }
    }
}

static double product(uint32_t n, uint32_t i, const double *x, int transposed)
{
    double sum = 0;
    for (uint32_t j = 0; j < n; j++) {
        uint32_t row = transposed ? j : i, column = transposed ? i : j;
        double a = row == 3 ? (double)(column == n - 1) : entry(row, column);
        sum += a * x[j];
    }
    return sum;
}

static void solves_with_the_matrix_and_its_transpose(void **state)
{
    (void)state;
    for (uint32_t n = 4; n <= 40; n += 9) {
        double b[CHEM_DENSE_MAX], c[CHEM_DENSE_MAX];
        fill(n);
        assert_int_equal(chem_dense_factor(&matrix, 1e-200), 0);
        for (uint32_t i = 0; i < n; i++) {
            b[i] = c[i] = cos(i);
        }
        chem_dense_solve(&matrix, b);
        chem_dense_solve_transposed(&matrix, c);
        for (uint32_t i = 0; i < n; i++) {
            assert_true(fabs(product(n, i, b, 0) - cos(i)) < 1e-11);
            assert_true(fabs(product(n, i, c, 1) - cos(i)) < 1e-11);
        }
    }
}

static void solves_for_several_right_sides_at_once(void **state)
{
    (void)state;
    for (uint32_t n = 4; n <= 40; n += 9) {
        double b[CHEM_DENSE_MAX][CHEM_DENSE_SIDES], alone[CHEM_DENSE_MAX];
        fill(n);
        assert_int_equal(chem_dense_factor(&matrix, 1e-200), 0);
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t s = 0; s < CHEM_DENSE_SIDES; s++) {
                b[i][s] = cos(i + 10.0 * s);
            }
        }
        chem_dense_solve_all(&matrix, b);
        for (uint32_t s = 0; s < CHEM_DENSE_SIDES; s++) {
            for (uint32_t i = 0; i < n; i++) {
                alone[i] = b[i][s];
            }
            for (uint32_t i = 0; i < n; i++) {
                assert_true(fabs(product(n, i, alone, 0) - cos(i + 10.0 * s)) < 1e-11);
            }
        }
    }
}

static void leaves_an_undetermined_unknown_where_it_is(void **state)
{
    (void)state;
    chem_dense_clear(&matrix, 3);
    chem_dense_row(&matrix, 0)[0] = 2;
    chem_dense_row(&matrix, 2)[2] = 4;
    double b[3] = {2, 5, 8};
    assert_int_equal(chem_dense_factor(&matrix, 1e-200), 1);
    chem_dense_solve(&matrix, b);
    assert_true(b[0] == 1 && fabs(b[1]) < 1e-200 && b[2] == 2);
}

static void exponential_is_that_of_the_mathematics_library(void **state)
{
    (void)state;
    enum { COUNT = 20011 };
    static double x[COUNT], y[COUNT];
    for (int i = 0; i < COUNT; i++) {
        x[i] = -700 + 1400.0 * i / COUNT;
    }
    chem_vector_exp(x, y, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_true(fabs(y[i] / exp(x[i]) - 1) < 5e-16);
    }
    double odd[4] = {-1e6, 0, NAN, -INFINITY}, e[4];
    chem_vector_exp(odd, e, 4);
    assert_true(e[0] == 0 && e[1] == 1 && isnan(e[2]) && e[3] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_with_the_matrix_and_its_transpose),
        cmocka_unit_test(solves_for_several_right_sides_at_once),
        cmocka_unit_test(leaves_an_undetermined_unknown_where_it_is),
        cmocka_unit_test(exponential_is_that_of_the_mathematics_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
