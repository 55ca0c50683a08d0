/* A presentation while it is inspected; for the files pptx*.c. */
#ifndef MEGURI_INSPECT_PPTX_H
#define MEGURI_INSPECT_PPTX_H

#include "inspect/opc.h"

enum { PPTX_SLIDES = 5000 };

struct pptx {
    struct package *package;
    int64_t width, height; /* of a slide, EMU (1/914400 inch) */
    bool white_paper;
    const struct zip_entry **slides; /* in the order of the show */
    size_t slide_count, slide_room;
};

void pptx_read_slide(struct pptx *pptx, const struct zip_entry *entry,
                     const struct inspect_place *place);

#endif
