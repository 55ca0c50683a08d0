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

static inline double log_one(double x)
{
    const uint64_t root_half = 0x3fe6a09e667f3bcd, exponent_bias = (uint64_t)1023 << 52;
    const uint64_t whole_bits = 0x4330000000000000; /* 2^52: a small integer in its last bits */
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint64_t biased = (bits - root_half + exponent_bias) >> 52, k_bits = whole_bits | biased;
    double k, m;
    memcpy(&k, &k_bits, sizeof k);
    k -= 4503599627370496.0 + 1023;
    uint64_t m_bits = bits - (biased << 52) + exponent_bias;
    memcpy(&m, &m_bits, sizeof m);
    double s = (m - 1) / (m + 1), z = s * s;
    double p = 1.0 / 23;
    p = p * z + 1.0 / 21;
    p = p * z + 1.0 / 19;
    p = p * z + 1.0 / 17;
    p = p * z + 1.0 / 15;
    p = p * z + 1.0 / 13;
    p = p * z + 1.0 / 11;
    p = p * z + 1.0 / 9;
    p = p * z + 1.0 / 7;
    p = p * z + 1.0 / 5;
    p = p * z + 1.0 / 3;
    return k * LN2_HIGH + (2 * s + (2 * s * z * p + k * LN2_LOW));
}

CHEM_SIMD
void chem_vector_log(const double *x, double *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        out[i] = log_one(x[i]);
    }
}
