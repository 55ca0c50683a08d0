/* Metals that go with ferrihydrite as it forms. Each mol of it takes as much as stands in
   equilibrium with the water of the cell, and keeps it: what has settled takes no more. The
   equilibrium is the generalised two-layer model with the constants of Dzombak & Morel 1990 as
   data/chem/amd.dat has them (tests/water/test_sorption.c compares with the chemistry's own): n_i =
   N K_i {i} {H}^h f^z / D,  D = sum over the species of a site,  f = e^(-F psi/RT) sum z_i n_i + A
   k sinh(ln f / 2) = 0                         k: chem/surface.h for N = 0.2 weak and 0.005 strong
   sites on A = 600 m2/g. The one unknown, ln f, is found by Newton's method: the left side rises
   with it. */
#include <math.h>

#include "chem/chem.h"
#include "water/model/rate.h"

static const double weak_sites = 0.2, strong_sites = 0.005; /* mol per mol of iron */
static const double area = 600 * 106.87;                    /* m2/mol */

enum site { WEAK, STRONG, SITES };
enum { LEAST_CHARGE = -3, CHARGES = 6, HYDROGEN_MIN = -2, HYDROGENS = 6 };

/* What a site binds: K, H+ taken up, charge. Of the site itself: H+ and its loss. */
static const double protonated = 1.9498446e+07 /* 7.29 */, deprotonated = 1.1748976e-09 /* -8.93 */;
static const struct bound {
    enum site site;
    enum water_sense activity;
    double k;
    int hydrogen, charge;
} bounds[] = {
    {WEAK, WATER_SENSE_ZN_ACTIVITY, 1.0232930e-02, -1, 1},      /* -1.99 */
    {WEAK, WATER_SENSE_CD_ACTIVITY, 1.2302688e-03, -1, 1},      /* -2.91 */
    {WEAK, WATER_SENSE_CU_ACTIVITY, 3.9810717e+00, -1, 1},      /* 0.6 */
    {WEAK, WATER_SENSE_PB_ACTIVITY, 1.9952623e+00, -1, 1},      /* 0.3 */
    {WEAK, WATER_SENSE_MN_ACTIVITY, 3.1622777e-04, -1, 1},      /* -3.5 */
    {WEAK, WATER_SENSE_CA_ACTIVITY, 1.4125375e-06, -1, 1},      /* -5.85 */
    {WEAK, WATER_SENSE_MG_ACTIVITY, 2.5118864e-05, -1, 1},      /* -4.6 */
    {WEAK, WATER_SENSE_FE2_ACTIVITY, 1.0471285e-03, -1, 1},     /* -2.98 */
    {WEAK, WATER_SENSE_FE2_ACTIVITY, 2.8183829e-12, -2, 0},     /* -11.55 */
    {WEAK, WATER_SENSE_SO4_ACTIVITY, 6.0255959e+07, 1, -1},     /* 7.78 */
    {WEAK, WATER_SENSE_SO4_ACTIVITY, 6.1659500e+00, 0, -2},     /* 0.79 */
    {WEAK, WATER_SENSE_ASO4_ACTIVITY, 2.0417379e+29, 3, 0},     /* 29.31 */
    {WEAK, WATER_SENSE_ASO4_ACTIVITY, 3.2359366e+23, 2, -1},    /* 23.51 */
    {WEAK, WATER_SENSE_ASO4_ACTIVITY, 3.8018940e+10, 0, -3},    /* 10.58 */
    {WEAK, WATER_SENSE_PO4_ACTIVITY, 1.9498446e+31, 3, 0},      /* 31.29 */
    {WEAK, WATER_SENSE_PO4_ACTIVITY, 2.4547089e+25, 2, -1},     /* 25.39 */
    {WEAK, WATER_SENSE_PO4_ACTIVITY, 5.2480746e+17, 1, -2},     /* 17.72 */
    {WEAK, WATER_SENSE_CO3_ACTIVITY, 3.6307805e+12, 1, -1},     /* 12.56 */
    {WEAK, WATER_SENSE_CO3_ACTIVITY, 4.1686938e+20, 2, 0},      /* 20.62 */
    {WEAK, WATER_SENSE_SILICA_ACTIVITY, 1.9054607e+04, 0, 0},   /* 4.28 */
    {WEAK, WATER_SENSE_SILICA_ACTIVITY, 6.0255959e-04, -1, -1}, /* -3.22 */
    {WEAK, WATER_SENSE_SILICA_ACTIVITY, 2.0417379e-12, -2, -2}, /* -11.69 */
    {WEAK, WATER_SENSE_F_ACTIVITY, 5.0118723e+08, 1, 0},        /* 8.7 */
    {WEAK, WATER_SENSE_F_ACTIVITY, 3.9810717e+01, 0, -1},       /* 1.6 */
    {STRONG, WATER_SENSE_ZN_ACTIVITY, 9.7723722e+00, -1, 1},    /* 0.99 */
    {STRONG, WATER_SENSE_CD_ACTIVITY, 2.9512092e+00, -1, 1},    /* 0.47 */
    {STRONG, WATER_SENSE_CU_ACTIVITY, 7.7624712e+02, -1, 1},    /* 2.89 */
    {STRONG, WATER_SENSE_PB_ACTIVITY, 4.4668359e+04, -1, 1},    /* 4.65 */
    {STRONG, WATER_SENSE_MN_ACTIVITY, 3.9810717e-01, -1, 1},    /* -0.4 */
    {STRONG, WATER_SENSE_CA_ACTIVITY, 9.3325430e+04, 0, 2},     /* 4.97 */
    {STRONG, WATER_SENSE_FE2_ACTIVITY, 1.1220185e-01, -1, 1},   /* -0.95 */
};
enum { BOUNDS = sizeof bounds / sizeof *bounds };

/* By charge, what stands on a site relative to its free ones at no potential. */
struct sites {
    double of[SITES][CHARGES];
    double hydrogen[HYDROGENS]; /* powers of {H+} */
};

static void find_sites(struct water_sight *s, struct sites *out)
{
    double proton = water_sense(s, WATER_SENSE_PROTON_ACTIVITY);
    *out = (struct sites){{{0}}, {0}};
    out->hydrogen[-HYDROGEN_MIN] = 1;
    for (int i = 1 - HYDROGEN_MIN; i < HYDROGENS; i++)
        out->hydrogen[i] = out->hydrogen[i - 1] * proton;
    for (int i = -1 - HYDROGEN_MIN; i >= 0; i--)
        out->hydrogen[i] = out->hydrogen[i + 1] / proton;
    for (int site = 0; site < SITES; site++) {
        out->of[site][-LEAST_CHARGE] = 1;
        out->of[site][1 - LEAST_CHARGE] = protonated * proton;
        out->of[site][-1 - LEAST_CHARGE] = deprotonated / proton;
    }
    for (int i = 0; i < BOUNDS; i++)
        out->of[bounds[i].site][bounds[i].charge - LEAST_CHARGE] +=
            bounds[i].k * water_sense(s, bounds[i].activity) *
            out->hydrogen[bounds[i].hydrogen - HYDROGEN_MIN];
}

/* All on a site at a potential, its mean charge and how that rises with ln f. */
static double all_on(const double *of, double f, double *charge, double *slope)
{
    double power = 1 / (f * f * f), all = 0, first = 0, second = 0;
    for (int z = LEAST_CHARGE; z < LEAST_CHARGE + CHARGES; z++, power *= f) {
        double amount = of[z - LEAST_CHARGE] * power;
        all += amount;
        first += z * amount;
        second += z * z * amount;
    }
    *charge = first / all;
    *slope = second / all - *charge * *charge;
    return all;
}

double water_sorption_layer(double kelvin, double ionic_strength)
{
    return area * chem_surface_charge_scale(kelvin, ionic_strength);
}

/* ln f */
static double find_potential(const struct sites *sites, double layer)
{
    enum { STEPS = 60 };
    static const double near = 1e-12, longest = 2;
    double x = 0;
    for (int i = 0; i < STEPS; i++) {
        double weak, strong, weak_slope, strong_slope, f = exp(x), root = exp(x / 2);
        all_on(sites->of[WEAK], f, &weak, &weak_slope);
        all_on(sites->of[STRONG], f, &strong, &strong_slope);
        double charge = weak_sites * weak + strong_sites * strong + layer * (root - 1 / root) / 2;
        double slope =
            weak_sites * weak_slope + strong_sites * strong_slope + layer * (root + 1 / root) / 4;
        double change = fmin(fmax(-charge / slope, -longest), longest);
        x += change;
        if (fabs(change) < near)
            break;
    }
    return x;
}

/* mol of a species, by its activity and charge where several have it, on a mol of ferrihydrite */
static double on_iron(struct water_sight *s, enum water_sense which)
{
    struct sites sites;
    double all[SITES], charge, slope, sum = 0;
    find_sites(s, &sites);
    double layer = water_sorption_layer(water_sense(s, WATER_SENSE_KELVIN),
                                        water_sense(s, WATER_SENSE_IONIC_STRENGTH));
    double f = exp(find_potential(&sites, layer));
    for (int site = 0; site < SITES; site++)
        all[site] = all_on(sites.of[site], f, &charge, &slope);
    for (int i = 0; i < BOUNDS; i++)
        if (bounds[i].activity == which)
            sum += (bounds[i].site == WEAK ? weak_sites : strong_sites) * bounds[i].k *
                   sites.hydrogen[bounds[i].hydrogen - HYDROGEN_MIN] * pow(f, bounds[i].charge) /
                   all[bounds[i].site];
    return sum * water_sense(s, which);
}

/* What forms of ferrihydrite; it may dissolve, and then nothing is taken. */
static double taken(const double *p, struct water_sight *s, enum water_sense which)
{
    double forming = water_sense(s, WATER_SENSE_FERRIHYDRITE_FORMING);
    return forming > 0 ? p[0] * forming * on_iron(s, which) : 0;
}

double water_sorption_zn(const double *p, struct water_sight *s)
{
    return taken(p, s, WATER_SENSE_ZN_ACTIVITY);
}

double water_sorption_cd(const double *p, struct water_sight *s)
{
    return taken(p, s, WATER_SENSE_CD_ACTIVITY);
}

double water_sorption_cu(const double *p, struct water_sight *s)
{
    return taken(p, s, WATER_SENSE_CU_ACTIVITY);
}

double water_sorption_pb(const double *p, struct water_sight *s)
{
    return taken(p, s, WATER_SENSE_PB_ACTIVITY);
}

double water_sorption_mn(const double *p, struct water_sight *s)
{
    return taken(p, s, WATER_SENSE_MN_ACTIVITY);
}

double water_sorption_as(const double *p, struct water_sight *s)
{
    return taken(p, s, WATER_SENSE_ASO4_ACTIVITY);
}
