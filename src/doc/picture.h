/* Pictures and PDFs from outside, opened in the worker: what paper_convert builds pages from. */
#ifndef MEGURI_DOC_PICTURE_H
#define MEGURI_DOC_PICTURE_H

#include "doc/worker.h"

enum picture_form {
    PICTURE_PIXELS, /* 32 bits each, native order 0x00RRGGBB, rows without gaps: CAIRO_FORMAT_RGB24 */
    PICTURE_JPEG,   /* a new JPEG made from the pixels: nothing of the old file's metadata is left */
};
struct picture {
    enum picture_form form;
    int width, height; /* of `bytes`: upright and already reduced */
    int pages;         /* in the file; 1 for all but TIFF */
    struct str bytes;
};

/* Page `page` (from 0) of a JPEG, PNG or TIFF by content, turned upright as EXIF says, reduced so that
   no side is longer than `longest_side` pixels (at most 4000; 0 = 2400), on white. JPEG gives
   PICTURE_JPEG, the others PICTURE_PIXELS. ERR_DOC_UNSUPPORTED for other forms (gif, heic …),
   ERR_DOC_BROKEN, ERR_DOC_LIMIT (over PICTURE_LIMIT_PIXELS), ERR_DOC_WORKER. */
int picture_read(struct worker_pool *pool, int fd, int page, int longest_side, struct arena *arena,
                 struct picture *out, struct error *error);

enum pdf_lock {
    PDF_OPEN,
    PDF_RESTRICTED, /* encrypted, opens without a password */
    PDF_PASSWORD,   /* cannot be opened without a password; pages is 0 */
};
struct pdf_summary {
    int pages;
    enum pdf_lock lock;
    bool repaired; /* damaged, but its pages could be found */
};
/* Structure of a PDF. ERR_DOC_BROKEN when it has none, ERR_DOC_WORKER. */
int pdf_check(struct worker_pool *pool, int fd, struct arena *arena, struct pdf_summary *out,
              struct error *error);

#endif
