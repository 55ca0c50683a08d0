/* What lies over or beside the cells of a sheet and counts its rows and columns: drawings, notes,
   tables, charts. */
#include "inspect/clean_xlsx.h"
#include "inspect/pattern.h"

struct objects {
    struct cleaned_book *book;
    size_t index;
    struct book_sheet *sheet;
    bool line_went; /* the line of an anchor: what is left begins at its edge */
    /* tables */
    int64_t first_column, next_column;
    /* frames of notes */
    bool frame_goes;
};

static struct str number_text(const struct objects *objects, int64_t number)
{
    return arena_format(objects->book->arena, "%lld", (long long)number);
}

/* ---- anchors: <from> and <to> with col, colOff, row, rowOff */

static bool is_of_anchor(const struct xml_edit *edit)
{
    struct str parent = xml_edit_ancestor(edit, 1);
    return str_equal(parent, STR("from")) || str_equal(parent, STR("to"));
}

static void start_anchor(void *state, struct xml_edit *edit, struct str name,
                         const char **attributes)
{
    (void)state, (void)attributes;
    if (is_of_anchor(edit) && (str_equal(name, STR("row")) || str_equal(name, STR("col"))))
        xml_edit_gather(edit);
}

static void end_anchor(void *state, struct xml_edit *edit, struct str name)
{
    struct objects *objects = state;
    int64_t line;
    if (!is_of_anchor(edit))
        return;
    if (str_equal(name, STR("rowOff")) || str_equal(name, STR("colOff"))) {
        if (objects->line_went)
            xml_edit_replace_text(edit, STR("0"));
        return;
    }
    objects->line_went = false;
    if (!str_to_int64(str_trim(xml_edit_text(edit)), &line) || line < 0)
        return;
    const struct gone *gone =
        str_equal(name, STR("row")) ? &objects->sheet->rows : &objects->sheet->columns;
    objects->line_went = gone_has(gone, line);
    if (gone->count)
        xml_edit_replace_text(edit, number_text(objects, line - gone_before(gone, line)));
}

/* ---- notes: comment@ref, threadedComment@ref, and their frames */

static void start_note(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    const struct objects *objects = state;
    struct str left, ref = xml_attribute(attributes, "ref");
    if (!str_equal(name, STR("comment")) && !str_equal(name, STR("threadedComment")))
        return;
    if (!formula_clip_areas(objects->sheet, objects->book->arena, ref, &left))
        xml_edit_drop(edit);
    else
        xml_edit_set_attribute(edit, "ref", left);
}

static void start_frame(void *state, struct xml_edit *edit, struct str name,
                        const char **attributes)
{
    struct objects *objects = state;
    (void)attributes;
    if (str_equal(name, STR("shape")))
        objects->frame_goes = false;
    else if (str_equal(name, STR("Row")) || str_equal(name, STR("Column")) ||
             str_equal(name, STR("Anchor")))
        xml_edit_gather(edit);
}

/* "left column, offset, top row, offset, right column, offset, bottom row, offset" */
static void move_frame(struct objects *objects, struct xml_edit *edit)
{
    struct str rest = xml_edit_text(edit), word;
    struct buf moved = {0};
    for (int i = 0; str_cut(&rest, ',', &word); i++) {
        const struct gone *gone = i % 4 == 2 ? &objects->sheet->rows : &objects->sheet->columns;
        int64_t line;
        if (i)
            buf_append(&moved, STR(", "));
        if (i % 2 == 0 && str_to_int64(str_trim(word), &line))
            buf_format(&moved, "%lld", (long long)(line - gone_before(gone, line)));
        else
            buf_append(&moved, str_trim(word));
    }
    xml_edit_replace_text(edit, buf_str(&moved));
    buf_finish(&moved);
}

static void end_frame(void *state, struct xml_edit *edit, struct str name)
{
    struct objects *objects = state;
    int64_t line;
    if (str_equal(name, STR("shape")) && objects->frame_goes) {
        xml_edit_drop(edit);
    } else if (str_equal(name, STR("Anchor"))) {
        move_frame(objects, edit);
    } else if ((str_equal(name, STR("Row")) || str_equal(name, STR("Column"))) &&
               str_to_int64(str_trim(xml_edit_text(edit)), &line)) {
        const struct gone *gone =
            str_equal(name, STR("Row")) ? &objects->sheet->rows : &objects->sheet->columns;
        objects->frame_goes |= gone_has(gone, line);
        xml_edit_replace_text(edit, number_text(objects, line - gone_before(gone, line)));
    }
}

/* ---- tables */

static void keep_for_table(struct objects *objects, struct area area, struct str ja, struct str en)
{
    struct arena *arena = objects->book->arena;
    const struct book_use use = {.sheet = objects->index, .lines = true, .area = area};
    book_keep(objects->book, &use,
              ARENA_JOIN(arena, STR("シート「"), objects->sheet->name, STR("」"), ja),
              ARENA_JOIN(arena, STR("sheet \""), objects->sheet->name, STR("\": "), en));
}

static void start_table_area(struct objects *objects, struct xml_edit *edit, struct str name,
                             struct str ref)
{
    struct area area;
    struct str left;
    bool is_table = str_equal(name, STR("table"));
    if (!book_read_area(ref, &area))
        return;
    if (is_table) {
        objects->first_column = objects->next_column = area.first_column;
        if (gone_has(&objects->sheet->rows, area.first_row))
            keep_for_table(objects, (struct area){area.first_row, area.first_row, 0, -1},
                           STR("のテーブルの見出しの行が隠れています。Excel で直してください"),
                           STR("the header row of a table is hidden: mend it in Excel"));
    }
    if (formula_clip_areas(objects->sheet, objects->book->arena, ref, &left))
        xml_edit_set_attribute(edit, "ref", left);
    else
        keep_for_table(objects, area, STR("のテーブル全体が隠れています。Excel で消してください"),
                       STR("a whole table is hidden: delete it in Excel"));
}

static void start_table(void *state, struct xml_edit *edit, struct str name,
                        const char **attributes)
{
    struct objects *objects = state;
    struct str ref = xml_attribute(attributes, "ref");
    if (ref.n && (str_equal(name, STR("table")) || str_equal(name, STR("autoFilter")) ||
                  str_equal(name, STR("sortState")) || str_equal(name, STR("sortCondition"))))
        start_table_area(objects, edit, name, ref);
    else if (str_equal(name, STR("filterColumn")) &&
             clean_finds(objects->book->office->clean, "XL-09"))
        xml_edit_drop(edit);
    else if (str_equal(name, STR("tableColumn")) &&
             gone_has(&objects->sheet->columns, objects->next_column++))
        xml_edit_drop(edit);
    else if (str_equal(name, STR("calculatedColumnFormula")) ||
             str_equal(name, STR("totalsRowFormula")))
        xml_edit_gather(edit);
}

static void end_table(void *state, struct xml_edit *edit, struct str name)
{
    struct objects *objects = state;
    struct str moved;
    if (!str_equal(name, STR("calculatedColumnFormula")) &&
        !str_equal(name, STR("totalsRowFormula")))
        return;
    enum formula_fate fate =
        formula_shift(objects->book, objects->index, xml_edit_text(edit), false, &moved);
    if (fate == FORMULA_TOUCHED)
        xml_edit_drop(edit);
    else if (fate == FORMULA_SHIFTED)
        xml_edit_replace_text(edit, moved);
}

void clean_objects(struct cleaned_book *book, size_t sheet)
{
    static const struct xml_edit_handler anchors = {start_anchor, end_anchor},
                                         notes = {.start = start_note},
                                         frames = {start_frame, end_frame},
                                         tables = {start_table, end_table};
    static const struct {
        struct str pattern;
        const struct xml_edit_handler *handler;
    } kinds[] = {{STR_INIT("xl/drawings/*.xml"), &anchors},
                 {STR_INIT("xl/comments*.xml"), &notes},
                 {STR_INIT("xl/threadedComments/*.xml"), &notes},
                 {STR_INIT("*.vml"), &frames},
                 {STR_INIT("xl/tables/*.xml"), &tables}};
    struct office *office = book->office;
    struct objects objects = {.book = book, .index = sheet, .sheet = &book->sheets[sheet]};
    if (objects.sheet->rows.count == 0 && objects.sheet->columns.count == 0)
        return;
    for (size_t i = 0; i < office->package.relation_count; i++) {
        const struct opc_relation *relation = &office->package.relations[i];
        if (relation->source != objects.sheet->part || relation->target == SIZE_MAX)
            continue;
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            if (pattern_fits(kinds[k].pattern, office_name(office, relation->target)))
                office_edit(office, relation->target, kinds[k].handler, &objects);
    }
}
