/* What a workbook keeps although it was to go, because a chart, a format or a table that can be
   seen uses it: just that, and the rest of the plan is carried out. */
#include "inspect/clean_xlsx.h"

enum { MOST_KEPT = 1000 };

static bool is_same_use(const struct book_use *a, const struct book_use *b)
{
    return a->sheet == b->sheet && a->is_sheet == b->is_sheet && a->lines == b->lines &&
           a->cells == b->cells && a->area.first_row == b->area.first_row &&
           a->area.last_row == b->area.last_row && a->area.first_column == b->area.first_column &&
           a->area.last_column == b->area.last_column;
}

void book_keep(struct cleaned_book *book, const struct book_use *use, struct str ja, struct str en)
{
    for (size_t i = 0; i < book->kept_count; i++)
        if (is_same_use(&book->kept[i].use, use)) {
            book_stop(book, ja, en); /* kept already, and it did not help */
            return;
        }
    if (use->sheet == SIZE_MAX || book->kept_count == MOST_KEPT) {
        book_stop(book, ja, en);
        return;
    }
    book->kept =
        work_grow(book->arena, book->kept, book->kept_count, &book->kept_room, sizeof *book->kept);
    book->kept[book->kept_count++] = (struct book_kept){*use, ja, en};
    book->keeps_more = true;
}

void book_keep_lines(struct cleaned_book *book, size_t sheet, struct str ja, struct str en)
{
    const struct book_use use = {
        .sheet = sheet, .lines = true, .area = {0, BOOK_ROWS - 1, 0, BOOK_COLUMNS - 1}};
    book_keep(book, &use, ja, en);
}

struct str book_use_text(const struct cleaned_book *book, const struct book_use *use)
{
    struct arena *arena = book->arena;
    const struct area *area = &use->area;
    if (use->sheet == SIZE_MAX)
        return STR("");
    struct str name = book->sheets[use->sheet].name;
    if (use->is_sheet || (area->first_row == 0 && area->last_row == BOOK_ROWS - 1))
        return name;
    return ARENA_JOIN(arena, name, STR("!"),
                      book_cell_name(arena, area->first_row, area->first_column), STR(":"),
                      book_cell_name(arena, area->last_row, area->last_column));
}

bool book_keeps_sheet(const struct cleaned_book *book, size_t sheet)
{
    for (size_t i = 0; i < book->kept_count; i++)
        if (book->kept[i].use.sheet == sheet && book->kept[i].use.is_sheet)
            return true;
    return false;
}

bool book_keeps_cell(const struct cleaned_book *book, size_t sheet, uint64_t cell)
{
    int64_t row = (int64_t)(cell >> 14), column = (int64_t)(cell & 0x3fff);
    for (size_t i = 0; i < book->kept_count; i++) {
        const struct book_use *use = &book->kept[i].use;
        if (use->sheet == sheet && use->cells && row >= use->area.first_row &&
            row <= use->area.last_row && column >= use->area.first_column &&
            column <= use->area.last_column)
            return true;
    }
    return false;
}

/* Takes [first, last] out of what goes. */
static void spare(struct arena *arena, struct gone *gone, int64_t first, int64_t last)
{
    struct gone left = {0};
    if (first > last)
        return;
    for (size_t i = 0; i < gone->count; i++) {
        const struct gone_range *range = &gone->ranges[i];
        const struct gone_range pieces[] = {
            {.first = range->first, .last = range->last < first ? range->last : first - 1},
            {.first = range->first > last ? range->first : last + 1, .last = range->last}};
        for (size_t k = 0; k < 2; k++) {
            if (pieces[k].first > pieces[k].last)
                continue;
            left.ranges =
                work_grow(arena, left.ranges, left.count, &left.room, sizeof *left.ranges);
            left.ranges[left.count++] = pieces[k];
        }
    }
    for (size_t i = 1; i < left.count; i++)
        left.ranges[i].before =
            left.ranges[i - 1].before + left.ranges[i - 1].last - left.ranges[i - 1].first + 1;
    *gone = left;
}

void book_spare_lines(struct cleaned_book *book, size_t sheet)
{
    struct book_sheet *own = &book->sheets[sheet];
    for (size_t i = 0; i < book->kept_count; i++) {
        const struct book_use *use = &book->kept[i].use;
        if (use->sheet != sheet || !use->lines)
            continue;
        spare(book->arena, &own->rows, use->area.first_row, use->area.last_row);
        spare(book->arena, &own->columns, use->area.first_column, use->area.last_column);
    }
}

void book_say_kept(struct cleaned_book *book)
{
    static const char *const sheets[] = {"XL-01", "XL-02"}, *const lines[] = {"XL-04", "XL-05",
                                                                              "XL-06", "XL-07",
                                                                              "XL-08", "XL-09"},
                             *const cells[] = {"XL-11", "XL-12", "XL-36", "XL-38"};
    for (size_t i = 0; i < book->kept_count; i++) {
        const struct book_kept *kept = &book->kept[i];
        for (size_t k = 0; kept->use.is_sheet && k < sizeof sheets / sizeof sheets[0]; k++)
            clean_stays(book->office->clean, sheets[k], kept->ja, kept->en);
        for (size_t k = 0; kept->use.lines && k < sizeof lines / sizeof lines[0]; k++)
            clean_stays(book->office->clean, lines[k], kept->ja, kept->en);
        for (size_t k = 0; kept->use.cells && k < sizeof cells / sizeof cells[0]; k++)
            clean_stays(book->office->clean, cells[k], kept->ja, kept->en);
    }
}
