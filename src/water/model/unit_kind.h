/* What data/water/units.tsv says of a kind of tank beside its laws: whether it belongs to an active
   plant, and which lumped rules of data/water/design.tsv size it. */
#ifndef MEGURI_WATER_MODEL_UNIT_KIND_H
#define MEGURI_WATER_MODEL_UNIT_KIND_H

#include "base/arena.h"
#include "base/error.h"

struct water_unit_kind {
    struct str name, label;
    bool plant;
    struct str rules; /* keys of design.tsv, divided by commas; may be empty */
    struct str costed_as; /* what its size is paid as (tank_amounts.h); empty: not by its size */
};

/* Texts live in the arena. ERR_WATER_TABLE: no row of this name. */
int water_unit_kind_find(struct str units, struct str name, struct arena *arena,
                         struct water_unit_kind *out, struct error *error);

#endif
