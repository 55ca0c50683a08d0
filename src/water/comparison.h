/* The two ways of treatment of a study beside each other, in money, energy and CO2: what the cost
   command and the page show. */
#ifndef MEGURI_WATER_COMPARISON_H
#define MEGURI_WATER_COMPARISON_H

#include "water/command.h"
#include "water/model/plant.h"
#include "water/model/tank_amounts.h"
#include "water/table.h"

/* `train`: tanks of the study, of which the passive way is built; NULL or without such tanks: the
   sizes of the design rules. `plant`: what the active part of the train doses by titration; not
   there: sums by acidity. One row per way in `summary`, one per cost item in `items`. Errors of the
   sizes, the plans and the prices. */
int water_comparison_tables(const struct water_opened *study, const struct water_train *train,
                            const struct water_plant_result *plant, struct arena *arena,
                            struct water_table *summary, struct water_table *items,
                            struct error *error);

#endif
