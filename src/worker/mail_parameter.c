#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "worker/charset.h"
#include "worker/encoding.h"
#include "worker/mail_header.h"

enum { MOST_PARAMETERS = 64 };

/* One "name*index*=value" as found. */
struct piece {
    struct str value;
    int index;      /* -1: not a continuation */
    bool is_percent; /* RFC 2231 encoded */
};

/* A quoted value. Backslash escapes only '"' and itself, and never in text with eight-bit bytes, where
   it is the second half of a Shift_JIS character (表, 予). */
static struct str read_quoted(struct str s, size_t *at, struct arena *arena)
{
    char *value = arena_alloc(arena, s.n - *at + 1, 1, 1);
    size_t n = 0, i = *at + 1;
    bool high = false;
    while (i < s.n && s.p[i] != '"') {
        size_t run = header_jis_run(s, i);
        if (run) {
            memcpy(value + n, s.p + i, run);
            n += run;
            i += run;
            continue;
        }
        high = high || (unsigned char)s.p[i] >= 0x80;
        bool escapes = s.p[i] == '\\' && !high && i + 1 < s.n &&
                       (s.p[i + 1] == '"' || s.p[i + 1] == '\\');
        i += escapes ? 1 : 0;
        value[n++] = s.p[i++];
    }
    *at = i < s.n ? i + 1 : s.n;
    return (struct str){value, n};
}

static size_t end_of_unquoted(struct str s, size_t at)
{
    while (at < s.n && s.p[at] != ';') {
        size_t run = header_jis_run(s, at);
        at += run ? run : 1;
    }
    return at;
}

static struct str read_value(struct str s, size_t *at, struct arena *arena)
{
    while (*at < s.n && (s.p[*at] == ' ' || s.p[*at] == '\t'))
        ++*at;
    if (*at < s.n && s.p[*at] == '"') {
        struct str value = read_quoted(s, at, arena);
        *at = end_of_unquoted(s, *at);
        return value;
    }
    size_t end = end_of_unquoted(s, *at);
    struct str value = str_trim(str_slice(s, *at, end));
    *at = end;
    return value;
}

/* "filename*1*" against the wanted "filename": its index and encoding. */
static bool name_matches(struct str found, struct str wanted, struct piece *piece)
{
    found = str_trim(found);
    if (!str_equal_nocase(str_slice(found, 0, wanted.n), wanted))
        return false;
    struct str rest = str_slice(found, wanted.n, found.n);
    piece->index = -1;
    piece->is_percent = str_ends(rest, STR("*"));
    if (piece->is_percent)
        rest = str_slice(rest, 0, rest.n - 1);
    if (rest.n == 0)
        return true;
    int64_t index;
    if (rest.p[0] != '*' || !str_to_int64(str_slice(rest, 1, rest.n), &index) || index < 0 ||
        index >= MOST_PARAMETERS)
        return false;
    piece->index = (int)index;
    return true;
}

static size_t collect(struct str s, struct str wanted, struct arena *arena, struct piece *pieces)
{
    size_t count = 0, at = end_of_unquoted(s, 0);
    while (at < s.n && count < MOST_PARAMETERS) {
        size_t from = at + 1, equals = str_find_char(s, '=', from);
        size_t stop = str_find_char(s, ';', from);
        if (equals == SIZE_MAX)
            break;
        if (stop < equals) {
            at = stop;
            continue;
        }
        at = equals + 1;
        struct str value = read_value(s, &at, arena);
        if (name_matches(str_slice(s, from, equals), wanted, &pieces[count])) {
            pieces[count].value = value;
            count++;
        }
    }
    return count;
}

/* charset'language'text: takes the first two off. */
static struct str take_charset(struct str *value)
{
    size_t first = str_find_char(*value, '\'', 0);
    size_t second = first == SIZE_MAX ? SIZE_MAX : str_find_char(*value, '\'', first + 1);
    if (second == SIZE_MAX)
        return STR("");
    struct str charset = str_slice(*value, 0, first);
    *value = str_slice(*value, second + 1, value->n);
    return charset;
}

static const struct piece *find_piece(const struct piece *pieces, size_t count, int index,
                                      bool percent_only)
{
    for (size_t i = 0; i < count; i++)
        if (pieces[i].index == index && (!percent_only || pieces[i].is_percent))
            return &pieces[i];
    return NULL;
}

static struct str decode_percent(const struct piece *pieces, size_t count, int first,
                                 struct arena *arena, bool *guessed)
{
    struct buf bytes = {0};
    struct str charset = STR("");
    for (int index = first; index < MOST_PARAMETERS; index++) {
        const struct piece *piece = find_piece(pieces, count, index, false);
        if (index < 0)
            piece = find_piece(pieces, count, index, true);
        if (!piece)
            break;
        struct str value = piece->value;
        if (index == first && piece->is_percent)
            charset = take_charset(&value);
        if (piece->is_percent)
            encoding_percent(value, &bytes);
        else
            buf_append(&bytes, value);
        if (index < 0)
            break;
    }
    struct str text = buf_str(&bytes);
    /* Senders that mix the two standards put encoded words into continuations. */
    struct str out = charset.n == 0 && str_contains(text, STR("=?"))
                         ? header_decode(text, arena, guessed)
                         : charset_to_utf8(text, charset, arena, guessed);
    buf_finish(&bytes);
    return text_one_line(out, arena);
}

struct str header_parameter(struct str raw, struct str name, struct arena *arena, bool *guessed)
{
    struct str s = header_unfold(raw, arena);
    struct piece pieces[MOST_PARAMETERS];
    size_t count = collect(s, name, arena, pieces);
    if (find_piece(pieces, count, -1, true))
        return decode_percent(pieces, count, -1, arena, guessed);
    if (find_piece(pieces, count, 0, false))
        return decode_percent(pieces, count, 0, arena, guessed);
    const struct piece *plain = find_piece(pieces, count, -1, false);
    return plain ? header_decode(plain->value, arena, guessed) : STR("");
}
