#include "water/data/exceedance.h"

#include <math.h>
#include <stdlib.h>

#include "water/data/lab_table.h"

static const double share_below = 0.95;

/* One end of the limits. */
static enum water_judgement judge_end(const struct water_limit *limit,
                                      const struct water_result *result)
{
    int order = decimal_compare(result->value, limit->value);
    if (!limit->is_most)
        return result->censored ? WATER_UNJUDGED_DETECTION : order < 0 ? WATER_OVER : WATER_WITHIN;
    if (result->censored)
        return result->censored == 2 || order > 0 ? WATER_UNJUDGED_DETECTION : WATER_WITHIN;
    enum water_fraction meant = result->item->limit_fraction;
    if (meant == WATER_DISSOLVED && result->fraction == WATER_TOTAL)
        return order > 0 ? WATER_UNJUDGED_FRACTION : WATER_WITHIN;
    if (meant == WATER_TOTAL && result->fraction == WATER_DISSOLVED)
        return order > 0 ? WATER_OVER : WATER_UNJUDGED_FRACTION;
    return order > 0 ? WATER_OVER : WATER_WITHIN;
}

struct water_judged water_judge(const struct water_limits *limits,
                                const struct water_result *result)
{
    day_number day = day_of_time(result->taken_at);
    struct water_judged out = {WATER_NOT_LIMITED, NULL};
    for (int most = 1; most >= 0; most--) {
        const struct water_limit *limit = water_limit_on(limits, result->item, most, day);
        if (!limit)
            continue;
        enum water_judgement judgement = judge_end(limit, result);
        if (out.judgement == WATER_NOT_LIMITED || judgement == WATER_OVER)
            out = (struct water_judged){judgement, limit};
    }
    return out;
}

struct str water_judgement_words(enum water_judgement judgement)
{
    static const struct str words[] = {
        [WATER_NOT_LIMITED] = STR_INIT("基準なし"),
        [WATER_WITHIN] = STR_INIT("基準内"),
        [WATER_OVER] = STR_INIT("超過"),
        [WATER_UNJUDGED_FRACTION] = STR_INIT("判定不可（全量・溶解性）"),
        [WATER_UNJUDGED_DETECTION] = STR_INIT("判定不可（検出下限）"),
    };
    return words[judgement];
}

struct str water_judgement_tone(enum water_judgement judgement)
{
    return judgement == WATER_OVER          ? STR("tone-bad")
           : judgement == WATER_WITHIN      ? STR("tone-good")
           : judgement == WATER_NOT_LIMITED ? STR("tone-stopped")
                                            : STR("tone-attention");
}

/* --- by month --- */

struct line {
    const struct water_result *result;
    int month; /* 12 year + month - 1 */
};

static int compare_lines(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    if (a->result->item != b->result->item)
        return a->result->item < b->result->item ? -1 : 1;
    if (a->result->fraction != b->result->fraction)
        return a->result->fraction < b->result->fraction ? -1 : 1;
    if (a->month != b->month)
        return a->month < b->month ? -1 : 1;
    return a->result->taken_at < b->result->taken_at ? -1
                                                     : a->result->taken_at > b->result->taken_at;
}

static int compare_values(const void *left, const void *right)
{
    const struct water_result *a = *(const struct water_result *const *)left;
    const struct water_result *b = *(const struct water_result *const *)right;
    int order = decimal_compare(a->value, b->value);
    return order ? order : b->censored - a->censored;
}

static const struct water_result *highest_of(const struct water_result *const *sorted, size_t count)
{
    for (size_t i = count; i > 0; i--)
        if (!sorted[i - 1]->censored)
            return sorted[i - 1];
    return sorted[count - 1];
}

static struct water_exceedance sum_up(const struct water_limits *limits, const struct line *lines,
                                      size_t count, struct arena *arena)
{
    const struct water_result **sorted = ARENA_ARRAY(arena, const struct water_result *, count);
    const struct water_result *newest = lines[0].result;
    struct water_exceedance out = {
        .item = newest->item, .fraction = newest->fraction, .count = count};
    for (size_t i = 0; i < count; i++) {
        const struct water_result *result = lines[i].result;
        struct water_judged judged = water_judge(limits, result);
        double value = water_decimal_double(result->value);
        sorted[i] = result;
        newest = result->taken_at > newest->taken_at ? result : newest;
        out.censored += result->censored != 0;
        out.over += judged.judgement == WATER_OVER;
        out.judged += judged.judgement == WATER_OVER || judged.judgement == WATER_WITHIN;
        out.unjudged += judged.judgement > WATER_OVER;
        out.mean_low += result->censored ? 0 : value / (double)count;
        out.mean_high += result->censored == 2 ? NAN : value / (double)count;
    }
    qsort(sorted, count, sizeof *sorted, compare_values);
    const struct water_result *rank = sorted[(size_t)ceil(share_below * (double)count) - 1];
    out.highest = *highest_of(sorted, count);
    out.percentile = rank->censored == 2 ? NAN : water_decimal_double(rank->value);
    out.percentile_is_bound = rank->censored != 0;
    out.limit = water_limit_on(limits, out.item, true, day_of_time(newest->taken_at));
    return out;
}

size_t water_exceedances_of(const struct water_limits *limits, const struct water_result *results,
                            size_t count, struct arena *arena, struct water_exceedance **out)
{
    struct line *lines = ARENA_ARRAY(arena, struct line, count);
    size_t rows = 0;
    *out = ARENA_ARRAY(arena, struct water_exceedance, count * 2);
    for (size_t i = 0; i < count; i++) {
        struct jst when = jst_of_time(results[i].taken_at);
        lines[i] = (struct line){&results[i], when.date.year * 12 + when.date.month - 1};
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t from = 0, end; from < count; from = end) {
        for (end = from; end < count && lines[end].result->item == lines[from].result->item &&
                         lines[end].result->fraction == lines[from].result->fraction;)
            end++;
        (*out)[rows++] = sum_up(limits, lines + from, end - from, arena);
        for (size_t at = from, next; at < end; at = next) {
            for (next = at; next < end && lines[next].month == lines[at].month;)
                next++;
            struct water_exceedance *row = &(*out)[rows++];
            *row = sum_up(limits, lines + at, next - at, arena);
            row->year = lines[at].month / 12;
            row->month = lines[at].month % 12 + 1;
        }
    }
    return rows;
}
