/* Money over time: what a plan costs to build, to run and to renew, as present value and as a
   yearly amount. All amounts in yen of the price base year; payments of a year fall at its end.
   Formulas: net present value of a growing annuity and of renewals every L years (AMDTreat's
   recapitalisation); the growth is inflation, the discount the social rate of public works. */
#ifndef MEGURI_WATER_MODEL_ECONOMICS_H
#define MEGURI_WATER_MODEL_ECONOMICS_H

#include "base/error.h"

struct water_terms {
    int years;               /* 1 .. 200 */
    double discount, growth; /* per year: 0.04, 0 */
};

enum water_payment { WATER_PAID_ONCE, WATER_PAID_YEARLY, WATER_PAID_EVERY };

struct water_cost {
    enum water_payment payment;
    double amount; /* yen: once, per year, or of the thing that is renewed */
    double life;   /* years between renewals (WATER_PAID_EVERY) */
    double share;  /* of the amount that a renewal costs, 0..1 */
};

/* ERR_WATER_RANGE: years outside 1..200, a rate of -100 % or less, a life below one year. */
int water_terms_check(const struct water_terms *terms, struct error *error);

/* Present value of 1 yen a year: sum over k = 1..years of ((1+growth)/(1+discount))^k. */
double water_annuity_factor(const struct water_terms *terms);

/* Present value of one cost. Renewals fall at L, 2L, … before or at the end of the period; what was
   built at the start is a cost of its own (WATER_PAID_ONCE). */
double water_present_value(const struct water_cost *cost, const struct water_terms *terms);

/* The yearly amount, constant over the period, with the same present value. */
double water_yearly_equivalent(double present_value, const struct water_terms *terms);

#endif
