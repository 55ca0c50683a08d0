/* A synthetic mine with 18 months of analyses and two months of a logger, taken in by the same way
   as a person's tables. Marked as synthetic; doing it again changes nothing. */
#ifndef MEGURI_WATER_DATA_DEMONSTRATION_H
#define MEGURI_WATER_DATA_DEMONSTRATION_H

#include "water/data/mine.h"

/* *added: values that were stored. */
int water_demonstration(const struct web_actor *actor, int64_t *added, struct error *error);

#endif
