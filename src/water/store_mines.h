/* The mines of the store as a list for the screening: raw water from the results, land, head,
   climate and cost from the hearing, position from the mine or a visit. Nothing is guessed: what is
   not known stays blank. */
#ifndef MEGURI_WATER_STORE_MINES_H
#define MEGURI_WATER_STORE_MINES_H

#include "water/command.h"
#include "water/data/mine_figures.h"

/* Every mine that the actor sees, by code; at most WATER_MINES_MOST. `basis` of each says point,
   statistic, number of values and days; `record` is its id. A figure that is only known to be below
   its limit of detection is taken at that limit when the limit of `limit_set` is not below it, else
   it stays blank. A spread of six or more numbers takes the place of the table's. Everything in the
   actor's arena. Permission water.data. */
int water_store_mines(const struct web_actor *actor, const struct water_opened *study,
                      const struct water_figures_ask *ask, struct str limit_set,
                      struct water_mines *out, struct error *error);

#endif
