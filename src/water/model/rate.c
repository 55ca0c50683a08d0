#include "water/model/rate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double gas_constant = 8.31446; /* J/(mol K) */

static double arrhenius(struct water_sight *s, double energy)
{
    return exp(-energy / gas_constant * (1 / water_sense(s, WATER_SENSE_KELVIN) - 1 / 298.15));
}

static double per_theta(struct water_sight *s, double theta)
{
    return pow(theta, water_sense(s, WATER_SENSE_KELVIN) - 293.15);
}

/* x / (K + x) for x that may be a rounding below zero */
static double monod(double x, double k)
{
    return x > 0 ? x / (k + x) : 0;
}

/* How much of the bacteria has grown; 1 of a bed that works. */
static double grown(struct water_sight *s)
{
    return 1 - water_sense(s, WATER_SENSE_DORMANT);
}

static double iron_homogeneous(const double *p, struct water_sight *s)
{
    double hydroxide = water_sense(s, WATER_SENSE_OH_ACTIVITY);
    double o2 = water_sense(s, WATER_SENSE_O2_PRESSURE);
    /* the plateau k0 also needs oxygen: it fades around 1e-9 mol/kgw */
    double supply = monod(water_sense(s, WATER_SENSE_O2), 1e-9);
    return p[0] * (p[1] + p[2] * hydroxide * hydroxide * o2) * arrhenius(s, p[3]) *
           water_sense(s, WATER_SENSE_FE2) * supply;
}

static double iron_heterogeneous(const double *p, struct water_sight *s)
{
    double proton = water_sense(s, WATER_SENSE_PROTON_ACTIVITY);
    return p[0] * water_sense(s, WATER_SENSE_FE2) * water_sense(s, WATER_SENSE_O2) *
           (water_sense(s, WATER_SENSE_FERRIHYDRITE) + p[1]) / proton;
}

static double iron_bacterial(const double *p, struct water_sight *s)
{
    double off = (water_sense(s, WATER_SENSE_PH) - p[3]) / p[4];
    return p[0] * grown(s) * arrhenius(s, p[5]) * exp(-off * off) *
           monod(water_sense(s, WATER_SENSE_FE2), p[1]) *
           monod(water_sense(s, WATER_SENSE_O2), p[2]);
}

static double co2_exchange(const double *p, struct water_sight *s)
{
    double pressure = water_sense(s, WATER_SENSE_CO2_PRESSURE),
           co2 = water_sense(s, WATER_SENSE_CO2);
    if (!(pressure > 0))
        return 0;
    return p[0] * per_theta(s, p[2]) * co2 * (1 - p[1] / 101325 / pressure);
}

static double o2_exchange(const double *p, struct water_sight *s)
{
    /* Henry's constant of the database: mol/kgw at 1 atm */
    double henry = water_sense(s, WATER_SENSE_O2_HENRY);
    if (!(henry > 0))
        return 0;
    return p[0] * per_theta(s, p[2]) * (henry * p[1] / 101325 - water_sense(s, WATER_SENSE_O2));
}

/* Plummer, Wigley & Parkhurst 1978; mmol/cm2/s = 10 mol/m2/s. Hydroxides coat the stone: exp(-b m).
 */
static double limestone(const double *p, struct water_sight *s)
{
    double left = water_sense(s, WATER_SENSE_LIMESTONE), fresh = s->pools_new[WATER_POOL_LIMESTONE];
    if (!(left > 0) || !(fresh > 0))
        return 0;
    double kelvin = water_sense(s, WATER_SENSE_KELVIN);
    double k1 = pow(10, 0.198 - 444 / kelvin), k2 = pow(10, 2.84 - 2177 / kelvin);
    double k3 = kelvin <= 298.15 ? pow(10, -5.86 - 317 / kelvin) : pow(10, -1.1 - 1737 / kelvin);
    double forward = k1 * water_sense(s, WATER_SENSE_PROTON_ACTIVITY) +
                     k2 * water_sense(s, WATER_SENSE_CO2_ACTIVITY) +
                     k3 * water_sense(s, WATER_SENSE_WATER_ACTIVITY);
    double coating =
        water_sense(s, WATER_SENSE_FERRIHYDRITE) + water_sense(s, WATER_SENSE_ALUMINIUM_HYDROXIDE);
    double area = p[0] * pow(left / fresh, p[1]) * exp(-p[3] * coating);
    return p[2] * area * 10 * forward * (1 - pow(water_sense(s, WATER_SENSE_CALCITE), 2.0 / 3));
}

static double sulfate_reduction(const double *p, struct water_sight *s)
{
    double inhibition = p[5] / (p[5] + water_sense(s, WATER_SENSE_O2)) * p[6] /
                        (p[6] + water_sense(s, WATER_SENSE_SULFIDE));
    double acid = 1 / (1 + pow(10, 2 * (p[4] - water_sense(s, WATER_SENSE_PH))));
    return p[0] * grown(s) * per_theta(s, p[3]) * monod(water_sense(s, WATER_SENSE_SO4), p[1]) *
           monod(water_sense(s, WATER_SENSE_DOC), p[2]) * acid * inhibition;
}

static double iron_reduction(const double *p, struct water_sight *s)
{
    return p[0] * grown(s) * per_theta(s, p[3]) * monod(water_sense(s, WATER_SENSE_FE3), p[1]) *
           monod(water_sense(s, WATER_SENSE_DOC), p[2]) * p[4] /
           (p[4] + water_sense(s, WATER_SENSE_O2));
}

static double manganese_oxidation(const double *p, struct water_sight *s)
{
    double hydroxide = water_sense(s, WATER_SENSE_OH_ACTIVITY),
           o2 = water_sense(s, WATER_SENSE_O2_PRESSURE);
    return (p[0] + p[1] * (p[2] + water_sense(s, WATER_SENSE_MNO2))) * hydroxide * hydroxide * o2 *
           water_sense(s, WATER_SENSE_MN);
}

static double hydrolysis_fast(const double *p, struct water_sight *s)
{
    return p[0] * per_theta(s, p[1]) * fmax(water_sense(s, WATER_SENSE_BRAN), 0);
}

static double hydrolysis_slow(const double *p, struct water_sight *s)
{
    return p[0] * per_theta(s, p[1]) * fmax(water_sense(s, WATER_SENSE_HUSK), 0);
}

static double respiration(const double *p, struct water_sight *s)
{
    return p[0] * monod(water_sense(s, WATER_SENSE_DOC), p[2]) *
           monod(water_sense(s, WATER_SENSE_O2), p[1]);
}

static double sulfide_oxidation(const double *p, struct water_sight *s)
{
    return p[0] * water_sense(s, WATER_SENSE_SULFIDE) * water_sense(s, WATER_SENSE_O2);
}

/* Two films, liquid side; the air has none of it. */
static double h2s_exchange(const double *p, struct water_sight *s)
{
    return p[0] * per_theta(s, p[1]) * water_sense(s, WATER_SENSE_H2S);
}

/* A controller that is proportional in {OH-}, not in pH: against the dose that is a line beyond the
   end point, which Newton meets from any overshoot. */
static double dosing(const double *p, struct water_sight *s)
{
    return p[1] * (1 - pow(10, water_sense(s, WATER_SENSE_PH) - p[0]));
}

#define POOL(which, count)                                                                         \
    {                                                                                              \
        NULL, which, count                                                                         \
    }
#define SPECIES(name, count)                                                                       \
    {                                                                                              \
        name, 0, count                                                                             \
    }
/* so many mol as the parameter of that number says */
#define SHARE(name, count, number)                                                                 \
    {                                                                                              \
        name, 0, count, number                                                                     \
    }
/* Organic matter CH2O (NH3)N (H3PO4)P: nitrogen and phosphorus come free with the carbon. */
#define NUTRIENTS SHARE("NH3", 1, 3), SHARE("H2PO4-", 1, 4), SHARE("H+", 1, 4)

#define SORPTION_PARAMETERS                                                                        \
    {                                                                                              \
        {                                                                                          \
            "factor", "-"                                                                          \
        }                                                                                          \
    }

const struct water_law_declaration water_laws[WATER_LAWS] = {
    [WATER_IRON_HOMOGENEOUS] = {"iron_homogeneous",
                                STR_INIT("二価鉄の酸化（水中）\x1firon oxidation in solution"),
                                false,
                                iron_homogeneous,
                                {{"factor", "-"}, {"k0", "1/s"}, {"k1", "1/s"}, {"Ea", "kJ/mol"}},
                                {SPECIES("Fe+2", -1), SPECIES("O2", -0.25), SPECIES("H+", -1),
                                 SPECIES("Fe+3", 1), SPECIES("H2O", 0.5)}},
    [WATER_IRON_HETEROGENEOUS] =
        {"iron_heterogeneous",
         STR_INIT("二価鉄の酸化（水酸化鉄の表面）\x1firon oxidation on ferrihydrite"),
         false,
         iron_heterogeneous,
         {{"k2", "kg/mol/s"}, {"sorbent", "mol/kg"}},
         {SPECIES("Fe+2", -1), SPECIES("O2", -0.25), SPECIES("H+", -1), SPECIES("Fe+3", 1),
          SPECIES("H2O", 0.5)}},
    [WATER_IRON_BACTERIAL] = {"iron_bacterial",
                              STR_INIT("二価鉄の酸化（鉄酸化菌）\x1firon oxidation by bacteria"),
                              false,
                              iron_bacterial,
                              {{"R_max", "mol/kg/s"},
                               {"K_Fe", "mol/kg"},
                               {"K_O2", "mol/kg"},
                               {"pH_best", "-"},
                               {"pH_width", "-"},
                               {"Ea", "kJ/mol"}},
                              {SPECIES("Fe+2", -1), SPECIES("O2", -0.25), SPECIES("H+", -1),
                               SPECIES("Fe+3", 1), SPECIES("H2O", 0.5)}},
    [WATER_CO2_EXCHANGE] = {"co2_exchange",
                            STR_INIT("二酸化炭素の放散\x1floss of CO2"),
                            true,
                            co2_exchange,
                            {{"kLa", "1/s"}, {"pressure", "atm"}, {"theta", "-"}},
                            {SPECIES("CO2", -1)}},
    [WATER_O2_EXCHANGE] = {"o2_exchange",
                           STR_INIT("酸素の溶け込み\x1fuptake of O2"),
                           true,
                           o2_exchange,
                           {{"kLa", "1/s"}, {"pressure", "atm"}, {"theta", "-"}},
                           {SPECIES("O2", 1)}},
    [WATER_LIMESTONE_DISSOLUTION] =
        {"limestone",
         STR_INIT("石灰石の溶解\x1flimestone dissolution"),
         true,
         limestone,
         {{"area", "m2/kg"}, {"shrink", "-"}, {"factor", "-"}, {"armour", "kg/mol"}},
         {SPECIES("Ca+2", 1), SPECIES("CO3-2", 1), POOL(WATER_POOL_LIMESTONE, -1)}},
    [WATER_HYDROLYSIS_FAST] = {"hydrolysis_fast",
                               STR_INIT("米ぬかの分解\x1fhydrolysis of bran"),
                               false,
                               hydrolysis_fast,
                               {{"k", "1/s"}, {"theta", "-"}, {"N", "-"}, {"P", "-"}},
                               {POOL(WATER_POOL_BRAN, -1), POOL(WATER_POOL_DOC, 1), NUTRIENTS},
                               {"NH4-N", "PO4-P"}},
    [WATER_HYDROLYSIS_SLOW] = {"hydrolysis_slow",
                               STR_INIT("もみ殻の分解\x1fhydrolysis of husk"),
                               false,
                               hydrolysis_slow,
                               {{"k", "1/s"}, {"theta", "-"}, {"N", "-"}, {"P", "-"}},
                               {POOL(WATER_POOL_HUSK, -1), POOL(WATER_POOL_DOC, 1), NUTRIENTS},
                               {"NH4-N", "PO4-P"}},
    [WATER_SULFATE_REDUCTION] = {"sulfate_reduction",
                                 STR_INIT("硫酸還元\x1fsulfate reduction"),
                                 false,
                                 sulfate_reduction,
                                 {{"R_max", "mol/kg/s"},
                                  {"K_SO4", "mol/kg"},
                                  {"K_DOC", "mol/kg"},
                                  {"theta", "-"},
                                  {"pH_half", "-"},
                                  {"K_O2", "mol/kg"},
                                  {"K_H2S", "mol/kg"}},
                                 {SPECIES("SO4-2", -1), POOL(WATER_POOL_DOC, -2), SPECIES("H2S", 1),
                                  SPECIES("HCO3-", 2)}},
    [WATER_RESPIRATION] = {"respiration",
                           STR_INIT("有機物の酸化\x1frespiration"),
                           false,
                           respiration,
                           {{"R_max", "mol/kg/s"}, {"K_O2", "mol/kg"}, {"K_DOC", "mol/kg"}},
                           {POOL(WATER_POOL_DOC, -1), SPECIES("O2", -1), SPECIES("CO2", 1),
                            SPECIES("H2O", 1)}},
    [WATER_SULFIDE_OXIDATION] = {"sulfide_oxidation",
                                 STR_INIT("硫化物の酸化\x1fsulfide oxidation"),
                                 false,
                                 sulfide_oxidation,
                                 {{"k", "kg/mol/s"}},
                                 {SPECIES("H2S", -1), SPECIES("O2", -2), SPECIES("SO4-2", 1),
                                  SPECIES("H+", 2)}},
    [WATER_MANGANESE_OXIDATION] = {"manganese_oxidation",
                                   STR_INIT("マンガンの酸化\x1fmanganese oxidation"),
                                   false,
                                   manganese_oxidation,
                                   {{"k1", "1/s"}, {"k2", "kg/mol/s"}, {"sorbent", "mol/kg"}},
                                   {SPECIES("Mn+2", -1), SPECIES("O2", -0.5), SPECIES("H2O", -1),
                                    SPECIES("H+", 2), POOL(WATER_POOL_MNO2, 1)}},
    [WATER_H2S_EXCHANGE] = {"h2s_exchange",
                            STR_INIT("硫化水素の放散\x1floss of H2S"),
                            false,
                            h2s_exchange,
                            {{"kLa", "1/s"}, {"theta", "-"}},
                            {SPECIES("H2S", -1)}},
    [WATER_IRON_REDUCTION] = {"iron_reduction",
                              STR_INIT("三価鉄の還元\x1firon reduction"),
                              false,
                              iron_reduction,
                              {{"R_max", "mol/kg/s"},
                               {"K_Fe", "mol/kg"},
                               {"K_DOC", "mol/kg"},
                               {"theta", "-"},
                               {"K_O2", "mol/kg"}},
                              {POOL(WATER_POOL_DOC, -0.25), SPECIES("Fe+3", -1),
                               SPECIES("H2O", -0.25), SPECIES("Fe+2", 1), SPECIES("CO2", 0.25),
                               SPECIES("H+", 1)}},
    [WATER_DOSING_LIME] = {"dosing_lime",
                           STR_INIT("消石灰の注入\x1f"
                                    "dosing of Ca(OH)2"),
                           true,
                           dosing,
                           {{"pH", "-"}, {"most", "mol/kg/s"}},
                           {SPECIES("Ca+2", 1), SPECIES("OH-", 2)}},
    [WATER_DOSING_NAOH] = {"dosing_naoh",
                           STR_INIT("苛性ソーダの注入\x1f"
                                    "dosing of NaOH"),
                           true,
                           dosing,
                           {{"pH", "-"}, {"most", "mol/kg/s"}},
                           {SPECIES("Na+", 1), SPECIES("OH-", 1)},
                           {"Na"}},
    [WATER_SORPTION_ZN] = {"sorption_zn",
                           STR_INIT("水酸化鉄への吸着（亜鉛）\x1fsorption of zinc on ferrihydrite"),
                           false,
                           water_sorption_zn,
                           SORPTION_PARAMETERS,
                           {SPECIES("Zn+2", -1), SPECIES("H2O", -2), SPECIES("H+", 2),
                            POOL(WATER_POOL_IRON_ZN, 1)}},
    [WATER_SORPTION_CD] =
        {"sorption_cd",
         STR_INIT("水酸化鉄への吸着（カドミウム）\x1fsorption of cadmium on ferrihydrite"),
         false,
         water_sorption_cd,
         SORPTION_PARAMETERS,
         {SPECIES("Cd+2", -1), SPECIES("H2O", -2), SPECIES("H+", 2), POOL(WATER_POOL_IRON_CD, 1)}},
    [WATER_SORPTION_CU] = {"sorption_cu",
                           STR_INIT("水酸化鉄への吸着（銅）\x1fsorption of copper on ferrihydrite"),
                           false,
                           water_sorption_cu,
                           SORPTION_PARAMETERS,
                           {SPECIES("Cu+2", -1), SPECIES("H2O", -2), SPECIES("H+", 2),
                            POOL(WATER_POOL_IRON_CU, 1)}},
    [WATER_SORPTION_PB] = {"sorption_pb",
                           STR_INIT("水酸化鉄への吸着（鉛）\x1fsorption of lead on ferrihydrite"),
                           false,
                           water_sorption_pb,
                           SORPTION_PARAMETERS,
                           {SPECIES("Pb+2", -1), SPECIES("H2O", -2), SPECIES("H+", 2),
                            POOL(WATER_POOL_IRON_PB, 1)}},
    [WATER_SORPTION_MN] =
        {"sorption_mn",
         STR_INIT("水酸化鉄への吸着（マンガン）\x1fsorption of manganese on ferrihydrite"),
         false,
         water_sorption_mn,
         SORPTION_PARAMETERS,
         {SPECIES("Mn+2", -1), SPECIES("H2O", -2), SPECIES("H+", 2), POOL(WATER_POOL_IRON_MN, 1)}},
    [WATER_SORPTION_AS] = {"sorption_as",
                           STR_INIT(
                               "水酸化鉄への吸着（砒素）\x1fsorption of arsenate on ferrihydrite"),
                           false,
                           water_sorption_as,
                           SORPTION_PARAMETERS,
                           {SPECIES("H3AsO4", -1), POOL(WATER_POOL_IRON_AS, 1)}},
};

bool water_law_find(struct str name, enum water_law *out)
{
    for (int i = 0; i < WATER_LAWS; i++)
        if (str_equal(name, str_from_c(water_laws[i].name))) {
            *out = (enum water_law)i;
            return true;
        }
    return false;
}

int water_rate_init(enum water_law law, const struct water_values *values, day_number day,
                    struct water_rate *out, struct error *error)
{
    enum { KEY_SIZE = 80 };
    *out = (struct water_rate){.law = law};
    const struct water_law_declaration *declared = &water_laws[law];
    for (int i = 0; i < WATER_LAW_PARAMETERS && declared->parameters[i].name; i++) {
        char key[KEY_SIZE];
        snprintf(key, sizeof key, "%s.%s", declared->name, declared->parameters[i].name);
        int status = water_values_need(values, key, declared->parameters[i].unit, day,
                                       &out->parameter[i], NULL, error);
        if (status)
            return status;
    }
    return 0;
}

static int32_t species_of(const struct chem_model *model, const char *name)
{
    int32_t index = chem_database_species(model->database, str_from_c(name));
    return index == CHEM_NONE ? CHEM_NONE : model->species_of[index];
}

/* Adds coefficient times a species in mol of components. H2O is a component and no species. */
static void add_species(const struct chem_model *model, const char *name, double coefficient,
                        double *out)
{
    if (str_equal(str_from_c(name), STR("H2O"))) {
        out[model->water] += coefficient;
        return;
    }
    int32_t species = species_of(model, name);
    for (uint32_t t = model->reaction.start[species]; t < model->reaction.start[species + 1]; t++)
        out[model->reaction.component[t]] += coefficient * model->reaction.coefficient[t];
}

/* Whether the model has all species of the terms with this factor (0: of those without). */
static bool has_terms(const struct chem_model *model, const struct water_law_term *terms,
                      int factor)
{
    for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
        if (terms[i].factor == factor && terms[i].species &&
            !str_equal(str_from_c(terms[i].species), STR("H2O")) &&
            species_of(model, terms[i].species) == CHEM_NONE)
            return false;
    return true;
}

void water_rate_compile(const struct chem_model *model, struct water_rate *rate)
{
    const struct water_law_term *terms = water_laws[rate->law].terms;
    memset(rate->reaction, 0, sizeof rate->reaction);
    rate->able = has_terms(model, terms, 0);
    for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++) {
        int factor = terms[i].factor;
        double count = terms[i].coefficient * (factor > 0 ? rate->parameter[factor - 1] : 1);
        if (terms[i].species && rate->able && has_terms(model, terms, factor))
            add_species(model, terms[i].species, count, rate->reaction);
    }
}

double water_rate_of(const struct water_rate *rate, struct water_sight *sight)
{
    return rate->able ? water_laws[rate->law].rate(rate->parameter, sight) : 0;
}

uint64_t water_rate_slopes(const struct water_rate *rate, struct water_sight *sight, double value,
                           double *slopes)
{
    static const double share = 1e-7, least = 1e-13, least_activity = 1e-30; /* of differences */
    if (!rate->able)
        return 0;
    water_law_rate *law = water_laws[rate->law].rate;
    sight->read = 0;
    (void)law(rate->parameter, sight);
    uint64_t read = sight->read;
    for (int k = 0; k < WATER_SENSES; k++) {
        if (!(read >> k & 1))
            continue;
        /* an activity may be far below `least` and matters all the same */
        bool activity = water_sense_declarations[k].kind == WATER_READ_ACTIVITY;
        double at = sight->value[k], step = share * fabs(at) + (activity ? least_activity : least);
        slopes[k] = 0;
        if (water_sense_constant((enum water_sense)k) ||
            water_sense_absent(sight, (enum water_sense)k))
            continue;
        sight->value[k] = at + step;
        slopes[k] = (law(rate->parameter, sight) - value) / (sight->value[k] - at);
        sight->value[k] = at;
    }
    return read;
}
