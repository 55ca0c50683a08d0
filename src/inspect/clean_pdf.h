/* A PDF while it is cleaned; for the files clean_pdf*.c. */
#ifndef MEGURI_INSPECT_CLEAN_PDF_H
#define MEGURI_INSPECT_CLEAN_PDF_H

#include "inspect/clean_work.h"
#include "inspect/pdf_parts.h"

/* Text that cannot be seen and layers that are switched off (clean_pdf_text.c). */
void clean_pdf_pages(struct clean *clean, struct pdf *pdf);
/* Form fields become part of the pages (clean_pdf_form.c). After the pages. */
void clean_pdf_form(struct clean *clean, struct pdf *pdf);
/* Dictionaries and streams: attachments, actions, metadata … (clean_pdf_object.c). */
void clean_pdf_objects(struct clean *clean, struct pdf *pdf);
/* New data for a stream, as stored without a filter. */
void clean_pdf_set_stream(struct pdf *pdf, qpdf_oh stream, struct str bytes);
/* A copy of the array without the items that `goes` names. */
qpdf_oh clean_pdf_filter(struct pdf *pdf, qpdf_oh array,
                         bool (*goes)(struct clean *clean, struct pdf *pdf, qpdf_oh item),
                         struct clean *clean);

#endif
