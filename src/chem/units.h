/* Amounts of an analysis to mol/kgw, as PHREEQC's convert_units does: per litre through the density,
   per kg of solution through the mass of what is dissolved. */
#ifndef MEGURI_CHEM_UNITS_H
#define MEGURI_CHEM_UNITS_H

#include "base/error.h"
#include "base/str.h"

enum chem_unit_amount { CHEM_UNIT_MOL, CHEM_UNIT_EQUIVALENT, CHEM_UNIT_GRAM };
enum chem_unit_per { CHEM_UNIT_PER_KG_WATER, CHEM_UNIT_PER_KG_SOLUTION, CHEM_UNIT_PER_LITRE };

struct chem_unit {
    enum chem_unit_amount amount;
    enum chem_unit_per per;
    double factor; /* to mol, eq or g */
};

/* "mg/L", "mmol/kgw", "ppm", "meq/kgw" …, without regard to case. ERR_CHEM_UNIT. */
int chem_unit_read(struct str text, struct chem_unit *out, struct error *error);

/* One amount on its way: the value as written, its unit and g per mol (per eq). */
struct chem_quantity {
    double value, molar_mass;
    struct chem_unit unit;
};

/* mol (or eq) per kg of water for each quantity. `dissolved_grams` per kg of solution beside them
   (H+). ERR_CHEM_UNIT when the dissolved mass leaves no water. */
int chem_units_convert(const struct chem_quantity *quantities, size_t count, double density,
                       double dissolved_grams, double *out, struct error *error);

#endif
