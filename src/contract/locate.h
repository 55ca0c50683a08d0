/* Where the findings of an Office file stand on the pages that LibreOffice made of it: a slide by
   its number and the shape's box, a paragraph by the visible words at and before it, a cell by the
   cells whose words are met once. Pure. */
#ifndef MEGURI_CONTRACT_LOCATE_H
#define MEGURI_CONTRACT_LOCATE_H

#include "doc/page_picture.h"
#include "doc/page_words.h"
#include "doc/sheet.h"
#include "inspect/inspect.h"

struct contract_cover {
    int64_t page;
    double box[4]; /* points */
};
/* What is to be drawn. */
struct contract_scene {
    struct page_window windows[PAGE_PICTURE_MOST];
    int64_t pictures[PAGE_PICTURE_MOST]; /* number of each, as in inspect_drawn */
    size_t count;
    struct contract_cover *covers; /* words to be masked */
    size_t cover_count;
    bool is_uncertain; /* such words seem to be there, but not where: mask whole pages */
};

/* Whether pages of this form are drawn at all. */
bool contract_locate_can(const struct inspect_report *report);
/* Fills `drawn` of the findings. `book` is of workbooks only. */
void contract_locate(struct inspect_report *report, const struct page_words *words,
                     const struct workbook *book, struct arena *arena, struct contract_scene *out);

#endif
