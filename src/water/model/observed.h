/* Observations of a train: what a table of analyses says, row by row, and what the model gives for
   a row. Values are in mg/L (pH: plain).
     total (unfiltered) = dissolved + particulate fraction x suspended solids
   with the fraction in kg of the item per kg of solids, and the solids as measured in the sample;
   of an item for which the study gives no fraction, with the particles of the model (particles.h).
   Table (CSV or TSV, UTF-8 or CP932; those of `meguri water data` are such); columns:
   docs/water.md. */
#ifndef MEGURI_WATER_MODEL_OBSERVED_H
#define MEGURI_WATER_MODEL_OBSERVED_H

#include "water/model/problem.h"
#include "water/model/train.h"

enum { WATER_ANALYTE_PARTS = 2 };

/* What a laboratory measures: pH, DOC, one constituent, or a sum of valences (Fe = Fe(2) + Fe(3)).
 */
struct water_analyte {
    struct str name;
    bool ph, doc;
    int constituents[WATER_ANALYTE_PARTS]; /* -1: none */
};
bool water_analyte_find(struct str name, struct water_analyte *out);
/* g per mol of what the item is reported as; not of pH. */
double water_analyte_molar_mass(const struct water_analyte *item);
/* mg/L (pH: plain) of what leaves a tank, dissolved, or of a raw water. */
double water_analyte_of_tank(const struct water_analyte *item,
                             const struct water_tank_result *result);
/* The same with what is in particles. */
double water_analyte_total_of_tank(const struct water_analyte *item,
                                   const struct water_tank_result *result);
/* As its effluent limit is meant: iron and manganese dissolved, all else in total. */
double water_analyte_limited_of_tank(const struct water_analyte *item,
                                     const struct water_tank_result *result);
double water_analyte_of_water(const struct water_analyte *item,
                              const struct water_quality *quality);

/* The names that a row may give as its point: tanks, and raw waters beside them. */
struct water_observed_points {
    const struct str *tanks, *waters;
    size_t tank_count, water_count;
};

struct water_observed {
    day_number day;
    double seconds;      /* of the day; noon when the table gives no time */
    int32_t tank, water; /* of the point: one of them is CHEM_NONE */
    struct water_analyte item;
    double value, deviation; /* mg/L */
    bool censored, held_out, total;
    double suspended; /* mg/L of solids in the sample; 0 when filtered, NAN when not said */
    int64_t line;
};

/* What stands in for blanks of the table. */
struct water_observed_rules {
    double error;       /* share of the value */
    double error_ph;    /* pH units */
    double error_least; /* mg/L */
    double suspended;   /* mg/L of solids in a total that does not say; negative: not said */
    day_number hold_out_from, hold_out_until; /* inclusive; from > until: no period */
};

struct water_observed_rows {
    struct str file;
    struct water_observed *rows; /* as in the table */
    size_t count;
};

/* ERR_WATER_TABLE with file, line and column: an unknown column, point, item or form; a value that
   is none or negative; a unit missing or of another kind; a date that is none or before the one
   above it at the same point and item; a value above 10 times
   both neighbours (or below a tenth of both: a slipped decimal) without `checked`. At most 20,000
   rows. */
int water_observed_read(struct str file, struct str bytes,
                        const struct water_observed_points *points,
                        const struct water_observed_rules *rules, struct arena *arena,
                        struct water_observed_rows *out, struct error *error);

/* The same as observations of a problem, their times at noon of the day. */
struct water_observation *water_observed_list(const struct water_observed_rows *rows,
                                              const struct water_observed_points *points,
                                              struct arena *arena);

#endif
