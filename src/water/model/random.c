#include "water/model/random.h"

#include <math.h>

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t water_random_bits(uint64_t seed, uint64_t stream, uint64_t index)
{
    static const uint64_t golden = 0x9e3779b97f4a7c15u;
    return mix(mix(mix(seed + golden) + stream * golden + 1) + index * golden + 1);
}

double water_random_uniform(uint64_t seed, uint64_t stream, uint64_t index)
{
    return ((double)(water_random_bits(seed, stream, index) >> 11) + 0.5) * 0x1p-53;
}

static double tail(double q)
{
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
                               -2.400758277161838e+00, -2.549732539343734e+00,
                               4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00};
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
}

static double centre(double q)
{
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
                               -2.759285104469687e+02, 1.383577518672690e+02,
                               -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
                               -1.556989798598866e+02, 6.680131188771972e+01,
                               -1.328068155288572e+01};
    double r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

double water_normal_quantile(double p)
{
    static const double low = 0.02425, two_pi = 6.283185307179586;
    double x;
    if (p < low)
        x = tail(sqrt(-2 * log(p)));
    else if (p > 1 - low)
        x = -tail(sqrt(-2 * log1p(-p)));
    else
        x = centre(p - 0.5);
    double e = 0.5 * erfc(-x / sqrt(2)) - p, u = e * sqrt(two_pi) * exp(x * x / 2);
    return x - u / (1 + x * u / 2);
}

double water_random_normal(uint64_t seed, uint64_t stream, uint64_t index)
{
    return water_normal_quantile(water_random_uniform(seed, stream, index));
}
