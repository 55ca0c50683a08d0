/* Addresses of mail and place, dates of birth, names. */
#include <stdlib.h>
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

static int compare(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Length of the longest surname at the beginning of `text`; 0: none. */
static size_t surname_at(const struct scan *scan, struct str text)
{
    for (size_t characters = 3; characters > 0; characters--) {
        struct str head = str_slice(text, 0, characters * 3);
        if (head.n == characters * 3 && bsearch(&head, scan->tables->surnames,
                                                scan->tables->surname_count, sizeof head, compare))
            return head.n;
    }
    return 0;
}

static bool is_kanji(uint32_t c)
{
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c == 0x3005 ||
           (c >= 0xf900 && c <= 0xfaff);
}

/* Start of the run of kanji (with at most one blank inside) that ends at `end`. */
static size_t kanji_before(struct str text, size_t end)
{
    size_t at = end, characters = 0;
    bool blank = false;
    while (at >= 3 && characters < 8) {
        if (text.p[at - 1] == ' ' && !blank && characters > 0) {
            blank = true;
            at--;
            continue;
        }
        size_t from = at - 3, next = from;
        if (!is_kanji(text_next(text, &next)) || next != at)
            break;
        at = from;
        characters++;
    }
    while (at < end && text.p[at] == ' ')
        at++;
    return at;
}

static bool is_word(struct str behind)
{
    static const struct str words[] = {
        STR_INIT("式"), STR_INIT("々"), STR_INIT("子"), STR_INIT("相"), STR_INIT("態"),
        STR_INIT("名"), STR_INIT("族"), STR_INIT("方"), STR_INIT("下"), STR_INIT("堂")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_starts(behind, words[i]))
            return true;
    return false;
}

static void scan_honorific(const struct scan *scan, struct str honorific)
{
    struct str text = scan->text;
    for (size_t at = 0; (at = str_find(text, honorific, at)) != SIZE_MAX; at += honorific.n) {
        if (is_word(str_slice(text, at + honorific.n, at + honorific.n + 3)))
            continue;
        size_t end = at > 0 && text.p[at - 1] == ' ' ? at - 1 : at;
        size_t start = kanji_before(text, end);
        /* The run may begin with other words: the name is its last 2 to 6 characters. */
        for (; start < end; start += text.p[start] == ' ' ? 1 : 3) {
            struct str name = str_slice(text, start, end);
            size_t surname = text_length(name) <= 6 ? surname_at(scan, name) : 0;
            if (surname && surname <= name.n) {
                personal_report(scan, "PI-01", name);
                break;
            }
        }
    }
}

/* "氏名: 山田太郎" in running text. */
static void scan_labelled(const struct scan *scan, struct str label)
{
    struct str text = scan->text;
    for (size_t at = 0; (at = str_find(text, label, at)) != SIZE_MAX; at += label.n) {
        size_t from = at + label.n;
        bool colon = false;
        while (from < text.n && (text.p[from] == ':' || text.p[from] == ' ')) {
            colon |= text.p[from] == ':';
            from++;
        }
        struct str rest = str_slice(text, from, from + 21);
        if (colon && surname_at(scan, rest)) {
            size_t end = from;
            while (end < text.n) {
                size_t next = end;
                uint32_t c = text_next(text, &next);
                if (!is_kanji(c) && c != ' ')
                    break;
                end = next;
            }
            personal_report(scan, "PI-01", str_slice(text, from, end));
        }
    }
}

/* What stands in columns of names besides names. */
static bool is_filler(struct str text)
{
    static const struct str words[] = {STR_INIT("合計"),   STR_INIT("小計"),   STR_INIT("計"),
                                       STR_INIT("未定"),   STR_INIT("同上"),   STR_INIT("不明"),
                                       STR_INIT("匿名"),   STR_INIT("欠員"),   STR_INIT("空席"),
                                       STR_INIT("該当無"), STR_INIT("所属"),   STR_INIT("役職"),
                                       STR_INIT("備考"),   STR_INIT("公募中"), STR_INIT("調整中")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(text, words[i]))
            return true;
    return false;
}

/* A cell that is nothing but a name: below or beside a label, or surname, blank, given name. */
static void scan_whole(const struct scan *scan)
{
    struct str text = str_trim(scan->text);
    size_t length = text.n <= 36 ? text_length(text) : 99;
    if (length < 2 || length > 8)
        return;
    size_t blanks = 0;
    bool has_kana = false;
    for (size_t at = 0; at < text.n;) {
        uint32_t c = text_next(text, &at);
        bool kana = c >= 0x3041 && c <= 0x30ff;
        has_kana |= kana;
        blanks += c == ' ';
        if (!is_kanji(c) && c != ' ' && !(kana && (scan->context & CONTEXT_NAME)))
            return;
    }
    size_t surname = surname_at(scan, text);
    bool is_apart = blanks == 1 && surname && surname < text.n && text.p[surname] == ' ';
    bool is_alone = (scan->context & CONTEXT_PERSON) && !has_kana && !is_filler(text);
    if (is_apart || is_alone || ((scan->context & CONTEXT_NAME) && (surname || blanks == 1)))
        personal_report(scan, "PI-01", text);
}

void personal_scan_names(const struct scan *scan)
{
    scan_whole(scan);
    scan_honorific(scan, STR("様"));
    scan_honorific(scan, STR("氏"));
    scan_honorific(scan, STR("殿"));
    scan_honorific(scan, STR("さん"));
    scan_honorific(scan, STR("先生"));
    scan_labelled(scan, STR("氏名"));
    scan_labelled(scan, STR("担当"));
    scan_labelled(scan, STR("担当者"));
}
