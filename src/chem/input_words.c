/* Words, numbers, ranges and options of the input language. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chem/input_internal.h"

int input_fail(struct input_parser *p, struct str what)
{
    ERROR(p->error, ERR_CHEM_INPUT, p->keyword, what);
    error_at(p->error, p->input->files[p->current.place.file], p->current.place.line, 0);
    return ERR_CHEM_INPUT;
}

int input_fail_word(struct input_parser *p, const char *ja, const char *en, struct str word)
{
    word = text_one_line(text_head(word, 60), p->arena);
    return input_fail(p, arena_format(p->arena, "%s「%" PRIstr "」\x1f%s \"%" PRIstr "\"", ja,
                                      STR_ARG(word), en, STR_ARG(word)));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool input_word(struct str *rest, struct str *word)
{
    size_t from = 0, to;
    while (from < rest->n && is_blank(rest->p[from]))
        from++;
    for (to = from; to < rest->n && !is_blank(rest->p[to]); to++)
        ;
    *word = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->n);
    return word->n > 0;
}

struct str input_peek(struct str rest)
{
    struct str word;
    (void)input_word(&rest, &word);
    return word;
}

/* Digits with one point and no more than 15 of them are exact as a quotient by a power of ten. */
static bool short_number(struct str s, double *out)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    uint64_t digits = 0;
    size_t count = 0, decimals = 0;
    bool point = false, negative = false;
    size_t i = 0;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        negative = s.p[i++] == '-';
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9' && ++count <= 15) {
            digits = digits * 10 + (uint64_t)(c - '0');
            decimals += point;
        } else {
            return false;
        }
    }
    *out = (double)digits / powers[decimals];
    if (negative)
        *out = -*out;
    return count > 0;
}

bool input_to_number(struct str word, double *out)
{
    char copy[64];
    if (short_number(word, out))
        return true;
    if (word.n == 0 || word.n >= sizeof copy)
        return false;
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E' ||
              c == 'd' || c == 'D'))
            return false;
        copy[i] = c == 'd' || c == 'D' ? 'e' : c;
    }
    copy[word.n] = 0;
    char *end;
    *out = strtod(copy, &end);
    return end == copy + word.n && isfinite(*out);
}

int input_number(struct input_parser *p, struct str *rest, double *out)
{
    struct str word;
    if (!input_word(rest, &word) || !input_to_number(word, out))
        return input_fail_word(p, "数を書く所にほかのものがあります:", "a number was expected, not", word);
    return 0;
}

bool input_optional_number(struct str *rest, double *out)
{
    struct str after = *rest, word;
    if (!input_word(&after, &word) || !input_to_number(word, out))
        return false;
    *rest = after;
    return true;
}

int input_whole(struct input_parser *p, struct str *rest, int64_t least, int64_t most, int64_t *out)
{
    double value;
    int status = input_number(p, rest, &value);
    if (status)
        return status;
    if (!(value >= (double)least && value <= (double)most) || value != floor(value))
        return input_fail(p, arena_format(p->arena,
                                          "%lld から %lld の整数を書いてください\x1f"
                                          "write a whole number from %lld to %lld",
                                          (long long)least, (long long)most, (long long)least,
                                          (long long)most));
    *out = (int64_t)value;
    return 0;
}

bool input_starts_with_number(struct str text)
{
    struct str word = input_peek(text);
    return word.n && word.p[0] >= '0' && word.p[0] <= '9';
}

static int parse_range(struct input_parser *p, struct str word, struct input_range *out)
{
    size_t dash = str_find_char(word, '-', 1);
    int64_t first, last;
    if (dash == SIZE_MAX)
        dash = word.n;
    if (!str_to_int64(str_slice(word, 0, dash), &first) || first < 0 || first > INT32_MAX - 1)
        return input_fail_word(p, "番号として読めません", "not a number of a block:", word);
    last = first;
    if (dash < word.n && (!str_to_int64(str_slice(word, dash + 1, word.n), &last) || last < first ||
                          last - first >= INPUT_RANGE_LIMIT || last > INT32_MAX - 1))
        return input_fail_word(p, "番号の範囲として読めません", "not a range of numbers:", word);
    *out = (struct input_range){(int32_t)first, (int32_t)last};
    return 0;
}

int input_range(struct input_parser *p, struct str *rest, struct input_range *out)
{
    struct str word;
    *out = (struct input_range){1, 1};
    if (!input_starts_with_number(*rest))
        return 0;
    (void)input_word(rest, &word);
    return parse_range(p, word, out);
}

int input_boolean(struct input_parser *p, struct str *rest, bool *out)
{
    struct str word;
    *out = true;
    if (!input_word(rest, &word) || word.p[0] == 't' || word.p[0] == 'T')
        return 0;
    *out = false;
    if (word.p[0] == 'f' || word.p[0] == 'F')
        return 0;
    return input_fail_word(p, "true か false を書いてください", "write true or false, not", word);
}

static int repeated(struct input_parser *p, struct str word, int64_t *times, double *value)
{
    size_t star = str_find_char(word, '*', 0);
    *times = 1;
    if (star != SIZE_MAX) {
        if (!str_to_int64(str_slice(word, 0, star), times) || *times < 1 || *times > INPUT_LIST_LIMIT)
            return input_fail_word(p, "繰り返しの回数が正しくありません", "not a count of repeats:", word);
        word = str_slice(word, star + 1, word.n);
    }
    return input_to_number(word, value)
               ? 0
               : input_fail_word(p, "数を書く所にほかのものがあります:", "a number was expected, not", word);
}

int input_numbers(struct input_parser *p, struct str *rest, double **items, size_t *count,
                  size_t *room)
{
    while (input_starts_with_number(*rest) || (input_peek(*rest).n && strchr("-.+", input_peek(*rest).p[0]))) {
        struct str word;
        int64_t times;
        double value;
        (void)input_word(rest, &word);
        int status = repeated(p, word, &times, &value);
        if (status)
            return status;
        if (times > INPUT_LIST_LIMIT - (int64_t)*count)
            return input_fail(p, BOTH("数が多すぎます", "there are too many numbers"));
        while (times-- > 0) {
            *items = chem_grow(p->arena, *items, *count, room, sizeof **items);
            (*items)[(*count)++] = value;
        }
    }
    return 0;
}

int input_ranges(struct input_parser *p, struct str *rest, struct input_range **items, size_t *count,
                 size_t *room)
{
    while (input_starts_with_number(*rest)) {
        struct input_range range;
        int status = input_range(p, rest, &range);
        if (status)
            return status;
        *items = chem_grow(p->arena, *items, *count, room, sizeof **items);
        (*items)[(*count)++] = range;
    }
    return 0;
}

static bool begins_nocase(const char *whole, struct str part)
{
    struct str s = str_from_c(whole);
    return part.n > 0 && part.n <= s.n && str_equal_nocase(str_slice(s, 0, part.n), part);
}

int input_option(struct str *line, const char *const *options)
{
    struct str rest = *line, word;
    if (!input_word(&rest, &word))
        return -1;
    bool dash = word.p[0] == '-';
    if (dash)
        word = str_slice(word, 1, word.n);
    int found = -1;
    for (int i = 0; options[i] && found < 0; i++)
        if (str_equal_nocase(word, str_from_c(options[i])))
            found = i;
    for (int i = 0; dash && options[i] && found < 0; i++)
        if (begins_nocase(options[i], word))
            found = i;
    if (found >= 0)
        *line = rest;
    return found;
}

int input_option_or_fail(struct input_parser *p, struct str *line, const char *const *options,
                         int *out)
{
    *out = input_option(line, options);
    struct str word = input_peek(*line);
    double number;
    if (*out < 0 && word.n > 1 && word.p[0] == '-' && !input_to_number(word, &number))
        return input_fail_word(p, "知らない指定です", "unknown option", word);
    return 0;
}

void input_add_name(struct input_parser *p, struct input_names *names, struct str name)
{
    names->items = chem_grow(p->arena, names->items, names->count, &names->room, sizeof *names->items);
    names->items[names->count++] = name;
}

void input_notice(struct input_parser *p, struct str what)
{
    struct chem_input *input = p->input;
    for (size_t i = 0; i < input->notice_count; i++)
        if (str_equal(input->notices[i].what, what))
            return; /* once per kind */
    input->notices = chem_grow(p->arena, input->notices, input->notice_count, &input->notice_room,
                               sizeof *input->notices);
    input->notices[input->notice_count++] = (struct input_notice){what, p->current.place};
}

int input_terms(struct input_parser *p, struct str *rest, struct input_term **items, size_t *count,
                size_t *room)
{
    struct str word;
    while (input_word(rest, &word)) {
        struct input_term term = {word, 1};
        double number;
        if (input_to_number(word, &number))
            return input_fail_word(p, "物質の名前を書く所にほかのものがあります:", "a name was expected, not", word);
        (void)input_optional_number(rest, &term.coefficient);
        *items = chem_grow(p->arena, *items, *count, room, sizeof **items);
        (*items)[(*count)++] = term;
    }
    return 0;
}

int input_steps(struct input_parser *p, struct str *rest, struct input_steps *steps, size_t *room)
{
    int status = input_numbers(p, rest, &steps->values, &steps->count, room);
    if (status || !str_equal_nocase(input_peek(*rest), STR("in")))
        return status;
    struct str word;
    (void)input_word(rest, &word);
    steps->equal = true;
    status = input_whole(p, rest, 1, INPUT_LIST_LIMIT, &steps->number);
    if (status == 0 && begins_nocase("steps", input_peek(*rest)))
        (void)input_word(rest, &word);
    return status;
}
