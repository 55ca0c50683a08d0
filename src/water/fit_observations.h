/* Results of a mine as observations for a fit: those that the study can use, and what was left out.
 */
#ifndef MEGURI_WATER_FIT_OBSERVATIONS_H
#define MEGURI_WATER_FIT_OBSERVATIONS_H

#include "base/civil.h"
#include "water/data/mine.h"
#include "water/model/study_text.h"

struct water_fit_taking {
    int64_t mine;
    day_number first, last; /* JST, both in it */
    struct str items;       /* "pH Fe SO4": only these; empty: all */
};
struct water_fit_taken {
    struct str csv; /* as a table of observations */
    size_t rows;
    struct str words; /* what was taken and what was left out; Japanese \x1f English */
};
/* Of points that stand for a tank of the study. ERR_WATER_TABLE when nothing is
   left; errors of water_results_read. */
int water_fit_take(const struct web_actor *actor, const struct water_fit_taking *taking,
                   const struct water_study_text *study, struct water_fit_taken *out,
                   struct error *error);

#endif
