/* Cell formats: which of them show nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "inspect/xlsx.h"

enum { MOST_FORMATS = 65536, MOST_FONTS = 65536, MOST_NUMBERS = 4096, THEME = 12, BUILT_IN = 200 };
enum { WHITE = 0xffffff, BLACK = 0, NO_COLOUR = -1 };

struct font {
    int32_t colour;
    bool is_tiny;
};
struct number_format {
    int64_t id;
    bool is_empty;
};
struct styles {
    struct xlsx *x;
    struct rules_part part;
    int32_t theme[THEME];
    struct font *fonts;
    int32_t *fills; /* colour, or NO_COLOUR */
    size_t font_count, fill_count, font_room, fill_room, number_room;
    struct number_format *numbers;
    size_t number_count;
    bool in_fonts, in_fills, in_cell_formats, in_conditionals, in_format;
    uint8_t format;
    bool conditional_white, conditional_fill;
};

/* Quoted nothing, blanks and skipped widths show nothing; everything else that is no colour or
   condition in brackets shows something. */
static bool section_is_empty(struct str section)
{
    for (size_t i = 0; i < section.n; i++) {
        char c = section.p[i];
        if (c == '[') {
            size_t close = str_find_char(section, ']', i);
            if (close == SIZE_MAX)
                return false;
            i = close;
        } else if (c == '_' || c == '*') {
            i++;
        } else if (c != ' ' && c != '"') {
            return false;
        }
    }
    return true;
}

bool book_format_is_empty(struct str code)
{
    struct str section;
    size_t sections = 0, empty = 0;
    if (str_trim(code).n == 0)
        return false;
    while (str_cut(&code, ';', &section)) {
        sections++;
        empty += section_is_empty(section);
    }
    /* ";;" hides numbers; a text section that is absent shows text. */
    return sections >= 2 && empty == sections;
}

static int32_t read_rgb(struct str text)
{
    if (text.n < 6)
        return NO_COLOUR;
    struct str last = str_slice(text, text.n - 6, text.n);
    int32_t value = 0;
    for (size_t i = 0; i < 6; i++)
        value = value * 16 + (hex_value(last.p[i]) & 15);
    return value;
}

/* ECMA-376 18.3.1.15: tint moves the luminance; per channel is close enough to tell white from not.
 */
static int32_t tinted(int32_t colour, double tint)
{
    int32_t out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double channel = (colour >> shift) & 0xff;
        channel = tint < 0 ? channel * (1 + tint) : channel + (255 - channel) * tint;
        out |= (int32_t)(channel < 0 ? 0 : channel > 255 ? 255 : channel) << shift;
    }
    return out;
}

static int32_t indexed_colour(int64_t index)
{
    static const int32_t first[] = {0x000000, 0xffffff, 0xff0000, 0x00ff00,
                                    0x0000ff, 0xffff00, 0xff00ff, 0x00ffff};
    if (index == 64)
        return BLACK; /* system foreground */
    if (index == 65)
        return WHITE; /* system background */
    return index >= 0 && index < 16 ? first[index % 8] : 0x808080;
}

static int32_t read_colour(const struct styles *styles, const char **attributes)
{
    struct str rgb = xml_attribute(attributes, "rgb"), tint = xml_attribute(attributes, "tint");
    int64_t theme = xml_integer(attributes, "theme", -1),
            index = xml_integer(attributes, "indexed", -1);
    int32_t colour = rgb.n                         ? read_rgb(rgb)
                     : theme >= 0 && theme < THEME ? styles->theme[theme]
                     : index >= 0                  ? indexed_colour(index)
                                                   : NO_COLOUR;
    return colour == NO_COLOUR || tint.n == 0 ? colour : tinted(colour, strtod(tint.p, NULL));
}

static bool is_near(int32_t a, int32_t b)
{
    int difference = 0;
    for (int shift = 16; shift >= 0; shift -= 8)
        difference += abs(((a >> shift) & 0xff) - ((b >> shift) & 0xff));
    return difference <= 24;
}

static void start_font(struct styles *styles, struct str name, const char **attributes)
{
    if (str_equal(name, STR("font")) && styles->font_count < MOST_FONTS) {
        styles->fonts = work_grow(styles->x->work->arena, styles->fonts, styles->font_count,
                                  &styles->font_room, sizeof *styles->fonts);
        styles->fonts[styles->font_count++] = (struct font){.colour = NO_COLOUR};
    } else if (styles->font_count && str_equal(name, STR("color"))) {
        styles->fonts[styles->font_count - 1].colour = read_colour(styles, attributes);
    } else if (styles->font_count && str_equal(name, STR("sz"))) {
        struct str size = xml_attribute(attributes, "val");
        styles->fonts[styles->font_count - 1].is_tiny = size.n && strtod(size.p, NULL) <= 1.5;
    }
}

static void start_fill(struct styles *styles, struct str name, const char **attributes)
{
    if (str_equal(name, STR("fill")) && styles->fill_count < MOST_FONTS) {
        styles->fills = work_grow(styles->x->work->arena, styles->fills, styles->fill_count,
                                  &styles->fill_room, sizeof *styles->fills);
        styles->fills[styles->fill_count++] = NO_COLOUR;
    } else if (styles->fill_count &&
               (str_equal(name, STR("fgColor")) || str_equal(name, STR("color")))) {
        /* of a pattern the foreground is what solid fills show; a gradient is no plain colour */
        styles->fills[styles->fill_count - 1] = read_colour(styles, attributes);
    } else if (styles->fill_count && str_equal(name, STR("gradientFill"))) {
        styles->fills[styles->fill_count - 1] = 0x808080;
    }
}

static bool number_is_empty(const struct styles *styles, int64_t id)
{
    for (size_t i = 0; i < styles->number_count; i++)
        if (styles->numbers[i].id == id)
            return styles->numbers[i].is_empty;
    return false;
}

static void start_format(struct styles *styles, const char **attributes)
{
    int64_t font = xml_integer(attributes, "fontId", 0),
            fill = xml_integer(attributes, "fillId", 0);
    int32_t paper = fill > 1 && (size_t)fill < styles->fill_count ? styles->fills[fill] : NO_COLOUR;
    int32_t back = paper == NO_COLOUR ? WHITE : paper;
    styles->format = 0;
    if (number_is_empty(styles, xml_integer(attributes, "numFmtId", 0)))
        styles->format |= FORMAT_NOTHING;
    if (font >= 0 && (size_t)font < styles->font_count) {
        const struct font *used = &styles->fonts[font];
        int32_t ink = used->colour == NO_COLOUR ? BLACK : used->colour;
        styles->format |= (uint8_t)(is_near(ink, back) ? FORMAT_SAME : 0) |
                          (uint8_t)(used->is_tiny ? FORMAT_TINY : 0);
    }
    if (!is_near(back, WHITE))
        styles->format |= FORMAT_FILLED;
    styles->in_format = true;
}

static void end_format(struct styles *styles)
{
    struct xlsx *x = styles->x;
    styles->in_format = false;
    if (x->format_count == MOST_FORMATS)
        return;
    x->formats = work_grow(x->work->arena, x->formats, x->format_count, &x->format_room, 1);
    x->formats[x->format_count++] = styles->format;
}

static void start_conditional(struct styles *styles, struct str name, const char **attributes)
{
    struct xlsx *x = styles->x;
    if (str_equal(name, STR("dxf"))) {
        styles->conditional_white = styles->conditional_fill = false;
        if (x->conditional_count == MOST_FORMATS)
            return;
        x->conditionals = work_grow(x->work->arena, x->conditionals, x->conditional_count,
                                    &x->conditional_room, 1);
        x->conditionals[x->conditional_count++] = 0;
    } else if (x->conditional_count == 0) {
        return;
    } else if (str_equal(name, STR("numFmt"))) {
        if (book_format_is_empty(xml_attribute(attributes, "formatCode")))
            x->conditionals[x->conditional_count - 1] |= FORMAT_NOTHING;
    } else if (str_equal(name, STR("color"))) {
        int32_t colour = read_colour(styles, attributes);
        styles->conditional_white = colour != NO_COLOUR && is_near(colour, WHITE);
    } else if (str_equal(name, STR("bgColor")) || str_equal(name, STR("fgColor"))) {
        int32_t colour = read_colour(styles, attributes);
        styles->conditional_fill |= colour != NO_COLOUR && !is_near(colour, WHITE);
    }
}

static void start(void *state, struct str name, const char **attributes)
{
    struct styles *styles = state;
    if (str_equal(name, STR("fonts")))
        styles->in_fonts = true;
    else if (str_equal(name, STR("fills")))
        styles->in_fills = true;
    else if (str_equal(name, STR("cellXfs")))
        styles->in_cell_formats = true;
    else if (str_equal(name, STR("dxfs")))
        styles->in_conditionals = true;
    else if (styles->in_conditionals)
        start_conditional(styles, name, attributes);
    else if (styles->in_fonts)
        start_font(styles, name, attributes);
    else if (styles->in_fills)
        start_fill(styles, name, attributes);
    else if (str_equal(name, STR("numFmt")) && styles->number_count < MOST_NUMBERS) {
        styles->numbers = work_grow(styles->x->work->arena, styles->numbers, styles->number_count,
                                    &styles->number_room, sizeof *styles->numbers);
        styles->numbers[styles->number_count].id = xml_integer(attributes, "numFmtId", -1);
        styles->numbers[styles->number_count++].is_empty =
            book_format_is_empty(xml_attribute(attributes, "formatCode"));
    } else if (styles->in_cell_formats && str_equal(name, STR("xf")))
        start_format(styles, attributes);
    else if (styles->in_format && str_equal(name, STR("protection"))) {
        struct str hidden = xml_attribute(attributes, "hidden");
        styles->format |= (uint8_t)(hidden.n && xml_is_on(hidden) ? FORMAT_HIDDEN : 0);
    }
}

static void end(void *state, struct str name)
{
    struct styles *styles = state;
    if (str_equal(name, STR("fonts")))
        styles->in_fonts = false;
    else if (str_equal(name, STR("fills")))
        styles->in_fills = false;
    else if (str_equal(name, STR("cellXfs")))
        styles->in_cell_formats = false;
    else if (str_equal(name, STR("dxfs")))
        styles->in_conditionals = false;
    else if (str_equal(name, STR("xf")) && styles->in_format)
        end_format(styles);
    else if (str_equal(name, STR("dxf")) && styles->x->conditional_count &&
             styles->conditional_white && !styles->conditional_fill)
        styles->x->conditionals[styles->x->conditional_count - 1] |= FORMAT_SAME;
}

static void no_text(void *state, struct str text)
{
    (void)state, (void)text;
}

struct theme {
    struct styles *styles;
    size_t count;
    bool in_scheme;
};

/* The scheme lists dk1 lt1 dk2 lt2 …; cells count lt1 dk1 lt2 dk2 …. */
static void start_theme(void *state, struct str name, const char **attributes)
{
    struct theme *theme = state;
    if (str_equal(name, STR("clrScheme")))
        theme->in_scheme = true;
    bool is_system = str_equal(name, STR("sysClr"));
    if (!theme->in_scheme || theme->count >= THEME ||
        (!is_system && !str_equal(name, STR("srgbClr"))))
        return;
    size_t place = theme->count < 4 ? theme->count ^ 1 : theme->count;
    theme->styles->theme[place] =
        read_rgb(xml_attribute(attributes, is_system ? "lastClr" : "val"));
    theme->count++;
}

static void end_theme(void *state, struct str name)
{
    struct theme *theme = state;
    if (str_equal(name, STR("clrScheme")))
        theme->in_scheme = false;
}

static void read_theme(struct styles *styles)
{
    static const struct xml_handler handler = {start_theme, end_theme, no_text};
    static const int32_t usual[THEME] = {WHITE,    BLACK,    0xe7e6e6, 0x44546a,
                                         0x5b9bd5, 0xed7d31, 0xa5a5a5, 0xffc000,
                                         0x4472c4, 0x70ad47, 0x0563c1, 0x954f72};
    struct theme theme = {.styles = styles};
    const struct zip_entry *entry = zip_find(styles->x->package->zip, STR("xl/theme/theme1.xml"));
    memcpy(styles->theme, usual, sizeof usual);
    if (entry)
        xml_read_entry(styles->x->work, entry, &handler, &theme);
}

void book_read_styles(struct xlsx *x)
{
    static const struct xml_handler handler = {start, end, no_text};
    struct styles *styles = ARENA_NEW(x->work->arena, struct styles);
    styles->x = x;
    styles->part.entry = zip_find(x->package->zip, STR("xl/styles.xml"));
    if (!styles->part.entry)
        return;
    read_theme(styles);
    styles->part.reader = &handler;
    styles->part.state = styles;
    office_rules_read(x->package->rules, &styles->part);
}
