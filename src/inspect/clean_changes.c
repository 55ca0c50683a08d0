/* Accepting tracked changes as Word does: what was inserted stays, what was deleted goes, the
   record of both goes. A paragraph whose mark was deleted runs on into the next. */
#include "inspect/clean_office.h"
#include "inspect/pattern.h"

struct changes {
    bool mark_went;     /* of the paragraph that is open */
    size_t mark_depth;  /* its depth */
    struct buf carried; /* content of paragraphs that ran on */
    bool carries;
    size_t carry_depth;  /* depth of the paragraph that it is for */
    size_t target_depth; /* depth of the paragraph that is taking it; 0: none is open */
};

static bool ends_with_change(struct str name)
{
    return str_ends(name, STR("Change")) && name.n > 6;
}

static bool is_record(struct str name)
{
    static const struct str names[] = {
        STR_INIT("cellIns"),          STR_INIT("cellMerge"),        STR_INIT("moveFromRangeStart"),
        STR_INIT("moveFromRangeEnd"), STR_INIT("moveToRangeStart"), STR_INIT("moveToRangeEnd")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_equal(name, names[i]))
            return true;
    return ends_with_change(name) || str_starts(name, STR("customXmlIns")) ||
           str_starts(name, STR("customXmlDel")) || str_starts(name, STR("customXmlMove"));
}

static void start_deleted(struct changes *changes, struct xml_edit *edit)
{
    struct str parent = xml_edit_ancestor(edit, 1), grand = xml_edit_ancestor(edit, 2);
    if (str_equal(parent, STR("trPr"))) {
        xml_edit_drop_ancestor(edit, 2);
    } else if (str_equal(parent, STR("rPr")) && str_equal(grand, STR("pPr"))) {
        changes->mark_went = true;
        changes->mark_depth = xml_edit_depth(edit) - 3;
    }
    xml_edit_drop(edit);
}

static void start_inserted(struct xml_edit *edit)
{
    struct str parent = xml_edit_ancestor(edit, 1);
    if (str_equal(parent, STR("trPr")) || str_equal(parent, STR("rPr")))
        xml_edit_drop(edit);
    else
        xml_edit_unwrap(edit);
}

static void put_carried(struct changes *changes, struct xml_edit *edit, bool as_paragraph)
{
    if (as_paragraph)
        xml_edit_insert(edit, STR("<w:p>"));
    xml_edit_insert(edit, buf_str(&changes->carried));
    if (as_paragraph)
        xml_edit_insert(edit, STR("</w:p>"));
    buf_clear(&changes->carried);
    changes->carries = false;
    changes->target_depth = 0;
}

/* Where the content that ran on goes: behind the next paragraph's properties, or into one of its
   own where no paragraph follows. */
static void place_carried(struct changes *changes, struct xml_edit *edit, struct str name)
{
    size_t depth = xml_edit_depth(edit);
    if (!changes->carries)
        return;
    if (changes->target_depth && depth == changes->target_depth + 1) {
        if (!str_equal(name, STR("pPr")))
            put_carried(changes, edit, false);
    } else if (depth == changes->carry_depth) {
        if (str_equal(name, STR("p")))
            changes->target_depth = depth;
        else
            put_carried(changes, edit, true);
    }
}

static void start(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    struct changes *changes = state;
    (void)attributes;
    place_carried(changes, edit, name);
    if (is_record(name))
        xml_edit_drop(edit);
    else if (str_equal(name, STR("cellDel")))
        xml_edit_drop_ancestor(edit, 2);
    else if (str_equal(name, STR("del")) || str_equal(name, STR("moveFrom")))
        start_deleted(changes, edit);
    else if (str_equal(name, STR("ins")) || str_equal(name, STR("moveTo")))
        start_inserted(edit);
}

/* Content of a paragraph behind its properties. */
static struct str behind_properties(struct str content)
{
    size_t close = str_find_char(content, '>', 0);
    struct str first = str_slice(content, 0, close == SIZE_MAX ? 0 : close + 1);
    if (!str_contains(first, STR("pPr")))
        return content;
    if (str_ends(first, STR("/>")))
        return str_slice(content, first.n, content.n);
    size_t end = str_find(content, STR("pPr>"), first.n);
    return end == SIZE_MAX ? content : str_slice(content, end + 4, content.n);
}

static void end_paragraph(struct changes *changes, struct xml_edit *edit)
{
    if (changes->carries && changes->target_depth == xml_edit_depth(edit))
        put_carried(changes, edit, false);
    if (!changes->mark_went || changes->mark_depth != xml_edit_depth(edit))
        return;
    changes->mark_went = false;
    buf_append(&changes->carried, behind_properties(xml_edit_content(edit)));
    changes->carries = true;
    changes->carry_depth = xml_edit_depth(edit);
    changes->target_depth = 0;
    xml_edit_drop(edit);
}

static void end(void *state, struct xml_edit *edit, struct str name)
{
    struct changes *changes = state;
    if (str_equal(name, STR("p")))
        end_paragraph(changes, edit);
    else if (changes->carries && xml_edit_depth(edit) + 1 == changes->carry_depth)
        put_carried(changes, edit, true); /* the last paragraph of a cell or a page stays one */
}

void clean_accept_changes(struct office *office)
{
    static const struct xml_edit_handler handler = {start, end};
    for (size_t i = 0; i < office->zip.count; i++) {
        struct changes changes = {0};
        if (!pattern_fits(STR("word/*.xml"), office_name(office, i)) || office->parts[i].goes)
            continue;
        office_edit(office, i, &handler, &changes);
        buf_finish(&changes.carried);
    }
}
