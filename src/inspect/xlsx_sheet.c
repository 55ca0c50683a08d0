/* The cells of one sheet, as they go by. */
#include <stdlib.h>

#include "base/check.h"
#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/mark.h"
#include "inspect/personal.h"
#include "inspect/xlsx_sheet.h"

enum { MOST_CELLS = 8 << 20, FAR_ROWS = 100, FAR_COLUMNS = 50, MOST_VALUE = 65536 };

struct inspect_place sheet_place(const struct sheet *sheet, int64_t row, int64_t column)
{
    struct inspect_place place = {
        .part = sheet->own->entry->name, .sheet = sheet->own->name, .offset = -1};
    if (row >= 0)
        place.cell = book_cell_name(sheet->x->work->arena, row, column);
    return place;
}

static void count_once(struct sheet *sheet, int which, const char *id)
{
    if (sheet->once[which].count++ == 0) {
        sheet->once[which].id = id;
        sheet->once[which].row = sheet->row;
        sheet->once[which].column = sheet->column;
    }
}

/* Rows without r= and cells without r= follow the one before. */
static void read_reference(struct sheet *sheet, const char *p)
{
    int64_t x = 0, y = 0;
    for (; *p >= 'A' && *p <= 'Z' && x <= SHEET_COLUMNS; p++)
        x = x * 26 + (*p - 'A' + 1);
    for (; *p >= '0' && *p <= '9' && y <= SHEET_ROWS; p++)
        y = y * 10 + (*p - '0');
    if (x >= 1 && x <= SHEET_COLUMNS && y >= 1 && y <= SHEET_ROWS) {
        sheet->row = y - 1;
        sheet->column = x - 1;
    }
}

static void start_cell(struct sheet *sheet, const char **attributes)
{
    sheet->column += sheet->column < SHEET_COLUMNS - 1;
    sheet->kind = 'n';
    sheet->format = 0;
    sheet->has_formula = false;
    sheet->value.n = 0;
    for (size_t i = 0; attributes[i]; i += 2) {
        const char *name = attributes[i], *value = attributes[i + 1];
        if (name[0] == 'r' && !name[1])
            read_reference(sheet, value);
        else if (name[0] == 't' && !name[1])
            sheet->kind = value[0] == 's' && value[1] == 't' ? 't' : value[0];
        else if (name[0] == 's' && !name[1])
            sheet->format = (uint32_t)strtoul(value, NULL, 10);
    }
}

static void add_row_range(struct sheet *sheet, char why)
{
    struct row_range *last = sheet->row_count ? &sheet->rows[sheet->row_count - 1] : NULL;
    if (last && last->why == why && last->last == sheet->row - 1)
        last->last = sheet->row;
    else if (sheet->row_count < SHEET_RANGES) {
        sheet->rows = work_grow(sheet->x->work->arena, sheet->rows, sheet->row_count,
                                &sheet->row_room, sizeof *sheet->rows);
        sheet->rows[sheet->row_count++] = (struct row_range){sheet->row, sheet->row, why};
    } else
        last->last = sheet->row;
}

static void start_row(struct sheet *sheet, const char **attributes)
{
    struct str hidden = STR(""), height = STR(""), custom = STR(""), level = STR("");
    sheet->row += sheet->row < SHEET_ROWS - 1;
    sheet->column = -1;
    for (size_t i = 0; attributes[i]; i += 2) {
        struct str name = str_from_c(attributes[i]), value = str_from_c(attributes[i + 1]);
        int64_t number;
        if (name.n == 1 && name.p[0] == 'r' && str_to_int64(value, &number) && number >= 1 &&
            number <= SHEET_ROWS)
            sheet->row = number - 1;
        else if (str_equal(name, STR("hidden")))
            hidden = value;
        else if (str_equal(name, STR("ht")))
            height = value;
        else if (str_equal(name, STR("customHeight")))
            custom = value;
        else if (str_equal(name, STR("outlineLevel")))
            level = value;
    }
    if (hidden.n && xml_is_on(hidden))
        add_row_range(sheet, level.n && !str_equal(level, STR("0")) ? 'f' : 'h');
    else if (height.n && custom.n && xml_is_on(custom) && strtod(height.p, NULL) <= 1)
        add_row_range(sheet, 'z');
}

static void start_columns(struct sheet *sheet, const char **attributes)
{
    struct str hidden = xml_attribute(attributes, "hidden"),
               width = xml_attribute(attributes, "width"),
               level = xml_attribute(attributes, "outlineLevel");
    int64_t first = xml_integer(attributes, "min", 1), last = xml_integer(attributes, "max", first);
    bool is_narrow = width.n && strtod(width.p, NULL) <= 0.1;
    if ((hidden.n && xml_is_on(hidden)) || is_narrow) {
        struct arena *arena = sheet->x->work->arena;
        struct inspect_place place = sheet_place(sheet, -1, 0);
        if (first < 1 || last < first || last > SHEET_COLUMNS)
            first = 1, last = SHEET_COLUMNS;
        place.cell = ARENA_JOIN(arena, book_column_name(arena, first - 1), STR(":"),
                                book_column_name(arena, last - 1));
        bool folded = level.n && !str_equal(level, STR("0"));
        struct inspect_finding *finding =
            work_found_plain(sheet->x->work, folded ? "XL-08" : "XL-07", &place, STR(""));
        if (finding)
            finding->count = last - first + 1;
    }
}

static void start_conditional(struct sheet *sheet, const char **attributes)
{
    int64_t index = xml_integer(attributes, "dxfId", -1);
    const struct xlsx *x = sheet->x;
    if (index >= 0 && (size_t)index < x->conditional_count && x->conditionals[index]) {
        struct inspect_place place = sheet_place(sheet, -1, 0);
        place.cell = sheet->part.place.cell;
        place.element = STR("cfRule/@dxfId");
        work_found_plain(sheet->x->work, "XL-32", &place, STR(""));
    }
}

static void start_other(struct sheet *sheet, struct str name, const char **attributes)
{
    if (str_equal(name, STR("col"))) {
        start_columns(sheet, attributes);
    } else if (str_equal(name, STR("sheetFormatPr"))) {
        struct str zero = xml_attribute(attributes, "zeroHeight");
        struct inspect_place place = sheet_place(sheet, -1, 0);
        place.element = STR("sheetFormatPr/@zeroHeight");
        if (zero.n && xml_is_on(zero))
            work_found_plain(sheet->x->work, "XL-06", &place, STR(""));
    } else if (str_equal(name, STR("mergeCell"))) {
        if (sheet->merge_count == SHEET_MERGES)
            return;
        sheet->merges = work_grow(sheet->x->work->arena, sheet->merges, sheet->merge_count,
                                  &sheet->merge_room, sizeof *sheet->merges);
        sheet->merge_count +=
            book_read_area(xml_attribute(attributes, "ref"), &sheet->merges[sheet->merge_count]);
    } else if (str_equal(name, STR("autoFilter"))) {
        book_read_area(xml_attribute(attributes, "ref"), &sheet->filter);
    } else if (str_equal(name, STR("filterColumn"))) {
        sheet->has_filter = true;
    } else if (str_equal(name, STR("hyperlink"))) {
        struct inspect_place place = sheet_place(sheet, -1, 0);
        place.cell = xml_attribute(attributes, "ref");
        opc_place_link(sheet->x->package, sheet->own->entry->name, attributes, &place);
    } else if (str_equal(name, STR("conditionalFormatting"))) {
        sheet->part.place.cell =
            text_head(arena_copy(sheet->x->work->arena, xml_attribute(attributes, "sqref")), 60);
    } else if (str_equal(name, STR("cfRule"))) {
        start_conditional(sheet, attributes);
    }
}

static void start(void *state, struct str name, const char **attributes)
{
    struct sheet *sheet = state;
    char c = name.p[0];
    if (name.n == 1 && c == 'c') {
        start_cell(sheet, attributes);
    } else if (name.n == 1 && c == 'v') {
        sheet->in_value = true;
    } else if (name.n == 1 && c == 'f') {
        sheet->in_formula = sheet->has_formula = true;
        sheet->formula.n = 0;
    } else if (name.n == 1 && c == 't') {
        sheet->in_inline = sheet->kind == 'i';
    } else if (name.n == 3 && c == 'r' && name.p[1] == 'o' && name.p[2] == 'w') {
        start_row(sheet, attributes);
    } else {
        start_other(sheet, name, attributes);
    }
}

static void mark_cell(const struct sheet *sheet, const char *id, enum mark_act act)
{
    work_mark(sheet->x->work, id, sheet->own->entry->name, act,
              (uint64_t)sheet->row << 14 | (uint64_t)sheet->column, STR(""));
}

/* For a finding that is still to come. */
static void mark_cell_before(const struct sheet *sheet, const char *id, enum mark_act act,
                             int64_t group)
{
    work_mark_before(sheet->x->work, id, sheet->own->entry->name, act,
                     (uint64_t)sheet->row << 14 | (uint64_t)sheet->column, STR(""), group);
}

/* One report for each cell, so that each can be found; the limit of findings bounds it. */
static void check_format(struct sheet *sheet, uint8_t format, struct str text)
{
    struct work *work = sheet->x->work;
    if (format & FORMAT_NOTHING) {
        struct inspect_place place = sheet_place(sheet, sheet->row, sheet->column);
        work_found(work, "XL-11", &place, text);
        mark_cell(sheet, "XL-11", MARK_CELL);
    }
    if (format & FORMAT_SAME) {
        struct inspect_place place = sheet_place(sheet, sheet->row, sheet->column);
        work_found(work, "XL-12", &place, text);
    }
    if (format & FORMAT_TINY)
        count_once(sheet, ONCE_TINY, "XL-13");
    if ((format & FORMAT_HIDDEN) && sheet->has_formula)
        count_once(sheet, ONCE_HIDDEN_FORMULA, "XL-14");
}

static void check_position(struct sheet *sheet)
{
    const struct xlsx_sheet *own = sheet->own;
    bool inside = own->print_area_count == 0;
    for (size_t i = 0; i < own->print_area_count && !inside; i++)
        inside = sheet->row >= own->print_areas[i].first_row &&
                 sheet->row <= own->print_areas[i].last_row &&
                 sheet->column >= own->print_areas[i].first_column &&
                 sheet->column <= own->print_areas[i].last_column;
    if (!inside)
        count_once(sheet, ONCE_PRINT, "XL-34");
    for (size_t i = 0; i < own->cover_count; i++) {
        const struct area *area = &own->covers[i];
        if (sheet->row < area->first_row || sheet->row > area->last_row ||
            sheet->column < area->first_column || sheet->column > area->last_column)
            continue;
        mark_cell_before(sheet, "XL-36", MARK_CELL, (int64_t)i);
        if (sheet->covered[i]++ == 0) {
            sheet->covered_row[i] = sheet->row;
            sheet->covered_column[i] = sheet->column;
        }
    }
    bool far = (sheet->last_row >= 0 && sheet->row - sheet->last_row > FAR_ROWS) ||
               (sheet->last_column >= 0 && sheet->column - sheet->last_column > FAR_COLUMNS);
    if (far) {
        struct inspect_place place = sheet_place(sheet, sheet->row, sheet->column);
        work_found_plain(sheet->x->work, "XL-35", &place, STR(""));
    }
    sheet->last_row = sheet->row;
    sheet->last_column = sheet->column > sheet->last_column ? sheet->column : sheet->last_column;
}

static void keep_position(struct sheet *sheet)
{
    if (sheet->cell_count == sheet->cell_room) {
        if (sheet->cell_room == MOST_CELLS) {
            sheet->cells_are_complete = false;
            return;
        }
        size_t room = sheet->cell_room ? sheet->cell_room * 2 : 4096;
        sheet->cells = realloc(sheet->cells, room * sizeof *sheet->cells);
        CHECK(sheet->cells);
        sheet->cell_room = room;
    }
    sheet->cells[sheet->cell_count++] = (uint64_t)sheet->row << 14 | (uint64_t)sheet->column;
}

static unsigned context_here(const struct sheet *sheet)
{
    unsigned context = sheet->contexts[sheet->column];
    if (sheet->beside && sheet->beside_column + 1 == sheet->column)
        context |= sheet->beside;
    return context;
}

static void check_text(struct sheet *sheet, struct str text, uint16_t label, bool may_be_personal)
{
    if (label) {
        sheet->contexts[sheet->column] = label;
        sheet->beside = label;
        sheet->beside_column = sheet->column;
        return;
    }
    unsigned context = context_here(sheet);
    if (text.n && (context || may_be_personal)) {
        struct inspect_place place = sheet_place(sheet, sheet->row, sheet->column);
        personal_scan(sheet->x->work, text, context, &place);
    }
}

static void finish_shared(struct sheet *sheet, uint8_t format)
{
    int64_t index;
    struct xlsx *x = sheet->x;
    if (!str_to_int64(str_trim(buf_str(&sheet->value)), &index) || index < 0 ||
        (size_t)index >= x->string_count)
        return;
    struct xlsx_string *string = &x->strings[index];
    string->is_used = true;
    sheet->table_faults |= string->table_fault & 3;
    table_note_cell(sheet, true, string->table_fault);
    bool white = string->has_white && !(format & FORMAT_FILLED);
    if (format || white)
        check_format(sheet, (uint8_t)(format | (white ? FORMAT_SAME : 0)), string->text);
    if (format & FORMAT_SAME) /* only some of the letters are white otherwise */
        mark_cell(sheet, "XL-12", MARK_CELL);
    check_text(sheet, string->text, string->label, string->may_be_personal);
}

static void finish_cell(struct sheet *sheet)
{
    if (sheet->value.n == 0)
        return;
    struct xlsx *x = sheet->x;
    uint8_t format = sheet->format < x->format_count ? x->formats[sheet->format] : 0;
    if (sheet->kind == 's') {
        finish_shared(sheet, format);
    } else {
        struct str text = buf_str(&sheet->value);
        bool words = sheet->kind == 'i';
        table_note_cell(sheet, words, words && table_is_total(text) ? 4 : 0);
        if (format)
            check_format(sheet, format, text);
        if (format & FORMAT_SAME)
            mark_cell(sheet, "XL-12", MARK_CELL);
        if (sheet->kind != 'n')
            check_text(sheet, text, (uint16_t)personal_label(x->work->inspect, text),
                       personal_may(sheet->x->work->inspect, text));
        else if (text.n >= 7 && context_here(sheet))
            check_text(sheet, text, 0, false);
    }
    check_position(sheet);
    keep_position(sheet);
}

static void end(void *state, struct str name)
{
    struct sheet *sheet = state;
    if (name.n != 1)
        return;
    switch (name.p[0]) {
    case 'c':
        finish_cell(sheet);
        break;
    case 'v':
        sheet->in_value = false;
        break;
    case 't':
        sheet->in_inline = false;
        break;
    case 'f':
        sheet->in_formula = false;
        if (str_find_char(buf_str(&sheet->formula), '!', 0) != SIZE_MAX) {
            count_once(sheet, ONCE_FORMULA, "XL-40");
            mark_cell_before(sheet, "XL-40", MARK_FORMULA, ONCE_FORMULA);
        }
        break;
    default:
        break;
    }
}

static void text(void *state, struct str text)
{
    struct sheet *sheet = state;
    if ((sheet->in_value || sheet->in_inline) && sheet->value.n < MOST_VALUE)
        buf_append(&sheet->value, text);
    else if (sheet->in_formula && sheet->formula.n < MOST_VALUE)
        buf_append(&sheet->formula, text);
}

void book_read_sheet(struct xlsx *x, struct xlsx_sheet *own)
{
    static const struct xml_handler handler = {start, end, text};
    struct arena *arena = x->work->arena;
    struct sheet *sheet = ARENA_NEW(arena, struct sheet);
    sheet->x = x;
    sheet->own = own;
    sheet->row = sheet->column = sheet->last_row = sheet->last_column = -1;
    sheet->cells_are_complete = true;
    table_begin(sheet);
    sheet->contexts = ARENA_ARRAY(arena, uint16_t, SHEET_COLUMNS);
    sheet->part = (struct rules_part){.entry = own->entry,
                                      .reader = &handler,
                                      .state = sheet,
                                      .place = sheet_place(sheet, -1, 0),
                                      .reader_takes_all = true};
    office_rules_read(x->package->rules, &sheet->part);
    sheet_report_end(sheet);
    buf_finish(&sheet->value);
    buf_finish(&sheet->formula);
    free(sheet->cells);
}
