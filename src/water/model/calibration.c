#include "water/model/calibration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "water/model/calibration_inside.h"

static const double seconds_per_day = 86400, noon = 43200;

double water_calibration_particulate(const struct water_calibration *c, const double *parameter,
                                     struct str item)
{
    for (size_t j = 0; j < c->problem.parameter_count; j++)
        if (c->addresses[j].kind == WATER_ADDRESS_PARTICULATE &&
            str_equal(c->addresses[j].item, item))
            return parameter[j];
    return water_particulates_find(&c->workers[0].particulates, item);
}

bool water_calibration_has_particulate(const struct water_calibration *c, struct str item)
{
    const struct water_particulates *given = &c->workers[0].particulates;
    for (size_t j = 0; j < c->problem.parameter_count; j++)
        if (c->addresses[j].kind == WATER_ADDRESS_PARTICULATE &&
            str_equal(c->addresses[j].item, item))
            return true;
    for (size_t i = 0; i < given->count; i++)
        if (str_equal(given->rows[i].item, item))
            return true;
    return false;
}

/* The train as the study has it, with the parameters put in and fresh cells. */
static int put_parameters(const struct water_calibration *c, struct water_calibration_worker *w,
                          const double *parameter, struct error *error)
{
    struct water_train *train = &w->train;
    bool waters_changed = false;
    memcpy(train->tanks, w->tanks, train->tank_count * sizeof *w->tanks);
    memcpy(train->qualities, w->qualities, train->water_count * sizeof *w->qualities);
    memcpy(train->waters, w->waters, train->water_count * sizeof *w->waters);
    memcpy(train->flows, w->flows, train->water_count * sizeof *w->flows);
    for (size_t j = 0; j < c->problem.parameter_count; j++)
        if (water_address_set(train, &c->addresses[j], parameter[j], w->flows))
            waters_changed = true;
    int status = waters_changed ? water_train_speciate(train, error) : 0;
    if (status)
        return status;
    water_train_reset(train);
    return water_train_slopes_begin(train, w->carried, parameter, w->flows, error);
}

static void keep_slopes(const struct water_calibration *c, struct water_calibration_worker *w,
                        int month)
{
    memcpy(w->month_slopes[month], water_train_slopes_now(w->carried),
           w->train.tank_count * c->problem.parameter_count * sizeof *w->seen);
}

static int run_steady(const struct water_calibration *c, struct water_calibration_worker *w,
                      const day_number *days, size_t count, water_calibration_see *see, void *state,
                      struct error *error)
{
    bool known[12] = {false};
    for (size_t i = 0; i < count; i++) {
        int month = date_of_day(days[i]).month - 1;
        int status =
            known[month] ? 0 : water_train_settle(&w->train, month, &w->months[month], error);
        if (status)
            return status;
        if (w->carried && !known[month])
            keep_slopes(c, w, month);
        w->seen = w->month_slopes[month];
        known[month] = true;
        see(state, i, &w->train, &w->months[month]);
    }
    return 0;
}

/* Seconds from the train's beginning to the start of a day; a train without one begins in April. */
static double start_of(const struct water_train *train, day_number day)
{
    struct date april = {fiscal_year_of_day(day), 4, 1};
    day_number begin = train->begin == WATER_NO_BEGINNING ? day_of_date(april) : train->begin;
    return seconds_per_day * (day - begin);
}

/* What a run in time is shown to: the n-th of its times is the n-th day. */
struct course {
    size_t index;
    water_calibration_see *see;
    void *state;
};

static void see_time(void *data, double time, const struct water_train *train,
                     const struct water_run *run)
{
    struct course *course = data;
    (void)time;
    course->see(course->state, course->index++, train, run);
}

static int run_in_time(const struct water_calibration *c, struct water_calibration_worker *w,
                       const day_number *days, size_t count, water_calibration_see *see,
                       void *state, struct error *error)
{
    struct course course = {0, see, state};
    double start = start_of(&w->train, c->observe.start);
    double *times = ARENA_ARRAY(w->run_arena, double, count);
    for (size_t i = 0; i < count; i++)
        times[i] = start + seconds_per_day * (days[i] - c->observe.start) + noon;
    struct water_span span = {.start = start,
                              .seconds = count > 0 ? times[count - 1] - start : 0,
                              .longest = c->observe.step,
                              .tolerance = c->observe.tolerance,
                              .times = times,
                              .time_count = count,
                              .observe = see_time,
                              .data = &course};
    w->run = (struct water_run){0};
    int status = water_train_run(&w->train, &span, &w->run, error);
    arena_reset(w->run_arena);
    return status;
}

static int run_operation(const struct water_calibration *c, struct water_calibration_worker *w,
                         const day_number *days, size_t count, water_calibration_see *see,
                         void *state, struct error *error)
{
    int64_t done = 0;
    w->run = (struct water_run){0};
    water_operation_begin(&w->operation, &w->train);
    for (size_t i = 0; i < count; i++) {
        int64_t until = days[i] - c->observe.start + 1;
        int status =
            water_operation_advance(&w->operation, until - done, c->observe.step, &w->run, error);
        if (status)
            return status;
        done = until;
        see(state, i, &w->train, &w->run);
    }
    return 0;
}

const struct water_operation *water_calibration_operation(const struct water_calibration *c,
                                                          unsigned thread)
{
    return c->workers[thread].has_operation ? &c->workers[thread].operation : NULL;
}

int water_calibration_run(const struct water_calibration *c, unsigned thread,
                          const double *parameter, const day_number *days, size_t count,
                          water_calibration_see *see, void *state, struct error *error)
{
    struct water_calibration_worker *w = &c->workers[thread];
    int status = put_parameters(c, w, parameter, error);
    if (status)
        return status;
    if (w->has_operation)
        return run_operation(c, w, days, count, see, state, error);
    return c->observe.in_time ? run_in_time(c, w, days, count, see, state, error)
                              : run_steady(c, w, days, count, see, state, error);
}

/* Fills the simulated values of the observations of a day. */
struct filling {
    const struct water_calibration_worker *worker;
    const double *parameter;
    double *simulated, *jacobian;
};

static void fill_day(void *state, size_t index, const struct water_train *train,
                     const struct water_run *run)
{
    const struct filling *f = state;
    const struct water_calibration *c = f->worker->calibration;
    for (size_t i = 0; i < c->samples.count; i++) {
        const struct water_observed *s = &c->samples.rows[i];
        if (f->worker->day_of[i] != index)
            continue;
        bool fraction = s->total && water_calibration_has_particulate(c, s->item.name);
        if (s->tank == CHEM_NONE)
            f->simulated[i] = water_analyte_of_water(&s->item, &train->qualities[s->water]);
        else if (s->total && !fraction)
            f->simulated[i] = water_analyte_total_of_tank(&s->item, &run->tanks[s->tank]);
        else
            f->simulated[i] = water_analyte_of_tank(&s->item, &run->tanks[s->tank]);
        if (fraction)
            f->simulated[i] +=
                s->suspended * water_calibration_particulate(c, f->parameter, s->item.name);
        if (f->jacobian)
            water_calibration_slopes(c, f->worker, i, f->jacobian + i * c->problem.parameter_count);
    }
}

static int run_problem(void *model, unsigned thread, const double *parameter, double *simulated,
                       double *jacobian, struct error *error)
{
    const struct water_calibration *c = model;
    struct water_calibration_worker *w = &c->workers[thread];
    struct filling filling = {w, parameter, simulated, jacobian};
    if (jacobian)
        water_calibration_carry(c, w);
    int status = water_calibration_run(c, thread, parameter, w->days, w->day_count, fill_day,
                                       &filling, error);
    w->carried = NULL;
    return status;
}

static int compare_days(const void *a, const void *b)
{
    day_number x = *(const day_number *)a, y = *(const day_number *)b;
    return (x > y) - (x < y);
}

/* Distinct days in order, and the place of each observation among them. */
static void order_days(struct water_calibration *c, struct arena *arena)
{
    size_t count = c->samples.count, distinct = 0;
    day_number *days = ARENA_ARRAY(arena, day_number, count);
    size_t *day_of = ARENA_ARRAY(arena, size_t, count);
    for (size_t i = 0; i < count; i++)
        days[i] = c->samples.rows[i].day;
    qsort(days, count, sizeof *days, compare_days);
    for (size_t i = 0; i < count; i++)
        if (distinct == 0 || days[distinct - 1] != days[i])
            days[distinct++] = days[i];
    for (size_t i = 0; i < count; i++) {
        const day_number *found =
            bsearch(&c->samples.rows[i].day, days, distinct, sizeof *days, compare_days);
        day_of[i] = (size_t)(found - days);
    }
    for (unsigned t = 0; t < c->problem.thread_count; t++) {
        c->workers[t].days = days;
        c->workers[t].day_of = day_of;
        c->workers[t].day_count = distinct;
    }
}

static int check_start(const struct water_calibration *c, struct error *error)
{
    if (c->workers[0].has_operation && c->workers[0].operation.start != c->observe.start)
        return ERROR(error, ERR_WATER_STUDY, STR("[observe] start"),
                     BOTH("[operation] の start と同じ日にしてください",
                          "it must be the day of start of [operation]"));
    for (size_t i = 0; i < c->samples.count && c->observe.in_time; i++)
        if (c->samples.rows[i].day < c->observe.start) {
            int status =
                ERROR(error, ERR_WATER_TABLE, BOTH("日付", "date"),
                      BOTH("[observe] の start より前の観測です", "before start of [observe]"));
            error_at(error, c->samples.file, c->samples.rows[i].line, 0);
            return status;
        }
    return 0;
}

/* A fraction of the study is of measured solids: these must be there. */
static int check_totals(const struct water_calibration *c, struct error *error)
{
    for (size_t i = 0; i < c->samples.count; i++) {
        const struct water_observed *s = &c->samples.rows[i];
        if (!s->total || !isnan(s->suspended) ||
            !water_calibration_has_particulate(c, s->item.name))
            continue;
        int status =
            ERROR(error, ERR_WATER_TABLE, BOTH("浮遊物質", "suspended"),
                  BOTH("[particulate] のある項目の全量には浮遊物質（mg/L）が要ります。"
                       "suspended（浮遊物質）の列か検討ファイルの [observe] suspended に"
                       "書いてください",
                       "a total of an item under [particulate] needs the suspended solids in mg/L: "
                       "in the column suspended, or under [observe] of the study"));
        error_at(error, c->samples.file, s->line, 0);
        return status;
    }
    return 0;
}

/* The points of a table are the train's tanks and raw waters. */
static struct water_observed_points points_of(const struct water_train *train, struct arena *arena)
{
    struct str *tanks = ARENA_ARRAY(arena, struct str, train->tank_count);
    for (size_t i = 0; i < train->tank_count; i++)
        tanks[i] = train->tanks[i].name;
    return (struct water_observed_points){.tanks = tanks,
                                          .waters = train->water_names,
                                          .tank_count = train->tank_count,
                                          .water_count = train->water_count};
}

static bool has_operation(const struct water_study_text *text)
{
    static const char *const kinds[] = {"operation", "bed", "event"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (water_section_find(text, str_from_c(kinds[i]), (struct str){0}))
            return true;
    return false;
}

/* The first train is read, the others are copies of it. */
static int open_worker(const struct water_train_sources *sources, bool in_time,
                       const struct water_calibration_worker *first,
                       struct water_calibration_worker *w, struct error *error)
{
    w->arena = arena_create();
    w->run_arena = arena_create();
    int status = 0;
    if (w == first)
        status = water_train_read(sources->text, sources->database, sources->rates, sources->units,
                                  sources->day, w->arena, &w->train, error);
    else
        water_train_copy(&first->train, w->arena, &w->train);
    if (!status && in_time && has_operation(sources->text)) {
        w->has_operation = true;
        status = water_operation_read(sources->text, &w->train, sources->beds, sources->day,
                                      w->arena, &w->operation, error);
    }
    memcpy(w->tanks, w->train.tanks, sizeof w->tanks);
    memcpy(w->qualities, w->train.qualities, sizeof w->qualities);
    memcpy(w->waters, w->train.waters, sizeof w->waters);
    memcpy(w->flows, w->train.flows, sizeof w->flows);
    return status;
}

int water_calibration_open(const struct water_train_sources *sources,
                           const struct water_observe *observe, struct str table, unsigned threads,
                           struct arena *arena, struct water_calibration *c, struct error *error)
{
    *c = (struct water_calibration){
        .observe = *observe,
        .workers = ARENA_ARRAY(arena, struct water_calibration_worker, threads)};
    c->problem = (struct water_problem){
        .run = run_problem, .model = c, .has_jacobian = true, .thread_count = threads};
    c->train = &c->workers[0].train;
    struct water_parameter *parameters = NULL;
    struct water_particulates particulates = {0};
    struct water_observed_points points = {0};
    int status = 0;
    for (unsigned t = 0; t < threads && !status; t++) {
        c->workers[t].calibration = c;
        status = open_worker(sources, observe->in_time, c->workers, &c->workers[t], error);
    }
    if (!status)
        status =
            water_parameters_read(sources->text, &c->workers[0].train, arena, &parameters,
                                  &c->addresses, &c->problem.parameter_count, &particulates, error);
    c->problem.parameters = parameters;
    for (unsigned t = 0; t < threads; t++)
        c->workers[t].particulates = particulates;
    if (!status)
        points = points_of(c->train, arena);
    if (!status)
        status = water_observed_read(observe->table, table, &points, &observe->rules, arena,
                                     &c->samples, error);
    if (!status)
        status = check_start(c, error);
    if (!status)
        status = check_totals(c, error);
    if (status)
        return status;
    for (unsigned t = 0; t < threads && observe->tolerance > 0; t++)
        c->workers[t].operation.tolerance = observe->tolerance;
    c->problem.observations = water_observed_list(&c->samples, &points, arena);
    c->problem.observation_count = c->samples.count;
    order_days(c, arena);
    return 0;
}

void water_calibration_close(struct water_calibration *c)
{
    /* copies before the one they were made of */
    for (unsigned t = c->workers ? c->problem.thread_count : 0; t-- > 0;) {
        water_train_finish(&c->workers[t].train);
        arena_destroy(c->workers[t].run_arena);
        arena_destroy(c->workers[t].arena);
    }
    *c = (struct water_calibration){0};
}
