#include "chem/grow.h"

#include <string.h>

#include "base/check.h"

void *chem_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    *room = *room ? size_mul(*room, 2) : 8;
    void *wider = arena_alloc(arena, *room, size, alignof(max_align_t));
    if (count)
        memcpy(wider, items, size_mul(count, size));
    return wider;
}
