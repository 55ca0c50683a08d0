/* SVG and HTML: comments, scripts, frames and hidden elements go; every other byte stays. HTML need
   not be well formed, so an element goes only when its end can be told: tags of its name, counted.
 */
#include "inspect/bytes.h"
#include "inspect/clean_work.h"

static size_t find_nocase(struct str s, struct str word, size_t from)
{
    for (size_t at = from; at + word.n <= s.n; at++)
        if (str_equal_nocase(str_slice(s, at, at + word.n), word))
            return at;
    return SIZE_MAX;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static struct str tag_name(struct str tag)
{
    size_t end = 1;
    while (end < tag.n && !is_blank(tag.p[end]) && tag.p[end] != '/' && tag.p[end] != '>')
        end++;
    return str_slice(tag, 1, end);
}

static bool hides(struct str tag)
{
    static const struct str marks[] = {STR_INIT("display:none"), STR_INIT("display: none"),
                                       STR_INIT("visibility:hidden"), STR_INIT("display=\"none\""),
                                       STR_INIT("visibility=\"hidden\"")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (find_nocase(tag, marks[i], 0) != SIZE_MAX)
            return true;
    return false;
}

static bool goes(struct str tag)
{
    struct str name = tag_name(tag);
    return str_equal_nocase(name, STR("script")) || str_equal_nocase(name, STR("iframe")) ||
           hides(tag);
}

/* Behind the element whose start tag is [from, to); SIZE_MAX: its end cannot be told. */
static size_t element_end(struct str s, size_t from, size_t to)
{
    struct str name = tag_name(str_slice(s, from, to));
    size_t depth = 1, at = to;
    if (s.p[to - 2] == '/')
        return to;
    while (depth > 0) {
        size_t open = str_find_char(s, '<', at);
        size_t close = open == SIZE_MAX ? SIZE_MAX : str_find_char(s, '>', open);
        if (close == SIZE_MAX)
            return SIZE_MAX;
        bool ends = s.p[open + 1] == '/';
        struct str own = tag_name(str_slice(s, open + ends, close + 1));
        if (str_equal_nocase(own, name) && s.p[close - 1] != '/') {
            depth += !ends;
            depth -= ends;
        }
        at = close + 1;
    }
    return at;
}

/* Behind what goes at `open`, or `open` itself. */
static size_t skip(struct str s, size_t open)
{
    if (str_starts(str_slice(s, open, open + 4), STR("<!--"))) {
        size_t close = str_find(s, STR("-->"), open + 4);
        return close == SIZE_MAX ? open : close + 3;
    }
    size_t close = str_find_char(s, '>', open);
    bool is_start = close != SIZE_MAX && close > open + 1 && s.p[open + 1] != '/' &&
                    s.p[open + 1] != '!' && s.p[open + 1] != '?';
    if (!is_start || !goes(str_slice(s, open, close + 1)))
        return open;
    size_t end = element_end(s, open, close + 1);
    return end == SIZE_MAX ? open : end;
}

bool clean_markup(struct clean *clean, struct str *out)
{
    struct str bytes = clean->bytes;
    struct buf left = {0};
    size_t copied = 0;
    if (!clean_finds(clean, "SVG-01"))
        return false;
    for (size_t open = 0; (open = str_find_char(bytes, '<', open)) != SIZE_MAX;) {
        size_t end = skip(bytes, open);
        if (end > open) {
            buf_append(&left, str_slice(bytes, copied, open));
            copied = end;
        }
        open = end > open ? end : open + 1;
    }
    buf_append(&left, str_slice(bytes, copied, bytes.n));
    *out = arena_copy(clean->arena, buf_str(&left));
    buf_finish(&left);
    return true;
}
