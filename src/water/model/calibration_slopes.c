/* Derivatives of what is observed to the parameters of a calibration. */
#include "water/model/calibration_inside.h"

static const double carbon = 12.011; /* g/mol */

void water_calibration_carry(const struct water_calibration *c, struct water_calibration_worker *w)
{
    size_t count = c->problem.parameter_count;
    if (!w->slopes) {
        w->slopes = water_train_slopes_create(&w->train, c->addresses, count, w->arena);
        for (int month = 0; month < 12; month++)
            w->month_slopes[month] =
                ARENA_ARRAY(w->arena, struct water_result_slopes, w->train.tank_count * count);
    }
    w->carried = w->slopes;
    w->seen = water_train_slopes_now(w->slopes);
}

/* What a laboratory reads is linear in what there is, so that the same reading serves slopes. */
static double of_tank(const struct water_analyte *item, const struct water_result_slopes *slopes,
                      bool total)
{
    struct water_tank_result moved = {.ph = slopes->ph, .doc = slopes->doc};
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        moved.molality[i] = slopes->molality[i];
        moved.total[i] = slopes->total[i];
    }
    return total ? water_analyte_total_of_tank(item, &moved) : water_analyte_of_tank(item, &moved);
}

static double of_water(const struct water_observed *s, const struct water_address *a)
{
    struct water_quality moved = {0};
    if (a->water != s->water)
        return 0;
    if (a->kind == WATER_ADDRESS_QUALITY_PH)
        moved.ph = 1;
    if (a->kind == WATER_ADDRESS_QUALITY_DOC)
        moved.doc = 1 / carbon;
    if (a->kind == WATER_ADDRESS_QUALITY)
        moved.molality[a->constituent] = 1 / water_constituents[a->constituent].molar_mass;
    return water_analyte_of_water(&s->item, &moved);
}

void water_calibration_slopes(const struct water_calibration *c,
                              const struct water_calibration_worker *w, size_t observation,
                              double *out)
{
    const struct water_observed *s = &c->samples.rows[observation];
    size_t count = c->problem.parameter_count;
    bool fraction = s->total && water_calibration_has_particulate(c, s->item.name);
    for (size_t j = 0; j < count; j++) {
        const struct water_address *a = &c->addresses[j];
        out[j] = s->tank != CHEM_NONE ? of_tank(&s->item, &w->seen[(size_t)s->tank * count + j],
                                                s->total && !fraction)
                                      : of_water(s, a);
        if (s->total && a->kind == WATER_ADDRESS_PARTICULATE && str_equal(a->item, s->item.name))
            out[j] += s->suspended;
    }
}
