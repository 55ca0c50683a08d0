/* Documents: comments, fields, templates, editing numbers; tracked changes have a file of their own
   (clean_changes.c). */
#include "inspect/clean_office.h"
#include "inspect/docx.h"
#include "inspect/pattern.h"

enum { MOST_FIELDS = 65536, MOST_NESTED = 32 };

static void edit_stories(struct office *office, const struct xml_edit_handler *handler, void *state)
{
    for (size_t i = 0; i < office->zip.count; i++)
        if (pattern_fits(STR("word/*.xml"), office_name(office, i)) && !office->parts[i].goes)
            office_edit(office, i, handler, state);
}

/* ---- comments */

static void start_comment(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("commentRangeStart")) || str_equal(name, STR("commentRangeEnd")) ||
        str_equal(name, STR("commentReference")))
        xml_edit_drop(edit);
}

static void drop_comments(struct office *office)
{
    static const struct xml_edit_handler handler = {.start = start_comment};
    office_drop_all(office, STR("word/comments*.xml"));
    office_drop_all(office, STR("word/people.xml"));
    edit_stories(office, &handler, NULL);
}

/* ---- editing numbers */

static void start_numbered(void *state, struct xml_edit *edit, struct str name,
                           const char **attributes)
{
    (void)state, (void)name;
    for (size_t i = 0; attributes[i]; i += 2) {
        struct str attribute = str_from_c(attributes[i]);
        size_t colon = str_find_char(attribute, ':', 0);
        if (colon != SIZE_MAX &&
            str_starts(str_slice(attribute, colon + 1, attribute.n), STR("rsid")))
            xml_edit_drop_attribute(edit, attributes[i]);
    }
}

/* ---- fields: found in a first pass, turned into their text in a second */

struct fields {
    struct arena *arena;
    bool *tells; /* by the order of their beginnings */
    size_t count, next;
    size_t nested[MOST_NESTED];
    bool in_code[MOST_NESTED];
    size_t depth;
    struct buf code;
};

static struct str kind_of(const char **attributes)
{
    return xml_attribute(attributes, "fldCharType");
}

static void begin_field(struct fields *fields, size_t number)
{
    if (fields->depth < MOST_NESTED) {
        fields->nested[fields->depth] = number;
        fields->in_code[fields->depth] = true;
    }
    fields->depth++;
    buf_clear(&fields->code);
}

/* The innermost open field; SIZE_MAX: none, or nested beyond reason. */
static size_t innermost(const struct fields *fields)
{
    return fields->depth > 0 && fields->depth <= MOST_NESTED ? fields->depth - 1 : SIZE_MAX;
}

static void start_reading(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    struct fields *fields = state;
    if (str_equal(name, STR("instrText"))) {
        xml_edit_gather(edit);
    } else if (str_equal(name, STR("fldChar"))) {
        size_t field = innermost(fields);
        if (str_equal(kind_of(attributes), STR("begin"))) {
            begin_field(fields, fields->count);
            fields->count += fields->count < MOST_FIELDS - 1;
            return;
        }
        if (field != SIZE_MAX && fields->in_code[field])
            fields->tells[fields->nested[field]] |= docx_field_tells(buf_str(&fields->code));
        if (field != SIZE_MAX)
            fields->in_code[field] = false;
        if (str_equal(kind_of(attributes), STR("end")))
            fields->depth -= fields->depth > 0;
    }
}

static void end_reading(void *state, struct xml_edit *edit, struct str name)
{
    struct fields *fields = state;
    if (str_equal(name, STR("instrText")))
        buf_append(&fields->code, xml_edit_text(edit));
}

static void start_writing(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    struct fields *fields = state;
    size_t field = innermost(fields);
    bool goes = field != SIZE_MAX && fields->tells[fields->nested[field]];
    if (str_equal(name, STR("fldSimple"))) {
        if (docx_field_tells(xml_attribute(attributes, "instr")))
            xml_edit_unwrap(edit);
    } else if (str_equal(name, STR("fldChar"))) {
        if (str_equal(kind_of(attributes), STR("begin"))) {
            goes = fields->tells[fields->next];
            begin_field(fields, fields->next);
            fields->next += fields->next < MOST_FIELDS - 1;
        } else {
            if (field != SIZE_MAX)
                fields->in_code[field] = false;
            if (str_equal(kind_of(attributes), STR("end")))
                fields->depth -= fields->depth > 0;
        }
        if (goes)
            xml_edit_drop(edit);
    } else if (goes && fields->in_code[field] &&
               (str_equal(name, STR("instrText")) || str_equal(name, STR("t")))) {
        xml_edit_drop(edit);
    }
}

static void unlink_fields(struct office *office)
{
    static const struct xml_edit_handler reader = {start_reading, end_reading},
                                         writer = {.start = start_writing};
    for (size_t i = 0; i < office->zip.count; i++) {
        struct str ignored;
        if (!pattern_fits(STR("word/*.xml"), office_name(office, i)) || office->parts[i].goes)
            continue;
        struct fields fields = {.tells = ARENA_ARRAY(office->arena, bool, MOST_FIELDS)};
        xml_edit_run(office->arena, office_read(office, i), &reader, &fields, &ignored);
        fields.depth = 0;
        office_edit(office, i, &writer, &fields);
        buf_finish(&fields.code);
    }
}

static void drop_template(struct office *office)
{
    for (size_t i = 0; i < office->package.relation_count; i++)
        if (str_equal(office->package.relations[i].kind, STR("attachedTemplate")))
            office->relation_goes[i] = true;
}

void clean_docx(struct office *office)
{
    static const struct xml_edit_handler numbers = {.start = start_numbered};
    if (clean_finds(office->clean, "WD-02"))
        drop_comments(office);
    if (clean_finds(office->clean, "WD-01"))
        clean_accept_changes(office);
    if (clean_finds(office->clean, "WD-06"))
        unlink_fields(office);
    if (clean_finds(office->clean, "WD-08"))
        drop_template(office);
    if (clean_finds(office->clean, "WD-10"))
        edit_stories(office, &numbers, NULL);
}
