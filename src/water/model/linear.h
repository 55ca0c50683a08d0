/* Small dense matrices, symmetric unless said, row by row: factor, solve, invert, eigenvalues.
   Sizes up to some hundreds (parameters, members). Cholesky; cyclic Jacobi rotations for
   eigenvalues. */
#ifndef MEGURI_WATER_MODEL_LINEAR_H
#define MEGURI_WATER_MODEL_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Solves a x = b by LU with partial pivots; a is destroyed, b becomes x. False when a is singular.
   The one call here for matrices that are not symmetric. */
bool water_solve(double *a, size_t n, double *b);

/* a[n][n] = L L^T, L in the lower triangle. False when it is not positive definite. */
bool water_cholesky(double *a, size_t n);
/* Solves with the factor, in place: x[n]. */
void water_cholesky_solve(const double *factor, size_t n, double *x);
/* inverse[n][n] from the factor. */
void water_cholesky_invert(const double *factor, size_t n, double *inverse);
/* Eigenvalues of symmetric a[n][n] (destroyed) in descending order with their vectors as columns of
   vectors[n][n]. */
void water_eigen(double *a, size_t n, double *values, double *vectors);

#endif
