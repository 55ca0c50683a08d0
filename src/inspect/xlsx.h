/* A workbook while it is inspected; for the files xlsx_*.c. */
#ifndef MEGURI_INSPECT_XLSX_H
#define MEGURI_INSPECT_XLSX_H

#include "inspect/office.h"

/* What a cell format hides. */
enum {
    FORMAT_NOTHING = 1 << 0, /* number format that shows nothing */
    FORMAT_SAME = 1 << 1,    /* letters of the colour of the cell */
    FORMAT_TINY = 1 << 2,
    FORMAT_HIDDEN = 1 << 3, /* formula hidden */
    FORMAT_FILLED = 1 << 4, /* the cell has a colour that is not white */
};
struct xlsx_string {
    struct str text; /* empty when it is long and of no interest */
    uint16_t label;  /* personal_label */
    bool may_be_personal, has_white, is_used, is_empty;
    uint8_t table_fault; /* bit 0: line break, bit 1: full-width digits, bit 2: 合計 and the like */
};
struct area {
    int64_t first_row, last_row, first_column, last_column; /* from 0, inclusive */
};
struct xlsx_sheet {
    struct str name, relation;
    const struct zip_entry *entry;
    bool is_hidden;
    struct area *print_areas;
    size_t print_area_count;
    struct area *covers; /* cells under pictures, charts and filled shapes */
    size_t cover_count;
};
struct xlsx {
    struct package *package;
    struct work *work;
    struct xlsx_sheet *sheets;
    size_t sheet_count, sheet_room;
    struct xlsx_string *strings;
    size_t string_count;
    uint8_t *formats; /* by cell format index */
    size_t format_count, format_room;
    uint8_t *conditionals; /* by dxf index */
    size_t conditional_count, conditional_room;
    struct str *defined; /* names that workbook.xml defines */
    size_t defined_count, defined_room;
};

void book_read_book(struct xlsx *x);
void book_read_titles(struct xlsx *x); /* docProps/app.xml against the visible sheets: OPC-08 */
void book_read_styles(struct xlsx *x);
void book_read_strings(struct xlsx *x);
void book_report_unused_strings(struct xlsx *x);
void book_read_covers(struct xlsx *x, struct xlsx_sheet *sheet);
void book_read_sheet(struct xlsx *x, struct xlsx_sheet *sheet);

/* "$B$3:$D$9", "B3", "B:D", "3:9". False when it is none. */
bool book_read_area(struct str text, struct area *out);
/* "B12" for people. */
struct str book_cell_name(struct arena *arena, int64_t row, int64_t column);
struct str book_column_name(struct arena *arena, int64_t column);
/* Does every section of this number format that a value may use show nothing? */
bool book_format_is_empty(struct str code);

#endif
