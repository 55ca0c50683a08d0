/* Charge and potential of a surface in the generalised two-layer model: all bound ions lie in one plane
   at the surface, the counter charge in a diffuse layer whose composition is not counted (Gouy-Chapman):
     sigma = sqrt(8000 eps eps0 R T I) sinh(F psi / 2RT)          C/m2, symmetric electrolyte.
   The unknown here is x = -F psi / RT, so that a species of charge z is raised by exp(z x).
   Sources: Dzombak & Morel 1990, chapter 2, eq. 2.2-2.6; PHREEQC 3 user's guide, SURFACE. */
#ifndef MEGURI_CHEM_SURFACE_H
#define MEGURI_CHEM_SURFACE_H

/* sqrt(8000 eps eps0 R T I) / F: mol of charge per m2 at sinh = 1. Ionic strength in mol/kgw is used
   for mol/L, as PHREEQC does. */
double chem_surface_charge_scale(double kelvin, double ionic_strength);

/* psi in volt from x, and back. */
double chem_surface_volt(double x, double kelvin);

#endif
