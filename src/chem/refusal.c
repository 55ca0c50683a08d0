/* Saying that no solution was found: where, what does not meet, and the mass balance. */
#include <math.h>

#include "chem/solver.h"

struct str chem_component_name(const struct chem_model *model, uint32_t component)
{
    const struct chem_component *asked = &model->components[component];
    return asked->master == CHEM_NONE ? STR("e-")
                                      : model->database->masters[asked->master].name;
}

static struct str name_of_row(const struct chem_solver *solver, uint32_t row)
{
    const struct chem_system *system = &solver->system;
    const struct chem_model *model = system->model;
    for (uint32_t p = 0; p < system->solid_count; p++) {
        if (system->solid_place[p] == row && chem_is_gas_phase(system, p)) {
            return BOTH("気相", "the gas phase");
        }
        if (system->solid_place[p] == row) {
            return model->database->phases[model->phases[system->solids[p].phase]].name;
        }
    }
    if (row == system->strength_place) {
        return BOTH("イオン強度", "ionic strength");
    }
    for (uint32_t j = 0; j < model->component_count; j++) {
        if (system->column_of[j] == row || system->row_of[j] == row) {
            return chem_component_name(model, j);
        }
    }
    return BOTH("水の量", "mass of water");
}

static uint32_t worst_row(const struct chem_solver *solver)
{
    uint32_t worst = 0;
    for (uint32_t i = 0; i < solver->system.unknown_count; i++) {
        double size = fabs(solver->residual[i]);
        worst = size > fabs(solver->residual[worst]) || isnan(size) ? i : worst;
    }
    return worst;
}

/* "Fe 6.27e-04 = 6.20e-04 + 7.0e-06" of the components that do not meet best. */
static struct str mass_balance(const struct chem_solver *solver, struct arena *arena)
{
    enum { SHOWN = 4 };
    const struct chem_system *system = &solver->system;
    struct str parts[SHOWN];
    uint32_t shown = 0;
    for (uint32_t j = 0; j < system->model->component_count && shown < SHOWN; j++) {
        uint32_t row = system->row_of[j];
        if (row != system->unknown_count && !(fabs(solver->residual[row]) < 1e-9)) {
            double there = solver->positive[j] - solver->negative[j];
            struct str name = chem_component_name(system->model, j);
            parts[shown] = arena_format(arena, "%s%" PRIstr " %.6g mol, dissolved %.6g",
                                        shown ? "; " : "", STR_ARG(name), system->total[j], there);
            shown++;
        }
    }
    return shown ? arena_join(arena, parts, shown) : BOTH("差なし", "closed");
}

int chem_refuse_solution(struct chem_solver *solver, int32_t cell, struct error *error)
{
    struct arena *arena = arena_create();
    chem_evaluate_species(solver);
    chem_residuals(solver);
    uint32_t row = worst_row(solver);
    struct str what = chem_gases_boil(&solver->system)
                          ? BOTH("気相（圧力が水の蒸気圧より低い）",
                                 "the gas phase (its pressure is below that of the water's vapour)")
                          : name_of_row(solver, row);
    struct str where = cell ? arena_format(arena, "cell %d", cell)
                            : BOTH("水質の計算", "speciation");
    int code = ERROR(error, ERR_CHEM_NO_SOLUTION, where, what,
                     mass_balance(solver, arena));
    arena_destroy(arena);
    return code;
}
