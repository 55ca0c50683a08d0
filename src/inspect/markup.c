#include "inspect/markup.h"

#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/personal.h"
#include "inspect/plain.h"

/* Lenient: HTML is rarely XML. One pass over the tags, no tree. */

static void found_at(struct work *work, size_t at, const char *element, struct str found)
{
    struct inspect_place place = place_part(STR(""), str_from_c(element));
    place.offset = (int64_t)at;
    work_found(work, "SVG-01", &place, found);
}

static bool contains_nocase(struct str s, struct str needle)
{
    for (size_t i = 0; i + needle.n <= s.n; i++)
        if (str_equal_nocase(str_slice(s, i, i + needle.n), needle))
            return true;
    return false;
}

static bool is_outside(struct str value)
{
    value = str_trim(value);
    return str_starts(value, STR("http:")) || str_starts(value, STR("https:")) ||
           str_starts(value, STR("//")) || str_starts(value, STR("file:")) ||
           str_starts(value, STR("\\\\"));
}

/* Value of an attribute whose name and '=' stand at `at`; *end behind it. */
static struct str value_at(struct str tag, size_t at, size_t *end)
{
    while (at < tag.n && tag.p[at] == ' ')
        at++;
    if (at < tag.n && (tag.p[at] == '"' || tag.p[at] == '\'')) {
        size_t close = str_find_char(tag, tag.p[at], at + 1);
        *end = close == SIZE_MAX ? tag.n : close + 1;
        return str_slice(tag, at + 1, close);
    }
    size_t from = at;
    while (at < tag.n && tag.p[at] != ' ' && tag.p[at] != '>')
        at++;
    *end = at;
    return str_slice(tag, from, at);
}

static bool is_event(struct str name)
{
    return name.n > 3 && str_equal_nocase(str_slice(name, 0, 2), STR("on"));
}

static void check_attribute(struct work *work, size_t at, struct str tag, struct str name,
                            struct str value)
{
    bool is_link = str_equal_nocase(tag, STR("a"));
    bool is_name = str_starts(name, STR("xmlns")) || str_equal_nocase(name, STR("content"));
    bool is_reference = str_equal_nocase(name, STR("href")) || str_equal_nocase(name, STR("src")) ||
                        str_equal_nocase(name, STR("xlink:href")) ||
                        str_equal_nocase(name, STR("action")) ||
                        str_equal_nocase(name, STR("data"));
    if (is_reference && !is_link && is_outside(value))
        found_at(work, at, "external reference", value);
    else if (is_reference && str_starts(value, STR("data:")) && value.n > 64)
        found_at(work, at, "embedded data", value);
    else if (is_event(name))
        found_at(work, at, "script", name);
    else if (!is_name && str_equal_nocase(name, STR("style"))) {
        if (contains_nocase(value, STR("display:none")) ||
            contains_nocase(value, STR("display: none")) ||
            contains_nocase(value, STR("visibility:hidden")))
            found_at(work, at, "hidden element", tag);
        if (contains_nocase(value, STR("url(http")))
            found_at(work, at, "external reference", value);
    } else if ((str_equal(name, STR("display")) && str_equal(value, STR("none"))) ||
               (str_equal(name, STR("visibility")) && str_equal(value, STR("hidden"))))
        found_at(work, at, "hidden element", tag);
}

static void check_tag(struct work *work, size_t at, struct str body)
{
    size_t i = 0;
    while (i < body.n && body.p[i] != ' ' && body.p[i] != '\n' && body.p[i] != '\t' &&
           body.p[i] != '/')
        i++;
    struct str tag = str_slice(body, 0, i);
    if (str_equal_nocase(tag, STR("script")) || str_equal_nocase(tag, STR("foreignObject")) ||
        str_equal_nocase(tag, STR("iframe")))
        found_at(work, at, "active element", tag);
    while (i < body.n) {
        size_t equals = str_find_char(body, '=', i), end;
        if (equals == SIZE_MAX)
            return;
        size_t from = equals;
        while (from > i && body.p[from - 1] != ' ' && body.p[from - 1] != '\n' &&
               body.p[from - 1] != '\t')
            from--;
        struct str name = str_trim(str_slice(body, from, equals));
        struct str value = value_at(body, equals + 1, &end);
        check_attribute(work, at, tag, name, value);
        i = end > equals ? end : equals + 1;
    }
}

static void scan_text(struct work *work, struct str text, int64_t line)
{
    struct inspect_place place = place_part(STR(""), STR(""));
    place.line = line;
    text = str_trim(text);
    if (text.n == 0)
        return;
    work_count_text(work, text);
    if (contains_nocase(text, STR("@import")) && contains_nocase(text, STR("http")))
        found_at(work, 0, "external reference", text);
    if (personal_may(work->inspect, text))
        personal_scan(work, text, 0, &place);
}

void markup_inspect(struct work *work)
{
    struct str bytes;
    size_t at = 0;
    int64_t line = 1;
    if (!plain_to_utf8(work, &bytes))
        work_not_inspected(work, STR(""),
                           STR("文字コードを読めません（UTF-8・CP932 のどちらでもない）"),
                           STR("unknown character encoding (neither UTF-8 nor CP932)"));
    while (at < bytes.n) {
        size_t open = str_find_char(bytes, '<', at);
        struct str between = str_slice(bytes, at, open);
        scan_text(work, between, line);
        for (size_t i = 0; i < between.n; i++)
            line += between.p[i] == '\n';
        if (open == SIZE_MAX)
            break;
        bool is_comment = str_starts(str_slice(bytes, open, open + 4), STR("<!--"));
        size_t close =
            is_comment ? str_find(bytes, STR("-->"), open + 4) : str_find_char(bytes, '>', open);
        struct str body = str_slice(bytes, open + (is_comment ? 4 : 1), close);
        if (is_comment && str_trim(body).n)
            found_at(work, open, "comment", body);
        else if (body.n && body.p[0] != '/' && body.p[0] != '!' && body.p[0] != '?')
            check_tag(work, open, body);
        for (size_t i = 0; i < body.n; i++)
            line += body.p[i] == '\n';
        if (close == SIZE_MAX)
            break;
        at = close + (is_comment ? 3 : 1);
    }
}
