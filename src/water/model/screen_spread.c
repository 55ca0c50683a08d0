/* Ranks and spreads over draws. */
#include <math.h>
#include <stdlib.h>

#include "water/model/screen_inside.h"

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct water_spread water_spread_of(const double *values, size_t count, double *scratch)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            scratch[n++] = values[i];
    if (n == 0)
        return (struct water_spread){NAN, NAN, NAN};
    qsort(scratch, n, sizeof *scratch, compare_numbers);
    return (struct water_spread){scratch[(size_t)(0.05 * (double)(n - 1) + 0.5)],
                                 scratch[(size_t)(0.50 * (double)(n - 1) + 0.5)],
                                 scratch[(size_t)(0.95 * (double)(n - 1) + 0.5)]};
}

int water_ranked_compare(const void *a, const void *b)
{
    const struct water_ranked *x = a, *y = b;
    if (x->value != y->value)
        return x->value > y->value ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

void water_ranks_of(const double *values, uint32_t count, struct water_ranked *scratch,
                    double *ranks)
{
    for (uint32_t i = 0; i < count; i++)
        scratch[i] = (struct water_ranked){values[i], i};
    qsort(scratch, count, sizeof *scratch, water_ranked_compare);
    for (uint32_t i = 0; i < count; i++)
        ranks[scratch[i].index] = i;
}

/* Correlation of two rankings of 0 .. count-1. */
double water_rank_correlation(const double *a, const double *b, uint32_t count)
{
    double mean = (count - 1) / 2.0, product = 0, square = 0;
    for (uint32_t i = 0; i < count; i++) {
        product += (a[i] - mean) * (b[i] - mean);
        square += (a[i] - mean) * (a[i] - mean);
    }
    return square > 0 ? product / square : 0;
}

/* A draw that failed has no place in a ranking: it counts as the largest. */
void water_screen_influence(const struct water_mine *mine, struct water_draws *draws,
                            const double *values, double *influence)
{
    if (draws->count < 3)
        return;
    for (uint32_t i = 0; i < draws->count; i++)
        draws->scratch[i] = isnan(values[i]) ? INFINITY : values[i];
    water_ranks_of(draws->scratch, draws->count, draws->sorting, draws->ranks);
    for (size_t i = 0; i < WATER_INPUTS; i++) {
        const double *inputs = draws->inputs + i * draws->count;
        if (isnan(inputs[0]) || mine->deviation[i] == 0)
            continue;
        water_ranks_of(inputs, draws->count, draws->sorting, draws->input_ranks);
        influence[i] = water_rank_correlation(draws->ranks, draws->input_ranks, draws->count);
    }
}

static bool is_within(const struct water_screen_base *base, enum water_left left, double value)
{
    return value <= base->left_limit[left] && (left != WATER_LEFT_PH || value >= base->ph_low);
}

/* What is blank was reckoned as absent: nothing is said of it. */
static bool is_said(const struct water_screen_base *base, const struct water_mine *mine,
                    enum water_left left)
{
    int input = water_left_input(left);
    return !isnan(base->left_limit[left]) && (input < 0 || !isnan(mine->input[input]));
}

static void spread_left(const struct water_screen_base *base, const struct water_mine *mine,
                        enum water_left left, struct water_draws *draws, struct water_kinetic *out)
{
    const double *values = draws->left + (size_t)left * draws->count;
    out->given[left] = values[0];
    out->left[left] = water_spread_of(values, draws->count, draws->scratch);
    uint32_t within = 0;
    for (uint32_t i = 0; i < draws->count; i++)
        within += is_within(base, left, values[i]); /* a failed one is NaN: not within */
    out->within[left] = (double)within / draws->count;
    if (!is_said(base, mine, left))
        out->within[left] = NAN;
    int input = water_left_input(left);
    if (input >= 0 && isnan(mine->input[input])) {
        out->given[left] = NAN;
        out->left[left] = (struct water_spread){NAN, NAN, NAN};
    }
}

void water_screen_spread_kinetic(const struct water_screen_base *base,
                                 const struct water_mine *mine, struct water_draws *draws,
                                 struct water_kinetic *out)
{
    uint32_t met = 0;
    for (int i = 0; i < WATER_LEFTS; i++)
        spread_left(base, mine, (enum water_left)i, draws, out);
    out->ratio = water_spread_of(draws->ratio, draws->count, draws->scratch);
    for (uint32_t i = 0; i < draws->count; i++)
        met += draws->ratio[i] <= 1 &&
               is_within(base, WATER_LEFT_PH, draws->left[WATER_LEFT_PH * draws->count + i]);
    out->share = (double)met / draws->count;
    water_screen_influence(mine, draws, draws->ratio, out->influence);
}
