/* The lumped rules that engineers use today beside the kinetic model, tank by tank: g/m2/d of a
   wetland, mol/m3/d of a sulfate bed, acid load of a vertical flow pond, retention times. Each rule
   says what its tank takes out at most; it governs where it leaves more in the water than the
   kinetic model does (the careful one of the two), or where the retention is shorter than it asks.
   Rules of a kind: column `rules` of data/water/units.tsv; figures: data/water/design.tsv. */
#ifndef MEGURI_WATER_MODEL_BASELINE_H
#define MEGURI_WATER_MODEL_BASELINE_H

#include "water/model/sizing.h"
#include "water/model/train.h"

enum water_baseline_unit {
    WATER_BASELINE_MASS,   /* kg/s and kg/m3 */
    WATER_BASELINE_AMOUNT, /* mol/s and mol/m3 */
    WATER_BASELINE_TIME    /* s; load: what the rule asks for, capacity: what the tank has */
};

struct water_baseline_row {
    size_t tank;
    struct str what;                  /* "Fe" and so on, Japanese \x1f English */
    const struct water_value *number; /* the rule */
    enum water_baseline_unit unit;
    double load, capacity;  /* what comes in; what the rule takes out at most */
    double lumped, kinetic; /* left in the outflow by the one and by the other */
    bool lumped_governs;
};

/* Rows of all tanks of a steady run, in the arena. A tank's area is its volume over the depth of
   wetland.depth. Errors of water_values_need, water_unit_kind_find. */
int water_baseline_of(const struct water_train *train, const struct water_run *run,
                      const struct water_design *design, struct str units, struct arena *arena,
                      struct water_baseline_row **out, size_t *count, struct error *error);

#endif
