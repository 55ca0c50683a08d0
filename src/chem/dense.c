#include "chem/dense.h"

#include <math.h>
#include <string.h>

#include "base/check.h"
#include "chem/vector.h"

enum { LANES = 8 };
static const double KEEP_DIAGONAL = 0.05; /* of the largest in its column */
static const double INFINITE_PIVOT = 1e300;

void chem_dense_clear(struct chem_dense *matrix, uint32_t n)
{
    CHECK(n < CHEM_DENSE_MAX);
    matrix->n = n;
    matrix->stride = (n + LANES) / LANES * LANES;
    memset(matrix->a, 0, sizeof(double) * (n + 1) * matrix->stride);
}

static uint32_t choose_pivot(const struct chem_dense *matrix, uint32_t k)
{
    uint32_t best = k;
    double largest = fabs(matrix->a[k * matrix->stride + k]);
    double diagonal = largest;
    for (uint32_t i = k + 1; i < matrix->n; i++) {
        double size = fabs(matrix->a[i * matrix->stride + k]);
        if (size > largest) {
            largest = size;
            best = i;
        }
    }
    return diagonal >= KEEP_DIAGONAL * largest ? k : best;
}

static void exchange_rows(double *restrict a, double *restrict b, uint32_t n)
{
    for (uint32_t j = 0; j < n; j++) {
        double kept = a[j];
        a[j] = b[j];
        b[j] = kept;
    }
}

/* Its row becomes "infinity times x_k = b_k", its column 0. */
static void forget_unknown(struct chem_dense *matrix, uint32_t k)
{
    double *row = chem_dense_row(matrix, k);
    for (uint32_t j = k + 1; j < matrix->n; j++) {
        row[j] = 0;
        chem_dense_row(matrix, j)[k] = 0;
    }
    row[k] = INFINITE_PIVOT;
}

CHEM_SIMD
uint32_t chem_dense_factor(struct chem_dense *matrix, double smallest)
{
    uint32_t lost = 0, n = matrix->n, stride = matrix->stride;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t chosen = choose_pivot(matrix, k);
        matrix->exchange[k] = (uint8_t)chosen;
        if (chosen != k) {
            exchange_rows(chem_dense_row(matrix, k), chem_dense_row(matrix, chosen), n);
        }
        const double *restrict pivot_row = matrix->a + k * stride;
        if (!(fabs(pivot_row[k]) > smallest)) {
            forget_unknown(matrix, k);
            matrix->reciprocal[k] = 1 / INFINITE_PIVOT;
            lost++;
            continue;
        }
        double reciprocal = matrix->reciprocal[k] = 1 / pivot_row[k];
        for (uint32_t i = k + 1; i < n; i++) {
            double *restrict row = matrix->a + i * stride;
            double factor = row[k] * reciprocal;
            row[k] = factor;
            if (factor == 0) {
                continue;
            }
            for (uint32_t j = k + 1; j < n; j++) {
                row[j] -= factor * pivot_row[j];
            }
        }
    }
    return lost;
}

/* sum of row[j] b[j] for from <= j < to, in four sums that do not wait for each other. */
static inline double dot(const double *row, const double *b, uint32_t from, uint32_t to)
{
    double p = 0, q = 0, r = 0, s = 0;
    uint32_t j = from;
    for (; j + 4 <= to; j += 4) {
        p += row[j] * b[j];
        q += row[j + 1] * b[j + 1];
        r += row[j + 2] * b[j + 2];
        s += row[j + 3] * b[j + 3];
    }
    for (; j < to; j++) {
        p += row[j] * b[j];
    }
    return (p + q) + (r + s);
}

CHEM_SIMD
void chem_dense_solve(const struct chem_dense *matrix, double *b)
{
    uint32_t n = matrix->n, stride = matrix->stride;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t other = matrix->exchange[k];
        double kept = b[k];
        b[k] = b[other];
        b[other] = kept;
    }
    for (uint32_t i = 1; i < n; i++) {
        b[i] -= dot(matrix->a + i * stride, b, 0, i);
    }
    for (uint32_t i = n; i-- > 0;) {
        b[i] = (b[i] - dot(matrix->a + i * stride, b, i + 1, n)) * matrix->reciprocal[i];
    }
}

/* to -= factor * from, side by side. */
static inline void subtract_sides(double *restrict to, double factor, const double *restrict from)
{
    for (uint32_t s = 0; s < CHEM_DENSE_SIDES; s++) {
        to[s] -= factor * from[s];
    }
}

CHEM_SIMD
void chem_dense_solve_all(const struct chem_dense *matrix, double (*b)[CHEM_DENSE_SIDES])
{
    uint32_t n = matrix->n, stride = matrix->stride;
    for (uint32_t k = 0; k < n; k++) {
        if (matrix->exchange[k] != k) {
            exchange_rows(b[k], b[matrix->exchange[k]], CHEM_DENSE_SIDES);
        }
    }
    for (uint32_t i = 1; i < n; i++) {
        for (uint32_t j = 0; j < i; j++) {
            subtract_sides(b[i], matrix->a[i * stride + j], b[j]);
        }
    }
    for (uint32_t i = n; i-- > 0;) {
        for (uint32_t j = i + 1; j < n; j++) {
            subtract_sides(b[i], matrix->a[i * stride + j], b[j]);
        }
        for (uint32_t s = 0; s < CHEM_DENSE_SIDES; s++) {
            b[i][s] *= matrix->reciprocal[i];
        }
    }
}

void chem_dense_solve_transposed(const struct chem_dense *matrix, double *b)
{
    uint32_t n = matrix->n, stride = matrix->stride;
    for (uint32_t i = 0; i < n; i++) {
        const double *row = matrix->a + i * stride;
        double x = b[i] * matrix->reciprocal[i];
        b[i] = x;
        for (uint32_t j = i + 1; j < n; j++) {
            b[j] -= row[j] * x;
        }
    }
    for (uint32_t i = n; i-- > 1;) {
        const double *row = matrix->a + i * stride;
        double x = b[i];
        for (uint32_t j = 0; j < i; j++) {
            b[j] -= row[j] * x;
        }
    }
    for (uint32_t k = n; k-- > 0;) {
        uint32_t other = matrix->exchange[k];
        double kept = b[k];
        b[k] = b[other];
        b[other] = kept;
    }
}
