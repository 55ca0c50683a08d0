#include "water/model/address.h"

#include <string.h>

static const double caco3 = 100.09, ch2o = 30.026; /* g/mol; organic matter counts as CH2O */

static int refuse(struct str name, struct str what, struct error *error)
{
    return ERROR(error, ERR_WATER_STUDY, name, what);
}

/* The part behind "PREFIX.", or false. */
static bool behind(struct str name, struct str prefix, struct str *rest)
{
    if (!str_starts(name, prefix) || name.n <= prefix.n || name.p[prefix.n] != '.')
        return false;
    *rest = str_slice(name, prefix.n + 1, name.n);
    return true;
}

static bool has_law(const struct water_tank *tank, enum water_law law)
{
    for (size_t i = 0; i < tank->rate_count; i++)
        if (tank->rates[i].law == law)
            return true;
    return false;
}

static int find_law(const struct water_train *train, struct str name, struct str rest,
                    struct water_address *out, struct error *error)
{
    size_t dot = str_find_char(rest, '.', 0);
    struct str law = str_slice(rest, 0, dot), parameter = str_slice(rest, dot + 1, rest.n);
    if (!water_law_find(law, &out->law))
        return refuse(name, BOTH("反応の名前ではありません", "no law has this name"), error);
    const struct water_law_declaration *declaration = &water_laws[out->law];
    out->parameter = -1;
    for (int i = 0; i < WATER_LAW_PARAMETERS && declaration->parameters[i].name; i++)
        if (str_equal(parameter, str_from_c(declaration->parameters[i].name)))
            out->parameter = i;
    if (out->parameter < 0)
        return refuse(name, BOTH("この反応にその値はありません", "the law has no such parameter"),
                      error);
    bool found = false;
    for (size_t t = 0; t < train->tank_count; t++)
        found = found || ((out->tank == CHEM_NONE || out->tank == (int32_t)t) &&
                          has_law(&train->tanks[t], out->law));
    out->kind = WATER_ADDRESS_LAW;
    out->unit = declaration->parameters[out->parameter].unit;
    return found
               ? 0
               : refuse(name, BOTH("槽にこの反応がありません", "the tank has no such law"), error);
}

static int find_in_tank(const struct water_train *train, struct str name, struct str rest,
                        struct water_address *out, struct error *error)
{
    static const struct {
        const char *name, *unit;
        enum water_address_kind kind;
        enum water_pool pool;
    } figures[] = {
        {"volume", "m3", WATER_ADDRESS_VOLUME, 0},
        {"porosity", "-", WATER_ADDRESS_POROSITY, 0},
        {"temperature", "degC", WATER_ADDRESS_TEMPERATURE, 0},
        {"limestone", "kg", WATER_ADDRESS_POOL, WATER_POOL_LIMESTONE},
        {"bran", "kg", WATER_ADDRESS_POOL, WATER_POOL_BRAN},
        {"husk", "kg", WATER_ADDRESS_POOL, WATER_POOL_HUSK},
    };
    if (str_find_char(rest, '.', 0) != SIZE_MAX)
        return find_law(train, name, rest, out, error);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (str_equal(rest, str_from_c(figures[i].name))) {
            out->kind = figures[i].kind;
            out->pool = figures[i].pool;
            out->unit = figures[i].unit;
            return 0;
        }
    return refuse(name,
                  BOTH("槽では volume, porosity, temperature, limestone, bran, husk か "
                       "反応.値（例: sulfate_reduction.R_max）を動かせます",
                       "of a tank: volume, porosity, temperature, limestone, bran, husk or "
                       "law.parameter, for example sulfate_reduction.R_max"),
                  error);
}

static int find_in_water(const struct water_train *train, struct str name, struct str rest,
                         struct water_address *out, struct error *error)
{
    out->unit = "mg/L";
    out->kind = WATER_ADDRESS_QUALITY;
    if (str_equal(rest, STR("pH"))) {
        out->kind = WATER_ADDRESS_QUALITY_PH;
        out->unit = "-";
        return 0;
    }
    if (str_equal(rest, STR("temperature"))) {
        out->kind = WATER_ADDRESS_QUALITY_KELVIN;
        out->unit = "degC";
        return 0;
    }
    if (str_equal(rest, STR("DOC"))) {
        out->kind = WATER_ADDRESS_QUALITY_DOC;
        return 0;
    }
    out->constituent = water_constituent_find(rest);
    if (out->constituent < 0)
        return refuse(name, BOTH("水質の項目ではありません", "no item of a water"), error);
    if (!(train->qualities[out->water].molality[out->constituent] > 0))
        return refuse(name,
                      BOTH("原水の節にこの項目の値（0 より大きい数）を書いてください",
                           "write a value above zero of this item in the section of the water"),
                      error);
    return 0;
}

int water_address_find(const struct water_train *train, struct str name, struct water_address *out,
                       struct error *error)
{
    *out = (struct water_address){.tank = CHEM_NONE, .water = CHEM_NONE, .unit = "-"};
    struct str rest;
    if (str_equal(name, STR("flow.factor"))) {
        out->kind = WATER_ADDRESS_FLOW;
        return 0;
    }
    if (behind(name, STR("particulate"), &rest)) {
        out->kind = WATER_ADDRESS_PARTICULATE;
        out->item = rest;
        return 0;
    }
    if (behind(name, STR("*"), &rest) && str_find_char(rest, '.', 0) != SIZE_MAX)
        return find_law(train, name, rest, out, error);
    for (size_t t = 0; t < train->tank_count; t++)
        if (behind(name, train->tanks[t].name, &rest)) {
            out->tank = (int32_t)t;
            return find_in_tank(train, name, rest, out, error);
        }
    for (size_t i = 0; i < train->water_count; i++)
        if (behind(name, train->water_names[i], &rest)) {
            out->water = (int32_t)i;
            return find_in_water(train, name, rest, out, error);
        }
    return refuse(name,
                  BOTH("「槽の名前.反応.値」「*.反応.値」「原水の名前.項目」「flow.factor」"
                       "「particulate.項目」のどれかを書いてください",
                       "write TANK.law.parameter, *.law.parameter, WATER.item, flow.factor or "
                       "particulate.item"),
                  error);
}

static double pool_molar_mass(enum water_pool pool)
{
    return pool == WATER_POOL_LIMESTONE ? caco3 : ch2o;
}

/* kg of pore water in the tank */
static double pore_mass(const struct water_tank *tank)
{
    return 1000 * tank->volume * tank->porosity;
}

static double law_value(const struct water_train *train, const struct water_address *a)
{
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t i = 0; i < train->tanks[t].rate_count; i++)
            if ((a->tank == CHEM_NONE || a->tank == (int32_t)t) &&
                train->tanks[t].rates[i].law == a->law)
                return train->tanks[t].rates[i].parameter[a->parameter];
    return 0;
}

double water_address_get(const struct water_train *train, const struct water_address *a)
{
    const struct water_tank *tank = a->tank == CHEM_NONE ? NULL : &train->tanks[a->tank];
    const struct water_quality *quality =
        a->water == CHEM_NONE ? NULL : &train->qualities[a->water];
    switch (a->kind) {
    case WATER_ADDRESS_LAW:
        return law_value(train, a);
    case WATER_ADDRESS_VOLUME:
        return tank->volume;
    case WATER_ADDRESS_POROSITY:
        return tank->porosity;
    case WATER_ADDRESS_TEMPERATURE:
        return tank->kelvin;
    case WATER_ADDRESS_POOL:
        return tank->pools[a->pool] * pore_mass(tank) * pool_molar_mass(a->pool) / 1000;
    case WATER_ADDRESS_QUALITY_PH:
        return quality->ph;
    case WATER_ADDRESS_QUALITY_KELVIN:
        return quality->kelvin;
    case WATER_ADDRESS_QUALITY_DOC:
        return quality->doc * 12.011;
    case WATER_ADDRESS_QUALITY:
        return quality->molality[a->constituent] * water_constituents[a->constituent].molar_mass;
    case WATER_ADDRESS_FLOW:
        return 1;
    case WATER_ADDRESS_PARTICULATE:
        break;
    }
    return 0;
}

static void set_law(struct water_train *train, const struct water_address *a, double si)
{
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t i = 0; i < train->tanks[t].rate_count; i++)
            if ((a->tank == CHEM_NONE || a->tank == (int32_t)t) &&
                train->tanks[t].rates[i].law == a->law) {
                train->tanks[t].rates[i].parameter[a->parameter] = si;
                water_rate_compile(train->model, &train->tanks[t].rates[i]);
            }
}

/* Solids are kilograms of the tank: per kg of pore water they change with it. */
static void set_pore(struct water_tank *tank, double *member, double si)
{
    double before = pore_mass(tank);
    *member = si;
    for (int i = 0; i < WATER_POOLS; i++)
        if (i != WATER_POOL_DOC)
            tank->pools[i] *= before / pore_mass(tank);
}

bool water_address_set(struct water_train *train, const struct water_address *a, double si,
                       const double *flows)
{
    struct water_tank *tank = a->tank == CHEM_NONE ? NULL : &train->tanks[a->tank];
    struct water_quality *quality = a->water == CHEM_NONE ? NULL : &train->qualities[a->water];
    switch (a->kind) {
    case WATER_ADDRESS_LAW:
        set_law(train, a, si);
        break;
    case WATER_ADDRESS_VOLUME:
        set_pore(tank, &tank->volume, si);
        break;
    case WATER_ADDRESS_POROSITY:
        set_pore(tank, &tank->porosity, si);
        break;
    case WATER_ADDRESS_TEMPERATURE:
        tank->kelvin = si;
        break;
    case WATER_ADDRESS_POOL:
        tank->pools[a->pool] = 1000 * si / pool_molar_mass(a->pool) / pore_mass(tank);
        break;
    case WATER_ADDRESS_QUALITY_PH:
        quality->ph = si;
        return true;
    case WATER_ADDRESS_QUALITY_KELVIN:
        quality->kelvin = si;
        return true;
    case WATER_ADDRESS_QUALITY_DOC:
        quality->doc = si / 12.011;
        return true;
    case WATER_ADDRESS_QUALITY:
        quality->molality[a->constituent] = si / water_constituents[a->constituent].molar_mass;
        return true;
    case WATER_ADDRESS_FLOW:
        for (size_t i = 0; i < train->water_count; i++)
            train->flows[i] = flows[i] * si;
        break;
    case WATER_ADDRESS_PARTICULATE:
        break;
    }
    return false;
}
