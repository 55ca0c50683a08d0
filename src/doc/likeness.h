/* Do two files look the same? Both are drawn page by page (Office files through LibreOffice, pages
   by pdftoppm, both in bubblewrap) and compared pixel by pixel; not one pixel may differ. */
#ifndef MEGURI_DOC_LIKENESS_H
#define MEGURI_DOC_LIKENESS_H

#include "base/context.h"

enum likeness_state {
    LIKENESS_SAME,
    LIKENESS_DIFFERS,  /* see page and differing; or the second file cannot be drawn at all */
    LIKENESS_UNPROVEN, /* nothing was compared; reason_* says why */
};
enum { LIKENESS_DPI = 96 };
struct likeness {
    enum likeness_state state;
    int64_t pages;     /* that were compared */
    int64_t page;      /* the first that differs, from 1; 0: none */
    int64_t differing; /* pages */
    struct str reason_ja, reason_en;
};

/* `ending` of the name, without dot: "pdf", "xlsx", "docx", "pptx", "odt" … Other forms are
   UNPROVEN. Errors are about this machine only. */
int likeness_compare(const struct context *context, struct str ending, struct str before,
                     struct str after, struct arena *arena, struct likeness *out,
                     struct error *error);

#endif
