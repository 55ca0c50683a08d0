/* The workbook: sheets, names, titles; and the order in which its parts are read. */
#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/pattern.h"
#include "inspect/story.h"
#include "inspect/xlsx.h"

enum {
    MOST_SHEETS = 4096,
    MOST_NAMES = 20000,
    MOST_AREAS = 16,
    MOST_ROW = 1048576,
    MOST_COLUMN = 16384
};

struct str book_column_name(struct arena *arena, int64_t column)
{
    char letters[8];
    size_t n = sizeof letters;
    for (column++; column > 0 && n > 0; column = (column - 1) / 26)
        letters[--n] = (char)('A' + (column - 1) % 26);
    return arena_copy(arena, (struct str){letters + n, sizeof letters - n});
}

struct str book_cell_name(struct arena *arena, int64_t row, int64_t column)
{
    struct str letters = book_column_name(arena, column);
    return arena_format(arena, "%" PRIstr "%lld", STR_ARG(letters), (long long)row + 1);
}

static size_t read_corner(struct str text, size_t at, int64_t *row, int64_t *column)
{
    int64_t x = 0, y = 0;
    while (at < text.n && text.p[at] == '$')
        at++;
    while (at < text.n && bytes_lower(text.p[at]) >= 'a' && bytes_lower(text.p[at]) <= 'z' &&
           x < MOST_COLUMN)
        x = x * 26 + bytes_lower(text.p[at++]) - 'a' + 1;
    while (at < text.n && text.p[at] == '$')
        at++;
    while (at < text.n && bytes_is_digit(text.p[at]) && y < MOST_ROW)
        y = y * 10 + text.p[at++] - '0';
    *row = y - 1;
    *column = x - 1;
    return at;
}

bool book_read_area(struct str text, struct area *out)
{
    size_t at = read_corner(text, 0, &out->first_row, &out->first_column);
    out->last_row = out->first_row;
    out->last_column = out->first_column;
    if (at < text.n && text.p[at] == ':')
        at = read_corner(text, at + 1, &out->last_row, &out->last_column);
    if (at != text.n || (out->first_row < 0 && out->first_column < 0))
        return false;
    if (out->first_row < 0)
        out->first_row = 0, out->last_row = MOST_ROW - 1;
    if (out->first_column < 0)
        out->first_column = 0, out->last_column = MOST_COLUMN - 1;
    return out->first_row <= out->last_row && out->first_column <= out->last_column;
}

struct book {
    struct xlsx *x;
    struct rules_part part;
    struct buf text;
    bool is_name, is_hidden_name;
    struct str name;
    int64_t local_sheet;
};

static void add_sheet(struct book *book, const char **attributes)
{
    struct xlsx *x = book->x;
    if (x->sheet_count == MOST_SHEETS)
        return;
    struct arena *arena = x->work->arena;
    x->sheets = work_grow(arena, x->sheets, x->sheet_count, &x->sheet_room, sizeof *x->sheets);
    struct xlsx_sheet *sheet = &x->sheets[x->sheet_count++];
    sheet->name = arena_copy(arena, xml_attribute(attributes, "name"));
    sheet->relation = STR("");
    for (size_t i = 0; attributes[i]; i += 2) /* r:id, beside sheetId */
        if (str_ends(str_from_c(attributes[i]), STR(":id")) ||
            str_equal(str_from_c(attributes[i]), STR("id")))
            sheet->relation = arena_copy(arena, str_from_c(attributes[i + 1]));
    struct str state = xml_attribute(attributes, "state");
    bool very = str_equal(state, STR("veryHidden"));
    sheet->is_hidden = very || str_equal(state, STR("hidden"));
    if (sheet->is_hidden) {
        struct inspect_place place = place_part(STR("xl/workbook.xml"), STR("sheet/@state"));
        place.sheet = sheet->name;
        work_found(x->work, very ? "XL-02" : "XL-01", &place, sheet->name);
    }
}

static void start(void *state, struct str name, const char **attributes)
{
    struct book *book = state;
    struct arena *arena = book->x->work->arena;
    if (str_equal(name, STR("sheet"))) {
        add_sheet(book, attributes);
    } else if (str_equal(name, STR("definedName"))) {
        struct str hidden = xml_attribute(attributes, "hidden");
        book->is_name = true;
        book->is_hidden_name = hidden.n && xml_is_on(hidden);
        book->name = arena_copy(arena, xml_attribute(attributes, "name"));
        book->local_sheet = xml_integer(attributes, "localSheetId", -1);
        struct str comment = xml_attribute(attributes, "comment");
        struct inspect_place place =
            place_part(STR("xl/workbook.xml"), STR("definedName/@comment"));
        if (comment.n)
            work_found(book->x->work, "XL-17", &place, comment);
        buf_clear(&book->text);
    }
}

/* "Sheet1!$A$1:$D$9,Sheet1!$F$1:$G$2" */
static void add_print_areas(struct xlsx_sheet *sheet, struct arena *arena, struct str text)
{
    struct str one;
    sheet->print_areas = ARENA_ARRAY(arena, struct area, MOST_AREAS);
    while (str_cut(&text, ',', &one) && sheet->print_area_count < MOST_AREAS) {
        size_t mark = one.n;
        while (mark > 0 && one.p[mark - 1] != '!')
            mark--;
        if (book_read_area(str_slice(one, mark, one.n),
                           &sheet->print_areas[sheet->print_area_count]))
            sheet->print_area_count++;
    }
}

static void finish_name(struct book *book)
{
    struct xlsx *x = book->x;
    struct str text = arena_copy(x->work->arena, buf_str(&book->text));
    struct inspect_place place = place_part(STR("xl/workbook.xml"), book->name);
    bool is_filter = str_equal(book->name, STR("_xlnm._FilterDatabase"));
    bool is_broken = str_contains(text, STR("#REF!")), is_outside = str_contains(text, STR("["));
    if ((book->is_hidden_name && !is_filter) || is_broken || is_outside)
        work_found(x->work, "XL-17", &place, text.n ? text : book->name);
    if (str_equal(book->name, STR("_xlnm.Print_Area")) && book->local_sheet >= 0 &&
        (size_t)book->local_sheet < x->sheet_count)
        add_print_areas(&x->sheets[book->local_sheet], x->work->arena, text);
    if (x->defined_count == MOST_NAMES)
        return;
    x->defined = work_grow(x->work->arena, x->defined, x->defined_count, &x->defined_room,
                           sizeof *x->defined);
    x->defined[x->defined_count++] = book->name;
}

static void end(void *state, struct str name)
{
    struct book *book = state;
    if (str_equal(name, STR("definedName"))) {
        finish_name(book);
        book->is_name = false;
    }
}

static void text(void *state, struct str text)
{
    struct book *book = state;
    if (book->is_name && book->text.n < 65536)
        buf_append(&book->text, text);
}

void book_read_book(struct xlsx *x)
{
    static const struct xml_handler handler = {start, end, text};
    struct book book = {.x = x,
                        .part = {.entry = zip_find(x->package->zip, STR("xl/workbook.xml"))}};
    book.part.reader = &handler;
    book.part.state = &book;
    office_rules_read(x->package->rules, &book.part);
    buf_finish(&book.text);
    for (size_t i = 0; i < x->sheet_count; i++)
        x->sheets[i].entry = opc_target(x->package, STR("xl/workbook.xml"), x->sheets[i].relation);
}

struct titles {
    struct xlsx *x;
    struct rules_part part;
    struct buf text;
    bool in_titles, in_text;
};

static void start_title(void *state, struct str name, const char **attributes)
{
    struct titles *titles = state;
    (void)attributes;
    if (str_equal(name, STR("TitlesOfParts")))
        titles->in_titles = true;
    titles->in_text = titles->in_titles && str_equal(name, STR("lpstr"));
    buf_clear(&titles->text);
}

/* Names of visible sheets and of defined names stand in the workbook anyway. */
static bool is_visible_title(const struct xlsx *x, struct str title)
{
    for (size_t i = 0; i < x->sheet_count; i++)
        if (str_equal(x->sheets[i].name, title))
            return !x->sheets[i].is_hidden;
    size_t mark = str_find_char(title, '!', 0);
    struct str own = mark == SIZE_MAX ? title : str_slice(title, mark + 1, title.n);
    for (size_t i = 0; i < x->defined_count; i++)
        if (str_ends(x->defined[i], own))
            return true;
    return false;
}

static void end_title(void *state, struct str name)
{
    struct titles *titles = state;
    struct str title = str_trim(buf_str(&titles->text));
    if (titles->in_text && title.n && !is_visible_title(titles->x, title)) {
        struct inspect_place place = place_part(STR("docProps/app.xml"), STR("TitlesOfParts"));
        work_found(titles->x->work, "OPC-08", &place, title);
    }
    titles->in_text = false;
    if (str_equal(name, STR("TitlesOfParts")))
        titles->in_titles = false;
}

static void text_title(void *state, struct str text)
{
    struct titles *titles = state;
    if (titles->in_text && titles->text.n < 4096)
        buf_append(&titles->text, text);
}

void book_read_titles(struct xlsx *x)
{
    static const struct xml_handler handler = {start_title, end_title, text_title};
    struct titles titles = {.x = x,
                            .part = {.entry = zip_find(x->package->zip, STR("docProps/app.xml"))}};
    if (!titles.part.entry)
        return;
    titles.part.reader = &handler;
    titles.part.state = &titles;
    office_rules_read(x->package->rules, &titles.part);
    buf_finish(&titles.text);
}

/* Parts that have a reader of their own here. */
static bool is_read_elsewhere(const struct xlsx *x, const struct zip_entry *entry)
{
    struct str name = entry->name;
    for (size_t i = 0; i < x->sheet_count; i++)
        if (x->sheets[i].entry == entry)
            return true;
    return str_equal_nocase(name, STR("xl/workbook.xml")) ||
           str_equal_nocase(name, STR("docProps/app.xml")) ||
           str_equal_nocase(name, STR("xl/styles.xml")) ||
           str_equal_nocase(name, STR("xl/sharedStrings.xml"));
}

void xlsx_inspect(struct package *package)
{
    struct xlsx *x = ARENA_NEW(package->work->arena, struct xlsx);
    x->package = package;
    x->work = package->work;
    book_read_book(x);
    book_read_titles(x);
    book_read_styles(x);
    book_read_strings(x);
    for (size_t i = 0; i < x->sheet_count; i++) {
        if (!x->sheets[i].entry)
            continue;
        book_read_covers(x, &x->sheets[i]);
        book_read_sheet(x, &x->sheets[i]);
    }
    book_report_unused_strings(x);
    const struct inspect_place place = {.offset = -1};
    for (size_t i = 0; i < package->zip->count; i++) {
        const struct zip_entry *entry = &package->zip->entries[i];
        bool is_xml = str_ends(entry->name, STR(".xml")) || str_ends(entry->name, STR(".vml"));
        if (is_xml && !is_read_elsewhere(x, entry) &&
            office_rules_want(package->rules, entry->name))
            office_read_story(package, entry, &place);
    }
}
