/* Text of a document part run by run: what is hidden, what cannot be seen, what fields say. */
#include <string.h>

#include "base/text.h"
#include "inspect/docx.h"
#include "inspect/mark.h"
#include "inspect/story.h"

enum { MOST_TEXT = 4096, BESIDE = 120 };

struct reading {
    struct docx *docx;
    struct story story;
    struct rules_part part;
    struct str paragraph_style, run_style;
    struct docx_look look; /* of the run */
    bool in_run_properties, in_run, in_text, in_paragraph_properties, in_cell_properties,
        in_field_code;
    bool paragraph_fill, cell_fill;
    uint64_t run_element; /* its start tag */
    struct buf run, hidden, invisible, field;
    int64_t hidden_paragraph, invisible_paragraph;
    struct buf beside; /* what can be seen before this, without blanks */
};

static struct str last_of(struct str text)
{
    size_t from = text.n > BESIDE ? text.n - BESIDE : 0;
    while (from < text.n && ((unsigned char)text.p[from] & 0xc0) == 0x80)
        from++;
    return str_slice(text, from, text.n);
}

/* Keeps at least the last BESIDE bytes of what is seen. */
static void remember(struct reading *reading, struct str seen)
{
    struct buf *beside = &reading->beside;
    for (size_t at = 0; at < seen.n;) {
        size_t from = at;
        uint32_t c = text_next(seen, &at);
        if (c > ' ' && c != 0x3000 && c != 0xa0)
            buf_append(beside, str_slice(seen, from, at));
    }
    struct str last = last_of(buf_str(beside));
    if (beside->n > MOST_TEXT) {
        memmove(beside->p, last.p, last.n);
        beside->n = last.n;
        last = buf_str(beside);
    }
    reading->part.place.beside = last;
}

static void flush(struct reading *reading, struct buf *text, const char *id, int64_t paragraph)
{
    bool is_found = !work_is_blank(str_trim(buf_str(text)));
    if (is_found) {
        struct inspect_place place = reading->part.place;
        place.part = reading->part.entry->name;
        place.paragraph = paragraph;
        place.offset = -1;
        work_found(reading->docx->work, id, &place, buf_str(text));
    }
    if (text->n)
        work_marks_found(reading->docx->work, id, 0, is_found);
    buf_clear(text);
}

static void flush_all(struct reading *reading)
{
    flush(reading, &reading->hidden, "WD-03", reading->hidden_paragraph);
    flush(reading, &reading->invisible, "WD-04", reading->invisible_paragraph);
}

/* Runs of one kind that follow each other are one finding. */
static void gather(struct reading *reading, struct buf *text, int64_t *paragraph)
{
    if (text->n == 0)
        *paragraph = reading->story.paragraphs;
    if (text->n < MOST_TEXT)
        buf_append(text, buf_str(&reading->run));
}

static void finish_run(struct reading *reading)
{
    struct docx_look look = docx_inherit(reading->docx, reading->look, reading->run_style);
    look = docx_inherit(reading->docx, look, reading->paragraph_style);
    bool on_colour =
        look.dark_fill || (!look.has_fill && (reading->paragraph_fill || reading->cell_fill));
    if (reading->run.n == 0)
        return;
    if (look.vanish) {
        gather(reading, &reading->hidden, &reading->hidden_paragraph);
        work_mark_before(reading->docx->work, "WD-03", reading->part.entry->name, MARK_DROP,
                         reading->run_element, STR(""), 0);
    } else if ((look.white && !on_colour) || look.tiny) {
        gather(reading, &reading->invisible, &reading->invisible_paragraph);
        work_mark_before(reading->docx->work, "WD-04", reading->part.entry->name, MARK_BLANK,
                         reading->run_element, look.white ? STR("") : STR("shows"), 0);
    } else {
        flush_all(reading);
        remember(reading, buf_str(&reading->run));
    }
    buf_clear(&reading->run);
}

static void use_style(struct reading *reading, struct str id)
{
    struct docx_style *style = docx_style_find(reading->docx, id);
    if (style)
        style->is_used = true;
}

bool docx_field_tells(struct str code)
{
    static const struct str telling[] = {
        STR_INIT("INCLUDETEXT"), STR_INIT("INCLUDEPICTURE"), STR_INIT("DDE"),
        STR_INIT("DDEAUTO"),     STR_INIT("LINK"),           STR_INIT("AUTHOR"),
        STR_INIT("LASTSAVEDBY"), STR_INIT("FILENAME"),       STR_INIT("USERNAME"),
        STR_INIT("USERADDRESS"), STR_INIT("USERINITIALS"),   STR_INIT("DOCPROPERTY"),
        STR_INIT("TEMPLATE"),    STR_INIT("MERGEFIELD"),     STR_INIT("DATABASE")};
    code = str_trim(code);
    struct str word = str_slice(code, 0, str_find_char(code, ' ', 0));
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
        if (str_equal_nocase(telling[i], word))
            return true;
    return false;
}

static void check_field(struct reading *reading)
{
    struct str code = str_trim(buf_str(&reading->field));
    if (docx_field_tells(code)) {
        struct inspect_place place = place_part(reading->part.entry->name, STR("w:instrText"));
        place.paragraph = reading->story.paragraphs;
        work_found(reading->docx->work, "WD-06", &place, code);
    }
    buf_clear(&reading->field);
}

static void start_property(struct reading *reading, struct str name, const char **attributes)
{
    if (str_equal(name, STR("rStyle"))) {
        struct docx_style *style = docx_style_find(reading->docx, xml_attribute(attributes, "val"));
        reading->run_style = style ? style->id : STR("");
        if (style)
            style->is_used = true;
    } else if (reading->in_run) {
        docx_look_at(&reading->look, name, attributes);
    }
}

static void start(void *state, struct str name, const char **attributes)
{
    struct reading *reading = state;
    story_handler.start(&reading->story, name, attributes);
    if (str_equal(name, STR("p"))) {
        reading->paragraph_style = STR("");
        reading->paragraph_fill = false;
    } else if (str_equal(name, STR("r"))) {
        reading->in_run = true;
        reading->run_element = reading->part.element;
        reading->run_style = STR("");
        reading->look = (struct docx_look){0};
        buf_clear(&reading->run);
    } else if (str_equal(name, STR("rPr"))) {
        reading->in_run_properties = true;
    } else if (str_equal(name, STR("pPr"))) {
        reading->in_paragraph_properties = true;
    } else if (str_equal(name, STR("tcPr"))) {
        reading->in_cell_properties = true;
        reading->cell_fill = false;
    } else if (reading->in_run_properties) {
        start_property(reading, name, attributes);
    } else if (str_equal(name, STR("pStyle"))) {
        struct docx_style *style = docx_style_find(reading->docx, xml_attribute(attributes, "val"));
        reading->paragraph_style = style ? style->id : STR("");
        if (style)
            style->is_used = true;
    } else if (str_equal(name, STR("tblStyle"))) {
        use_style(reading, xml_attribute(attributes, "val"));
    } else if (str_equal(name, STR("shd"))) {
        struct docx_look look = {0};
        docx_look_at(&look, name, attributes);
        if (reading->in_cell_properties)
            reading->cell_fill = look.dark_fill;
        else if (reading->in_paragraph_properties)
            reading->paragraph_fill = look.dark_fill;
    } else if (str_equal(name, STR("t"))) {
        reading->in_text = true;
    } else if (str_equal(name, STR("instrText"))) {
        reading->in_field_code = true;
    } else if (str_equal(name, STR("fldChar"))) {
        if (!str_equal(xml_attribute(attributes, "fldCharType"), STR("begin")))
            check_field(reading);
    } else if (str_equal(name, STR("hyperlink"))) {
        opc_place_link(reading->docx->package, reading->part.entry->name, attributes,
                       &reading->part.place);
    } else if (str_equal(name, STR("fldSimple"))) {
        buf_clear(&reading->field);
        buf_append(&reading->field, xml_attribute(attributes, "instr"));
        check_field(reading);
    }
}

static void end(void *state, struct str name)
{
    struct reading *reading = state;
    if (str_equal(name, STR("r"))) {
        finish_run(reading);
        reading->in_run = false;
    } else if (str_equal(name, STR("rPr"))) {
        reading->in_run_properties = false;
    } else if (str_equal(name, STR("pPr"))) {
        reading->in_paragraph_properties = false;
    } else if (str_equal(name, STR("tcPr"))) {
        reading->in_cell_properties = false;
    } else if (str_equal(name, STR("tc"))) {
        reading->cell_fill = false;
    } else if (str_equal(name, STR("t"))) {
        reading->in_text = false;
    } else if (str_equal(name, STR("instrText"))) {
        reading->in_field_code = false;
    }
    story_handler.end(&reading->story, name);
}

static void text(void *state, struct str text)
{
    struct reading *reading = state;
    story_handler.text(&reading->story, text);
    if (reading->in_text && reading->in_run && reading->run.n < MOST_TEXT)
        buf_append(&reading->run, text);
    else if (reading->in_field_code && reading->field.n < MOST_TEXT)
        buf_append(&reading->field, text);
}

void docx_read_story(struct docx *docx, const struct zip_entry *entry)
{
    static const struct xml_handler handler = {start, end, text};
    const struct inspect_place nowhere = {.offset = -1};
    struct reading *reading = ARENA_NEW(docx->work->arena, struct reading);
    reading->docx = docx;
    reading->part =
        (struct rules_part){.entry = entry, .reader = &handler, .state = reading, .place = nowhere};
    story_begin(&reading->story, docx->work, entry->name, &nowhere);
    reading->story.place = &reading->part.place;
    office_rules_read(docx->package->rules, &reading->part);
    flush_all(reading);
    story_finish(&reading->story);
    buf_finish(&reading->run);
    buf_finish(&reading->beside);
    buf_finish(&reading->hidden);
    buf_finish(&reading->invisible);
    buf_finish(&reading->field);
}
