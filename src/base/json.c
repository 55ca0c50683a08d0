/* The JSON reader: recursive descent over the whole text, at most JSON_DEPTH levels deep. Positions
   are turned into line and column only when something is wrong. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

enum { JSON_DEPTH = 64 };

struct reader {
    struct str text;
    size_t at;
    unsigned depth;
    struct arena *arena;
    struct error *error;
};

static int fail_at(struct reader *reader, size_t at, struct str what)
{
    int code = ERROR(reader->error, ERR_JSON, what);
    int64_t line = 1, column = 1;
    for (size_t i = 0; i < at && i < reader->text.n;) {
        bool line_feed = text_next(reader->text, &i) == '\n';
        line += line_feed;
        column = line_feed ? 1 : column + 1;
    }
    error_at(reader->error, (struct str){"", 0}, line, column);
    return code;
}

static int fail(struct reader *reader, struct str what)
{
    return fail_at(reader, reader->at, what);
}

/* The next byte, or -1 at the end. */
static int peek(const struct reader *reader)
{
    return reader->at < reader->text.n ? (unsigned char)reader->text.p[reader->at] : -1;
}

static bool take(struct reader *reader, char expected)
{
    if (peek(reader) != (unsigned char)expected)
        return false;
    reader->at++;
    return true;
}

static void skip_space(struct reader *reader)
{
    for (int c; (c = peek(reader)) == ' ' || c == '\t' || c == '\n' || c == '\r';)
        reader->at++;
}

static size_t take_digits(struct reader *reader)
{
    size_t from = reader->at;
    for (int c; (c = peek(reader)) >= '0' && c <= '9';)
        reader->at++;
    return reader->at - from;
}

static int read_number(struct reader *reader, struct json *value)
{
    size_t from = reader->at;
    take(reader, '-');
    bool whole = take(reader, '0') || take_digits(reader) > 0;
    bool fraction = !take(reader, '.') || take_digits(reader) > 0;
    bool exponent = true;
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+'))
            take(reader, '-');
        exponent = take_digits(reader) > 0;
    }
    if (!whole || !fraction || !exponent)
        return fail(reader, BOTH("数の書き方が違います", "malformed number"));
    value->kind = JSON_NUMBER;
    value->text = arena_copy(reader->arena, str_slice(reader->text, from, reader->at));
    return 0;
}

static int read_hex4(struct reader *reader, uint32_t *out)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int c = peek(reader);
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            digit = (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return fail(reader, BOTH("\\u の後は16進4桁です", "\\u needs four hex digits"));
        unit = unit << 4 | digit;
        reader->at++;
    }
    *out = unit;
    return 0;
}

static int read_unicode_escape(struct reader *reader, char *to, size_t *used)
{
    size_t from = reader->at;
    uint32_t c = 0, low = 0; /* gcc at -O3 does not see that they are set */
    int code = read_hex4(reader, &c);
    if (code)
        return code;
    bool low_first = c >= 0xdc00 && c <= 0xdfff;
    if (c >= 0xd800 && c <= 0xdbff && take(reader, '\\') && take(reader, 'u')) {
        if ((code = read_hex4(reader, &low)))
            return code;
        if (low >= 0xdc00 && low <= 0xdfff)
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    if (low_first || (c >= 0xd800 && c <= 0xdbff))
        return fail_at(reader, from, BOTH("対のないサロゲートです", "lone surrogate"));
    *used += text_encode(c, to + *used);
    return 0;
}

static int read_escape(struct reader *reader, char *to, size_t *used)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    int c = peek(reader);
    const char *letter = c > 0 ? strchr(letters, c) : NULL;
    if (c != 'u' && !letter)
        return fail(reader, BOTH("知らないエスケープです", "unknown escape"));
    reader->at++;
    if (c == 'u')
        return read_unicode_escape(reader, to, used);
    to[(*used)++] = meanings[letter - letters];
    return 0;
}

/* Bytes that need no attention: printable ASCII but quote and backslash. */
static size_t plain_run(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.n) {
        unsigned char c = (unsigned char)s.p[end];
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
            break;
        end++;
    }
    return end - at;
}

static int read_character(struct reader *reader, char *to, size_t *used)
{
    int c = peek(reader);
    if (c < 0)
        return fail(reader, BOTH("文字列が閉じていません", "unterminated string"));
    if (c < 0x20)
        return fail(reader, BOTH("文字列の中に制御文字があります", "control character in string"));
    if (c == '\\') {
        reader->at++;
        return read_escape(reader, to, used);
    }
    size_t from = reader->at;
    text_next(reader->text, &reader->at);
    size_t length = reader->at - from;
    if (length == 1)
        return fail_at(reader, from, BOTH("UTF-8 でない文字があります", "invalid UTF-8"));
    memcpy(to + *used, reader->text.p + from, length);
    *used += length;
    return 0;
}

/* Upper bound of the decoded length: the bytes to the closing quote. */
static size_t string_bound(const struct reader *reader)
{
    size_t i = reader->at;
    while (i < reader->text.n && reader->text.p[i] != '"')
        i += reader->text.p[i] == '\\' ? 2 : 1;
    return (i < reader->text.n ? i : reader->text.n) - reader->at;
}

static int read_string(struct reader *reader, struct str *out)
{
    if (!take(reader, '"'))
        return fail(reader, BOTH("文字列（\"）が必要です", "a string is expected"));
    char *to = arena_alloc(reader->arena, size_add(string_bound(reader), 1), 1, 1);
    size_t used = 0;
    while (!take(reader, '"')) {
        size_t run = plain_run(reader->text, reader->at);
        if (run) {
            memcpy(to + used, reader->text.p + reader->at, run);
            reader->at += run;
            used += run;
            continue;
        }
        int code = read_character(reader, to, &used);
        if (code)
            return code;
    }
    *out = (struct str){to, used};
    return 0;
}

static int read_value(struct reader *reader, struct json *value);

static void add_child(struct json *parent, struct json *child, struct json **last)
{
    if (*last)
        (*last)->next = child;
    else
        parent->first = child;
    *last = child;
    parent->count++;
}

static int read_array(struct reader *reader, struct json *array)
{
    array->kind = JSON_ARRAY;
    struct json *last = NULL;
    skip_space(reader);
    if (take(reader, ']'))
        return 0;
    do {
        struct json *child = ARENA_NEW(reader->arena, struct json);
        int code = read_value(reader, child);
        if (code)
            return code;
        add_child(array, child, &last);
    } while (take(reader, ','));
    if (!take(reader, ']'))
        return fail(reader, BOTH("「,」か「]」が必要です", "',' or ']' is expected"));
    return 0;
}

static int by_key(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Sorting keeps a hostile object with many members from costing the square of their number. */
static int refuse_twins(struct reader *reader, const struct json *object)
{
    if (object->count < 2)
        return 0;
    struct str *keys = ARENA_ARRAY(reader->arena, struct str, object->count);
    size_t n = 0;
    for (const struct json *child = object->first; child; child = child->next)
        keys[n++] = child->key;
    qsort(keys, n, sizeof *keys, by_key);
    for (size_t i = 1; i < n; i++)
        if (str_equal(keys[i - 1], keys[i])) {
            int code = fail(reader, BOTH("同じ名前が二度あります", "duplicate member name"));
            error_in(reader->error, keys[i]);
            return code;
        }
    return 0;
}

static int read_member(struct reader *reader, struct json *member)
{
    skip_space(reader);
    int code = read_string(reader, &member->key);
    if (code)
        return code;
    skip_space(reader);
    if (!take(reader, ':'))
        return fail(reader, BOTH("「:」が必要です", "':' is expected"));
    return read_value(reader, member);
}

static int read_object(struct reader *reader, struct json *object)
{
    object->kind = JSON_OBJECT;
    struct json *last = NULL;
    skip_space(reader);
    if (take(reader, '}'))
        return 0;
    do {
        struct json *child = ARENA_NEW(reader->arena, struct json);
        int code = read_member(reader, child);
        if (code)
            return code;
        add_child(object, child, &last);
    } while (take(reader, ','));
    if (!take(reader, '}'))
        return fail(reader, BOTH("「,」か「}」が必要です", "',' or '}' is expected"));
    return refuse_twins(reader, object);
}

static int read_nested(struct reader *reader, struct json *value)
{
    if (reader->depth == JSON_DEPTH)
        return fail(reader, BOTH("入れ子が深すぎます（64 まで）", "nested deeper than 64"));
    reader->depth++;
    bool is_object = peek(reader) == '{';
    reader->at++;
    int code = is_object ? read_object(reader, value) : read_array(reader, value);
    reader->depth--;
    return code;
}

static bool take_word(struct reader *reader, struct str word)
{
    if (!str_starts(str_slice(reader->text, reader->at, reader->text.n), word))
        return false;
    reader->at += word.n;
    return true;
}

static int read_scalar(struct reader *reader, struct json *value)
{
    int c = peek(reader);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(reader, value);
    if (take_word(reader, STR("true")))
        value->kind = JSON_TRUE;
    else if (take_word(reader, STR("false")))
        value->kind = JSON_FALSE;
    else if (take_word(reader, STR("null")))
        value->kind = JSON_NULL;
    else
        return fail(reader, BOTH("値が必要です", "a value is expected"));
    return 0;
}

/* One value with the white space around it. */
static int read_value(struct reader *reader, struct json *value)
{
    skip_space(reader);
    int code, c = peek(reader);
    if (c == '{' || c == '[') {
        code = read_nested(reader, value);
    } else if (c == '"') {
        value->kind = JSON_STRING;
        code = read_string(reader, &value->text);
    } else {
        code = read_scalar(reader, value);
    }
    if (!code)
        skip_space(reader);
    return code;
}

int json_parse(struct str text, struct arena *arena, const struct json **out, struct error *error)
{
    struct reader reader = {.text = text, .arena = arena, .error = error};
    struct json *root = ARENA_NEW(arena, struct json);
    int code = read_value(&reader, root);
    if (code)
        return code;
    if (reader.at < text.n)
        return fail(&reader, BOTH("値の後に余分な文字があります", "bytes after the value"));
    *out = root;
    return 0;
}

const struct json *json_member(const struct json *object, struct str key)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json *child = object->first; child; child = child->next)
        if (str_equal(child->key, key))
            return child;
    return NULL;
}

struct str json_text(const struct json *object, struct str key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_STRING ? member->text : (struct str){"", 0};
}

bool json_int(const struct json *object, struct str key, int64_t *out)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_NUMBER && str_to_int64(member->text, out);
}
