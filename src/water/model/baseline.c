#include "water/model/baseline.h"

#include <math.h>

#include "water/model/unit_kind.h"

enum { RULES_MAX = 6, METALS = 5 };

/* What enters a tank: concentrations of its inflow, of waters as analysed and of tanks as they run.
 */
struct inflow {
    double flow; /* m3/s */
    double molality[WATER_CONSTITUENTS], ph;
};

static void mix(const struct water_train *train, const struct water_run *run, size_t t,
                struct inflow *out)
{
    double proton = 0;
    *out = (struct inflow){0};
    for (size_t i = 0; i < train->tanks[t].source_count; i++) {
        const struct water_source *source = &train->tanks[t].sources[i];
        const struct water_tank_result *tank =
            source->tank == CHEM_NONE ? NULL : &run->tanks[source->tank];
        const struct water_quality *raw = tank ? NULL : &train->qualities[source->water];
        double flow = source->share * (tank ? tank->flow : train->flows[source->water]);
        for (int k = 0; k < WATER_CONSTITUENTS; k++)
            out->molality[k] += flow * (tank ? tank->molality[k] : raw->molality[k]);
        proton += flow * pow(10, -(tank ? tank->ph : raw->ph));
        out->flow += flow;
    }
    for (int k = 0; k < WATER_CONSTITUENTS; k++)
        out->molality[k] /= out->flow;
    out->ph = -log10(proton / out->flow);
}

static double of(const double *molality, const char *key)
{
    return molality[water_constituent_find(str_from_c(key))];
}

/* kg/m3 of a constituent: mol/kgw = kmol/m3 */
static double mass_of(const double *molality, const char *key)
{
    int k = water_constituent_find(str_from_c(key));
    return molality[k] * water_constituents[k].molar_mass;
}

static double iron_of(const double *molality, double ph)
{
    (void)ph;
    return mass_of(molality, "Fe(2)") + mass_of(molality, "Fe(3)");
}

static double manganese_of(const double *molality, double ph)
{
    (void)ph;
    return mass_of(molality, "Mn(2)");
}

/* mol/m3 that sulfide would bind */
static double metals_of(const double *molality, double ph)
{
    static const char *const metals[METALS] = {"Zn", "Cd", "Cu(2)", "Pb", "Fe(2)"};
    double sum = 0;
    (void)ph;
    for (int i = 0; i < METALS; i++)
        sum += of(molality, metals[i]);
    return 1000 * sum;
}

/* kg CaCO3 per m3 */
static double acidity_of(const double *molality, double ph)
{
    struct water_metals metals = {.fe2 = mass_of(molality, "Fe(2)"),
                                  .fe3 = mass_of(molality, "Fe(3)"),
                                  .al = mass_of(molality, "Al"),
                                  .mn = mass_of(molality, "Mn(2)"),
                                  .zn = mass_of(molality, "Zn"),
                                  .cu = mass_of(molality, "Cu(2)"),
                                  .cd = mass_of(molality, "Cd"),
                                  .pb = mass_of(molality, "Pb")};
    return water_acidity_of(ph, &metals).total;
}

/* Rules by rate; every other rule of the table is a retention time. */
static const struct {
    const char *key, *kind;
    struct str what;
    enum water_baseline_unit unit;
    bool by_area;
    double (*content)(const double *molality, double ph);
} rate_rules[] = {
    {"wetland.iron", "g/m2/d", STR_INIT("鉄\x1firon"), WATER_BASELINE_MASS, true, iron_of},
    {"wetland.manganese", "g/m2/d", STR_INIT("マンガン\x1fmanganese"), WATER_BASELINE_MASS, true,
     manganese_of},
    {"srb.rate", "mol/m3/d",
     STR_INIT("二価の金属\x1f"
              "divalent metals"),
     WATER_BASELINE_AMOUNT, false, metals_of},
    {"vfp.acidity", "g/m2/d",
     STR_INIT("酸度（CaCO3）\x1f"
              "acidity (CaCO3)"),
     WATER_BASELINE_MASS, true, acidity_of},
};
enum { RATE_RULES = sizeof rate_rules / sizeof *rate_rules };

static int rule_by_rate(const struct water_train *train, const struct water_run *run,
                        const struct water_design *design, int rule, const struct inflow *in,
                        struct water_baseline_row *row, struct error *error)
{
    double rate, depth;
    const struct water_tank *tank = &train->tanks[row->tank];
    const struct water_tank_result *left = &run->tanks[row->tank];
    int status = water_values_need(design->values, rate_rules[rule].key, rate_rules[rule].kind,
                                   design->day, &rate, &row->number, error);
    if (!status)
        status = water_values_need(design->values, "wetland.depth", "m", design->day, &depth, NULL,
                                   error);
    if (status)
        return status;
    double content = rate_rules[rule].content(in->molality, in->ph);
    row->what = rate_rules[rule].what;
    row->unit = rate_rules[rule].unit;
    row->load = content * in->flow;
    row->capacity =
        rate * (rate_rules[rule].by_area ? tank->volume / depth : tank->volume * tank->porosity);
    row->lumped = fmax(row->load - row->capacity, 0) / in->flow;
    row->kinetic = rate_rules[rule].content(left->molality, left->ph);
    row->lumped_governs = row->lumped > row->kinetic;
    return 0;
}

static int rule_by_time(const struct water_run *run, const struct water_design *design,
                        const char *key, struct water_baseline_row *row, struct error *error)
{
    row->what = STR("滞留時間\x1fretention");
    row->unit = WATER_BASELINE_TIME;
    row->capacity = run->tanks[row->tank].retention;
    row->lumped = row->kinetic = NAN;
    int status =
        water_values_need(design->values, key, "h", design->day, &row->load, &row->number, error);
    row->lumped_governs = row->capacity < row->load;
    return status;
}

/* A surface load (m/h) sizes a clarifier, not what leaves it. */
static bool is_surface_load(struct str key)
{
    return str_equal(key, STR("clarifier.loading"));
}

static int add_rule(const struct water_train *train, const struct water_run *run,
                    const struct water_design *design, struct str key, const struct inflow *in,
                    struct water_baseline_row *row, struct error *error)
{
    enum { KEY_SIZE = 64 };
    char name[KEY_SIZE];
    for (int i = 0; i < RATE_RULES; i++)
        if (str_equal(key, str_from_c(rate_rules[i].key)))
            return rule_by_rate(train, run, design, i, in, row, error);
    if (key.n >= sizeof name)
        return ERROR(error, ERR_TOO_LARGE, key, STR("63"));
    for (size_t i = 0; i < key.n; i++)
        name[i] = key.p[i];
    name[key.n] = 0;
    return rule_by_time(run, design, name, row, error);
}

int water_baseline_of(const struct water_train *train, const struct water_run *run,
                      const struct water_design *design, struct str units, struct arena *arena,
                      struct water_baseline_row **out, size_t *count, struct error *error)
{
    *out = ARENA_ARRAY(arena, struct water_baseline_row, train->tank_count * RULES_MAX);
    *count = 0;
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_unit_kind kind;
        struct inflow in;
        int status = water_unit_kind_find(units, train->tanks[t].kind, arena, &kind, error);
        mix(train, run, t, &in);
        size_t rules = 0;
        for (struct str key; !status && rules < RULES_MAX && str_cut(&kind.rules, ',', &key);) {
            if (key.n == 0 || is_surface_load(key))
                continue;
            struct water_baseline_row *row = &(*out)[*count];
            *row = (struct water_baseline_row){.tank = t};
            status = add_rule(train, run, design, key, &in, row, error);
            *count += 1;
            rules++;
        }
        if (status)
            return status;
    }
    return 0;
}
