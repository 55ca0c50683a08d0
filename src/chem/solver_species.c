/* Species from the unknowns: activity coefficients by class, mass action in logarithms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "chem/solver.h"
#include "chem/vector.h"

static const double LN10 = 2.302585092994045684;
static const double DAVIES = 0.3;
static const double LEAST_STRENGTH = 1e-14; /* keeps 1 / sqrt(I) finite */

struct chem_solver *chem_solver_create(void)
{
    void *memory = aligned_alloc(CHEM_DENSE_ALIGN, (sizeof(struct chem_solver) + CHEM_DENSE_ALIGN - 1) /
                                                       CHEM_DENSE_ALIGN * CHEM_DENSE_ALIGN);
    CHECK(memory);
    memset(memory, 0, sizeof(struct chem_solver));
    return memory;
}

void chem_solver_destroy(struct chem_solver *solver)
{
    if (solver) {
        free(solver->memory);
        free(solver);
    }
}

static void make_room(struct chem_solver *solver, uint32_t species)
{
    enum { COLUMNS = 9, LANES = 8 };
    uint32_t length = (species + LANES) / LANES * LANES;
    free(solver->memory);
    double *memory = aligned_alloc(CHEM_DENSE_ALIGN, size_mul(COLUMNS * sizeof(double), length));
    CHECK(memory);
    memset(memory, 0, COLUMNS * sizeof(double) * length);
    double **columns[COLUMNS] = {&solver->ln_k, &solver->ln_molality, &solver->molality,
                                 &solver->amount, &solver->ln_gamma, &solver->gamma_slope,
                                 &solver->class_ln_gamma, &solver->class_slope, &solver->weight};
    for (int k = 0; k < COLUMNS; k++) {
        *columns[k] = memory + (size_t)k * length;
    }
    solver->memory = memory;
    solver->capacity = species;
}

void chem_solver_prepare(struct chem_solver *solver, const struct chem_model *model)
{
    if (!solver->memory || model->species_count > solver->capacity) {
        make_room(solver, model->species_count);
        solver->model = NULL;
    }
}

void chem_solver_set(struct chem_solver *solver, const struct chem_model *model, double kelvin)
{
    chem_solver_prepare(solver, model);
    if (solver->kelvin != kelvin) {
        solver->debye = chem_debye_at(kelvin);
    }
    if (solver->model != model || solver->kelvin != kelvin) {
        chem_model_ln_k(model, kelvin, solver->ln_k);
    }
    solver->model = model;
    solver->sorption_count = 0;
    solver->kelvin = kelvin;
}

/* ln gamma and its derivative in ionic strength. Davies: -A z^2 (s/(1+s) - 0.3 I); extended
   Debye-Hückel (Truesdell & Jones 1974): -A z^2 s/(1 + B a s) + b I; neutral: b I; s = sqrt(I). */
static void gamma_of_class(const struct chem_gamma_class *class, const struct chem_debye *debye,
                           double strength, double root, double *ln_gamma, double *slope)
{
    double az2 = LN10 * debye->a * class->charge * class->charge;
    double b = LN10 * class->slope;
    double d;
    switch (class->rule) {
    case CHEM_GAMMA_DAVIES:
        d = 1 + root;
        *ln_gamma = -az2 * (root / d - DAVIES * strength);
        *slope = -az2 * (1 / (2 * root * d * d) - DAVIES);
        return;
    case CHEM_GAMMA_DEBYE:
        d = 1 + debye->b * class->ion_size * root;
        *ln_gamma = -az2 * root / d + b * strength;
        *slope = -az2 / (2 * root * d * d) + b;
        return;
    case CHEM_GAMMA_NEUTRAL:
        *ln_gamma = b * strength;
        *slope = b;
        return;
    case CHEM_GAMMA_ONE:
    case CHEM_GAMMA_SITES:
        break;
    }
    *ln_gamma = *slope = 0;
}

static void evaluate_gammas(struct chem_solver *solver)
{
    const struct chem_model *model = solver->model;
    double strength = fmax(solver->system.ionic_strength, LEAST_STRENGTH);
    double root = sqrt(strength);
    for (uint32_t k = 0; k < model->gamma_class_count; k++) {
        gamma_of_class(&model->gamma_classes[k], &solver->debye, strength, root,
                       &solver->class_ln_gamma[k], &solver->class_slope[k]);
    }
    for (uint32_t i = 0; i < model->species_count; i++) {
        solver->ln_gamma[i] = solver->class_ln_gamma[model->gamma[i]];
        solver->gamma_slope[i] = solver->class_slope[model->gamma[i]];
    }
}

/* ln m_i = ln K_i + sum_j nu_ij x_j - ln gamma_i */
static void mass_action(struct chem_solver *solver)
{
    const struct chem_model *model = solver->model;
    const struct chem_rows *nu = &model->reaction;
    const double *x = solver->system.x;
    for (uint32_t i = 0; i < model->species_count; i++) {
        double sum = solver->ln_k[i] - solver->ln_gamma[i];
        for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++) {
            sum += nu->coefficient[t] * x[nu->component[t]];
        }
        solver->ln_molality[i] = sum;
    }
    chem_vector_exp(solver->ln_molality, solver->molality, model->species_count);
}

static void sum_species(struct chem_solver *solver)
{
    const struct chem_model *model = solver->model;
    double mass = exp(solver->system.ln_mass), total = 0, square = 0;
    for (uint32_t i = 0; i < model->species_count; i++) {
        double m = solver->molality[i];
        solver->amount[i] = mass * m;
        total += m;
        square += model->charge[i] * model->charge[i] * m;
    }
    solver->sum_molality = total;
    solver->sum_square = square;
}

static void sum_components(struct chem_solver *solver)
{
    const struct chem_columns *nu = &solver->model->columns;
    for (uint32_t j = 0; j < solver->model->component_count; j++) {
        double positive = 0, negative = 0;
        for (uint32_t t = nu->start[j]; t < nu->start[j + 1]; t++) {
            double part = nu->coefficient[t] * solver->amount[nu->species[t]];
            positive += part > 0 ? part : 0;
            negative += part < 0 ? -part : 0;
        }
        solver->positive[j] = positive;
        solver->negative[j] = negative;
    }
    const struct chem_rows *uneven = &solver->model->uneven_amounts;
    for (uint32_t u = 0; u < solver->model->uneven_count; u++) {
        for (uint32_t t = uneven->start[u]; t < uneven->start[u + 1]; t++) {
            double part = uneven->coefficient[t] * solver->amount[solver->model->uneven[u]];
            (part > 0 ? solver->positive : solver->negative)[uneven->component[t]] += fabs(part);
        }
    }
}

void chem_evaluate_molalities(struct chem_solver *solver)
{
    mass_action(solver);
    sum_species(solver);
    solver->evaluations++;
}

void chem_evaluate_species(struct chem_solver *solver)
{
    evaluate_gammas(solver);
    chem_evaluate_molalities(solver);
    sum_components(solver);
    chem_sorption_evaluate(solver);
}
