#include "water/figures.h"

#include <math.h>

#include "base/file.h"
#include "base/text.h"
#include "water/model/problem.h"

static const double day_seconds = 86400;

struct water_drawing *water_figures_add(struct water_figures *figures)
{
    if (figures->count == figures->capacity) {
        size_t capacity = figures->capacity ? 2 * figures->capacity : 16;
        struct water_drawing *larger = ARENA_ARRAY(figures->arena, struct water_drawing, capacity);
        for (size_t i = 0; i < figures->count; i++)
            larger[i] = figures->rows[i];
        figures->rows = larger;
        figures->capacity = capacity;
    }
    return &figures->rows[figures->count++];
}

static int save_one(const struct context *context, struct str folder,
                    const struct water_drawing *one, struct error *error)
{
    static const struct str endings[] = {STR_INIT(".svg"), STR_INIT(".png"), STR_INIT(".pdf")};
    struct arena *arena = arena_create();
    struct str path = ARENA_JOIN(arena, folder, STR("/"), text_file_name(one->name, arena));
    int status = 0;
    for (int form = 0; form < 3 && !status; form++) {
        struct buf bytes = {0};
        status =
            figure_draw(&one->figure, (enum figure_form)form, context_now(context), &bytes, error);
        if (!status)
            status = file_write_durable(context, ARENA_JOIN(arena, path, endings[form]),
                                        buf_str(&bytes), error);
        buf_finish(&bytes);
    }
    if (!status)
        status =
            water_table_save(&one->data, 1, context, ARENA_JOIN(arena, path, STR(".csv")), error);
    if (!status)
        status =
            water_table_save(&one->data, 1, context, ARENA_JOIN(arena, path, STR(".xlsx")), error);
    arena_destroy(arena);
    return status;
}

int water_figures_save(const struct context *context, struct str folder,
                       const struct water_figures *figures, struct error *error)
{
    int status = file_make_directory(context, folder, error);
    for (size_t i = 0; i < figures->count && !status; i++)
        status = save_one(context, folder, &figures->rows[i], error);
    return status;
}

static const struct water_column fit_columns[] = {
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
    {STR_INIT("before"),
     STR_INIT("合わせ込み前\x1f"
              "before"),
     true},
    {STR_INIT("after"),
     STR_INIT("合わせ込み後\x1f"
              "after"),
     true},
};
enum { FIT_COLUMNS = sizeof fit_columns / sizeof fit_columns[0], SHAPES = 3 };

static void add_row(struct water_table *table, const struct water_observation *o, double before,
                    double after)
{
    struct arena *arena = table->arena;
    struct str cells[FIT_COLUMNS] = {
        day_format((day_number)(o->time / day_seconds), arena),
        o->held_out ? BOTH("検証", "held out") : BOTH("合わせ込み", "fitted"),
        o->censored ? STR("<") : STR(""),
        water_table_number(o->value, 4, arena),
        water_table_number(before, 4, arena),
        water_table_number(after, 4, arena),
    };
    water_table_add(table, cells); /* without an `after` its cell is empty */
}

/* `after` NULL: the model before a fit. */
static void draw_group(const struct water_problem *problem, struct str group, const double *before,
                       const double *after, struct water_figures *out)
{
    static const struct str labels[SHAPES] = {STR_INIT("観測"), STR_INIT("観測（検証）"),
                                              STR_INIT("検出下限未満")};
    static const enum figure_kind kinds[SHAPES] = {FIGURE_DOTS, FIGURE_RINGS, FIGURE_ARROWS};
    struct arena *arena = out->arena;
    size_t n = problem->observation_count, count = 0;
    double *x = ARENA_ARRAY(arena, double, n), *old = ARENA_ARRAY(arena, double, n),
           *new = ARENA_ARRAY(arena, double, n);
    double *shapes[SHAPES];
    struct water_drawing *one = water_figures_add(out);
    water_table_init(&one->data, STR("data"), fit_columns, FIT_COLUMNS, arena);
    for (int k = 0; k < SHAPES; k++)
        shapes[k] = ARENA_ARRAY(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        const struct water_observation *o = &problem->observations[i];
        if (!str_equal(o->group, group))
            continue;
        int shape = o->censored ? 2 : o->held_out;
        x[count] = o->time / day_seconds;
        old[count] = before[i];
        new[count] = after ? after[i] : NAN;
        for (int k = 0; k < SHAPES; k++)
            shapes[k][count] = k == shape ? o->value : NAN;
        add_row(&one->data, o, before[i], new[count]);
        count++;
    }
    bool acidity = str_ends(group, STR("pH"));
    one->name = ARENA_JOIN(arena, after ? STR("合わせ込み_") : STR("合わせ込み前_"), group);
    one->figure = (struct figure){
        .caption = ARENA_JOIN(arena, group,
                              after ? STR("の観測値と、合わせ込む前と後のモデルの計算値。検証の値は"
                                          "合わせ込みに使っていません。")
                                    : STR("の観測値と、検討ファイルのままのモデルの計算値。")),
        .y_label = acidity ? STR("pH") : STR("濃度（mg/L）"),
        .from_zero = !acidity,
        .series = {{FIGURE_DASHES, STR("計算（前）"), x, old, NULL, count},
                   {FIGURE_LINE, STR("計算（後）"), x, new, NULL, count}},
        .count = 2};
    for (int k = 0; k < SHAPES; k++)
        one->figure.series[one->figure.count++] =
            (struct figure_series){kinds[k], labels[k], x, shapes[k], NULL, count};
}

bool water_figures_first_of_group(const struct water_problem *problem, size_t observation)
{
    for (size_t k = 0; k < observation; k++)
        if (str_equal(problem->observations[k].group, problem->observations[observation].group))
            return false;
    return true;
}

void water_figures_of_fit(const struct water_problem *problem, const double *before,
                          const double *after, struct water_figures *out)
{
    for (size_t i = 0; i < problem->observation_count; i++)
        if (water_figures_first_of_group(problem, i))
            draw_group(problem, problem->observations[i].group, before, after, out);
}

void water_figures_of_before(const struct water_problem *problem, const double *simulated,
                             struct water_figures *out)
{
    for (size_t i = 0; i < problem->observation_count; i++)
        if (water_figures_first_of_group(problem, i))
            draw_group(problem, problem->observations[i].group, simulated, NULL, out);
}
