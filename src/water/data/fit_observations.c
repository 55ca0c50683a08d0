#include "water/data/fit_observations.h"

#include "water/data/sample.h"
#include "water/model/observed.h"
#include "water/table.h"

static const struct water_column columns[] = {
    {STR_INIT("date"), STR_INIT("date"), false},
    {STR_INIT("point"), STR_INIT("point"), false},
    {STR_INIT("item"), STR_INIT("item"), false},
    {STR_INIT("value"), STR_INIT("value"), false},
    {STR_INIT("unit"), STR_INIT("unit"), false},
    {STR_INIT("filtered"), STR_INIT("filtered"), false},
    {STR_INIT("checked"), STR_INIT("checked"), false},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const struct water_point *point_of(const struct water_point *points, size_t count,
                                          int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (points[i].id == id)
            return &points[i];
    return NULL;
}

static bool is_place(const struct water_study_text *study, struct str name)
{
    return name.n > 0 && (water_section_find(study, STR("tank"), name) ||
                          water_section_find(study, STR("water"), name));
}

/* The name under which the study knows the point; empty: it does not. */
static struct str place_of(const struct water_study_text *study, const struct water_point *point)
{
    return !point                         ? STR("")
           : is_place(study, point->tank) ? point->tank
           : is_place(study, point->name) ? point->name
                                          : STR("");
}

static bool is_wanted(struct str items, struct str key)
{
    size_t at = 0;
    bool any = false;
    while (at < items.n) {
        size_t end = at;
        while (end < items.n && items.p[end] != ' ' && items.p[end] != ',')
            end++;
        if (end > at) {
            any = true;
            if (str_equal(str_slice(items, at, end), key))
                return true;
        }
        at = end + 1;
    }
    return !any;
}

static void add(const struct water_result *result, struct str place, struct str key,
                struct water_table *table)
{
    struct arena *arena = table->arena;
    struct str cells[COLUMNS] = {
        water_moment_words(result->taken_at, result->has_time, arena),
        place,
        key,
        water_result_words(result, arena),
        str_equal(key, STR("pH")) ? STR("") : result->item->unit,
        result->fraction == WATER_DISSOLVED ? STR("yes") : STR("no"),
        STR("yes"), /* doubts were looked at when the table was taken in */
    };
    water_table_add(table, cells);
}

static void sort_out(const struct water_fit_taking *taking, const struct water_study_text *study,
                     const struct water_result *result, const struct water_point *point,
                     struct water_table *table, struct water_fit_taken *out)
{
    struct water_analyte analyte;
    struct str key = result->item->model.n ? result->item->model : result->item->key;
    struct str place = place_of(study, point);
    bool wanted = is_wanted(taking->items, key) || is_wanted(taking->items, result->item->key);
    if (place.n == 0)
        out->other_points++;
    else if (!wanted || !water_analyte_find(key, &analyte))
        out->other_items++;
    else if (result->censored == 2)
        out->unknown++;
    else
        add(result, place, key, table);
}

int water_fit_take(const struct water_actor *actor, const struct water_fit_taking *taking,
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
    size_t count, point_count;
    *out = (struct water_fit_taken){0};
    int status = water_results_read(actor, &wanted, &results, &count, error);
    if (!status)
        status = water_points(actor, taking->mine, &points, &point_count, error);
    if (status)
        return status;
    water_table_init(&table, STR("observations"), columns, COLUMNS, actor->arena);
    for (size_t i = 0; i < count; i++)
        sort_out(taking, study, &results[i], point_of(points, point_count, results[i].point),
                 &table, out);
    out->rows = table.row_count;
    if (out->rows == 0)
        return ERROR(
            error, ERR_WATER_TABLE, BOTH("鉱山の分析値", "results of the mine"),
            BOTH(
                "この期間に、検討の槽か原水の名前（採水地点の「検討ファイルの槽」）に当たる地点の、"
                "計算できる項目の値がありません",
                "in these days there is no value that the study can use"));
    return water_table_csv(&table, LANG_EN, actor->arena, &out->csv, error);
}
