#include "water/model/verification.h"

#include <math.h>
#include <string.h>

enum { UNKNOWNS = WATER_DRIVERS + 1 };

/* Normal equations of the regression; drivers are scaled by their largest size so that flow in
   L/min and load in kg weigh alike in the elimination. */
struct regression {
    size_t n;
    double scale[UNKNOWNS], normal[UNKNOWNS][UNKNOWNS], inverse[UNKNOWNS][UNKNOWNS],
        right[UNKNOWNS];
};

static void row_of(const struct water_metered *period, const struct regression *r,
                   double x[UNKNOWNS])
{
    x[0] = 1;
    for (size_t i = 1; i < r->n; i++)
        x[i] = period->drivers[i - 1] / r->scale[i];
}

static void build(struct regression *r, const struct water_metered *before, size_t count)
{
    for (size_t i = 1; i < r->n; i++) {
        r->scale[i] = 0;
        for (size_t k = 0; k < count; k++)
            r->scale[i] = fmax(r->scale[i], fabs(before[k].drivers[i - 1]));
        if (!(r->scale[i] > 0))
            r->scale[i] = 1;
    }
    for (size_t k = 0; k < count; k++) {
        double x[UNKNOWNS];
        row_of(&before[k], r, x);
        for (size_t i = 0; i < r->n; i++) {
            r->right[i] += x[i] * before[k].consumption;
            for (size_t j = 0; j < r->n; j++)
                r->normal[i][j] += x[i] * x[j];
        }
    }
}

/* Gauss-Jordan with pivots from the diagonal: the matrix is symmetric and positive definite unless
   the drivers depend on each other. */
static bool invert(struct regression *r)
{
    double a[UNKNOWNS][UNKNOWNS];
    memcpy(a, r->normal, sizeof a);
    for (size_t i = 0; i < r->n; i++)
        for (size_t j = 0; j < r->n; j++)
            r->inverse[i][j] = i == j;
    for (size_t p = 0; p < r->n; p++) {
        if (!(a[p][p] > 1e-10 * r->normal[p][p]))
            return false;
        double pivot = a[p][p];
        for (size_t j = 0; j < r->n; j++) {
            a[p][j] /= pivot;
            r->inverse[p][j] /= pivot;
        }
        for (size_t i = 0; i < r->n; i++) {
            double factor = a[i][p];
            for (size_t j = 0; j < r->n && i != p; j++) {
                a[i][j] -= factor * a[p][j];
                r->inverse[i][j] -= factor * r->inverse[p][j];
            }
        }
    }
    return true;
}

/* 0.975 quantile of Student's t, expansion in 1/v (Abramowitz & Stegun 26.7.5), exact to 0.5 % for
   v >= 3; 1 and 2 degrees of freedom are not reached (three periods more than unknowns). */
static double student_975(size_t freedom)
{
    double z = 1.959963984540054, v = (double)freedom, z2 = z * z;
    return z * (1 + (z2 + 1) / (4 * v) + (5 * z2 * z2 + 16 * z2 + 3) / (96 * v * v) +
                (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / (384 * v * v * v));
}

static int check_periods(const struct water_metered *periods, size_t count, size_t drivers,
                         struct error *error)
{
    for (size_t k = 0; k < count; k++) {
        bool finite = isfinite(periods[k].consumption);
        for (size_t i = 0; i < drivers; i++)
            finite = finite && isfinite(periods[k].drivers[i]);
        if (!finite)
            return ERROR(error, ERR_WATER_RANGE, BOTH("計量値", "metered value"), STR("NaN"),
                         BOTH("有限の数を書いてください", "write a finite number"));
    }
    return 0;
}

static double predicted(const struct regression *r, const struct water_metered *period,
                        const double *coefficients)
{
    double x[UNKNOWNS], sum = 0;
    row_of(period, r, x);
    for (size_t i = 0; i < r->n; i++)
        sum += coefficients[i] * x[i];
    return sum;
}

/* Fills r_squared and cv_rmse; returns the residual variance. */
static double judge_fit(const struct regression *r, const struct water_metered *before,
                        size_t count, const double *coefficients, struct water_saving *out)
{
    double mean = 0, residuals = 0, total = 0;
    for (size_t k = 0; k < count; k++)
        mean += before[k].consumption / (double)count;
    for (size_t k = 0; k < count; k++) {
        double residual = before[k].consumption - predicted(r, &before[k], coefficients);
        residuals += residual * residual;
        total += (before[k].consumption - mean) * (before[k].consumption - mean);
    }
    double variance = residuals / (double)(count - r->n);
    out->r_squared = total > 0 ? 1 - residuals / total : 1;
    out->cv_rmse = sqrt(variance) / fabs(mean);
    return variance;
}

static bool outside_range(const struct water_metered *before, size_t before_count,
                          const struct water_metered *after, size_t after_count, size_t driver)
{
    double low = before[0].drivers[driver], high = low;
    for (size_t k = 1; k < before_count; k++) {
        low = fmin(low, before[k].drivers[driver]);
        high = fmax(high, before[k].drivers[driver]);
    }
    for (size_t k = 0; k < after_count; k++)
        if (after[k].drivers[driver] < low || after[k].drivers[driver] > high)
            return true;
    return false;
}

static void sum_the_time_after(const struct regression *r, const struct water_metered *after,
                               size_t count, const double *coefficients, double variance,
                               size_t freedom, struct water_saving *out)
{
    double sums[UNKNOWNS] = {0}, leverage = 0;
    for (size_t k = 0; k < count; k++) {
        double x[UNKNOWNS];
        row_of(&after[k], r, x);
        for (size_t i = 0; i < r->n; i++)
            sums[i] += x[i];
        out->expected += predicted(r, &after[k], coefficients);
        out->actual += after[k].consumption;
    }
    for (size_t i = 0; i < r->n; i++)
        for (size_t j = 0; j < r->n; j++)
            leverage += sums[i] * r->inverse[i][j] * sums[j];
    out->saving = out->expected - out->actual;
    out->half_width = student_975(freedom) * sqrt(variance * ((double)count + leverage));
}

int water_saving_verify(const struct water_metered *before, size_t before_count,
                        const struct water_metered *after, size_t after_count, size_t driver_count,
                        struct water_saving *out, struct error *error)
{
    *out = (struct water_saving){.before_count = before_count, .after_count = after_count};
    if (driver_count > WATER_DRIVERS || before_count < driver_count + 4 || after_count < 1)
        return ERROR(error, ERR_WATER_RANGE, BOTH("計量期間の数", "number of periods"),
                     BOTH("少なすぎ", "too few"),
                     BOTH("導入前は説明変数の数 + 4 期間以上、導入後は 1 期間以上が要ります",
                          "before: at least drivers + 4 periods, after: at least one"));
    int status = check_periods(before, before_count, driver_count, error);
    if (!status)
        status = check_periods(after, after_count, driver_count, error);
    if (status)
        return status;
    struct regression r = {.n = driver_count + 1, .scale = {1, 1, 1, 1}};
    build(&r, before, before_count);
    if (!invert(&r))
        return ERROR(error, ERR_WATER_RANGE, BOTH("説明変数", "drivers"),
                     BOTH("（導入前）", "(before)"),
                     BOTH("互いに区別できません。一つ減らしてください",
                          "they cannot be told apart; use one less"));
    double coefficients[UNKNOWNS] = {0};
    for (size_t i = 0; i < r.n; i++)
        for (size_t j = 0; j < r.n; j++)
            coefficients[i] += r.inverse[i][j] * r.right[j];
    double variance = judge_fit(&r, before, before_count, coefficients, out);
    sum_the_time_after(&r, after, after_count, coefficients, variance, before_count - r.n, out);
    for (size_t i = 0; i < r.n; i++)
        out->coefficients[i] = coefficients[i] / r.scale[i];
    for (size_t i = 0; i < driver_count; i++)
        out->outside = out->outside || outside_range(before, before_count, after, after_count, i);
    return 0;
}
