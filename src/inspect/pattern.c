#include "inspect/pattern.h"

#include "inspect/bytes.h"
#include "inspect/xml.h"

/* Greedy with one point to go back to: linear in practice, quadratic at worst, for short patterns.
 */
bool pattern_fits(struct str pattern, struct str name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, star_name = 0;
    while (n < name.n || p < pattern.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            star_name = n;
            continue;
        }
        if (p < pattern.n && n < name.n && pattern.p[p] == '#' && bytes_is_digit(name.p[n])) {
            while (n < name.n && bytes_is_digit(name.p[n]))
                n++;
            p++;
            continue;
        }
        if (p < pattern.n && n < name.n && bytes_lower(pattern.p[p]) == bytes_lower(name.p[n])) {
            p++, n++;
            continue;
        }
        if (star == SIZE_MAX || star_name >= name.n)
            return false;
        p = star + 1;
        n = ++star_name;
    }
    return true;
}

static bool is_one_of(struct str values, struct str value)
{
    struct str one;
    while (str_cut(&values, '|', &one))
        if (str_equal(one, value))
            return true;
    return false;
}

/* "@l|@t|@r|@b": one of them is there and not 0. */
static bool has_one_of(struct str names, const char **attributes)
{
    struct str one;
    while (str_cut(&names, '|', &one)) {
        char name[40];
        size_t length = one.n - 1;
        if (one.n < 2 || length >= sizeof name)
            continue;
        for (size_t i = 0; i < length; i++)
            name[i] = one.p[i + 1];
        name[length] = 0;
        struct str value = xml_attribute(attributes, name);
        if (value.n && !str_equal(value, STR("0")))
            return true;
    }
    return false;
}

/* One of "=", "!=", "^=", "!^=", "~" behind the name; *size 0: none. */
static size_t find_operator(struct str one, size_t *size)
{
    for (size_t i = 1; i < one.n; i++) {
        if (one.p[i] == '~' || one.p[i] == '=')
            *size = 1;
        else if (i + 1 < one.n && (one.p[i] == '!' || one.p[i] == '^') && one.p[i + 1] == '=')
            *size = 2;
        else if (i + 2 < one.n && one.p[i] == '!' && one.p[i + 1] == '^')
            *size = 3;
        else
            continue;
        return i;
    }
    *size = 0;
    return one.n;
}

/* "@cx=0|@cy=0": alternatives that each have an operator of their own. */
static bool fits_one(struct str one, const char **attributes, const struct str *text)
{
    size_t second = str_find(one, STR("|@"), 0);
    size_t size, at = find_operator(one, &size);
    if (size == 0)
        return has_one_of(one, attributes);
    if (second != SIZE_MAX && at < second)
        return fits_one(str_slice(one, 0, second), attributes, text) ||
               fits_one(str_slice(one, second + 1, one.n), attributes, text);
    struct str value = STR(""), wanted = str_slice(one, at + size, one.n);
    if (one.p[0] == '#') {
        if (text)
            value = *text;
    } else if (attributes) {
        char name[40];
        size_t length = at - 1 < sizeof name - 1 ? at - 1 : sizeof name - 1;
        for (size_t i = 0; i < length; i++)
            name[i] = one.p[i + 1];
        name[length] = 0;
        value = xml_attribute(attributes, name);
    }
    switch (one.p[at]) {
    case '=':
        return is_one_of(wanted, value);
    case '~':
        return str_contains(value, wanted);
    case '^':
        return str_starts(value, wanted);
    default: /* != and !^= */
        return size == 2 ? !is_one_of(wanted, value) : !str_starts(value, wanted);
    }
}

bool pattern_condition(struct str when, const char **attributes, const struct str *text)
{
    struct str one;
    if (when.n == 0)
        return true;
    while (str_cut(&when, '&', &one))
        if (!fits_one(one, attributes, text))
            return false;
    return true;
}
