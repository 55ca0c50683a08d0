/* The parts of a workbook beside its cells: list of sheets, relations, shared strings, formats. */
#include <string.h>

#include "base/text.h"
#include "worker/xlsx_parts.h"

enum { MOST_STRINGS = 2000000, MOST_STYLES = 65536 };

static void *grown(struct arena *arena, const void *old, size_t count, size_t *room, size_t size,
                   size_t align)
{
    *room = *room ? *room * 2 : 256;
    void *more = arena_alloc(arena, *room, size, align);
    if (count)
        memcpy(more, old, count * size);
    return more;
}

static void start_workbook(void *parser, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx *x = XML_GetUserData(parser);
    struct str element = xlsx_local_name(name);
    if (str_equal(element, STR("workbookPr"))) {
        struct str value = xlsx_attribute(attributes, "date1904");
        x->dates_from_1904 = str_equal(value, STR("1")) || str_equal(value, STR("true"));
    } else if (str_equal(element, STR("sheet"))) {
        if (x->sheet_count == sizeof x->sheets / sizeof x->sheets[0]) {
            xlsx_fail(x, WORKER_OVER_LIMIT, STR("シートが多すぎます"));
            return;
        }
        struct str state = xlsx_attribute(attributes, "state");
        x->sheets[x->sheet_count++] = (struct xlsx_sheet){
            .name = text_one_line(xlsx_attribute(attributes, "name"), x->arena),
            .relation = arena_copy(x->arena, xlsx_attribute(attributes, "id")),
            .path = STR(""),
            .hidden = str_equal(state, STR("hidden")) || str_equal(state, STR("veryHidden")),
        };
    }
}

static void start_relation(void *parser, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx *x = XML_GetUserData(parser);
    if (!str_equal(xlsx_local_name(name), STR("Relationship")))
        return;
    struct str id = xlsx_attribute(attributes, "Id"), target = xlsx_attribute(attributes, "Target");
    for (size_t i = 0; i < x->sheet_count; i++)
        if (str_equal(x->sheets[i].relation, id))
            x->sheets[i].path = target.n && target.p[0] == '/'
                                    ? arena_copy(x->arena, str_slice(target, 1, target.n))
                                    : ARENA_JOIN(x->arena, STR("xl/"), target);
}

static void no_end(void *parser, const XML_Char *name)
{
    (void)parser, (void)name;
}

static void no_text(void *parser, const XML_Char *text, int n)
{
    (void)parser, (void)text, (void)n;
}

void xlsx_read_workbook(struct xlsx *x)
{
    if (!xlsx_parse_part(x, STR("xl/workbook.xml"), start_workbook, no_end, no_text, x) ||
        x->sheet_count == 0)
        xlsx_fail(x, WORKER_BROKEN, STR("シートの一覧がありません"));
    if (x->status == WORKER_OK)
        xlsx_parse_part(x, STR("xl/_rels/workbook.xml.rels"), start_relation, no_end, no_text, x);
}

/* Shared strings: the runs of <t> in an <si> joined, but not the furigana of <rPh>. */
struct string_state {
    struct xlsx *x;
    struct buf text;
    bool inside, phonetic;
};

static void start_string(void *parser, const XML_Char *name, const XML_Char **attributes)
{
    (void)attributes;
    struct string_state *state = XML_GetUserData(parser);
    struct str element = xlsx_local_name(name);
    if (str_equal(element, STR("rPh")))
        state->phonetic = true;
    else if (str_equal(element, STR("t")))
        state->inside = !state->phonetic;
}

static void end_string(void *parser, const XML_Char *name)
{
    struct string_state *state = XML_GetUserData(parser);
    struct xlsx *x = state->x;
    struct str element = xlsx_local_name(name);
    if (str_equal(element, STR("rPh")))
        state->phonetic = false;
    else if (str_equal(element, STR("t")))
        state->inside = false;
    if (!str_equal(element, STR("si")))
        return;
    if (x->string_count == x->string_room)
        x->strings = grown(x->arena, x->strings, x->string_count, &x->string_room,
                           sizeof *x->strings, alignof(struct str));
    x->strings[x->string_count++] = arena_copy(x->arena, buf_str(&state->text));
    buf_clear(&state->text);
    if (x->string_count > MOST_STRINGS)
        xlsx_fail(x, WORKER_OVER_LIMIT, STR("文字列が多すぎます"));
}

static void text_string(void *parser, const XML_Char *text, int n)
{
    struct string_state *state = XML_GetUserData(parser);
    if (state->inside)
        buf_append(&state->text, (struct str){text, (size_t)n});
}

void xlsx_read_strings(struct xlsx *x)
{
    struct string_state state = {.x = x};
    xlsx_parse_part(x, STR("xl/sharedStrings.xml"), start_string, end_string, text_string, &state);
    buf_finish(&state.text);
}

struct style_state {
    struct xlsx *x;
    bool cell_formats;
};

static int format_number(struct str text)
{
    int64_t number;
    return str_to_int64(text, &number) && number >= 0 && number < 100000 ? (int)number : 0;
}

static bool shows_date(const struct xlsx *x, int number)
{
    for (size_t i = 0; i < x->date_format_count; i++)
        if (x->date_formats[i] == number)
            return true;
    return number < 164 && xlsx_is_date_format(number, STR(""));
}

static void start_style(void *parser, const XML_Char *name, const XML_Char **attributes)
{
    struct style_state *state = XML_GetUserData(parser);
    struct xlsx *x = state->x;
    struct str element = xlsx_local_name(name);
    int number = format_number(xlsx_attribute(attributes, "numFmtId"));
    if (str_equal(element, STR("numFmt"))) {
        if (xlsx_is_date_format(number, xlsx_attribute(attributes, "formatCode")) &&
            x->date_format_count < sizeof x->date_formats / sizeof x->date_formats[0])
            x->date_formats[x->date_format_count++] = number;
    } else if (str_equal(element, STR("cellXfs"))) {
        state->cell_formats = true;
    } else if (state->cell_formats && str_equal(element, STR("xf")) && x->style_count < MOST_STYLES) {
        if (x->style_count == x->style_room)
            x->date_styles = grown(x->arena, x->date_styles, x->style_count, &x->style_room,
                                   sizeof *x->date_styles, alignof(bool));
        x->date_styles[x->style_count++] = shows_date(x, number);
    }
}

static void end_style(void *parser, const XML_Char *name)
{
    struct style_state *state = XML_GetUserData(parser);
    if (str_equal(xlsx_local_name(name), STR("cellXfs")))
        state->cell_formats = false;
}

void xlsx_read_styles(struct xlsx *x)
{
    struct style_state state = {.x = x};
    xlsx_parse_part(x, STR("xl/styles.xml"), start_style, end_style, no_text, &state);
}
