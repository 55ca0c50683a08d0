#include "water/model/statistics.h"

#include <math.h>

/* Sums over one group; a censored value that is met is left out of them. */
struct sums {
    double n, observed, simulated, observed2, simulated2, product, error2, weighted;
};

static void add(struct sums *s, const struct water_observation *o, double simulated)
{
    s->n++;
    s->observed += o->value;
    s->simulated += simulated;
    s->observed2 += o->value * o->value;
    s->simulated2 += simulated * simulated;
    s->product += o->value * simulated;
    s->error2 += (simulated - o->value) * (simulated - o->value);
    s->weighted += (simulated - o->value) / o->deviation;
}

static void judge(const struct sums *s, struct water_goodness *g)
{
    g->nse = g->kge = g->correlation = g->rmse = g->pbias = g->mean_residual = NAN;
    if (s->n < 2)
        return;
    double mean_o = s->observed / s->n, mean_s = s->simulated / s->n;
    double var_o = s->observed2 / s->n - mean_o * mean_o,
           var_s = s->simulated2 / s->n - mean_s * mean_s;
    double covariance = s->product / s->n - mean_o * mean_s;
    g->rmse = sqrt(s->error2 / s->n);
    g->mean_residual = s->weighted / s->n;
    if (s->observed != 0)
        g->pbias = 100 * (s->observed - s->simulated) / s->observed;
    if (!(var_o > 1e-14 * mean_o * mean_o))
        return;
    g->nse = 1 - s->error2 / (s->n * var_o);
    if (!(var_s > 0) || mean_o == 0)
        return;
    g->correlation = covariance / sqrt(var_o * var_s);
    double alpha = sqrt(var_s / var_o), beta = mean_s / mean_o;
    g->kge = 1 - sqrt((g->correlation - 1) * (g->correlation - 1) + (alpha - 1) * (alpha - 1) +
                      (beta - 1) * (beta - 1));
}

static bool goodness_of(const struct water_problem *problem, const double *simulated,
                        struct str group, bool held_out, struct water_goodness *g)
{
    *g = (struct water_goodness){.group = group, .held_out = held_out};
    struct sums sums = {0};
    for (size_t i = 0; i < problem->observation_count; i++) {
        const struct water_observation *o = &problem->observations[i];
        if (o->held_out != held_out || !str_equal(o->group, group))
            continue;
        g->count++;
        bool missed = simulated[i] > o->value;
        g->censored += o->censored;
        g->censored_missed += o->censored && missed;
        if (!o->censored || missed)
            add(&sums, o, simulated[i]);
    }
    judge(&sums, g);
    return g->count > 0;
}

static bool is_first(const struct water_problem *problem, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (str_equal(problem->observations[i].group, problem->observations[index].group))
            return false;
    return true;
}

size_t water_goodness_of(const struct water_problem *problem, const double *simulated,
                         struct arena *arena, struct water_goodness **out)
{
    size_t groups = 0, count = 0;
    for (size_t i = 0; i < problem->observation_count; i++)
        groups += is_first(problem, i);
    *out = ARENA_ARRAY(arena, struct water_goodness, 2 * groups);
    for (size_t i = 0; i < problem->observation_count; i++)
        for (int half = 0; half < 2 && is_first(problem, i); half++)
            count += goodness_of(problem, simulated, problem->observations[i].group, half == 1,
                                 &(*out)[count]);
    return count;
}
