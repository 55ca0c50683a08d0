/* Results against limits, one by one and by month. Pure.

   Below detection counts as within a limit when its limit of detection is; else it cannot be
   judged. Percentile: nearest rank (the value of rank ceil(0.95 n)), with "<x" taken as x; where
   such a value is the answer, it is an upper bound. Mean: between "<x" taken as 0 and taken as x.
 */
#ifndef MEGURI_WATER_DATA_EXCEEDANCE_H
#define MEGURI_WATER_DATA_EXCEEDANCE_H

#include "water/data/sample.h"

enum water_judgement {
    WATER_NOT_LIMITED,
    WATER_WITHIN,
    WATER_OVER,
    WATER_UNJUDGED_FRACTION, /* a limit of the dissolved part, and only all of it was measured above
                                it */
    WATER_UNJUDGED_DETECTION /* the limit of detection is above the limit, or not known */
};
struct water_judged {
    enum water_judgement judgement;
    const struct water_limit *limit; /* that decided; NULL: none */
};
struct water_judged water_judge(const struct water_limits *limits,
                                const struct water_result *result);
struct str water_judgement_words(enum water_judgement judgement); /* 超過, 適合 … */
struct str water_judgement_tone(enum water_judgement judgement);  /* class of assets/app.css */

/* Of one item and fraction, in one month or over all. */
struct water_exceedance {
    const struct water_item *item;
    enum water_fraction fraction;
    int year, month; /* 0, 0: all */
    size_t count, censored, judged, over, unjudged;
    struct water_result highest; /* the largest number; a censored one only when all are */
    double percentile, mean_low, mean_high;
    bool percentile_is_bound;
    const struct water_limit
        *limit; /* the narrowest most that held at the newest result; NULL: none */
};
/* By item and fraction: first over all, then its months ascending. */
size_t water_exceedances_of(const struct water_limits *limits, const struct water_result *results,
                            size_t count, struct arena *arena, struct water_exceedance **out);

#endif
