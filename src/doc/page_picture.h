/* Pages of a PDF, or parts of them, as pictures, drawn by pdftoppm shut in by bubblewrap; places on
 * them. */
#ifndef MEGURI_DOC_PAGE_PICTURE_H
#define MEGURI_DOC_PAGE_PICTURE_H

#include "base/buf.h"
#include "base/context.h"

enum {
    PAGE_PICTURE_MOST = 12,   /* pages of one call */
    PAGE_PICTURE_WIDTH = 900, /* pixels */
};

/* How a page lies: its media box in points and how it is turned (0, 90, 180, 270, clockwise). */
struct page_geometry {
    double box[4]; /* left, bottom, right, top */
    int turned;
};
/* A page, or a part of one that is not turned. */
struct page_window {
    int64_t page;
    double box[4];      /* left, bottom, right, top in points; all 0: the whole page */
    double page_height; /* points; this and the next of a part only */
    double scale;       /* pixels of a point; no side above 2,000 pixels */
};
struct page_picture {
    int64_t page;
    size_t window; /* index */
    int width, height;
    struct str pixels; /* 3 bytes each, rows without gaps */
    struct page_geometry geometry;
};
enum page_picture_result {
    PAGE_PICTURE_DRAWN,
    PAGE_PICTURE_ABSENT, /* this machine lacks pdftoppm or bubblewrap */
    PAGE_PICTURE_FAILED, /* damaged, locked, or too slow */
};
/* Draws windows[0..count), count at most PAGE_PICTURE_MOST; *drawn may be fewer: out[i].window says
   which one it is. `reason`: a Japanese sentence unless DRAWN. */
int page_picture_draw(const struct context *context, struct str pdf,
                      const struct page_window *windows, size_t count, struct arena *arena,
                      enum page_picture_result *result, struct page_picture *out, size_t *drawn,
                      struct str *reason, struct error *error);
/* Inside of it: what the programs wrote, of which nothing is believed. Returns how many of out[0..
   count) were filled; pixels point into `output`. */
size_t page_picture_read(struct str output, const struct page_window *windows, size_t count,
                         struct page_picture *out);

struct pixel_box {
    double x, y, width, height; /* from the top left corner */
};
/* Where a box in points (left, bottom, right, top) lies on the picture; clamped to it and at least
   6 pixels wide and high, so that it can be seen. */
struct pixel_box page_picture_box(const struct page_geometry *geometry, int width, int height,
                                  const double box[4]);
/* A new PNG of the picture with the boxes painted over; nothing of what is below them is left. */
void page_picture_png(const struct page_picture *picture, const struct pixel_box *covered,
                      size_t count, struct buf *png);

#endif
