#include "inspect/xml_edit.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { MOST_DEPTH = 2000, PIECE = 1 << 20 };

struct open_element {
    size_t name_from, name_n; /* local name, in names */
    size_t tag_from;          /* of the start tag, in out */
    size_t content_from;      /* behind the start tag, in out */
    bool drops, unwraps, empties, child_went, is_empty_tag, gathers, is_written;
};
struct xml_edit {
    XML_Parser parser;
    const struct xml_edit_handler *handler;
    void *state;
    struct buf out, raw, names, text;
    struct buf *sink; /* where the default handler writes */
    struct open_element *open;
    size_t depth, room;
    uint64_t element;
    bool is_refused;
};

/* Lists that may not be empty: they go with their last child. */
static bool may_not_be_empty(struct str name)
{
    static const struct str lists[] = {
        STR_INIT("externalReferences"),
        STR_INIT("pivotCaches"),
        STR_INIT("definedNames"),
        STR_INIT("customSheetViews"),
        STR_INIT("customWorkbookViews"),
        STR_INIT("conditionalFormatting"),
        STR_INIT("dataValidations"),
        STR_INIT("hyperlinks"),
        STR_INIT("mergeCells"),
        STR_INIT("rowBreaks"),
        STR_INIT("colBreaks"),
        STR_INIT("cols"),
        STR_INIT("oleObjects"),
        STR_INIT("controls"),
        STR_INIT("tableParts"),
        STR_INIT("ignoredErrors"),
        STR_INIT("protectedRanges"),
        STR_INIT("scenarios"),
        STR_INIT("extLst"),
        STR_INIT("Choice"),
        STR_INIT("AlternateContent"),
        STR_INIT("Fallback"),
        STR_INIT("filterColumn"),
        STR_INIT("sortState"),
        STR_INIT("docVars"),
        STR_INIT("notesMasterIdLst"),
        STR_INIT("handoutMasterIdLst"),
        STR_INIT("custShowLst"),
        STR_INIT("sectionLst"),
        STR_INIT("custDataLst"),
        STR_INIT("sldIdLst"),
        STR_INIT("commentAuthors"),
        STR_INIT("object"),
        STR_INIT("drawing"),
        STR_INIT("pict"),
        STR_INIT("ext"),
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (str_equal(name, lists[i]))
            return true;
    return false;
}

static struct str local_name(const char *name)
{
    const char *start = name, *p = name;
    for (; *p; p++)
        if (*p == ':')
            start = p + 1;
    return (struct str){start, (size_t)(p - start)};
}

static void put_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '&')
            buf_append(out, STR("&amp;"));
        else if (c == '<')
            buf_append(out, STR("&lt;"));
        else if (c == '>')
            buf_append(out, STR("&gt;"));
        else if (c == '"')
            buf_append(out, STR("&quot;"));
        else
            buf_append_char(out, c);
    }
}

static struct open_element *top(const struct xml_edit *edit)
{
    return &edit->open[edit->depth - 1];
}

static void refuse(struct xml_edit *edit)
{
    edit->is_refused = true;
    XML_StopParser(edit->parser, XML_FALSE);
}

static void copy(void *data, const XML_Char *bytes, int n)
{
    struct xml_edit *edit = data;
    buf_append(edit->sink, (struct str){bytes, (size_t)n});
}

static void read_raw(struct xml_edit *edit)
{
    buf_clear(&edit->raw);
    edit->sink = &edit->raw;
    XML_DefaultCurrent(edit->parser);
    edit->sink = &edit->out;
}

static void push(struct xml_edit *edit, struct str name)
{
    if (edit->depth == edit->room) {
        edit->room = edit->room ? edit->room * 2 : 64; /* bounded by MOST_DEPTH */
        edit->open = realloc(edit->open, edit->room * sizeof *edit->open);
        CHECK(edit->open);
    }
    edit->open[edit->depth++] = (struct open_element){
        .name_from = edit->names.n, .name_n = name.n, .tag_from = edit->out.n};
    buf_append(&edit->names, name);
}

static void start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_edit *edit = data;
    if (edit->depth == MOST_DEPTH) {
        refuse(edit);
        return;
    }
    edit->element++;
    read_raw(edit);
    push(edit, local_name(name));
    top(edit)->is_empty_tag = str_ends(buf_str(&edit->raw), STR("/>"));
    edit->handler->start(edit->state, edit, local_name(name), attributes);
    struct open_element *element = top(edit);
    if (!element->unwraps)
        buf_append(&edit->out, buf_str(&edit->raw));
    element->content_from = edit->out.n;
    element->is_written = true;
    if (element->gathers)
        buf_clear(&edit->text);
}

static bool is_blank(struct str text)
{
    return str_trim(text).n == 0;
}

/* A list's `count` is no longer true, and need not be there. */
static void forget_count(struct xml_edit *edit, struct open_element *element)
{
    struct str tag = str_slice(buf_str(&edit->out), element->tag_from, element->content_from);
    size_t at = str_find(tag, STR(" count=\""), 0);
    size_t end = at == SIZE_MAX ? SIZE_MAX : str_find_char(tag, '"', at + 8);
    if (end == SIZE_MAX)
        return;
    size_t from = element->tag_from + at, to = element->tag_from + end + 1;
    memmove(edit->out.p + from, edit->out.p + to, edit->out.n - to);
    edit->out.n -= to - from;
    element->content_from -= to - from;
}

static void end(void *data, const XML_Char *name)
{
    struct xml_edit *edit = data;
    struct str local = local_name(name);
    read_raw(edit);
    if (edit->handler->end)
        edit->handler->end(edit->state, edit, local);
    struct open_element *element = top(edit);
    bool is_bare = !element->unwraps && is_blank(xml_edit_content(edit));
    if (element->child_went && is_bare && may_not_be_empty(local))
        element->drops = true;
    if (element->empties)
        edit->out.n = element->content_from;
    if (element->child_went)
        forget_count(edit, element);
    if (element->drops)
        edit->out.n = element->tag_from;
    else if (!element->unwraps)
        buf_append(&edit->out, buf_str(&edit->raw));
    bool went = element->drops;
    edit->names.n = element->name_from;
    edit->depth--;
    if (went && edit->depth)
        top(edit)->child_went = true;
}

static void text(void *data, const XML_Char *bytes, int n)
{
    struct xml_edit *edit = data;
    XML_DefaultCurrent(edit->parser);
    if (edit->depth && top(edit)->gathers)
        buf_append(&edit->text, (struct str){bytes, (size_t)n});
}

static void doctype(void *data, const XML_Char *name, const XML_Char *system,
                    const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    refuse(data);
}

/* What is written is UTF-8, whatever was read. */
static void declaration(void *data, const XML_Char *version, const XML_Char *encoding,
                        int standalone)
{
    struct xml_edit *edit = data;
    struct str name = str_from_c(encoding);
    if (name.n == 0 || str_equal_nocase(name, STR("UTF-8"))) {
        XML_DefaultCurrent(edit->parser);
        return;
    }
    buf_format(&edit->out, "<?xml version=\"%s\" encoding=\"UTF-8\"%s?>", version ? version : "1.0",
               standalone == 1   ? " standalone=\"yes\""
               : standalone == 0 ? " standalone=\"no\""
                                 : "");
}

bool xml_edit_run(struct arena *arena, struct str bytes, const struct xml_edit_handler *handler,
                  void *state, struct str *out)
{
    struct xml_edit edit = {.parser = XML_ParserCreate(NULL), .handler = handler, .state = state};
    CHECK(edit.parser);
    edit.sink = &edit.out;
    XML_SetUserData(edit.parser, &edit);
    XML_SetElementHandler(edit.parser, start, end);
    XML_SetCharacterDataHandler(edit.parser, text);
    XML_SetStartDoctypeDeclHandler(edit.parser, doctype);
    XML_SetXmlDeclHandler(edit.parser, declaration);
    XML_SetDefaultHandler(edit.parser, copy);
    bool whole = true;
    for (size_t at = 0; at < bytes.n && whole; at += PIECE) {
        struct str piece = str_slice(bytes, at, at + PIECE);
        whole = XML_Parse(edit.parser, piece.p, (int)piece.n, 0) == XML_STATUS_OK;
    }
    whole = whole && XML_Parse(edit.parser, "", 0, 1) == XML_STATUS_OK && !edit.is_refused;
    *out = whole ? arena_copy(arena, buf_str(&edit.out)) : STR("");
    XML_ParserFree(edit.parser);
    free(edit.open);
    buf_finish(&edit.out);
    buf_finish(&edit.raw);
    buf_finish(&edit.names);
    buf_finish(&edit.text);
    return whole;
}

/* ---- what a handler may do */

uint64_t xml_edit_element(const struct xml_edit *edit)
{
    return edit->element;
}

void xml_edit_drop(struct xml_edit *edit)
{
    top(edit)->drops = true;
}

void xml_edit_unwrap(struct xml_edit *edit)
{
    top(edit)->unwraps = true;
}

void xml_edit_empty(struct xml_edit *edit)
{
    top(edit)->empties = true;
}

/* Where ` name="value"` stands in the tag; *end behind it. SIZE_MAX: nowhere. */
static size_t find_attribute(struct str tag, struct str name, size_t *end)
{
    size_t at = 0;
    while (at < tag.n && tag.p[at] != ' ' && tag.p[at] != '\t' && tag.p[at] != '\n' &&
           tag.p[at] != '\r' && tag.p[at] != '/' && tag.p[at] != '>')
        at++;
    for (;;) {
        size_t from = at;
        while (at < tag.n &&
               (tag.p[at] == ' ' || tag.p[at] == '\t' || tag.p[at] == '\n' || tag.p[at] == '\r'))
            at++;
        size_t equals = str_find_char(tag, '=', at);
        if (equals == SIZE_MAX)
            return SIZE_MAX;
        struct str own = str_trim(str_slice(tag, at, equals));
        size_t quote = equals + 1;
        while (quote < tag.n && tag.p[quote] != '"' && tag.p[quote] != '\'')
            quote++;
        size_t close = quote < tag.n ? str_find_char(tag, tag.p[quote], quote + 1) : SIZE_MAX;
        if (close == SIZE_MAX)
            return SIZE_MAX;
        *end = close + 1;
        if (str_equal(own, name))
            return from;
        at = *end;
    }
}

void xml_edit_drop_attribute(struct xml_edit *edit, const char *name)
{
    size_t to, from = find_attribute(buf_str(&edit->raw), str_from_c(name), &to);
    if (from == SIZE_MAX)
        return;
    memmove(edit->raw.p + from, edit->raw.p + to, edit->raw.n - to);
    edit->raw.n -= to - from;
}

void xml_edit_set_attribute(struct xml_edit *edit, const char *name, struct str value)
{
    struct str raw = buf_str(&edit->raw);
    size_t to, from = find_attribute(raw, str_from_c(name), &to);
    if (from == SIZE_MAX)
        from = to = raw.n - (top(edit)->is_empty_tag ? 2 : 1);
    struct buf tag = {0};
    buf_append(&tag, str_slice(raw, 0, from));
    buf_format(&tag, " %s=\"", name);
    put_escaped(&tag, value);
    buf_append_char(&tag, '"');
    buf_append(&tag, str_slice(raw, to, raw.n));
    buf_clear(&edit->raw);
    buf_append(&edit->raw, buf_str(&tag));
    buf_finish(&tag);
}

void xml_edit_gather(struct xml_edit *edit)
{
    top(edit)->gathers = true;
}

struct str xml_edit_text(const struct xml_edit *edit)
{
    return buf_str(&edit->text);
}

void xml_edit_replace_text(struct xml_edit *edit, struct str text)
{
    if (top(edit)->is_empty_tag)
        return;
    edit->out.n = top(edit)->content_from;
    put_escaped(&edit->out, text);
}

void xml_edit_insert(struct xml_edit *edit, struct str markup)
{
    struct open_element *element = top(edit);
    buf_append(&edit->out, markup);
    if (!element->is_written) /* it does not belong to the element, and stays when that goes */
        element->tag_from = edit->out.n;
}

size_t xml_edit_depth(const struct xml_edit *edit)
{
    return edit->depth;
}

struct str xml_edit_ancestor(const struct xml_edit *edit, size_t level)
{
    if (level >= edit->depth)
        return STR("");
    const struct open_element *element = &edit->open[edit->depth - 1 - level];
    return str_slice(buf_str(&edit->names), element->name_from,
                     element->name_from + element->name_n);
}

void xml_edit_drop_ancestor(struct xml_edit *edit, size_t level)
{
    if (level < edit->depth)
        edit->open[edit->depth - 1 - level].drops = true;
}

size_t xml_edit_nearest(const struct xml_edit *edit, struct str name)
{
    for (size_t level = 0; level < edit->depth; level++)
        if (str_equal(xml_edit_ancestor(edit, level), name))
            return level;
    return SIZE_MAX;
}

struct str xml_edit_content(const struct xml_edit *edit)
{
    return str_slice(buf_str(&edit->out), top(edit)->content_from, edit->out.n);
}

struct str xml_edit_parent_content(const struct xml_edit *edit)
{
    size_t from = edit->depth > 1 ? edit->open[edit->depth - 2].content_from : 0;
    return str_slice(buf_str(&edit->out), from, edit->out.n);
}
