/* Acidity of a mine water from its analysis, what it costs in reagent, and the solids it leaves.
   A sum by charge, for sizing: below pH 2.5 and for doses to pH 9 and more use the titration of
   chem instead (HSO4-, Mg and CO2 are not in this sum).
   Source: AMDTreat's help (Kirby & Cravotta 2005) for the first bracket, the same charges for Zn,
   Cu, Cd and Pb; molar masses IUPAC 2021. Concentrations kg/m3 (SI of mg/L: 1e-3). */
#ifndef MEGURI_WATER_MODEL_ACIDITY_H
#define MEGURI_WATER_MODEL_ACIDITY_H

#include <stdbool.h>
#include <stddef.h>

/* Dissolved concentrations in kg/m3 (mg/L / 1000); 0 when absent. */
struct water_metals {
    double fe2, fe3, al, mn, zn, cu, cd, pb;
};

/* kg CaCO3 per m3, part by part; the sum is total. */
struct water_acidity {
    double hydrogen, fe2, fe3, al, mn, zn, cu, cd, pb, total;
    bool ph_too_low; /* pH < 2.5: the hydrogen term is not to be trusted */
};

struct water_acidity water_acidity_of(double ph, const struct water_metals *metals);

enum water_reagent {
    WATER_LIME_HYDRATE,
    WATER_QUICKLIME,
    WATER_CAUSTIC_SODA,
    WATER_LIMESTONE,
    WATER_REAGENTS
};

/* kg of the reagent per m3 that neutralises `acidity` (kg CaCO3/m3); purity and efficiency 0..1. */
double water_reagent_dose(enum water_reagent reagent, double acidity, double purity,
                          double efficiency);

/* Dry solids, kg per m3 of water: hydroxides of the metals when all of each precipitates, manganese
   as MnO2, and the reagent that stays unused. */
double water_dry_solids(const struct water_metals *removed, double unused_reagent);

/* m3 of sludge per kg of dry solids. solids: share by mass (0.05 settled, 0.40 pressed),
   density: of the solids relative to water. */
double water_sludge_volume(double solids, double density);

/* kg O2 per m3 that oxidises Fe(II) to Fe(III) and Mn(II) to Mn(IV). */
double water_oxygen_demand(const struct water_metals *oxidised);

#endif
