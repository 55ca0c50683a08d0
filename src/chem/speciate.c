/* Speciation of an analysis: pH and pe given, a total for each element or valence, one of them
   perhaps replaced by alkalinity, the balance of charges, or equilibrium with a phase. */
#include <math.h>

#include "chem/solver.h"
#include "chem/vector.h"

static const double LN10 = 2.302585092994045684;
static const double TOLERANCE = 1e-12;
static const double LEAST_TOTAL = 1e-20; /* mol: less of a component is none */
static const double LARGEST_START = 1; /* ionic strength, mol/kgw */
enum { STEPS = 100, PASSES = 3 };

void chem_start_cold(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    for (int pass = 0; pass < PASSES; pass++) {
        chem_evaluate_species(solver);
        chem_residuals(solver);
        for (uint32_t j = 0; j < system->model->component_count; j++) {
            bool sum = system->kind[j] == CHEM_ROW_TOTAL || system->kind[j] == CHEM_ROW_ALKALINITY;
            if (j < system->model->proton && sum) {
                system->x[j] += solver->residual[system->column_of[j]];
            }
        }
    }
    chem_evaluate_species(solver);
    system->ionic_strength = fmin(fmax(0.5 * solver->sum_square, 1e-7), LARGEST_START);
    solver->evaluated = false;
}

static int refuse_total(const struct chem_model *model, uint32_t j, double value,
                        struct error *error)
{
    struct arena *arena = arena_create();
    int code = ERROR(error, ERR_CHEM_TOTAL, chem_component_name(model, j),
                     arena_format(arena, "%g", value));
    arena_destroy(arena);
    return code;
}

static int set_condition(struct chem_system *system, uint32_t j,
                         const struct chem_condition *condition, double mass, double kelvin,
                         struct error *error)
{
    bool amount = condition->given == CHEM_GIVEN_TOTAL;
    bool start = condition->given == CHEM_GIVEN_CHARGE && j != system->model->proton;
    if (!isfinite(condition->value) || ((amount || start) && condition->value < 0)) {
        return refuse_total(system->model, j, condition->value, error);
    }
    system->total[j] = condition->value * mass;
    system->x[j] = log(fmax(fabs(condition->value), LEAST_TOTAL));
    switch (condition->given) {
    case CHEM_GIVEN_TOTAL:
        system->kind[j] = system->total[j] > LEAST_TOTAL ? CHEM_ROW_TOTAL : CHEM_ROW_ABSENT;
        system->x[j] = system->total[j] > LEAST_TOTAL ? system->x[j] : CHEM_LN_ABSENT;
        break;
    case CHEM_GIVEN_ACTIVITY:
        system->kind[j] = CHEM_ROW_FIXED;
        system->x[j] = condition->value;
        break;
    case CHEM_GIVEN_ALKALINITY:
        system->kind[j] = CHEM_ROW_ALKALINITY;
        break;
    case CHEM_GIVEN_CHARGE:
        system->kind[j] = CHEM_ROW_CHARGE;
        system->x[j] = j == system->model->proton ? condition->value : system->x[j];
        break;
    case CHEM_GIVEN_PHASE:
        system->kind[j] = CHEM_ROW_PHASE;
        system->phase_of[j] = (uint32_t)condition->phase;
        system->phase_ln_k[j] =
            chem_model_phase_ln_k(system->model, (uint32_t)condition->phase, kelvin) +
            LN10 * condition->value;
        system->x[j] = log(1e-6);
        break;
    }
    return 0;
}

/* pe by a phase starts where the phase is met by the activities there are. */
static void start_phase_pe(struct chem_system *system)
{
    int32_t electron = system->model->electron_component;
    if (electron == CHEM_NONE || system->kind[electron] != CHEM_ROW_PHASE) {
        return;
    }
    const struct chem_rows *nu = &system->model->dissolution;
    uint32_t phase = system->phase_of[electron];
    double rest = system->phase_ln_k[electron], of_electron = 0;
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        bool own = nu->component[t] == electron;
        of_electron += own ? nu->coefficient[t] : 0;
        rest -= own ? 0 : nu->coefficient[t] * system->x[nu->component[t]];
    }
    system->x[electron] = of_electron == 0 ? 0 : rest / of_electron;
}

static double guessed_strength(const struct chem_system *system)
{
    double sum = 1e-7;
    for (uint32_t j = 0; j < system->model->proton; j++) {
        double z = system->model->components[j].charge;
        sum += system->kind[j] == CHEM_ROW_TOTAL ? 0.4 * z * z * system->total[j] : 0;
    }
    return fmin(sum / exp(system->ln_mass), 3);
}

static int set_system(struct chem_solver *solver, const struct chem_water *water,
                      const struct chem_condition *conditions, struct error *error)
{
    struct chem_system *system = &solver->system;
    const struct chem_model *model = water->model;
    chem_solver_set(solver, model, water->kelvin);
    system->model = model;
    system->fixed_mass = true;
    system->solid_count = 0;
    system->ln_mass = log(water->mass);
    for (uint32_t j = 0; j < model->component_count; j++) {
        if (j == model->water) {
            system->kind[j] = CHEM_ROW_TOTAL;
            system->x[j] = 0;
            continue;
        }
        int code = set_condition(system, j, &conditions[j], water->mass, water->kelvin, error);
        if (code) {
            return code;
        }
    }
    start_phase_pe(system);
    system->ionic_strength = guessed_strength(system);
    chem_place_unknowns(system);
    return 0;
}

static void take_answer(const struct chem_solver *solver, struct chem_water *water)
{
    const struct chem_system *system = &solver->system;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        bool given = system->kind[j] == CHEM_ROW_TOTAL && j != system->model->water;
        water->totals[j] = given ? system->total[j] : solver->positive[j] - solver->negative[j];
        water->ln_activity[j] = system->x[j];
    }
    water->totals[system->model->water] += chem_water_moles(water->mass);
    water->ionic_strength = system->ionic_strength;
}

/* No answer: with a component that should balance the charges it is that one which can not. */
static int refuse_charge(struct chem_solver *solver, struct error *error)
{
    const struct chem_system *system = &solver->system;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        if (system->kind[j] == CHEM_ROW_CHARGE) {
            double missing = chem_product(system->model->charge, solver->molality,
                                          system->model->species_count);
            struct arena *arena = arena_create();
            int code = ERROR(error, ERR_CHEM_CHARGE, chem_component_name(system->model, j),
                             arena_format(arena, "%.4g", -missing));
            arena_destroy(arena);
            return code;
        }
    }
    return chem_refuse_solution(solver, 0, error);
}

int chem_speciate(struct chem_solver *solver, struct chem_water *water,
                  const struct chem_condition *conditions, struct error *error)
{
    int code = set_system(solver, water, conditions, error);
    if (code) {
        return code;
    }
    chem_start_cold(solver);
    if (chem_newton(solver, TOLERANCE, STEPS) != CHEM_SOLVED) {
        return refuse_charge(solver, error);
    }
    take_answer(solver, water);
    return 0;
}
