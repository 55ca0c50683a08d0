/* Residuals of the equations and the Jacobian, row by row. With n_i = W m_i and g_i =
   dln(gamma_i)/dI, d(sum nu_ij n_i) = sum_k (sum_i nu_ij nu_ik n_i) dx_k + (sum_i nu_ij n_i) dln W
   - (sum_i nu_ij n_i g_i) dI. A balance is written as what there should be (`needed`) against what
   there is (`there`), both positive; where one sign of coefficients prevails the residual is
   ln(needed/there), which a Newton step meets exactly when one species prevails, however far the
   start. */
#include <math.h>
#include <string.h>

#include "chem/solver.h"
#include "chem/vector.h"

static const double MOLAR_MASS_OF_WATER = 0.018016; /* kg/mol, PHREEQC's */
static const double OSMOTIC = 0.017;                /* a_w = 1 - 0.017 sum of m */
static const double DILUTE = 0.95; /* a_w from which on it bends, to stay positive */

double chem_water_moles(double kilograms)
{
    return kilograms / MOLAR_MASS_OF_WATER;
}

/* a_w and its derivative in the sum of molalities. */
double chem_water_activity(double sum_molality, double *slope)
{
    double straight = 1 - OSMOTIC * sum_molality;
    *slope = -OSMOTIC;
    if (straight >= DILUTE) {
        return straight;
    }
    double bend = tanh((straight - DILUTE) / (1 - DILUTE));
    *slope *= 1 - bend * bend;
    return DILUTE + (1 - DILUTE) * bend;
}

double chem_water_activity_slope(const struct chem_solver *solver)
{
    double slope;
    (void)chem_water_activity(solver->sum_molality, &slope);
    return slope;
}

void chem_place_unknowns(struct chem_system *system)
{
    const struct chem_model *model = system->model;
    uint32_t n = 0;
    uint8_t place[CHEM_COMPONENTS_MAX];
    for (uint32_t j = 0; j < model->component_count; j++) {
        bool known = system->kind[j] == CHEM_ROW_FIXED || system->kind[j] == CHEM_ROW_ABSENT;
        place[j] = known ? UINT8_MAX : (uint8_t)n++;
    }
    system->mass_place = system->fixed_mass ? UINT8_MAX : n++;
    system->strength_place = n++;
    for (uint32_t p = 0; p < system->solid_count; p++) {
        system->solid_place[p] = system->solids[p].state == CHEM_SOLID_IN ? n++ : UINT8_MAX;
    }
    system->unknown_count = n;
    for (uint32_t j = 0; j < model->component_count; j++) {
        system->column_of[j] = place[j] == UINT8_MAX ? (uint8_t)n : place[j];
        system->row_of[j] = system->kind[j] == CHEM_ROW_TOTAL ? system->column_of[j] : (uint8_t)n;
    }
    /* The balance of H2O fixes the mass of water; the row of its activity is that of a_w. */
    system->row_of[model->water] = (uint8_t)(system->fixed_mass ? n : system->mass_place);
}

struct balance {
    double residual; /* relative: what convergence is judged by */
    double wanted;   /* right side of the Newton equation */
    double plain;    /* the same as a difference */
    double scale;    /* its row is divided by this: about the largest entry */
};

static struct balance plain(double difference, double scale)
{
    return (struct balance){difference / scale, difference, difference, scale};
}

/* `least`: what it is judged against at least, when both sides are a small difference of that. */
static struct balance linear_balance(double needed, double there, double size, double least)
{
    double larger = fmax(fmax(needed, there), fmax(least, CHEM_LEAST_AMOUNT));
    double difference = needed - there;
    return (struct balance){difference / larger, difference, difference,
                            fmax(size, CHEM_LEAST_AMOUNT)};
}

static struct balance logarithmic_balance(double needed, double there, double slope, double size)
{
    double ratio = log(needed / there);
    return (struct balance){ratio, ratio * slope, needed - there, size};
}

/* `positive` and `negative`: what species add up to. `held`: what solids in equilibrium may share
   of it; 0 when there is none, and the logarithm may be taken. */
static struct balance balance_of(double total, double positive, double negative, double held)
{
    double needed = fmax(total, 0) + negative, there = fmax(-total, 0) + positive;
    double size = positive + negative;
    if (held == 0 && total > 0 && positive >= negative && positive > 0) {
        return logarithmic_balance(needed, there, there, size);
    }
    if (held == 0 && total < 0 && negative >= positive && negative > 0) {
        return logarithmic_balance(needed, there, needed, size);
    }
    return linear_balance(needed, there, size, held);
}

/* Of charges, when the amount of a component of charge z is to be found: as a logarithm of the side
   that it makes up; pH (z = 0) makes up both. */
static struct balance charge_balance(double positive, double negative, double z)
{
    double size = positive + negative;
    return z == 0 || !(positive > 0) || !(negative > 0)
               ? linear_balance(negative, positive, size, 0)
               : logarithmic_balance(negative, positive, z > 0 ? positive : negative, size);
}

static void set_row(struct chem_solver *solver, uint32_t row, struct balance balance)
{
    solver->residual[row] = balance.residual;
    solver->wanted[row] = balance.wanted / balance.scale;
    solver->plain[row] = balance.plain / balance.scale;
    solver->scale[row] = balance.scale;
}

void chem_totals_left(const struct chem_system *system, double *left)
{
    memcpy(left, system->total, sizeof(double) * system->model->component_count);
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_active *solid = &system->solids[p];
        for (uint32_t t = 0; t < solid->count && solid->formed != 0; t++) {
            left[solid->component[t]] -= solid->coefficient[t] * solid->formed;
        }
    }
}

/* Components in which a solid in equilibrium takes part: its amount makes their balances meet, and
   what is left in solution may be a small difference of what solids give and take. Their balances
   are judged against that: what rounding leaves of it can not be told from a residual. 0 elsewhere.
 */
static void find_held(const struct chem_system *system, double *held)
{
    double moved[CHEM_COMPONENTS_MAX] = {0};
    memset(held, 0, sizeof(double) * system->model->component_count);
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_active *solid = &system->solids[p];
        for (uint32_t t = 0; t < solid->count; t++) {
            moved[solid->component[t]] += fabs(solid->coefficient[t] * solid->formed);
            held[solid->component[t]] += solid->state == CHEM_SOLID_IN;
        }
    }
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        held[j] = held[j] > 0 ? fmax(fmax(fabs(system->total[j]), CHEM_ROUNDED * moved[j]),
                                     CHEM_LEAST_AMOUNT)
                              : 0;
    }
}

static void total_rows(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    const struct chem_model *model = system->model;
    double left[CHEM_COMPONENTS_MAX];
    double held[CHEM_COMPONENTS_MAX];
    chem_totals_left(system, left);
    find_held(system, held);
    for (uint32_t j = 0; j < model->component_count; j++) {
        uint32_t row = system->row_of[j];
        if (row == system->unknown_count) {
            continue;
        }
        double total = left[j], positive = solver->positive[j];
        if (j == model->water) {
            positive += chem_water_moles(exp(system->ln_mass));
        }
        struct balance balance = balance_of(total, positive, solver->negative[j], held[j]);
        if ((int32_t)j == model->electron_component &&
            fabs(total - positive + solver->negative[j]) < CHEM_NEGLIGIBLE_ELECTRONS) {
            balance.residual = balance.wanted = balance.plain = 0;
        }
        set_row(solver, row, balance);
    }
}

/* Sums of weight_i n_i by sign, weights per mol of species. */
static void sum_weighted(const struct chem_solver *solver, const double *weight, double *positive,
                         double *negative)
{
    *positive = *negative = 0;
    for (uint32_t i = 0; i < solver->model->species_count; i++) {
        double part = weight[i] * solver->amount[i];
        *positive += part > 0 ? part : 0;
        *negative += part < 0 ? -part : 0;
    }
}

static double phase_affinity(const struct chem_system *system, uint32_t phase, double ln_k)
{
    const struct chem_rows *nu = &system->model->dissolution;
    double sum = -ln_k;
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        sum += nu->coefficient[t] * system->x[nu->component[t]];
    }
    return sum;
}

double chem_affinity(const struct chem_system *system, uint32_t solid)
{
    if (chem_is_gas_phase(system, solid)) {
        return chem_gases_affinity(system);
    }
    return phase_affinity(system, system->solids[solid].phase, system->solids[solid].ln_k);
}

struct chem_terms chem_saturation_terms(const struct chem_system *system, uint32_t solid)
{
    const struct chem_active *active = &system->solids[solid];
    if (chem_is_gas_phase(system, solid)) {
        return (struct chem_terms){active->count, active->component, active->coefficient};
    }
    const struct chem_rows *nu = &system->model->dissolution;
    uint32_t start = nu->start[active->phase];
    return (struct chem_terms){nu->start[active->phase + 1] - start, nu->component + start,
                               nu->coefficient + start};
}

static void special_row(struct chem_solver *solver, uint32_t j)
{
    const struct chem_system *system = &solver->system;
    const struct chem_model *model = system->model;
    double positive, negative;
    struct balance balance;
    switch (system->kind[j]) {
    case CHEM_ROW_ALKALINITY:
        sum_weighted(solver, model->alkalinity, &positive, &negative);
        balance = balance_of(system->total[j], positive, negative, 0);
        break;
    case CHEM_ROW_CHARGE:
        sum_weighted(solver, model->charge, &positive, &negative);
        balance = charge_balance(positive, negative,
                                 j == model->proton ? 0 : model->components[j].charge);
        break;
    case CHEM_ROW_PHASE:
        balance = plain(-phase_affinity(system, system->phase_of[j], system->phase_ln_k[j]), 1);
        break;
    case CHEM_ROW_TOTAL:
    case CHEM_ROW_FIXED:
    case CHEM_ROW_ABSENT:
    default:
        return;
    }
    set_row(solver, system->column_of[j], balance);
}

double chem_residuals(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    total_rows(solver);
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        special_row(solver, j);
    }
    double slope;
    set_row(solver, system->column_of[system->model->water],
            plain(chem_water_activity(solver->sum_molality, &slope) -
                      exp(system->x[system->model->water]),
                  1));
    double strength = 0.5 * solver->sum_square;
    set_row(solver, system->strength_place,
            plain(strength - system->ionic_strength, fmax(strength, system->ionic_strength)));
    for (uint32_t p = 0; p < system->solid_count; p++) {
        if (system->solids[p].state == CHEM_SOLID_IN) {
            set_row(solver, system->solid_place[p], plain(-chem_affinity(system, p), 1));
        }
    }
    double worst = 0;
    for (uint32_t i = 0; i < system->unknown_count; i++) {
        double size = fabs(solver->residual[i]);
        worst = size > worst || isnan(size) ? size : worst;
    }
    return worst;
}

/* sum_i nu_ij n_i nu_ik, in row j and, mirrored, in row k. */
CHEM_SIMD
static void fill_pairs(struct chem_solver *solver, const double *by_row)
{
    const struct chem_model *model = solver->model;
    const struct chem_system *system = &solver->system;
    for (uint32_t p = 0; p < model->pair_count; p++) {
        uint32_t start = model->pairs.start[p];
        double sum =
            chem_gather_product(model->pairs.coefficient + start, model->pairs.species + start,
                                model->pairs.start[p + 1] - start, solver->amount);
        uint32_t j = model->pair_first[p], k = model->pair_second[p];
        uint32_t row_j = system->row_of[j], row_k = system->row_of[k];
        chem_dense_row(&solver->matrix, row_j)[system->column_of[k]] = sum * by_row[row_j];
        chem_dense_row(&solver->matrix, row_k)[system->column_of[j]] = sum * by_row[row_k];
    }
}

/* The same and what fill_borders does, for species whose amounts follow other coefficients. */
static void fill_uneven(struct chem_solver *solver, const double *by_row, double aw_slope)
{
    const struct chem_model *model = solver->model;
    const struct chem_system *system = &solver->system;
    const struct chem_rows *nu = &model->reaction, *held = &model->uneven_amounts;
    uint32_t strength = system->strength_place, activity = system->column_of[model->water];
    for (uint32_t u = 0; u < model->uneven_count; u++) {
        uint32_t i = model->uneven[u];
        double n = solver->amount[i], m = solver->molality[i], z = model->charge[i];
        for (uint32_t s = held->start[u]; s < held->start[u + 1]; s++) {
            uint32_t row = system->row_of[held->component[s]];
            double *balance = chem_dense_row(&solver->matrix, row);
            double part = held->coefficient[s] * n * by_row[row];
            balance[strength] -= part * solver->gamma_slope[i];
            for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++) {
                balance[system->column_of[nu->component[t]]] += part * nu->coefficient[t];
            }
        }
        for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++) {
            uint32_t column = system->column_of[nu->component[t]];
            chem_dense_row(&solver->matrix, strength)[column] -=
                0.5 * z * z * m * nu->coefficient[t] * by_row[strength];
            chem_dense_row(&solver->matrix, activity)[column] -= aw_slope * m * nu->coefficient[t];
        }
    }
}

/* Columns of ln W and I in the balances; rows of I and a_w. */
CHEM_SIMD
static void fill_borders(struct chem_solver *solver, const double *by_row)
{
    struct chem_system *system = &solver->system;
    const struct chem_model *model = system->model;
    const struct chem_columns *nu = &model->columns;
    double by_mass = 1 / exp(system->ln_mass), aw_slope;
    chem_water_activity(solver->sum_molality, &aw_slope);
    uint32_t strength = system->strength_place, activity = system->column_of[model->water];
    double *strength_row = chem_dense_row(&solver->matrix, strength);
    double *activity_row = chem_dense_row(&solver->matrix, activity);
    for (uint32_t i = 0; i < model->species_count; i++) {
        solver->weight[i] = solver->amount[i] * solver->gamma_slope[i];
        solver->weight_square[i] = solver->molality[i] * model->charge_squared[i];
    }
    for (uint32_t j = 0; j < model->component_count; j++) {
        uint32_t start = nu->start[j], count = nu->start[j + 1] - start;
        double by_slope = chem_gather_product(nu->coefficient + start, nu->species + start, count,
                                              solver->weight);
        double by_square = chem_gather_product(nu->coefficient + start, nu->species + start, count,
                                               solver->weight_square);
        uint32_t column = system->column_of[j], row = system->row_of[j];
        double *balance = chem_dense_row(&solver->matrix, row);
        balance[strength] = -by_slope * by_row[row];
        if (!system->fixed_mass) {
            balance[system->mass_place] = solver->dissolved[j] * by_row[row];
        }
        strength_row[column] = -0.5 * by_square * by_row[strength];
        activity_row[column] = -aw_slope * by_mass * solver->even[j];
    }
    fill_uneven(solver, by_row, aw_slope);
    double slope_all = by_mass * chem_sum(solver->weight, model->species_count);
    double slope_square =
        chem_product(solver->weight_square, solver->gamma_slope, model->species_count);
    strength_row[strength] = (1 + 0.5 * slope_square) * by_row[strength];
    activity_row[strength] = aw_slope * slope_all;
    activity_row[activity] += exp(system->x[model->water]);
    if (!system->fixed_mass) {
        uint32_t mass = system->mass_place;
        chem_dense_row(&solver->matrix, mass)[mass] += chem_water_moles(1 / by_mass) * by_row[mass];
    }
}

/* Row of sum_i weight_i n_i. */
static void fill_weighted(struct chem_solver *solver, const double *weight, uint32_t row,
                          double by_row)
{
    const struct chem_system *system = &solver->system;
    const struct chem_columns *nu = &solver->model->columns;
    double *out = chem_dense_row(&solver->matrix, row), all = 0, by_slope = 0;
    for (uint32_t i = 0; i < solver->model->species_count; i++) {
        solver->weight[i] = weight[i] * solver->amount[i];
        all += solver->weight[i];
        by_slope += solver->weight[i] * solver->gamma_slope[i];
    }
    for (uint32_t j = 0; j < solver->model->component_count; j++) {
        uint32_t start = nu->start[j];
        double sum = chem_gather_product(nu->coefficient + start, nu->species + start,
                                         nu->start[j + 1] - start, solver->weight);
        out[system->column_of[j]] = sum * by_row;
    }
    for (uint32_t u = 0; u < solver->model->uneven_count; u++) {
        uint32_t i = solver->model->uneven[u];
        const struct chem_rows *rows = &solver->model->reaction;
        for (uint32_t t = rows->start[i]; t < rows->start[i + 1]; t++) {
            out[system->column_of[rows->component[t]]] +=
                rows->coefficient[t] * solver->weight[i] * by_row;
        }
    }
    out[system->strength_place] = -by_slope * by_row;
    if (!system->fixed_mass) {
        out[system->mass_place] = all * by_row;
    }
}

static void fill_phase(struct chem_solver *solver, uint32_t phase, uint32_t row)
{
    const struct chem_system *system = &solver->system;
    const struct chem_rows *nu = &solver->model->dissolution;
    double *out = chem_dense_row(&solver->matrix, row);
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        out[system->column_of[nu->component[t]]] = nu->coefficient[t];
    }
}

static void fill_special_rows(struct chem_solver *solver, const double *by_row)
{
    const struct chem_system *system = &solver->system;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        uint32_t row = system->column_of[j];
        if (system->kind[j] == CHEM_ROW_ALKALINITY) {
            fill_weighted(solver, system->model->alkalinity, row, by_row[row]);
        } else if (system->kind[j] == CHEM_ROW_CHARGE) {
            fill_weighted(solver, system->model->charge, row, by_row[row]);
        } else if (system->kind[j] == CHEM_ROW_PHASE) {
            fill_phase(solver, system->phase_of[j], row);
        }
    }
}

/* d(saturation of a solid) by the activities. */
static void fill_saturation(struct chem_solver *solver, uint32_t solid, uint32_t row)
{
    const struct chem_system *system = &solver->system;
    struct chem_terms nu = chem_saturation_terms(system, solid);
    double *out = chem_dense_row(&solver->matrix, row);
    for (uint32_t t = 0; t < nu.count; t++) {
        out[system->column_of[nu.component[t]]] = nu.coefficient[t];
    }
}

static void fill_solids(struct chem_solver *solver, const double *by_row)
{
    const struct chem_system *system = &solver->system;
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_active *solid = &system->solids[p];
        if (solid->state != CHEM_SOLID_IN) {
            continue;
        }
        fill_saturation(solver, p, system->solid_place[p]);
        for (uint32_t t = 0; t < solid->count; t++) {
            uint32_t row = system->row_of[solid->component[t]];
            chem_dense_row(&solver->matrix, row)[system->solid_place[p]] +=
                solid->coefficient[t] * by_row[row];
        }
    }
}

static void hold_unknown(struct chem_solver *solver, uint32_t place)
{
    double *row = chem_dense_row(&solver->matrix, place);
    memset(row, 0, sizeof(double) * solver->system.unknown_count);
    row[place] = 1;
    solver->wanted[place] = solver->plain[place] = 0;
}

void chem_linearise(struct chem_solver *solver, bool held)
{
    double by_row[CHEM_DENSE_MAX];
    uint32_t n = solver->system.unknown_count;
    for (uint32_t i = 0; i < n; i++) {
        by_row[i] = 1 / solver->scale[i];
    }
    by_row[n] = 0;
    chem_dense_clear(&solver->matrix, n);
    fill_pairs(solver, by_row);
    fill_borders(solver, by_row);
    fill_special_rows(solver, by_row);
    fill_solids(solver, by_row);
    chem_sorption_linearise(solver, by_row);
    chem_gases_linearise(solver, by_row);
    if (held) {
        hold_unknown(solver, solver->system.strength_place);
    }
    if (held && !solver->system.fixed_mass) {
        hold_unknown(solver, solver->system.mass_place);
    }
}
