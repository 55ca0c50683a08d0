/* The active part of a train: what its neutralisation doses, the sludge (殿物) that settles and is
   pressed, and how many years the heap (堆積場) still takes it. From a steady run: the dose is the
   extent of the dosing laws, the solids are those that form in the tanks of the plant.
       reagent as bought = extent x molar mass / (purity x efficiency)
       dry solids = sum of solid formed x molar mass + MnO2 + reagent bought - reagent used
       volume = dry solids x sludge volume (sizing); years = (capacity - filled) / pressed volume
   Units: kg/s, m3/s, m3, s. */
#ifndef MEGURI_WATER_MODEL_PLANT_H
#define MEGURI_WATER_MODEL_PLANT_H

#include "water/model/plan.h"
#include "water/model/sizing.h"
#include "water/model/train.h"
#include "water/model/unit_kind.h"

/* [heap] of a study. */
struct water_heap {
    double capacity, filled; /* m3; capacity 0: not given */
};

struct water_plant_result {
    bool there;                  /* the train has a tank of a plant */
    bool alone;                  /* it has no other tanks: the whole train is a plant */
    double flow;                 /* m3/s into its neutralisation */
    double lime, soda;           /* Ca(OH)2, NaOH as bought, kg/s */
    double lime_used, soda_used; /* pure, by the titration */
    double solids;               /* dry, kg/s */
    double settled, pressed;     /* m3/s of sludge */
    double haul;                 /* kg/s pressed */
    double heap_left;            /* m3 */
    double heap_time;            /* s; INFINITY without sludge, NAN without a heap */
};

/* ERR_WATER_STUDY: filled above the capacity, unknown keys. */
int water_heap_read(struct water_study_text *text, struct water_heap *out, struct error *error);

/* `run` is a steady run of the train. Errors of water_values_need, water_unit_kind_find. */
int water_plant_of(const struct water_train *train, const struct water_run *run,
                   const struct water_design *design, struct str units,
                   const struct water_heap *heap, struct water_plant_result *out,
                   struct error *error);

/* Puts what the plant doses and its sludge in the place of the sums by acidity: lime_hydrate,
   caustic_soda (pure as bought), caustic_soda_25 (25 % solution), solids, sludge_settled,
   sludge_pressed, sludge_haul. Zeros when there is no plant. */
void water_plant_amounts(const struct water_plant_result *plant, struct water_amounts *out);

#endif
