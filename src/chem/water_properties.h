/* Properties of pure water at 1 atm that activities need. The inside of chem/equilibrium.h. */
#ifndef MEGURI_CHEM_WATER_PROPERTIES_H
#define MEGURI_CHEM_WATER_PROPERTIES_H

/* Debye-Hückel: a in (kg/mol)^1/2 for log10 gamma, b in (kg/mol)^1/2 per angstrom. */
struct chem_debye {
    double a, b;
};

/* 273-373 K. Dielectric constant of Bradley & Pitzer 1979, density of Wagner & Pruss 2002. */
struct chem_debye chem_debye_at(double kelvin);
/* kg/m3 of the liquid on its saturation line. Wagner & Pruss 2002, eq. 2.6. */
double chem_water_density(double kelvin);
double chem_water_dielectric(double kelvin);
/* kg/m3 at 1 atm, and its compressibility d ln(density)/dP per atm. */
double chem_water_density_at_1_atm(double kelvin);
double chem_water_compressibility(double kelvin);
/* d(1/eps)/dP taken negative, per bar: the Born function of molar volumes. */
double chem_water_born(double kelvin);
/* Debye-Hückel slope of molar volumes, cm3/mol (kg/mol)^1/2: Pitzer, Peiper & Busey 1984. */
double chem_water_volume_slope(double kelvin);

#endif
