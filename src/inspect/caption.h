/* Captions of figures and tables: 図3-2 pH の推移, Table 4: …. */
#ifndef MEGURI_INSPECT_CAPTION_H
#define MEGURI_INSPECT_CAPTION_H

#include "inspect/work.h"

/* Keeps the caption when the line is one. `page` 0: not known. */
void caption_scan(struct work *work, struct str line, int64_t page);
/* 図, 表, Figure, Table with a number at the beginning of `text`: the label in one form ("図3-2"),
   and how long it was. Empty when there is none. */
struct str caption_label(struct str text, struct arena *arena, size_t *length);

#endif
