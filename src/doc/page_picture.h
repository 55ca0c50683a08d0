/* Pages of a PDF as pictures, drawn by pdftoppm shut in by bubblewrap; places on them. */
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
struct page_picture {
    int64_t page;
    int width, height;
    struct str pixels; /* 3 bytes each, rows without gaps */
    struct page_geometry geometry;
};
enum page_picture_result {
    PAGE_PICTURE_DRAWN,
    PAGE_PICTURE_ABSENT, /* this machine lacks pdftoppm or bubblewrap */
    PAGE_PICTURE_FAILED, /* damaged, locked, or too slow */
};
/* Draws pages[0..count), count at most PAGE_PICTURE_MOST; *drawn may be fewer. `reason`: a Japanese
   sentence unless DRAWN. */
int page_picture_draw(const struct context *context, struct str pdf, const int64_t *pages,
                      size_t count, struct arena *arena, enum page_picture_result *result,
                      struct page_picture *out, size_t *drawn, struct str *reason,
                      struct error *error);

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
