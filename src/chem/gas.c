#include "chem/gas.h"

#include "chem/gas_real.h"

static const double GAS_CONSTANT = 0.0820597; /* litre atm / (mol K), PHREEQC's */

double chem_gas_phase_amount(const struct chem_gas_phase *phase)
{
    double sum = 0;
    for (uint32_t i = 0; i < phase->count; i++)
        sum += phase->gas[i].amount;
    return sum;
}

double chem_gas_density(double kelvin)
{
    return 1 / (GAS_CONSTANT * kelvin);
}

void chem_gas_phase_fill(const struct chem_database *database, struct chem_gas_phase *phase,
                         double kelvin)
{
    struct chem_gas_fluid fluid;
    int32_t phases[CHEM_GASES_MAX];
    double partial[CHEM_GASES_MAX], ln_phi[CHEM_GASES_MAX], sum = 0;
    for (uint32_t i = 0; i < phase->count; i++) {
        phases[i] = phase->gas[i].phase;
        partial[i] = phase->gas[i].pressure;
        sum += partial[i];
    }
    chem_gas_fluid_make(&fluid, database, phases, phase->count, kelvin);
    double z = chem_gas_fluid_coefficients(&fluid, partial, sum, kelvin, ln_phi);
    for (uint32_t i = 0; i < phase->count; i++)
        phase->gas[i].amount = partial[i] * phase->volume * chem_gas_density(kelvin) / z;
    if (phase->fixed_volume)
        phase->pressure = sum;
}

double chem_gas_phase_element(const struct chem_database *database,
                              const struct chem_gas_phase *phase, int32_t element)
{
    double sum = 0;
    for (uint32_t i = 0; i < phase->count; i++) {
        const struct chem_phase *formula = &database->phases[phase->gas[i].phase];
        for (uint32_t k = 0; k < formula->atom_count; k++)
            if (formula->atoms[k].element == element)
                sum += formula->atoms[k].count * phase->gas[i].amount;
    }
    return sum;
}
