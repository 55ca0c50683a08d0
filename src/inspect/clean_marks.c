/* Doing what marks ask for: one pass over each marked part. */
#include <stdlib.h>

#include "base/text.h"
#include "inspect/clean_office.h"

struct marked {
    const struct mark **marks; /* of one part, by element */
    size_t count, next;
    size_t blank_depth; /* of the element whose letters become blanks; 0: none */
};

static int compare_elements(const void *a, const void *b)
{
    const struct mark *const *x = a, *const *y = b;
    return ((*x)->element > (*y)->element) - ((*x)->element < (*y)->element);
}

static bool is_shape(struct str name)
{
    return str_equal(name, STR("sp")) || str_equal(name, STR("pic")) ||
           str_equal(name, STR("cxnSp")) || str_equal(name, STR("graphicFrame")) ||
           str_equal(name, STR("grpSp"));
}

/* A drawing's anchor holds one object and goes with it; in a group the object goes alone. */
static void drop_shape(struct xml_edit *edit)
{
    size_t level = 0, depth = xml_edit_depth(edit), shape = SIZE_MAX;
    for (; level < depth; level++) {
        struct str name = xml_edit_ancestor(edit, level);
        if (is_shape(name) && shape == SIZE_MAX)
            shape = level;
        else if (str_equal(name, STR("grpSp")))
            break;
        else if (str_ends(name, STR("Anchor"))) {
            shape = level;
            break;
        }
    }
    if (shape != SIZE_MAX)
        xml_edit_drop_ancestor(edit, shape);
}

static void apply(struct marked *marked, struct xml_edit *edit, const struct mark *mark)
{
    size_t level;
    switch (mark->act) {
    case MARK_DROP:
        level = mark->name.n ? xml_edit_nearest(edit, mark->name) : 0;
        xml_edit_drop_ancestor(edit, level == SIZE_MAX ? 0 : level);
        break;
    case MARK_EMPTY:
        xml_edit_empty(edit);
        break;
    case MARK_ATTRIBUTE:
        xml_edit_drop_attribute(edit, mark->name.p);
        break;
    case MARK_SHAPE:
        drop_shape(edit);
        break;
    case MARK_BLANK:
        marked->blank_depth = xml_edit_depth(edit);
        break;
    case MARK_PART:
    case MARK_CELL:
    case MARK_FORMULA:
    case MARK_NOTHING:
        break;
    }
}

static void start(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    struct marked *marked = state;
    (void)attributes;
    uint64_t element = xml_edit_element(edit);
    while (marked->next < marked->count && marked->marks[marked->next]->element < element)
        marked->next++;
    for (size_t i = marked->next; i < marked->count && marked->marks[i]->element == element; i++)
        apply(marked, edit, marked->marks[i]);
    if (marked->blank_depth && str_equal(name, STR("t")))
        xml_edit_gather(edit);
}

/* Wide letters become an ideographic space, others a space that lines do not break at. */
static void replace_by_blanks(struct xml_edit *edit)
{
    struct str text = xml_edit_text(edit);
    struct buf blanks = {0};
    for (size_t at = 0; at < text.n;) {
        uint32_t c = text_next(text, &at);
        buf_append(&blanks, c < 0x1100 || (c >= 0xff61 && c <= 0xff9f) ? STR("\xc2\xa0")
                                                                       : STR("\xe3\x80\x80"));
    }
    xml_edit_replace_text(edit, buf_str(&blanks));
    buf_finish(&blanks);
}

static void end(void *state, struct xml_edit *edit, struct str name)
{
    struct marked *marked = state;
    if (!marked->blank_depth)
        return;
    if (str_equal(name, STR("t")))
        replace_by_blanks(edit);
    if (xml_edit_depth(edit) == marked->blank_depth)
        marked->blank_depth = 0;
}

/* Of letters that cannot be read, only tiny ones are seen at all. */
static bool is_unseen(const struct office *office, const struct mark *mark)
{
    return office->clean->shared->only_what_shows && mark->act == MARK_BLANK && mark->name.n == 0;
}

static bool is_of_cells(const struct mark *mark)
{
    return mark->act == MARK_CELL || mark->act == MARK_FORMULA;
}

void office_apply_marks(struct office *office)
{
    static const struct xml_edit_handler handler = {start, end};
    const struct marks *marks = office->clean->marks;
    struct marked marked = {.marks =
                                ARENA_ARRAY(office->arena, const struct mark *, marks->count + 1)};
    for (size_t part = 0; part < office->zip.count; part++) {
        marked.count = marked.next = marked.blank_depth = 0;
        for (size_t i = 0; i < marks->count; i++) {
            const struct mark *mark = &marks->items[i];
            if (is_of_cells(mark) || is_unseen(office, mark) ||
                !str_equal_nocase(mark->part, office_name(office, part)) ||
                !clean_takes_mark(office->clean, mark))
                continue;
            if (mark->act == MARK_PART)
                office_drop(office, part);
            else
                marked.marks[marked.count++] = mark;
        }
        if (marked.count == 0 || office->parts[part].goes)
            continue;
        qsort(marked.marks, marked.count, sizeof *marked.marks, compare_elements);
        office_edit(office, part, &handler, &marked);
    }
}
