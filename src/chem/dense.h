/* Small dense linear systems, 10 to 50 unknowns, in the caller's memory: LU with row exchanges only
   where the diagonal is much smaller than its column (the solver orders unknowns so that it seldom
   is), zeros skipped. Rows have a fixed stride, aligned for SIMD.
   Source: Golub & Van Loan 2013, algorithm 3.4.1 with threshold pivoting. */
#ifndef MEGURI_CHEM_DENSE_H
#define MEGURI_CHEM_DENSE_H

#include <stdint.h>

enum { CHEM_DENSE_MAX = 104, CHEM_DENSE_ALIGN = 64, CHEM_DENSE_SIDES = 8 };

struct chem_dense {
    uint32_t n;      /* unknowns */
    uint32_t stride; /* doubles between rows: n + 1 rounded up to 8 */
    _Alignas(CHEM_DENSE_ALIGN) double a[CHEM_DENSE_MAX * CHEM_DENSE_MAX];
    double reciprocal[CHEM_DENSE_MAX]; /* of the pivots */
    uint8_t exchange[CHEM_DENSE_MAX];
};

/* n < CHEM_DENSE_MAX unknowns, all zero. Row n and column n are spare: what is written there is no
   part of the system, so that filling needs no questions. */
void chem_dense_clear(struct chem_dense *matrix, uint32_t n);
static inline double *chem_dense_row(struct chem_dense *matrix, uint32_t row)
{
    return matrix->a + (uint64_t)row * matrix->stride;
}
/* In place. An unknown whose pivot is smaller than `smallest` is given the answer 0: it stays where
   it is. Returns the number of such unknowns. */
uint32_t chem_dense_factor(struct chem_dense *matrix, double smallest);
/* b becomes the solution of A x = b. */
void chem_dense_solve(const struct chem_dense *matrix, double *b);
/* The same for as many right sides at once, at the cost of little more than one. */
void chem_dense_solve_all(const struct chem_dense *matrix, double (*b)[CHEM_DENSE_SIDES]);
/* b becomes the solution of A^T x = b. */
void chem_dense_solve_transposed(const struct chem_dense *matrix, double *b);

#endif
