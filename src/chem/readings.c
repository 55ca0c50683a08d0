/* What can be read from solved waters. */
#include <math.h>

#include "chem/solver.h"

static const double LN10 = 2.302585092994045684;

struct chem_answer chem_evaluate(struct chem_solver *solver, const struct chem_water *water)
{
    struct chem_system *system = &solver->system;
    chem_solver_set(solver, water->model, water->kelvin);
    system->model = water->model;
    system->ln_mass = log(water->mass);
    system->ionic_strength = water->ionic_strength;
    for (uint32_t j = 0; j < water->model->component_count; j++) {
        system->x[j] = water->ln_activity[j];
    }
    chem_evaluate_species(solver);
    return chem_answer_of(solver);
}

struct chem_answer chem_answer_of(const struct chem_solver *solver)
{
    const struct chem_system *system = &solver->system;
    return (struct chem_answer){
        .model = solver->model,
        .ln_molality = solver->ln_molality,
        .molality = solver->molality,
        .ln_gamma = solver->ln_gamma,
        .ln_gamma_slope = solver->gamma_slope,
        .ln_k = solver->ln_k,
        .ionic_strength = system->ionic_strength,
        .water_activity = exp(system->x[solver->model->water]),
        .mass = exp(system->ln_mass),
    };
}

static double read_column(const struct chem_answer *answer, const struct chem_columns *columns,
                          uint32_t column)
{
    double sum = 0;
    for (uint32_t t = columns->start[column]; t < columns->start[column + 1]; t++) {
        sum += columns->coefficient[t] * answer->molality[columns->species[t]];
    }
    return sum;
}

double chem_read_component(const struct chem_answer *answer, uint32_t component)
{
    const struct chem_rows *uneven = &answer->model->uneven_amounts;
    double sum = read_column(answer, &answer->model->columns, component);
    for (uint32_t u = 0; u < answer->model->uneven_count; u++) {
        for (uint32_t t = uneven->start[u]; t < uneven->start[u + 1]; t++) {
            sum += uneven->component[t] == component
                       ? uneven->coefficient[t] * answer->molality[answer->model->uneven[u]]
                       : 0;
        }
    }
    return sum;
}

double chem_read_element(const struct chem_answer *answer, int32_t element)
{
    return read_column(answer, &answer->model->elements, (uint32_t)element);
}

double chem_read_valence(const struct chem_answer *answer, int32_t master)
{
    const struct chem_master *asked = &answer->model->database->masters[master];
    int32_t column = answer->model->valence_of[master];
    return asked->primary || column == CHEM_NONE
               ? chem_read_element(answer, asked->element)
               : read_column(answer, &answer->model->valences, (uint32_t)column);
}

static double read_weighted(const struct chem_answer *answer, const double *weight)
{
    double sum = 0;
    for (uint32_t i = 0; i < answer->model->species_count; i++) {
        sum += weight[i] * answer->molality[i];
    }
    return sum;
}

double chem_read_alkalinity(const struct chem_answer *answer)
{
    return read_weighted(answer, answer->model->alkalinity);
}

double chem_read_charge(const struct chem_answer *answer)
{
    return read_weighted(answer, answer->model->charge);
}

double chem_read_saturation(const struct chem_answer *answer, const struct chem_water *water,
                            uint32_t phase)
{
    const struct chem_rows *nu = &answer->model->dissolution;
    double sum = -chem_model_phase_ln_k(answer->model, phase, water->kelvin);
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        sum += nu->coefficient[t] * water->ln_activity[nu->component[t]];
    }
    return sum / LN10;
}
