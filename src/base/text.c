#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "base/check.h"

enum { REPLACEMENT = 0xfffd };

/* Least scalar value that needs n continuation bytes; shorter forms are malformed. */
static const uint32_t least_for[] = {0, 0x80, 0x800, 0x10000};

uint32_t text_next(struct str s, size_t *at)
{
    size_t remaining = s.n - *at;
    const unsigned char *p = (const unsigned char *)s.p + *at;
    uint32_t c = p[0];
    *at += 1;
    if (c < 0x80)
        return c;
    size_t more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    if (c < 0xc2 || c > 0xf4 || more > remaining - 1)
        return REPLACEMENT;
    c &= 0x3fu >> more;
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | (p[i] & 0x3fu);
    }
    if (c < least_for[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return REPLACEMENT;
    *at += more;
    return c;
}

size_t text_encode(uint32_t c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xe0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3f));
        to[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3f));
    to[2] = (char)(0x80 | (c >> 6 & 0x3f));
    to[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* One malformed byte, and not the character U+FFFD written properly in three. */
static bool is_malformed(struct str s, size_t from, size_t to)
{
    return to - from == 1 && (unsigned char)s.p[from] >= 0x80;
}

bool text_is_valid_utf8(struct str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        text_next(s, &at);
        if (is_malformed(s, from, at))
            return false;
    }
    return true;
}

size_t text_length(struct str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.n; count++)
        text_next(s, &at);
    return count;
}

struct str text_head(struct str s, size_t limit)
{
    size_t at = 0;
    for (size_t i = 0; i < limit && at < s.n; i++)
        text_next(s, &at);
    return (struct str){s.p, at};
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* Tab and line ends as they shall be kept, controls dropped (0 bytes), the rest as it is. */
static size_t clean_character(struct str s, size_t *at, char *to)
{
    size_t from = *at;
    uint32_t c = text_next(s, at);
    if (is_malformed(s, from, *at))
        return text_encode(REPLACEMENT, to);
    if (c == '\r') {
        if (*at < s.n && s.p[*at] == '\n')
            (*at)++;
        c = '\n';
    }
    return is_control(c) && c != '\t' && c != '\n' ? 0 : text_encode(c, to);
}

struct str text_clean(struct str s, struct arena *arena)
{
    /* A malformed byte becomes three. */
    char *to = arena_alloc(arena, size_add(size_mul(s.n, 3), 1), 1, 1);
    size_t used = 0;
    for (size_t at = 0; at < s.n;)
        used += clean_character(s, &at, to + used);
    to[used] = '\0';
    return (struct str){to, used};
}

struct str text_one_line(struct str s, struct arena *arena)
{
    struct str clean = text_clean(s, arena);
    char *to = arena_alloc(arena, size_add(clean.n, 1), 1, 1);
    size_t used = 0;
    bool in_break = false;
    for (size_t i = 0; i < clean.n; i++) {
        bool is_break = clean.p[i] == '\n' || clean.p[i] == '\t';
        if (!is_break)
            to[used++] = clean.p[i];
        else if (!in_break)
            to[used++] = ' ';
        in_break = is_break;
    }
    return str_trim((struct str){to, used});
}

static bool is_unfit_for_names(uint32_t c)
{
    return c == '/' || c == '\\' || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

struct str text_file_name(struct str s, struct arena *arena)
{
    struct str line = text_one_line(s, arena);
    char *to = arena_alloc(arena, size_add(line.n, 1), 1, 1);
    size_t used = 0, dots = 0;
    for (size_t at = 0; at < line.n;) {
        uint32_t c = text_next(line, &at);
        dots += c == '.';
        used += text_encode(is_unfit_for_names(c) ? '_' : c, to + used);
    }
    for (size_t i = 0; dots == used && i < used; i++)
        to[i] = '_';
    to[used] = '\0';
    return (struct str){to, used};
}

size_t text_width(struct str s)
{
    size_t width = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = text_next(s, &at);
        int columns = c < 0x80 ? !is_control(c) : utf8proc_charwidth((utf8proc_int32_t)c);
        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}
