/* What a measure saved, after the fact: consumption of the time before is regressed on what drove
   it (flow, acid load, cold days); the regression says what the time after would have consumed; the
   saving is the difference to what was metered, with its uncertainty.
   Source: option C of the IPMVP core concepts, ordinary least squares; the interval is that of a
   sum of predictions, so it holds the errors of the coefficients and of the single periods. */
#ifndef MEGURI_WATER_MODEL_VERIFICATION_H
#define MEGURI_WATER_MODEL_VERIFICATION_H

#include "base/error.h"

enum { WATER_DRIVERS = 3 };

/* One metered period (usually a month). */
struct water_metered {
    double consumption;            /* kWh, kg: any unit, the same for all */
    double drivers[WATER_DRIVERS]; /* in use: the first `driver_count` */
};

struct water_saving {
    double coefficients[WATER_DRIVERS + 1]; /* constant first */
    double r_squared;
    double cv_rmse;          /* of the time before */
    double expected, actual; /* sums over the time after */
    double saving;           /* expected - actual */
    double half_width;       /* of its 95 % interval */
    size_t before_count, after_count;
    bool outside; /* a driver of the time after lies outside the range of the time before */
};

/* At least driver_count + 4 periods before and one after. ERR_WATER_RANGE when there are fewer,
   when a number is not finite, or when the drivers of the time before cannot be told apart. */
int water_saving_verify(const struct water_metered *before, size_t before_count,
                        const struct water_metered *after, size_t after_count, size_t driver_count,
                        struct water_saving *out, struct error *error);

#endif
