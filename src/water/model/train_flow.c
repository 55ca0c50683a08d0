/* What flows into and out of the tanks of a train at a moment: seasons, series, mixing. */
#include <math.h>
#include <string.h>

#include "water/model/train_slopes_inside.h"

static const double water_density = 1000; /* kg/m3 */
static const double ln10 = 2.302585092994045684;
static const double seconds_of_day = 86400, days_of_year = 365;

double water_pore_mass(const struct water_tank *tank)
{
    return tank->volume * tank->porosity * water_density / (double)tank->cells;
}

/* Monthly values stand for the middle of the month; between them a straight line. */
static double of_season(const double *monthly, double month)
{
    double place = month - 0.5 + 12;
    int low = (int)floor(place) % 12, high = (low + 1) % 12;
    double part = place - floor(place);
    return monthly[low] * (1 - part) + monthly[high] * part;
}

/* 0 <= month < 12 of a time after the beginning; without a date time begins in April. */
static double month_at(const struct water_train *train, double time)
{
    double days = time / seconds_of_day;
    if (train->begin == WATER_NO_BEGINNING)
        return fmod(3 + 12 * fmod(days, days_of_year) / days_of_year, 12);
    day_number day = train->begin + (day_number)floor(days);
    struct date first = {date_of_day(day).year, 1, 1};
    double since = day - day_of_date(first) + days - floor(days);
    return fmod(12 * since / (days_of_year + 1), 12);
}

static double absolute(const struct water_train *train, double time)
{
    return train->begin == WATER_NO_BEGINNING ? time : seconds_of_day * train->begin + time;
}

static void set_raw(const struct water_walk *walk, size_t water, double from, double to,
                    struct water_outflow *out)
{
    const struct water_train *train = walk->train;
    double factor = walk->month < 0 ? 1 : of_season(train->flow_factor, walk->month);
    *out = (struct water_outflow){.water = train->waters[water],
                                  .doc = train->qualities[water].doc,
                                  .flow = train->flows[water] * factor * water_density};
    from = absolute(train, from);
    to = absolute(train, to);
    if (walk->month >= 0 && train->flow_series[water].count > 0)
        out->flow = water_curve_step(&train->flow_series[water], from, to) * water_density;
    if (walk->month >= 0 && train->compositions[water].count > 0)
        water_compositions_step(&train->compositions[water], from, to, &out->water, &out->doc);
}

void water_walk_to(struct water_walk *walk, double from, double to)
{
    walk->month = month_at(walk->train, to);
    for (size_t i = 0; i < walk->train->water_count; i++)
        set_raw(walk, i, from, to, &walk->train->work->raw[i]);
    water_slopes_raw(walk, absolute(walk->train, from), absolute(walk->train, to), true);
}

double water_walk_next(const struct water_train *train, double time)
{
    double now = absolute(train, time), next = INFINITY;
    for (size_t i = 0; i < train->water_count; i++) {
        const struct water_curve *flow = &train->flow_series[i];
        const struct water_compositions *raw = &train->compositions[i];
        next = fmin(next, water_times_next(flow->time, flow->count, now));
        next = fmin(next, water_times_next(raw->time, raw->count, now));
    }
    return time + (next - now);
}

void water_walk_steady(struct water_walk *walk, int month)
{
    static const double middle = 0.5;
    for (size_t i = 0; i < walk->train->water_count; i++) {
        walk->month = -1;
        set_raw(walk, i, 0, 0, &walk->train->work->raw[i]);
        if (month >= 0)
            walk->train->work->raw[i].flow *= of_season(walk->train->flow_factor, month + middle);
    }
    walk->month = month < 0 ? -1 : month + middle;
    water_slopes_raw(walk, 0, 0, false);
}

/* The temperature of a tank; its inflow's when nothing is said. */
static double tank_kelvin(const struct water_walk *walk, const struct water_tank *tank,
                          const struct water_outflow *in, double from, double to)
{
    const struct water_train *train = walk->train;
    if (walk->month >= 0 && tank->kelvins.count > 0)
        return water_curve_step(&tank->kelvins, absolute(train, from), absolute(train, to));
    if (tank->kelvin > 0)
        return tank->kelvin;
    return walk->month >= 0 && train->season_kelvin[0] > 0
               ? of_season(train->season_kelvin, walk->month)
               : in->water.kelvin;
}

void water_walk_inflow(const struct water_walk *walk, const struct water_tank *tank,
                       struct water_outflow *in, double *kelvin, double from, double to)
{
    const struct water_train_work *work = walk->train->work;
    double doc = 0;
    in->water.model = NULL;
    in->flow = 0;
    memset(in->carried, 0, sizeof in->carried);
    for (size_t i = 0; i < tank->source_count; i++) {
        const struct water_source *source = &tank->sources[i];
        const struct water_outflow *out =
            source->tank == CHEM_NONE ? &work->raw[source->water] : &work->tanks[source->tank];
        double flow = source->share * out->flow;
        if (!in->water.model) {
            in->water = out->water;
            in->water.mass = 0;
            memset(in->water.totals, 0, sizeof in->water.totals);
        }
        chem_water_mix(&in->water, &out->water, flow / out->water.mass);
        doc += flow * out->doc;
        in->flow += flow;
        for (size_t k = 0; k < walk->train->particles.count; k++)
            in->carried[k] += flow * out->carried[k];
    }
    in->doc = in->flow > 0 ? doc / in->flow : 0;
    for (size_t k = 0; k < walk->train->particles.count && in->flow > 0; k++)
        in->carried[k] /= in->flow;
    *kelvin = tank_kelvin(walk, tank, in, from, to);
    water_slopes_inflow(walk, tank, in);
}

int water_walk_join(const struct water_walk *walk, const struct water_tank *tank,
                    const struct water_outflow *in, struct water_outflow *out, struct error *error)
{
    double round = tank->bypass * in->flow, all = round + out->flow;
    if (!(round > 0))
        return 0;
    struct chem_water mixed = out->water;
    mixed.mass = 0;
    memset(mixed.totals, 0, sizeof mixed.totals);
    chem_water_mix(&mixed, &out->water, out->flow / all / out->water.mass);
    chem_water_mix(&mixed, &in->water, round / all / in->water.mass);
    double doc = (out->flow * out->doc + round * in->doc) / all;
    struct chem_cell cell = {.water = &mixed};
    int status = chem_equilibrate(chem_solver_of(walk->train->chem), &cell, NULL, error);
    if (!status)
        status = water_slopes_join(walk, tank, in, out, &mixed, error);
    if (status) {
        error_in(error, tank->name);
        return status;
    }
    /* of 1 kg mixed so much is H2O now */
    struct water_outflow joined = {
        .water = mixed, .doc = doc / mixed.mass, .flow = all * mixed.mass};
    for (size_t k = 0; k < walk->train->particles.count; k++)
        joined.carried[k] =
            (out->flow * out->carried[k] + round * in->carried[k]) / all / mixed.mass;
    *out = joined;
    return 0;
}

void water_walk_report(const struct water_walk *walk, size_t t, struct water_tank_result *out)
{
    const struct water_train *train = walk->train;
    const struct water_outflow *flow = &train->work->tanks[t];
    const struct water_tank *tank = &train->tanks[t];
    const struct chem_water *water = &flow->water;
    out->flow = flow->flow / water_density;
    out->retention = out->flow > 0 ? tank->volume * tank->porosity / out->flow : 0;
    out->ph = -water->ln_activity[train->model->proton] / ln10;
    out->charge = chem_water_charge(water) / water->mass;
    out->doc = flow->doc;
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        int32_t component = train->constituents[i];
        out->molality[i] = component == CHEM_NONE ? 0 : water->totals[component] / water->mass;
        out->total[i] =
            out->molality[i] + water_particles_content(&train->particles, flow->carried, i);
    }
    out->suspended = water_particles_mass(&train->particles, flow->carried);
}
