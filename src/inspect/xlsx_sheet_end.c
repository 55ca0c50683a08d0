/* What can be said of a sheet only when all of it has gone by. */
#include <stdlib.h>

#include "inspect/mark.h"
#include "inspect/xlsx_sheet.h"

static void report_rows(struct sheet *sheet)
{
    struct arena *arena = sheet->x->work->arena;
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct row_range *rows = &sheet->rows[i];
        bool filtered = sheet->has_filter && rows->why == 'h' &&
                        rows->first >= sheet->filter.first_row &&
                        rows->last <= sheet->filter.last_row;
        const char *id = filtered           ? "XL-09"
                         : rows->why == 'f' ? "XL-08"
                         : rows->why == 'z' ? "XL-05"
                                            : "XL-04";
        struct inspect_place place = sheet_place(sheet, -1, 0);
        place.cell =
            arena_format(arena, "%lld:%lld", (long long)rows->first + 1, (long long)rows->last + 1);
        struct inspect_finding *finding = work_found_plain(sheet->x->work, id, &place, STR(""));
        if (finding)
            finding->count = rows->last - rows->first + 1;
    }
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* First cell of the sorted list that is not before (row, column). */
static size_t first_from(const struct sheet *sheet, int64_t row, int64_t column)
{
    uint64_t wanted = (uint64_t)row << 14 | (uint64_t)column;
    size_t low = 0, high = sheet->cell_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sheet->cells[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void report_behind_merge(struct sheet *sheet, const struct area *area)
{
    for (int64_t row = area->first_row; row <= area->last_row; row++) {
        size_t i = first_from(sheet, row, area->first_column);
        if (i == sheet->cell_count)
            return;
        int64_t next_row = (int64_t)(sheet->cells[i] >> 14);
        row = next_row > row ? next_row : row; /* empty rows are skipped */
        if (row > area->last_row)
            return;
        for (; i < sheet->cell_count && (int64_t)(sheet->cells[i] >> 14) == row; i++) {
            int64_t column = (int64_t)(sheet->cells[i] & 0x3fff);
            if (column > area->last_column)
                break;
            if (column < area->first_column ||
                (row == area->first_row && column == area->first_column))
                continue;
            struct inspect_place place = sheet_place(sheet, row, column);
            work_found_plain(sheet->x->work, "XL-38", &place, STR(""));
            work_mark(sheet->x->work, "XL-38", sheet->own->entry->name, MARK_CELL, sheet->cells[i],
                      STR(""));
        }
    }
}

static void report_merges(struct sheet *sheet)
{
    if (sheet->merge_count == 0)
        return;
    if (sheet->cell_count)
        qsort(sheet->cells, sheet->cell_count, sizeof *sheet->cells, compare);
    for (size_t i = 0; i < sheet->merge_count; i++)
        report_behind_merge(sheet, &sheet->merges[i]);
    if (!sheet->cells_are_complete)
        work_over_limit(sheet->x->work, sheet->own->entry->name,
                        STR("セルが多すぎるため、結合セルの裏は途中までしか検査していません"),
                        STR("too many cells: behind merged cells in part only"));
}

static void report_table_form(struct sheet *sheet)
{
    struct str words = table_words(sheet);
    if (words.n == 0)
        return;
    struct inspect_place place = sheet_place(sheet, -1, 0);
    work_found_plain(sheet->x->work, "TBL-01", &place, words);
}

static void report_once(struct sheet *sheet)
{
    for (int i = 0; i < ONCE_COUNT; i++) {
        if (sheet->once[i].count == 0)
            continue;
        struct inspect_place place = sheet_place(sheet, sheet->once[i].row, sheet->once[i].column);
        struct inspect_finding *finding =
            work_found_plain(sheet->x->work, sheet->once[i].id, &place, STR(""));
        if (finding)
            finding->count = sheet->once[i].count;
        work_marks_found(sheet->x->work, sheet->once[i].id, i, true);
    }
    for (size_t i = 0; i < sheet->own->cover_count; i++) {
        if (sheet->covered[i] == 0)
            continue;
        struct inspect_place place =
            sheet_place(sheet, sheet->covered_row[i], sheet->covered_column[i]);
        struct inspect_finding *finding =
            work_found_plain(sheet->x->work, "XL-36", &place, STR(""));
        if (finding)
            finding->count = sheet->covered[i];
        work_marks_found(sheet->x->work, "XL-36", (int64_t)i, true);
    }
}

void sheet_report_end(struct sheet *sheet)
{
    report_rows(sheet);
    report_merges(sheet);
    report_once(sheet);
    report_table_form(sheet);
}
