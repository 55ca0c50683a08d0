/* Arrays that grow in an arena: the old copy stays there unused, so that the whole costs at most
   twice what it holds. */
#ifndef MEGURI_CHEM_GROW_H
#define MEGURI_CHEM_GROW_H

#include "base/arena.h"

/* `items` with room for at least one more than `count`; *room is kept up to date. */
void *chem_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size);

#endif
