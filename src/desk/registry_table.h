/* Inside the registry: a layout's body as a table, and what its columns and values mean. All texts
   point into the body. */
#ifndef MEGURI_DESK_REGISTRY_TABLE_H
#define MEGURI_DESK_REGISTRY_TABLE_H

#include "doc/sheet.h"

struct desk_table {
    const struct str *titles; /* of the first line */
    const struct str *cells;  /* row by row */
    size_t columns, rows;
};
/* Tab-separated lines under a line of titles; short lines are filled with empty cells.
   ERR_DESK_LAYOUT with the line. */
int desk_table_parse(struct str body, struct arena *arena, struct desk_table *out,
                     struct error *error);
/* Cell by the title of its column; empty when there is none. */
struct str desk_table_cell(const struct desk_table *table, size_t row, struct str title);
/* Column "value" of the row whose "name" is this. */
struct str desk_table_value(const struct desk_table *table, struct str name);

/* Layout "registry_options": one row per cargo line (else one per case). Tables from before the choice was
   there say nothing: one per case. */
bool desk_options_by_line(const struct desk_table *options);

/* One column of what is exported. */
struct desk_column {
    struct str title, field;
    enum sheet_type type;
    double width;
    bool required;
};
int desk_columns_parse(struct str body, struct arena *arena, struct desk_column **out,
                       size_t *count, struct error *error);
/* Checks the body of a layout by the rules of its name. */
int desk_layout_check(struct str name, struct str body, struct arena *arena, struct error *error);
/* "{name}" replaced by its value; unknown names stay; "\n" becomes a line break. */
struct desk_word {
    struct str name, value;
};
struct str desk_fill_words(struct str pattern, const struct desk_word *words, size_t count,
                           struct arena *arena);

#endif
