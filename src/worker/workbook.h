/* Tables from outside: xlsx (zip + XML) and csv, to cells as the text that a person sees. */
#ifndef MEGURI_WORKER_WORKBOOK_H
#define MEGURI_WORKER_WORKBOOK_H

#include "base/arena.h"
#include "worker/output.h"

/* The job. The record is read by doc/sheet_read.c: a count of sheets; each with name, hidden, and a
   run of cells (row, column, text) ended by row UINT32_MAX. */
void workbook_read_job(struct str bytes, struct arena *arena, struct worker_output *output);

/* Cells appended to the record, within SHEET_LIMIT_CELLS and SHEET_LIMIT_TEXT of the whole workbook. */
struct cell_sink {
    struct buf *record;
    size_t cells, text;
};
/* False when a limit is reached. Empty texts are left out. */
bool cell_put(struct cell_sink *sink, uint32_t row, uint32_t column, struct str text);

enum worker_status workbook_csv(struct str bytes, struct arena *arena, struct cell_sink *sink,
                                struct str *problem);
enum worker_status workbook_xlsx(struct str bytes, struct arena *arena, struct cell_sink *sink,
                                 struct str *problem);

#endif
