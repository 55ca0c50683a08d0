/* Inside paper: the values of a workbook as printed tables. */
#ifndef MEGURI_DOC_PAPER_SHEET_H
#define MEGURI_DOC_PAPER_SHEET_H

#include "doc/paper.h"
#include "doc/sheet.h"

/* False when the visible sheets are too wide or too long for plain tables on A4. */
bool paper_sheet_fits(const struct workbook *book);
/* Each visible sheet as a heading and a table under the letters of its columns. */
int paper_sheet_print(const struct workbook *book, const struct paper_source *source, struct buf *pdf,
                      struct error *error);

#endif
