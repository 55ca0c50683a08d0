/* One sheet: cells, formulas, and all that says at which cells it applies. */
#include <string.h>

#include "inspect/bytes.h"
#include "inspect/clean_xlsx.h"

enum { MOST_SHARED = 100000 };

struct shared { /* a formula that others repeat */
    int64_t id, row, column;
    struct str text;
};
struct sheet_pass {
    struct cleaned_book *book;
    size_t index;
    struct book_sheet *sheet;
    bool drops_filters;
    int64_t row, column; /* of the cell, in the old numbers */
    struct shared *shared;
    size_t shared_count, shared_room;
    /* the formula of the cell */
    bool has_formula, is_array, is_shared, formula_goes, cell_is_cleared, has_value;
    int64_t shared_id;
    struct str formula_ref;
    struct book_use formula_use;
    /* conditional formats and validation: where their formulas are relative to */
    int64_t move_rows, move_columns;
};

static struct str number_text(struct sheet_pass *pass, int64_t number)
{
    return arena_format(pass->book->arena, "%lld", (long long)number);
}

static bool has_position(const uint64_t *positions, size_t count, int64_t row, int64_t column)
{
    uint64_t wanted = (uint64_t)row << 14 | (uint64_t)column;
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (positions[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && positions[low] == wanted;
}

static struct str new_cell_name(const struct sheet_pass *pass, int64_t row, int64_t column)
{
    return book_cell_name(pass->book->arena, row - gone_before(&pass->sheet->rows, row),
                          column - gone_before(&pass->sheet->columns, column));
}

/* ---- rows and cells */

static void start_row(struct sheet_pass *pass, struct xml_edit *edit, const char **attributes)
{
    const struct book_sheet *sheet = pass->sheet;
    pass->row = xml_integer(attributes, "r", pass->row + 2) - 1;
    pass->column = -1;
    if (gone_has(&sheet->rows, pass->row)) {
        xml_edit_drop(edit);
        return;
    }
    if (xml_attribute(attributes, "r").n && sheet->rows.count)
        xml_edit_set_attribute(
            edit, "r", number_text(pass, pass->row - gone_before(&sheet->rows, pass->row) + 1));
    if (sheet->columns.count)
        xml_edit_drop_attribute(edit, "spans");
    if (clean_wants_all(pass->book->office->clean, "XL-08"))
        xml_edit_drop_attribute(edit, "collapsed");
}

static void start_cell(struct sheet_pass *pass, struct xml_edit *edit, const char **attributes)
{
    const struct book_sheet *sheet = pass->sheet;
    struct str reference = xml_attribute(attributes, "r");
    struct area area;
    pass->column++;
    if (reference.n && book_read_area(reference, &area) && area.first_row == pass->row)
        pass->column = area.first_column;
    pass->has_formula = pass->formula_goes = false;
    pass->has_value = str_equal(xml_attribute(attributes, "t"), STR("str")); /* also an empty one */
    pass->cell_is_cleared =
        has_position(sheet->cleared, sheet->cleared_count, pass->row, pass->column);
    if (gone_has(&sheet->columns, pass->column) || gone_has(&sheet->rows, pass->row)) {
        xml_edit_drop(edit);
        return;
    }
    if (reference.n && (sheet->rows.count || sheet->columns.count))
        xml_edit_set_attribute(edit, "r", new_cell_name(pass, pass->row, pass->column));
    if (pass->cell_is_cleared) {
        xml_edit_drop_attribute(edit, "t");
        xml_edit_empty(edit);
    }
}

static void start_formula(struct sheet_pass *pass, struct xml_edit *edit, const char **attributes)
{
    struct str kind = xml_attribute(attributes, "t");
    pass->has_formula = true;
    pass->is_shared = str_equal(kind, STR("shared"));
    pass->is_array = str_equal(kind, STR("array")) || str_equal(kind, STR("dataTable"));
    pass->shared_id = xml_integer(attributes, "si", -1);
    pass->formula_ref = arena_copy(pass->book->arena, xml_attribute(attributes, "ref"));
    xml_edit_gather(edit);
    if (pass->is_shared && (pass->book->loses_cells || pass->sheet->unlinked_count)) {
        /* each cell gets its own: what is shared may not move alike */
        xml_edit_drop_attribute(edit, "t");
        xml_edit_drop_attribute(edit, "si");
        xml_edit_drop_attribute(edit, "ref");
    }
    struct str ref;
    if (pass->is_array && pass->formula_ref.n && pass->book->loses_lines &&
        formula_clip_areas(pass->sheet, pass->book->arena, pass->formula_ref, &ref))
        xml_edit_set_attribute(edit, "ref", ref);
}

static const struct shared *find_shared(const struct sheet_pass *pass)
{
    for (size_t i = pass->shared_count; i-- > 0;)
        if (pass->shared[i].id == pass->shared_id)
            return &pass->shared[i];
    return NULL;
}

/* The formula of this cell, written out. Empty: it cannot be told. */
static struct str own_formula(struct sheet_pass *pass, struct str text)
{
    struct arena *arena = pass->book->arena;
    if (!pass->is_shared)
        return text;
    if (text.n && pass->formula_ref.n && pass->shared_count < MOST_SHARED) {
        pass->shared = work_grow(arena, pass->shared, pass->shared_count, &pass->shared_room,
                                 sizeof *pass->shared);
        pass->shared[pass->shared_count++] =
            (struct shared){pass->shared_id, pass->row, pass->column, text};
    }
    const struct shared *first = find_shared(pass);
    if (text.n || !first)
        return text;
    return formula_translate(arena, first->text, pass->row - first->row,
                             pass->column - first->column);
}

static void end_formula(struct sheet_pass *pass, struct xml_edit *edit)
{
    const struct book_sheet *sheet = pass->sheet;
    struct arena *arena = pass->book->arena;
    struct str text = own_formula(pass, arena_copy(arena, xml_edit_text(edit))), moved = text;
    bool goes = text.n == 0 ||
                has_position(sheet->unlinked, sheet->unlinked_count, pass->row, pass->column);
    if (!goes && pass->book->loses_cells)
        goes = formula_shift(pass->book, pass->index, text, false, &moved) == FORMULA_TOUCHED;
    if (goes) {
        pass->formula_goes = true;
        pass->formula_use = formula_use(pass->book, pass->index, text);
        xml_edit_drop(edit);
    } else if (!str_equal(moved, xml_edit_text(edit))) {
        xml_edit_replace_text(edit, moved);
    }
}

/* What it uses stays; its own place cannot tell when it uses nothing that goes. */
static void keep_for_formula(struct sheet_pass *pass)
{
    struct arena *arena = pass->book->arena;
    struct str cell = ARENA_JOIN(arena, pass->sheet->name, STR("!"),
                                 book_cell_name(arena, pass->row, pass->column));
    book_keep(
        pass->book, &pass->formula_use,
        ARENA_JOIN(arena, cell,
                   STR(" の式の計算結果が保存されていないため、値に置き換えられません。Excel で"
                       "開いて保存し直してから整理してください")),
        ARENA_JOIN(arena, STR("the formula of "), cell,
                   STR(" has no saved result to put in its place: open and save the file in "
                       "Excel first")));
}

static void end_cell(struct sheet_pass *pass)
{
    bool stays = !pass->cell_is_cleared && !gone_has(&pass->sheet->rows, pass->row) &&
                 !gone_has(&pass->sheet->columns, pass->column);
    if (pass->formula_goes && !pass->has_value && stays)
        keep_for_formula(pass);
}

/* ---- areas */

static const char *area_attribute(struct str name)
{
    static const struct {
        struct str name;
        const char *attribute;
    } areas[] = {
        {STR_INIT("mergeCell"), "ref"},        {STR_INIT("hyperlink"), "ref"},
        {STR_INIT("autoFilter"), "ref"},       {STR_INIT("sortState"), "ref"},
        {STR_INIT("sortCondition"), "ref"},    {STR_INIT("protectedRange"), "sqref"},
        {STR_INIT("dataValidation"), "sqref"}, {STR_INIT("conditionalFormatting"), "sqref"},
        {STR_INIT("ignoredError"), "sqref"},
    };
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        if (str_equal(areas[i].name, name))
            return areas[i].attribute;
    return NULL;
}

/* Formulas of rules are written for the upper left cell of their areas: how far the first cell that
   stays lies from it. */
static void note_origin(struct sheet_pass *pass, struct str areas)
{
    struct str first;
    struct area area;
    pass->move_rows = pass->move_columns = 0;
    if (!str_cut(&areas, ' ', &first) || !book_read_area(first, &area))
        return;
    while (area.first_row + pass->move_rows < area.last_row &&
           gone_has(&pass->sheet->rows, area.first_row + pass->move_rows))
        pass->move_rows++;
    while (area.first_column + pass->move_columns < area.last_column &&
           gone_has(&pass->sheet->columns, area.first_column + pass->move_columns))
        pass->move_columns++;
}

static bool is_one_cell(struct str areas)
{
    struct area area;
    return book_read_area(areas, &area) && area.first_row == area.last_row &&
           area.first_column == area.last_column;
}

static void move_areas(struct sheet_pass *pass, struct xml_edit *edit, struct str name,
                       const char *attribute, struct str areas)
{
    struct str left;
    note_origin(pass, areas);
    if (!pass->book->loses_lines)
        return;
    if (!formula_clip_areas(pass->sheet, pass->book->arena, areas, &left) ||
        (str_equal(name, STR("mergeCell")) && is_one_cell(left)))
        xml_edit_drop(edit);
    else if (!str_equal(left, areas))
        xml_edit_set_attribute(edit, attribute, left);
}

/* A link to a place that goes leads nowhere. */
static void move_link(struct sheet_pass *pass, struct xml_edit *edit, const char **attributes)
{
    struct str location = xml_attribute(attributes, "location"), moved;
    if (location.n == 0)
        return;
    switch (formula_shift(pass->book, pass->index, location, true, &moved)) {
    case FORMULA_TOUCHED:
        xml_edit_drop(edit);
        break;
    case FORMULA_SHIFTED:
        xml_edit_set_attribute(edit, "location", moved);
        break;
    case FORMULA_SAME:
        break;
    }
}

static void move_columns(struct sheet_pass *pass, struct xml_edit *edit, const char **attributes)
{
    int64_t first = xml_integer(attributes, "min", 1) - 1,
            last = xml_integer(attributes, "max", first + 1) - 1;
    if (pass->sheet->columns.count == 0)
        return;
    if (!gone_clip(&pass->sheet->columns, &first, &last)) {
        xml_edit_drop(edit);
        return;
    }
    xml_edit_set_attribute(edit, "min", number_text(pass, first + 1));
    xml_edit_set_attribute(edit, "max", number_text(pass, last + 1));
}

static void move_break(struct sheet_pass *pass, struct xml_edit *edit, const char **attributes)
{
    bool of_rows = str_equal(xml_edit_ancestor(edit, 1), STR("rowBreaks"));
    const struct gone *gone = of_rows ? &pass->sheet->rows : &pass->sheet->columns;
    int64_t id = xml_integer(attributes, "id", 0);
    if (gone->count)
        xml_edit_set_attribute(edit, "id", number_text(pass, id - gone_before(gone, id)));
}

/* How many lines are frozen at the top or left. */
static void move_pane(struct sheet_pass *pass, struct xml_edit *edit, const char **attributes)
{
    struct str corner = xml_attribute(attributes, "topLeftCell");
    bool frozen = str_starts(xml_attribute(attributes, "state"), STR("frozen"));
    struct area area;
    if (!pass->book->loses_lines || !book_read_area(corner, &area))
        return;
    int64_t rows = xml_integer(attributes, "ySplit", 0),
            columns = xml_integer(attributes, "xSplit", 0);
    if (frozen && rows)
        xml_edit_set_attribute(edit, "ySplit",
                               number_text(pass, rows - gone_before(&pass->sheet->rows, rows)));
    if (frozen && columns)
        xml_edit_set_attribute(
            edit, "xSplit",
            number_text(pass, columns - gone_before(&pass->sheet->columns, columns)));
    xml_edit_set_attribute(edit, "topLeftCell",
                           new_cell_name(pass, area.first_row, area.first_column));
}

/* What only says how the sheet looked on the screen last. */
static bool is_of_the_screen(struct str name)
{
    return str_equal(name, STR("selection")) || str_equal(name, STR("dimension")) ||
           str_equal(name, STR("cellWatches")) || str_equal(name, STR("customSheetViews"));
}

/* ---- events */

static void start_other(struct sheet_pass *pass, struct xml_edit *edit, struct str name,
                        const char **attributes)
{
    const char *attribute = area_attribute(name);
    struct str areas = attribute ? xml_attribute(attributes, attribute) : STR("");
    const struct office *office = pass->book->office;
    if (str_equal(name, STR("sheetFormatPr")) &&
        clean_takes_part(office->clean, "XL-06", office_name(office, pass->sheet->part)))
        xml_edit_drop_attribute(edit, "zeroHeight");
    if (str_equal(name, STR("hyperlink")))
        move_link(pass, edit, attributes);
    if (areas.n)
        move_areas(pass, edit, name, attribute, areas);
    if (str_equal(name, STR("filterColumn")) && pass->drops_filters)
        xml_edit_drop(edit);
    else if (str_equal(name, STR("col")) && xml_attribute(attributes, "min").n)
        move_columns(pass, edit, attributes);
    else if (str_equal(name, STR("brk")))
        move_break(pass, edit, attributes);
    else if (str_equal(name, STR("pane")))
        move_pane(pass, edit, attributes);
    else if (pass->book->loses_lines && is_of_the_screen(name))
        xml_edit_drop(edit);
    else if (pass->book->loses_lines && str_equal(name, STR("sheetView")))
        xml_edit_drop_attribute(edit, "topLeftCell");
    else if (str_starts(name, STR("formula")) || str_equal(name, STR("sqref")) ||
             (str_equal(name, STR("f")) && !str_equal(xml_edit_ancestor(edit, 1), STR("c"))))
        xml_edit_gather(edit);
}

static void start(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    struct sheet_pass *pass = state;
    bool in_cell = str_equal(xml_edit_ancestor(edit, 1), STR("c"));
    if (str_equal(name, STR("row")) && str_equal(xml_edit_ancestor(edit, 1), STR("sheetData")))
        start_row(pass, edit, attributes);
    else if (str_equal(name, STR("c")) && str_equal(xml_edit_ancestor(edit, 1), STR("row")))
        start_cell(pass, edit, attributes);
    else if (str_equal(name, STR("f")) && in_cell)
        start_formula(pass, edit, attributes);
    else if (!in_cell)
        start_other(pass, edit, name, attributes);
}

/* A format says what can be seen. Which lines a function like ROW looks at is not followed: then
   those of its sheet stay. */
static void keep_for_format(struct sheet_pass *pass, struct str formula)
{
    struct cleaned_book *book = pass->book;
    struct book_use use = formula_use(book, pass->index, formula);
    struct str where = book_use_text(book, &use), name = pass->sheet->name;
    bool follows = use.sheet != SIZE_MAX;
    struct str ja = ARENA_JOIN(book->arena, STR("シート「"), name,
                               STR("」の条件付き書式（またはスパークライン）の見え方が "),
                               follows ? where : STR("行や列の位置"),
                               STR(" を使っています。Excel で書式を直してから整理してください")),
               en = ARENA_JOIN(
                   book->arena, STR("a conditional format or sparkline of the sheet \""), name,
                   STR("\" uses "), follows ? where : STR("the places of rows or columns"),
                   STR(": change it in Excel first"));
    if (follows)
        book_keep(book, &use, ja, en);
    else if (pass->sheet->rows.count || pass->sheet->columns.count)
        book_keep_lines(book, pass->index, ja, en);
    else
        book_stop(book, ja, en);
}

/* Formulas of conditional formats, of validation, and of what later versions added. */
static void end_rule_formula(struct sheet_pass *pass, struct xml_edit *edit)
{
    struct cleaned_book *book = pass->book;
    struct str text = arena_copy(book->arena, xml_edit_text(edit)), moved = text;
    size_t validation = xml_edit_nearest(edit, STR("dataValidation"));
    if (!book->loses_cells)
        return;
    if (pass->move_rows || pass->move_columns)
        moved = formula_translate(book->arena, text, pass->move_rows, pass->move_columns);
    struct str own = moved;
    bool touched = (text.n && moved.n == 0) ||
                   formula_shift(book, pass->index, moved, false, &moved) == FORMULA_TOUCHED;
    if (touched && validation != SIZE_MAX)
        xml_edit_drop_ancestor(edit, validation);
    else if (touched)
        keep_for_format(pass, own);
    else if (!str_equal(text, moved))
        xml_edit_replace_text(edit, moved);
}

static void end(void *state, struct xml_edit *edit, struct str name)
{
    struct sheet_pass *pass = state;
    bool in_cell = str_equal(xml_edit_ancestor(edit, 1), STR("c"));
    struct str left;
    if (str_equal(name, STR("f")) && in_cell)
        end_formula(pass, edit);
    else if (in_cell)
        pass->has_value |= xml_edit_content(edit).n > 0;
    else if (str_equal(name, STR("c")) && str_equal(xml_edit_ancestor(edit, 1), STR("row")))
        end_cell(pass);
    else if (!in_cell && (str_starts(name, STR("formula")) || str_equal(name, STR("f"))))
        end_rule_formula(pass, edit);
    else if (str_equal(name, STR("sqref")) && pass->book->loses_lines) {
        if (formula_clip_areas(pass->sheet, pass->book->arena, xml_edit_text(edit), &left))
            xml_edit_replace_text(edit, left);
        else
            xml_edit_drop_ancestor(edit, 1);
    }
}

void clean_sheet(struct cleaned_book *book, size_t sheet)
{
    static const struct xml_edit_handler handler = {start, end};
    struct sheet_pass *pass = ARENA_NEW(book->arena, struct sheet_pass);
    pass->book = book;
    pass->index = sheet;
    pass->sheet = &book->sheets[sheet];
    pass->row = pass->column = -1;
    pass->drops_filters = clean_finds(book->office->clean, "XL-09");
    office_edit(book->office, pass->sheet->part, &handler, pass);
}
