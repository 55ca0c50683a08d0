/* Places in drawings that templates turn into SVG: bars from a zero line, and curves over a dose.
   Everything in units of the drawing, as texts for attributes. */
#ifndef MEGURI_WATER_CHART_H
#define MEGURI_WATER_CHART_H

#include "base/arena.h"

struct water_tick {
    struct str at, label;
};

struct water_bar {
    struct str label, value; /* "Gypsum", "-1.24" */
    struct str x, y, width;  /* of the bar */
    struct str text_y;       /* base line of the label */
    bool over;               /* to the right of zero */
    bool clipped;            /* longer than the drawing shows */
};
struct water_bars {
    struct str box, zero, bottom; /* viewBox, x of the zero line, y of its end */
    struct str tick_y;
    struct water_tick ticks[16];
    size_t tick_count;
    struct water_bar *bars;
    size_t count;
};
/* Bars of values that are sorted; the axis holds zero and ends at -`most` and `most`. */
struct water_bars water_bars_draw(const struct str *labels, const double *values, size_t count,
                                  double most, struct arena *arena);

struct water_drawn_curve {
    struct str path;
    struct str label, label_x, label_y; /* at the right end of the curve */
    int style;                          /* 0 .. 5: kinds of dash */
};
enum { WATER_CURVES = 6, WATER_CURVE_STYLES = 6 };
struct water_curves {
    struct water_tick x[12], y[12];
    size_t x_count, y_count, count;
    struct water_drawn_curve curves[WATER_CURVES];
    double taken[WATER_CURVES]; /* y of the labels */
};
/* Curves over common x (ascending, from 0). `low` and `high` are the ends of the y axis. */
void water_curves_begin(struct water_curves *curves, double most_x, double low, double high,
                        struct arena *arena);
/* The same with words at places 0, 1, 2 … of both axes (up to 12): y then runs from 0 to y_count
 * - 1. */
void water_curves_frame(struct water_curves *curves, const struct str *x, size_t x_count,
                        const struct str *y, size_t y_count, struct arena *arena);
/* Where such a y stands. */
struct str water_curves_level(double y, size_t y_count, struct arena *arena);
void water_curves_add(struct water_curves *curves, struct str label, const double *x,
                      const double *y, size_t count, double most_x, double low, double high,
                      struct arena *arena);
/* A round number at or above a positive value: 1, 2, 2.5 or 5 times a power of ten. */
double water_round_up(double value);

#endif
