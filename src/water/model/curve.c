#include "water/model/curve.h"

#include <math.h>
#include <string.h>

/* The last row at or before a time; SIZE_MAX before the first. */
static size_t row_before(const double *times, size_t count, double time)
{
    size_t low = 0, high = count; /* the first row after `time` lies in [low, high] */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (times[middle] > time)
            high = middle;
        else
            low = middle + 1;
    }
    return low == 0 ? SIZE_MAX : low - 1;
}

/* How much each row counts in the mean between two times: told to `add` as shares that sum to 1. */
typedef void add_share(void *data, size_t row, double share);

/* The part of one gap between rows; `from` and `to` lie in it. */
static void share_gap(const double *times, size_t count, size_t row, bool held, double from,
                      double to, double share, add_share *add, void *data)
{
    if (row == SIZE_MAX || row + 1 == count || held) {
        add(data, row == SIZE_MAX ? 0 : row, share);
        return;
    }
    double place = ((from + to) / 2 - times[row]) / (times[row + 1] - times[row]);
    add(data, row, share * (1 - place));
    add(data, row + 1, share * place);
}

static void share_rows(const double *times, size_t count, bool held, double from, double to,
                       add_share *add, void *data)
{
    size_t row = row_before(times, count, from);
    if (!(to > from)) {
        share_gap(times, count, row, held, from, from, 1, add, data);
        return;
    }
    for (double at = from; at < to; row = row == SIZE_MAX ? 0 : row + 1) {
        size_t next = row == SIZE_MAX ? 0 : row + 1;
        double end = next < count ? fmin(times[next], to) : to;
        if (end > at)
            share_gap(times, count, row, held, at, end, (end - at) / (to - from), add, data);
        at = end;
    }
}

struct mean {
    const double *value;
    double sum;
};

static void add_value(void *data, size_t row, double share)
{
    struct mean *mean = data;
    mean->sum += share * mean->value[row];
}

double water_curve_mean(const struct water_curve *series, double from, double to)
{
    struct mean mean = {series->value, 0};
    share_rows(series->time, series->count, series->held, from, to, add_value, &mean);
    return mean.sum;
}

double water_times_next(const double *times, size_t count, double time)
{
    size_t row = row_before(times, count, time);
    size_t next = row == SIZE_MAX ? 0 : row + 1;
    return next < count ? times[next] : INFINITY;
}

/* Where the span begins that a step sees. */
static double seen_from(const double *times, size_t count, bool held, double from, double to)
{
    return !held && water_times_next(times, count, from) >= to ? to : from;
}

double water_curve_step(const struct water_curve *series, double from, double to)
{
    return water_curve_mean(series, seen_from(series->time, series->count, series->held, from, to),
                            to);
}

struct mixture {
    const struct water_compositions *compositions;
    struct chem_water *water;
    double doc, largest;
};

/* Totals and activities follow the same straight lines; the activities only start a search. */
static void add_water(void *data, size_t row, double share)
{
    struct mixture *mixture = data;
    const struct chem_water *part = &mixture->compositions->waters[row];
    struct chem_water *water = mixture->water;
    if (share > mixture->largest) {
        memcpy(water->ln_activity, part->ln_activity, sizeof water->ln_activity);
        water->ionic_strength = part->ionic_strength;
        mixture->largest = share;
    }
    for (uint32_t j = 0; j < part->model->component_count; j++)
        water->totals[j] += share * part->totals[j];
    water->mass += share * part->mass;
    water->kelvin += share * part->kelvin;
    mixture->doc += share * mixture->compositions->doc[row];
}

void water_compositions_step(const struct water_compositions *compositions, double from, double to,
                             struct chem_water *out, double *doc)
{
    struct mixture mixture = {compositions, out, 0, 0};
    *out = (struct chem_water){.model = compositions->waters[0].model};
    share_rows(compositions->time, compositions->count, compositions->held,
               seen_from(compositions->time, compositions->count, compositions->held, from, to), to,
               add_water, &mixture);
    *doc = mixture.doc;
}

/* A row of the table with what the study's section says of the rest. */
static void complete(const struct water_compositions *compositions, size_t row,
                     const struct water_quality *base, struct water_quality *out)
{
    const struct water_quality *given = &compositions->qualities[row];
    *out = *base;
    out->ph = given->ph;
    if (compositions->given_kelvin)
        out->kelvin = given->kelvin;
    if (compositions->given_doc)
        out->doc = given->doc;
    for (int i = 0; i < WATER_CONSTITUENTS; i++)
        if (compositions->given[i])
            out->molality[i] = given->molality[i];
    int carbon = water_constituent_find(STR("TIC"));
    if (compositions->given_alkalinity) {
        out->has_alkalinity = true;
        out->alkalinity = given->alkalinity;
        out->molality[carbon] = 0;
    } else if (compositions->given[carbon]) {
        out->has_alkalinity = false;
    }
}

int water_compositions_speciate(struct water_compositions *compositions, struct chem *chem,
                                const struct chem_model *model, const struct water_quality *base,
                                struct error *error)
{
    int status = 0;
    for (size_t row = 0; row < compositions->count && !status; row++) {
        struct water_quality quality;
        complete(compositions, row, base, &quality);
        compositions->doc[row] = quality.doc;
        status = water_quality_speciate(chem, model, &quality, &compositions->waters[row], error);
    }
    return status;
}
