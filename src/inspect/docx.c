/* Styles, and the order in which the parts of a document are read. */
#include "inspect/docx.h"

#include "inspect/mark.h"
#include "inspect/pattern.h"

enum { MOST_STYLES = 8192, MOST_BASES = 12 };

static bool is_given_on(const char **attributes)
{
    return xml_is_on(xml_attribute(attributes, "val"));
}

void docx_look_at(struct docx_look *look, struct str element, const char **attributes)
{
    if (str_equal(element, STR("vanish")) || str_equal(element, STR("specVanish")) ||
        str_equal(element, STR("webHidden"))) {
        look->has_vanish = true;
        look->vanish |= is_given_on(attributes);
    } else if (str_equal(element, STR("color"))) {
        struct str value = xml_attribute(attributes, "val"),
                   theme = xml_attribute(attributes, "themeColor");
        look->has_colour = true;
        look->white =
            str_equal_nocase(value, STR("FFFFFF")) || str_equal(theme, STR("background1"));
    } else if (str_equal(element, STR("sz"))) {
        int64_t half_points = xml_integer(attributes, "val", 21);
        look->has_size = true;
        look->tiny = half_points <= 4;
    } else if (str_equal(element, STR("shd"))) {
        struct str fill = xml_attribute(attributes, "fill");
        look->has_fill = true;
        look->dark_fill =
            fill.n && !str_equal_nocase(fill, STR("FFFFFF")) && !str_equal(fill, STR("auto"));
    } else if (str_equal(element, STR("highlight"))) {
        struct str value = xml_attribute(attributes, "val");
        look->has_fill = true;
        look->dark_fill = !str_equal(value, STR("none")) && !str_equal(value, STR("white"));
    }
}

struct docx_style *docx_style_find(const struct docx *docx, struct str id)
{
    for (size_t i = 0; i < docx->style_count; i++)
        if (str_equal(docx->styles[i].id, id))
            return &docx->styles[i];
    return NULL;
}

struct docx_look docx_inherit(const struct docx *docx, struct docx_look look, struct str style)
{
    for (int depth = 0; style.n && depth < MOST_BASES; depth++) {
        const struct docx_style *found = docx_style_find(docx, style);
        if (!found)
            break;
        const struct docx_look *base = &found->look;
        if (!look.has_vanish)
            look.has_vanish = base->has_vanish, look.vanish = base->vanish;
        if (!look.has_colour)
            look.has_colour = base->has_colour, look.white = base->white;
        if (!look.has_size)
            look.has_size = base->has_size, look.tiny = base->tiny;
        if (!look.has_fill)
            look.has_fill = base->has_fill, look.dark_fill = base->dark_fill;
        style = found->base;
    }
    return look;
}

struct styles {
    struct docx *docx;
    struct rules_part part;
    int in_run, in_table_style;
};

static void start(void *state, struct str name, const char **attributes)
{
    struct styles *styles = state;
    struct docx *docx = styles->docx;
    struct arena *arena = docx->work->arena;
    struct docx_style *style = docx->style_count ? &docx->styles[docx->style_count - 1] : NULL;
    if (str_equal(name, STR("style")) && docx->style_count < MOST_STYLES) {
        struct str is_default = xml_attribute(attributes, "default");
        struct str custom = xml_attribute(attributes, "customStyle");
        docx->styles = work_grow(arena, docx->styles, docx->style_count, &docx->style_room,
                                 sizeof *docx->styles);
        docx->styles[docx->style_count++] =
            (struct docx_style){.element = styles->part.element,
                                .id = arena_copy(arena, xml_attribute(attributes, "styleId")),
                                .is_custom = custom.n && xml_is_on(custom),
                                .is_default = is_default.n && xml_is_on(is_default)};
    } else if (style && str_equal(name, STR("name"))) {
        style->name = arena_copy(arena, xml_attribute(attributes, "val"));
    } else if (style && (str_equal(name, STR("basedOn")) || str_equal(name, STR("link")) ||
                         str_equal(name, STR("next")))) {
        if (str_equal(name, STR("basedOn")))
            style->base = arena_copy(arena, xml_attribute(attributes, "val"));
    } else if (str_equal(name, STR("tblStylePr"))) {
        styles->in_table_style++;
    } else if (str_equal(name, STR("rPr"))) {
        styles->in_run++;
    } else if (style && styles->in_run && !styles->in_table_style) {
        docx_look_at(&style->look, name, attributes);
    }
}

static void end(void *state, struct str name)
{
    struct styles *styles = state;
    if (str_equal(name, STR("rPr")))
        styles->in_run -= styles->in_run > 0;
    else if (str_equal(name, STR("tblStylePr")))
        styles->in_table_style -= styles->in_table_style > 0;
}

static void no_text(void *state, struct str text)
{
    (void)state, (void)text;
}

void docx_read_styles(struct docx *docx)
{
    static const struct xml_handler handler = {start, end, no_text};
    struct styles styles = {
        .docx = docx, .part = {.entry = zip_find(docx->package->zip, STR("word/styles.xml"))}};
    if (!styles.part.entry)
        return;
    styles.part.reader = &handler;
    styles.part.state = &styles;
    office_rules_read(docx->package->rules, &styles.part);
}

/* A style is in use when a story names it or a style in use is based on it. */
static void report_unused_styles(struct docx *docx)
{
    for (size_t round = 0; round < MOST_BASES; round++)
        for (size_t i = 0; i < docx->style_count; i++)
            if (docx->styles[i].is_used && docx->styles[i].base.n) {
                struct docx_style *base = docx_style_find(docx, docx->styles[i].base);
                if (base)
                    base->is_used = true;
            }
    for (size_t i = 0; i < docx->style_count; i++) {
        const struct docx_style *style = &docx->styles[i];
        if (!style->is_custom || style->is_used || style->is_default)
            continue;
        struct inspect_place place = place_part(STR("word/styles.xml"), STR("style/@customStyle"));
        work_found(docx->work, "WD-14", &place, style->name.n ? style->name : style->id);
        work_mark(docx->work, "WD-14", place.part, MARK_DROP, style->element, STR(""));
    }
}

static bool is_story(struct str name)
{
    return str_equal_nocase(name, STR("word/document.xml")) ||
           pattern_fits(STR("word/header*.xml"), name) ||
           pattern_fits(STR("word/footer*.xml"), name) ||
           pattern_fits(STR("word/footnotes.xml"), name) ||
           pattern_fits(STR("word/endnotes.xml"), name) ||
           pattern_fits(STR("word/comments.xml"), name);
}

void docx_inspect(struct package *package)
{
    struct docx docx = {.package = package, .work = package->work};
    const struct inspect_place nowhere = {.offset = -1};
    docx_read_styles(&docx);
    for (size_t i = 0; i < package->zip->count; i++) {
        const struct zip_entry *entry = &package->zip->entries[i];
        bool is_xml = str_ends(entry->name, STR(".xml"));
        if (is_story(entry->name))
            docx_read_story(&docx, entry);
        else if (is_xml && !str_equal_nocase(entry->name, STR("word/styles.xml")) &&
                 office_rules_want(package->rules, entry->name))
            office_read_story(package, entry, &nowhere);
    }
    report_unused_styles(&docx);
}
