/* Residuals and Jacobian of waters side by side: the equations of solver_rows.c. Where a component
   has no balance in a water (its activity is given, or there is none of it), the row says that its
   unknown stays. */
#include <math.h>
#include <string.h>

#include "chem/lanes.h"
#include "chem/vector.h"

enum { NO_ROW = UINT32_MAX };

/* Row of the balance of a component: that of H2O fixes the mass of water. */
static uint32_t row_of(const struct chem_lanes *lanes, uint32_t component)
{
    return component != lanes->model->water ? component
           : lanes->fixed_mass              ? NO_ROW
                                            : lanes->mass_place;
}

static void mark(struct chem_lanes *lanes, uint32_t row, uint32_t column)
{
    if (row != NO_ROW)
        lanes->pattern[row] |= (uint64_t)1 << column;
}

static void mark_uneven(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    const struct chem_rows *nu = &model->reaction, *held = &model->uneven_amounts;
    for (uint32_t u = 0; u < model->uneven_count; u++) {
        uint32_t i = model->uneven[u];
        for (uint32_t s = held->start[u]; s < held->start[u + 1]; s++)
            for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++)
                mark(lanes, row_of(lanes, held->component[s]), nu->component[t]);
    }
}

static void mark_solid(struct chem_lanes *lanes, const struct chem_lane_solid *solid)
{
    const struct chem_rows *nu = &lanes->model->dissolution;
    uint32_t phase = solid->reaction->phase;
    mark(lanes, solid->place, solid->place);
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++)
        mark(lanes, solid->place, nu->component[t]);
    for (uint32_t t = 0; t < solid->reaction->count; t++)
        mark(lanes, row_of(lanes, solid->reaction->component[t]), solid->place);
}

/* What elimination fills in. */
static void mark_filled(struct chem_lanes *lanes)
{
    for (uint32_t k = 0; k < lanes->unknown_count; k++)
        for (uint32_t i = k + 1; i < lanes->unknown_count; i++)
            if (lanes->pattern[i] >> k & 1)
                lanes->pattern[i] |= lanes->pattern[k] >> k << k;
}

void chem_lanes_place(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    uint32_t n = model->component_count;
    lanes->mass_place = lanes->fixed_mass ? NO_ROW : n++;
    lanes->strength_place = n++;
    for (uint32_t p = 0; p < lanes->solid_count; p++)
        lanes->solids[p].place = chem_any(lanes->solids[p].in) ? n++ : NO_ROW;
    lanes->unknown_count = n;
    if (n > CHEM_LANES_UNKNOWNS)
        return;
    memset(lanes->pattern, 0, sizeof lanes->pattern);
    for (uint32_t p = 0; p < model->pair_count; p++) {
        mark(lanes, row_of(lanes, model->pair_first[p]), model->pair_second[p]);
        mark(lanes, row_of(lanes, model->pair_second[p]), model->pair_first[p]);
    }
    for (uint32_t j = 0; j < model->component_count; j++) {
        mark(lanes, j, j);
        mark(lanes, row_of(lanes, j), lanes->strength_place);
        if (!lanes->fixed_mass)
            mark(lanes, row_of(lanes, j), lanes->mass_place);
        mark(lanes, lanes->strength_place, j);
        mark(lanes, model->water, j);
    }
    mark(lanes, lanes->strength_place, lanes->strength_place);
    mark(lanes, model->water, lanes->strength_place);
    mark_uneven(lanes);
    for (uint32_t p = 0; p < lanes->solid_count; p++)
        if (lanes->solids[p].place != NO_ROW)
            mark_solid(lanes, &lanes->solids[p]);
    mark_filled(lanes);
}

struct sides {
    chem_lane needed, there, size, held, total;
};

/* Totals less what solids took, and what they moved of components that solids in equilibrium have.
 */
CHEM_LANE_INLINE void totals_left(const struct chem_lanes *lanes, chem_lane *left, chem_lane *held)
{
    chem_lane moved[CHEM_COMPONENTS_MAX];
    chem_lane_mask shared[CHEM_COMPONENTS_MAX];
    for (uint32_t j = 0; j < lanes->model->component_count; j++) {
        left[j] = lanes->total[j];
        moved[j] = (chem_lane){0};
        shared[j] = (chem_lane_mask){0};
    }
    for (uint32_t p = 0; p < lanes->solid_count; p++) {
        const struct chem_lane_solid *solid = &lanes->solids[p];
        for (uint32_t t = 0; t < solid->reaction->count; t++) {
            uint32_t j = solid->reaction->component[t];
            chem_lane taken = solid->reaction->coefficient[t] * solid->formed;
            left[j] -= taken;
            moved[j] += chem_size(taken);
            shared[j] |= solid->in;
        }
    }
    for (uint32_t j = 0; j < lanes->model->component_count; j++) {
        chem_lane least = chem_larger(chem_size(lanes->total[j]), CHEM_ROUNDED * moved[j]);
        held[j] = chem_choose(shared[j], chem_larger(least, chem_every(CHEM_LEAST_AMOUNT)),
                              chem_every(0));
    }
}

CHEM_LANE_INLINE void judge(struct chem_lanes *lanes, chem_lane residual)
{
    chem_lane size =
        chem_choose(chem_is_finite(residual), chem_size(residual), chem_every(INFINITY));
    lanes->worst = chem_larger(size, lanes->worst);
}

/* A balance as balance_of in solver_rows.c has it: the logarithm where one sign of coefficients
   prevails and no solid shares the component, else the difference. */
CHEM_LANE_INLINE void set_balance(struct chem_lanes *lanes, uint32_t j, const struct sides *sides,
                                  chem_lane ratio)
{
    uint32_t row = row_of(lanes, j);
    chem_lane positive = sides->there - chem_larger(-sides->total, chem_every(0));
    chem_lane negative = sides->needed - chem_larger(sides->total, chem_every(0));
    chem_lane none = chem_every(0);
    chem_lane_mask free = ~chem_above(sides->held, chem_every(0));
    chem_lane_mask up = free & chem_above(sides->total, none) & ~chem_above(negative, positive) &
                        chem_above(positive, none);
    chem_lane_mask down = free & chem_above(none, sides->total) & ~chem_above(positive, negative) &
                          chem_above(negative, none);
    chem_lane least = chem_larger(sides->held, chem_every(CHEM_LEAST_AMOUNT));
    chem_lane larger = chem_larger(chem_larger(sides->needed, sides->there), least);
    chem_lane difference = sides->needed - sides->there;
    chem_lane residual = chem_choose(up | down, ratio, difference / larger);
    chem_lane wanted =
        chem_choose(up | down, ratio * chem_choose(up, sides->there, sides->needed), difference);
    chem_lane_mask counts = lanes->balanced[j];
    if ((int32_t)j == lanes->model->electron_component)
        counts &= ~chem_above(chem_every(CHEM_NEGLIGIBLE_ELECTRONS), chem_size(difference));
    lanes->by_row[row] =
        chem_choose(lanes->balanced[j], 1 / chem_larger(sides->size, chem_every(CHEM_LEAST_AMOUNT)),
                    chem_every(0));
    lanes->wanted[row] = chem_choose(counts, wanted * lanes->by_row[row], chem_every(0));
    judge(lanes, chem_choose(counts, residual, chem_every(0)));
}

CHEM_SIMD
static void total_rows(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    chem_lane left[CHEM_COMPONENTS_MAX], held[CHEM_COMPONENTS_MAX], ratio[CHEM_COMPONENTS_MAX],
        mass;
    struct sides sides[CHEM_COMPONENTS_MAX];
    totals_left(lanes, left, held);
    chem_vector_exp((const double *)&lanes->ln_mass, (double *)&mass, CHEM_LANES);
    for (uint32_t j = 0; j < model->component_count; j++) {
        chem_lane positive = lanes->positive[j], negative = lanes->negative[j];
        if (j == model->water)
            positive += chem_water_moles(1) * mass;
        sides[j] = (struct sides){.needed = chem_larger(left[j], chem_every(0)) + negative,
                                  .there = chem_larger(-left[j], chem_every(0)) + positive,
                                  .size = positive + negative,
                                  .held = held[j],
                                  .total = left[j]};
        chem_lane_mask both =
            chem_above(sides[j].needed, chem_every(0)) & chem_above(sides[j].there, chem_every(0));
        ratio[j] = chem_choose(both, sides[j].needed / sides[j].there, chem_every(1));
    }
    chem_vector_log((const double *)ratio, (double *)ratio, model->component_count * CHEM_LANES);
    for (uint32_t j = 0; j < model->component_count; j++)
        if (row_of(lanes, j) != NO_ROW)
            set_balance(lanes, j, &sides[j], ratio[j]);
}

/* ln of ion activity product over K (with target). */
CHEM_LANE_INLINE chem_lane affinity(const struct chem_lanes *lanes,
                                    const struct chem_lane_solid *solid)
{
    const struct chem_rows *nu = &lanes->model->dissolution;
    uint32_t phase = solid->reaction->phase;
    chem_lane sum = -solid->ln_k;
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++)
        sum += nu->coefficient[t] * lanes->x[nu->component[t]];
    return sum;
}

CHEM_SIMD
void chem_lanes_find_changes(const struct chem_lanes *lanes, chem_lane_mask *change)
{
    *change = (chem_lane_mask){0};
    for (uint32_t p = 0; p < lanes->solid_count; p++) {
        const struct chem_lane_solid *solid = &lanes->solids[p];
        chem_lane way = affinity(lanes, solid);
        chem_lane_mask full = ~chem_above(solid->most, solid->formed);
        *change |= solid->out & chem_above(chem_choose(full, -way, way), chem_every(0));
        *change |= solid->in & (chem_above(solid->least, solid->formed) |
                                chem_above(solid->formed, solid->most));
    }
}

CHEM_SIMD
void chem_lanes_residuals(struct chem_lanes *lanes)
{
    uint32_t water = lanes->model->water, strength = lanes->strength_place;
    chem_lane activity, there;
    lanes->worst = chem_every(0);
    total_rows(lanes);
    chem_vector_exp((const double *)&lanes->x[water], (double *)&activity, CHEM_LANES);
    for (int l = 0; l < CHEM_LANES; l++) {
        double slope;
        there[l] = chem_water_activity(lanes->sum_molality[l], &slope);
    }
    lanes->wanted[water] = there - activity;
    lanes->by_row[water] = chem_every(1);
    judge(lanes, lanes->wanted[water]);
    there = 0.5 * lanes->sum_square;
    lanes->by_row[strength] = 1 / chem_larger(there, lanes->ionic_strength);
    lanes->wanted[strength] = (there - lanes->ionic_strength) * lanes->by_row[strength];
    judge(lanes, lanes->wanted[strength]);
    for (uint32_t p = 0; p < lanes->solid_count; p++) {
        const struct chem_lane_solid *solid = &lanes->solids[p];
        if (solid->place == NO_ROW)
            continue;
        lanes->wanted[solid->place] =
            chem_choose(solid->in, -affinity(lanes, solid), chem_every(0));
        lanes->by_row[solid->place] = chem_every(1);
        judge(lanes, lanes->wanted[solid->place]);
    }
}

static inline chem_lane *row_at(const struct chem_lanes *lanes, uint32_t row)
{
    return lanes->matrix + row * lanes->unknown_count;
}

CHEM_SIMD
static void clear(struct chem_lanes *lanes)
{
    for (uint32_t i = 0; i < lanes->unknown_count; i++)
        for (uint64_t left = lanes->pattern[i]; left; left &= left - 1)
            row_at(lanes, i)[__builtin_ctzll(left)] = chem_every(0);
}

/* sum_i nu_ij n_i nu_ik, in row j and, mirrored, in row k. */
CHEM_SIMD
static void fill_pairs(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    const struct chem_columns *pairs = &model->pairs;
    for (uint32_t p = 0; p < model->pair_count; p++) {
        chem_lane sum = {0};
        for (uint32_t t = pairs->start[p]; t < pairs->start[p + 1]; t++)
            sum += pairs->coefficient[t] * lanes->amount[pairs->species[t]];
        uint32_t j = model->pair_first[p], k = model->pair_second[p];
        uint32_t row_j = row_of(lanes, j), row_k = row_of(lanes, k);
        if (row_j != NO_ROW)
            row_at(lanes, row_j)[k] = sum * lanes->by_row[row_j];
        if (row_k != NO_ROW)
            row_at(lanes, row_k)[j] = sum * lanes->by_row[row_k];
    }
}

/* The same and what fill_borders does, for species whose amounts follow other coefficients. */
CHEM_LANE_INLINE void fill_uneven(struct chem_lanes *lanes, chem_lane aw_slope)
{
    const struct chem_model *model = lanes->model;
    const struct chem_rows *nu = &model->reaction, *held = &model->uneven_amounts;
    uint32_t strength = lanes->strength_place;
    for (uint32_t u = 0; u < model->uneven_count; u++) {
        uint32_t i = model->uneven[u];
        for (uint32_t s = held->start[u]; s < held->start[u + 1]; s++) {
            uint32_t row = row_of(lanes, held->component[s]);
            if (row == NO_ROW)
                continue;
            chem_lane part = held->coefficient[s] * lanes->amount[i] * lanes->by_row[row];
            row_at(lanes, row)[strength] -= part * lanes->class_slope[model->gamma[i]];
            for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++)
                row_at(lanes, row)[nu->component[t]] += part * nu->coefficient[t];
        }
        for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++) {
            chem_lane part = nu->coefficient[t] * lanes->molality[i];
            row_at(lanes, strength)[nu->component[t]] -=
                0.5 * model->charge_squared[i] * part * lanes->by_row[strength];
            row_at(lanes, model->water)[nu->component[t]] -= aw_slope * part;
        }
    }
}

/* Columns of ln W and I in the balances; rows of I and a_w. */
CHEM_SIMD
static void fill_borders(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    const struct chem_columns *nu = &model->columns;
    uint32_t strength = lanes->strength_place, water = model->water;
    chem_lane *strength_row = row_at(lanes, strength), *activity_row = row_at(lanes, water);
    chem_lane mass, activity, aw_slope, slope_all = {0}, slope_square = {0};
    chem_vector_exp((const double *)&lanes->ln_mass, (double *)&mass, CHEM_LANES);
    chem_vector_exp((const double *)&lanes->x[water], (double *)&activity, CHEM_LANES);
    for (int l = 0; l < CHEM_LANES; l++) {
        double slope;
        (void)chem_water_activity(lanes->sum_molality[l], &slope);
        aw_slope[l] = slope;
    }
    for (uint32_t i = 0; i < model->species_count; i++) {
        chem_lane slope = lanes->class_slope[model->gamma[i]];
        lanes->weight[i] = lanes->amount[i] * slope;
        lanes->weight_square[i] = lanes->molality[i] * model->charge_squared[i];
        slope_all += lanes->weight[i];
        slope_square += lanes->weight_square[i] * slope;
    }
    for (uint32_t j = 0; j < model->component_count; j++) {
        chem_lane by_slope = {0}, by_square = {0};
        for (uint32_t t = nu->start[j]; t < nu->start[j + 1]; t++) {
            by_slope += nu->coefficient[t] * lanes->weight[nu->species[t]];
            by_square += nu->coefficient[t] * lanes->weight_square[nu->species[t]];
        }
        uint32_t row = row_of(lanes, j);
        if (row != NO_ROW)
            row_at(lanes, row)[strength] = -by_slope * lanes->by_row[row];
        if (!lanes->fixed_mass)
            row_at(lanes, row)[lanes->mass_place] =
                (lanes->positive[j] - lanes->negative[j]) * lanes->by_row[row];
        strength_row[j] = -0.5 * by_square * lanes->by_row[strength];
        activity_row[j] = -aw_slope / mass * lanes->even[j];
    }
    fill_uneven(lanes, aw_slope);
    strength_row[strength] = (1 + 0.5 * slope_square) * lanes->by_row[strength];
    activity_row[strength] = aw_slope / mass * slope_all;
    activity_row[water] += activity;
    if (!lanes->fixed_mass)
        row_at(lanes, lanes->mass_place)[lanes->mass_place] +=
            chem_water_moles(1) * mass * lanes->by_row[lanes->mass_place];
}

CHEM_SIMD
static void fill_solids(struct chem_lanes *lanes)
{
    const struct chem_rows *nu = &lanes->model->dissolution;
    for (uint32_t p = 0; p < lanes->solid_count; p++) {
        const struct chem_lane_solid *solid = &lanes->solids[p];
        if (solid->place == NO_ROW)
            continue;
        chem_lane in = chem_choose(solid->in, chem_every(1), chem_every(0));
        uint32_t phase = solid->reaction->phase;
        row_at(lanes, solid->place)[solid->place] = 1 - in;
        for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++)
            row_at(lanes, solid->place)[nu->component[t]] = nu->coefficient[t] * in;
        for (uint32_t t = 0; t < solid->reaction->count; t++) {
            uint32_t row = row_of(lanes, solid->reaction->component[t]);
            row_at(lanes, row)[solid->place] +=
                solid->reaction->coefficient[t] * lanes->by_row[row] * in;
        }
    }
}

void chem_lanes_linearise(struct chem_lanes *lanes)
{
    clear(lanes);
    fill_pairs(lanes);
    fill_borders(lanes);
    fill_solids(lanes);
    for (uint32_t j = 0; j < lanes->model->component_count; j++)
        if (j != lanes->model->water)
            row_at(lanes, j)[j] += chem_choose(lanes->balanced[j], chem_every(0), chem_every(1));
}
