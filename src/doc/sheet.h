/* Tables: reading xlsx and csv in the worker, writing xlsx and csv. */
#ifndef MEGURI_DOC_SHEET_H
#define MEGURI_DOC_SHEET_H

#include "doc/worker.h"

/* A workbook read: all cells as the text a person sees (dates as 2025-04-01, numbers as stored). */
struct sheet_cell {
    int row, column; /* 0-based */
    struct str text;
};
struct sheet {
    struct str name;
    bool hidden;
    int rows, columns;
    const struct sheet_cell *cells; /* by row, then column; empty cells are absent */
    size_t cell_count;
};
struct workbook {
    const struct sheet *sheets;
    size_t count;
};
/* xlsx or csv by content. ERR_DOC_BROKEN with sheet and cell; ERR_DOC_LIMIT for bombs. */
int workbook_read(struct worker_pool *pool, int fd, struct arena *arena, struct workbook *out,
                  struct error *error);

/* Writing: columns with a type, rows of text; streamed, constant memory. */
enum sheet_type { SHEET_TEXT, SHEET_NUMBER, SHEET_DATE };
struct sheet_column {
    struct str title;
    enum sheet_type type;
    double width; /* characters */
};
struct sheet_writer;
/* A new xlsx file at `path` (its own temporary name; the caller renames). */
int sheet_writer_create(const struct context *context, struct str path, struct sheet_writer **out,
                        struct error *error);
/* The date the file carries instead of the clock's (before the first sheet). */
void sheet_writer_set_created(struct sheet_writer *writer, utc_us created);
int sheet_writer_add_sheet(struct sheet_writer *writer, struct str name,
                           const struct sheet_column *columns, size_t count, struct error *error);
/* `count` texts; a NUMBER or DATE cell that cannot be read as such is written as text. Text cells are
   text: leading zeros stay, formulas are inert. */
int sheet_writer_row(struct sheet_writer *writer, const struct str *cells, size_t count,
                     struct error *error);
/* Finishes the file (fsync) and frees the writer, also after an error. */
int sheet_writer_close(struct sheet_writer *writer, struct error *error);

#endif
