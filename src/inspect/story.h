/* Running text of documents, slides, drawings and OpenDocument: paragraphs for personal information
   and captions, and alternatives (mc:AlternateContent) that say different things. */
#ifndef MEGURI_INSPECT_STORY_H
#define MEGURI_INSPECT_STORY_H

#include "inspect/rules.h"

struct story {
    struct work *work;
    struct inspect_place *place; /* of the part; paragraph is kept up to date */
    struct inspect_place own_place;
    struct buf paragraph;
    int64_t paragraphs;
    bool is_open_text; /* whole text of <p> counts (OpenDocument, text:p) */
    bool is_document;  /* the body: captions and counts */
    int depth_of_text; /* inside an element whose characters are text */
    int alternatives;  /* nesting of AlternateContent */
    int branch;        /* 0 none, 1 Choice, 2 Fallback */
    struct buf choice, fallback;
};
extern const struct xml_handler story_handler;

void story_begin(struct story *story, struct work *work, struct str part,
                 const struct inspect_place *place);
/* Frees what the story holds. */
void story_finish(struct story *story);

#endif
