#include "chem/water_properties.h"

#include <math.h>

static const double PI = 3.14159265358979323846;
static const double AVOGADRO = 6.02252e23;     /* as PHREEQC has it, so that A and B agree */
static const double BJERRUM = 1.671008e-3;     /* e^2 / k in cm K for eps_r = 1 */
static const double PRESSURE_BAR = 1.01325;
static const double LN10 = 2.302585092994045684;

double chem_water_density(double kelvin)
{
    static const double B[6] = {1.99274064, 1.09965342, -0.510839303,
                                -1.75493479, -45.5170352, -6.74694450e5};
    static const double CRITICAL_KELVIN = 647.096, CRITICAL_DENSITY = 322;
    double theta = 1 - kelvin / CRITICAL_KELVIN;
    double cube = cbrt(theta);
    double t2 = cube * cube, t5 = t2 * theta;
    double second = theta * theta, fourth = second * second, ninth = fourth * fourth * theta;
    double t16 = fourth * theta * cube;                           /* 16/3 = 5 + 1/3 */
    double t43 = ninth * fourth * theta * cube;                   /* 43/3 = 14 + 1/3 */
    double t110 = ninth * ninth * ninth * ninth * t2;             /* 110/3 = 36 + 2/3 */
    return CRITICAL_DENSITY *
           (1 + B[0] * cube + B[1] * t2 + B[2] * t5 + B[3] * t16 + B[4] * t43 + B[5] * t110);
}

/* Density between saturation and 1 atm: the linear term of the pressure's polynomial that PHREEQC
   fitted to the equation of Wagner & Pruss, kg/m3 per atm. */
static double density_by_pressure(double kelvin)
{
    static const double P[5] = {5.1880000e-2, -4.1885519e-4, 6.6780748e-6, -3.6648699e-8,
                                8.3501912e-11};
    double t = kelvin - 273.15;
    return P[0] + t * (P[1] + t * (P[2] + t * (P[3] + t * P[4])));
}

double chem_water_density_at_1_atm(double kelvin)
{
    double saturated = exp(11.6702 - 3816.44 / (kelvin - 46.13)); /* atm */
    return chem_water_density(kelvin) + fmax(1 - saturated, 0) * density_by_pressure(kelvin);
}

double chem_water_compressibility(double kelvin)
{
    return density_by_pressure(kelvin) / chem_water_density_at_1_atm(kelvin);
}

/* eps = d1000 + c ln((b + P)/(b + 1000)) */
static void dielectric_terms(double kelvin, double *c, double *b)
{
    *c = -2.0525 + 3115.9 / (kelvin - 182.89);
    *b = -8032.5 + 4.2142e6 / kelvin + 2.1417 * kelvin;
}

double chem_water_dielectric(double kelvin)
{
    double d1000 = 342.79 * exp(kelvin * (-5.0866e-3 + 9.4690e-7 * kelvin)), c, b;
    dielectric_terms(kelvin, &c, &b);
    return d1000 + c * log((b + PRESSURE_BAR) / (b + 1000));
}

double chem_water_born(double kelvin)
{
    double c, b, eps = chem_water_dielectric(kelvin);
    dielectric_terms(kelvin, &c, &b);
    return c / (b + PRESSURE_BAR) / (eps * eps);
}

double chem_water_volume_slope(double kelvin)
{
    static const double gas_constant = 82.0597; /* cm3 atm / (mol K) */
    double c, b, eps = chem_water_dielectric(kelvin);
    dielectric_terms(kelvin, &c, &b);
    double by_pressure = c / (b + PRESSURE_BAR) * PRESSURE_BAR / eps; /* d ln(eps)/dP per atm */
    return 1e8 * chem_debye_at(kelvin).b * BJERRUM / (eps * kelvin) * gas_constant * kelvin *
           (by_pressure - chem_water_compressibility(kelvin) / 3);
}

struct chem_debye chem_debye_at(double kelvin)
{
    double q = BJERRUM / (chem_water_dielectric(kelvin) * kelvin);
    double b = sqrt(8 * PI * AVOGADRO * q * (chem_water_density(kelvin) / 1000) / 1000);
    return (struct chem_debye){.a = b * q / (2 * LN10), .b = b / 1e8};
}
