/* Inside of the surveys: what survey.c, survey_visit.c and survey_hearing.c share. */
#ifndef MEGURI_WATER_DATA_SURVEY_INSIDE_H
#define MEGURI_WATER_DATA_SURVEY_INSIDE_H

#include "water/data/survey.h"

enum water_visits_of { WATER_VISITS_OF_CAMPAIGN, WATER_VISITS_OF_MINE, WATER_VISIT_ALONE };
/* Visits with their bottles, photos and results, of mines that the actor sees. */
int water_visits_load(struct db *db, const struct web_actor *actor, enum water_visits_of of,
                      int64_t id, struct water_visit **out, size_t *count, struct error *error);

#endif
