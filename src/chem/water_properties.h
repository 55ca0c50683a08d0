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

#endif
