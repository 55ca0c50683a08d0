#include "water/data/mine_figures.h"

#include <math.h>
#include <stdlib.h>

#include "water/data/series.h"

static const struct str statistics[WATER_STATISTICS][2] = {
    [WATER_MEDIAN] = {STR_INIT("median"), STR_INIT("中央値")},
    [WATER_NEWEST] = {STR_INIT("newest"), STR_INIT("最新の値")},
    [WATER_HIGHEST] = {STR_INIT("highest"), STR_INIT("最大値")},
};

struct str water_statistic_name(enum water_statistic statistic)
{
    return statistics[statistic][0];
}

struct str water_statistic_title(enum water_statistic statistic)
{
    return statistics[statistic][1];
}

bool water_statistic_parse(struct str name, enum water_statistic *out)
{
    for (int i = 0; i < WATER_STATISTICS; i++)
        if (str_equal(statistics[i][0], name)) {
            *out = (enum water_statistic)i;
            return true;
        }
    return false;
}

/* One value of an item: "<x" stands at x, a result without a number at NaN. */
struct value {
    double number;
    bool is_bound;
    utc_us at;
};

struct figures_call {
    const struct web_actor *actor;
    const struct water_figures_ask *ask;
    int64_t mine;
    utc_us from, to; /* to 0: open */
    struct water_point *points;
    size_t point_count;
    struct water_series *series;
    size_t series_count;
    struct water_result *results; /* of the raw point that was chosen */
    size_t result_count;
    const struct water_point *raw;
    size_t raw_points;
};

static const struct water_series *series_of(const struct figures_call *call, int64_t point,
                                            const struct water_item *item)
{
    for (size_t i = 0; i < call->series_count; i++)
        if (call->series[i].point == point && call->series[i].item == item)
            return &call->series[i];
    return NULL;
}

static int results_of(const struct figures_call *call, int64_t point, struct str item,
                      struct water_result **out, size_t *count, struct error *error)
{
    const struct water_results_wanted wanted = {
        .mine = call->mine, .point = point, .item = item, .from = call->from, .to = call->to};
    return water_results_read(call->actor, &wanted, out, count, error);
}

/* Of the raw points the one with the most results; one with a logger alone when there are none. */
static int choose_raw(struct figures_call *call, struct error *error)
{
    int status = 0;
    for (size_t i = 0; i < call->point_count && !status; i++) {
        const struct water_point *point = &call->points[i];
        struct water_result *results;
        size_t count = 0, logged = 0;
        if (point->kind != WATER_POINT_RAW)
            continue;
        status = results_of(call, point->id, STR(""), &results, &count, error);
        for (size_t s = 0; s < call->series_count; s++)
            logged += call->series[s].point == point->id;
        call->raw_points += count + logged > 0;
        if (!status && count + logged > 0 && (!call->raw || count > call->result_count)) {
            call->raw = point;
            call->results = results;
            call->result_count = count;
        }
    }
    return status;
}

static int compare_values(const void *left, const void *right)
{
    const struct value *a = left, *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return (int)b->is_bound - (int)a->is_bound;
}

static void find_spread(const struct value *values, size_t count, bool plain,
                        struct water_figure *out)
{
    double sum = 0, square = 0;
    size_t numbers = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i].is_bound || isnan(values[i].number) || (!plain && values[i].number <= 0))
            continue;
        double x = plain ? values[i].number : log(values[i].number);
        sum += x;
        square += x * x;
        numbers++;
    }
    out->log_spread = NAN;
    if (numbers < WATER_SPREAD_LEAST)
        return;
    double variance = (square - sum * sum / (double)numbers) / (double)(numbers - 1);
    out->log_spread = variance > 0 ? sqrt(variance) : 0;
}

/* `values` in time order. One without a number takes part only as the newest. */
static void find_figure(const struct figures_call *call, const struct water_item *item,
                        struct value *values, size_t count, struct arena *arena,
                        struct water_figure *out)
{
    struct value *known = ARENA_ARRAY(arena, struct value, count + 1);
    size_t numbers = 0;
    out->count = count;
    if (count == 0)
        return;
    out->first = day_of_time(values[0].at);
    out->last = day_of_time(values[count - 1].at);
    find_spread(values, count, str_equal(item->key, STR("pH")), out);
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i].number))
            known[numbers++] = values[i];
    struct value chosen = values[count - 1];
    if (call->ask->statistic != WATER_NEWEST && numbers == 0)
        chosen.number = NAN;
    else if (call->ask->statistic != WATER_NEWEST) {
        qsort(known, numbers, sizeof *known, compare_values);
        chosen = known[call->ask->statistic == WATER_MEDIAN ? (numbers - 1) / 2 : numbers - 1];
        const struct value *above = &known[numbers / 2];
        if (call->ask->statistic == WATER_MEDIAN && !above->is_bound && !chosen.is_bound)
            chosen.number = (chosen.number + above->number) / 2;
        else if (call->ask->statistic == WATER_MEDIAN)
            chosen = *above;
    }
    if (call->ask->statistic == WATER_NEWEST)
        out->first = out->last;
    out->value = chosen.number;
    out->is_bound = chosen.is_bound;
}

static int figure_of_series(const struct figures_call *call, const struct water_series *series,
                            struct water_figure *out, struct error *error)
{
    struct arena *arena = call->actor->arena;
    struct water_series whole;
    struct water_series_value *logged;
    size_t count;
    int status = water_series_read(call->actor, series->id, call->from,
                                   call->to ? call->to : INT64_MAX, &whole, &logged, &count, error);
    if (status)
        return status;
    struct value *values = ARENA_ARRAY(arena, struct value, count + 1);
    for (size_t i = 0; i < count; i++)
        values[i] =
            (struct value){logged[i].censored == 2 ? NAN : water_decimal_double(logged[i].value),
                           logged[i].censored == 1, logged[i].seconds * US_PER_SECOND};
    find_figure(call, series->item, values, count, arena, out);
    out->logged = count > 0;
    return 0;
}

static void figure_of_results(const struct figures_call *call, const struct water_item *item,
                              const struct water_result *results, size_t count,
                              struct water_figure *out)
{
    struct arena *arena = call->actor->arena;
    struct value *values = ARENA_ARRAY(arena, struct value, count + 1);
    enum water_fraction wanted =
        item->limit_fraction == WATER_DISSOLVED ? WATER_DISSOLVED : WATER_TOTAL;
    for (int turn = 0; turn < 2 && out->count == 0; turn++) {
        enum water_fraction fraction = turn == 0                   ? wanted
                                       : wanted == WATER_DISSOLVED ? WATER_TOTAL
                                                                   : WATER_DISSOLVED;
        size_t used = 0;
        for (size_t i = 0; i < count; i++)
            if (results[i].item == item && results[i].fraction == fraction)
                values[used++] = (struct value){
                    results[i].censored == 2 ? NAN : water_decimal_double(results[i].value),
                    results[i].censored == 1, results[i].taken_at};
        find_figure(call, item, values, used, arena, out);
        out->fraction = fraction;
    }
}

/* Two months of a logger do not stand for a year of samples. */
static bool is_longer(const struct water_figures_ask *ask, const struct water_figure *logged,
                      const struct water_figure *sampled)
{
    if (sampled->count == 0)
        return true;
    return ask->statistic == WATER_NEWEST
               ? logged->last > sampled->last
               : logged->last - logged->first > sampled->last - sampled->first;
}

static int figure_at(const struct figures_call *call, const struct water_point *point,
                     const struct water_item *item, const struct water_result *results,
                     size_t count, struct water_figure *out, struct error *error)
{
    const struct water_series *series = series_of(call, point->id, item);
    const struct water_figure none = {.value = NAN, .log_spread = NAN, .point = point->name};
    struct water_figure logged = none;
    *out = none;
    figure_of_results(call, item, results, count, out);
    int status = series ? figure_of_series(call, series, &logged, error) : 0;
    if (!status && logged.count > 0 && is_longer(call->ask, &logged, out))
        *out = logged;
    return status;
}

/* What flows out is what came in: a flow of another point serves when the raw one has none. */
static int flow_elsewhere(const struct figures_call *call, const struct water_item *item,
                          struct water_figure *out, struct error *error)
{
    static const enum water_point_kind order[] = {WATER_POINT_RAW, WATER_POINT_TREATED,
                                                  WATER_POINT_OTHER, WATER_POINT_TANK};
    int status = 0;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (size_t i = 0; i < call->point_count && !status && out->count == 0; i++) {
            const struct water_point *point = &call->points[i];
            struct water_result *results;
            size_t count;
            if (point->kind != order[k])
                continue;
            status = results_of(call, point->id, item->key, &results, &count, error);
            if (!status)
                status = figure_at(call, point, item, results, count, out, error);
        }
    return status;
}

int water_mine_figures(const struct web_actor *actor, int64_t mine,
                       const struct water_figures_ask *ask, const struct water_item *const *items,
                       size_t count, struct water_mine_figures *out, struct error *error)
{
    struct figures_call call = {
        .actor = actor,
        .ask = ask,
        .mine = mine,
        .from = ask->from ? time_of_jst((struct jst){date_of_day(ask->from), 0, 0, 0}) : 0,
        .to = ask->to ? time_of_jst((struct jst){date_of_day(ask->to + 1), 0, 0, 0}) - 1 : 0};
    int status = water_points(actor, mine, &call.points, &call.point_count, error);
    if (!status)
        status = water_series_list(actor, mine, &call.series, &call.series_count, error);
    if (!status)
        status = choose_raw(&call, error);
    *out = (struct water_mine_figures){
        .values = ARENA_ARRAY(actor->arena, struct water_figure, count + 1)};
    for (size_t i = 0; i < count && !status; i++) {
        out->values[i] = (struct water_figure){.value = NAN, .log_spread = NAN};
        if (call.raw)
            status = figure_at(&call, call.raw, items[i], call.results, call.result_count,
                               &out->values[i], error);
        if (!status && out->values[i].count == 0 && str_equal(items[i]->key, STR("flow")))
            status = flow_elsewhere(&call, items[i], &out->values[i], error);
    }
    out->point = call.raw ? call.raw->name : (struct str){0};
    out->raw_points = call.raw_points;
    return status;
}
