/* One sheet while its cells go by; for xlsx_sheet.c and xlsx_sheet_end.c. */
#ifndef MEGURI_INSPECT_XLSX_SHEET_H
#define MEGURI_INSPECT_XLSX_SHEET_H

#include "inspect/xlsx.h"

enum { SHEET_COLUMNS = 16384, SHEET_ROWS = 1048576, SHEET_RANGES = 2000, SHEET_MERGES = 20000 };

struct row_range {
    int64_t first, last;
    char why; /* h hidden, f folded, z no height */
};
/* Whether machines can read the sheet as one table; xlsx_table.c. Rows and columns from 0, -1:
 * none. */
enum { TABLE_HEADS = 1024, TABLE_TOP = 3 };
struct table_form {
    int64_t first_row, first_column, row; /* row: of the cell before */
    int64_t gap_row, total_row;
    int64_t texts[TABLE_TOP], numbers[TABLE_TOP]; /* cells of the first rows */
    bool heads[TABLE_HEADS];                      /* columns that the first row has */
};
struct sheet {
    struct xlsx *x;
    struct xlsx_sheet *own;
    struct rules_part part;
    struct buf value, formula;
    int64_t row, column; /* of the cell; from 0, -1 before the first */
    char kind;           /* first letter of t= */
    uint32_t format;
    bool in_value, in_formula, in_inline, has_formula, in_rows;
    uint16_t *contexts; /* by column: what a label above says */
    uint16_t beside;    /* what the label in the cell to the left says */
    int64_t beside_column;
    struct row_range *rows;
    size_t row_count;
    int64_t zero_height_rows;
    struct area *merges;
    size_t merge_count, merge_room, row_room;
    uint64_t *cells; /* positions of cells with content: row << 14 | column; malloc */
    size_t cell_count, cell_room;
    struct area filter;
    bool has_filter, cells_are_complete;
    /* counted, reported once for the sheet with their first cell */
    struct {
        const char *id;
        int64_t count, row, column;
    } once[5];
    int64_t covered[500]; /* per cover: cells under it */
    int64_t covered_row[500], covered_column[500];
    int64_t last_row, last_column; /* of the cells with content so far */
    uint8_t table_faults;
    struct table_form table;
};
enum { ONCE_FORMULA, ONCE_HIDDEN_FORMULA, ONCE_PRINT, ONCE_TINY, ONCE_COUNT };

struct inspect_place sheet_place(const struct sheet *sheet, int64_t row, int64_t column);
void sheet_report_end(struct sheet *sheet);
void table_begin(struct sheet *sheet);
/* 合計 and the like, which begin a row of sums. */
bool table_is_total(struct str text);
/* Each cell with content; `fault`: xlsx_string.table_fault. */
void table_note_cell(struct sheet *sheet, bool is_text, uint8_t fault);
/* What is wrong with the sheet as a table, in words; empty: nothing. */
struct str table_words(const struct sheet *sheet);

#endif
