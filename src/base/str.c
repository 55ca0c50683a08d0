#include "base/str.h"

#include <string.h>

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_from_c(const char *text)
{
    return text ? (struct str){text, strlen(text)} : (struct str){"", 0};
}

bool str_is_empty(struct str s)
{
    return s.n == 0;
}

bool str_equal(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_equal_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
            return false;
    return true;
}

int str_compare(struct str a, struct str b)
{
    size_t common = a.n < b.n ? a.n : b.n;
    int order = common ? memcmp(a.p, b.p, common) : 0;
    if (order)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_equal((struct str){s.p, prefix.n}, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_equal(str_slice(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    if (from > s.n)
        return SIZE_MAX;
    if (needle.n == 0)
        return from;
    if (needle.n > s.n - from)
        return SIZE_MAX;
    const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_find_char(struct str s, char c, size_t from)
{
    if (from >= s.n)
        return SIZE_MAX;
    const char *hit = memchr(s.p + from, c, s.n - from);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

bool str_contains(struct str s, struct str needle)
{
    return str_find(s, needle, 0) != SIZE_MAX;
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from >= to)
        return (struct str){s.n ? s.p + (from < s.n ? from : s.n) : "", 0};
    return (struct str){s.p + from, to - from};
}

struct str str_trim(struct str s)
{
    size_t from = 0, to = s.n;
    while (from < to && ascii_space(s.p[from]))
        from++;
    while (to > from && ascii_space(s.p[to - 1]))
        to--;
    return str_slice(s, from, to);
}

bool str_cut(struct str *rest, char separator, struct str *part)
{
    if (!rest->p)
        return false;
    size_t at = str_find_char(*rest, separator, 0);
    if (at == SIZE_MAX) {
        *part = *rest;
        *rest = (struct str){NULL, 0};
        return true;
    }
    *part = (struct str){rest->p, at};
    *rest = (struct str){rest->p + at + 1, rest->n - at - 1};
    return true;
}

bool str_to_int64(struct str s, int64_t *out)
{
    size_t i = 0;
    bool negative = s.n && s.p[0] == '-';
    if (negative || (s.n && s.p[0] == '+'))
        i = 1;
    if (i == s.n)
        return false;
    int64_t value = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int64_t digit = s.p[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    /* The value was gathered as a negative number, whose range is one larger. */
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    *out = value;
    return true;
}

bool str_equal_constant_time(struct str a, struct str b)
{
    unsigned char difference = a.n != b.n;
    size_t common = a.n < b.n ? a.n : b.n;
    for (size_t i = 0; i < common; i++)
        difference |= (unsigned char)(a.p[i] ^ b.p[i]);
    return difference == 0;
}
