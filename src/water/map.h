/* A map of Japan as places in a drawing that a template turns into SVG; no tiles, nothing from
   another host. Equirectangular about 38° north; the Nansei islands stand in an inset of the same
   scale. */
#ifndef MEGURI_WATER_MAP_H
#define MEGURI_WATER_MAP_H

#include <stdbool.h>

#include "base/arena.h"

struct water_map {
    struct str box;   /* viewBox */
    struct str coast; /* path data */
    struct str frame; /* path data of the inset's border */
};
/* The coast of data/water/map_japan.tsv. */
struct water_map water_map_draw(struct arena *arena);

/* Where a place stands in the drawing; false outside of it or when a degree is not a number. */
bool water_map_place(double latitude, double longitude, double *x, double *y);

#endif
