#include "water/model/economics.h"

#include <math.h>

int water_terms_check(const struct water_terms *terms, struct error *error)
{
    if (terms->years < 1 || terms->years > 200)
        return ERROR(error, ERR_WATER_RANGE, BOTH("評価期間", "period"), BOTH("（年）", "(years)"),
                     BOTH("1 年から 200 年までで書いてください", "write 1 to 200 years"));
    if (!(terms->discount > -1) || !(terms->growth > -1) || !isfinite(terms->discount) ||
        !isfinite(terms->growth))
        return ERROR(error, ERR_WATER_RANGE, BOTH("割引率・上昇率", "rates"),
                     BOTH("（年率）", "(per year)"),
                     BOTH("-100 % より大きい率を書いてください", "write rates above -100 %"));
    return 0;
}

double water_annuity_factor(const struct water_terms *terms)
{
    double ratio = (1 + terms->growth) / (1 + terms->discount);
    if (fabs(ratio - 1) < 1e-12)
        return terms->years;
    return ratio * (1 - pow(ratio, terms->years)) / (1 - ratio);
}

static double renewals_value(const struct water_cost *cost, const struct water_terms *terms)
{
    double ratio = (1 + terms->growth) / (1 + terms->discount), value = 0;
    /* a renewal on the last day of the period still belongs to it; 1e-9 keeps 3 x 10 at 30 */
    for (int k = 1; k * cost->life <= terms->years + 1e-9; k++)
        value += cost->amount * cost->share * pow(ratio, k * cost->life);
    return value;
}

double water_present_value(const struct water_cost *cost, const struct water_terms *terms)
{
    switch (cost->payment) {
    case WATER_PAID_ONCE:
        return cost->amount;
    case WATER_PAID_YEARLY:
        return cost->amount * water_annuity_factor(terms);
    case WATER_PAID_EVERY:
        return renewals_value(cost, terms);
    }
    return 0;
}

double water_yearly_equivalent(double present_value, const struct water_terms *terms)
{
    struct water_terms constant = {.years = terms->years, .discount = terms->discount};
    return present_value / water_annuity_factor(&constant);
}
