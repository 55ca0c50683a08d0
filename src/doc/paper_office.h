/* Inside paper: Office files through LibreOffice in bubblewrap, when both are on the machine. */
#ifndef MEGURI_DOC_PAPER_OFFICE_H
#define MEGURI_DOC_PAPER_OFFICE_H

#include "doc/paper.h"

/* CONVERTED, NEEDS_CAPABILITY or UNREADABLE; `ending` is one of the known ones without dot
   ("docx"). Errors are about this machine only. */
int paper_office_convert(const struct context *context, struct str bytes, struct str ending,
                         struct arena *arena, enum paper_result *result, struct str *pdf,
                         struct str *reason, struct error *error);
/* The same for looking at it: page n is slide n, hidden ones too (pptx), or the whole of sheet n,
   hidden ones and what no print range holds too (xlsx). */
int paper_office_draw(const struct context *context, struct str bytes, struct str ending,
                      struct arena *arena, enum paper_result *result, struct str *pdf,
                      struct str *reason, struct error *error);

#endif
