/* What an ensemble says of days to come, as tables and figures: for the command and the page. */
#ifndef MEGURI_WATER_PREDICTION_H
#define MEGURI_WATER_PREDICTION_H

#include "water/figures.h"
#include "water/fitting.h"
#include "water/model/forecast.h"

enum { WATER_NO_DAY = INT32_MIN, WATER_PREDICTION_TABLES = 3 };

struct water_prediction_wanted {
    struct str point;    /* a tank; empty: the last */
    day_number from;     /* WATER_NO_DAY: the day after the last observation */
    int64_t days, every; /* above 0 */
};
struct water_prediction {
    const struct water_fitting *fitting; /* its arena holds the rest */
    struct water_forecast_plan plan;
    struct water_forecast forecast;
    struct water_table tables[WATER_PREDICTION_TABLES]; /* bands, chances by month, renewals */
    size_t failed;                                      /* members, and why the last of them */
    struct str reason;
    struct str
        without_limit; /* items that no limit holds for, divided by 、: they have no chances */
};

/* Chooses point, days and items. ERR_WATER_STUDY for a point that is none, ERR_WATER_RANGE for a
   day before the run begins. */
int water_prediction_plan(const struct water_fitting *fitting,
                          const struct water_prediction_wanted *wanted,
                          struct water_prediction *out, struct error *error);
/* Runs every member and makes the tables. When the problem was cancelled meanwhile they are to be
   thrown away. */
void water_prediction_run(struct water_prediction *prediction,
                          const struct water_ensemble *ensemble);
/* One figure for each item. */
void water_prediction_figures(const struct water_prediction *prediction, struct water_figures *out);

#endif
