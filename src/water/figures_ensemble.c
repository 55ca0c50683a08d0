/* What an ensemble looks like: ranges of parameters, bands around observations, the way down. */
#include <math.h>

#include "water/figures.h"
#include "water/fitting.h"
#include "water/model/ensemble.h"

static const double day_seconds = 86400, two_sided = 1.96;

static const struct water_column parameter_columns[] = {
    {STR_INIT("number"), STR_INIT("番号\x1fnumber"), true},
    {STR_INIT("parameter"), STR_INIT("値の名前\x1fparameter"), false},
    {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
    {STR_INIT("prior"), STR_INIT("事前\x1fprior"), true},
    {STR_INIT("low"), STR_INIT("95 % 下\x1flow 95 %"), true},
    {STR_INIT("middle"), STR_INIT("中央\x1fmedian"), true},
    {STR_INIT("high"), STR_INIT("95 % 上\x1fhigh 95 %"), true},
    {STR_INIT("low_deviations"), STR_INIT("95 % 下（事前の標準偏差）\x1flow, prior deviations"),
     true},
    {STR_INIT("middle_deviations"), STR_INIT("中央（事前の標準偏差）\x1fmedian, prior deviations"),
     true},
    {STR_INIT("high_deviations"), STR_INIT("95 % 上（事前の標準偏差）\x1fhigh, prior deviations"),
     true},
};
static const struct water_column band_columns[] = {
    {STR_INIT("date"),
     STR_INIT("日付\x1f"
              "date"),
     false},
    {STR_INIT("part"), STR_INIT("区分\x1fpart"), false},
    {STR_INIT("below"),
     STR_INIT("未満\x1f"
              "below"),
     false},
    {STR_INIT("observed"), STR_INIT("観測\x1fobserved"), true},
    {STR_INIT("low"), STR_INIT("帯の下\x1flow"), true},
    {STR_INIT("middle"), STR_INIT("中央\x1fmedian"), true},
    {STR_INIT("high"), STR_INIT("帯の上\x1fhigh"), true},
};
static const struct water_column step_columns[] = {
    {STR_INIT("iteration"), STR_INIT("反復\x1fiteration"), true},
    {STR_INIT("objective"), STR_INIT("目的関数の平均\x1fmean objective"), true},
};
enum {
    PARAMETER_COLUMNS = sizeof parameter_columns / sizeof parameter_columns[0],
    BAND_COLUMNS = sizeof band_columns / sizeof band_columns[0],
    STEP_COLUMNS = sizeof step_columns / sizeof step_columns[0],
    SHAPES = 3
};

/* How far a value is from the middle of its prior, in deviations of the prior. */
static double deviations(const struct water_parameter *p, double plain)
{
    return (water_transform_of(p, plain) - water_transform_of(p, p->prior)) / p->deviation;
}

static void add_parameter(const struct water_problem *problem, size_t j,
                          const struct water_band *band, struct water_table *table)
{
    struct arena *arena = table->arena;
    const struct water_parameter *p = &problem->parameters[j];
    struct str cells[PARAMETER_COLUMNS] = {
        arena_format(arena, "%zu", j + 1),
        p->name,
        p->unit,
        water_fitting_value(problem, j, p->prior, arena),
        water_fitting_value(problem, j, band->low, arena),
        water_fitting_value(problem, j, band->middle, arena),
        water_fitting_value(problem, j, band->high, arena),
        water_table_number(deviations(p, band->low), 4, arena),
        water_table_number(deviations(p, band->middle), 4, arena),
        water_table_number(deviations(p, band->high), 4, arena),
    };
    water_table_add(table, cells);
}

static struct str caption_of_parameters(const struct water_problem *problem, struct arena *arena)
{
    struct str names = {0};
    for (size_t j = 0; j < problem->parameter_count; j++)
        names = ARENA_JOIN(arena, names, arena_format(arena, "%s%zu ", j ? "、" : "", j + 1),
                           problem->parameters[j].name);
    return ARENA_JOIN(arena,
                      STR("動かした値の 95 % の幅。0 が事前の値、帯がデータを見る前の幅（標準偏差の"
                          " ±1.96 倍）です。縦線が帯より短いほど、データから定まっています。"),
                      names, STR("。"));
}

static void draw_parameters(const struct water_problem *problem,
                            const struct water_ensemble *ensemble, struct water_figures *out)
{
    struct arena *arena = out->arena;
    size_t n = problem->parameter_count;
    double *x = ARENA_ARRAY(arena, double, n), *low = ARENA_ARRAY(arena, double, n),
           *middle = ARENA_ARRAY(arena, double, n), *high = ARENA_ARRAY(arena, double, n);
    double *ends = ARENA_ARRAY(arena, double, 2), *under = ARENA_ARRAY(arena, double, 2),
           *above = ARENA_ARRAY(arena, double, 2);
    struct water_drawing *one = water_figures_add(out);
    water_table_init(&one->data, STR("data"), parameter_columns, PARAMETER_COLUMNS, arena);
    for (size_t j = 0; j < n; j++) {
        const struct water_parameter *p = &problem->parameters[j];
        struct water_band band = water_ensemble_parameter(problem, ensemble, j, arena);
        x[j] = (double)j + 1;
        low[j] = deviations(p, band.low);
        middle[j] = deviations(p, band.middle);
        high[j] = deviations(p, band.high);
        add_parameter(problem, j, &band, &one->data);
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = i ? (double)n + 0.4 : 0.6;
        under[i] = -two_sided;
        above[i] = two_sided;
    }
    one->name = STR("アンサンブル_値の幅");
    one->figure =
        (struct figure){.caption = caption_of_parameters(problem, arena),
                        .y_label = STR("事前の値からのずれ（事前の標準偏差）"),
                        .axis = FIGURE_WHOLE_NUMBERS,
                        .x_label = STR("値の番号"),
                        .series = {{FIGURE_BAND, STR("データを見る前"), ends, under, above, 2},
                                   {FIGURE_RANGES, STR("データを見た後"), x, low, high, n},
                                   {FIGURE_DOTS, STR("中央"), x, middle, NULL, n}},
                        .count = 3};
}

struct bands {
    double *x, *low, *middle, *high, *shapes[SHAPES];
    size_t count;
};

static struct bands make_bands(size_t n, struct arena *arena)
{
    struct bands b = {ARENA_ARRAY(arena, double, n),
                      ARENA_ARRAY(arena, double, n),
                      ARENA_ARRAY(arena, double, n),
                      ARENA_ARRAY(arena, double, n),
                      {0},
                      0};
    for (int k = 0; k < SHAPES; k++)
        b.shapes[k] = ARENA_ARRAY(arena, double, n);
    return b;
}

static void add_observation(const struct water_observation *o, const struct water_band *band,
                            struct bands *b, struct water_table *table)
{
    struct arena *arena = table->arena;
    int shape = o->censored ? 2 : o->held_out;
    b->x[b->count] = o->time / day_seconds;
    b->low[b->count] = band->low;
    b->middle[b->count] = band->middle;
    b->high[b->count] = band->high;
    for (int k = 0; k < SHAPES; k++)
        b->shapes[k][b->count] = k == shape ? o->value : NAN;
    b->count++;
    struct str cells[BAND_COLUMNS] = {
        day_format((day_number)(o->time / day_seconds), arena),
        o->held_out ? BOTH("検証", "held out") : BOTH("合わせ込み", "fitted"),
        o->censored ? STR("<") : STR(""),
        water_table_number(o->value, 4, arena),
        water_table_number(band->low, 4, arena),
        water_table_number(band->middle, 4, arena),
        water_table_number(band->high, 4, arena),
    };
    water_table_add(table, cells);
}

static void draw_group(const struct water_problem *problem, const struct water_ensemble *ensemble,
                       struct str group, struct water_figures *out)
{
    static const struct str labels[SHAPES] = {STR_INIT("観測"), STR_INIT("観測（検証）"),
                                              STR_INIT("検出下限未満")};
    static const enum figure_kind kinds[SHAPES] = {FIGURE_DOTS, FIGURE_RINGS, FIGURE_ARROWS};
    struct arena *arena = out->arena;
    struct bands b = make_bands(problem->observation_count, arena);
    struct water_drawing *one = water_figures_add(out);
    water_table_init(&one->data, STR("data"), band_columns, BAND_COLUMNS, arena);
    for (size_t i = 0; i < problem->observation_count; i++)
        if (str_equal(problem->observations[i].group, group)) {
            struct water_band band = water_ensemble_value(problem, ensemble, i, true, arena);
            add_observation(&problem->observations[i], &band, &b, &one->data);
        }
    bool acidity = str_ends(group, STR("pH"));
    one->name = ARENA_JOIN(arena, STR("アンサンブル_"), group);
    one->figure = (struct figure){
        .caption = ARENA_JOIN(
            arena, group,
            STR("の観測値と、アンサンブルの 95 % の帯（測定の誤差を含みます）。検証の値は"
                "合わせ込みに使っていません。")),
        .y_label = acidity ? STR("pH") : STR("濃度（mg/L）"),
        .from_zero = !acidity,
        .series = {{FIGURE_BAND, STR("95 % の帯"), b.x, b.low, b.high, b.count},
                   {FIGURE_LINE, STR("中央"), b.x, b.middle, NULL, b.count}},
        .count = 2};
    for (int k = 0; k < SHAPES; k++)
        one->figure.series[one->figure.count++] =
            (struct figure_series){kinds[k], labels[k], b.x, b.shapes[k], NULL, b.count};
}

static void draw_steps(const struct water_ensemble_step *steps, size_t count,
                       struct water_figures *out)
{
    struct arena *arena = out->arena;
    double *x = ARENA_ARRAY(arena, double, count), *y = ARENA_ARRAY(arena, double, count);
    struct water_drawing *one = water_figures_add(out);
    water_table_init(&one->data, STR("data"), step_columns, STEP_COLUMNS, arena);
    for (size_t i = 0; i < count; i++) {
        struct str cells[STEP_COLUMNS] = {arena_format(arena, "%d", steps[i].iteration),
                                          water_table_number(steps[i].objective, 6, arena)};
        x[i] = steps[i].iteration;
        y[i] = steps[i].objective;
        water_table_add(&one->data, cells);
    }
    one->name = STR("アンサンブル_目的関数");
    one->figure = (struct figure){
        .caption = STR("目的関数（誤差で重み付けした残差の二乗和）の、計算できたメンバー"
                       "の平均。反復 0 はデータを見る前です。"),
        .y_label = STR("目的関数の平均"),
        .logarithmic = true,
        .axis = FIGURE_WHOLE_NUMBERS,
        .x_label = STR("反復"),
        .series = {{FIGURE_LINE, STR(""), x, y, NULL, count},
                   {FIGURE_DOTS, STR("メンバーの平均"), x, y, NULL, count}},
        .count = 2};
}

void water_figures_of_ensemble(const struct water_problem *problem,
                               const struct water_ensemble *ensemble,
                               const struct water_ensemble_step *steps, size_t step_count,
                               struct water_figures *out)
{
    draw_parameters(problem, ensemble, out);
    for (size_t i = 0; i < problem->observation_count; i++)
        if (water_figures_first_of_group(problem, i))
            draw_group(problem, ensemble, problem->observations[i].group, out);
    if (step_count > 0)
        draw_steps(steps, step_count, out);
}
