#include "water/study_data.h"

#include <math.h>

#include "water/data/correction.h"
#include "water/model/observed.h"
#include "water/model/quality.h"

static const struct water_column columns[] = {
    {STR_INIT("date"), STR_INIT("date"), false},
    {STR_INIT("point"), STR_INIT("point"), false},
    {STR_INIT("item"), STR_INIT("item"), false},
    {STR_INIT("value"), STR_INIT("value"), false},
    {STR_INIT("unit"), STR_INIT("unit"), false},
    {STR_INIT("form"), STR_INIT("form"), false},
    {STR_INIT("checked"), STR_INIT("checked"), false},
    {STR_INIT("bottle"), STR_INIT("bottle"), false},
    {STR_INIT("certificate"), STR_INIT("certificate"), false},
    {STR_INIT("note"), STR_INIT("note"), false},
};

/* The tank that a point stands for; empty: none. */
static struct str tank_of(const struct water_point *points, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (points[i].id == id && points[i].kind != WATER_POINT_RAW)
            return points[i].tank;
    return STR("");
}

static void add_row(struct water_table *table, const struct water_result *result, struct str tank,
                    struct str item)
{
    struct arena *arena = table->arena;
    bool ph = str_equal(result->item->key, STR("pH"));
    bool suspect = str_equal(result->flag, water_flag_name(WATER_FLAG_SUSPECT));
    struct str cells[] = {
        water_moment_words(result->taken_at, result->has_time, arena),
        tank,
        item,
        water_result_words(result, arena),
        ph ? STR("") : result->item->unit,
        ph                                    ? STR("")
        : result->fraction == WATER_DISSOLVED ? STR("filtered")
                                              : STR("total"),
        STR("yes"),
        result->bottle,
        result->certificate,
        suspect ? water_flag_title(WATER_FLAG_SUSPECT) : STR(""),
    };
    water_table_add(table, cells);
}

void water_study_observations(const struct water_point *points, size_t point_count,
                              const struct water_result *results, size_t count, struct arena *arena,
                              struct water_table *table, struct water_study_left *left)
{
    *left = (struct water_study_left){.items = 0};
    water_table_init(table, STR("observations"), columns, sizeof columns / sizeof *columns, arena);
    for (size_t i = 0; i < count; i++) {
        const struct water_result *result = &results[i];
        struct str tank = tank_of(points, point_count, result->point);
        struct str item = result->item->model.n ? result->item->model : result->item->key;
        struct water_analyte analyte;
        if (tank.n == 0)
            left->points++;
        else if (!water_analyte_find(item, &analyte))
            left->items++;
        else if (result->censored == 2)
            left->limits++;
        else
            add_row(table, result, tank, item);
    }
}

struct str water_study_left_words(const struct water_table *table,
                                  const struct water_study_left *left, struct arena *arena)
{
    return arena_format(
        arena,
        "観測値 %zu 個。書かなかったもの: 原水や槽のない地点 %zu "
        "個、模型にない項目（水温、流量、電気"
        "伝導率など） %zu 個、検出下限の分からない不検出 %zu 個"
        "\x1f%zu observations. Left out: %zu of points without a tank, %zu of items that the model "
        "does not have, %zu not detected without a limit",
        table->row_count, left->points, left->items, left->limits, table->row_count, left->points,
        left->items, left->limits);
}

/* --- sections --- */

struct writing {
    struct arena *arena;
    struct str text, remarks;
};

static void put(struct writing *w, struct str line)
{
    w->text = ARENA_JOIN(w->arena, w->text, line, STR("\n"));
}

static struct str behind(const struct water_figure *figure, struct arena *arena)
{
    return arena_format(arena, figure->logged ? "  # %zu 点（ロガー）" : "  # %zu 試料",
                        figure->count);
}

/* Iron of a raw acid water is taken as Fe(2): the study says so, a person may change it. */
static struct str key_of(const struct water_item *item)
{
    return str_equal(item->key, STR("Fe")) ? STR("Fe(2)") : item->model;
}

static void put_figure(struct writing *w, const struct water_item *item,
                       const struct water_figure *figure)
{
    struct arena *arena = w->arena;
    struct str key = key_of(item), unit = item->unit.n ? item->unit : STR("");
    if (figure->count == 0)
        return;
    if (isnan(figure->value) || figure->is_bound) {
        w->remarks = ARENA_JOIN(arena, w->remarks, STR("# "), item->label,
                                STR(": 検出下限未満のため書いていません\n"));
        return;
    }
    if (str_equal(item->kind, STR("temperature")))
        unit = STR("degC");
    put(w, ARENA_JOIN(arena, key, arena_format(arena, " = %.4g", figure->value),
                      unit.n ? STR(" ") : STR(""), unit, behind(figure, arena),
                      str_equal(item->key, STR("Fe")) && figure->fraction == WATER_DISSOLVED
                          ? STR("。溶解性鉄をすべて二価とみなしました")
                      : str_equal(item->key, STR("Fe")) ? STR("。全鉄をすべて二価とみなしました")
                                                        : STR("")));
}

static bool is_of_water(const struct water_item *item)
{
    return str_equal(item->key, STR("pH")) || str_equal(item->key, STR("temperature")) ||
           str_equal(item->key, STR("Fe")) || str_equal(item->key, STR("DOC")) ||
           str_equal(item->key, STR("alkalinity")) ||
           (item->model.n > 0 && water_constituent_find(item->model) >= 0);
}

/* With iron by its valence the sum would count twice; alkalinity stands in place of TIC. */
static bool is_doubled(const struct water_item *item, const struct water_item *const *items,
                       const struct water_figure *figures, size_t count)
{
    struct str instead = str_equal(item->key, STR("Fe"))    ? STR("Fe(2)")
                         : str_equal(item->key, STR("TIC")) ? STR("alkalinity")
                                                            : STR("-");
    for (size_t i = 0; i < count; i++)
        if (str_equal(items[i]->key, instead) && figures[i].count > 0)
            return true;
    return false;
}

static void put_head(struct writing *w, const struct water_mine_row *mine,
                     const struct water_mine_figures *figures, const struct water_figures_ask *ask,
                     const struct water_figure *whole)
{
    struct arena *arena = w->arena;
    put(w, ARENA_JOIN(arena, STR("# "), mine->name, STR(" "), figures->point, STR("の"),
                      water_statistic_title(ask->statistic), STR("（"),
                      day_format(whole->first, arena), STR("～"), day_format(whole->last, arena),
                      STR("）")));
    if (figures->raw_points > 1)
        put(w, STR("# 原水の地点がいくつかあるうち、結果が最も多い地点です"));
    put(w, ARENA_JOIN(arena, STR("[water "), figures->point, STR("]")));
}

int water_study_sections(const struct web_actor *actor, const struct water_mine_row *mine,
                         const struct water_figures_ask *ask, struct str *out, struct error *error)
{
    struct writing w = {.arena = actor->arena};
    const struct water_items *all = water_items();
    const struct water_item *items[WATER_ITEMS_MOST];
    struct water_mine_figures figures;
    struct water_figure whole = {.first = INT32_MAX, .last = INT32_MIN};
    size_t count = 0, flow;
    for (size_t i = 0; i < all->count; i++)
        if (is_of_water(&all->rows[i]))
            items[count++] = &all->rows[i];
    flow = count;
    items[count++] = water_item_find(STR("flow"));
    int status = water_mine_figures(actor, mine->id, ask, items, count, &figures, error);
    if (status)
        return status;
    if (figures.point.n == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("原水の分析値"));
    for (size_t i = 0; i < count; i++)
        if (figures.values[i].count > 0) {
            const struct water_figure *one = &figures.values[i];
            whole.first = one->first < whole.first ? one->first : whole.first;
            whole.last = one->last > whole.last ? one->last : whole.last;
        }
    put_head(&w, mine, &figures, ask, &whole);
    for (size_t i = 0; i < flow; i++)
        if (!is_doubled(items[i], items, figures.values, flow))
            put_figure(&w, items[i], &figures.values[i]);
    w.text = ARENA_JOIN(w.arena, w.text, w.remarks);
    if (figures.values[flow].count > 0 && !isnan(figures.values[flow].value))
        put(&w, ARENA_JOIN(w.arena, STR("\n[flow]\nvalue = "),
                           arena_format(w.arena, "%.4g m3/d", figures.values[flow].value),
                           behind(&figures.values[flow], w.arena)));
    else
        put(&w, STR("\n# 流量の値がありません。[flow] の value を書いてください"));
    *out = w.text;
    return 0;
}
