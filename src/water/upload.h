/* A table that was uploaded, as lines of text that a form shows again and a reader of tables takes.
 */
#ifndef MEGURI_WATER_UPLOAD_H
#define MEGURI_WATER_UPLOAD_H

#include "web/web.h"

struct water_upload_limits {
    int rows, columns; /* what lies beyond is left out */
    size_t bytes;
};

/* The first visible sheet with values of the file in `field`: one line per row, so that lines have
   the numbers of rows, tabs between columns. Without an upload *text stays as it is. Errors of
   workbook_read; ERR_WATER_TABLE when there is no value; ERR_TOO_LARGE when the text is. */
int water_upload_text(struct web_request *request, struct str field,
                      const struct water_upload_limits *limits, struct str *text,
                      struct error *error);

/* The upload number `index` of the field as bytes of a table: text as it is, of a workbook the
   first visible sheet with values as lines with tabs. *name empty: there is no such upload. */
int water_upload_file(struct web_request *request, struct str field, size_t index,
                      const struct water_upload_limits *limits, struct str *name, struct str *text,
                      struct error *error);

#endif
