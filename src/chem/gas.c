#include "chem/gas.h"

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
