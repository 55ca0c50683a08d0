#include "chem/formula.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_LIMIT = 8, NUMBER_LIMIT = 64 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { EXACT_POWER = 22 };
static const uint64_t exact_mantissa = (uint64_t)1 << 53;

/* What a decimal number is made of: mantissa * 10^exponent. */
struct decimal_parts {
    uint64_t mantissa;
    int exponent, digits;
    bool exact; /* the mantissa holds every digit */
};

static void take_digits(struct str text, size_t *at, bool fraction, struct decimal_parts *parts)
{
    for (; *at < text.n && is_digit(text.p[*at]); ++*at) {
        parts->digits++;
        if (parts->mantissa > exact_mantissa / 10) {
            parts->exact = false;
            continue;
        }
        parts->mantissa = parts->mantissa * 10 + (uint64_t)(text.p[*at] - '0');
        parts->exponent -= fraction;
    }
}

static bool take_mantissa(struct str text, size_t *at, struct decimal_parts *parts)
{
    *parts = (struct decimal_parts){.exact = true};
    size_t from = *at;
    take_digits(text, at, false, parts);
    if (*at < text.n && text.p[*at] == '.') {
        ++*at;
        take_digits(text, at, true, parts);
    }
    if (parts->digits > 0)
        return true;
    *at = from;
    return false;
}

/* A mantissa below 2^53 and a power of ten below 1e22 are exact doubles: one operation, one correct
   rounding. Anything else goes to strtod. */
static bool parts_value(const struct decimal_parts *parts, struct str text, double *out)
{
    int e = parts->exponent;
    if (parts->exact && e >= -EXACT_POWER && e <= EXACT_POWER) {
        double m = (double)parts->mantissa;
        *out = e < 0 ? m / powers_of_ten[-e] : m * powers_of_ten[e];
        return true;
    }
    char copy[NUMBER_LIMIT];
    if (text.n >= sizeof copy)
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    *out = strtod(copy, NULL);
    return isfinite(*out);
}

bool chem_number_plain(struct str text, size_t *at, double *out)
{
    struct decimal_parts parts;
    size_t from = *at;
    if (!take_mantissa(text, at, &parts))
        return false;
    if (parts_value(&parts, str_slice(text, from, *at), out))
        return true;
    *at = from;
    return false;
}

/* "e-7" and the like behind a mantissa. */
static bool take_exponent(struct str text, size_t *at, int *exponent)
{
    size_t i = *at + 1;
    bool negative = i < text.n && text.p[i] == '-';
    if (i < text.n && (text.p[i] == '-' || text.p[i] == '+'))
        i++;
    int value = 0;
    size_t first = i;
    for (; i < text.n && is_digit(text.p[i]) && value < 100000; i++)
        value = value * 10 + (text.p[i] - '0');
    *exponent += negative ? -value : value;
    *at = i;
    return i > first;
}

bool chem_number_read(struct str text, double *out)
{
    size_t at = 0;
    bool negative = text.n > 0 && text.p[0] == '-';
    if (text.n > 0 && (text.p[0] == '-' || text.p[0] == '+'))
        at = 1;
    struct str digits = str_slice(text, at, text.n);
    struct decimal_parts parts;
    at = 0;
    if (!take_mantissa(digits, &at, &parts))
        return false;
    if (at < digits.n && (digits.p[at] == 'e' || digits.p[at] == 'E') &&
        !take_exponent(digits, &at, &parts.exponent))
        return false;
    if (at != digits.n || !parts_value(&parts, digits, out))
        return false;
    if (negative)
        *out = -*out;
    return true;
}

/* Where the charge begins: the first sign outside brackets and parentheses. */
static size_t charge_place(struct str name)
{
    int depth = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c == '(' || c == '[')
            depth++;
        else if (c == ')' || c == ']')
            depth--;
        else if ((c == '+' || c == '-') && depth == 0)
            return i;
    }
    return name.n;
}

bool chem_charge_split(struct str name, struct str *formula, double *charge)
{
    size_t from = charge_place(name);
    *formula = str_slice(name, 0, from);
    *charge = 0;
    if (from == name.n)
        return true;
    double sign = name.p[from] == '+' ? 1 : -1, size = 0;
    size_t at = from;
    while (at < name.n && name.p[at] == name.p[from])
        at++;
    if (at - from > 1)
        size = (double)(at - from);
    else if (at == name.n)
        size = 1;
    else if (!chem_number_plain(name, &at, &size))
        return false;
    *charge = sign * size;
    return at == name.n;
}

bool chem_species_canonical(struct str name, char buffer[CHEM_NAME_LIMIT], struct str *out)
{
    struct str formula;
    double charge;
    if (name.n == 0 || name.n >= CHEM_NAME_LIMIT || !chem_charge_split(name, &formula, &charge))
        return false;
    size_t tail = name.n - formula.n;
    /* "+", "-" and one digit from 2 on are canonical as written: nearly every name of a database */
    if (tail <= 1 || (tail == 2 && name.p[name.n - 1] >= '2' && name.p[name.n - 1] <= '9')) {
        *out = name;
        return true;
    }
    int n = charge == 0              ? snprintf(buffer, CHEM_NAME_LIMIT, "%.*s", STR_ARG(formula))
            : fabs(charge) == 1.0 ? snprintf(buffer, CHEM_NAME_LIMIT, "%.*s%c", STR_ARG(formula),
                                             charge > 0 ? '+' : '-')
                                  : snprintf(buffer, CHEM_NAME_LIMIT, "%.*s%+.12g",
                                             STR_ARG(formula), charge);
    *out = (struct str){buffer, (size_t)n};
    return n > 0 && n < CHEM_NAME_LIMIT;
}

static int bad_formula(struct str text, struct str expected, struct error *error)
{
    return ERROR(error, ERR_CHEM_SYNTAX, text, expected);
}

static bool is_valence(struct str inside)
{
    double value;
    return chem_number_read(inside, &value);
}

/* Counts an element of the formula, once per name. */
static int count_element(struct chem_formula *out, struct str element, double count,
                         struct str text, struct error *error)
{
    for (size_t i = 0; i < out->count; i++)
        if (str_equal(out->parts[i].element, element)) {
            out->parts[i].count += count;
            return 0;
        }
    if (out->count == CHEM_FORMULA_ELEMENTS)
        return bad_formula(text, BOTH("元素の種類が多すぎます", "fewer different elements"), error);
    out->parts[out->count++] = (struct chem_formula_part){element, count};
    return 0;
}

/* The end of the element's name that begins at `at`. */
static size_t element_end(struct str text, size_t at)
{
    if (text.p[at] == '[') {
        size_t close = str_find_char(text, ']', at);
        at = close == SIZE_MAX ? text.n : close;
    }
    at++;
    while (at < text.n && is_small(text.p[at]))
        at++;
    return at < text.n ? at : text.n;
}

static size_t matching_parenthesis(struct str text, size_t open)
{
    int depth = 0;
    for (size_t i = open; i < text.n; i++) {
        depth += text.p[i] == '(' ? 1 : text.p[i] == ')' ? -1 : 0;
        if (depth == 0)
            return i;
    }
    return SIZE_MAX;
}

static double count_behind(struct str text, size_t *at)
{
    double count = 1;
    (void)chem_number_plain(text, at, &count);
    return count;
}

static int read_parts(struct str text, double factor, int depth, struct chem_formula *out,
                      struct error *error);

/* An element with its valence and count: "S(-2)2", "Ca0.5". */
static int read_element(struct str text, size_t *at, double factor, struct chem_formula *out,
                        struct error *error)
{
    size_t from = *at;
    *at = element_end(text, from);
    struct str element = str_slice(text, from, *at);
    if (*at < text.n && text.p[*at] == '(') {
        size_t close = matching_parenthesis(text, *at);
        if (close != SIZE_MAX && is_valence(str_slice(text, *at + 1, close)))
            *at = close + 1;
    }
    return count_element(out, element, factor * count_behind(text, at), text, error);
}

static int read_group(struct str text, size_t *at, double factor, int depth,
                      struct chem_formula *out, struct error *error)
{
    size_t close = matching_parenthesis(text, *at);
    if (close == SIZE_MAX)
        return bad_formula(text, BOTH("閉じ括弧「)」がありません", "a closing \")\""), error);
    struct str inside = str_slice(text, *at + 1, close);
    *at = close + 1;
    return read_parts(inside, factor * count_behind(text, at), depth + 1, out, error);
}

/* Water of crystallisation: everything behind ":" times the number that follows it. */
static int read_parts(struct str text, double factor, int depth, struct chem_formula *out,
                      struct error *error)
{
    if (depth > NESTING_LIMIT)
        return bad_formula(text, BOTH("括弧の入れ子が深すぎます", "fewer nested parentheses"), error);
    double outer = factor;
    int code = 0;
    for (size_t at = 0; at < text.n && !code;) {
        char c = text.p[at];
        if ((c >= 'A' && c <= 'Z') || c == '[') {
            code = read_element(text, &at, factor, out, error);
        } else if (c == '(') {
            code = read_group(text, &at, factor, depth, out, error);
        } else if (c == ':') {
            at++;
            factor = outer * count_behind(text, &at);
        } else {
            return bad_formula(text, BOTH("大文字で始まる元素記号が必要です",
                                          "an element that begins with a capital"), error);
        }
    }
    return code;
}

int chem_formula_read(struct str text, struct chem_formula *out, struct error *error)
{
    out->count = 0;
    struct str formula;
    if (text.n == 0 || text.n >= CHEM_NAME_LIMIT || !chem_charge_split(text, &formula, &out->charge))
        return bad_formula(str_slice(text, 0, CHEM_NAME_LIMIT),
                           BOTH("化学式（80 バイト未満）と電荷（+2、-、+++ など）が必要です",
                                "a formula (below 80 bytes) and its charge (+2, -, +++ …)"), error);
    if (str_equal(formula, STR("e")))
        return 0;
    return read_parts(formula, 1, 0, out, error);
}
