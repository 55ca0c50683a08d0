/* PDF output with selectable Japanese text (cairo + pango), and turning what arrived (images, text,
   PDFs) into the named PDFs of the registry. Untrusted pictures and PDFs are opened in the worker. */
#ifndef MEGURI_DOC_PAPER_H
#define MEGURI_DOC_PAPER_H

#include "base/buf.h"
#include "doc/worker.h"

/* A simple document of flowing blocks on A4. */
struct paper;
struct paper *paper_create(struct str title);
void paper_destroy(struct paper *paper);
void paper_heading(struct paper *paper, int level, struct str text);
void paper_text(struct paper *paper, struct str text);
/* Two columns: label and value. */
void paper_fields(struct paper *paper, const struct str *labels, const struct str *values,
                  size_t count);
/* A table whose header row is repeated on each page; cells row by row. */
void paper_table(struct paper *paper, const struct str *header, size_t columns,
                 const struct str *cells, size_t rows);
/* Deterministic bytes for equal input (`created` goes into the metadata). */
int paper_finish(struct paper *paper, utc_us created, struct buf *pdf, struct error *error);

enum paper_result { PAPER_CONVERTED, PAPER_ALREADY_PDF, PAPER_NEEDS_CAPABILITY, PAPER_UNREADABLE };
struct paper_source {
    int fd;               /* read from its start */
    struct str name;      /* as shown to people */
    utc_us created;       /* goes into the metadata of a PDF that is made */
};
/* PDF of an attachment, by its bytes whatever it is called: text, pictures (JPEG, PNG, each page of a
   TIFF) and the values of small workbooks become pages, a PDF is checked and passed on; other Office
   files go through LibreOffice in bubblewrap (PAPER_NEEDS_CAPABILITY when one is absent). `reason` is
   a Japanese sentence for the last two results. `pool` may be NULL: then what needs the worker needs
   a capability. */
int paper_convert(const struct context *context, struct worker_pool *pool,
                  const struct paper_source *source, struct arena *arena,
                  enum paper_result *result, struct str *pdf, struct str *reason,
                  struct error *error);

#endif
