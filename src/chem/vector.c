#include "chem/vector.h"

#include <string.h>

static const double LN2_HIGH = 6.93147180369123816490e-01; /* 32 bits: k times it is exact */
static const double LN2_LOW = 1.90821492927058770002e-10;
static const double LOG2_E = 1.44269504088896340736;
static const double ROUND = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to an integer */
static const double LOWEST = -708, HIGHEST = 709;

static inline double exp_one(double x)
{
    double bounded = x > HIGHEST ? HIGHEST : x;
    bounded = bounded < LOWEST ? LOWEST : bounded;
    double shifted = bounded * LOG2_E + ROUND;
    int64_t k;
    memcpy(&k, &shifted, sizeof k);
    double whole = shifted - ROUND;
    double r = (bounded - whole * LN2_HIGH) - whole * LN2_LOW;
    double p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    double e = 1 + (r + r * r * p);
    int64_t bits = (int64_t)(((uint64_t)k << 52) + ((uint64_t)1023 << 52));
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return x < LOWEST ? 0 : e * scale;
}

CHEM_SIMD
void chem_vector_exp(const double *x, double *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        out[i] = exp_one(x[i]);
    }
}
