/* A drawing of results over time for templates: marks for laboratory results (hollow ones below
   detection), a line for a logger, dashed lines for limits. Units of the drawing, as texts. */
#ifndef MEGURI_WATER_TIME_CHART_H
#define MEGURI_WATER_TIME_CHART_H

#include "base/context.h"
#include "water/chart.h"

struct water_time_value {
    utc_us at;
    double value;
    bool censored, over;
};
/* A limit while it holds; open ends are cut at the drawing. */
struct water_time_limit {
    utc_us from, to;
    double value;
    struct str label;
};
struct water_time_mark {
    struct str x, y, words; /* words: "2025-04-01 <0.001" for the tooltip */
    bool censored, over;
};
struct water_time_rule {
    struct str x1, x2, y, label, label_y;
};
struct water_time_chart {
    struct str name, unit; /* told to screen readers; of the y axis */
    struct water_tick x[16], y[12];
    size_t x_count, y_count;
    struct str path; /* empty: only marks */
    struct water_time_mark *marks;
    size_t mark_count;
    struct water_time_rule rules[24];
    size_t rule_count;
    size_t values; /* that were drawn */
};
enum { WATER_TIME_MARKS = 600 };
/* Values ascending in time. More than WATER_TIME_MARKS are drawn as a line between the least and
   the largest of each of its columns. */
void water_time_chart_draw(const struct water_time_value *values, size_t count,
                           const struct water_time_limit *limits, size_t limit_count,
                           struct arena *arena, struct water_time_chart *out);

#endif
