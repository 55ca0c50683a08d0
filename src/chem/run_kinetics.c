/* KINETICS: the unknowns are the extents of the rates (mol reacted since the start of the
   interval); at any extents the cell is at equilibrium. The Jacobian of the rates is exact: BASIC
   is differentiated forward through the derivatives of the solver. A reactant ends exactly at zero.
 */
#include <math.h>
#include <string.h>

#include "chem/lanes.h"
#include "chem/run_internal.h"
#include "chem/solver.h"
#include "chem/stiff.h"

static const double LEAST_BALANCED = 1e-9; /* mol */

/* The cell at some extents. */
struct place {
    bool fresh; /* of the present step */
    double y[RUN_RATES_MAX];
    struct chem_water water;
    struct chem_solids solids;
    struct run_sorption exchange, surface;
    struct chem_gas_phase gas;
};

struct interval {
    struct run *run;
    uint32_t count;
    double amounts[RUN_RATES_MAX][CHEM_COMPONENTS_MAX]; /* components per mol of each reaction */
    double m_start[RUN_RATES_MAX];
    struct place places[1 + CHEM_STIFF_STAGES]; /* of the step: its start and its stages */
    struct place trials[CHEM_STIFF_STAGES];     /* the stages as solve_stages has them */
    double tolerance[RUN_RATES_MAX], limit;     /* of an element that a step overdraws, mol */
    bool has_base;                              /* slopes were taken */
    struct chem_slopes slopes[RUN_RATES_MAX];
};

/* Moves the start of the solve along the derivatives; a guess that goes far is worse than none. */
static void guess(const struct interval *v, const double *step, struct chem_water *water)
{
    double change[CHEM_COMPONENTS_MAX] = {0}, strength = 0;
    uint32_t count = water->model->component_count;
    for (uint32_t k = 0; k < v->count; k++) {
        for (uint32_t j = 0; step[k] != 0 && j < count; j++)
            change[j] += step[k] * v->slopes[k].ln_activity[j];
        strength += step[k] * v->slopes[k].ionic_strength;
    }
    if (!(fabs(strength) < 0.5 * water->ionic_strength))
        return;
    for (uint32_t j = 0; j < count; j++)
        if (!(fabs(change[j]) < 1))
            return;
    for (uint32_t j = 0; j < count; j++)
        water->ln_activity[j] += change[j];
    water->ionic_strength += strength;
}

static void copy_solids(struct chem_solids *to, const struct chem_solids *from)
{
    to->count = from->count;
    memcpy(to->solid, from->solid, from->count * sizeof *from->solid);
}

static void stand_at(struct run_cell *cell, const struct place *place)
{
    cell->water = place->water;
    if (cell->has_solids)
        copy_solids(&cell->solids, &place->solids);
    if (cell->has_exchange)
        cell->exchange = place->exchange;
    if (cell->has_surface)
        cell->surface = place->surface;
    if (cell->has_gas)
        cell->gas = place->gas;
}

static void keep_place(struct place *place, const struct run_cell *cell, const double *y,
                       uint32_t count)
{
    place->fresh = true;
    place->water = cell->water;
    if (cell->has_solids)
        copy_solids(&place->solids, &cell->solids);
    if (cell->has_exchange)
        place->exchange = cell->exchange;
    if (cell->has_surface)
        place->surface = cell->surface;
    if (cell->has_gas)
        place->gas = cell->gas;
    memcpy(place->y, y, count * sizeof *y);
}

/* A hint: how many components, their ln activities, the ionic strength. */
static void leave_hint(double *hint, const struct chem_water *water)
{
    uint32_t count = water->model->component_count;
    hint[0] = (double)count;
    memcpy(hint + 1, water->ln_activity, count * sizeof *hint);
    hint[1 + count] = water->ionic_strength;
}

static bool take_hint(const double *hint, struct chem_water *water)
{
    uint32_t count = water->model->component_count;
    if (hint[0] != (double)count)
        return false;
    memcpy(water->ln_activity, hint + 1, count * sizeof *hint);
    water->ionic_strength = hint[1 + count];
    return true;
}

/* The water of a place taken to extents y, not at equilibrium yet; `hint` NULL: no better start is
 * known. */
static void move_water(const struct interval *v, const struct place *from, const double *y,
                       const double *hint, struct chem_water *water)
{
    double step[RUN_RATES_MAX];
    for (uint32_t k = 0; k < v->count; k++) {
        step[k] = y[k] - from->y[k];
        if (step[k] != 0)
            chem_water_add(water, v->amounts[k], step[k]);
    }
    if (!(hint && take_hint(hint, water)) && v->has_base)
        guess(v, step, water);
}

static void set_amounts(struct interval *v, const double *y)
{
    for (uint32_t k = 0; k < v->count; k++) {
        double left = v->m_start[k] - y[k];
        v->run->cell.kinetics.m[k] =
            left > 0 ? left : 0; /* a trial may overshoot; accept() sees to it */
    }
}

/* The cell at extents y, from a place near by. */
static enum chem_stiff_answer go_to(struct interval *v, const struct place *from, const double *y,
                                    const double *hint, struct error *error)
{
    stand_at(&v->run->cell, from);
    move_water(v, from, y, hint, &v->run->cell.water);
    set_amounts(v, y);
    if (run_equilibrate(v->run) == 0)
        return CHEM_STIFF_GO;
    bool again = error && (error->code == ERR_CHEM_TOTAL || error->code == ERR_CHEM_NO_SOLUTION);
    return again ? CHEM_STIFF_SHORTER : CHEM_STIFF_FAIL;
}

static int run_rate(struct interval *v, uint32_t k, double *rate, double *slopes)
{
    struct run *run = v->run;
    const struct run_rate *r = &run->cell.kinetics.rates->rates[k];
    int status;
    run->view.rate = r;
    run->view.rate_index = k;
    run->view.time = 1; /* the rate per second */
    if (slopes)
        status = chem_basic_differentiate(r->program, r->memory, &run->basic, RUN_RATE_JUMPS,
                                          v->count, rate, slopes, run->error);
    else
        status = chem_basic_execute(r->program, r->memory, &run->basic, RUN_RATE_JUMPS, rate,
                                    run->error);
    if (status == 0 && isnan(*rate)) {
        const struct input_place place = {r->input->line,
                                          run->cell.kinetics.rates->input->place.file};
        status = run_fail(
            run, &place, STR("KINETICS"),
            BOTH("反応速度が SAVE まで進みませんでした", "a rate did not come to its SAVE"));
    }
    return status;
}

static void take_slopes(struct interval *v)
{
    struct run *run = v->run;
    chem_slopes_prepare(run->solver);
    chem_slopes_along_all(run->solver, v->amounts, v->count, v->slopes);
    v->has_base = true;
    run->view.slopes = v->slopes;
}

/* Rates of the cell as it stands, at extents y. */
static enum chem_stiff_answer find_rates(struct interval *v, const double *y, double *f,
                                         double *slopes)
{
    for (uint32_t k = 0; k < v->count; k++) {
        if (run_rate(v, k, &f[k], slopes ? slopes + (size_t)k * v->count : NULL))
            return CHEM_STIFF_FAIL;
        /* What is used up does not go on reacting, whatever its program says. */
        if (v->m_start[k] - y[k] <= 0 && f[k] > 0) {
            f[k] = 0;
            for (uint32_t j = 0; slopes && j < v->count; j++)
                slopes[(size_t)k * v->count + j] = 0;
        }
    }
    return CHEM_STIFF_GO;
}

/* The end of a step is where the last stage of the one before was. */
static const struct place *place_of_start(const struct interval *v)
{
    return v->places[CHEM_STIFF_STAGES].fresh ? &v->places[CHEM_STIFF_STAGES] : &v->places[0];
}

static enum chem_stiff_answer rates_at_start(void *data, const double *y, double *f, double *slopes,
                                             const struct chem_stiff_hint *hint,
                                             struct error *error)
{
    struct interval *v = data;
    v->run->cell.rough = false;
    bool known = v->places[0].fresh || v->places[CHEM_STIFF_STAGES].fresh;
    enum chem_stiff_answer answer =
        go_to(v, place_of_start(v), y, known ? NULL : hint->last, error);
    if (answer != CHEM_STIFF_GO)
        return answer;
    leave_hint(hint->next, &v->run->cell.water);
    keep_place(&v->places[0], &v->run->cell, y, v->count);
    for (uint32_t i = 1; i <= CHEM_STIFF_STAGES; i++)
        v->places[i].fresh = false;
    v->run->view.answer = chem_answer_of(v->run->solver);
    take_slopes(v);
    return find_rates(v, y, f, slopes);
}

/* The stages' cells side by side, each from itself in the iteration before, else from the start of
   the step. Bit i: stage i + 1 stands at its extents; the others wait for go_to. */
static uint32_t solve_stages(struct interval *v, double (*y)[CHEM_STIFF_MAX],
                             const struct chem_stiff_hint *hints)
{
    struct chem_cell cells[CHEM_STIFF_STAGES], *list[CHEM_STIFF_STAGES];
    const struct run_cell *cell = &v->run->cell;
    if (cell->has_exchange || cell->has_surface || cell->has_gas)
        return 0;
    for (uint32_t i = 0; i < CHEM_STIFF_STAGES; i++) {
        struct place *place = &v->places[1 + i], *trial = &v->trials[i];
        const struct place *from = place->fresh ? place : &v->places[0];
        trial->water = from->water;
        if (cell->has_solids)
            copy_solids(&trial->solids, &from->solids);
        move_water(v, from, y[i], place->fresh ? NULL : hints[i].last, &trial->water);
        cells[i] = (struct chem_cell){.number = cell->number,
                                      .water = &trial->water,
                                      .solids = cell->has_solids ? &trial->solids : NULL,
                                      .rough = true};
        list[i] = &cells[i];
    }
    return chem_lanes_equilibrate(chem_lanes_of(v->run->chem), list, CHEM_STIFF_STAGES);
}

/* The cell at stage i + 1, which was solved beside the others or is solved now. */
static enum chem_stiff_answer stand_at_stage(struct interval *v, uint32_t i, bool solved,
                                             const double *y, const double *hint,
                                             struct error *error)
{
    struct place *place = &v->places[1 + i];
    if (solved) {
        stand_at(&v->run->cell, &v->trials[i]);
        set_amounts(v, y);
        v->run->view.answer = chem_lanes_answer(chem_lanes_of(v->run->chem), i);
        v->run->summary->equilibria++;
        return CHEM_STIFF_GO;
    }
    bool fresh = place->fresh;
    enum chem_stiff_answer answer =
        go_to(v, fresh ? place : &v->places[i], y, fresh ? NULL : hint, error);
    v->run->view.answer = chem_answer_of(v->run->solver);
    return answer;
}

static enum chem_stiff_answer rates_at_stages(void *data, double (*y)[CHEM_STIFF_MAX],
                                              double (*f)[CHEM_STIFF_MAX],
                                              const struct chem_stiff_hint *hints,
                                              struct error *error)
{
    struct interval *v = data;
    v->run->cell.rough = true;
    uint32_t solved = solve_stages(v, y, hints);
    for (uint32_t i = 0; i < CHEM_STIFF_STAGES; i++) {
        enum chem_stiff_answer answer =
            stand_at_stage(v, i, solved >> i & 1, y[i], hints[i].last, error);
        if (answer != CHEM_STIFF_GO)
            return answer;
        leave_hint(hints[i].next, &v->run->cell.water);
        keep_place(&v->places[1 + i], &v->run->cell, y[i], v->count);
        answer = find_rates(v, y[i], f[i], NULL);
        if (answer != CHEM_STIFF_GO)
            return answer;
    }
    return CHEM_STIFF_GO;
}

/* An element that the step overdraws was taken too fast. A reactant that it took below zero: within
   the tolerance it ends exactly there, else the step is shortened to where it ends. */
static enum chem_stiff_answer accept(void *data, const double *before, double *y, double *fraction)
{
    struct interval *v = data;
    if (run_overdrawn(&v->places[CHEM_STIFF_STAGES].water, v->limit) != CHEM_NONE) {
        *fraction = 0.5;
        return CHEM_STIFF_SHORTER;
    }
    for (uint32_t k = 0; k < v->count; k++) {
        double left = v->m_start[k] - y[k], had = v->m_start[k] - before[k];
        if (left >= 0 || had <= 0)
            continue;
        if (-left > v->tolerance[k]) {
            double part = had / (y[k] - before[k]);
            *fraction = part < 0.1 ? 0.1 : part > 0.9 ? 0.9 : part;
            return CHEM_STIFF_SHORTER;
        }
        y[k] = v->m_start[k];
    }
    return CHEM_STIFF_GO;
}

static int prepare(struct interval *v)
{
    struct run *run = v->run;
    const struct run_rates *r = run->cell.kinetics.rates;
    for (uint32_t k = 0; k < v->count; k++) {
        const struct input_place place = {r->input->rates[k].line, r->input->place.file};
        int status = chem_model_formula(run->cell.water.model, r->rates[k].atoms,
                                        r->rates[k].atom_count, 0, v->amounts[k], run->error);
        if (status)
            return run_at(run, &place, status);
        v->tolerance[k] = r->input->rates[k].tolerance;
        if (!(v->tolerance[k] > 0))
            return run_fail(run, &place, STR("KINETICS"),
                            BOTH("-tol は 0 より大きい数です", "-tol must be above 0"));
        v->m_start[k] = run->cell.kinetics.m[k];
        v->limit = fmax(v->limit, 100 * v->tolerance[k]);
    }
    return 0;
}

/* Components in the gases of the cell. */
static void add_gases(const struct run_cell *cell, double *out)
{
    const struct chem_model *model = cell->water.model;
    double formula[CHEM_COMPONENTS_MAX];
    for (uint32_t i = 0; cell->has_gas && i < cell->gas.count; i++) {
        int32_t phase = model->phase_of[cell->gas.gas[i].phase];
        if (phase == CHEM_NONE)
            continue;
        chem_model_phase_formula(model, (uint32_t)phase, formula);
        for (uint32_t j = 0; j < model->component_count; j++)
            out[j] += formula[j] * cell->gas.gas[i].amount;
    }
}

/* Components in the whole cell: in solution, in its solids and gases, and bound. */
static void sum_cell(const struct run_cell *cell, double *out)
{
    const struct chem_model *model = cell->water.model;
    double formula[CHEM_COMPONENTS_MAX];
    memcpy(out, cell->water.totals, sizeof(double) * model->component_count);
    for (uint32_t p = 0; cell->has_solids && p < cell->solids.count; p++) {
        int32_t phase = model->phase_of[cell->solids.solid[p].phase];
        if (phase == CHEM_NONE || cell->solids.solid[p].alternative ||
            !(cell->solids.solid[p].amount > 0))
            continue;
        chem_model_phase_formula(model, (uint32_t)phase, formula);
        for (uint32_t j = 0; j < model->component_count; j++)
            out[j] += formula[j] * cell->solids.solid[p].amount;
    }
    for (uint32_t j = 0; j < model->component_count; j++) {
        out[j] += cell->has_exchange ? cell->exchange.value.bound[j] : 0;
        out[j] += cell->has_surface ? cell->surface.value.bound[j] : 0;
    }
    add_gases(cell, out);
}

/* Largest relative gap between what was there, what reacted and what is there now, over the
   elements of which there is a nanomole. */
static void check_balance(const struct interval *v, const double *before, const double *y)
{
    double after[CHEM_COMPONENTS_MAX];
    const struct chem_model *model = v->run->cell.water.model;
    sum_cell(&v->run->cell, after);
    for (uint32_t j = 0; j < model->proton; j++) {
        double expected = before[j], size = fabs(before[j]);
        for (uint32_t k = 0; k < v->count; k++) {
            expected += v->amounts[k][j] * y[k];
            size += fabs(v->amounts[k][j] * y[k]);
        }
        double gap = fabs(after[j] - expected) / fmax(size, LEAST_BALANCED);
        if (gap > v->run->summary->worst_balance)
            v->run->summary->worst_balance = gap;
    }
}

int run_kinetics(struct run *run, double seconds, struct chem_stiff_memory *memory)
{
    struct interval v;
    v.run = run;
    v.count = run->cell.kinetics.rates->count;
    v.has_base = false;
    v.limit = 0;
    for (uint32_t i = 0; i <= CHEM_STIFF_STAGES; i++)
        v.places[i].fresh = false;
    struct chem_stiff_effort effort = {0};
    double y[RUN_RATES_MAX] = {0}, before[CHEM_COMPONENTS_MAX];
    int status = run_ready_sorptions(run);
    if (status == 0)
        status = prepare(&v);
    if (status)
        return status;
    sum_cell(&run->cell, before);
    const struct chem_stiff_problem problem = {.count = v.count,
                                               .tolerance = v.tolerance,
                                               .start = rates_at_start,
                                               .stages = rates_at_stages,
                                               .accept = accept,
                                               .data = &v};
    keep_place(&v.places[0], &run->cell, y, v.count);
    enum chem_stiff_answer answer =
        chem_stiff_integrate(&problem, y, seconds, memory, &effort, run->error);
    run->cell.rough = false;
    if (answer == CHEM_STIFF_GO)
        answer = go_to(&v, place_of_start(&v), y, NULL, run->error);
    run->summary->kinetic_steps += effort.steps;
    run->summary->kinetic_rejections += effort.rejections;
    if (answer == CHEM_STIFF_GO) {
        check_balance(&v, before, y);
        error_clear(run->error); /* of trials that were too long */
        return 0;
    }
    if (run->error->code == ERR_NONE)
        return run_fail(
            run, &run->cell.kinetics.rates->input->place, STR("KINETICS"),
            BOTH("反応速度が速すぎて時間積分を進められません。速度式の不連続を確かめてください",
                 "the rates can not be integrated further; look for jumps in their formulas"));
    return run_at(run, &run->cell.kinetics.rates->input->place, (int)run->error->code);
}
