/* What the tanks of a study take of a plan: concrete, beds, ponds, wetlands, limestone. They stand
   in place of the sizes that the design rules give (amounts.h), which the result shows beside them.
 */
#ifndef MEGURI_WATER_MODEL_TANK_AMOUNTS_H
#define MEGURI_WATER_MODEL_TANK_AMOUNTS_H

#include "water/model/amounts.h"
#include "water/model/train.h"

/* Sets the amounts of the train's tanks, by the column costed_as of `units` (data/water/units.tsv);
   what no tank is costed as becomes 0. Nothing is set when the train has no such tank: an active
   plant alone. Errors of water_unit_kind_find and water_values_need. */
int water_amounts_of_tanks(const struct water_train *train, const struct water_design *design,
                           struct str units, struct water_amounts *out, struct error *error);

#endif
