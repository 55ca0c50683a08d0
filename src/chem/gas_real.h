/* The equation of state of Peng and Robinson (1976) for mixtures, with critical constants from the
   database (-T_c K, -P_c atm, -Omega). A gas without them counts as ideal in the mixture. */
#ifndef MEGURI_CHEM_GAS_REAL_H
#define MEGURI_CHEM_GAS_REAL_H

#include "chem/gas.h"

struct chem_gas_fluid {
    uint32_t count;
    bool real;                                 /* some gas has critical constants */
    double a[CHEM_GASES_MAX * CHEM_GASES_MAX]; /* attraction of each pair: litre2 atm / mol2 */
    double b[CHEM_GASES_MAX];                  /* litre/mol */
};

/* Constants of these phases (of database.phases) at a temperature. */
void chem_gas_fluid_make(struct chem_gas_fluid *fluid, const struct chem_database *database,
                         const int32_t *phases, uint32_t count, double kelvin);
/* ln of the fugacity coefficients of gases with these partial pressures (atm; they sum to the
   pressure of the mixture, which `pressure` may replace). Returns Z = p V / n R T, of the gas, not
   of a liquid. */
double chem_gas_fluid_coefficients(const struct chem_gas_fluid *fluid, const double *partial,
                                   double pressure, double kelvin, double *ln_phi);

#endif
