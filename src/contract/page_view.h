/* What the templates of the contract room see; filled by page_*.c. */
#ifndef MEGURI_CONTRACT_PAGE_VIEW_H
#define MEGURI_CONTRACT_PAGE_VIEW_H

#include "contract/allow.h"
#include "contract/cleaning.h"
#include "contract/picture.h"
#include "contract/report.h"

struct contract_badge {
    struct str tone, title;
};

struct contract_row_view {
    const struct contract_inspection *row;
    struct str name, created, erase_at, result;
    struct contract_badge state;
};
struct contract_list_page {
    struct html_safe form;
    const struct contract_row_view *rows;
    size_t count;
    struct str days;  /* chosen */
    bool may_upload;  /* those who only look get no form */
    bool is_scanning; /* a malware scanner is configured */
};

struct contract_finding_view {
    const struct inspect_finding *finding;
    int64_t number; /* within its file, from 1 */
    struct contract_badge severity;
    struct str id, title, place, mend, why;
    struct str around; /* path of the page with the cells around; empty: there is none */
};
struct contract_measure_view { /* a limit of the specification under one reading */
    struct str name, value, most, source;
    struct contract_badge verdict;
    bool decides; /* else it is only for comparison */
};
struct contract_mark_view { /* a place on a picture, in its pixels */
    struct str number, x, y, width, height, label_x, label_y;
    bool is_near; /* only where the thing stands that cannot be seen */
};
struct contract_picture_view {
    struct str id, words, source;
    int width, height;
    const struct contract_mark_view *marks;
    size_t mark_count;
};
struct contract_single_view { /* a finding that can be taken out by itself */
    int64_t value;            /* as forms send it */
    struct str id, place;
};
struct contract_choice_view { /* a kind of findings that a file, or the delivery, has */
    int64_t number, count;    /* of the kind, from 1, as forms send it; findings */
    int64_t files;            /* of the delivery that have it */
    struct str title, words;  /* what is done, or why a person must do it */
    bool usual;
    const struct contract_single_view *singles;
    size_t single_count;
};
struct contract_clean_view {
    struct html_safe form;
    int64_t inspection, file;
    const struct contract_choice_view *choices, *nevers;
    size_t choice_count, never_count;
    const struct contract_cleaning *cleaning;         /* NULL: nobody asked yet */
    const struct inspect_cleaning *result;            /* NULL: not done */
    const struct str *removed, *along, *kept, *stays; /* in words */
    size_t removed_count, along_count, kept_count, stay_count;
    struct contract_badge became; /* in short; no title while it waits */
    struct str became_why;
    struct str copy_name, copy_size;
    bool may_clean;
};
/* The whole delivery. */
struct contract_delivery_view {
    struct html_safe form;
    int64_t inspection;
    const struct contract_choice_view *choices;
    size_t choice_count;
    int64_t asked, waiting, copies, same, stays; /* files */
    bool may_clean;
};
struct contract_file_view {
    const struct contract_file *file;
    const struct inspect_report *report;
    int64_t number; /* from 1: anchor of the page */
    struct contract_badge state;
    struct str size, reason, scan;
    const struct contract_measure_view *measures;
    size_t measure_count;
    struct str text_layer; /* of a PDF, in words; else empty */
    bool measured;         /* pages or characters are known */
    const struct contract_finding_view *findings;
    size_t count;
    bool is_too_much; /* the findings are in the report only */
    const struct contract_picture_view *pictures;
    size_t picture_count;
    bool lacks_pictures;                     /* places have boxes, but no page could be drawn */
    bool lacks_office;                       /* this machine cannot draw Office files */
    const struct contract_clean_view *clean; /* NULL: nothing to clean */
};
struct contract_show_page {
    struct html_safe form;
    const struct contract_inspection *row;
    struct contract_badge state;
    struct str created, erase_at, person, summary;
    const struct contract_file_view *files;
    size_t count, passed_count;
    bool running, erased, revealed, may_reveal, may_upload;
    const struct contract_delivery_view *delivery; /* NULL: one file only, or not done */
};

struct contract_cell_view {
    struct str text;
    bool here; /* the place of the finding */
};
struct contract_cells_view { /* a row */
    struct str name;
    const struct contract_cell_view *cells;
};
struct contract_place_page {
    int64_t id;
    struct str back, file, title, place, found, mend;
    struct str reason; /* why there are no cells; empty: there are */
    bool revealed, hidden_sheet;
    const struct str *columns;
    size_t column_count;
    const struct contract_cells_view *rows;
    size_t row_count;
};

struct contract_allow_view {
    const struct contract_allow *row;
    struct str who, when;
};
struct contract_allow_page {
    struct html_safe form;
    const struct contract_allow_view *rows;
    size_t count;
    struct str text, reason; /* typed */
    bool may_change;
};

struct contract_badge contract_badge_of_state(const struct contract_inspection *row);
struct contract_badge contract_badge_of_report(const struct inspect_report *report, bool done,
                                               enum lang lang);
/* The pictures of a file that have something marked. */
void contract_pictures_fill(struct contract_file_view *file,
                            const struct contract_picture *pictures, size_t count, bool plain,
                            int64_t inspection, struct arena *arena);
/* What can be taken out of a file and what was; NULL when it has no findings. `reveal` as in
   contract_report_read. */
int contract_clean_fill(struct web_request *request, const struct inspect *inspect,
                        const struct contract_inspection *row, const struct contract_file *file,
                        const struct inspect_report *report,
                        const struct contract_cleaning *cleanings, size_t count,
                        const struct contract_clean_view **out, struct error *error);
/* Kinds of all files, and how far cleaning them is. NULL for an inspection of one file. */
const struct contract_delivery_view *contract_delivery_fill(struct web_request *request,
                                                            const struct inspect *inspect,
                                                            const struct contract_inspection *row,
                                                            const struct contract_file_view *files);
/* The ticked kinds and findings of a form, as inspect_clean_options wants them. */
struct str contract_chosen_kinds(struct web_request *request);
/* The place is a cell or a line of a table whose neighbours can be shown. */
bool contract_place_has_cells(const struct inspect_report *report,
                              const struct inspect_finding *finding);
/* 118 KB, 1.2 MB (powers of ten, as the specification counts). */
struct str contract_size(int64_t bytes, struct arena *arena);

#endif
