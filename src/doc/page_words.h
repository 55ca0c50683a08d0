/* The words of a PDF with their places, as pdftotext reads them, shut in by bubblewrap. For PDFs
   that LibreOffice made: pages begin at 0, 0 and are not turned. */
#ifndef MEGURI_DOC_PAGE_WORDS_H
#define MEGURI_DOC_PAGE_WORDS_H

#include "base/context.h"

enum { PAGE_WORDS_PAGES = 300 };

struct page_word {
    int64_t page;
    double box[4]; /* left, bottom, right, top, points */
    struct str text;
};
struct page_size {
    double width, height; /* points */
};
struct page_words {
    const struct page_size *pages; /* page 1 first */
    size_t page_count;             /* 0: nothing could be read */
    const struct page_word *words; /* page by page, in reading order */
    size_t count;
};

/* Of the first PAGE_WORDS_PAGES pages. Errors are about this machine only; a PDF that cannot be
   read has no pages. */
int page_words_read(const struct context *context, struct str pdf, struct arena *arena,
                    struct page_words *out, struct error *error);
/* Inside of it: what `pdftotext -bbox` wrote, of which nothing is believed. */
void page_words_parse(struct str output, struct arena *arena, struct page_words *out);

#endif
