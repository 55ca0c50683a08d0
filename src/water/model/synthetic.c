#include "water/model/synthetic.h"

#include <math.h>

#include "water/model/random.h"

/* Apart from the streams of an ensemble of the same seed (ensemble.c). */
enum stream { STREAM_TRUTH = 30000000, STREAM_ERROR = 40000000 };

void water_synthetic_truth(const struct water_problem *problem, uint64_t seed, double *truth)
{
    for (size_t j = 0; j < problem->parameter_count; j++) {
        const struct water_parameter *p = &problem->parameters[j];
        double drawn = p->deviation * water_random_normal(seed, STREAM_TRUTH, j);
        truth[j] = water_plain_of(p, water_transform_of(p, p->prior) + drawn);
    }
}

static double deviation_of(const struct water_observed_rules *rules, const struct water_observed *s,
                           double value)
{
    return s->item.ph ? rules->error_ph : fmax(rules->error * value, rules->error_least);
}

void water_synthetic_measure(const struct water_observed_rows *plan,
                             const struct water_observed_rules *rules, const double *simulated,
                             uint64_t seed, struct water_observed *out)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct water_observed *s = &plan->rows[i];
        double deviation = deviation_of(rules, s, simulated[i]);
        double value = simulated[i] + deviation * water_random_normal(seed, STREAM_ERROR, i);
        double limit = s->censored ? s->value : 0;
        out[i] = *s;
        out[i].censored = s->censored && value < limit;
        out[i].value = out[i].censored ? limit : fmax(value, 0);
        out[i].deviation = out[i].censored ? deviation_of(rules, s, limit) : deviation;
    }
}
