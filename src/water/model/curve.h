/* What enters a train over time: flow, temperature and composition as curves through dated rows,
   read from a table that the study names. Between rows values go along straight lines, or a row
   holds until the next one; before the first and after the last row they stay. Times are seconds
   since 1970-01-01 00:00 JST. (src/water/data/series.h is about what the store keeps.) */
#ifndef MEGURI_WATER_MODEL_CURVE_H
#define MEGURI_WATER_MODEL_CURVE_H

#include "base/civil.h"
#include "water/model/quality.h"

struct water_curve {
    size_t count; /* 0: there is none */
    const double *time, *value;
    bool held; /* a row holds until the next; else straight lines */
};

/* Mean between two times, from <= to; the value when they are equal. */
double water_curve_mean(const struct water_curve *series, double from, double to);
/* What a step of implicit Euler sees: the value at its end; the mean of it where rows hold or the
   step goes over a row, so that a short storm is not stepped over. */
double water_curve_step(const struct water_curve *series, double from, double to);
/* The first row's time after `time`, INFINITY for none. */
double water_times_next(const double *times, size_t count, double time);

/* A table of two columns: date, and one named `name [unit]` with the unit of that column, as
   "date,flow [L/min]". Dates as date_parse, or with an hour "2024-04-01 06:30" (JST).
   ERR_WATER_TABLE and those of quantities, with file, line and column: a column missing, no unit,
   dates out of order or twice, a value below `least` (SI), a blank. */
int water_curve_read(struct str file, struct str bytes, struct str name, struct str unit,
                     double least, bool held, struct arena *arena, struct water_curve *out,
                     struct error *error);

/* Analyses of a raw water over time. What its columns give stands in place of the section of the
   study, the rest is as there. */
struct water_compositions {
    size_t count;
    double *time;
    struct water_quality *qualities; /* as the rows say; what they do not give is not read */
    bool given[WATER_CONSTITUENTS], given_kelvin, given_alkalinity, given_doc;
    struct chem_water *waters; /* 1 kg each */
    double *doc;
    bool held;
};

/* A table with the columns date, pH, and any of temperature [degC], the constituents [mg/L],
   alkalinity [mg/L] (as CaCO3) and DOC [mg/L]. A blank is filled along the straight line between
   the rows around it; "<x" counts as half of x. pH may be blank nowhere. Errors as
   water_curve_read; waters are made by water_compositions_speciate. */
int water_compositions_read(struct str file, struct str bytes, bool held, struct arena *arena,
                            struct water_compositions *out, struct error *error);
/* Makes the waters of all rows; what the rows do not give comes from `base`. Errors of
   water_quality_speciate, with the number of the row. */
int water_compositions_speciate(struct water_compositions *compositions, struct chem *chem,
                                const struct chem_model *model, const struct water_quality *base,
                                struct error *error);
/* As water_curve_step, of the composition: 1 kg, and its DOC in mol/kgw. */
void water_compositions_step(const struct water_compositions *compositions, double from, double to,
                             struct chem_water *out, double *doc);

#endif
