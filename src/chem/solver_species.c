/* Species from the unknowns: activity coefficients by class, mass action in logarithms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "chem/solver.h"
#include "chem/vector.h"

static const double LN10 = 2.302585092994045684;
static const double DAVIES = 0.3;

struct chem_solver *chem_solver_create(void)
{
    void *memory =
        aligned_alloc(CHEM_DENSE_ALIGN, (sizeof(struct chem_solver) + CHEM_DENSE_ALIGN - 1) /
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
    enum { COLUMNS = 13, LANES = 8 };
    uint32_t length = (species + LANES) / LANES * LANES;
    free(solver->memory);
    double *memory = aligned_alloc(CHEM_DENSE_ALIGN, size_mul(COLUMNS * sizeof(double), length));
    CHECK(memory);
    memset(memory, 0, COLUMNS * sizeof(double) * length);
    double **columns[COLUMNS] = {&solver->ln_k,
                                 &solver->ln_molality,
                                 &solver->molality,
                                 &solver->amount,
                                 &solver->ln_gamma,
                                 &solver->gamma_slope,
                                 &solver->class_ln_gamma,
                                 &solver->class_slope,
                                 &solver->weight,
                                 &solver->class_numerator,
                                 &solver->class_denominator,
                                 &solver->class_linear,
                                 &solver->weight_square};
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

/* The rules as one form, ln gamma = -A z^2 s / (1 + d s) + c I, s = sqrt(I):
   extended Debye-Hückel (Truesdell & Jones 1974) d = B a, c = b; Davies (1962) d = 1, c = 0.3 A
   z^2; neutral (Setchenow) z = 0, c = b. */
struct chem_gamma_constants chem_gamma_constants_at(const struct chem_gamma_class *class,
                                                    const struct chem_debye *debye)
{
    double az2 = LN10 * debye->a * class->charge * class->charge;
    bool davies = class->rule == CHEM_GAMMA_DAVIES, extended = class->rule == CHEM_GAMMA_DEBYE;
    bool neutral = class->rule == CHEM_GAMMA_NEUTRAL;
    return (struct chem_gamma_constants){.numerator = davies || extended ? -az2 : 0,
                                         .denominator = davies     ? 1
                                                        : extended ? debye->b * class->ion_size
                                                                   : 0,
                                         .linear = davies                ? DAVIES * az2
                                                   : extended || neutral ? LN10 * class->slope
                                                                         : 0};
}

static void set_gamma_constants(struct chem_solver *solver)
{
    const struct chem_model *model = solver->model;
    for (uint32_t k = 0; k < model->gamma_class_count; k++) {
        struct chem_gamma_constants at =
            chem_gamma_constants_at(&model->gamma_classes[k], &solver->debye);
        solver->class_numerator[k] = at.numerator;
        solver->class_denominator[k] = at.denominator;
        solver->class_linear[k] = at.linear;
    }
}

void chem_solver_set(struct chem_solver *solver, const struct chem_model *model, double kelvin)
{
    chem_solver_prepare(solver, model);
    if (solver->kelvin != kelvin) {
        solver->debye = chem_debye_at(kelvin);
    }
    bool changed = solver->model != model || solver->kelvin != kelvin;
    solver->model = model;
    solver->kelvin = kelvin;
    solver->sorption_count = 0;
    solver->system.gases.count = 0;
    if (changed) {
        chem_model_ln_k(model, kelvin, solver->ln_k);
        set_gamma_constants(solver);
    }
}

CHEM_SIMD
static void class_gammas(const struct chem_solver *solver, double strength, double root,
                         double *restrict ln_gamma, double *restrict slope)
{
    const double *restrict a = solver->class_numerator, *restrict d = solver->class_denominator;
    const double *restrict c = solver->class_linear;
    for (uint32_t k = 0; k < solver->model->gamma_class_count; k++) {
        double inverse = 1 / (1 + d[k] * root);
        ln_gamma[k] = a[k] * root * inverse + c[k] * strength;
        slope[k] = a[k] / (2 * root) * inverse * inverse + c[k];
    }
}

static void evaluate_gammas(struct chem_solver *solver)
{
    const struct chem_model *model = solver->model;
    double strength = fmax(solver->system.ionic_strength, CHEM_LEAST_STRENGTH);
    class_gammas(solver, strength, sqrt(strength), solver->class_ln_gamma, solver->class_slope);
    for (uint32_t i = 0; i < model->species_count; i++) {
        solver->ln_gamma[i] = solver->class_ln_gamma[model->gamma[i]];
        solver->gamma_slope[i] = solver->class_slope[model->gamma[i]];
    }
}

CHEM_SIMD
static void add_terms(const struct chem_block *block, const double *restrict x,
                      double *restrict sum)
{
    for (uint32_t t = 0; t < block->length; t++) {
        const int32_t *restrict component = block->component + t * block->count;
        const double *restrict coefficient = block->coefficient + t * block->count;
        for (uint32_t i = 0; i < block->count; i++) {
            sum[i] += coefficient[i] * x[component[i]];
        }
    }
}

/* ln m_i = ln K_i + sum_j nu_ij x_j - ln gamma_i */
static void mass_action(struct chem_solver *solver)
{
    const struct chem_model *model = solver->model;
    for (uint32_t i = 0; i < model->species_count; i++) {
        solver->ln_molality[i] = solver->ln_k[i] - solver->ln_gamma[i];
    }
    for (uint32_t b = 0; b < model->block_count; b++) {
        add_terms(&model->blocks[b], solver->system.x,
                  solver->ln_molality + model->blocks[b].first);
    }
    chem_vector_exp(solver->ln_molality, solver->molality, model->species_count);
}

CHEM_SIMD
static void sum_species(struct chem_solver *solver)
{
    const struct chem_model *model = solver->model;
    double mass = exp(solver->system.ln_mass);
    for (uint32_t i = 0; i < model->species_count; i++) {
        solver->amount[i] = mass * solver->molality[i];
    }
    solver->sum_molality = chem_sum(solver->molality, model->species_count);
    solver->sum_square =
        chem_product(model->charge_squared, solver->molality, model->species_count);
}

static void add_uneven(struct chem_solver *solver)
{
    const struct chem_rows *uneven = &solver->model->uneven_amounts;
    for (uint32_t u = 0; u < solver->model->uneven_count; u++) {
        for (uint32_t t = uneven->start[u]; t < uneven->start[u + 1]; t++) {
            double part = uneven->coefficient[t] * solver->amount[solver->model->uneven[u]];
            (part > 0 ? solver->positive : solver->negative)[uneven->component[t]] += fabs(part);
        }
    }
}

CHEM_SIMD
static void sum_components(struct chem_solver *solver)
{
    const struct chem_columns *nu = &solver->model->columns;
    for (uint32_t j = 0; j < solver->model->component_count; j++) {
        uint32_t start = nu->start[j], split = solver->model->column_split[j];
        uint32_t end = nu->start[j + 1];
        solver->positive[j] = chem_gather_product(nu->coefficient + start, nu->species + start,
                                                  split - start, solver->amount);
        solver->negative[j] = -chem_gather_product(nu->coefficient + split, nu->species + split,
                                                   end - split, solver->amount);
        solver->even[j] = solver->positive[j] - solver->negative[j];
    }
    add_uneven(solver);
    for (uint32_t j = 0; j < solver->model->component_count; j++) {
        solver->dissolved[j] = solver->positive[j] - solver->negative[j];
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
    chem_gases_evaluate(solver);
}
