#include "chem/exchange.h"

#include <math.h>

static const double LN10 = 2.302585092994045684;
static const double DAVIES = 0.3;
static const double LEAST_STRENGTH = 1e-14; /* keeps 1 / sqrt(I) finite */

double chem_exchange_ln_gamma(const struct chem_gamma *gamma, double equivalents,
                              const struct chem_debye *debye, double ionic_strength, double *slope)
{
    double strength = fmax(ionic_strength, LEAST_STRENGTH), root = sqrt(strength);
    double az2 = LN10 * debye->a * equivalents * equivalents;
    if (gamma->rule == CHEM_GAMMA_DAVIES) {
        double d = 1 + root;
        *slope = -az2 * (1 / (2 * root * d * d) - DAVIES);
        return -az2 * (root / d - DAVIES * strength);
    }
    if (gamma->rule == CHEM_GAMMA_DEBYE) {
        double d = 1 + debye->b * gamma->ion_size * root, b = LN10 * gamma->slope;
        *slope = -az2 / (2 * root * d * d) + b;
        return -az2 * root / d + b * strength;
    }
    *slope = 0;
    return 0;
}
