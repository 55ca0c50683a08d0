/* What the results of a mine say of its raw water as one figure per item: the median, the newest or
   the highest between two days, with the point, the number of values and their spread. */
#ifndef MEGURI_WATER_DATA_MINE_FIGURES_H
#define MEGURI_WATER_DATA_MINE_FIGURES_H

#include "water/data/sample.h"

enum water_statistic { WATER_MEDIAN, WATER_NEWEST, WATER_HIGHEST, WATER_STATISTICS };
struct str water_statistic_name(enum water_statistic statistic);  /* "median" */
struct str water_statistic_title(enum water_statistic statistic); /* 中央値 */
bool water_statistic_parse(struct str name, enum water_statistic *out);

struct water_figures_ask {
    enum water_statistic statistic;
    day_number from, to; /* JST days, inclusive; 0: open */
};

/* One figure of an item, in the item's unit. */
struct water_figure {
    double value;                 /* NaN: none, or only "not detected" without its limit */
    bool is_bound;                /* "<value" was the answer: an upper bound */
    bool logged;                  /* of a logger */
    enum water_fraction fraction; /* of the values used */
    size_t count;                 /* values in the period */
    day_number first, last;       /* of the newest: both its day */
    struct str point;             /* its name */
    double log_spread;            /* standard deviation of ln(value), of pH of the value; NaN below
                                     WATER_SPREAD_LEAST numbers */
};
enum { WATER_SPREAD_LEAST = 6 };

struct water_mine_figures {
    struct str point;  /* 原水 that was looked at; empty: the mine has none with results */
    size_t raw_points; /* with results in the period */
    struct water_figure *values; /* in the order of the items asked for */
};

/* Figures of the raw water (of several raw points the one with the most results); flow, when the
   raw point has none, of any point of the mine. A limit of the dissolved part (Fe, Mn) takes the
   dissolved results where there are any, else all of it, and the reverse for the others. Results
   marked as not to be used are left out. Of a logger and of samples the one that covers more days
   counts (of the newest: the later one). Everything in the actor's arena. Permission water.data,
   ERR_NOT_FOUND. */
int water_mine_figures(const struct web_actor *actor, int64_t mine,
                       const struct water_figures_ask *ask, const struct water_item *const *items,
                       size_t count, struct water_mine_figures *out, struct error *error);

#endif
