#include "water/prediction.h"

#include <math.h>

/* Items that have limits; the key of data/water/limits.tsv behind the set's name. */
static const char *const limited[] = {"pH", "Fe", "Mn", "Zn", "Cu", "Cd", "Pb", "As", "F"};
enum { LIMITED = sizeof limited / sizeof limited[0] };

static const struct water_column band_columns[] = {
    {STR_INIT("date"),
     STR_INIT("日付\x1f"
              "date"),
     false},
    {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
    {STR_INIT("low"), STR_INIT("帯の下 2.5 %\x1flow 2.5 %"), true},
    {STR_INIT("middle"), STR_INIT("中央\x1fmedian"), true},
    {STR_INIT("high"), STR_INIT("帯の上 97.5 %\x1fhigh 97.5 %"), true},
    {STR_INIT("limit"), STR_INIT("基準値\x1flimit"), true},
};
static const struct water_column chance_columns[] = {
    {STR_INIT("month"), STR_INIT("月\x1fmonth"), false},
    {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
    {STR_INIT("low_limit"), STR_INIT("基準値（下限）\x1flow limit"), true},
    {STR_INIT("limit"), STR_INIT("基準値\x1flimit"), true},
    {STR_INIT("chance"),
     STR_INIT("守れる確率\x1f"
              "chance to meet it"),
     true},
};
static const struct water_column end_columns[] = {
    {STR_INIT("tank"), STR_INIT("槽\x1ftank"), false},
    {STR_INIT("low"), STR_INIT("更新日（早い方 2.5 %）\x1frenewal, early 2.5 %"), false},
    {STR_INIT("middle"), STR_INIT("更新日（中央）\x1fmedian"), false},
    {STR_INIT("high"), STR_INIT("更新日（遅い方 97.5 %）\x1flate 97.5 %"), false},
    {STR_INIT("seen"), STR_INIT("終わりが見えたメンバー\x1fmembers that see an end"), true},
    {STR_INIT("members"), STR_INIT("計算できたメンバー\x1fmembers that ran"), true},
};
enum {
    BAND_COLUMNS = sizeof band_columns / sizeof band_columns[0],
    CHANCE_COLUMNS = sizeof chance_columns / sizeof chance_columns[0],
    END_COLUMNS = sizeof end_columns / sizeof end_columns[0]
};

static bool occurs(const struct water_train *train, const struct water_analyte *item)
{
    for (size_t i = 0; i < train->water_count && !item->ph; i++)
        if (water_analyte_of_water(item, &train->qualities[i]) > 0)
            return true;
    return item->ph;
}

static void add_item(struct water_forecast_plan *plan, const struct water_analyte *item)
{
    for (size_t i = 0; i < plan->item_count; i++)
        if (str_equal(plan->items[i].name, item->name))
            return;
    if (plan->item_count < WATER_FORECAST_ITEMS)
        plan->items[plan->item_count++] = *item;
}

/* What has a limit and is in the water, and what is observed at the point. */
static void choose_items(struct water_prediction *w)
{
    const struct water_calibration *c = &w->fitting->calibration;
    for (int i = 0; i < LIMITED; i++) {
        struct water_analyte item;
        if (water_analyte_find(str_from_c(limited[i]), &item) && occurs(c->train, &item))
            add_item(&w->plan, &item);
    }
    for (size_t i = 0; i < c->samples.count; i++)
        if (c->samples.rows[i].tank == w->plan.tank)
            add_item(&w->plan, &c->samples.rows[i].item);
}

static int choose_point(struct water_prediction *w, struct str name, struct error *error)
{
    const struct water_train *train = w->fitting->calibration.train;
    w->plan.tank = (int32_t)train->tank_count - 1;
    if (name.n == 0)
        return 0;
    for (size_t t = 0; t < train->tank_count; t++)
        if (str_equal(train->tanks[t].name, name)) {
            w->plan.tank = (int32_t)t;
            return 0;
        }
    return ERROR(error, ERR_WATER_STUDY, name, BOTH("槽の名前ではありません", "no tank"));
}

static day_number after_observations(const struct water_calibration *c)
{
    day_number first = c->observe.start;
    for (size_t i = 0; i < c->samples.count; i++)
        first = c->samples.rows[i].day >= first ? c->samples.rows[i].day + 1 : first;
    return first;
}

static int choose_days(struct water_prediction *w, const struct water_prediction_wanted *wanted,
                       struct error *error)
{
    const struct water_calibration *c = &w->fitting->calibration;
    bool given = wanted->from != WATER_NO_DAY;
    day_number first = given ? wanted->from : after_observations(c);
    if (c->observe.in_time && first < c->observe.start)
        return ERROR(error, ERR_WATER_RANGE, BOTH("予測の初日", "--from"),
                     day_format(first, w->fitting->arena),
                     BOTH("[observe] の start より前です", "it is before start of [observe]"));
    size_t count = (size_t)((wanted->days + wanted->every - 1) / wanted->every);
    day_number *grid = ARENA_ARRAY(w->fitting->arena, day_number, count);
    for (size_t i = 0; i < count; i++)
        grid[i] = first + (day_number)(wanted->every * (int64_t)i);
    w->plan.days = grid;
    w->plan.day_count = count;
    return 0;
}

int water_prediction_plan(const struct water_fitting *fitting,
                          const struct water_prediction_wanted *wanted,
                          struct water_prediction *out, struct error *error)
{
    *out = (struct water_prediction){.fitting = fitting};
    int status = choose_point(out, wanted->point, error);
    if (!status)
        status = choose_days(out, wanted, error);
    if (!status)
        choose_items(out);
    return status;
}

/* mg/L (pH plain) of the study's set on that day, else of the general one; NaN when there is none.
 */
static double limit_of(const struct water_prediction *w, struct str item, const char *end,
                       day_number day)
{
    const struct str sets[] = {w->fitting->study.economy.screen.limits, STR("general")};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct str key = ARENA_JOIN(w->fitting->arena, sets[i], STR("."), item, str_from_c(end));
        const struct water_value *limit = water_values_find(&w->fitting->study.limits, key, day);
        if (limit)
            return str_equal(item, STR("pH")) ? limit->quantity.si : 1000 * limit->quantity.si;
    }
    return NAN;
}

static void limits_of(const struct water_prediction *w, const struct water_analyte *item,
                      day_number day, double *low, double *high)
{
    *low = item->ph ? limit_of(w, item->name, "_low", day) : NAN;
    *high = limit_of(w, item->name, item->ph ? "_high" : "", day);
}

static void add_bands(struct water_prediction *w)
{
    struct arena *arena = w->fitting->arena;
    for (size_t item = 0; item < w->plan.item_count; item++)
        for (size_t day = 0; day < w->plan.day_count; day++) {
            double low, high;
            struct water_band band = water_forecast_band(&w->forecast, day, item, arena);
            limits_of(w, &w->plan.items[item], w->plan.days[day], &low, &high);
            struct str cells[BAND_COLUMNS] = {
                day_format(w->plan.days[day], arena),    w->plan.items[item].name,
                water_table_number(band.low, 4, arena),  water_table_number(band.middle, 4, arena),
                water_table_number(band.high, 4, arena), water_table_number(high, 4, arena),
            };
            water_table_add(&w->tables[0], cells);
        }
}

static size_t end_of_month(const struct water_forecast_plan *plan, size_t first)
{
    struct date month = date_of_day(plan->days[first]);
    size_t end = first;
    while (end < plan->day_count && date_of_day(plan->days[end]).month == month.month &&
           date_of_day(plan->days[end]).year == month.year)
        end++;
    return end;
}

static void add_chances(struct water_prediction *w)
{
    struct arena *arena = w->fitting->arena;
    for (size_t item = 0; item < w->plan.item_count; item++) {
        size_t rows = w->tables[1].row_count;
        for (size_t first = 0, end; first < w->plan.day_count; first = end) {
            double low, high;
            struct date month = date_of_day(w->plan.days[first]);
            end = end_of_month(&w->plan, first);
            limits_of(w, &w->plan.items[item], w->plan.days[first], &low, &high);
            if (isnan(high))
                continue;
            double chance = water_forecast_chance(&w->forecast, item, first, end,
                                                  isnan(low) ? -INFINITY : low, high);
            struct str cells[CHANCE_COLUMNS] = {
                arena_format(arena, "%04d-%02d", month.year, month.month),
                w->plan.items[item].name,
                water_table_number(low, 3, arena),
                water_table_number(high, 4, arena),
                water_table_number(chance, 3, arena),
            };
            water_table_add(&w->tables[1], cells);
        }
        if (w->tables[1].row_count == rows)
            w->without_limit =
                ARENA_JOIN(arena, w->without_limit, w->without_limit.n ? STR("、") : STR(""),
                           w->plan.items[item].name);
    }
}

static void add_ends(struct water_prediction *w)
{
    static const double last = 60000; /* days: dates beyond are no dates of a bed */
    struct arena *arena = w->fitting->arena;
    const struct water_train *train = w->fitting->calibration.train;
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_forecast_end end = water_forecast_end_of(&w->forecast, t, arena);
        const double days[] = {end.day.low, end.day.middle, end.day.high};
        struct str cells[END_COLUMNS] = {train->tanks[t].name};
        if (end.seen == 0)
            continue;
        for (int i = 0; i < 3; i++)
            cells[1 + i] =
                days[i] < last
                    ? day_format(w->fitting->calibration.observe.start + (day_number)days[i], arena)
                    : BOTH("150 年より先", "beyond 150 years");
        cells[4] = arena_format(arena, "%u", end.seen);
        cells[5] = arena_format(arena, "%u", end.ran);
        water_table_add(&w->tables[2], cells);
    }
}

static void count_failed(struct water_prediction *w)
{
    for (uint32_t member = 0; member < w->forecast.member_count; member++)
        if (w->forecast.status[member].failed) {
            w->reason = w->forecast.status[member].reason;
            w->failed++;
        }
}

void water_prediction_run(struct water_prediction *w, const struct water_ensemble *ensemble)
{
    struct arena *arena = w->fitting->arena;
    water_forecast_run(&w->fitting->calibration, ensemble, &w->plan, arena, &w->forecast);
    water_table_init(&w->tables[0], BOTH("予測の帯", "bands"), band_columns, BAND_COLUMNS, arena);
    water_table_init(&w->tables[1], BOTH("基準値を守れる確率", "chances"), chance_columns,
                     CHANCE_COLUMNS, arena);
    water_table_init(&w->tables[2], BOTH("槽の更新の時期", "renewals"), end_columns, END_COLUMNS,
                     arena);
    count_failed(w);
    add_bands(w);
    add_chances(w);
    add_ends(w);
}

/* The rows of one item of the table of bands. */
static void item_table(const struct water_prediction *w, size_t item, struct water_table *out)
{
    water_table_init(out, STR("data"), band_columns, BAND_COLUMNS, w->fitting->arena);
    for (size_t day = 0; day < w->plan.day_count; day++)
        water_table_add(out, w->tables[0].cells + (item * w->plan.day_count + day) * BAND_COLUMNS);
}

static void draw_item(const struct water_prediction *w, size_t item, struct water_figures *out)
{
    struct arena *arena = out->arena;
    size_t count = w->plan.day_count;
    double *x = ARENA_ARRAY(arena, double, count), *low = ARENA_ARRAY(arena, double, count),
           *middle = ARENA_ARRAY(arena, double, count), *high = ARENA_ARRAY(arena, double, count);
    double *limits = ARENA_ARRAY(arena, double, 2);
    struct water_drawing *one = water_figures_add(out);
    for (size_t day = 0; day < count; day++) {
        struct water_band band = water_forecast_band(&w->forecast, day, item, arena);
        x[day] = w->plan.days[day];
        low[day] = band.low;
        middle[day] = band.middle;
        high[day] = band.high;
    }
    const struct water_analyte *analyte = &w->plan.items[item];
    limits_of(w, analyte, w->plan.days[0], &limits[0], &limits[1]);
    struct str point = w->fitting->calibration.train->tanks[w->plan.tank].name;
    one->figure = (struct figure){
        .caption = ARENA_JOIN(arena, point, STR(" の "), analyte->name,
                              STR(" の予測。帯はアンサンブルの 95 %（測定の誤差は含みません）、線は"
                                  "中央値、破線は予測の初日に有効な基準値です。")),
        .y_label = analyte->ph ? STR("pH") : STR("濃度（mg/L）"),
        .from_zero = !analyte->ph,
        .series = {{FIGURE_BAND, STR("95 % の帯"), x, low, high, count},
                   {FIGURE_LINE, STR("中央値"), x, middle, NULL, count}},
        .count = 2};
    for (int i = 0; i < 2; i++)
        if (!isnan(limits[i]))
            one->figure.series[one->figure.count++] = (struct figure_series){
                FIGURE_LEVEL, i == 1 ? STR("基準値") : STR(""), NULL, &limits[i], NULL, 1};
    item_table(w, item, &one->data);
    one->name = ARENA_JOIN(arena, STR("予測_"), point, STR("_"), analyte->name);
}

void water_prediction_figures(const struct water_prediction *w, struct water_figures *out)
{
    for (size_t item = 0; item < w->plan.item_count; item++)
        draw_item(w, item, out);
}
