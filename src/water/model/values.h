/* Numbers of design, price, energy and emission as data: one row is one value of one key in one
   period, with its unit, source and whether it was read in that source (data/water/README.md).
   Dates are inclusive; an empty end means "until replaced". */
#ifndef MEGURI_WATER_MODEL_VALUES_H
#define MEGURI_WATER_MODEL_VALUES_H

#include "base/civil.h"
#include "water/model/quantity.h"

struct water_value {
    struct str key;   /* "srb.rate" */
    struct str label; /* Japanese, for tables and pages */
    struct water_quantity quantity;
    double written;                  /* in quantity.unit */
    day_number valid_from, valid_to; /* inclusive; INT32_MIN and INT32_MAX when open */
    int32_t base_year;               /* of a price; 0 when it has none */
    struct str source;
    bool confirmed;
    int64_t line;
};

struct water_values {
    struct str file;
    struct water_value *rows; /* sorted by key, then valid_from */
    size_t count;
};

/* Reads a tab-separated table with the head row
   key label value unit valid_from valid_to base_year source confirmed
   and refuses, with file and line: an unknown unit, a date that is none, two rows of one key whose
   periods overlap or whose units are of different kinds, a row without a source, a price (a unit
   with yen) without its base_year.
   Texts live in `arena`. ERR_WATER_TABLE, ERR_WATER_UNIT, ERR_NUMBER, errors of the CSV reader. */
int water_values_read(struct str file, struct str bytes, struct arena *arena,
                      struct water_values *out, struct error *error);

/* The row of that key valid on that day, or NULL. */
const struct water_value *water_values_find(const struct water_values *values, struct str key,
                                            day_number day);

/* As above; the absence is ERR_WATER_NO_VALUE and a value of another kind than the unit `kind`
   ("mol/m3/d") ERR_WATER_DIMENSION. `out` may be NULL. */
int water_values_need(const struct water_values *values, const char *key, const char *kind,
                      day_number day, double *si, const struct water_value **out,
                      struct error *error);

#endif
