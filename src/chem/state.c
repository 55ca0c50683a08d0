#include "chem/state.h"

#include <math.h>

static const double LN10 = 2.302585092994045684;

double chem_water_ph(const struct chem_water *water)
{
    return -water->ln_activity[water->model->proton] / LN10;
}

double chem_water_pe(const struct chem_water *water)
{
    int32_t electron = water->model->electron_component;
    return electron == CHEM_NONE ? 0 : -water->ln_activity[electron] / LN10;
}

double chem_water_charge(const struct chem_water *water)
{
    double sum = 0;
    for (uint32_t j = 0; j < water->model->component_count; j++) {
        sum += water->model->components[j].charge * water->totals[j];
    }
    return sum;
}

void chem_water_add(struct chem_water *water, const double *amounts, double factor)
{
    for (uint32_t j = 0; j < water->model->component_count; j++) {
        water->totals[j] += factor * amounts[j];
    }
}

/* A start for the activity of a mixture, on the side of the larger part; of what one of both waters
   does not have, the other's. */
static double start_between(double one, double one_mass, double other, double other_mass)
{
    static const double absent = -1e4; /* below any real ln activity */
    if (one < absent || other < absent) {
        return fmax(one, other);
    }
    return (one * one_mass + other * other_mass) / (one_mass + other_mass);
}

void chem_water_mix(struct chem_water *water, const struct chem_water *other, double fraction)
{
    double added = fraction * other->mass, all = water->mass + added;
    bool first = water->mass == 0;
    if (first) {
        *water = *other;
        water->mass = 0;
        for (uint32_t j = 0; j < other->model->component_count; j++) {
            water->totals[j] = 0;
        }
    }
    for (uint32_t j = 0; j < other->model->component_count; j++) {
        water->totals[j] += fraction * other->totals[j];
        if (!first) {
            water->ln_activity[j] = start_between(water->ln_activity[j], water->mass,
                                                  other->ln_activity[j], added);
        }
    }
    water->kelvin = (water->kelvin * water->mass + other->kelvin * added) / all;
    water->ionic_strength =
        (water->ionic_strength * water->mass + other->ionic_strength * added) / all;
    water->mass = all;
}
