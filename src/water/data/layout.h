/* How a table of a laboratory or a logger is read: which row or column is what. Rows and columns
   are counted from 1 as a spreadsheet shows them; 0 is "there is none". Kept as JSON, by hand or by
   page.

   wide: a row is a sample, a column an item.   long: a row is one result.
   logger: wide, many rows, kept as series.     across: all of this with rows and columns exchanged
   (certificates with items downward and samples side by side): "row" and "column" below then mean
   the sheet's columns and rows. */
#ifndef MEGURI_WATER_DATA_LAYOUT_H
#define MEGURI_WATER_DATA_LAYOUT_H

#include "doc/sheet.h"
#include "water/data/item.h"

enum water_form { WATER_WIDE, WATER_LONG, WATER_LOGGER, WATER_FORMS };
struct str water_form_name(enum water_form form);
struct str water_form_title(enum water_form form);
bool water_form_parse(struct str name, enum water_form *out);

/* What a column is when its head does not say it, or says it wrongly. */
struct water_layout_column {
    int column;
    struct str item; /* key; "-": not to be read; empty: as the head says */
    struct str unit; /* empty: as the head says */
    enum water_fraction fraction;
};
enum { WATER_LAYOUT_COLUMNS = 60, WATER_GRID_COLUMNS = 256, WATER_GRID_CELLS = 4000000 };

struct water_layout {
    struct str name, laboratory;
    enum water_form form;
    bool across;
    struct str sheet; /* empty: the first that is not hidden */
    int head_row, unit_row, detection_row, first_row;
    int date_column, time_column, point_column, bottle_column, certificate_column;
    int item_column, value_column, unit_column, fraction_column, detection_column; /* of long */
    struct str point;                     /* code, for a table of one point */
    struct str default_unit;              /* of concentrations whose unit is nowhere said */
    enum water_fraction default_fraction; /* WATER_TOTAL or WATER_DISSOLVED */
    bool adds_points;                     /* points that the mine does not have are made */
    struct str
        head; /* words of the head row of the file it was made for: how the next one is known */
    struct water_layout_column columns[WATER_LAYOUT_COLUMNS];
    size_t column_count;
};

struct str water_layout_write(const struct water_layout *layout, struct arena *arena);
/* Errors of json_parse, ERR_WATER_LAYOUT naming the member. Unknown members are an error. */
int water_layout_read(struct str json, struct arena *arena, struct water_layout *out,
                      struct error *error);

/* A sheet as rows of cells, exchanged when the layout says so. */
struct water_grid {
    struct str sheet;
    int rows, columns;
    bool across;
    struct str *cells;
};
/* ERR_WATER_TABLE: no such sheet, no cells, or too many. */
int water_grid_of(const struct workbook *book, const struct water_layout *layout,
                  struct arena *arena, struct water_grid *out, struct error *error);
/* 1-based; empty outside. */
struct str water_grid_cell(const struct water_grid *grid, int row, int column);
/* The words of the layout's head row in normal form. */
struct str water_grid_head(const struct water_grid *grid, int head_row, struct arena *arena);
/* "D12": the cell as the spreadsheet shows it. */
struct str water_grid_place(const struct water_grid *grid, int row, int column,
                            struct arena *arena);

/* Looks at the sheet and fills a layout: form, direction, head, unit and first row, columns of
   date, time and point. What a person gave stays theirs: only call it for a file that has none. */
void water_layout_guess(const struct workbook *book, struct arena *arena, struct water_layout *out);

/* A date and perhaps a time of day, in the ways tables write them: 2025-04-01, 2025/4/1 9:30,
   2025年4月1日, 令和7年4月1日, R7.4.1, 2025-04-01T00:30:00Z. JST unless it says Z. */
struct water_moment {
    int64_t seconds; /* since 1970 in UTC */
    bool has_time;
};
bool water_moment_read(struct str text, struct water_moment *out);
/* "9:30", "09:30:00", "9時30分": seconds of the day. */
bool water_clock_read(struct str text, int64_t *seconds);

#endif
