/* Numbers: telephone, individual and corporate number, cards, accounts, passport, licence. */
#include "inspect/bytes.h"
#include "inspect/mask.h"
#include "inspect/personal_parts.h"

enum { MOST_DIGITS = 24, MOST_GROUPS = 6 };

/* A run of digits with single dashes, blanks or brackets between groups. */
struct number {
    size_t start, end;
    char digits[MOST_DIGITS];
    size_t count;
    size_t groups[MOST_GROUPS]; /* lengths */
    size_t group_count;
    bool too_long, has_plus, has_dashes;
};

static bool is_joint(struct str text, size_t at)
{
    char c = text.p[at];
    return c == '-' || c == '(' || c == ')' ||
           (c == ' ' && at + 1 < text.n && bytes_is_digit(text.p[at + 1]));
}

static void read_number(struct str text, size_t at, struct number *out)
{
    *out = (struct number){.start = at, .has_plus = at > 0 && text.p[at - 1] == '+'};
    size_t in_group = 0;
    for (; at < text.n; at++) {
        if (bytes_is_digit(text.p[at])) {
            if (out->count == MOST_DIGITS)
                out->too_long = true;
            else
                out->digits[out->count++] = text.p[at];
            in_group++;
            out->end = at + 1;
        } else if (is_joint(text, at) && in_group > 0 && at + 1 < text.n &&
                   (bytes_is_digit(text.p[at + 1]) || text.p[at + 1] == '(') &&
                   out->group_count + 1 < MOST_GROUPS) {
            out->groups[out->group_count++] = in_group;
            out->has_dashes |= text.p[at] == '-' || text.p[at] == '(' || text.p[at] == ')';
            in_group = 0;
        } else if (text.p[at] == '(' && in_group == 0) {
            continue;
        } else {
            break;
        }
    }
    if (in_group)
        out->groups[out->group_count++] = in_group;
}

static bool groups_are(const struct number *number, size_t a, size_t b, size_t c)
{
    return number->group_count == 3 && number->groups[0] == a && number->groups[1] == b &&
           number->groups[2] == c;
}

static bool begins(const struct number *number, const char *prefix)
{
    for (size_t i = 0; prefix[i]; i++)
        if (i >= number->count || number->digits[i] != prefix[i])
            return false;
    return true;
}

static bool is_mobile(const struct number *number)
{
    return begins(number, "090") || begins(number, "080") || begins(number, "070") ||
           begins(number, "050");
}

static bool is_phone(const struct number *number, unsigned context)
{
    if (number->too_long)
        return false;
    if (number->has_plus)
        return begins(number, "81") && number->count >= 11 && number->count <= 12;
    if (number->count < 10 || number->count > 11 || number->digits[0] != '0' ||
        number->digits[1] == '0')
        return false;
    bool mobile = is_mobile(number);
    if (number->count == 11 && !mobile)
        return false;
    if (number->group_count == 1)
        return (context & CONTEXT_PHONE) ||
               (mobile && number->count == 11 && !(context & CONTEXT_DATA));
    bool shaped = number->group_count == 3 && number->groups[0] >= 2 && number->groups[0] <= 5 &&
                  number->groups[1] >= 1 && number->groups[1] <= 4 && number->groups[2] >= 3 &&
                  number->groups[2] <= 4 && number->groups[0] + number->groups[1] <= 7;
    return shaped && (number->has_dashes || (context & CONTEXT_PHONE));
}

static bool is_corporate(const struct number *number)
{
    int sum = 0;
    for (int n = 1; n <= 12; n++)
        sum += (number->digits[13 - n] - '0') * (n % 2 ? 1 : 2);
    return number->digits[0] - '0' == 9 - sum % 9;
}

static bool is_card(const struct number *number)
{
    int sum = 0;
    if (number->count < 13 || number->count > 19 ||
        !(number->digits[0] == '4' || number->digits[0] == '5' || number->digits[0] == '3' ||
          number->digits[0] == '2' || number->digits[0] == '6'))
        return false;
    for (size_t i = 0; i < number->count; i++) {
        int digit = number->digits[number->count - 1 - i] - '0';
        if (i % 2)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static bool is_grouped_card(const struct number *number)
{
    return number->group_count == 4 && number->groups[0] == 4 && number->groups[1] == 4 &&
           number->groups[2] == 4 && number->groups[3] == 4;
}

static void judge_phone(const struct scan *scan, const struct number *number, struct str found)
{
    struct inspect_finding *finding = personal_report(scan, "PI-02", found);
    bool is_public = begins(number, "0120") || begins(number, "0800") || begins(number, "0570");
    if (finding && is_public)
        finding->severity = INSPECT_INFORMATION;
}

static void judge_twelve(const struct scan *scan, const struct number *number, unsigned context,
                         struct str found)
{
    bool grouped = groups_are(number, 4, 4, 4);
    bool together = number->group_count == 1;
    if (!grouped && !together)
        return;
    bool fits = mask_is_individual_number(number->digits);
    if (context & CONTEXT_LICENCE)
        personal_report(scan, "PI-09", found);
    else if (context & CONTEXT_INDIVIDUAL)
        personal_report(scan, "PI-05", found);
    else if (grouped && fits && !(context & CONTEXT_DATA)) {
        struct inspect_finding *finding = personal_report(scan, "PI-05", found);
        if (finding)
            finding->severity = INSPECT_JUDGE;
    }
}

static void judge(const struct scan *scan, const struct number *number)
{
    struct str found = str_slice(scan->text, number->start, number->end);
    unsigned context = personal_context_before(scan, number->start);
    if (is_phone(number, context)) {
        judge_phone(scan, number, found);
    } else if (number->count == 12 && !number->too_long) {
        judge_twelve(scan, number, context, found);
    } else if (number->count == 13 && number->group_count == 1 && is_corporate(number) &&
               ((context & CONTEXT_CORPORATE) ||
                (number->start > 0 && scan->text.p[number->start - 1] == 'T'))) {
        personal_report(scan, "PI-06", found);
    } else if (is_card(number) && ((context & CONTEXT_CARD) || is_grouped_card(number))) {
        personal_report(scan, "PI-12", found);
    } else if ((context & CONTEXT_ACCOUNT) && number->count == 7 && number->group_count == 1) {
        personal_report(scan, "PI-10", found);
    } else if ((context & CONTEXT_PENSION) &&
               (number->count == 10 || number->count == 8 || number->count == 11)) {
        personal_report(scan, "PI-13", found);
    }
}

static bool is_capital(struct str text, size_t at)
{
    return at < text.n && text.p[at] >= 'A' && text.p[at] <= 'Z';
}

static bool is_letter(struct str text, size_t at)
{
    return is_capital(text, at) || (at < text.n && text.p[at] >= 'a' && text.p[at] <= 'z');
}

/* Two capitals in front: passport (7 digits) and residence card (8 digits, two capitals). */
static void judge_lettered(const struct scan *scan, const struct number *number)
{
    struct str text = scan->text;
    size_t at = number->start;
    if (at < 2 || !is_capital(text, at - 1) || !is_capital(text, at - 2) ||
        (at > 2 && is_letter(text, at - 3)) || number->group_count != 1)
        return;
    if (number->count == 7 && !is_letter(text, number->end) &&
        (personal_context_before(scan, at - 2) & CONTEXT_PASSPORT))
        personal_report(scan, "PI-07", str_slice(text, at - 2, number->end));
    if (number->count == 8 && is_capital(text, number->end) && is_capital(text, number->end + 1) &&
        !is_letter(text, number->end + 2))
        personal_report(scan, "PI-08", str_slice(text, at - 2, number->end + 2));
}

void personal_scan_numbers(const struct scan *scan)
{
    struct str text = scan->text;
    for (size_t at = 0; at < text.n; at++) {
        if (!bytes_is_digit(text.p[at]))
            continue;
        struct number number;
        read_number(text, at, &number);
        bool decimal = (at > 0 && text.p[at - 1] == '.') ||
                       (number.end < text.n && text.p[number.end] == '.' &&
                        number.end + 1 < text.n && bytes_is_digit(text.p[number.end + 1]));
        if (number.count >= 7 && !decimal) {
            if (at > 0 && is_capital(text, at - 1))
                judge_lettered(scan, &number);
            judge(scan, &number);
        }
        at = number.end > at ? number.end - 1 : at;
    }
}
