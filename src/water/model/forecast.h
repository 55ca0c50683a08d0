/* What an ensemble says of days to come: bands of what leaves a tank (as limits are meant: Fe and
   Mn dissolved, all else in total), the chance to meet a limit in a month, and when a bed will have
   to be renewed. Bands are those of the members; the error of a measurement is not in them. A month
   meets a limit in a member when every day reckoned does. */
#ifndef MEGURI_WATER_MODEL_FORECAST_H
#define MEGURI_WATER_MODEL_FORECAST_H

#include "water/model/calibration.h"
#include "water/model/ensemble.h"

enum { WATER_FORECAST_ITEMS = 16 };

struct water_forecast_plan {
    const day_number *days; /* ascending; not before [observe] start when the run is in time */
    size_t day_count;
    int32_t tank; /* the point */
    struct water_analyte items[WATER_FORECAST_ITEMS];
    size_t item_count;
};

struct water_forecast {
    const struct water_forecast_plan *plan;
    uint32_t member_count;
    size_t width;                    /* values of a member: days x items, then tanks */
    double *values;                  /* [member][width] */
    struct water_run_status *status; /* [member] */
    size_t tank_count;
};

/* Runs every member of the ensemble over the plan, on the calibration's threads; lives in `arena`.
   Members that fail stay visible in `status`. */
void water_forecast_run(const struct water_calibration *calibration,
                        const struct water_ensemble *ensemble,
                        const struct water_forecast_plan *plan, struct arena *arena,
                        struct water_forecast *out);

/* NaN when no member ran. */
struct water_band water_forecast_band(const struct water_forecast *forecast, size_t day,
                                      size_t item, struct arena *arena);

/* Share of the members that run whose item stays within [low, high] on the days [first, end). */
double water_forecast_chance(const struct water_forecast *forecast, size_t item, size_t first,
                             size_t end, double low, double high);

/* The day on which the bed of a tank ends, over the members that see an end: days since [observe]
   start. `seen` of `ran` members see one; no bed or no operation: seen 0. */
struct water_forecast_end {
    struct water_band day;
    uint32_t seen, ran;
};
struct water_forecast_end water_forecast_end_of(const struct water_forecast *forecast, size_t tank,
                                                struct arena *arena);

#endif
