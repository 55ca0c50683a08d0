#include "water/model/quantity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { POWER_MAX = 4, NUMBER_SIZE = 64 };

struct symbol {
    struct str text;
    double scale;
    struct water_dimension dimension;
};

#define DIMENSION(m, kg, s, k, mol, yen)                                                           \
    {                                                                                              \
        {                                                                                          \
            (m), (kg), (s), (k), (mol), (yen)                                                      \
        }                                                                                          \
    }

/* Symbols in use at mines and in tables of cost. "a" and "y" are a year of 365 days, the way yearly
   figures of plants are made; "t" is 1,000 kg; eq and mol are one dimension. */
static const struct symbol symbols[] = {
    {STR_INIT("%"), 0.01, DIMENSION(0, 0, 0, 0, 0, 0)},
    {STR_INIT("m"), 1, DIMENSION(1, 0, 0, 0, 0, 0)},
    {STR_INIT("mm"), 1e-3, DIMENSION(1, 0, 0, 0, 0, 0)},
    {STR_INIT("cm"), 1e-2, DIMENSION(1, 0, 0, 0, 0, 0)},
    {STR_INIT("km"), 1e3, DIMENSION(1, 0, 0, 0, 0, 0)},
    {STR_INIT("ha"), 1e4, DIMENSION(2, 0, 0, 0, 0, 0)},
    {STR_INIT("L"), 1e-3, DIMENSION(3, 0, 0, 0, 0, 0)},
    {STR_INIT("l"), 1e-3, DIMENSION(3, 0, 0, 0, 0, 0)},
    {STR_INIT("mL"), 1e-6, DIMENSION(3, 0, 0, 0, 0, 0)},
    {STR_INIT("kL"), 1, DIMENSION(3, 0, 0, 0, 0, 0)},
    {STR_INIT("kg"), 1, DIMENSION(0, 1, 0, 0, 0, 0)},
    {STR_INIT("g"), 1e-3, DIMENSION(0, 1, 0, 0, 0, 0)},
    {STR_INIT("mg"), 1e-6, DIMENSION(0, 1, 0, 0, 0, 0)},
    {STR_INIT("ug"), 1e-9, DIMENSION(0, 1, 0, 0, 0, 0)},
    {STR_INIT("µg"), 1e-9, DIMENSION(0, 1, 0, 0, 0, 0)},
    {STR_INIT("μg"), 1e-9, DIMENSION(0, 1, 0, 0, 0, 0)},
    {STR_INIT("t"), 1e3, DIMENSION(0, 1, 0, 0, 0, 0)},
    {STR_INIT("s"), 1, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("min"), 60, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("h"), 3600, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("d"), 86400, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("a"), 365 * 86400.0, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("y"), 365 * 86400.0, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("年"), 365 * 86400.0, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("日"), 86400, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("時"), 3600, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("分"), 60, DIMENSION(0, 0, 1, 0, 0, 0)},
    {STR_INIT("K"), 1, DIMENSION(0, 0, 0, 1, 0, 0)},
    {STR_INIT("mol"), 1, DIMENSION(0, 0, 0, 0, 1, 0)},
    {STR_INIT("mmol"), 1e-3, DIMENSION(0, 0, 0, 0, 1, 0)},
    {STR_INIT("umol"), 1e-6, DIMENSION(0, 0, 0, 0, 1, 0)},
    {STR_INIT("µmol"), 1e-6, DIMENSION(0, 0, 0, 0, 1, 0)},
    {STR_INIT("eq"), 1, DIMENSION(0, 0, 0, 0, 1, 0)},
    {STR_INIT("meq"), 1e-3, DIMENSION(0, 0, 0, 0, 1, 0)},
    {STR_INIT("J"), 1, DIMENSION(2, 1, -2, 0, 0, 0)},
    {STR_INIT("kJ"), 1e3, DIMENSION(2, 1, -2, 0, 0, 0)},
    {STR_INIT("MJ"), 1e6, DIMENSION(2, 1, -2, 0, 0, 0)},
    {STR_INIT("GJ"), 1e9, DIMENSION(2, 1, -2, 0, 0, 0)},
    {STR_INIT("Wh"), 3600, DIMENSION(2, 1, -2, 0, 0, 0)},
    {STR_INIT("kWh"), 3.6e6, DIMENSION(2, 1, -2, 0, 0, 0)},
    {STR_INIT("MWh"), 3.6e9, DIMENSION(2, 1, -2, 0, 0, 0)},
    {STR_INIT("W"), 1, DIMENSION(2, 1, -3, 0, 0, 0)},
    {STR_INIT("kW"), 1e3, DIMENSION(2, 1, -3, 0, 0, 0)},
    {STR_INIT("Pa"), 1, DIMENSION(-1, 1, -2, 0, 0, 0)},
    {STR_INIT("atm"), 101325, DIMENSION(-1, 1, -2, 0, 0, 0)},
    {STR_INIT("yen"), 1, DIMENSION(0, 0, 0, 0, 0, 1)},
    {STR_INIT("円"), 1, DIMENSION(0, 0, 0, 0, 0, 1)},
    {STR_INIT("千円"), 1e3, DIMENSION(0, 0, 0, 0, 0, 1)},
    {STR_INIT("万円"), 1e4, DIMENSION(0, 0, 0, 0, 0, 1)},
    {STR_INIT("百万円"), 1e6, DIMENSION(0, 0, 0, 0, 0, 1)},
    {STR_INIT("億円"), 1e8, DIMENSION(0, 0, 0, 0, 0, 1)},
};

static bool is_power_character(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '^';
}

/* Takes the power off the end of "m3", "m^3", "s-1". */
static bool split_power(struct str *factor, int *power)
{
    size_t end = factor->n;
    while (end > 0 && is_power_character(factor->p[end - 1]))
        end--;
    struct str digits = str_slice(*factor, end, factor->n);
    if (digits.n > 0 && digits.p[0] == '^')
        digits = str_slice(digits, 1, digits.n);
    int64_t value = 1;
    if (digits.n > 0 && !str_to_int64(digits, &value))
        return false;
    *factor = str_slice(*factor, 0, end);
    *power = (int)value;
    return value != 0 && value >= -POWER_MAX && value <= POWER_MAX;
}

static const struct symbol *find_symbol(struct str text)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (str_equal(symbols[i].text, text))
            return &symbols[i];
    return NULL;
}

static bool multiply(struct water_unit *unit, struct str factor, int sign)
{
    int power;
    if (str_equal(factor, STR("1")))
        return true;
    if (!split_power(&factor, &power))
        return false;
    const struct symbol *symbol = find_symbol(factor);
    if (!symbol)
        return false;
    power *= sign;
    unit->scale *= pow(symbol->scale, power);
    for (size_t i = 0; i < WATER_DIMENSIONS; i++)
        unit->dimension.power[i] =
            (int8_t)(unit->dimension.power[i] + symbol->dimension.power[i] * power);
    return true;
}

/* Length of the separator at that place; 0 when there is none. */
static size_t separator_at(struct str text, size_t at)
{
    if (text.p[at] == '/' || text.p[at] == '*' || text.p[at] == ' ')
        return 1;
    return str_starts(str_slice(text, at, text.n), STR("·")) ? STR("·").n : 0;
}

int water_unit_parse(struct str text, struct water_unit *out, struct error *error)
{
    *out = (struct water_unit){.text = text, .scale = 1};
    struct str trimmed = str_trim(text);
    if (trimmed.n == 0 || str_equal(trimmed, STR("-")))
        return 0;
    if (str_equal(trimmed, STR("degC")) || str_equal(trimmed, STR("℃")) ||
        str_equal(trimmed, STR("°C"))) {
        out->offset = 273.15;
        out->dimension.power[3] = 1;
        return 0;
    }
    int sign = 1;
    size_t begin = 0;
    enum { FACTORS_MAX = 8 };
    for (int factors = 0; factors < FACTORS_MAX; factors++) {
        size_t end = begin;
        while (end < trimmed.n && separator_at(trimmed, end) == 0)
            end++;
        if (!multiply(out, str_slice(trimmed, begin, end), sign))
            break;
        if (end == trimmed.n)
            return 0;
        sign = trimmed.p[end] == '/' ? -1 : trimmed.p[end] == '*' ? 1 : sign;
        begin = end + separator_at(trimmed, end);
    }
    return ERROR(error, ERR_WATER_UNIT, text);
}

bool water_dimension_equal(struct water_dimension a, struct water_dimension b)
{
    return memcmp(a.power, b.power, sizeof a.power) == 0;
}

static bool pure_number(struct water_dimension dimension)
{
    return water_dimension_equal(dimension, (struct water_dimension){{0}});
}

/* The number in front; *used is its length. */
static bool leading_number(struct str text, double *value, size_t *used)
{
    char copy[NUMBER_SIZE];
    size_t n = text.n < sizeof copy - 1 ? text.n : sizeof copy - 1;
    memcpy(copy, text.p, n);
    copy[n] = '\0';
    if (n > 1 && (copy[1] == 'x' || copy[1] == 'X'))
        return false; /* no hexadecimal numbers in a study */
    char *end;
    *value = strtod(copy, &end);
    *used = (size_t)(end - copy);
    return *used > 0 && *used < sizeof copy - 1 && isfinite(*value);
}

int water_quantity_parse(struct str text, struct str expected, struct water_quantity *out,
                         struct error *error)
{
    struct str trimmed = str_trim(text);
    double value;
    size_t used;
    if (trimmed.n == 0 || !leading_number(trimmed, &value, &used))
        return ERROR(error, ERR_NUMBER, text,
                     BOTH("有限の数と単位を書いてください", "write a finite number and its unit"));
    struct water_unit wanted, written;
    if (water_unit_parse(expected, &wanted, error))
        return error ? error->code : ERR_WATER_UNIT;
    struct str unit = str_trim(str_slice(trimmed, used, trimmed.n));
    if (unit.n == 0 && !pure_number(wanted.dimension))
        return ERROR(error, ERR_WATER_DIMENSION, text, expected);
    int status = water_unit_parse(unit, &written, error);
    if (status)
        return status;
    if (!water_dimension_equal(wanted.dimension, written.dimension))
        return ERROR(error, ERR_WATER_DIMENSION, text, expected);
    *out = (struct water_quantity){.si = value * written.scale + written.offset, .unit = written};
    return isfinite(out->si) ? 0 : ERROR(error, ERR_NUMBER, text);
}

static struct water_unit known_unit(const char *unit)
{
    struct water_unit parsed;
    CHECK(water_unit_parse(str_from_c(unit), &parsed, NULL) == 0);
    return parsed;
}

double water_from_si(double si, const char *unit)
{
    struct water_unit parsed = known_unit(unit);
    return (si - parsed.offset) / parsed.scale;
}

double water_to_si(double value, const char *unit)
{
    struct water_unit parsed = known_unit(unit);
    return value * parsed.scale + parsed.offset;
}
