#include "water/model/forecast.h"

#include <math.h>
#include <stdlib.h>

static const double never = 1e12; /* days: a bed whose end is not to be seen */

/* The model of a forecast: its "observations" are the values of a member. */
struct course {
    const struct water_calibration *calibration;
    const struct water_forecast_plan *plan;
};

struct filling {
    const struct water_forecast_plan *plan;
    double *values;
};

static void fill_day(void *state, size_t index, const struct water_train *train,
                     const struct water_run *run)
{
    const struct filling *f = state;
    (void)train;
    for (size_t i = 0; i < f->plan->item_count; i++)
        f->values[index * f->plan->item_count + i] =
            water_analyte_limited_of_tank(&f->plan->items[i], &run->tanks[f->plan->tank]);
}

static void fill_ends(const struct water_operation *operation, size_t tank_count, double *ends)
{
    for (size_t t = 0; t < tank_count; t++) {
        enum water_end which;
        double day;
        bool seen = operation && operation->has_bed[t] &&
                    water_operation_first_end(&operation->records[t], &which, &day);
        ends[t] = seen ? fmin(day, never) : never;
    }
}

static int run_course(void *model, unsigned thread, const double *parameter, double *values,
                      double *jacobian, struct error *error)
{
    const struct course *course = model;
    const struct water_forecast_plan *plan = course->plan;
    (void)jacobian;
    struct filling filling = {plan, values};
    int status = water_calibration_run(course->calibration, thread, parameter, plan->days,
                                       plan->day_count, fill_day, &filling, error);
    if (!status)
        fill_ends(water_calibration_operation(course->calibration, thread),
                  course->calibration->train->tank_count,
                  values + plan->day_count * plan->item_count);
    return status;
}

void water_forecast_run(const struct water_calibration *c, const struct water_ensemble *ensemble,
                        const struct water_forecast_plan *plan, struct arena *arena,
                        struct water_forecast *out)
{
    struct course course = {c, plan};
    size_t tanks = c->train->tank_count;
    size_t width = plan->day_count * plan->item_count + tanks;
    struct water_observation *names = ARENA_ARRAY(arena, struct water_observation, width);
    for (size_t i = 0; i < width; i++)
        names[i].name = i < width - tanks ? plan->items[i % plan->item_count].name : STR("bed");
    struct water_problem problem = c->problem;
    problem.observations = names;
    problem.observation_count = width;
    problem.run = run_course;
    problem.model = &course;
    *out = (struct water_forecast){
        .plan = plan,
        .member_count = ensemble->member_count,
        .width = width,
        .values = ARENA_ARRAY(arena, double, ensemble->member_count *width),
        .status = ARENA_ARRAY(arena, struct water_run_status, ensemble->member_count),
        .tank_count = tanks};
    water_run_members(&problem, ensemble->transformed, ensemble->member_count, out->values,
                      out->status, arena);
}

static const double *values_of(const struct water_forecast *f, uint32_t member)
{
    return f->values + member * f->width;
}

struct water_band water_forecast_band(const struct water_forecast *f, size_t day, size_t item,
                                      struct arena *arena)
{
    double *values = ARENA_ARRAY(arena, double, f->member_count);
    size_t count = 0;
    for (uint32_t member = 0; member < f->member_count; member++)
        if (!f->status[member].failed)
            values[count++] = values_of(f, member)[day * f->plan->item_count + item];
    return water_band_of(values, count);
}

double water_forecast_chance(const struct water_forecast *f, size_t item, size_t first, size_t end,
                             double low, double high)
{
    uint32_t ran = 0, met = 0;
    for (uint32_t member = 0; member < f->member_count; member++) {
        bool meets = true;
        if (f->status[member].failed)
            continue;
        for (size_t day = first; day < end; day++) {
            double value = values_of(f, member)[day * f->plan->item_count + item];
            meets = meets && value >= low && value <= high;
        }
        ran++;
        met += meets;
    }
    return ran > 0 ? (double)met / ran : NAN;
}

struct water_forecast_end water_forecast_end_of(const struct water_forecast *f, size_t tank,
                                                struct arena *arena)
{
    struct water_forecast_end out = {0};
    double *days = ARENA_ARRAY(arena, double, f->member_count);
    for (uint32_t member = 0; member < f->member_count; member++) {
        if (f->status[member].failed)
            continue;
        double day = values_of(f, member)[f->width - f->tank_count + tank];
        out.ran++;
        if (day < never)
            days[out.seen++] = day;
    }
    out.day = water_band_of(days, out.seen);
    return out;
}
