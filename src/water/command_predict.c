/* meguri water predict STUDY --ensemble FILE: days to come with their spread, the chance to meet
   each limit month by month, and when beds will have to be renewed */
#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/progress.h"
#include "water/figures.h"
#include "water/fitting.h"
#include "water/model/forecast.h"

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("ensemble"), 0, STR_INIT("FILE"), STR_INIT("保存したアンサンブル（必須）"),
     STR_INIT("saved ensemble (required)")},
    {STR_INIT("point"), 0, STR_INIT("TANK"), STR_INIT("予測する槽（既定: 最後の槽）"),
     STR_INIT("tank to predict (default: the last)")},
    {STR_INIT("from"), 0, STR_INIT("DATE"), STR_INIT("予測の初日（既定: 最後の観測の翌日）"),
     STR_INIT("first day (default: the day after the last observation)")},
    {STR_INIT("days"), 0, STR_INIT("N"), STR_INIT("予測する日数（既定: 365）"),
     STR_INIT("days (default: 365)")},
    {STR_INIT("every"), 0, STR_INIT("N"), STR_INIT("N 日ごとに求めます（既定: 5）"),
     STR_INIT("every N days (default: 5)")},
    {STR_INIT("threads"), 'j', STR_INIT("N"), STR_INIT("スレッド数（既定: 2）"),
     STR_INIT("threads (default: 2)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the tables to an xlsx or csv")},
    {STR_INIT("figures"), 0, STR_INIT("DIR"),
     STR_INIT("図を SVG・PNG・PDF で、それぞれ同じ名前のデータ（csv、xlsx）とともに書き出します"),
     STR_INIT("write figures as SVG, PNG and PDF, each with its data as csv and xlsx")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], ENSEMBLE_BYTES = 64 << 20 };

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
    END_COLUMNS = sizeof end_columns / sizeof end_columns[0],
    TABLES = 3
};

struct work {
    struct water_fitting fitting;
    struct water_ensemble ensemble;
    struct water_forecast_plan plan;
    struct water_forecast forecast;
    struct progress *progress;
    int64_t runs;
    struct water_table tables[TABLES]; /* bands, chances, ends */
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
static void choose_items(struct work *w)
{
    const struct water_calibration *c = &w->fitting.calibration;
    for (int i = 0; i < LIMITED; i++) {
        struct water_analyte item;
        if (water_analyte_find(str_from_c(limited[i]), &item) && occurs(c->train, &item))
            add_item(&w->plan, &item);
    }
    for (size_t i = 0; i < c->samples.count; i++)
        if (c->samples.rows[i].tank == w->plan.tank)
            add_item(&w->plan, &c->samples.rows[i].item);
}

static int choose_point(struct work *w, struct str name, struct error *error)
{
    const struct water_train *train = w->fitting.calibration.train;
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

static int choose_days(struct work *w, const struct option_values *values, struct error *error)
{
    const struct water_calibration *c = &w->fitting.calibration;
    struct str from = options_text(values, STR("from"), STR(""));
    int64_t days, every;
    day_number first = c->observe.start;
    int status = options_integer(values, STR("days"), 365, 1, 36500, &days, error);
    if (!status)
        status = options_integer(values, STR("every"), 5, 1, 365, &every, error);
    if (status)
        return status;
    for (size_t i = 0; i < c->samples.count; i++)
        first = c->samples.rows[i].day >= first ? c->samples.rows[i].day + 1 : first;
    if (from.n > 0) {
        struct date date;
        status = date_parse(from, &date, error);
        if (status)
            return status;
        first = day_of_date(date);
    }
    if (c->observe.in_time && first < c->observe.start)
        return ERROR(error, ERR_WATER_RANGE, STR("--from"), from,
                     BOTH("[observe] の start より前です", "it is before start of [observe]"));
    size_t count = (size_t)((days + every - 1) / every);
    day_number *grid = ARENA_ARRAY(w->fitting.arena, day_number, count);
    for (size_t i = 0; i < count; i++)
        grid[i] = first + (day_number)(every * (int64_t)i);
    w->plan.days = grid;
    w->plan.day_count = count;
    return 0;
}

/* mg/L (pH plain) of the study's set on that day, else of the general one; NaN when there is none.
 */
static double limit_of(const struct work *w, struct str item, const char *end, day_number day)
{
    const struct str sets[] = {w->fitting.study.economy.screen.limits, STR("general")};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct str key = ARENA_JOIN(w->fitting.arena, sets[i], STR("."), item, str_from_c(end));
        const struct water_value *limit = water_values_find(&w->fitting.study.limits, key, day);
        if (limit)
            return str_equal(item, STR("pH")) ? limit->quantity.si : 1000 * limit->quantity.si;
    }
    return NAN;
}

static void limits_of(const struct work *w, const struct water_analyte *item, day_number day,
                      double *low, double *high)
{
    *low = item->ph ? limit_of(w, item->name, "_low", day) : NAN;
    *high = limit_of(w, item->name, item->ph ? "_high" : "", day);
}

static void add_bands(struct work *w)
{
    struct arena *arena = w->fitting.arena;
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

static void add_chances(struct work *w)
{
    struct arena *arena = w->fitting.arena;
    for (size_t item = 0; item < w->plan.item_count; item++)
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
}

static void add_ends(struct work *w)
{
    static const double last = 60000; /* days: dates beyond are no dates of a bed */
    struct arena *arena = w->fitting.arena;
    const struct water_train *train = w->fitting.calibration.train;
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_forecast_end end = water_forecast_end_of(&w->forecast, t, arena);
        const double days[] = {end.day.low, end.day.middle, end.day.high};
        struct str cells[END_COLUMNS] = {train->tanks[t].name};
        if (end.seen == 0)
            continue;
        for (int i = 0; i < 3; i++)
            cells[1 + i] =
                days[i] < last
                    ? day_format(w->fitting.calibration.observe.start + (day_number)days[i], arena)
                    : BOTH("150 年より先", "beyond 150 years");
        cells[4] = arena_format(arena, "%u", end.seen);
        cells[5] = arena_format(arena, "%u", end.ran);
        water_table_add(&w->tables[2], cells);
    }
}

static void count_run(void *state)
{
    struct work *w = state;
    progress_set(w->progress, ++w->runs);
}

static int forecast(struct work *w, struct str path, struct error *error)
{
    struct water_problem *problem = &w->fitting.calibration.problem;
    const struct context *context = w->fitting.call->context;
    struct str text;
    int status = file_read(context, path, ENSEMBLE_BYTES, w->fitting.arena, &text, error);
    if (!status)
        status = water_ensemble_load(text, problem, w->fitting.arena, &w->ensemble, error);
    if (status)
        return status;
    w->progress =
        progress_create(context, 2, context->lang == LANG_JA ? STR("予測") : STR("forecast"),
                        w->ensemble.member_count);
    problem->member_done = count_run;
    problem->member_state = w;
    problem->cancelled = water_interrupt_begin();
    water_forecast_run(&w->fitting.calibration, &w->ensemble, &w->plan, w->fitting.arena,
                       &w->forecast);
    bool cancelled = *problem->cancelled;
    water_interrupt_end();
    progress_finish(w->progress);
    return cancelled ? ERROR(error, ERR_STORE_CANCELLED, STR("")) : 0;
}

static size_t failed_members(const struct work *w, struct str *reason)
{
    size_t failed = 0;
    for (uint32_t member = 0; member < w->forecast.member_count; member++)
        if (w->forecast.status[member].failed) {
            *reason = w->forecast.status[member].reason;
            failed++;
        }
    return failed;
}

static void print_json(const struct work *w)
{
    static const struct str names[TABLES] = {STR_INIT("bands"), STR_INIT("chances"),
                                             STR_INIT("renewals")};
    struct str reason = {0};
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_string(&writer, STR("study"), w->fitting.study.economy.name);
    json_put_string(&writer, STR("point"), w->fitting.calibration.train->tanks[w->plan.tank].name);
    json_put_integer(&writer, STR("members"), w->forecast.member_count);
    json_put_integer(&writer, STR("failed"), (int64_t)failed_members(w, &reason));
    json_put_string(&writer, STR("failure"), reason);
    for (int i = 0; i < TABLES; i++) {
        json_key(&writer, names[i]);
        water_table_json(&w->tables[i], &writer);
    }
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct work *w)
{
    enum lang lang = w->fitting.call->context->lang;
    bool ja = lang == LANG_JA;
    struct str reason = {0};
    size_t failed = failed_members(w, &reason);
    printf("%" PRIstr "  %" PRIstr "\n\n", STR_ARG(w->fitting.study.economy.name),
           STR_ARG(w->fitting.calibration.train->tanks[w->plan.tank].name));
    for (int i = 1; i < TABLES; i++) {
        printf("%" PRIstr "\n", STR_ARG(water_table_words(w->tables[i].name, lang)));
        water_table_print(&w->tables[i], lang);
        printf("\n");
    }
    if (w->tables[2].row_count == 0)
        printf(ja ? "槽の更新の時期は、検討ファイルに [operation] の節があるとき（mode = time）に"
                    "求めます。\n"
                  : "Renewals are reckoned when the study has a section [operation] and mode = "
                    "time.\n");
    printf(ja ? "メンバー %u、うち失敗 %zu。日ごとの帯は --output の表にあります。\n"
              : "%u members, %zu failed; the bands of each day are in the table of --output.\n",
           w->forecast.member_count, failed);
    if (failed > 0)
        printf("%" PRIstr "\n", STR_ARG(reason));
}

/* The rows of one item of the table of bands. */
static void item_table(const struct work *w, size_t item, struct water_table *out)
{
    water_table_init(out, STR("data"), band_columns, BAND_COLUMNS, w->fitting.arena);
    for (size_t day = 0; day < w->plan.day_count; day++)
        water_table_add(out, w->tables[0].cells + (item * w->plan.day_count + day) * BAND_COLUMNS);
}

static int draw_item(const struct work *w, size_t item, struct str folder, struct error *error)
{
    struct arena *arena = w->fitting.arena;
    size_t count = w->plan.day_count;
    double *x = ARENA_ARRAY(arena, double, count), *low = ARENA_ARRAY(arena, double, count),
           *middle = ARENA_ARRAY(arena, double, count), *high = ARENA_ARRAY(arena, double, count);
    double limits[2];
    struct water_table data;
    for (size_t day = 0; day < count; day++) {
        struct water_band band = water_forecast_band(&w->forecast, day, item, arena);
        x[day] = w->plan.days[day];
        low[day] = band.low;
        middle[day] = band.middle;
        high[day] = band.high;
    }
    const struct water_analyte *analyte = &w->plan.items[item];
    limits_of(w, analyte, w->plan.days[0], &limits[0], &limits[1]);
    struct str point = w->fitting.calibration.train->tanks[w->plan.tank].name;
    struct figure figure = {
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
            figure.series[figure.count++] = (struct figure_series){
                FIGURE_LEVEL, i == 1 ? STR("基準値") : STR(""), NULL, &limits[i], NULL, 1};
    item_table(w, item, &data);
    return water_figure_save(w->fitting.call->context, folder,
                             ARENA_JOIN(arena, STR("予測_"), point, STR("_"), analyte->name),
                             &figure, &data, error);
}

static int draw_figures(const struct work *w, struct str folder, struct error *error)
{
    int status = 0;
    for (size_t item = 0; item < w->plan.item_count && !status; item++)
        status = draw_item(w, item, folder, error);
    return status;
}

static int predict(struct work *w, const struct option_values *values, struct error *error)
{
    struct str path = options_text(values, STR("ensemble"), STR("")),
               output = options_text(values, STR("output"), STR(""));
    struct arena *arena = w->fitting.arena;
    if (path.n == 0)
        return ERROR(error, ERR_USAGE,
                     BOTH("--ensemble に保存したアンサンブルを指定してください",
                          "name a saved ensemble with --ensemble"));
    int status = choose_point(w, options_text(values, STR("point"), STR("")), error);
    if (!status)
        status = choose_days(w, values, error);
    if (status)
        return status;
    choose_items(w);
    status = forecast(w, path, error);
    if (status)
        return status;
    water_table_init(&w->tables[0], BOTH("予測の帯", "bands"), band_columns, BAND_COLUMNS, arena);
    water_table_init(&w->tables[1], BOTH("基準値を守れる確率", "chances"), chance_columns,
                     CHANCE_COLUMNS, arena);
    water_table_init(&w->tables[2], BOTH("槽の更新の時期", "renewals"), end_columns, END_COLUMNS,
                     arena);
    add_bands(w);
    add_chances(w);
    add_ends(w);
    if (w->fitting.call->json || options_flag(values, STR("json")))
        print_json(w);
    else
        print_text(w);
    struct str figures = options_text(values, STR("figures"), STR(""));
    if (output.n > 0)
        status = water_table_save(w->tables, TABLES, w->fitting.call->context, output, error);
    return status || figures.n == 0 ? status : draw_figures(w, figures, error);
}

int water_command_predict(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water predict STUDY --ensemble FILE"), options,
                               OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    int64_t threads;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE,
                     BOTH("検討ファイルを一つ書いてください", "name one study file"));
    status = options_integer(values, STR("threads"), 2, 1, 64, &threads, error);
    if (status)
        return status;
    struct work *w = ARENA_NEW(arena, struct work);
    status = water_fitting_open(call, options_argument(values, 0), (unsigned)threads, arena,
                                &w->fitting, error);
    if (!status)
        status = predict(w, values, error);
    water_fitting_finish(&w->fitting);
    return status;
}
