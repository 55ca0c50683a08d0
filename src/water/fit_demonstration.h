/* A finished fit with a prediction on the demonstration mine: calculated at once, seconds long. */
#ifndef MEGURI_WATER_FIT_DEMONSTRATION_H
#define MEGURI_WATER_FIT_DEMONSTRATION_H

#include "water/data/permission.h"

/* Nothing when the commission has a fit already, or the mine is not there. */
int water_fit_demonstration(const struct web_actor *actor, struct error *error);

#endif
