/* What was answered of every mine, as one table: subjects and expectations side by side. */
#ifndef MEGURI_WATER_HEARING_TABLE_H
#define MEGURI_WATER_HEARING_TABLE_H

#include "water/data/survey.h"
#include "water/table.h"

/* Answers that were given, by mine and in the order of the form, of the mines that the actor sees.
   Permission water.data. */
int water_hearing_table(const struct web_actor *actor, struct water_table *out,
                        struct error *error);

#endif
