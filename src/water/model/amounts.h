/* Quantities of a treatment from its water and its sizing: what plan.h multiplies with prices and
   energy.h with factors. Two ways: a lime plant and a passive train.
   SI inside; the labels are what a table shows. */
#ifndef MEGURI_WATER_MODEL_AMOUNTS_H
#define MEGURI_WATER_MODEL_AMOUNTS_H

#include "water/model/energy.h"
#include "water/model/plan.h"
#include "water/model/sizing.h"

/* What a person knows of the site and of its operation. */
struct water_site {
    double head;         /* m that the water is pumped; 0 when it flows by itself */
    double operators;    /* full-time persons */
    double visits;       /* per second (SI of "2 1/d") */
    double analyses;     /* samples per second */
    double other_power;  /* W: mixers, blowers, presses, heating, light */
    double snow_removal; /* days per second (SI of "60 d/y", a pure number per time) */
};

/* Lime plant: reagent, sludge, power, from the acidity of the inflow (chem's titration may replace
   the dose: set "lime" again afterwards). Errors of water_values_need. */
int water_amounts_of_lime_plant(const struct water_design *design,
                                const struct water_inflow *inflow, const struct water_site *site,
                                struct water_amounts *out, struct error *error);

/* Passive train: iron oxidation reactor, sulfate-reducing bed by its governing rule, settling and
   polishing wetland. */
int water_amounts_of_passive_train(const struct water_design *design,
                                   const struct water_inflow *inflow, const struct water_site *site,
                                   struct water_amounts *out, struct error *error);

/* The yearly consumption in `amounts` that has an energy or CO2 factor: grid power, reagents, fuel.
   Returns how many were written to out[capacity]. */
size_t water_amounts_consumption(const struct water_amounts *amounts, struct water_consumption *out,
                                 size_t capacity);

#endif
