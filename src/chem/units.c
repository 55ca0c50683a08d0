#include "chem/units.h"

#include <stdbool.h>

static bool equals(struct str s, const char *text)
{
    return str_equal_nocase(s, str_from_c(text));
}

static bool read_per(struct str below, enum chem_unit_per *out)
{
    if (equals(below, "kgw") || equals(below, "kg water"))
        *out = CHEM_UNIT_PER_KG_WATER;
    else if (equals(below, "kgs") || equals(below, "kg"))
        *out = CHEM_UNIT_PER_KG_SOLUTION;
    else if (equals(below, "l") || equals(below, "liter") || equals(below, "litre"))
        *out = CHEM_UNIT_PER_LITRE;
    else
        return false;
    return true;
}

static bool read_amount(struct str above, struct chem_unit *out)
{
    static const struct {
        const char *name;
        enum chem_unit_amount amount;
    } names[] = {{"mol", CHEM_UNIT_MOL}, {"moles", CHEM_UNIT_MOL}, {"g", CHEM_UNIT_GRAM},
                 {"gram", CHEM_UNIT_GRAM}, {"grams", CHEM_UNIT_GRAM}, {"eq", CHEM_UNIT_EQUIVALENT},
                 {"equivalents", CHEM_UNIT_EQUIVALENT}};
    static const struct {
        const char *prefix;
        double factor;
    } prefixes[] = {{"", 1}, {"m", 1e-3}, {"milli", 1e-3}, {"u", 1e-6}, {"micro", 1e-6},
                    {"n", 1e-9}, {"nano", 1e-9}, {"k", 1e3}, {"kilo", 1e3}};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct str prefix = str_from_c(prefixes[i].prefix);
        if (above.n <= prefix.n || !str_equal_nocase(str_slice(above, 0, prefix.n), prefix))
            continue;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (equals(str_slice(above, prefix.n, above.n), names[k].name)) {
                out->factor = prefixes[i].factor;
                out->amount = names[k].amount;
                return true;
            }
    }
    return false;
}

static bool read_parts(struct str text, struct chem_unit *out)
{
    static const struct {
        const char *name;
        double factor;
    } parts[] = {{"ppt", 1}, {"ppm", 1e-3}, {"ppb", 1e-6}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (equals(text, parts[i].name)) {
            *out = (struct chem_unit){CHEM_UNIT_GRAM, CHEM_UNIT_PER_KG_SOLUTION, parts[i].factor};
            return true;
        }
    return false;
}

int chem_unit_read(struct str text, struct chem_unit *out, struct error *error)
{
    size_t slash = str_find_char(text, '/', 0);
    if (read_parts(text, out))
        return 0;
    if (slash != SIZE_MAX && read_amount(str_slice(text, 0, slash), out) &&
        read_per(str_slice(text, slash + 1, text.n), &out->per))
        return 0;
    ERROR(error, ERR_CHEM_UNIT, text,
          BOTH("mg/L、mmol/kgw、ppm などを書いてください", "write mg/L, mmol/kgw, ppm and the like"));
    return ERR_CHEM_UNIT;
}

/* mol (eq) of the basis that the unit names. */
static double moles_of(const struct chem_quantity *q, double density)
{
    double amount = q->value * q->unit.factor;
    if (q->unit.per == CHEM_UNIT_PER_LITRE)
        amount /= density;
    return q->unit.amount == CHEM_UNIT_GRAM ? amount / q->molar_mass : amount;
}

int chem_units_convert(const struct chem_quantity *quantities, size_t count, double density,
                       double dissolved_grams, double *out, struct error *error)
{
    double dissolved = dissolved_grams;
    for (size_t i = 0; i < count; i++) {
        out[i] = moles_of(&quantities[i], density);
        if (quantities[i].unit.per != CHEM_UNIT_PER_KG_WATER)
            dissolved += out[i] * quantities[i].molar_mass;
    }
    double water = 1 - 1e-3 * dissolved;
    for (size_t i = 0; i < count; i++) {
        if (quantities[i].unit.per == CHEM_UNIT_PER_KG_WATER)
            continue;
        if (!(water > 0)) {
            ERROR(error, ERR_CHEM_UNIT, STR("mg/L"),
                  BOTH("溶けているものの質量が水溶液の質量を超えます。単位を確認してください",
                       "what is dissolved weighs more than the solution; check the units"));
            return ERR_CHEM_UNIT;
        }
        out[i] /= water;
    }
    return 0;
}
