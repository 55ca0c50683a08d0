/* Metadata out of pictures, whether files of their own or parts of documents. */
#ifndef MEGURI_INSPECT_CLEAN_PICTURE_H
#define MEGURI_INSPECT_CLEAN_PICTURE_H

#include "inspect/clean_work.h"
#include "inspect/image.h"

struct picture_choice {
    bool exif;  /* EXIF but the orientation, thumbnails */
    bool texts; /* XMP, IPTC, Photoshop's blocks, comments */
    bool tail;  /* data behind the end, the index of further pictures */
};
/* False when nothing was to be taken out, or the form is not known or damaged. */
bool clean_picture_bytes(struct arena *arena, struct str bytes, const struct picture_choice *choice,
                         struct str *out);

/* Takes fields out of the directories of a TIFF structure in place; nothing moves but the fields.
 */
void clean_tiff_fields(char *tiff, size_t n, const struct picture_choice *choice, bool is_file);

#endif
