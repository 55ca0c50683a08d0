/* Formulas of a workbook from which sheets, rows, columns or values go: what they refer to is
   moved, or they are found to use what goes. Doubtful cases count as using it: a value that stays
   is always right, a reference that is off by one is not. */
#include <string.h>

#include "base/check.h"
#include "inspect/bytes.h"
#include "inspect/clean_xlsx.h"

struct corner {
    int64_t row, column; /* from 0; -1: a whole column or row */
    bool row_is_fixed, column_is_fixed;
};
struct shifting {
    const struct cleaned_book *book; /* NULL: translating */
    size_t sheet;                    /* SIZE_MAX: one that is not looked at */
    bool clips, is_touched, is_changed;
    struct book_use use;   /* the first */
    int64_t rows, columns; /* translating */
    struct str formula;
    size_t at, copied; /* copied: up to where it went into out */
    struct buf out;
};

/* ---- characters */

static bool is_letter(char c)
{
    return bytes_lower(c) >= 'a' && bytes_lower(c) <= 'z';
}

static bool is_word(char c)
{
    return is_letter(c) || bytes_is_digit(c) || c == '_' || c == '.' || c == '$' || c == '\\' ||
           c == '?' || (unsigned char)c >= 0x80;
}

static size_t word_end(struct str s, size_t at)
{
    while (at < s.n && is_word(s.p[at]))
        at++;
    return at;
}

/* Behind the text that opens with the quote at `at`. */
static size_t quote_end(struct str s, size_t at)
{
    char quote = s.p[at];
    for (size_t i = at + 1; i < s.n; i++)
        if (s.p[i] == quote) {
            if (i + 1 < s.n && s.p[i + 1] == quote)
                i++;
            else
                return i + 1;
        }
    return s.n;
}

static size_t bracket_end(struct str s, size_t at)
{
    size_t depth = 0;
    for (size_t i = at; i < s.n; i++) {
        depth += s.p[i] == '[';
        depth -= s.p[i] == ']';
        if (depth == 0)
            return i + 1;
    }
    return s.n;
}

/* ---- corners: "B3", "$B$3", "B", "3" */

static bool read_corner(struct str word, struct corner *out)
{
    size_t at = 0, letters, digits;
    *out = (struct corner){.row = -1, .column = -1};
    if (at < word.n && word.p[at] == '$' && word.n > 1 && is_letter(word.p[1])) {
        out->column_is_fixed = true;
        at++;
    }
    int64_t column = 0, row = 0;
    for (letters = at; letters < word.n && is_letter(word.p[letters]); letters++)
        column = column < 100000 ? column * 26 + bytes_lower(word.p[letters]) - 'a' + 1 : column;
    bool has_column = letters > at;
    at = letters;
    if (at < word.n && word.p[at] == '$') {
        out->row_is_fixed = true;
        at++;
    }
    for (digits = at; digits < word.n && bytes_is_digit(word.p[digits]); digits++)
        row = row < 10000000 ? row * 10 + word.p[digits] - '0' : row;
    bool has_row = digits > at;
    if (digits != word.n || (!has_row && !has_column) || (out->row_is_fixed && !has_row) ||
        (has_column && (column < 1 || column > BOOK_COLUMNS)) ||
        (has_row && (row < 1 || row > BOOK_ROWS)))
        return false;
    out->column = has_column ? column - 1 : -1;
    out->row = has_row ? row - 1 : -1;
    return true;
}

static void put_corner(struct buf *out, const struct corner *corner)
{
    char letters[8];
    size_t n = sizeof letters;
    for (int64_t c = corner->column + 1; c > 0 && n > 0; c = (c - 1) / 26)
        letters[--n] = (char)('A' + (c - 1) % 26);
    if (corner->column >= 0) {
        buf_append(out, corner->column_is_fixed ? STR("$") : STR(""));
        buf_append(out, (struct str){letters + n, sizeof letters - n});
    }
    if (corner->row >= 0)
        buf_format(out, "%s%lld", corner->row_is_fixed ? "$" : "", (long long)corner->row + 1);
}

/* ---- what is known of sheets and names */

static size_t find_sheet(const struct cleaned_book *book, struct str name)
{
    for (size_t i = 0; i < book->sheet_count; i++)
        if (str_equal_nocase(book->sheets[i].name, name))
            return i;
    return SIZE_MAX;
}

static void check_name(struct shifting *s, struct str word)
{
    for (size_t i = 0; s->book && s->book->has_bad_names && i < s->book->name_count; i++)
        if (str_equal_nocase(s->book->names[i].name, word) &&
            (s->book->names[i].goes || s->book->names[i].is_touched))
            s->is_touched = true;
}

/* Can the formula speak of lines of a sheet from which some go: its own, another, or by a name? */
static bool may_count_lines(const struct shifting *s)
{
    const struct cleaned_book *book = s->book;
    const struct book_sheet *own = s->sheet == SIZE_MAX ? NULL : &book->sheets[s->sheet];
    if (!own || own->rows.count || own->columns.count ||
        str_find_char(s->formula, '!', 0) != SIZE_MAX)
        return book->loses_lines;
    for (size_t i = 0; i < book->name_count; i++)
        if (str_contains(s->formula, book->names[i].name))
            return book->loses_lines;
    return false;
}

/* Functions whose references are made while they run, or that say where something stands. */
static void check_function(struct shifting *s, struct str word)
{
    static const struct str names[] = {
        STR_INIT("INDIRECT"),  STR_INIT("OFFSET"),      STR_INIT("ROW"),     STR_INIT("COLUMN"),
        STR_INIT("ROWS"),      STR_INIT("COLUMNS"),     STR_INIT("ADDRESS"), STR_INIT("CELL"),
        STR_INIT("INDEX"),     STR_INIT("SHEET"),       STR_INIT("SHEETS"),  STR_INIT("SUBTOTAL"),
        STR_INIT("AGGREGATE"), STR_INIT("GETPIVOTDATA")};
    for (size_t i = 0; s->book && i < sizeof names / sizeof names[0]; i++)
        if (str_equal_nocase(names[i], word))
            s->is_touched |= i < 2 || may_count_lines(s);
}

static bool has_cleared(const struct book_sheet *sheet, int64_t row, int64_t column,
                        int64_t last_row, int64_t last_column)
{
    size_t low = 0, high = sheet->cleared_count;
    while (low < high) { /* the first in this row or below */
        size_t middle = low + (high - low) / 2;
        if ((int64_t)(sheet->cleared[middle] >> 14) < row)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < sheet->cleared_count && (int64_t)(sheet->cleared[low] >> 14) <= last_row; low++) {
        int64_t cleared = (int64_t)(sheet->cleared[low] & 0x3fff);
        if (cleared >= column && cleared <= last_column)
            return true;
    }
    return false;
}

/* ---- moving */

static void translate(struct shifting *s, struct corner *corner)
{
    if (corner->row >= 0 && !corner->row_is_fixed)
        corner->row += s->rows;
    if (corner->column >= 0 && !corner->column_is_fixed)
        corner->column += s->columns;
    if (corner->row < -1 || corner->column < -1 || corner->row >= BOOK_ROWS ||
        corner->column >= BOOK_COLUMNS)
        s->is_touched = true;
}

static void move_area(struct shifting *s, const struct book_sheet *sheet, struct corner *first,
                      struct corner *last)
{
    bool rows = first->row >= 0 && last->row >= 0,
         columns = first->column >= 0 && last->column >= 0;
    int64_t top = rows ? first->row : 0, bottom = rows ? last->row : BOOK_ROWS - 1;
    int64_t left = columns ? first->column : 0, right = columns ? last->column : BOOK_COLUMNS - 1;
    if (top > bottom || left > right) {
        s->is_touched |= s->book->loses_lines; /* written from its other end */
        return;
    }
    bool lines =
             gone_touches(&sheet->rows, top, bottom) || gone_touches(&sheet->columns, left, right),
         cells = has_cleared(sheet, top, left, bottom, right);
    if (!s->clips && (lines || cells)) {
        s->is_touched = true;
        if (s->use.sheet == SIZE_MAX)
            s->use = (struct book_use){
                (size_t)(sheet - s->book->sheets), false, lines, cells, {top, bottom, left, right}};
    }
    if ((rows && !gone_clip(&sheet->rows, &top, &bottom)) ||
        (columns && !gone_clip(&sheet->columns, &left, &right)))
        s->is_touched = true;
    if (rows) {
        first->row = top;
        last->row = bottom;
    }
    if (columns) {
        first->column = left;
        last->column = right;
    }
}

static void put_reference(struct shifting *s, size_t from, size_t to, const struct corner *first,
                          const struct corner *last, bool is_area)
{
    buf_append(&s->out, str_slice(s->formula, s->copied, from));
    put_corner(&s->out, first);
    if (is_area) {
        buf_append_char(&s->out, ':');
        put_corner(&s->out, last);
    }
    s->copied = to;
    s->is_changed = true;
}

static bool is_same(const struct corner *a, const struct corner *b)
{
    return a->row == b->row && a->column == b->column;
}

/* A reference begins at s->at; false when it is none. `sheet`: SIZE_MAX when it is not of the book.
 */
static bool read_reference(struct shifting *s, size_t sheet)
{
    size_t from = s->at, end = word_end(s->formula, from);
    struct corner first, last;
    if (!read_corner(str_slice(s->formula, from, end), &first))
        return false;
    last = first;
    bool is_area = false;
    if (end < s->formula.n && s->formula.p[end] == ':') {
        size_t close = word_end(s->formula, end + 1);
        struct corner other;
        bool goes_on =
            close < s->formula.n && (s->formula.p[close] == '!' || s->formula.p[close] == '(');
        if (!goes_on && read_corner(str_slice(s->formula, end + 1, close), &other) &&
            (other.row >= 0) == (first.row >= 0) && (other.column >= 0) == (first.column >= 0)) {
            is_area = true;
            last = other;
            end = close;
        }
    }
    if (!is_area && (first.row < 0 || first.column < 0))
        return false; /* a number, or a name of letters */
    if (!is_area && end < s->formula.n && (s->formula.p[end] == '(' || s->formula.p[end] == '!'))
        return false; /* LOG10( */
    struct corner old_first = first, old_last = last;
    if (!s->book) {
        translate(s, &first);
        translate(s, &last);
    } else if (sheet != SIZE_MAX) {
        move_area(s, &s->book->sheets[sheet], &first, &last);
    }
    if (!is_same(&first, &old_first) || !is_same(&last, &old_last))
        put_reference(s, from, end, &first, &last, is_area);
    s->at = end;
    return true;
}

static struct str unquote(struct str quoted, char *room, size_t size)
{
    size_t n = 0;
    for (size_t i = 1; i + 1 < quoted.n && n < size; i++) {
        room[n++] = quoted.p[i];
        i += quoted.p[i] == '\'';
    }
    return (struct str){room, n};
}

/* The sheet that a prefix names; what goes, or is not of this book, counts at once. */
static size_t sheet_of_prefix(struct shifting *s, struct str prefix)
{
    if (!s->book)
        return SIZE_MAX;
    if (str_find_char(prefix, '[', 0) != SIZE_MAX) {
        s->is_touched |= s->book->loses_links;
        return SIZE_MAX;
    }
    if (str_find_char(prefix, ':', 0) != SIZE_MAX) {
        s->is_touched |= s->book->loses_cells; /* through several sheets */
        return SIZE_MAX;
    }
    size_t sheet = find_sheet(s->book, prefix);
    if (sheet != SIZE_MAX && s->book->sheets[sheet].goes) {
        s->is_touched = true;
        if (s->use.sheet == SIZE_MAX)
            s->use = (struct book_use){.sheet = sheet, .is_sheet = true};
        return SIZE_MAX;
    }
    return sheet;
}

static void read_prefixed(struct shifting *s, struct str prefix, size_t mark)
{
    size_t sheet = sheet_of_prefix(s, prefix);
    s->at = mark + 1;
    if (!read_reference(s, sheet)) {
        size_t end = word_end(s->formula, s->at);
        check_name(s, str_slice(s->formula, s->at, end));
        s->at = end;
    }
}

static void read_word(struct shifting *s)
{
    struct str f = s->formula;
    size_t from = s->at, end = word_end(f, from);
    struct str word = str_slice(f, from, end);
    if (end < f.n && f.p[end] == '!') {
        bool is_third = from > 0 && f.p[from - 1] == ':';
        if (is_third && s->book)
            s->is_touched |= s->book->loses_cells;
        read_prefixed(s, word, end);
    } else if (end < f.n && f.p[end] == '(') {
        check_function(s, word);
        s->at = end;
    } else if (!read_reference(s, s->sheet)) {
        check_name(s, word);
        s->at = end;
    }
}

/* Table1[column], [1]Sheet1!A1 */
static void read_bracket(struct shifting *s)
{
    size_t end = bracket_end(s->formula, s->at), close = word_end(s->formula, end);
    bool is_outside = close < s->formula.n && s->formula.p[close] == '!';
    if (is_outside) {
        read_prefixed(s, str_slice(s->formula, s->at, close), close);
        return;
    }
    if (s->book)
        s->is_touched |=
            s->book->loses_cells; /* which cells a table's column has is not followed */
    s->at = end > s->at ? end : s->at + 1;
}

static void walk(struct shifting *s)
{
    char room[256];
    while (s->at < s->formula.n) {
        char c = s->formula.p[s->at];
        if (c == '"') {
            s->at = quote_end(s->formula, s->at);
        } else if (c == '\'') {
            size_t from = s->at, end = quote_end(s->formula, from);
            if (end < s->formula.n && s->formula.p[end] == '!')
                read_prefixed(s, unquote(str_slice(s->formula, from, end), room, sizeof room), end);
            else
                s->at = end;
        } else if (c == '[') {
            read_bracket(s);
        } else if (is_word(c)) {
            read_word(s);
        } else {
            s->is_touched |= c == '#' && s->book && s->book->loses_cells; /* A1#, #REF! */
            s->at++;
        }
    }
    buf_append(&s->out, str_slice(s->formula, s->copied, s->formula.n));
}

enum formula_fate formula_shift(const struct cleaned_book *book, size_t sheet, struct str formula,
                                bool clips, struct str *out)
{
    struct shifting s = {.book = book,
                         .sheet = sheet,
                         .formula = formula,
                         .clips = clips,
                         .use = {.sheet = SIZE_MAX}};
    walk(&s);
    *out = s.is_changed ? arena_copy(book->arena, buf_str(&s.out)) : formula;
    buf_finish(&s.out);
    return s.is_touched ? FORMULA_TOUCHED : s.is_changed ? FORMULA_SHIFTED : FORMULA_SAME;
}

struct book_use formula_use(const struct cleaned_book *book, size_t sheet, struct str formula)
{
    struct shifting s = {
        .book = book, .sheet = sheet, .formula = formula, .use = {.sheet = SIZE_MAX}};
    walk(&s);
    buf_finish(&s.out);
    return s.use;
}

struct str formula_translate(struct arena *arena, struct str formula, int64_t rows, int64_t columns)
{
    struct shifting s = {.sheet = SIZE_MAX, .formula = formula, .rows = rows, .columns = columns};
    walk(&s);
    struct str out = arena_copy(arena, buf_str(&s.out));
    buf_finish(&s.out);
    return s.is_touched ? STR("") : out;
}

bool formula_clip_areas(const struct book_sheet *sheet, struct arena *arena, struct str areas,
                        struct str *out)
{
    struct buf left = {0};
    struct str area, rest = areas;
    while (str_cut(&rest, ' ', &area)) {
        struct corner first, last;
        size_t colon = str_find_char(area, ':', 0);
        bool is_area = colon != SIZE_MAX;
        if (!read_corner(str_slice(area, 0, colon), &first) ||
            !read_corner(is_area ? str_slice(area, colon + 1, area.n) : area, &last))
            continue;
        if ((first.row >= 0 && !gone_clip(&sheet->rows, &first.row, &last.row)) ||
            (first.column >= 0 && !gone_clip(&sheet->columns, &first.column, &last.column)))
            continue;
        if (left.n)
            buf_append_char(&left, ' ');
        put_corner(&left, &first);
        if (is_area) {
            buf_append_char(&left, ':');
            put_corner(&left, &last);
        }
    }
    *out = arena_copy(arena, buf_str(&left));
    buf_finish(&left);
    return out->n > 0;
}
