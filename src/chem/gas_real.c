#include "chem/gas_real.h"

#include <math.h>

static const double GAS_CONSTANT = 0.0820597; /* litre atm / (mol K), PHREEQC's */
static const double SQRT_2 = 1.41421356237309515;
enum { ROOT_STEPS = 60 };

/* Attraction of like molecules: 0.457235 R2 Tc2 / Pc alpha(T). */
static double attraction(const struct chem_phase *phase, double kelvin)
{
    double omega = phase->acentric;
    double slope = 0.37464 + omega * (1.54226 - 0.26992 * omega);
    double root = 1 + slope * (1 - sqrt(kelvin / phase->critical_kelvin));
    double size = GAS_CONSTANT * phase->critical_kelvin;
    return 0.457235 * size * size / phase->critical_pressure * root * root;
}

static double interaction(const struct chem_database *database, int32_t one, int32_t other)
{
    for (size_t i = database->gas_pair_count; i-- > 0;) { /* a later one wins */
        const struct chem_gas_pair *pair = &database->gas_pairs[i];
        if ((pair->phases[0] == one && pair->phases[1] == other) ||
            (pair->phases[0] == other && pair->phases[1] == one))
            return pair->value;
    }
    return 0;
}

void chem_gas_fluid_make(struct chem_gas_fluid *fluid, const struct chem_database *database,
                         const int32_t *phases, uint32_t count, double kelvin)
{
    double own[CHEM_GASES_MAX];
    fluid->count = count;
    fluid->real = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct chem_phase *phase = &database->phases[phases[i]];
        bool real = phase->critical_kelvin > 0 && phase->critical_pressure > 0;
        own[i] = real ? attraction(phase, kelvin) : 0;
        fluid->b[i] =
            real ? 0.077796 * GAS_CONSTANT * phase->critical_kelvin / phase->critical_pressure : 0;
        fluid->real |= real;
    }
    for (uint32_t i = 0; i < count && fluid->real; i++)
        for (uint32_t k = 0; k < count; k++)
            fluid->a[i * CHEM_GASES_MAX + k] =
                sqrt(own[i] * own[k]) *
                (i == k ? 1 : 1 - interaction(database, phases[i], phases[k]));
}

/* The largest root of Z3 - (1 - B) Z2 + (A - 2 B - 3 B2) Z - (A B - B2 - B3): beyond it the cubic
   is convex, and Newton's method comes down to it. */
static double compressibility(double a, double b)
{
    double c2 = b - 1, c1 = a - 2 * b - 3 * b * b, c0 = b * b + b * b * b - a * b;
    double z = 1 + fmax(fabs(c2), fmax(fabs(c1), fabs(c0)));
    for (int k = 0; k < ROOT_STEPS; k++) {
        double value = ((z + c2) * z + c1) * z + c0, slope = (3 * z + 2 * c2) * z + c1;
        double next = z - value / slope;
        if (!(next < z))
            break;
        z = next;
    }
    return z;
}

double chem_gas_fluid_coefficients(const struct chem_gas_fluid *fluid, const double *partial,
                                   double pressure, double kelvin, double *ln_phi)
{
    double sum = 0, a = 0, b = 0, with[CHEM_GASES_MAX] = {0};
    for (uint32_t i = 0; i < fluid->count; i++) {
        sum += partial[i];
        ln_phi[i] = 0;
    }
    if (!fluid->real || !(sum > 0) || !(pressure > 0))
        return 1;
    for (uint32_t i = 0; i < fluid->count; i++) {
        for (uint32_t k = 0; k < fluid->count; k++)
            with[i] += partial[k] / sum * fluid->a[i * CHEM_GASES_MAX + k];
        a += partial[i] / sum * with[i];
        b += partial[i] / sum * fluid->b[i];
    }
    if (!(b > 0))
        return 1;
    double rt = GAS_CONSTANT * kelvin, scaled_a = a * pressure / (rt * rt);
    double scaled_b = b * pressure / rt, z = compressibility(scaled_a, scaled_b);
    double spread =
        log((z + (1 + SQRT_2) * scaled_b) / (z + (1 - SQRT_2) * scaled_b)) / (2 * SQRT_2 * b * rt);
    for (uint32_t i = 0; i < fluid->count; i++)
        ln_phi[i] = fluid->b[i] / b * (z - 1) - log(z - scaled_b) -
                    spread * (2 * with[i] - a * fluid->b[i] / b);
    return z;
}
