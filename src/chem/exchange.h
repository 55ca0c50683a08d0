/* Activities of exchange species, Gaines-Thomas: the activity is the equivalent fraction times an
   activity coefficient,
     a_i = gamma_i b_i n_i / E,   E equivalents of the exchanger, b_i those of one mole of i.
   gamma is 1, or that of the free ion by -gamma (extended Debye-Hückel) or -davies, with b as charge.
   Sources: Gaines & Thomas 1953; Appelo & Postma 2005, chapter 6; PHREEQC 3 user's guide, EXCHANGE. */
#ifndef MEGURI_CHEM_EXCHANGE_H
#define MEGURI_CHEM_EXCHANGE_H

#include "chem/database.h"
#include "chem/water_properties.h"

/* ln gamma of an exchange species that holds `equivalents` sites; *slope is its derivative in ionic
   strength. 0 for CHEM_GAMMA_SITES. */
double chem_exchange_ln_gamma(const struct chem_gamma *gamma, double equivalents,
                              const struct chem_debye *debye, double ionic_strength, double *slope);

#endif
