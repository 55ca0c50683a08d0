#include "water/model/acidity.h"

#include <math.h>

/* g/mol; IUPAC 2021 abridged, four digits. */
static const double mass_fe = 55.85, mass_al = 26.98, mass_mn = 54.94, mass_zn = 65.38,
                    mass_cu = 63.55, mass_cd = 112.4, mass_pb = 207.2;
static const double mass_caco3 = 100.09, mass_oh = 17.007, mass_o2 = 31.998, mass_mno2 = 86.94;

/* 50 g CaCO3 per equivalent, the rounding that acidity is reported with. */
static const double caco3_equivalent = 50;

static double acidity_of_ion(double concentration, int charge, double mass)
{
    return caco3_equivalent * charge * concentration / mass;
}

struct water_acidity water_acidity_of(double ph, const struct water_metals *metals)
{
    struct water_acidity a = {
        /* mol/L = 1000 mol/m3; 50 g/mol = 0.05 kg/mol */
        .hydrogen = caco3_equivalent * pow(10, -ph),
        .fe2 = acidity_of_ion(metals->fe2, 2, mass_fe),
        .fe3 = acidity_of_ion(metals->fe3, 3, mass_fe),
        .al = acidity_of_ion(metals->al, 3, mass_al),
        .mn = acidity_of_ion(metals->mn, 2, mass_mn),
        .zn = acidity_of_ion(metals->zn, 2, mass_zn),
        .cu = acidity_of_ion(metals->cu, 2, mass_cu),
        .cd = acidity_of_ion(metals->cd, 2, mass_cd),
        .pb = acidity_of_ion(metals->pb, 2, mass_pb),
        .ph_too_low = ph < 2.5,
    };
    a.total = a.hydrogen + a.fe2 + a.fe3 + a.al + a.mn + a.zn + a.cu + a.cd + a.pb;
    return a;
}

/* kg of reagent per kg CaCO3, by equivalents. */
static double reagent_ratio(enum water_reagent reagent)
{
    switch (reagent) {
    case WATER_LIME_HYDRATE:
        return 74.093 / mass_caco3;
    case WATER_QUICKLIME:
        return 56.077 / mass_caco3;
    case WATER_CAUSTIC_SODA:
        return 2 * 39.997 / mass_caco3;
    case WATER_LIMESTONE:
    case WATER_REAGENTS:
        break;
    }
    return 1;
}

double water_reagent_dose(enum water_reagent reagent, double acidity, double purity,
                          double efficiency)
{
    return acidity * reagent_ratio(reagent) / (purity * efficiency);
}

static double as_hydroxide(double metal, int charge, double mass)
{
    return metal * (mass + charge * mass_oh) / mass;
}

double water_dry_solids(const struct water_metals *removed, double unused_reagent)
{
    return as_hydroxide(removed->fe2 + removed->fe3, 3, mass_fe) +
           as_hydroxide(removed->al, 3, mass_al) + as_hydroxide(removed->zn, 2, mass_zn) +
           as_hydroxide(removed->cu, 2, mass_cu) + as_hydroxide(removed->cd, 2, mass_cd) +
           as_hydroxide(removed->pb, 2, mass_pb) + removed->mn * mass_mno2 / mass_mn +
           unused_reagent;
}

double water_sludge_volume(double solids, double density)
{
    /* relative density of the mixture by volumes: SG / (SG - s (SG - 1)); water 1,000 kg/m3 */
    double mixture = 1000 * density / (density - solids * (density - 1));
    return 1 / (solids * mixture);
}

double water_oxygen_demand(const struct water_metals *oxidised)
{
    return oxidised->fe2 * mass_o2 / (4 * mass_fe) + oxidised->mn * mass_o2 / (2 * mass_mn);
}
