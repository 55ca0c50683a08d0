/* Rows of a certificate's table (xlsx or csv, read in the worker) become analyses of the form: columns are
   told from their heads, a person corrects them in a preview. Pure. */
#ifndef MEGURI_DESK_LAW_IMPORT_H
#define MEGURI_DESK_LAW_IMPORT_H

#include "desk/law_form.h"
#include "doc/sheet.h"

enum { DESK_IMPORT_COLUMNS = 10, DESK_IMPORT_ROWS = 60 };

enum desk_import_role {
    DESK_IMPORT_IGNORE,
    DESK_IMPORT_PART,
    DESK_IMPORT_SUBSTANCE,
    DESK_IMPORT_VALUE,
    DESK_IMPORT_UNIT,
    DESK_IMPORT_METHOD,
    DESK_IMPORT_ROLE_COUNT
};
struct str desk_import_role_name(enum desk_import_role role);  /* "substance" */
struct str desk_import_role_title(enum desk_import_role role); /* 物質 */
bool desk_import_role_parse(struct str name, enum desk_import_role *out);

/* A table as text: cells between tabs, one row a line; what the preview shows and sends back. */
struct desk_import_table {
    struct str cells[DESK_IMPORT_ROWS][DESK_IMPORT_COLUMNS];
    size_t rows, columns;
    size_t head;             /* row of the heads: the rows behind it are taken */
    enum desk_import_role roles[DESK_IMPORT_COLUMNS];
};
/* The first 60 rows and 10 columns of a sheet, with heads and roles as they seem to be. False: no cells. */
bool desk_import_read(const struct sheet *sheet, struct arena *arena, struct desk_import_table *out);
struct str desk_import_write(const struct desk_import_table *table, struct arena *arena);
void desk_import_parse(struct str text, struct arena *arena, struct desk_import_table *out);
/* Appends a row of the form for each row that has a substance and a value. "鉛（黒）溶出" is 鉛, part 黒,
   leachate; "wt%（乾）" is wt% of the dry sample. Returns how many; *left: those that did not fit. */
size_t desk_import_apply(const struct desk_import_table *table, struct arena *arena,
                         struct desk_law_form *form, size_t *left);

#endif
