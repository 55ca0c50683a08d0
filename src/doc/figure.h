/* Figures over dates, counts or numbered things for reports, as SVG, PNG or PDF of the same
   drawing: bands, lines, points, ranges and levels, with a Japanese caption below. No colour alone
   carries meaning: lines differ in dash, points in shape. Equal input gives equal bytes but for the
   date in a PDF. */
#ifndef MEGURI_DOC_FIGURE_H
#define MEGURI_DOC_FIGURE_H

#include "base/buf.h"
#include "base/civil.h"

enum figure_kind {
    FIGURE_BAND,   /* between y and y2 */
    FIGURE_LINE,   /* through y */
    FIGURE_DASHES, /* through y, dashed and grey: what was before */
    FIGURE_DOTS,   /* filled */
    FIGURE_RINGS,  /* hollow */
    FIGURE_ARROWS, /* "below": an arrow down from y */
    FIGURE_RANGES, /* an upright stroke from y to y2 with a foot and a head */
    FIGURE_LEVEL   /* a dashed line across at y[0] */
};
struct figure_series {
    enum figure_kind kind;
    struct str label; /* in the key; empty: not there */
    const double *x;  /* day numbers, or whole numbers */
    const double *y, *y2;
    size_t count;
};
enum { FIGURE_SERIES = 12 };
enum figure_axis { FIGURE_DATES, FIGURE_WHOLE_NUMBERS };
struct figure {
    struct str caption; /* below the drawing, wrapped */
    struct str y_label; /* with the unit */
    bool from_zero;     /* the y axis begins at 0 */
    bool logarithmic;   /* the y axis goes by powers of ten; what is not above 0 is left out */
    enum figure_axis axis;
    struct str x_label; /* of whole numbers */
    struct figure_series series[FIGURE_SERIES];
    size_t count;
};

enum figure_form { FIGURE_SVG, FIGURE_PNG, FIGURE_PDF };
/* Appends the file. Values that are not finite are left out. ERR_INTERNAL when drawing failed. */
int figure_draw(const struct figure *figure, enum figure_form form, utc_us created, struct buf *out,
                struct error *error);

#endif
