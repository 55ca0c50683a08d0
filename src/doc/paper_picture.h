/* Inside paper: pictures become pages of a PDF, one page of the picture on one sheet of A4. */
#ifndef MEGURI_DOC_PAPER_PICTURE_H
#define MEGURI_DOC_PAPER_PICTURE_H

#include "base/buf.h"
#include "doc/paper.h"

/* Errors of picture_read; ERR_DOC_LIMIT for more than 300 pages. */
int paper_picture_pages(struct worker_pool *pool, const struct paper_source *source, struct buf *pdf,
                        struct error *error);

#endif
