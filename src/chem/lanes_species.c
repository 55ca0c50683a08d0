/* Species of waters side by side: the equations of solver_species.c. */
#include <math.h>

#include "chem/lanes.h"
#include "chem/vector.h"

CHEM_SIMD
static void class_gammas(struct chem_lanes *lanes)
{
    chem_lane strength = chem_larger(lanes->ionic_strength, chem_every(CHEM_LEAST_STRENGTH)), root;
    for (int l = 0; l < CHEM_LANES; l++)
        root[l] = sqrt(strength[l]);
    for (uint32_t k = 0; k < lanes->model->gamma_class_count; k++) {
        chem_lane a = lanes->class_numerator[k], c = lanes->class_linear[k];
        chem_lane inverse = 1 / (1 + lanes->class_denominator[k] * root);
        lanes->class_ln_gamma[k] = a * root * inverse + c * strength;
        lanes->class_slope[k] = a / (2 * root) * inverse * inverse + c;
    }
}

/* ln m_i = ln K_i + sum_j nu_ij x_j - ln gamma_i */
CHEM_SIMD
static void mass_action(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    const struct chem_rows *nu = &model->reaction;
    for (uint32_t i = 0; i < model->species_count; i++) {
        chem_lane sum = lanes->ln_k[i] - lanes->class_ln_gamma[model->gamma[i]];
        for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++)
            sum += nu->coefficient[t] * lanes->x[nu->component[t]];
        lanes->ln_molality[i] = sum;
    }
    chem_vector_exp((const double *)lanes->ln_molality, (double *)lanes->molality,
                    model->species_count * CHEM_LANES);
}

CHEM_SIMD
static void sum_species(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    chem_lane mass, sum = {0}, square = {0};
    chem_vector_exp((const double *)&lanes->ln_mass, (double *)&mass, CHEM_LANES);
    for (uint32_t i = 0; i < model->species_count; i++) {
        chem_lane m = lanes->molality[i];
        lanes->amount[i] = mass * m;
        sum += m;
        square += model->charge_squared[i] * m;
    }
    lanes->sum_molality = sum;
    lanes->sum_square = square;
}

CHEM_SIMD
static void sum_components(struct chem_lanes *lanes)
{
    const struct chem_model *model = lanes->model;
    const struct chem_columns *nu = &model->columns;
    for (uint32_t j = 0; j < model->component_count; j++) {
        chem_lane positive = {0}, negative = {0};
        for (uint32_t t = nu->start[j]; t < model->column_split[j]; t++)
            positive += nu->coefficient[t] * lanes->amount[nu->species[t]];
        for (uint32_t t = model->column_split[j]; t < nu->start[j + 1]; t++)
            negative -= nu->coefficient[t] * lanes->amount[nu->species[t]];
        lanes->positive[j] = positive;
        lanes->negative[j] = negative;
        lanes->even[j] = positive - negative;
    }
}

/* What species of -mass_balance hold. */
CHEM_SIMD
static void add_uneven(struct chem_lanes *lanes)
{
    const struct chem_rows *uneven = &lanes->model->uneven_amounts;
    for (uint32_t u = 0; u < lanes->model->uneven_count; u++) {
        chem_lane amount = lanes->amount[lanes->model->uneven[u]];
        for (uint32_t t = uneven->start[u]; t < uneven->start[u + 1]; t++) {
            double coefficient = uneven->coefficient[t];
            (coefficient > 0 ? lanes->positive : lanes->negative)[uneven->component[t]] +=
                fabs(coefficient) * amount;
        }
    }
}

void chem_lanes_species(struct chem_lanes *lanes)
{
    class_gammas(lanes);
    mass_action(lanes);
    sum_species(lanes);
    sum_components(lanes);
    add_uneven(lanes);
}
