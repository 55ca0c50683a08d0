/* Equilibrium of a cell: its totals and solids made into a system, solved, and written back. */
#include <math.h>
#include <string.h>

#include "chem/solver.h"

static const double LN10 = 2.302585092994045684;
static const double ROUGH_TOLERANCE = 1e-7;
static const double TOLERANCE = 1e-12; /* residual of the answer */
static const double LEAST_TOTAL = 1e-20;
static const double LIKELY_STRENGTH = 0.1; /* of a start elsewhere */
enum { STEPS = 200 };

static void set_solid(struct chem_active *active, const struct chem_model *model,
                      const struct chem_solid *solid, double kelvin)
{
    int32_t phase = model->phase_of[solid->phase];
    active->state = CHEM_SOLID_UNABLE;
    active->formed = 0;
    active->count = 0;
    if (phase == CHEM_NONE) {
        return;
    }
    active->phase = (uint32_t)phase;
    active->ln_k = chem_model_phase_ln_k(model, active->phase, kelvin) + LN10 * solid->target;
    active->least = solid->precipitate_only ? 0 : -solid->amount;
    active->most = solid->dissolve_only ? 0 : INFINITY;
    active->alternative = solid->alternative;
    active->state = active->least == active->most ? CHEM_SOLID_UNABLE : CHEM_SOLID_OUT;
}

static void set_formula(struct chem_active *active, const double *formula, uint32_t components)
{
    active->count = 0;
    for (uint32_t j = 0; j < components; j++) {
        if (formula[j] != 0) {
            active->component[active->count] = (uint8_t)j;
            active->coefficient[active->count++] = formula[j];
        }
    }
}

int chem_system_solids(struct chem_system *system, const struct chem_cell *cell,
                       struct error *error)
{
    system->solid_count = cell->solids ? cell->solids->count : 0;
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_solid *solid = &cell->solids->solid[p];
        struct chem_active *active = &system->solids[p];
        double formula[CHEM_COMPONENTS_MAX];
        set_solid(active, system->model, solid, cell->water->kelvin);
        if (active->state == CHEM_SOLID_UNABLE) {
            continue;
        }
        chem_model_phase_formula(system->model, active->phase, formula);
        if (solid->alternative) {
            int code = chem_model_formula(system->model, solid->formula, solid->formula_count, 0,
                                          formula, error);
            if (code) {
                return code;
            }
        }
        set_formula(active, formula, system->model->component_count);
    }
    return 0;
}

/* What of each component there could be in solution if all solids dissolved. */
static void sum_available(const struct chem_system *system, double *available)
{
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        available[j] = system->total[j];
    }
    for (uint32_t p = 0; p < system->solid_count; p++) {
        const struct chem_active *solid = &system->solids[p];
        for (uint32_t t = 0; t < solid->count; t++) {
            available[solid->component[t]] -=
                solid->coefficient[t] * fmin(solid->least, 0) * (solid->coefficient[t] > 0);
        }
    }
}

static void set_rows(struct chem_system *system, const struct chem_water *water)
{
    const struct chem_model *model = system->model;
    double available[CHEM_COMPONENTS_MAX];
    sum_available(system, available);
    for (uint32_t j = 0; j < model->component_count; j++) {
        bool absent = j < model->proton && !(available[j] > LEAST_TOTAL);
        bool new = !(water->ln_activity[j] > CHEM_LN_ABSENT / 2);
        system->kind[j] = absent ? CHEM_ROW_ABSENT : CHEM_ROW_TOTAL;
        system->x[j] = absent ? CHEM_LN_ABSENT
                       : new  ? log(fmax(available[j], LEAST_TOTAL) / water->mass)
                              : water->ln_activity[j];
    }
}

static bool lacks_component(const struct chem_system *system, uint32_t phase)
{
    const struct chem_rows *nu = &system->model->dissolution;
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        if (system->kind[nu->component[t]] == CHEM_ROW_ABSENT) {
            return true;
        }
    }
    return false;
}

void chem_system_begin(struct chem_system *system, const struct chem_cell *cell)
{
    const struct chem_water *water = cell->water;
    system->model = water->model;
    system->fixed_mass = false;
    system->ln_mass = log(water->mass);
    system->ionic_strength = water->ionic_strength;
    memcpy(system->total, water->totals, sizeof(double) * water->model->component_count);
    system->gases.count = 0;
}

void chem_system_rows(struct chem_system *system, const struct chem_water *water)
{
    set_rows(system, water);
    for (uint32_t p = 0; p < system->solid_count; p++) {
        struct chem_active *solid = &system->solids[p];
        if (solid->state != CHEM_SOLID_UNABLE && !chem_is_gas_phase(system, p) &&
            lacks_component(system, solid->phase)) {
            solid->state = CHEM_SOLID_UNABLE;
        }
    }
    chem_place_unknowns(system);
}

static int set_system(struct chem_solver *solver, const struct chem_cell *cell, struct error *error)
{
    struct chem_system *system = &solver->system;
    chem_solver_set(solver, cell->water->model, cell->water->kelvin);
    chem_system_begin(system, cell);
    chem_sorption_begin(solver, cell);
    int code = chem_system_solids(system, cell, error);
    if (code) {
        return code;
    }
    chem_gases_begin(solver, cell);
    chem_system_rows(system, cell->water);
    return 0;
}

/* Starts to try when that of the water leads nowhere, spread over the pH and pe that water can
 * have. */
static const struct {
    double ph, pe;
} STARTS[] = {{7, 0},   {7, 12}, {4, 14}, {4, 4}, {10, 0}, {10, 8}, {2, 18},
              {12, -8}, {7, -4}, {7, 6},  {3, 0}, {3, 9},  {11, 3}};
enum { START_COUNT = sizeof STARTS / sizeof STARTS[0], STEPS_OF_A_START = 80 };

/* Elsewhere: pH and pe as told, every member as if free, each met by its own balance. */
static void start_elsewhere(struct chem_solver *solver, const struct chem_water *water,
                            size_t start)
{
    struct chem_system *system = &solver->system;
    const struct chem_model *model = system->model;
    double available[CHEM_COMPONENTS_MAX];
    sum_available(system, available);
    for (uint32_t j = 0; j < model->proton; j++) {
        if (system->kind[j] == CHEM_ROW_TOTAL) {
            system->x[j] = log(fmax(available[j], LEAST_TOTAL) / water->mass);
        }
    }
    system->x[model->proton] = -STARTS[start].ph * LN10;
    if (model->electron) {
        system->x[model->electron_component] = -STARTS[start].pe * LN10;
    }
    system->ionic_strength = fmin(water->ionic_strength, LIKELY_STRENGTH);
    chem_start_elsewhere(solver);
}

static enum chem_outcome solve(struct chem_solver *solver, struct chem_cell *cell)
{
    double tolerance = cell->rough ? ROUGH_TOLERANCE : TOLERANCE;
    chem_start(solver);
    chem_gases_release(solver);
    enum chem_outcome outcome = chem_newton(solver, tolerance, STEPS);
    outcome = chem_gases_held(&solver->system) ? outcome : CHEM_STALLED;
    for (size_t start = 0; outcome != CHEM_SOLVED && start < START_COUNT; start++) {
        if (set_system(solver, cell, NULL)) {
            break;
        }
        start_elsewhere(solver, cell->water, start);
        chem_gases_release(solver);
        outcome = chem_newton(solver, tolerance, STEPS_OF_A_START);
        outcome = chem_gases_held(&solver->system) ? outcome : CHEM_STALLED;
    }
    return outcome;
}

void chem_system_take(const struct chem_system *system, struct chem_cell *cell)
{
    struct chem_water *water = cell->water;
    for (uint32_t p = 0; cell->solids && p < cell->solids->count; p++) {
        const struct chem_active *solid = &system->solids[p];
        for (uint32_t t = 0; t < solid->count; t++) {
            water->totals[solid->component[t]] -= solid->coefficient[t] * solid->formed;
        }
        cell->solids->solid[p].amount = fmax(cell->solids->solid[p].amount + solid->formed, 0);
    }
    memcpy(water->ln_activity, system->x, sizeof(double) * system->model->component_count);
    water->ionic_strength = system->ionic_strength;
    water->mass = exp(system->ln_mass);
}

int chem_equilibrate(struct chem_solver *solver, struct chem_cell *cell, struct chem_effort *effort,
                     struct error *error)
{
    solver->iterations = solver->evaluations = solver->changes = 0;
    int code = set_system(solver, cell, error);
    if (code) {
        return code;
    }
    enum chem_outcome outcome = solve(solver, cell);
    if (effort) {
        *effort = (struct chem_effort){.iterations = solver->iterations,
                                       .evaluations = solver->evaluations,
                                       .active_changes = solver->changes};
    }
    if (outcome != CHEM_SOLVED) {
        return chem_refuse_solution(solver, cell->number, error);
    }
    chem_system_take(&solver->system, cell);
    chem_sorption_take(solver, cell);
    chem_gases_take(solver, cell);
    return 0;
}
