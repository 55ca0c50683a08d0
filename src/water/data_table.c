#include "water/data_table.h"

#include <math.h>

static const struct water_column exceedance_columns[WATER_EXCEEDANCE_COLUMNS] = {
    {STR_INIT("point"), STR_INIT("地点\x1fpoint"), false},
    {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
    {STR_INIT("fraction"),
     STR_INIT("区分\x1f"
              "fraction"),
     false},
    {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
    {STR_INIT("month"), STR_INIT("年月\x1fmonth"), false},
    {STR_INIT("limit"), STR_INIT("基準値\x1flimit"), false},
    {STR_INIT("count"),
     STR_INIT("データ数\x1f"
              "count"),
     true},
    {STR_INIT("censored"),
     STR_INIT("検出下限未満\x1f"
              "below detection"),
     true},
    {STR_INIT("over"), STR_INIT("超過数\x1fover"), true},
    {STR_INIT("unjudged"), STR_INIT("判定不可\x1fnot judged"), true},
    {STR_INIT("share"), STR_INIT("超過率（%）\x1fover (%)"), true},
    {STR_INIT("highest"), STR_INIT("最大\x1fhighest"), false},
    {STR_INIT("percentile"),
     STR_INIT("95パーセンタイル\x1f"
              "95th percentile"),
     false},
    {STR_INIT("mean_low"), STR_INIT("平均（下限未満=0）\x1fmean (below = 0)"), true},
    {STR_INIT("mean_high"), STR_INIT("平均（下限未満=下限）\x1fmean (below = limit)"), true},
};

void water_exceedance_table(struct water_table *table, struct arena *arena)
{
    water_table_init(table,
                     STR("超過の統計\x1f"
                         "exceedance"),
                     exceedance_columns, WATER_EXCEEDANCE_COLUMNS, arena);
}

static struct str count_words(size_t count, struct arena *arena)
{
    return arena_format(arena, "%zu", count);
}

static struct str limit_words(const struct water_limit *limit, struct arena *arena)
{
    return limit ? ARENA_JOIN(arena, decimal_format(limit->value, arena), STR("（"),
                              water_basis_title(limit->basis), STR("）"))
                 : STR("基準なし\x1fno limit");
}

void water_exceedance_add(struct water_table *table, struct str point,
                          const struct water_exceedance *rows, size_t count)
{
    struct arena *arena = table->arena;
    for (size_t i = 0; i < count; i++) {
        const struct water_exceedance *row = &rows[i];
        double share = row->judged ? 100.0 * (double)row->over / (double)row->judged : NAN;
        struct str percentile = water_table_number(row->percentile, 3, arena);
        struct str cells[WATER_EXCEEDANCE_COLUMNS] = {
            point,
            row->item->label,
            str_equal(row->item->kind, STR("mass")) ? water_fraction_title(row->fraction) : STR(""),
            row->item->unit,
            row->year ? arena_format(arena, "%d-%02d", row->year, row->month)
                      : STR("全期間\x1f"
                            "all"),
            limit_words(row->limit, arena),
            count_words(row->count, arena),
            count_words(row->censored, arena),
            count_words(row->over, arena),
            count_words(row->unjudged, arena),
            isnan(share) ? STR("") : arena_format(arena, "%.0f", share),
            water_result_words(&row->highest, arena),
            row->percentile_is_bound && percentile.n ? ARENA_JOIN(arena, STR("<"), percentile)
                                                     : percentile,
            water_table_number(row->mean_low, 3, arena),
            water_table_number(row->mean_high, 3, arena),
        };
        water_table_add(table, cells);
    }
}

static const struct water_column observation_columns[] = {
    {STR_INIT("date"), STR_INIT("date"), false},
    {STR_INIT("point"), STR_INIT("point"), false},
    {STR_INIT("item"), STR_INIT("item"), false},
    {STR_INIT("value"), STR_INIT("value"), false},
    {STR_INIT("unit"), STR_INIT("unit"), false},
    {STR_INIT("filtered"), STR_INIT("filtered"), false},
    {STR_INIT("bottle"), STR_INIT("bottle"), false},
    {STR_INIT("certificate"), STR_INIT("certificate"), false},
};

void water_observations_table(struct water_table *table, struct arena *arena)
{
    water_table_init(table, STR("observations"), observation_columns,
                     sizeof observation_columns / sizeof *observation_columns, arena);
}

/* The tank of the study when the point has one. */
static struct str point_name(const struct water_point *points, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (points[i].id == id)
            return points[i].tank.n ? points[i].tank : points[i].name;
    return STR("");
}

/* Units as a study writes them; none for pH. */
static struct str study_unit(const struct water_item *item)
{
    return str_equal(item->kind, STR("temperature")) ? STR("degC") : item->unit;
}

void water_observations_add(struct water_table *table, const struct water_point *points,
                            size_t point_count, const struct water_result *results, size_t count)
{
    struct arena *arena = table->arena;
    for (size_t i = 0; i < count; i++) {
        const struct water_result *result = &results[i];
        struct str key = result->item->model.n ? result->item->model : result->item->key;
        struct str cells[] = {
            water_moment_words(result->taken_at, result->has_time, arena),
            point_name(points, point_count, result->point),
            key,
            result->censored == 2 ? STR("ND") : water_result_words(result, arena),
            study_unit(result->item),
            result->fraction == WATER_DISSOLVED ? STR("yes") : STR("no"),
            result->bottle,
            result->certificate,
        };
        water_table_add(table, cells);
    }
}
