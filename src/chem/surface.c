#include "chem/surface.h"

#include <math.h>

#include "chem/water_properties.h"

/* PHREEQC's constants, so that potentials agree. */
static const double FARADAY = 96493.5;        /* C/mol */
static const double GAS_CONSTANT = 8.3147;    /* J/(mol K) */
static const double VACUUM = 8.854e-12;       /* C/(V m) */
static const double LITRES = 1000;            /* per m3 */
static const double LEAST_STRENGTH = 1e-14;

double chem_surface_charge_scale(double kelvin, double ionic_strength)
{
    double eps = chem_water_dielectric(kelvin) * VACUUM;
    double strength = fmax(ionic_strength, LEAST_STRENGTH);
    return sqrt(8 * LITRES * eps * GAS_CONSTANT * kelvin * strength) / FARADAY;
}

double chem_surface_volt(double x, double kelvin)
{
    return -x * GAS_CONSTANT * kelvin / FARADAY;
}
