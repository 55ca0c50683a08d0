/* Shared by the files of the screening only. */
#ifndef MEGURI_WATER_MODEL_SCREEN_INSIDE_H
#define MEGURI_WATER_MODEL_SCREEN_INSIDE_H

#include "water/model/screen.h"

/* A subject that a blank leaves open has bounds: a partial sum is a lower bound, a largest ratio
 * too. */
struct water_bounded {
    double low;  /* at least this */
    double high; /* at most this; both NaN-free, infinite when open */
};

/* Numbers of a screening that do not change from draw to draw. */
struct water_screen_base {
    const struct water_screen *screen;
    struct water_design design;
    double limit[WATER_INPUTS];                   /* kg/m3; NaN where the set has none */
    double bed_depth, reactor_depth, pond_depth;  /* m */
    double type_neutral, type_acid, type_extreme; /* pH, pH, ratio of iron */
    double *lime_price,
        *passive_price; /* yen per year of one SI unit of each amount, in their order */
};

/* One draw of a mine: inputs and what the sizing makes of them. */
struct water_drawn {
    double input[WATER_INPUTS];
    double area, saving; /* NaN when they cannot be told */
};

extern const uint64_t water_screen_required; /* inputs without which nothing is decided */

void water_screen_subjects(const struct water_screen_base *base, const struct water_drawn *drawn,
                           struct water_bounded out[WATER_SUBJECTS]);
/* The verdict; reasons and unknown inputs are added to when not NULL. */
enum water_verdict water_screen_verdict(const struct water_screen_base *base,
                                        const struct water_drawn *drawn, uint64_t *reasons,
                                        uint64_t *unknown);
int water_screen_type(const struct water_screen_base *base, const double input[WATER_INPUTS]);

#endif
