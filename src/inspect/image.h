/* What pictures carry beside their pixels: EXIF, XMP, IPTC, thumbnails, data behind the end.
   Markers and chunks are walked, pixels are not decoded. Findings are IMG-01 to IMG-03; inside an
   Office file or a PDF the same things are OPC-16 or PDF-16. */
#ifndef MEGURI_INSPECT_IMAGE_H
#define MEGURI_INSPECT_IMAGE_H

#include "inspect/work.h"

void image_inspect_jpeg(struct work *work);
void image_inspect_png(struct work *work);
void image_inspect_tiff(struct work *work);
void image_inspect_heic(struct work *work);
void image_inspect_webp(struct work *work);
void image_inspect_gif(struct work *work);

/* A picture that is part of a document: `id` is the kind its metadata is reported as. False when it
   is no form of picture that this room knows. */
bool image_inspect_part(struct work *work, const char *id, const struct inspect_place *place,
                        struct str bytes);

/* One picture while it is walked; for the files image_*.c. */
struct image {
    struct work *work;
    struct str bytes;
    const char *exif_id, *xmp_id, *tail_id;
    struct inspect_place place;
};
void image_found(struct image *image, const char *id, const char *element, struct str found);
/* A TIFF structure: EXIF blocks of the other forms, and TIFF files. */
void image_walk_tiff(struct image *image, struct str tiff, bool is_file);
/* Is it a field that the walk reports? `is_file`: of a TIFF file's own directories. */
bool image_tells(uint32_t tag, bool is_file);
/* Offset behind the entropy-coded data of a JPEG that begins at `at`. */
size_t image_skip_scan(struct str bytes, size_t at);
/* XMP: reported by what it holds. */
void image_check_xmp(struct image *image, struct str xmp);

#endif
