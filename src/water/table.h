/* A result as a table, given out in the four ways people want it: aligned on a terminal, JSON, CSV
   for Excel, xlsx. Cells are texts; numbers have their unit in the column's title. */
#ifndef MEGURI_WATER_TABLE_H
#define MEGURI_WATER_TABLE_H

#include "web/module.h"

struct water_column {
    struct str key;   /* in JSON */
    struct str title; /* Japanese \x1f English */
    bool number;      /* right-aligned; a number in JSON and xlsx; an empty cell is null */
};

struct water_table {
    struct str name;
    const struct water_column *columns;
    size_t column_count;
    struct str *cells; /* row by row */
    size_t row_count, capacity;
    struct arena *arena;
};

void water_table_init(struct water_table *table, struct str name,
                      const struct water_column *columns, size_t count, struct arena *arena);
/* One cell per column. */
void water_table_add(struct water_table *table, const struct str *cells);

/* "12.3": `digits` significant digits, no exponent between 1e-4 and 1e12; empty for NaN. */
struct str water_table_number(double value, int digits, struct arena *arena);
/* The half of a Japanese \x1f English text. */
struct str water_table_words(struct str both, enum lang lang);

void water_table_print(const struct water_table *table, enum lang lang);
/* [{"key": cell, …}, …] as the value of a member. */
struct json_writer;
void water_table_json(const struct water_table *table, struct json_writer *writer);
/* By the ending of the path: .xlsx, else CSV (UTF-8 with BOM). Several tables are several sheets of
   an xlsx; a CSV takes the first. Written beside and renamed. */
int water_table_save(const struct water_table *tables, size_t count, const struct context *context,
                     struct str path, struct error *error);
/* The same as bytes in the arena. A workbook is written in `folder` first and taken away again. */
int water_table_csv(const struct water_table *table, enum lang lang, struct arena *arena,
                    struct str *bytes, struct error *error);
int water_table_workbook(const struct water_table *tables, size_t count,
                         const struct context *context, struct str folder, struct arena *arena,
                         struct str *bytes, struct error *error);

#endif
