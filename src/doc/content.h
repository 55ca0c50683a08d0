/* What a file from outside is, told from its bytes; names and labels are not believed. */
#ifndef MEGURI_DOC_CONTENT_H
#define MEGURI_DOC_CONTENT_H

#include "base/error.h"

/* All bytes of a file, read from its start. `name` is for errors. ERR_TOO_LARGE above 256 MB. */
int content_read(int fd, struct str name, struct arena *arena, struct str *out, struct error *error);
bool content_is_pdf(struct str bytes);
/* PNG, JPEG or TIFF. */
bool content_is_picture(struct str bytes);
/* A zip whose name ends like a workbook's. */
bool content_is_workbook(struct str bytes, struct str name);
bool content_has_ending(struct str name, struct str ending);
/* UTF-8 with or without its mark, or CP932, as UTF-8. False: it is no text, or above 2 MB. */
bool content_plain_text(struct str bytes, struct arena *arena, struct str *out);

#endif
