/* Lines and tokens of BASIC. A line may lack its number (it then follows the line before); a number
   that comes twice replaces the earlier line; "#" starts a comment and ";" a new line, as everywhere
   in PHREEQC's input; a "\" at the end joins the next line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chem/basic_internal.h"

struct reader {
    struct str file;
    struct arena *arena;
    struct error *error;
    struct basic_line *lines;
    size_t count, room;
    int32_t last_number;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int fail(struct reader *r, const struct basic_line *line, const char *ja, const char *en,
                struct str about)
{
    ERROR(r->error, ERR_CHEM_BASIC, arena_format(r->arena, "%d", (int)line->number),
          arena_format(r->arena, "%s「%" PRIstr "」\x1f%s \"%" PRIstr "\"", ja, STR_ARG(about), en,
                       STR_ARG(about)));
    error_at(r->error, r->file, line->source, 0);
    return ERR_CHEM_BASIC;
}

/* Length of a number at the start of s; 0 when there is none. */
static size_t number_length(struct str s)
{
    size_t at = 0, digits = 0;
    for (; at < s.n && is_digit(s.p[at]); at++)
        digits++;
    if (at < s.n && s.p[at] == '.')
        for (at++; at < s.n && is_digit(s.p[at]); at++)
            digits++;
    if (digits == 0)
        return 0;
    if (at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
        size_t exponent = at + 1;
        if (exponent < s.n && (s.p[exponent] == '+' || s.p[exponent] == '-'))
            exponent++;
        if (exponent < s.n && is_digit(s.p[exponent])) {
            while (exponent < s.n && is_digit(s.p[exponent]))
                exponent++;
            at = exponent;
        }
    }
    return at;
}

static int read_number(struct reader *r, const struct basic_line *line, struct str s,
                       struct basic_token *token)
{
    token->kind = TOKEN_NUMBER;
    token->number = strtod(arena_c(r->arena, s), NULL);
    if (!isfinite(token->number))
        return fail(r, line, "数が大きすぎます", "the number is too large:", s);
    return 0;
}

static struct str capitals(struct str s, struct arena *arena)
{
    char *p = arena_c(arena, s);
    for (size_t i = 0; i < s.n; i++)
        if (p[i] >= 'a' && p[i] <= 'z')
            p[i] = (char)(p[i] - 'a' + 'A');
    return (struct str){p, s.n};
}

static size_t mark_length(struct str s)
{
    if (s.n >= 2 && ((s.p[0] == '<' && (s.p[1] == '=' || s.p[1] == '>')) ||
                     (s.p[0] == '>' && s.p[1] == '=')))
        return 2;
    return memchr("+-*/^=<>(),:", s.p[0], 12) ? 1 : 0;
}

/* Takes one token off *rest, which does not begin with a blank. */
static int read_token(struct reader *r, const struct basic_line *line, struct str *rest,
                      struct basic_token *token)
{
    struct str s = *rest;
    size_t length = number_length(s);
    *token = (struct basic_token){.kind = TOKEN_MARK};
    if (length) {
        token->text = str_slice(s, 0, length);
        *rest = str_slice(s, length, s.n);
        return read_number(r, line, token->text, token);
    }
    if (is_letter(s.p[0])) {
        while (length < s.n && (is_letter(s.p[length]) || is_digit(s.p[length])))
            length++;
        if (length < s.n && s.p[length] == '$')
            length++;
        token->kind = TOKEN_NAME;
        token->text = capitals(str_slice(s, 0, length), r->arena);
    } else if (s.p[0] == '"' || s.p[0] == '\'') {
        size_t end = str_find_char(s, s.p[0], 1);
        if (end == SIZE_MAX)
            return fail(r, line, "引用符が閉じていません", "a quotation mark is not closed:", s);
        token->kind = TOKEN_TEXT;
        token->text = str_slice(s, 1, end);
        length = end + 1;
    } else {
        length = mark_length(s);
        if (length == 0)
            return fail(r, line, "読めない文字", "unreadable character", str_slice(s, 0, 1));
        token->text = str_slice(s, 0, length);
    }
    *rest = str_slice(s, length, s.n);
    return 0;
}

static bool is_remark(const struct basic_token *token)
{
    return token->kind == TOKEN_NAME && str_equal(token->text, STR("REM"));
}

static int read_tokens(struct reader *r, struct basic_line *line)
{
    struct str rest = str_trim(line->text);
    /* A token takes at least one byte; one more for the end. */
    line->tokens = ARENA_ARRAY(r->arena, struct basic_token, rest.n + 1);
    while (rest.n) {
        struct basic_token *token = &line->tokens[line->token_count];
        int status = read_token(r, line, &rest, token);
        if (status)
            return status;
        if (is_remark(token))
            break;
        line->token_count++;
        rest = str_trim(rest);
    }
    line->tokens[line->token_count] = (struct basic_token){.kind = TOKEN_END};
    return 0;
}

static int add_line(struct reader *r, struct str text, int64_t source)
{
    struct str s = str_trim(text);
    if (s.n == 0 || str_equal_nocase(s, STR("-start")) || str_equal_nocase(s, STR("-end")) ||
        str_equal_nocase(s, STR("start")))
        return 0;
    struct basic_line line = {.number = r->last_number, .source = source, .text = s};
    size_t digits = 0;
    while (digits < s.n && is_digit(s.p[digits]))
        digits++;
    if (digits) {
        int64_t number = 0;
        line.numbered = true;
        if (!str_to_int64(str_slice(s, 0, digits), &number) || number > INT32_MAX)
            return fail(r, &line, "行番号が大きすぎます", "the line number is too large:",
                        str_slice(s, 0, digits));
        line.number = r->last_number = (int32_t)number;
        line.text = str_slice(s, digits, s.n);
    }
    r->lines = chem_grow(r->arena, r->lines, r->count, &r->room, sizeof *r->lines);
    r->lines[r->count++] = line;
    return 0;
}

/* Where a comment or the next statement line begins; n when neither does. */
static size_t code_length(struct str s, char *stop)
{
    char quote = 0;
    *stop = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (quote) {
            quote = s.p[i] == quote ? 0 : quote;
        } else if (s.p[i] == '"' || s.p[i] == '\'') {
            /* an apostrophe in a remark or comment is not a quotation mark */
            quote = str_find_char(s, s.p[i], i + 1) == SIZE_MAX ? 0 : s.p[i];
        } else if (s.p[i] == '#' || s.p[i] == ';') {
            *stop = s.p[i];
            return i;
        }
    }
    return s.n;
}

static int split_physical_line(struct reader *r, struct str text, int64_t source)
{
    char stop;
    do {
        size_t length = code_length(text, &stop);
        int status = add_line(r, str_slice(text, 0, length), source);
        if (status)
            return status;
        text = str_slice(text, length + 1, text.n);
    } while (stop == ';');
    return 0;
}

/* The order in which lines run: by number; an unnumbered line stays behind the one before it, which
   the second key (its place in the file) says. */
static int compare_lines(const void *a, const void *b)
{
    const struct basic_line *left = a, *right = b;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return left->address < right->address ? -1 : left->address > right->address;
}

/* Of lines with one number the last numbered one and what follows it stay. */
static void drop_replaced(struct reader *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (r->lines[i].numbered)
            while (kept && r->lines[kept - 1].number == r->lines[i].number)
                kept--;
        r->lines[kept++] = r->lines[i];
    }
    r->count = kept;
}

static int split_lines(struct reader *r, struct str source, int64_t first_line)
{
    struct str text = {0}, part;
    int64_t number = first_line, start = first_line;
    while (str_cut(&source, '\n', &part)) {
        if (part.n && part.p[part.n - 1] == '\r')
            part.n--;
        struct str whole = text.n ? ARENA_JOIN(r->arena, text, part) : part;
        struct str end = str_trim(whole);
        if (end.n && end.p[end.n - 1] == '\\' && source.n) {
            text = str_slice(end, 0, end.n - 1);
        } else {
            int status = split_physical_line(r, whole, start);
            if (status)
                return status;
            text = (struct str){0};
            start = number + 1;
        }
        number++;
    }
    return 0;
}

int basic_read_lines(struct str source, struct str file, int64_t first_line, struct arena *arena,
                     struct basic_line **lines, size_t *count, struct error *error)
{
    struct reader reader = {.file = file, .arena = arena, .error = error};
    int status = split_lines(&reader, source, first_line);
    for (size_t i = 0; i < reader.count; i++)
        reader.lines[i].address = (int32_t)i;
    if (reader.count)
        qsort(reader.lines, reader.count, sizeof *reader.lines, compare_lines);
    drop_replaced(&reader);
    for (size_t i = 0; status == 0 && i < reader.count; i++)
        status = read_tokens(&reader, &reader.lines[i]);
    *lines = reader.lines;
    *count = reader.count;
    return status;
}
