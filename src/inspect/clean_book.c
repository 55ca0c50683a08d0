/* What of a workbook goes: sheets, rows, columns, values, names. First the whole plan, then all
   passes; when one of them would change what can be seen, none of it is done and the reason is
   said. */
#include "inspect/clean_xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

enum { MOST_SHEETS = 4096, MOST_NAMES = 20000, MOST_RANGES = 200000, MOST_PLANS = 60 };

void book_stop(struct cleaned_book *book, struct str ja, struct str en)
{
    if (book->is_stopped)
        return;
    book->is_stopped = true;
    book->stop_ja = ja;
    book->stop_en = en;
}

/* ---- the workbook */

static bool takes_sheet(const struct clean *clean, const char *id, struct str name)
{
    size_t next = 0;
    const struct inspect_finding *finding;
    struct str shown = text_head(text_one_line(name, clean->arena), 200); /* as places say it */
    while ((finding = clean_next_finding(clean, id, &next)) != NULL)
        if (str_equal(finding->place.sheet, shown))
            return true;
    return clean_wants_all(clean, id);
}

static void add_sheet(struct cleaned_book *book, const char **attributes)
{
    struct office *office = book->office;
    struct str relation = STR(""), state = xml_attribute(attributes, "state");
    if (book->sheet_count == MOST_SHEETS)
        return;
    for (size_t i = 0; attributes[i]; i += 2) /* r:id, beside sheetId */
        if (str_ends(str_from_c(attributes[i]), STR(":id")) ||
            str_equal(str_from_c(attributes[i]), STR("id")))
            relation = str_from_c(attributes[i + 1]);
    book->sheets = work_grow(book->arena, book->sheets, book->sheet_count, &book->sheet_room,
                             sizeof *book->sheets);
    bool stays = book_keeps_sheet(book, book->sheet_count);
    book->sheets[book->sheet_count++] = (struct book_sheet){
        .name = arena_copy(book->arena, xml_attribute(attributes, "name")),
        .part = office_target(office, book->part, relation),
        .goes =
            !stays && ((str_equal(state, STR("hidden")) &&
                        takes_sheet(office->clean, "XL-01", xml_attribute(attributes, "name"))) ||
                       (str_equal(state, STR("veryHidden")) &&
                        takes_sheet(office->clean, "XL-02", xml_attribute(attributes, "name"))))};
}

static void start_book(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    struct cleaned_book *book = state;
    if (str_equal(name, STR("sheet"))) {
        add_sheet(book, attributes);
    } else if (str_equal(name, STR("definedName")) && book->name_count < MOST_NAMES) {
        book->names = work_grow(book->arena, book->names, book->name_count, &book->name_room,
                                sizeof *book->names);
        struct str hidden = xml_attribute(attributes, "hidden");
        book->names[book->name_count++] =
            (struct book_name){.name = arena_copy(book->arena, xml_attribute(attributes, "name")),
                               .sheet = xml_integer(attributes, "localSheetId", -1),
                               .is_hidden = hidden.n && xml_is_on(hidden)};
        xml_edit_gather(edit);
    }
}

static void end_book(void *state, struct xml_edit *edit, struct str name)
{
    struct cleaned_book *book = state;
    if (str_equal(name, STR("definedName")) && book->name_count)
        book->names[book->name_count - 1].text = arena_copy(book->arena, xml_edit_text(edit));
}

/* ---- rows and columns of a sheet that cannot be seen */

struct lines {
    struct cleaned_book *book;
    struct book_sheet *sheet;
    struct gone hidden, folded, flat; /* rows, by why they cannot be seen */
    struct area filter;
    bool has_filter, hides_unlisted;
    int64_t row;
    struct gone listed;
};

static void add_range(struct cleaned_book *book, struct gone *gone, int64_t first, int64_t last)
{
    struct gone_range *before = gone->count ? &gone->ranges[gone->count - 1] : NULL;
    if (before && before->last + 1 >= first) {
        before->last = last > before->last ? last : before->last;
        return;
    }
    if (gone->count == MOST_RANGES) {
        book_stop(book, STR("隠れた行が多すぎるため、消しません"),
                  STR("too many hidden rows to delete them"));
        return;
    }
    gone->ranges =
        work_grow(book->arena, gone->ranges, gone->count, &gone->room, sizeof *gone->ranges);
    gone->ranges[gone->count++] = (struct gone_range){.first = first, .last = last};
}

static bool is_given(struct str value)
{
    return value.n && xml_is_on(value);
}

static bool is_level(struct str value)
{
    return value.n && !str_equal(value, STR("0"));
}

static void read_row(struct lines *lines, const char **attributes)
{
    struct str height = xml_attribute(attributes, "ht");
    lines->row = xml_integer(attributes, "r", lines->row + 2) - 1;
    if (lines->row < 0 || lines->row >= BOOK_ROWS)
        return;
    add_range(lines->book, &lines->listed, lines->row, lines->row);
    if (is_given(xml_attribute(attributes, "hidden")))
        add_range(lines->book,
                  is_level(xml_attribute(attributes, "outlineLevel")) ? &lines->folded
                                                                      : &lines->hidden,
                  lines->row, lines->row);
    else if (height.n && is_given(xml_attribute(attributes, "customHeight")) &&
             strtod(height.p, NULL) <= 1)
        add_range(lines->book, &lines->flat, lines->row, lines->row);
}

/* Is it a finding in this sheet that goes? */
static bool is_here(const struct lines *lines, const struct inspect_finding *finding)
{
    return str_equal_nocase(finding->place.part,
                            office_name(lines->book->office, lines->sheet->part));
}

static bool takes_columns(const struct lines *lines, const char *id, int64_t first, int64_t last)
{
    const struct clean *clean = lines->book->office->clean;
    const struct inspect_finding *finding;
    size_t next = 0;
    struct area area;
    while (!clean_wants_all(clean, id) && (finding = clean_next_finding(clean, id, &next)) != NULL)
        if (is_here(lines, finding) && book_read_area(finding->place.cell, &area) &&
            area.first_column <= first && area.last_column >= last)
            return true;
    return clean_wants_all(clean, id);
}

static void read_column(struct lines *lines, const char **attributes)
{
    const struct clean *clean = lines->book->office->clean;
    struct str width = xml_attribute(attributes, "width");
    int64_t first = xml_integer(attributes, "min", 0), last = xml_integer(attributes, "max", first);
    bool is_hidden = is_given(xml_attribute(attributes, "hidden")),
         is_narrow = width.n && strtod(width.p, NULL) <= 0.1; /* some programs show these */
    bool goes = clean->shared->only_what_shows ? is_narrow && !is_hidden : is_hidden || is_narrow;
    bool folded = is_level(xml_attribute(attributes, "outlineLevel"));
    if (goes && first >= 1 && last >= first && last <= BOOK_COLUMNS &&
        takes_columns(lines, folded ? "XL-08" : "XL-07", first - 1, last - 1))
        add_range(lines->book, &lines->sheet->columns, first - 1, last - 1);
}

static void start_lines(void *state, struct xml_edit *edit, struct str name,
                        const char **attributes)
{
    struct lines *lines = state;
    (void)edit;
    if (str_equal(name, STR("row")))
        read_row(lines, attributes);
    else if (str_equal(name, STR("col")) && xml_attribute(attributes, "min").n)
        read_column(lines, attributes);
    else if (str_equal(name, STR("sheetFormatPr")))
        lines->hides_unlisted = is_given(xml_attribute(attributes, "zeroHeight"));
    else if (str_equal(name, STR("autoFilter")))
        book_read_area(xml_attribute(attributes, "ref"), &lines->filter);
    else if (str_equal(name, STR("filterColumn")))
        lines->has_filter = true;
}

static int compare_ranges(const void *a, const void *b)
{
    const struct gone_range *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* In order, without overlap. */
static void put_in_order(struct gone *gone)
{
    if (gone->count == 0)
        return;
    qsort(gone->ranges, gone->count, sizeof *gone->ranges, compare_ranges);
    size_t kept = 0;
    for (size_t i = 1; i < gone->count; i++) {
        struct gone_range *last = &gone->ranges[kept];
        if (gone->ranges[i].first <= last->last + 1)
            last->last = gone->ranges[i].last > last->last ? gone->ranges[i].last : last->last;
        else
            gone->ranges[++kept] = gone->ranges[i];
    }
    gone->count = kept + 1;
    for (size_t i = 1; i < gone->count; i++)
        gone->ranges[i].before =
            gone->ranges[i - 1].before + gone->ranges[i - 1].last - gone->ranges[i - 1].first + 1;
}

static void add_rows(struct lines *lines, int64_t first, int64_t last)
{
    struct gone *to = &lines->sheet->rows;
    if (first > last)
        return;
    to->ranges =
        work_grow(lines->book->arena, to->ranges, to->count, &to->room, sizeof *to->ranges);
    to->ranges[to->count++] = (struct gone_range){.first = first, .last = last};
}

/* The rows that cannot be seen for the reason `id`, or what of them was picked. */
static void add_all(struct lines *lines, const struct gone *from, const char *id)
{
    const struct clean *clean = lines->book->office->clean;
    const struct inspect_finding *finding;
    size_t next = 0;
    struct area area;
    bool all = clean_wants_all(clean, id);
    for (size_t i = 0; all && i < from->count; i++)
        add_rows(lines, from->ranges[i].first, from->ranges[i].last);
    while (!all && (finding = clean_next_finding(clean, id, &next)) != NULL)
        for (size_t i = 0; is_here(lines, finding) && i < from->count; i++)
            if (book_read_area(finding->place.cell, &area))
                add_rows(
                    lines,
                    area.first_row > from->ranges[i].first ? area.first_row : from->ranges[i].first,
                    area.last_row < from->ranges[i].last ? area.last_row : from->ranges[i].last);
}

/* Rows below a filter are its own; the others that are hidden were hidden by hand. */
static void add_hidden(struct lines *lines)
{
    for (size_t i = 0; i < lines->hidden.count; i++) {
        const struct gone_range *range = &lines->hidden.ranges[i];
        bool filtered = lines->has_filter && range->first >= lines->filter.first_row &&
                        range->last <= lines->filter.last_row;
        const struct gone one = {.ranges = &lines->hidden.ranges[i], .count = 1};
        add_all(lines, &one, filtered ? "XL-09" : "XL-04");
    }
}

/* Rows between those that are listed; behind the last one nothing is hidden but emptiness. */
static void add_unlisted(struct lines *lines)
{
    int64_t next = 0;
    for (size_t i = 0; i < lines->listed.count; i++) {
        add_rows(lines, next, lines->listed.ranges[i].first - 1);
        next = lines->listed.ranges[i].last + 1;
    }
}

static void plan_lines(struct cleaned_book *book, struct book_sheet *sheet)
{
    static const struct xml_edit_handler handler = {.start = start_lines};
    const struct clean *clean = book->office->clean;
    struct lines lines = {.book = book, .sheet = sheet, .row = -1};
    struct str ignored;
    xml_edit_run(book->arena, office_read(book->office, sheet->part), &handler, &lines, &ignored);
    if (!clean->shared->only_what_shows)
        add_hidden(&lines);
    add_all(&lines, &lines.folded, "XL-08");
    add_all(&lines, &lines.flat, "XL-05");
    if (lines.hides_unlisted &&
        clean_takes_part(clean, "XL-06", office_name(book->office, sheet->part)))
        add_unlisted(&lines);
    put_in_order(&sheet->rows);
    put_in_order(&sheet->columns);
    book_spare_lines(book, (size_t)(sheet - book->sheets));
    book->loses_lines |= sheet->rows.count || sheet->columns.count;
}

/* ---- values */

static int compare_cells(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void plan_cells(struct cleaned_book *book, struct book_sheet *sheet)
{
    struct clean *clean = book->office->clean;
    const struct marks *marks = clean->marks;
    struct str part = office_name(book->office, sheet->part);
    size_t index = (size_t)(sheet - book->sheets);
    sheet->cleared = ARENA_ARRAY(book->arena, uint64_t, marks->count + 1);
    sheet->unlinked = ARENA_ARRAY(book->arena, uint64_t, marks->count + 1);
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->items[i];
        if (!str_equal_nocase(mark->part, part) || !clean_takes_mark(clean, mark))
            continue;
        if (mark->act == MARK_CELL && book_keeps_cell(book, index, mark->element))
            continue;
        if (mark->act == MARK_CELL)
            sheet->cleared[sheet->cleared_count++] = mark->element;
        else if (mark->act == MARK_FORMULA)
            sheet->unlinked[sheet->unlinked_count++] = mark->element;
    }
    if (sheet->cleared_count)
        qsort(sheet->cleared, sheet->cleared_count, sizeof *sheet->cleared, compare_cells);
    if (sheet->unlinked_count)
        qsort(sheet->unlinked, sheet->unlinked_count, sizeof *sheet->unlinked, compare_cells);
    book->loses_cells |= sheet->cleared_count > 0;
    book->unlinks |= sheet->unlinked_count > 0;
}

/* ---- names */

static bool is_outside(struct str text)
{
    return str_find_char(text, '[', 0) != SIZE_MAX;
}

static bool takes_name(const struct clean *clean, struct str name)
{
    const struct inspect_finding *finding;
    size_t next = 0;
    struct str shown = text_head(text_one_line(name, clean->arena), 200);
    while (!clean_wants_all(clean, "XL-17") &&
           (finding = clean_next_finding(clean, "XL-17", &next)))
        if (str_equal(finding->place.element, shown))
            return true;
    return clean_wants_all(clean, "XL-17");
}

static void plan_names(struct cleaned_book *book)
{
    for (size_t i = 0; i < book->name_count; i++) {
        struct book_name *name = &book->names[i];
        bool is_filter = str_equal(name->name, STR("_xlnm._FilterDatabase"));
        bool is_bad = (name->is_hidden && !is_filter) || str_contains(name->text, STR("#REF!")) ||
                      is_outside(name->text);
        name->goes = (is_bad && takes_name(book->office->clean, name->name)) ||
                     (book->loses_links && is_outside(name->text)) ||
                     (name->sheet >= 0 && (size_t)name->sheet < book->sheet_count &&
                      book->sheets[name->sheet].goes);
        book->loses_cells |= name->goes;
    }
    for (size_t i = 0; i < book->name_count; i++) {
        struct book_name *name = &book->names[i];
        struct str ignored;
        size_t sheet = name->sheet >= 0 && (size_t)name->sheet < book->sheet_count
                           ? (size_t)name->sheet
                           : SIZE_MAX;
        name->is_touched =
            formula_shift(book, sheet, name->text, false, &ignored) == FORMULA_TOUCHED;
        name->goes |=
            formula_shift(book, sheet, name->text, true, &name->new_text) == FORMULA_TOUCHED;
        book->has_bad_names |= name->goes || name->is_touched;
    }
}

struct writing {
    struct cleaned_book *book;
    size_t next_sheet, next_name;
};

static int64_t sheets_before(const struct cleaned_book *book, int64_t index)
{
    int64_t gone = 0;
    for (int64_t i = 0; i < index && (size_t)i < book->sheet_count; i++)
        gone += book->sheets[i].goes;
    return gone;
}

static void move_index(struct writing *writing, struct xml_edit *edit, const char **attributes,
                       const char *name)
{
    struct cleaned_book *book = writing->book;
    int64_t index = xml_integer(attributes, name, -1);
    if (index < 0)
        return;
    while ((size_t)index < book->sheet_count && book->sheets[index].goes)
        index++; /* the next one that stays */
    int64_t moved = index - sheets_before(book, index);
    int64_t left = (int64_t)book->sheet_count - sheets_before(book, (int64_t)book->sheet_count);
    if (moved >= left)
        moved = 0;
    xml_edit_set_attribute(edit, name, arena_format(book->arena, "%lld", (long long)moved));
}

static void start_writing(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    struct writing *writing = state;
    struct cleaned_book *book = writing->book;
    if (str_equal(name, STR("sheet"))) {
        if (writing->next_sheet < book->sheet_count && book->sheets[writing->next_sheet++].goes)
            xml_edit_drop(edit);
    } else if (str_equal(name, STR("definedName"))) {
        const struct book_name *own =
            writing->next_name < book->name_count ? &book->names[writing->next_name] : NULL;
        writing->next_name++;
        if (own && own->goes)
            xml_edit_drop(edit);
        if (clean_wants_all(book->office->clean, "XL-17"))
            xml_edit_drop_attribute(edit, "comment");
        if (own && own->sheet >= 0 && !own->goes && sheets_before(book, own->sheet))
            move_index(writing, edit, attributes, "localSheetId");
    } else if (str_equal(name, STR("workbookView")) &&
               sheets_before(book, (int64_t)book->sheet_count)) {
        move_index(writing, edit, attributes, "activeTab");
        move_index(writing, edit, attributes, "firstSheet");
    }
}

static void end_writing(void *state, struct xml_edit *edit, struct str name)
{
    struct writing *writing = state;
    const struct cleaned_book *book = writing->book;
    if (!str_equal(name, STR("definedName")) || writing->next_name > book->name_count)
        return;
    const struct book_name *own = &book->names[writing->next_name - 1];
    if (!own->goes && !str_equal(own->text, own->new_text))
        xml_edit_replace_text(edit, own->new_text);
}

/* ---- all of it, or nothing */

static void run_passes(struct cleaned_book *book)
{
    static const struct xml_edit_handler handler = {start_writing, end_writing};
    struct office *office = book->office;
    for (size_t i = 0; i < book->sheet_count && !book->is_stopped; i++) {
        if (book->sheets[i].part == SIZE_MAX)
            continue;
        if (book->sheets[i].goes) {
            office_drop(office, book->sheets[i].part);
            office->loses_titles = true;
            continue;
        }
        clean_sheet(book, i);
        clean_objects(book, i);
    }
    clean_charts(book);
    struct writing writing = {.book = book};
    office_edit(office, book->part, &handler, &writing);
    office_drop_all(office, STR("xl/calcChain.xml")); /* Excel makes it anew */
}

static void say_stopped(struct cleaned_book *book)
{
    static const char *const ids[] = {"XL-01", "XL-02", "XL-04", "XL-05", "XL-06", "XL-07",
                                      "XL-08", "XL-09", "XL-11", "XL-12", "XL-17", "XL-18",
                                      "XL-19", "XL-36", "XL-38", "XL-40"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (clean_finds(book->office->clean, ids[i]))
            clean_stays(book->office->clean, ids[i], book->stop_ja, book->stop_en);
}

static void put_back(struct office *office, const struct office_part *before)
{
    memcpy(office->parts, before, office->zip.count * sizeof *before);
    office->loses_titles = false;
}

/* What goes of the workbook when `kept` stays. */
static struct cleaned_book *plan_book(struct office *office, const struct cleaned_book *before)
{
    static const struct xml_edit_handler handler = {start_book, end_book};
    struct cleaned_book *book = ARENA_NEW(office->arena, struct cleaned_book);
    struct str ignored;
    book->office = office;
    book->arena = office->arena;
    book->part = office_find(office, STR("xl/workbook.xml"));
    book->loses_links = clean_finds(office->clean, "XL-18") || clean_finds(office->clean, "XL-19");
    if (before) {
        book->kept = before->kept;
        book->kept_count = before->kept_count;
        book->kept_room = before->kept_room;
    }
    if (book->part == SIZE_MAX ||
        !xml_edit_run(office->arena, office_read(office, book->part), &handler, book, &ignored))
        return NULL;
    for (size_t i = 0; i < book->sheet_count; i++) {
        struct book_sheet *sheet = &book->sheets[i];
        if (sheet->goes || sheet->part == SIZE_MAX)
            continue;
        plan_lines(book, sheet);
        plan_cells(book, sheet);
    }
    book->loses_cells |=
        book->loses_lines || book->loses_links || sheets_before(book, (int64_t)book->sheet_count);
    plan_names(book);
    return book;
}

static bool has_work(const struct cleaned_book *book)
{
    const struct clean *clean = book->office->clean;
    return book->loses_cells || book->unlinks || clean_finds(clean, "XL-06") ||
           clean_finds(clean, "XL-17");
}

void clean_cells(struct office *office)
{
    struct office_part *before =
        ARENA_ARRAY(office->arena, struct office_part, office->zip.count + 1);
    memcpy(before, office->parts, office->zip.count * sizeof *before);
    struct cleaned_book *book = plan_book(office, NULL);
    for (int round = 0; book && has_work(book) && !book->is_stopped; round++) {
        run_passes(book);
        if (book->is_stopped || !book->keeps_more)
            break;
        put_back(office, before); /* something that can be seen needs more than was thought */
        if (round == MOST_PLANS)
            book_stop(book, STR("グラフや書式が多くのセルを使っているため、消しません"),
                      STR("charts and formats use too many of the cells"));
        else
            book = plan_book(office, book);
    }
    if (!book)
        return;
    book_say_kept(book);
    if (!book->is_stopped)
        return;
    put_back(office, before);
    for (size_t i = 0; i < office->zip.count; i++)
        if (str_starts(office_name(office, i), STR("xl/externalLinks/")))
            office->parts[i].goes = false;
    say_stopped(book);
}
