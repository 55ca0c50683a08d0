/* What is stored of a mine in the words of a study: its results as observations of tanks, its raw
   water and flow as sections. */
#ifndef MEGURI_WATER_STUDY_DATA_H
#define MEGURI_WATER_STUDY_DATA_H

#include "water/data/mine_figures.h"
#include "water/table.h"

/* What a study cannot take, so that nobody looks for it in vain. */
struct water_study_left {
    size_t items;  /* results of items that no model reckons: EC, temperature, flow … */
    size_t points; /* of points that stand for no tank of the study */
    size_t limits; /* "not detected" without its limit */
};
/* The table of [observe]: date, point (the tank it stands for), item, value, unit, form, checked
   (a person confirmed each value when it was taken in), bottle, certificate, note (its mark).
   Results of points without a tank are left out; so is the raw water, which a study gives. */
void water_study_observations(const struct water_point *points, size_t point_count,
                              const struct water_result *results, size_t count, struct arena *arena,
                              struct water_table *table, struct water_study_left *left);
/* One sentence, Japanese \x1f English, of what was written and what was left out. */
struct str water_study_left_words(const struct water_table *table,
                                  const struct water_study_left *left, struct arena *arena);

/* [water NAME] and [flow] of the raw water as the statistic has it, each figure with the number of
   its samples behind it. Total or dissolved iron stands as Fe(2) and says so. Errors of
   water_mine_figures; ERR_NOT_FOUND: no raw water has results in the period. */
int water_study_sections(const struct web_actor *actor, const struct water_mine_row *mine,
                         const struct water_figures_ask *ask, struct str *out, struct error *error);

#endif
