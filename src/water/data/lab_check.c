#include "water/data/lab_check.h"

#include <stdlib.h>

#include "base/check.h"

static const double far_factor = 10; /* "above 10 times its neighbours" */

/* A result of the table or of the store, in one order. */
struct line {
    int64_t point_id;
    int point; /* index in the table; -1: stored */
    struct str bottle;
    const struct water_item *item;
    enum water_fraction fraction;
    int64_t seconds;
    struct decimal value;
    int censored;
    size_t index; /* of the table's value; SIZE_MAX: stored */
};

static int order_of(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* Stored before new ones, so that a new result meets the stored one first. */
static int compare_lines(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    int order = order_of(a->point_id, b->point_id);
    if (!order)
        order = order_of(a->point_id ? 0 : a->point, b->point_id ? 0 : b->point);
    if (!order)
        order = order_of((int64_t)(a->item - water_items()->rows),
                         (int64_t)(b->item - water_items()->rows));
    if (!order)
        order = order_of((int64_t)a->fraction, (int64_t)b->fraction);
    if (!order)
        order = order_of(a->seconds, b->seconds);
    if (!order)
        order = str_compare(a->bottle, b->bottle);
    if (!order)
        order = order_of(a->index == SIZE_MAX ? 0 : 1, b->index == SIZE_MAX ? 0 : 1);
    return order ? order : order_of((int64_t)a->index, (int64_t)b->index);
}

static bool same_series(const struct line *a, const struct line *b)
{
    return a->point_id == b->point_id && (a->point_id || a->point == b->point) &&
           a->item == b->item && a->fraction == b->fraction;
}

static bool same_result(const struct line *a, const struct line *b)
{
    return a->censored == b->censored && decimal_compare(a->value, b->value) == 0;
}

/* Lines of the table and of what is stored now; *all counts them. */
static struct line *make_lines(const struct water_lab_table *table,
                               const struct water_stored_value *stored, size_t count, size_t *all)
{
    struct line *lines = ARENA_ARRAY(table->arena, struct line, table->count + count);
    for (size_t i = 0; i < table->count; i++) {
        const struct water_lab_value *v = &table->values[i];
        lines[i] = (struct line){table->points[v->point].id,
                                 v->point,
                                 v->bottle,
                                 v->item,
                                 v->fraction,
                                 v->seconds,
                                 v->value,
                                 v->censored,
                                 i};
    }
    *all = table->count;
    for (size_t i = 0; i < count; i++) {
        const struct water_stored_value *s = &stored[i];
        if (!s->earlier)
            lines[(*all)++] = (struct line){s->point,   -1,       s->bottle,   s->item, s->fraction,
                                            s->seconds, s->value, s->censored, SIZE_MAX};
    }
    qsort(lines, *all, sizeof *lines, compare_lines);
    return lines;
}

/* A result that a person corrected since comes again with its file: it is known, and stays as it
   was corrected. */
static void know_again(struct water_lab_table *table, const struct water_stored_value *earlier,
                       size_t *known)
{
    for (size_t i = 0; i < table->count; i++) {
        struct water_lab_value *v = &table->values[i];
        if (v->repeated || v->seconds != earlier->seconds || v->item != earlier->item ||
            v->fraction != earlier->fraction || v->censored != earlier->censored ||
            table->points[v->point].id != earlier->point ||
            !str_equal(v->bottle, earlier->bottle) ||
            decimal_compare(v->value, earlier->value) != 0)
            continue;
        v->repeated = true;
        table->repeated++;
        ++*known;
    }
}

/* The second of two results for one sample, item and fraction. */
static void meet(struct water_lab_table *table, const struct line *first, const struct line *second,
                 size_t *known)
{
    struct water_lab_value *value = &table->values[second->index];
    bool is_stored = first->index == SIZE_MAX;
    if (same_result(first, second)) {
        value->repeated = true;
        table->repeated++;
        *known += is_stored;
        if (!is_stored)
            water_lab_doubt(
                table, WATER_DOUBT_WARN, value->row, value->column,
                ARENA_JOIN(table->arena, value->item->label,
                           STR("の同じ値が同じ試料に二度あります。一つだけ取り込みます"
                               "\x1fthe same result stands twice for one sample; one is taken")));
        return;
    }
    struct str other = decimal_format(first->value, table->arena);
    water_lab_doubt(
        table, WATER_DOUBT_STOP, value->row, value->column,
        ARENA_JOIN(
            table->arena, value->item->label,
            is_stored ? STR("の別の値（") : STR("の別の値が同じ試料にあります（"), other,
            is_stored
                ? STR("）が同じ試料にもう入っています。瓶番号で分けるか、どちらかを直してください")
                : STR("）。瓶番号の列を選ぶか、どちらかを消してください"),
            STR("\x1f"), STR("another result ("), other,
            STR(") stands for the same sample; tell them apart by bottle, or correct one")));
}

static bool is_compared(const struct line *line)
{
    struct str kind = line->item->kind;
    return line->index != SIZE_MAX && !line->censored && line->value.mantissa > 0 &&
           (str_equal(kind, STR("mass")) || str_equal(kind, STR("flow")) ||
            str_equal(kind, STR("conductivity")));
}

/* Above ten times the larger of what stands before and behind it in time. */
static void compare_neighbours(struct water_lab_table *table, const struct line *lines,
                               size_t count, size_t at)
{
    double around = 0;
    int neighbours = 0;
    for (int step = -1; step <= 1; step += 2) {
        if ((step < 0 && at == 0) || (step > 0 && at + 1 >= count))
            continue;
        const struct line *other = &lines[step < 0 ? at - 1 : at + 1];
        if (!same_series(other, &lines[at]) || other->censored == 2)
            continue;
        double value = water_decimal_double(other->value);
        around = value > around ? value : around;
        neighbours++;
    }
    const struct water_lab_value *value = &table->values[lines[at].index];
    if (neighbours && around > 0 && water_decimal_double(value->value) > far_factor * around)
        water_lab_doubt(
            table, WATER_DOUBT_WARN, value->row, value->column,
            ARENA_JOIN(
                table->arena, value->item->label, STR(" "),
                decimal_format(value->value, table->arena),
                STR(" は前後の値の 10 倍を超えています。単位と小数点を確かめてください"
                    "\x1fis more than 10 times its neighbours; check unit and decimal point")));
}

static void check_range(struct water_lab_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct water_lab_value *value = &table->values[i];
        if (value->censored || value->repeated)
            continue;
        if (decimal_compare(value->value, value->item->low) < 0 ||
            decimal_compare(value->value, value->item->high) > 0)
            water_lab_doubt(table, WATER_DOUBT_WARN, value->row, value->column,
                            ARENA_JOIN(table->arena, value->item->label, STR(" "),
                                       decimal_format(value->value, table->arena), STR(" "),
                                       value->item->unit, STR(" はふつうの範囲（"),
                                       decimal_format(value->item->low, table->arena), STR("〜"),
                                       decimal_format(value->item->high, table->arena),
                                       STR("）の外です。単位を確かめてください\x1fis outside the "
                                           "usual range; check the unit")));
    }
}

static void check_samples(struct water_lab_table *table)
{
    const struct water_item *ph = water_item_find(STR("pH"));
    int told = 0;
    for (size_t i = 0; i < table->count;) {
        size_t end = i, analysed = 0;
        bool has_ph = false;
        int row = table->values[i].row;
        for (; end < table->count && water_lab_same_sample(&table->values[i], &table->values[end]);
             end++) {
            has_ph |= table->values[end].item == ph;
            analysed += str_equal(table->values[end].item->kind, STR("mass"));
        }
        if (!has_ph && analysed >= 3 && told++ < 10)
            water_lab_doubt(table, WATER_DOUBT_WARN, row, 0,
                            BOTH("pH "
                                 "がありません。水質の計算（イオンバランス、模型）に使えなくなりま"
                                 "す。現場の測定値があれば足してください",
                                 "pH is missing: no balance and no model of this sample; add the "
                                 "field reading"));
        i = end;
    }
}

/* The dissolved part cannot be more than all of it, but for the scatter of two analyses. */
static void check_fractions(struct water_lab_table *table)
{
    const double scatter = 1.1;
    for (size_t i = 0; i < table->count; i++)
        for (size_t k = i + 1;
             k < table->count && water_lab_same_sample(&table->values[i], &table->values[k]); k++) {
            const struct water_lab_value *a = &table->values[i], *b = &table->values[k];
            if (a->item != b->item || a->fraction == b->fraction || a->censored || b->censored)
                continue;
            const struct water_lab_value *dissolved = a->fraction == WATER_DISSOLVED ? a : b;
            const struct water_lab_value *total = dissolved == a ? b : a;
            if (water_decimal_double(dissolved->value) >
                scatter * water_decimal_double(total->value))
                water_lab_doubt(
                    table, WATER_DOUBT_WARN, dissolved->row, dissolved->column,
                    ARENA_JOIN(table->arena, dissolved->item->label,
                               STR("の溶解性の値が全量より多くなっています。列の取り違えでないか確"
                                   "かめてください"
                                   "\x1fis more dissolved than in total; check the columns")));
        }
}

void water_lab_check(struct water_lab_table *table, const struct water_stored_value *stored,
                     size_t count, size_t *known)
{
    size_t all;
    struct line *lines = make_lines(table, stored, count, &all);
    *known = 0;
    for (size_t i = 0; i < count; i++)
        if (stored[i].earlier)
            know_again(table, &stored[i], known);
    for (size_t i = 0; i + 1 < all; i++) {
        const struct line *a = &lines[i];
        for (size_t k = i + 1;
             k < all && same_series(a, &lines[k]) && a->seconds == lines[k].seconds &&
             str_equal(a->bottle, lines[k].bottle);
             k++)
            if (lines[k].index != SIZE_MAX && !table->values[lines[k].index].repeated)
                meet(table, a, &lines[k], known);
    }
    for (size_t i = 0; i < all; i++)
        if (is_compared(&lines[i]) && !table->values[lines[i].index].repeated)
            compare_neighbours(table, lines, all, i);
    check_range(table);
    check_samples(table);
    check_fractions(table);
}
