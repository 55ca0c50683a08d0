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

double chem_water_dielectric(double kelvin)
{
    double d1000 = 342.79 * exp(kelvin * (-5.0866e-3 + 9.4690e-7 * kelvin));
    double c = -2.0525 + 3115.9 / (kelvin - 182.89);
    double b = -8032.5 + 4.2142e6 / kelvin + 2.1417 * kelvin;
    return d1000 + c * log((b + PRESSURE_BAR) / (b + 1000));
}

struct chem_debye chem_debye_at(double kelvin)
{
    double q = BJERRUM / (chem_water_dielectric(kelvin) * kelvin);
    double b = sqrt(8 * PI * AVOGADRO * q * (chem_water_density(kelvin) / 1000) / 1000);
    return (struct chem_debye){.a = b * q / (2 * LN10), .b = b / 1e8};
}
