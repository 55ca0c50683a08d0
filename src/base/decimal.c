#include "base/decimal.h"

#include "base/check.h"
#include "base/text.h"

/* Wide enough for a product of two mantissas and for aligning any two scales. */
__extension__ typedef __int128 wide;

static const int64_t powers[DECIMAL_SCALE_MAX + 1] = {1,
                                                      10,
                                                      100,
                                                      1000,
                                                      10000,
                                                      100000,
                                                      1000000,
                                                      10000000,
                                                      100000000,
                                                      1000000000,
                                                      10000000000,
                                                      100000000000,
                                                      1000000000000,
                                                      10000000000000,
                                                      100000000000000,
                                                      1000000000000000,
                                                      10000000000000000,
                                                      100000000000000000,
                                                      1000000000000000000};

/* mantissa / 10^scale as a decimal, if it can be one. */
static bool settle(wide mantissa, int64_t scale, struct decimal *out)
{
    while ((scale > DECIMAL_SCALE_MAX || mantissa > INT64_MAX || mantissa < INT64_MIN) &&
           scale > 0 && mantissa % 10 == 0) {
        mantissa /= 10;
        scale--;
    }
    if (scale > DECIMAL_SCALE_MAX || mantissa > INT64_MAX || mantissa < INT64_MIN)
        return false;
    *out = (struct decimal){(int64_t)mantissa, (int)scale};
    return true;
}

static bool is_digit(struct str s, size_t at)
{
    return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

struct scan {
    struct str text;
    size_t at;
    wide mantissa; /* of the digits so far; kept below the limit */
    int64_t scale;
    bool too_long;
};

static void take_digit(struct scan *scan)
{
    int digit = scan->text.p[scan->at++] - '0';
    if (scan->mantissa > (wide)INT64_MAX * 1000000)
        scan->too_long = true;
    else
        scan->mantissa = scan->mantissa * 10 + digit;
}

static size_t take_digits(struct scan *scan)
{
    size_t from = scan->at;
    while (is_digit(scan->text, scan->at))
        take_digit(scan);
    return scan->at - from;
}

static bool take_sign(struct scan *scan, bool *negative)
{
    char c = scan->at < scan->text.n ? scan->text.p[scan->at] : '\0';
    *negative = c == '-';
    scan->at += c == '-' || c == '+';
    return *negative;
}

/* Digits, perhaps in groups of three behind commas. */
static bool take_whole(struct scan *scan)
{
    size_t first = take_digits(scan);
    if (first == 0)
        return false;
    while (scan->at < scan->text.n && scan->text.p[scan->at] == ',') {
        scan->at++;
        if (first > 3 || take_digits(scan) != 3)
            return false;
    }
    return true;
}

static bool take_fraction(struct scan *scan)
{
    if (scan->at == scan->text.n || scan->text.p[scan->at] != '.')
        return true;
    scan->at++;
    size_t digits = take_digits(scan);
    scan->scale = (int64_t)digits;
    return digits > 0;
}

static bool take_exponent(struct scan *scan)
{
    enum { EXPONENT_DIGITS = 3 };
    if (scan->at == scan->text.n || scan->text.p[scan->at] != 'e')
        return true;
    scan->at++;
    bool negative;
    take_sign(scan, &negative);
    int64_t exponent = 0;
    size_t from = scan->at;
    while (is_digit(scan->text, scan->at) && scan->at - from < EXPONENT_DIGITS)
        exponent = exponent * 10 + (scan->text.p[scan->at++] - '0');
    scan->scale += negative ? exponent : -exponent;
    return scan->at > from;
}

/* The digits of `text` (in normal form), or why not. */
static struct str read(struct str text, struct decimal *out)
{
    const struct str malformed = BOTH("数字と小数点で書いてください", "write digits and a point");
    const struct str too_large = BOTH("桁が多すぎます", "too many digits");
    struct scan scan = {.text = text};
    bool negative;
    take_sign(&scan, &negative);
    if (!take_whole(&scan) || !take_fraction(&scan) || !take_exponent(&scan) || scan.at != text.n)
        return malformed;
    if (scan.mantissa == 0 && scan.scale < 0)
        scan.scale = 0;
    while (scan.scale < 0 && scan.mantissa <= INT64_MAX) {
        scan.mantissa *= 10;
        scan.scale++;
    }
    wide mantissa = negative ? -scan.mantissa : scan.mantissa;
    bool fits = !scan.too_long && scan.scale >= 0 && settle(mantissa, scan.scale, out);
    return fits ? (struct str){"", 0} : too_large;
}

int decimal_parse(struct str text, struct decimal *out, struct error *error)
{
    struct arena *arena = arena_create();
    struct str wrong = read(text_normal_form(text, arena), out);
    arena_destroy(arena);
    return wrong.n ? ERROR(error, ERR_NUMBER, text, wrong) : 0;
}

/* a.mantissa with the scale of the finer of the two. At most 2^63 × 10^18 < 2^123. */
static wide aligned(struct decimal a, struct decimal b)
{
    return (wide)a.mantissa * (b.scale > a.scale ? powers[b.scale - a.scale] : 1);
}

int decimal_compare(struct decimal a, struct decimal b)
{
    wide left = aligned(a, b), right = aligned(b, a);
    return (left > right) - (left < right);
}

static int fail(struct decimal a, const char *sign, struct decimal b, struct error *error)
{
    struct arena *arena = arena_create();
    struct str term =
        ARENA_JOIN(arena, decimal_format(a, arena), str_from_c(sign), decimal_format(b, arena));
    int code = ERROR(error, ERR_NUMBER, term, BOTH("桁が多すぎます", "too many digits"));
    arena_destroy(arena);
    return code;
}

static int finer(struct decimal a, struct decimal b)
{
    return a.scale > b.scale ? a.scale : b.scale;
}

int decimal_add(struct decimal a, struct decimal b, struct decimal *out, struct error *error)
{
    return settle(aligned(a, b) + aligned(b, a), finer(a, b), out) ? 0 : fail(a, " + ", b, error);
}

int decimal_subtract(struct decimal a, struct decimal b, struct decimal *out, struct error *error)
{
    return settle(aligned(a, b) - aligned(b, a), finer(a, b), out) ? 0 : fail(a, " - ", b, error);
}

int decimal_multiply(struct decimal a, struct decimal b, struct decimal *out, struct error *error)
{
    wide product = (wide)a.mantissa * b.mantissa;
    return settle(product, (int64_t)a.scale + b.scale, out) ? 0 : fail(a, " × ", b, error);
}

int decimal_rescale(struct decimal value, int scale, struct decimal *out, struct error *error)
{
    CHECK(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
    wide mantissa = value.mantissa;
    if (scale > value.scale)
        mantissa *= powers[scale - value.scale];
    int64_t divisor = scale < value.scale ? powers[value.scale - scale] : 1;
    if (mantissa % divisor != 0 || mantissa / divisor > INT64_MAX ||
        mantissa / divisor < INT64_MIN) {
        struct arena *arena = arena_create();
        int code = ERROR(error, ERR_NUMBER, decimal_format(value, arena),
                         BOTH("この桁数では表せません", "it does not fit that many digits"));
        arena_destroy(arena);
        return code;
    }
    *out = (struct decimal){(int64_t)(mantissa / divisor), scale};
    return 0;
}

struct decimal decimal_round(struct decimal value, int scale, enum decimal_rounding rounding)
{
    CHECK(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
    if (scale >= value.scale)
        return value;
    int64_t divisor = powers[value.scale - scale];
    int64_t quotient = value.mantissa / divisor, rest = value.mantissa % divisor;
    uint64_t twice = 2 * (uint64_t)(rest < 0 ? -rest : rest);
    bool half = twice == (uint64_t)divisor;
    bool away =
        twice > (uint64_t)divisor || (half && (rounding == ROUND_HALF_UP || quotient % 2 != 0));
    if (rounding != ROUND_DOWN && away)
        quotient += value.mantissa < 0 ? -1 : 1;
    return (struct decimal){quotient, scale};
}

struct str decimal_format(struct decimal value, struct arena *arena)
{
    bool negative = value.mantissa < 0;
    uint64_t size = negative ? -(uint64_t)value.mantissa : (uint64_t)value.mantissa;
    uint64_t power = (uint64_t)powers[value.scale];
    unsigned long long whole = size / power, fraction = size % power;
    if (value.scale == 0)
        return arena_format(arena, "%s%llu", negative ? "-" : "", whole);
    return arena_format(arena, "%s%llu.%0*llu", negative ? "-" : "", whole, value.scale, fraction);
}
