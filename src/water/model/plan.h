/* What a way of treatment costs, row by row: a plan is a table of items (data/water/plan_*.tsv or
   the engineer's own), each a quantity that the sizing gives times a dated price. The product must
   be money: units are checked, so that kg per year never meets yen per tonne in silence.
   Yen of the price base year; yearly amounts are per year of 365 days. */
#ifndef MEGURI_WATER_MODEL_PLAN_H
#define MEGURI_WATER_MODEL_PLAN_H

#include "water/model/economics.h"
#include "water/model/values.h"

/* A quantity that sizing, simulation or the engineer gives: "lime" kg/s, "bed" m3, "power" W. */
struct water_amount {
    struct str name, label;
    double si;
    const char *unit; /* of its kind, for the check and for showing: "kg/y" */
};
struct water_amounts {
    struct water_amount *rows;
    size_t count, capacity;
    struct arena *arena;
};
void water_amounts_set(struct water_amounts *amounts, const char *name, const char *label,
                       double si, const char *unit);
const struct water_amount *water_amounts_find(const struct water_amounts *amounts, struct str name);

struct water_plan_item {
    struct str group, item; /* 工事費, 「石灰石」 */
    enum water_payment payment;
    struct str quantity, price; /* name of an amount; key of a price */
    double life, share;         /* of WATER_PAID_EVERY */
    struct str source;
    bool confirmed;
    int64_t line;
};
struct water_plan {
    struct str file;
    struct water_plan_item *items;
    size_t count;
};

/* Head row: group item payment quantity price life share source confirmed; payment is once, yearly
   or every (with a life such as "15 y" and a share such as "50 %"). ERR_WATER_TABLE with file and
   line. */
int water_plan_read(struct str file, struct str bytes, struct arena *arena, struct water_plan *out,
                    struct error *error);

struct water_plan_row {
    const struct water_plan_item *item;
    const struct water_amount *quantity;
    const struct water_value *price;
    double amount;        /* yen: once, per year, or of one renewal at full share */
    double present_value; /* yen over the period */
};
struct water_plan_group {
    struct str name;
    double once, yearly, present_value;
};
struct water_plan_cost {
    struct water_plan_row *rows;
    size_t count;
    struct water_plan_group *groups; /* in the order of the plan */
    size_t group_count;
    double once, yearly, present_value, yearly_equivalent;
    double per_volume;  /* yen per m3 treated: yearly equivalent over yearly flow */
    size_t unconfirmed; /* rows whose price or item is marked so */
    int32_t base_year_low, base_year_high; /* of the prices used */
};

/* `flow` m3/s. ERR_WATER_NO_VALUE: a price without a row valid on `day`; ERR_WATER_TABLE with file
   and line: a quantity that nothing gave, or units that do not make yen (yen per time for yearly
   items). */
int water_plan_cost(const struct water_plan *plan, const struct water_amounts *amounts,
                    const struct water_values *prices, day_number day,
                    const struct water_terms *terms, double flow, struct arena *arena,
                    struct water_plan_cost *out, struct error *error);

#endif
