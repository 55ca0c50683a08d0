/* Numbers with units: "35 mg/L", "100 L/min", "12 degC", "10 g/m2/d", "28 円/kWh". A unit is a
   product of known symbols with small powers; it has a scale to the SI base and a dimension, and
   two quantities meet only when their dimensions agree. Values inside the model are always SI
   (m, kg, s, K, mol) and yen; the unit a person wrote is kept for showing.
   A concentration by mass (mg/L) and one by amount (mmol/L) are different dimensions on purpose:
   only a molar mass joins them. */
#ifndef MEGURI_WATER_MODEL_QUANTITY_H
#define MEGURI_WATER_MODEL_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum { WATER_YEN = 5, WATER_DIMENSIONS = 6 }; /* m, kg, s, K, mol, yen */

struct water_dimension {
    int8_t power[WATER_DIMENSIONS];
};

struct water_unit {
    struct str text; /* as written */
    double scale;    /* SI = written * scale + offset */
    double offset;   /* degC alone: 273.15 */
    struct water_dimension dimension;
};

struct water_quantity {
    double si;
    struct water_unit unit;
};

/* A unit: symbols joined by '/', '*', '·' or a space, each with an optional power ("m3", "m^3",
   "s-1"); "-" or nothing is a pure number. Everything behind the first '/' up to the next '*'
   divides, as people write g/m2/d. The text must outlive the result. ERR_WATER_UNIT names what is
   not known. */
int water_unit_parse(struct str text, struct water_unit *out, struct error *error);

/* "35 mg/L". A number without a unit is refused with ERR_WATER_UNIT unless the expected dimension
   is that of a pure number. ERR_NUMBER for what is no finite number; ERR_WATER_DIMENSION when the
   unit is of another kind than `expected` (a unit text, for example "m3/d"). */
int water_quantity_parse(struct str text, struct str expected, struct water_quantity *out,
                         struct error *error);

bool water_dimension_equal(struct water_dimension a, struct water_dimension b);

/* An SI value in a unit that is known to be right (a literal of ours): ends the process if not. */
double water_from_si(double si, const char *unit);
double water_to_si(double value, const char *unit);

#endif
