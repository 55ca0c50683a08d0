#include "worker/html_text.h"

#include "base/text.h"

struct extractor {
    struct buf *out;
    size_t start;       /* of our text in out */
    unsigned breaks;    /* line ends owed before the next text */
    bool blank, tab;    /* a blank or a cell border is owed */
    unsigned pre;       /* depth of <pre> */
};

static bool at_start(const struct extractor *x)
{
    return x->out->n == x->start;
}

static void owe_break(struct extractor *x, unsigned count)
{
    x->blank = x->tab = false;
    if (!at_start(x) && x->breaks < count)
        x->breaks = count;
}

static void pay(struct extractor *x)
{
    for (; x->breaks > 0; x->breaks--) {
        buf_append_char(x->out, '\n');
        x->blank = x->tab = false;
    }
    if (at_start(x))
        x->blank = x->tab = false;
    if (x->tab)
        buf_append_char(x->out, '\t');
    else if (x->blank)
        buf_append_char(x->out, ' ');
    x->blank = x->tab = false;
}

static void put(struct extractor *x, struct str text)
{
    pay(x);
    buf_append(x->out, text);
}

static void put_character(struct extractor *x, char c)
{
    bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (is_space && x->pre && c == '\n') {
        if (at_start(x))
            return;
        x->breaks++;
    } else if (is_space && !x->pre) {
        x->blank = x->breaks == 0;
    } else {
        put(x, (struct str){&c, 1});
    }
}

static const struct {
    struct str name;
    uint32_t code;
} entities[] = {
    {STR_INIT("amp"), '&'},       {STR_INIT("lt"), '<'},        {STR_INIT("gt"), '>'},
    {STR_INIT("quot"), '"'},      {STR_INIT("apos"), '\''},     {STR_INIT("nbsp"), ' '},
    {STR_INIT("yen"), 0xa5},      {STR_INIT("copy"), 0xa9},     {STR_INIT("reg"), 0xae},
    {STR_INIT("trade"), 0x2122},  {STR_INIT("deg"), 0xb0},      {STR_INIT("plusmn"), 0xb1},
    {STR_INIT("micro"), 0xb5},    {STR_INIT("middot"), 0xb7},   {STR_INIT("times"), 0xd7},
    {STR_INIT("divide"), 0xf7},   {STR_INIT("ndash"), 0x2013},  {STR_INIT("mdash"), 0x2014},
    {STR_INIT("lsquo"), 0x2018},  {STR_INIT("rsquo"), 0x2019},  {STR_INIT("ldquo"), 0x201c},
    {STR_INIT("rdquo"), 0x201d},  {STR_INIT("bull"), 0x2022},   {STR_INIT("hellip"), 0x2026},
    {STR_INIT("rarr"), 0x2192},   {STR_INIT("larr"), 0x2190},   {STR_INIT("euro"), 0x20ac},
    {STR_INIT("emsp"), ' '},      {STR_INIT("ensp"), ' '},      {STR_INIT("thinsp"), ' '},
    {STR_INIT("zwnj"), 0},        {STR_INIT("shy"), 0},         {STR_INIT("sup2"), 0xb2},
    {STR_INIT("sup3"), 0xb3},     {STR_INIT("frac12"), 0xbd},
};

static bool numeric_entity(struct str name, uint32_t *code)
{
    bool hex = name.n > 1 && (name.p[1] == 'x' || name.p[1] == 'X');
    size_t at = hex ? 2 : 1;
    uint32_t value = 0;
    if (at >= name.n)
        return false;
    for (; at < name.n; at++) {
        char c = name.p[at];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit >= (hex ? 16u : 10u))
            return false;
        value = value * (hex ? 16 : 10) + digit;
        if (value > 0x10ffff)
            return false;
    }
    bool readable = value >= 0x20 && (value < 0x7f || value >= 0xa0) &&
                    (value < 0xd800 || value > 0xdfff);
    *code = readable ? value : value == '\n' || value == '\t' ? ' ' : 0;
    return true;
}

/* Length of the entity at the start of s (with '&' and ';'), or 0 when it is just an ampersand. */
static size_t read_entity(struct str s, uint32_t *code)
{
    size_t end = str_find_char(str_slice(s, 0, 12), ';', 0);
    if (end == SIZE_MAX || end < 2)
        return 0;
    struct str name = str_slice(s, 1, end);
    if (name.p[0] == '#')
        return numeric_entity(name, code) ? end + 1 : 0;
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (str_equal(name, entities[i].name)) {
            *code = entities[i].code;
            return end + 1;
        }
    return 0;
}

struct tag {
    struct str name; /* as written */
    bool closes;
    size_t length;   /* with the brackets */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A tag at the start of s; '>' inside quoted attribute values does not end it. */
static bool read_tag(struct str s, struct tag *tag)
{
    size_t at = 1;
    tag->closes = at < s.n && s.p[at] == '/';
    at += tag->closes ? 1 : 0;
    size_t from = at;
    while (at < s.n && (is_letter(s.p[at]) || (at > from && s.p[at] >= '0' && s.p[at] <= '9')))
        at++;
    tag->name = str_slice(s, from, at);
    bool special = from < s.n && (s.p[from] == '!' || s.p[from] == '?');
    if (tag->name.n == 0 && !special)
        return false;
    char quote = 0;
    for (; at < s.n && (quote || s.p[at] != '>'); at++) {
        if (quote && s.p[at] == quote)
            quote = 0;
        else if (!quote && (s.p[at] == '"' || s.p[at] == '\'') && s.p[at - 1] == '=')
            quote = s.p[at];
    }
    tag->length = at < s.n ? at + 1 : s.n;
    return true;
}

static bool is_one_of(struct str name, const struct str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(name, names[i]))
            return true;
    return false;
}

static const struct str blocks[] = {
    STR_INIT("div"), STR_INIT("tr"), STR_INIT("table"), STR_INIT("ul"), STR_INIT("ol"),
    STR_INIT("dl"), STR_INIT("dt"), STR_INIT("dd"), STR_INIT("hr"), STR_INIT("form"),
    STR_INIT("section"), STR_INIT("article"), STR_INIT("header"), STR_INIT("footer"),
    STR_INIT("address"), STR_INIT("center"), STR_INIT("body"), STR_INIT("li"), STR_INIT("caption"),
};
static const struct str paragraphs[] = {
    STR_INIT("p"), STR_INIT("h1"), STR_INIT("h2"), STR_INIT("h3"), STR_INIT("h4"), STR_INIT("h5"),
    STR_INIT("h6"), STR_INIT("blockquote"), STR_INIT("pre"),
};
static const struct str silent[] = {
    STR_INIT("script"), STR_INIT("style"), STR_INIT("title"), STR_INIT("template"),
    STR_INIT("noscript"), STR_INIT("svg"), STR_INIT("object"),
};

/* Where the text goes on behind <script>…</script> and its like. */
static size_t end_of_silent(struct str html, size_t at, struct str name)
{
    while ((at = str_find(html, STR("</"), at)) != SIZE_MAX) {
        if (str_equal_nocase(str_slice(html, at + 2, at + 2 + name.n), name)) {
            size_t end = str_find_char(html, '>', at);
            return end == SIZE_MAX ? html.n : end + 1;
        }
        at += 2;
    }
    return html.n;
}

static void apply_tag(struct extractor *x, const struct tag *tag)
{
    if (str_equal_nocase(tag->name, STR("br"))) {
        x->blank = x->tab = false;
        x->breaks += x->breaks < 3 && !at_start(x);
    } else if (is_one_of(tag->name, paragraphs, sizeof paragraphs / sizeof paragraphs[0])) {
        owe_break(x, 2);
    } else if (is_one_of(tag->name, blocks, sizeof blocks / sizeof blocks[0])) {
        owe_break(x, 1);
    } else if (str_equal_nocase(tag->name, STR("td")) || str_equal_nocase(tag->name, STR("th"))) {
        x->tab = x->tab || (tag->closes && x->breaks == 0);
    }
    if (str_equal_nocase(tag->name, STR("li")) && !tag->closes)
        put(x, STR("・"));
    if (str_equal_nocase(tag->name, STR("pre")))
        x->pre = tag->closes ? (x->pre ? x->pre - 1 : 0) : x->pre + 1;
}

static size_t step_markup(struct extractor *x, struct str html, size_t at)
{
    struct tag tag;
    if (str_starts(str_slice(html, at, at + 4), STR("<!--"))) {
        size_t end = str_find(html, STR("-->"), at + 4);
        return end == SIZE_MAX ? html.n : end + 3;
    }
    if (!read_tag(str_slice(html, at, html.n), &tag)) {
        put_character(x, '<');
        return at + 1;
    }
    if (!tag.closes && is_one_of(tag.name, silent, sizeof silent / sizeof silent[0]))
        return end_of_silent(html, at + tag.length, tag.name);
    apply_tag(x, &tag);
    return at + tag.length;
}

static size_t step_entity(struct extractor *x, struct str html, size_t at)
{
    uint32_t code = 0;
    size_t length = read_entity(str_slice(html, at, html.n), &code);
    if (length == 0) {
        put_character(x, '&');
        return at + 1;
    }
    char bytes[4];
    if (code == ' ')
        x->blank = x->breaks == 0;
    else if (code)
        put(x, (struct str){bytes, text_encode(code, bytes)});
    return at + length;
}

void html_text(struct str html, struct buf *out)
{
    struct extractor x = {.out = out, .start = out->n};
    for (size_t at = 0; at < html.n;) {
        if (html.p[at] == '<')
            at = step_markup(&x, html, at);
        else if (html.p[at] == '&')
            at = step_entity(&x, html, at);
        else
            put_character(&x, html.p[at++]);
    }
}
