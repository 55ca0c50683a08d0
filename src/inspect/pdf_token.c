/* Operands and operators of content streams. */
#include "base/escape.h"
#include "inspect/pdf_paint.h"

enum { MOST_STRING = 1 << 20 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static bool is_delimiter(char c)
{
    return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' ||
           c == '}' || c == '/' || c == '%';
}

struct str paint_text_of(const struct paint *paint, const struct operand *operand)
{
    return str_slice(buf_str(&paint->scratch), operand->from, operand->from + operand->n);
}

static void read_number(struct paint *paint, struct operand *out)
{
    struct str s = paint->stream;
    size_t at = paint->at;
    bool negative = false;
    double value = 0, unit = 1;
    while (at < s.n && (s.p[at] == '-' || s.p[at] == '+'))
        negative |= s.p[at++] == '-';
    while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
        value = value * 10 + (s.p[at++] - '0');
    if (at < s.n && s.p[at] == '.')
        for (at++; at < s.n && ((s.p[at] >= '0' && s.p[at] <= '9') || s.p[at] == '-'); at++)
            if (s.p[at] != '-' && unit < 1e12) {
                unit *= 10;
                value = value * 10 + (s.p[at] - '0');
            }
    value = value > 1e30 ? 0 : value / unit;
    out->kind = OPERAND_NUMBER;
    out->number = (float)(negative ? -value : value);
    paint->at = at;
}

static int read_escape(struct str s, size_t *at)
{
    char c = s.p[(*at)++];
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case '\r':
        *at += *at < s.n && s.p[*at] == '\n';
        return -1;
    case '\n':
        return -1;
    default:
        break;
    }
    if (c < '0' || c > '7')
        return (unsigned char)c;
    int value = c - '0';
    for (int i = 0; i < 2 && *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '7'; i++)
        value = value * 8 + s.p[(*at)++] - '0';
    return value & 0xff;
}

static void read_literal(struct paint *paint, struct operand *out)
{
    struct str s = paint->stream;
    int depth = 1;
    size_t from = paint->scratch.n, at = paint->at + 1;
    while (at < s.n && depth > 0 && paint->scratch.n - from < MOST_STRING) {
        char c = s.p[at++];
        if (c == '\\' && at < s.n) {
            int value = read_escape(s, &at);
            if (value >= 0)
                buf_append_char(&paint->scratch, (char)value);
            continue;
        }
        depth += (c == '(') - (c == ')');
        if (depth > 0)
            buf_append_char(&paint->scratch, c);
    }
    paint->at = at;
    *out = (struct operand){OPERAND_STRING, 0, (uint32_t)from, (uint32_t)(paint->scratch.n - from)};
}

static void read_hex(struct paint *paint, struct operand *out)
{
    struct str s = paint->stream;
    size_t from = paint->scratch.n, at = paint->at + 1, end = str_find_char(s, '>', at);
    end = end == SIZE_MAX ? s.n : end;
    char *to = buf_reserve(&paint->scratch, (end - at) / 2 + 1);
    size_t n = 0;
    int high = -1;
    for (; at < end; at++) {
        int digit = hex_value(s.p[at]);
        if (digit < 0)
            continue;
        if (high >= 0)
            to[n++] = (char)(high * 16 + digit);
        high = high < 0 ? digit : -1;
    }
    if (high >= 0)
        to[n++] = (char)(high * 16);
    buf_commit(&paint->scratch, n);
    paint->at = end < s.n ? end + 1 : end;
    *out = (struct operand){OPERAND_STRING, 0, (uint32_t)from, (uint32_t)n};
}

static void read_name(struct paint *paint, struct operand *out)
{
    struct str s = paint->stream;
    size_t from = paint->scratch.n, at = paint->at + 1;
    while (at < s.n && !is_blank(s.p[at]) && !is_delimiter(s.p[at])) {
        bool coded = s.p[at] == '#' && s.n - at > 2 && hex_value(s.p[at + 1]) >= 0 &&
                     hex_value(s.p[at + 2]) >= 0;
        buf_append_char(&paint->scratch,
                        coded ? (char)(hex_value(s.p[at + 1]) * 16 + hex_value(s.p[at + 2]))
                              : s.p[at]);
        at += coded ? 3 : 1;
    }
    paint->at = at;
    *out = (struct operand){OPERAND_NAME, 0, (uint32_t)from, (uint32_t)(paint->scratch.n - from)};
}

/* "<< … >>" with strings and dictionaries inside; kept as it stands. */
static void read_dictionary(struct paint *paint, struct operand *out)
{
    struct str s = paint->stream;
    size_t from = paint->at;
    int depth = 0;
    while (paint->at < s.n) {
        if (s.p[paint->at] == '(') {
            struct operand ignored;
            size_t kept = paint->scratch.n;
            read_literal(paint, &ignored);
            paint->scratch.n = kept;
            continue;
        }
        bool pair = s.n - paint->at > 1 && s.p[paint->at] == s.p[paint->at + 1];
        if (pair && (s.p[paint->at] == '<' || s.p[paint->at] == '>')) {
            depth += s.p[paint->at] == '<' ? 1 : -1;
            paint->at += 2;
            if (depth <= 0)
                break;
            continue;
        }
        paint->at++;
    }
    *out = (struct operand){OPERAND_DICTIONARY, 0, (uint32_t)from, (uint32_t)(paint->at - from)};
}

/* False when what stands there is an operator. */
static bool read_operand(struct paint *paint, struct operand *out)
{
    struct str s = paint->stream;
    char c = s.p[paint->at];
    if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.') {
        size_t before = paint->at;
        read_number(paint, out);
        paint->at += paint->at == before;
        return true;
    }
    switch (c) {
    case '(':
        read_literal(paint, out);
        return true;
    case '/':
        read_name(paint, out);
        return true;
    case '<':
        if (s.n - paint->at > 1 && s.p[paint->at + 1] == '<')
            read_dictionary(paint, out);
        else
            read_hex(paint, out);
        return true;
    default:
        return false;
    }
}

static void skip_blanks(struct paint *paint)
{
    struct str s = paint->stream;
    while (paint->at < s.n) {
        if (s.p[paint->at] == '%')
            while (paint->at < s.n && s.p[paint->at] != '\n' && s.p[paint->at] != '\r')
                paint->at++;
        else if (is_blank(s.p[paint->at]))
            paint->at++;
        else
            return;
    }
}

static void read_array(struct paint *paint, struct operand *out)
{
    struct str s = paint->stream;
    size_t first = paint->item_count;
    paint->at++;
    for (skip_blanks(paint); paint->at < s.n && s.p[paint->at] != ']'; skip_blanks(paint)) {
        struct operand item;
        if (!read_operand(paint, &item))
            paint->at++; /* nested arrays and words mean nothing here */
        else if (paint->item_count < MOST_ITEMS)
            paint->items[paint->item_count++] = item;
    }
    paint->at += paint->at < s.n;
    *out =
        (struct operand){OPERAND_ARRAY, 0, (uint32_t)first, (uint32_t)(paint->item_count - first)};
}

bool paint_next(struct paint *paint, struct str *word)
{
    struct str s = paint->stream;
    paint->operand_count = paint->item_count = 0;
    buf_clear(&paint->scratch);
    for (skip_blanks(paint); paint->at < s.n; skip_blanks(paint)) {
        struct operand operand;
        char c = s.p[paint->at];
        bool is_array = c == '[';
        if (is_array)
            read_array(paint, &operand);
        if (is_array || read_operand(paint, &operand)) {
            if (paint->operand_count < MOST_OPERANDS)
                paint->operands[paint->operand_count++] = operand;
            continue;
        }
        if (is_delimiter(c)) {
            paint->at++;
            continue;
        }
        size_t from = paint->at;
        while (paint->at < s.n && !is_blank(s.p[paint->at]) && !is_delimiter(s.p[paint->at]))
            paint->at++;
        *word = str_slice(s, from, paint->at);
        return true;
    }
    return false;
}
