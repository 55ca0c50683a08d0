/* Addresses of mail and place, dates of birth. */
#include <string.h>

#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/personal_parts.h"

static bool is_mail_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || bytes_is_digit(c) || c == '.' ||
           c == '-' || c == '_' || c == '+' || c == '%';
}

static bool is_role(struct str local)
{
    static const struct str roles[] = {
        STR_INIT("info"),    STR_INIT("contact"), STR_INIT("support"),   STR_INIT("office"),
        STR_INIT("inquiry"), STR_INIT("admin"),   STR_INIT("webmaster"), STR_INIT("postmaster"),
        STR_INIT("noreply"), STR_INIT("koho")};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (str_equal_nocase(roles[i], local))
            return true;
    return str_starts(local, STR("bzl-")); /* addresses of METI's sections */
}

void personal_scan_mail(const struct scan *scan)
{
    struct str text = scan->text;
    for (size_t at = 0; (at = str_find_char(text, '@', at)) != SIZE_MAX; at++) {
        size_t from = at, to = at + 1;
        while (from > 0 && is_mail_character(text.p[from - 1]))
            from--;
        while (to < text.n && is_mail_character(text.p[to]))
            to++;
        while (to > at && (text.p[to - 1] == '.' || text.p[to - 1] == '-'))
            to--;
        struct str domain = str_slice(text, at + 1, to), local = str_slice(text, from, at);
        size_t dot = domain.n;
        while (dot > 0 && domain.p[dot - 1] != '.')
            dot--;
        bool named = dot > 1 && domain.n - dot >= 2 && !bytes_is_digit(domain.p[domain.n - 1]);
        if (local.n == 0 || !named)
            continue;
        struct inspect_finding *finding = personal_report(scan, "PI-04", str_slice(text, from, to));
        if (finding && is_role(local))
            finding->severity = INSPECT_INFORMATION;
    }
}

/* Reads 1 or 2 digits; 0 when there are none. */
static size_t read_part(struct str text, size_t at)
{
    size_t n = 0;
    while (n < 2 && at + n < text.n && bytes_is_digit(text.p[at + n]))
        n++;
    return n;
}

static size_t skip_mark(struct str text, size_t at, struct str word)
{
    if (str_starts(str_slice(text, at, text.n), word))
        return word.n;
    return at < text.n && (text.p[at] == '/' || text.p[at] == '.' || text.p[at] == '-') ? 1 : 0;
}

/* Length of "年5月6日" (with any usual marks) behind a year; 0: no date. */
static size_t rest_of_date(struct str text, size_t at)
{
    size_t from = at, mark = skip_mark(text, at, STR("年")), digits;
    at += mark;
    if (mark == 0 || (digits = read_part(text, at)) == 0)
        return 0;
    at += digits;
    mark = skip_mark(text, at, STR("月"));
    at += mark;
    if (mark == 0 || (digits = read_part(text, at)) == 0)
        return 0;
    at += digits;
    if (str_starts(str_slice(text, at, text.n), STR("日")))
        at += 3;
    return at - from;
}

/* Where an era or year that ends in front of `at` begins; SIZE_MAX: none. */
static size_t start_of_year(struct str text, size_t digits_at, size_t digits)
{
    static const struct str eras[] = {STR_INIT("明治"), STR_INIT("大正"), STR_INIT("昭和"),
                                      STR_INIT("平成"), STR_INIT("令和")};
    if (digits == 4)
        return text.p[digits_at] == '1' || text.p[digits_at] == '2' ? digits_at : SIZE_MAX;
    if (digits > 2)
        return SIZE_MAX;
    for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++)
        if (digits_at >= 6 && str_equal(str_slice(text, digits_at - 6, digits_at), eras[i]))
            return digits_at - 6;
    if (digits_at > 0 && strchr("MTSHR", text.p[digits_at - 1]) && text.p[digits_at - 1])
        return digits_at - 1;
    return SIZE_MAX;
}

void personal_scan_dates(const struct scan *scan)
{
    struct str text = scan->text;
    for (size_t at = 0; at < text.n; at++) {
        if (!bytes_is_digit(text.p[at]))
            continue;
        size_t digits = 0;
        while (at + digits < text.n && bytes_is_digit(text.p[at + digits]))
            digits++;
        size_t rest = digits <= 4 ? rest_of_date(text, at + digits) : 0;
        size_t start = rest ? start_of_year(text, at, digits) : SIZE_MAX;
        if (start != SIZE_MAX) {
            size_t end = at + digits + rest;
            struct str behind = str_slice(text, end, end + 9);
            bool born = str_starts(behind, STR("生")) || str_starts(behind, STR(" 生"));
            if (born || (personal_context_before(scan, start) & CONTEXT_BIRTH))
                personal_report(scan, "PI-11", str_slice(text, start, end));
            digits += rest;
        }
        at += digits - 1;
    }
}

/* What never stands between a municipality and its house number: running text has begun. */
static bool is_running_text(struct str rest)
{
    static const struct str words[] = {STR_INIT("を"),   STR_INIT("("),    STR_INIT("、"),
                                       STR_INIT("。"),   STR_INIT("では"), STR_INIT("には"),
                                       STR_INIT("から"), STR_INIT("より"), STR_INIT("図"),
                                       STR_INIT("ほか"), STR_INIT("など"), STR_INIT("及び")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_starts(rest, words[i]))
            return true;
    return false;
}

/* Behind a prefecture: 市区町村郡, and then a house number with 番地, 号, 丁目 or dashes. */
static size_t end_of_address(struct str text, size_t at)
{
    static const struct str towns[] = {STR_INIT("市"), STR_INIT("区"), STR_INIT("町"),
                                       STR_INIT("村"), STR_INIT("郡")};
    struct str rest = str_slice(text, at, at + 150);
    size_t town = SIZE_MAX;
    for (size_t i = 0; i < sizeof towns / sizeof towns[0]; i++) {
        size_t place = str_find(rest, towns[i], 0);
        town = place < town ? place : town;
    }
    if (town == SIZE_MAX || town > 45)
        return 0;
    for (size_t i = town + 3; i < rest.n && i < town + 75; i++) {
        if (is_running_text(str_slice(rest, i, rest.n)))
            return 0;
        if (!bytes_is_digit(rest.p[i]))
            continue;
        while (i < rest.n && bytes_is_digit(rest.p[i]))
            i++;
        struct str behind = str_slice(rest, i, rest.n);
        bool house = str_starts(behind, STR("番")) || str_starts(behind, STR("丁目")) ||
                     str_starts(behind, STR("号")) ||
                     (behind.n > 1 && behind.p[0] == '-' && bytes_is_digit(behind.p[1]));
        if (!house)
            return 0;
        size_t end = i;
        while (end < rest.n && (bytes_is_digit(rest.p[end]) || rest.p[end] == '-'))
            end++;
        return at + end;
    }
    return 0;
}

static size_t prefecture_before(const struct scan *scan, size_t end)
{
    for (size_t i = 0; i < scan->tables->prefecture_count; i++) {
        struct str name = scan->tables->prefectures[i];
        if (end >= name.n && str_equal(str_slice(scan->text, end - name.n, end), name))
            return end - name.n;
    }
    return SIZE_MAX;
}

static void scan_postal(const struct scan *scan)
{
    struct str text = scan->text;
    for (size_t at = 0; (at = str_find(text, STR("〒"), at)) != SIZE_MAX; at += 3) {
        struct str code = str_trim(str_slice(text, at + 3, at + 13));
        bool fits = code.n >= 8 && code.p[3] == '-';
        for (size_t i = 0; fits && i < 8; i++)
            fits = i == 3 || bytes_is_digit(code.p[i]);
        bool in_address = str_contains(str_slice(text, at, at + 60), STR("県")) ||
                          str_contains(str_slice(text, at, at + 60), STR("都")) ||
                          str_contains(str_slice(text, at, at + 60), STR("府")) ||
                          str_contains(str_slice(text, at, at + 60), STR("道"));
        if (fits && !in_address)
            personal_report(scan, "PI-03", str_slice(text, at, at + 12));
    }
}

void personal_scan_addresses(const struct scan *scan)
{
    static const struct str ends[] = {STR_INIT("県"), STR_INIT("都"), STR_INIT("府"),
                                      STR_INIT("道")};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        for (size_t at = 0; (at = str_find(scan->text, ends[i], at)) != SIZE_MAX; at += 3) {
            size_t start = prefecture_before(scan, at + 3);
            size_t end = start == SIZE_MAX ? 0 : end_of_address(scan->text, at + 3);
            if (end)
                personal_report(scan, "PI-03", str_slice(scan->text, start, end));
        }
    scan_postal(scan);
}
