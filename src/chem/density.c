/* Molar volumes by the Helgeson-Kirkham-Flowers form with a Debye-Hückel slope (Redlich & Meyer
   1964; Appelo, Parkhurst & Post 2014), in cm3/mol with the numbers of -Vm a1 a2 a3 a4 W a0 i1 i2
   i3 i4: V = 41.84 (0.1 a1 + 100 a2/(2600 + P) + a3/(T - 228) + 1e4 a4/((2600 + P)(T - 228)) - 1e5
   W Q)
         + z^2 Av/2 s/(1 + a0 B s) + (i1 + i2/(T - 228) + i3 (T - 228)) I^i4,   s = sqrt I, P in
   bar. Q is the Born function, as d(1/eps)/dP; Av the slope of volumes. */
#include "chem/density.h"

#include <math.h>

#include "chem/water_properties.h"

static const double CUBIC_CENTIMETRES = 41.84004; /* per cal/bar */
static const double BAR = 1.01325;                /* of 1 atm */
static const double LEAST_SIZE = 1e-5;            /* a0 below it: the plain square root */

struct volume_terms {
    double pressure, kelvin; /* 2600 + P, T - 228 */
    double born, slope, b;   /* Q, Av, B */
    double strength, root;
};

static struct volume_terms terms_at(double kelvin, double strength)
{
    struct chem_debye debye = chem_debye_at(kelvin);
    return (struct volume_terms){.pressure = 2600 + BAR,
                                 .kelvin = kelvin - 228,
                                 .born = chem_water_born(kelvin),
                                 .slope = chem_water_volume_slope(kelvin),
                                 .b = debye.b,
                                 .strength = strength,
                                 .root = sqrt(strength)};
}

static double molar_volume(const struct chem_species *species, const struct volume_terms *t)
{
    const double *v = species->volume;
    if (!v || v[0] == 0)
        return 0;
    double sum =
        CUBIC_CENTIMETRES * (0.1 * v[0] + 100 * v[1] / t->pressure + v[2] / t->kelvin +
                             1e4 * v[3] / (t->pressure * t->kelvin) - 1e5 * v[4] * t->born);
    double z = species->charge;
    if (z == 0)
        return sum;
    sum += z * z * 0.5 * t->slope * t->root / (v[5] < LEAST_SIZE ? 1 : 1 + v[5] * t->b * t->root);
    double by_strength = v[6] + v[7] / t->kelvin + v[8] * t->kelvin;
    return by_strength == 0 ? sum : sum + by_strength * pow(t->strength, v[9]);
}

static double molar_mass(const struct chem_database *database, const struct chem_species *species)
{
    double sum = 0;
    for (uint32_t k = 0; k < species->atom_count; k++)
        sum += species->atoms[k].count * database->elements[species->atoms[k].element].molar_mass;
    return sum;
}

struct chem_density chem_read_density(const struct chem_answer *answer,
                                      const struct chem_water *water)
{
    const struct chem_database *database = answer->model->database;
    struct volume_terms terms = terms_at(water->kelvin, answer->ionic_strength);
    double mass = 0, volume = 0; /* g and cm3 per kg of water */
    for (uint32_t i = 0; i < answer->model->species_count; i++) {
        const struct chem_species *species = &database->species[answer->model->species[i]];
        mass += answer->molality[i] * molar_mass(database, species);
        volume += answer->molality[i] * molar_volume(species, &terms);
    }
    double pure = chem_water_density_at_1_atm(water->kelvin) / 1000;
    double density = pure * (1000 + mass) / (1000 + pure * volume);
    return (struct chem_density){density, answer->mass * (1 + mass / 1000) / density};
}
