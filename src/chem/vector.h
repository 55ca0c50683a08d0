/* Loops over columns, written so that the compiler makes SIMD code of them; on x86-64 in several
   versions, of which the processor's best is taken when the program starts. */
#ifndef MEGURI_CHEM_VECTOR_H
#define MEGURI_CHEM_VECTOR_H

#include <stdint.h>

/* Sanitizers are not ready yet when the loader chooses a version. */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
#define CHEM_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CHEM_SIMD
#endif

/* out[i] = exp(x[i]), within 1 unit in the last place or so; 0 below -708, arguments above 709 are
   taken as 709, NaN stays. Source: argument reduction by ln 2 in two parts (Cody & Waite 1980) and
   the Taylor polynomial of degree 13 on |r| <= ln(2)/2. */
void chem_vector_exp(const double *x, double *out, uint32_t n);

/* out[i] = ln(x[i]) of normal numbers above 0, within 2 units in the last place or so. Source: x = 2^k m,
   ln m = 2 artanh((m - 1) / (m + 1)) as its series, sqrt(1/2) <= m < sqrt(2). */
void chem_vector_log(const double *x, double *out, uint32_t n);

/* sum of coefficient[t] * v[index[t]], in four sums that do not wait for each other. */
static inline double chem_gather_product(const double *coefficient, const uint32_t *index,
                                         uint32_t count, const double *v)
{
    double a = 0, b = 0, c = 0, d = 0;
    uint32_t t = 0;
    for (; t + 4 <= count; t += 4) {
        a += coefficient[t] * v[index[t]];
        b += coefficient[t + 1] * v[index[t + 1]];
        c += coefficient[t + 2] * v[index[t + 2]];
        d += coefficient[t + 3] * v[index[t + 3]];
    }
    for (; t < count; t++) {
        a += coefficient[t] * v[index[t]];
    }
    return (a + b) + (c + d);
}

/* The same with v in order, and the sum of v. */
static inline double chem_product(const double *coefficient, const double *v, uint32_t count)
{
    double sum[8] = {0};
    uint32_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (uint32_t k = 0; k < 8; k++) {
            sum[k] += coefficient[i + k] * v[i + k];
        }
    }
    for (; i < count; i++) {
        sum[0] += coefficient[i] * v[i];
    }
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

static inline double chem_sum(const double *v, uint32_t count)
{
    double sum[8] = {0};
    uint32_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (uint32_t k = 0; k < 8; k++) {
            sum[k] += v[i + k];
        }
    }
    for (; i < count; i++) {
        sum[0] += v[i];
    }
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

#endif
