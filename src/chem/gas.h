/* GAS_PHASE: gases that share a volume or a pressure, in equilibrium with the water of a cell. A
   plain value as the solids are. At fixed volume each gas has the pressure that the water gives it;
   at fixed pressure the phase is there as long as these pressures sum to the given one, and
   vanishes when they can not. p_i V = n_i Z R T and fugacities by chem/gas_real.h. Units: mol in
   the cell, atm, litre. */
#ifndef MEGURI_CHEM_GAS_H
#define MEGURI_CHEM_GAS_H

#include "chem/model.h"

enum {
    CHEM_GASES_MAX = 16,                    /* of one gas phase */
    CHEM_FORMING_MAX = CHEM_SOLIDS_MAX + 1, /* solids and the gas phase at fixed pressure */
};

struct chem_gas {
    int32_t phase;   /* in database.phases */
    double amount;   /* mol */
    double pressure; /* atm: answer of the last equilibrium; 0 when the phase has vanished */
    double phi;      /* its fugacity over its pressure, likewise; 0 before */
};

struct chem_gas_phase {
    bool fixed_volume;
    double pressure; /* of all gases: given, or the answer when the volume is fixed */
    double volume;   /* given, or the answer when the pressure is fixed: 0 when it has vanished */
    uint32_t count;
    struct chem_gas gas[CHEM_GASES_MAX];
};

/* mol of all gases. */
double chem_gas_phase_amount(const struct chem_gas_phase *phase);
/* mol per atm and litre at a temperature: 1 / RT. */
double chem_gas_density(double kelvin);
/* Amounts of gases whose partial pressures and volume are known. */
void chem_gas_phase_fill(const struct chem_database *database, struct chem_gas_phase *phase,
                         double kelvin);
/* The atoms of an element in the gases, mol. */
double chem_gas_phase_element(const struct chem_database *database,
                              const struct chem_gas_phase *phase, int32_t element);

#endif
