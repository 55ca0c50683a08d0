#include "law/quantity.h"

static const struct {
    struct str text, spellings;
} units[] = {
#define X(name, text, spellings) [name] = {STR_INIT(text), STR_INIT(spellings)},
    LAW_UNITS(X)
#undef X
};

struct str law_unit_text(enum law_unit unit)
{
    return unit < LAW_UNIT_COUNT ? units[unit].text : STR("");
}

bool law_unit_find(struct str text, enum law_unit *out)
{
    for (int i = 0; i < LAW_UNIT_COUNT; i++) {
        bool found = str_equal(units[i].text, text);
        struct str rest = units[i].spellings, spelling;
        while (!found && rest.n && str_cut(&rest, ' ', &spelling))
            found = spelling.n && str_equal(spelling, text);
        if (found) {
            *out = (enum law_unit)i;
            return true;
        }
    }
    return false;
}

/* What a unit measures, and its power of ten against the first unit of that kind. */
enum measure { OTHER, WEIGHT_SHARE, EQUIVALENT_SHARE, PER_VOLUME };

static enum measure measure_of(enum law_unit unit, int *power)
{
    static const struct {
        enum measure measure;
        int power;
    } table[LAW_UNIT_COUNT] = {
        [LAW_WEIGHT_PERCENT] = {WEIGHT_SHARE, -2},
        [LAW_MG_PER_KG] = {WEIGHT_SHARE, -6},
        [LAW_PPM] = {WEIGHT_SHARE, -6},
        [LAW_PPB] = {WEIGHT_SHARE, -9},
        [LAW_PPM_TEQ] = {EQUIVALENT_SHARE, -6},
        [LAW_NG_TEQ_PER_G] = {EQUIVALENT_SHARE, -9},
        [LAW_MG_PER_L] = {PER_VOLUME, -3},
        [LAW_UG_PER_L] = {PER_VOLUME, -6},
    };
    *power = table[unit].power;
    return table[unit].measure;
}

static const struct decimal *power_of_ten(int exponent, struct decimal *to)
{
    *to = (struct decimal){1, exponent < 0 ? -exponent : 0};
    for (int i = 0; i < exponent; i++)
        to->mantissa *= 10;
    return to;
}

bool law_convert(struct decimal value, enum law_unit from, enum law_unit to,
                 const struct decimal *density, struct decimal *out)
{
    *out = value;
    if (from == to)
        return true;
    int power_from, power_to;
    enum measure left = measure_of(from, &power_from), right = measure_of(to, &power_to);
    if (left == OTHER || right == OTHER)
        return false;
    struct decimal factor, litres = value;
    if (left == WEIGHT_SHARE && right == PER_VOLUME) {
        if (!density || decimal_multiply(value, *density, &litres, NULL))
            return false;
        power_from += 3; /* kg/kg × kg/L is kg/L; volumes count in g/L */
    } else if (left != right) {
        return false;
    }
    return decimal_multiply(litres, *power_of_ten(power_from - power_to, &factor), out, NULL) == 0;
}

bool law_compare(struct decimal value, enum law_unit unit, struct decimal limit,
                 enum law_unit limit_unit, const struct decimal *density, int *out)
{
    struct decimal same;
    if (law_convert(value, unit, limit_unit, density, &same))
        *out = decimal_compare(same, limit);
    else if (law_convert(limit, limit_unit, unit, density, &same))
        *out = decimal_compare(value, same);
    else
        return false;
    return true;
}
