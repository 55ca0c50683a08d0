#include "water/fit_observations.h"

#include "water/data/sample.h"
#include "water/study_data.h"

static const struct water_point *point_of(const struct water_point *points, size_t count,
                                          int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (points[i].id == id)
            return &points[i];
    return NULL;
}

static bool is_tank(const struct water_study_text *study, const struct water_point *point)
{
    return point && point->tank.n > 0 && water_section_find(study, STR("tank"), point->tank);
}

/* `key` stands in the list, or the list is empty. */
static bool is_wanted(struct str items, struct str key)
{
    bool any = false;
    for (size_t at = 0, end; at < items.n; at = end + 1) {
        for (end = at; end < items.n && items.p[end] != ' ' && items.p[end] != ',';)
            end++;
        any = any || end > at;
        if (end > at && str_equal(str_slice(items, at, end), key))
            return true;
    }
    return !any;
}

/* Those of the study's tanks and of the wanted items, in their order. */
static size_t choose(const struct water_fit_taking *taking, const struct water_study_text *study,
                     const struct water_point *points, size_t point_count,
                     struct water_result *results, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct water_item *item = results[i].item;
        if (is_tank(study, point_of(points, point_count, results[i].point)) &&
            (is_wanted(taking->items, item->key) || is_wanted(taking->items, item->model)))
            results[kept++] = results[i];
    }
    return kept;
}

int water_fit_take(const struct web_actor *actor, const struct water_fit_taking *taking,
                   const struct water_study_text *study, struct water_fit_taken *out,
                   struct error *error)
{
    const struct water_results_wanted wanted = {
        .mine = taking->mine,
        .from = time_of_jst((struct jst){date_of_day(taking->first), 0, 0, 0}),
        .to = time_of_jst((struct jst){date_of_day(taking->last + 1), 0, 0, 0}) - 1};
    struct water_result *results;
    struct water_point *points;
    struct water_table table;
    struct water_study_left left;
    size_t count, point_count;
    *out = (struct water_fit_taken){0};
    int status = water_results_read(actor, &wanted, &results, &count, error);
    if (!status)
        status = water_points(actor, taking->mine, &points, &point_count, error);
    if (status)
        return status;
    count = choose(taking, study, points, point_count, results, count);
    water_study_observations(points, point_count, results, count, actor->arena, &table, &left);
    out->rows = table.row_count;
    out->words = water_study_left_words(&table, &left, actor->arena);
    if (out->rows == 0)
        return ERROR(
            error, ERR_WATER_TABLE, BOTH("鉱山の分析値", "results of the mine"),
            BOTH("この期間に、検討の槽に当たる採水地点（地点の「検討ファイルの槽」）の、計算できる"
                 "項目の値がありません",
                 "in these days there is no value that the study can use"));
    return water_table_csv(&table, LANG_EN, actor->arena, &out->csv, error);
}
