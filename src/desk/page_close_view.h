/* What the templates of registration, day close, layouts and months see. */
#ifndef MEGURI_DESK_PAGE_CLOSE_VIEW_H
#define MEGURI_DESK_PAGE_CLOSE_VIEW_H

#include "desk/close.h"
#include "desk/page_view.h"
#include "desk/published.h"
#include "desk/registry_layout.h"

struct desk_part_view {
    struct desk_badge state;
    struct str sentence, name, title;
    bool missing, excused;
};
struct desk_day_row {
    const struct desk_day_case *one;
    struct desk_badge judgement, row_state;
    struct str item, gaps;
    struct desk_part_view parts[DESK_PARTS];
};
struct desk_batch_row_view {
    const struct desk_batch_row *row;
    struct desk_badge state;
    struct str decided;
};
struct desk_batch_view {
    const struct desk_batch *batch;
    struct str created, author, name;
    const struct desk_batch_row_view *rows;
    size_t count;
    bool undecided;
};
struct desk_day_line_view {
    struct str day, words;
    const struct desk_day_line *line;
    bool balanced;
};
struct desk_close_page {
    struct html_safe form;
    struct str day, day_words, previous, next; /* days as 2025-04-01 */
    const struct desk_day *state;
    struct str state_words, closed_words;
    bool own, may_registry, may_close, is_future, has_pdfs;
    const struct desk_day_row *rows;       size_t count;
    const struct desk_batch_view *batches; size_t batch_count;
    const struct desk_day_line_view *days; size_t day_count;
    struct desk_close_result report;       /* as it would be sent; subject empty: not possible yet */
    struct str hindrance;                  /* why the day cannot be closed now */
};

struct desk_pdf_view {
    const struct desk_pdf *pdf;
    struct desk_badge state;
    struct str size;
    bool may_exclude;
};
struct desk_registry_page {
    struct html_safe form;
    const struct desk_case *c;
    struct str day;           /* advised; empty: not yet */
    const struct desk_day_row *row; /* NULL: not advised */
    const struct desk_pdf_view *pdfs;      size_t pdf_count;
    const struct desk_difference *differences; size_t difference_count;
    struct desk_sheet sheet;  /* what an export writes now; columns 0: not advised */
    bool may_registry, may_close, anything_to_make;
};

/* True when all rows say the same in this column: shown once above the table of rows. */
bool desk_sheet_same(const struct desk_sheet *sheet, size_t column);

struct desk_published_page {
    struct desk_published record;
    struct str published;     /* when */
    const struct str *sizes;  /* of the PDFs */
};
struct desk_published_row_view {
    const struct desk_published_row *row;
    struct desk_badge judgement;
    struct str country, cargo_class, day;
};
struct desk_published_list_page {
    struct desk_published_query query;
    struct desk_choices_view classes;
    const struct desk_published_row_view *rows;
    size_t count;
    bool filtered;
    struct str next, first;
};

struct desk_layout_view {
    const struct desk_layout *layout;
    struct str when, author;
};
struct desk_layouts_page {
    const struct desk_layout_view *rows;
    size_t count;
};
struct desk_layout_page {
    struct html_safe form;
    struct desk_layout layout;
    struct str body, reason;
    bool may_change;
    const struct desk_layout_view *history; size_t history_count;
};

struct desk_month_page {
    struct desk_month month;
    struct str value, previous, next; /* 2025-04 */
    struct str words;
};

#endif
