/* Density and volume of a water from the molar volumes of its species (-Vm of the database), as
   PHREEQC computes them; a species without -Vm counts with its mass and no volume. 1 atm. */
#ifndef MEGURI_CHEM_DENSITY_H
#define MEGURI_CHEM_DENSITY_H

#include "chem/equilibrium.h"

struct chem_density {
    double density; /* kg/litre */
    double volume;  /* litre of solution */
};
struct chem_density chem_read_density(const struct chem_answer *answer,
                                      const struct chem_water *water);

#endif
