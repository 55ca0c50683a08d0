/* PDF: raw bytes first (revisions, what lies around), then structure, then each page as it is
 * painted. */
#ifndef MEGURI_INSPECT_PDF_H
#define MEGURI_INSPECT_PDF_H

#include "inspect/work.h"

void pdf_inspect(struct work *work);

#endif
