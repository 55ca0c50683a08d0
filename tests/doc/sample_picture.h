/* Small pictures for tests: the left half red, the right half blue. */
#ifndef MEGURI_TESTS_DOC_SAMPLE_PICTURE_H
#define MEGURI_TESTS_DOC_SAMPLE_PICTURE_H

#include "base/buf.h"

enum { SAMPLE_WIDTH = 60, SAMPLE_HEIGHT = 40 };

/* RGB bytes of the picture. */
void sample_paint(unsigned char *rgb);
/* `exif` may be NULL. */
void sample_jpeg(const unsigned char *exif, unsigned exif_size, struct buf *out);
void sample_png(struct buf *out);
/* Little-endian numbers of TIFF. */
void sample_put16(struct buf *out, unsigned value);
void sample_put32(struct buf *out, unsigned value);
/* A fax page: 8 x 2 black-and-white dots at 204 x 102 an inch; white above, black below. */
void sample_tiff_page(struct buf *out, bool last);

#endif
