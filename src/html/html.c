/* The sinks of html.h: each escapes for its own place. Input need not be valid UTF-8; malformed
   bytes and control characters that HTML forbids become U+FFFD, so that no page is malformed. */
#include "html/html.h"

#include <string.h>

#include "base/escape.h"
#include "base/text.h"

static const struct str replacement = STR_INIT("\xEF\xBF\xBD");

/* The escaped form of an ASCII byte, or NULL when the byte goes out as it is. */
static const char *entity_of(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '`':
        return "&#96;";
    default:
        return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F ? replacement.p : NULL;
    }
}

/* Length of a plain run at s.p[at..]: printable ASCII that needs no escape. */
static size_t plain_run(struct str s, size_t at)
{
    size_t from = at;
    while (at < s.n && (unsigned char)s.p[at] < 0x80 && !entity_of((unsigned char)s.p[at]))
        at++;
    return at - from;
}

static void append_character(struct buf *out, struct str s, size_t *at)
{
    size_t from = *at;
    uint32_t c = text_next(s, at);
    /* A genuine U+FFFD is three bytes long, a malformed byte one. C1 controls are not text. */
    bool malformed = (c == 0xFFFD && *at - from == 1) || (c >= 0x80 && c < 0xA0);
    buf_append(out, malformed ? replacement : str_slice(s, from, *at));
}

static void append_escaped(struct buf *out, struct str s)
{
    size_t at = 0;
    while (at < s.n) {
        size_t run = plain_run(s, at);
        if (run > 0) {
            buf_append(out, str_slice(s, at, at + run));
            at += run;
        } else if ((unsigned char)s.p[at] < 0x80) {
            buf_append(out, str_from_c(entity_of((unsigned char)s.p[at])));
            at++;
        } else {
            append_character(out, s, &at);
        }
    }
}

void html_text(struct html *html, struct str text)
{
    append_escaped(html->out, text);
}

void html_attribute(struct html *html, struct str text)
{
    append_escaped(html->out, text);
}

/* One slash, and not a second one: "//host" and "/\host" leave this server. */
static bool is_local_path(struct str path)
{
    if (path.n == 0 || path.p[0] != '/')
        return false;
    if (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\'))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == '\\' || path.p[i] == 0x7F)
            return false;
    return true;
}

void html_path(struct html *html, struct str path)
{
    append_escaped(html->out, is_local_path(path) ? path : STR("#"));
}

void html_url_part(struct html *html, struct str text)
{
    /* "." and ".." alone would be taken for path steps by the browser. */
    if (str_equal(text, STR(".")) || str_equal(text, STR("..")))
        buf_append(html->out, text.n == 1 ? STR("%2E") : STR("%2E%2E"));
    else
        percent_encode(text, html->out);
}

void html_integer(struct html *html, int64_t value)
{
    buf_format(html->out, "%lld", (long long)value);
}

void html_grouped(struct html *html, int64_t value)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[32];
    size_t at = sizeof digits;
    int written = 0;
    do {
        if (written > 0 && written % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
        written++;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    buf_append(html->out, (struct str){digits + at, sizeof digits - at});
}

void html_insert(struct html *html, struct html_safe part)
{
    html_markup_from_template(html, part.only_html_room_may_touch_this.markup,
                              part.only_html_room_may_touch_this.n);
}

void html_lines(struct html *html, struct str text)
{
    struct str rest = text, line;
    bool first = true;
    while (str_cut(&rest, '\n', &line)) {
        if (!first)
            buf_append(html->out, STR("<br>"));
        first = false;
        if (line.n > 0 && line.p[line.n - 1] == '\r')
            line.n--;
        append_escaped(html->out, line);
    }
}

struct html_safe html_capture(struct arena *arena, html_template *template, const void *page)
{
    struct buf out = {0};
    struct html html = {.out = &out, .arena = arena};
    template(&html, page);
    struct str markup = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return (struct html_safe){{markup.p, markup.n}};
}

void html_markup_from_template(struct html *html, const char *markup, size_t n)
{
    buf_append(html->out, (struct str){markup, n});
}
