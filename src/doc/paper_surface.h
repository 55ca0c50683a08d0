/* Inside paper: the PDF surface that pages are drawn on. */
#ifndef MEGURI_DOC_PAPER_SURFACE_H
#define MEGURI_DOC_PAPER_SURFACE_H

#include <cairo-pdf.h>

#include "base/buf.h"
#include "base/context.h"

/* Appends what cairo writes to a struct buf. */
cairo_status_t paper_append(void *buf, const unsigned char *bytes, unsigned int n);
/* The PDF's own title and date: nothing else tells when or where it was made. */
void paper_set_metadata(cairo_surface_t *surface, struct str title, utc_us created,
                        struct arena *arena);
/* Finishes the surface and gives it back; ERR_INTERNAL when drawing failed. */
int paper_close(cairo_t *cairo, cairo_surface_t *surface, struct error *error);

#endif
