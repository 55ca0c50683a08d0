/* Pictures of the pages on which something was found. Each is kept twice: with the findings that
   are secret painted over, and as it is. */
#ifndef MEGURI_CONTRACT_PICTURE_H
#define MEGURI_CONTRACT_PICTURE_H

#include "contract/report.h"
#include "doc/page_picture.h"

struct contract_picture {
    int64_t file;
    int64_t page; /* of a PDF or document, slide; of a workbook: number of the picture */
    int width, height;
    struct page_geometry geometry;
    struct str covered, plain; /* blobs: PNG */
};

/* Draws the first places of a PDF or an Office file that are on a page, slide or sheet, and keeps
   them; the record of an Office file is kept anew with its places. `record` is the file's, as the
   worker wrote it. Nothing happens for other files and where pages cannot be drawn. */
int contract_picture_make(const struct web_actor *actor, const struct web_services *services,
                          const struct inspect *inspect,
                          const struct contract_inspection *inspection,
                          const struct contract_file *file, struct str record, struct error *error);
/* All pictures of an inspection. */
int contract_picture_list(const struct web_actor *actor, int64_t inspection,
                          struct contract_picture **out, size_t *count, struct error *error);

#endif
