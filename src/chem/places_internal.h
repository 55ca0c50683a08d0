/* Inside of the places of figures: the walk over the blocks (places.c) and the blocks
   (places_blocks.c). */
#ifndef MEGURI_CHEM_PLACES_INTERNAL_H
#define MEGURI_CHEM_PLACES_INTERNAL_H

#include "chem/input_internal.h"
#include "chem/places.h"

struct places_scan {
    struct input_parser parser;
    struct chem_places *out;
    struct str source; /* the whole text */
    struct str block;
};

/* Reads the block whose keyword is the current line; `rest` is what stands behind it. */
typedef void places_block(struct places_scan *scan, struct str keyword, struct str rest);
/* NULL: a block without figures of interest. `keyword` is the one that addresses use. */
places_block *places_block_of(struct str word, struct str *keyword);

/* "KINETICS 1-3"; 1 without a number. */
void places_name_block(struct places_scan *scan, struct str keyword, struct str *rest);
/* A figure at a word of the text; nothing happens when it is no number or not of this text. */
void places_add(struct places_scan *scan, struct str word, struct str figure);

#endif
