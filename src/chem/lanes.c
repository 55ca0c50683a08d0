#include "chem/lanes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "chem/vector.h"

static const double TOLERANCE = 1e-12, ROUGH_TOLERANCE = 1e-7;
static const double LARGEST_STEP = 8;      /* in ln activity */
static const double LARGEST_MASS_STEP = 1; /* in ln mass of water */
static const double STRENGTH_FACTOR = 3;   /* of ionic strength and that of the species there are */
static const double LARGEST_STRENGTH = 30; /* mol/kgw */
enum { STEPS = 12 };

static void *aligned(size_t count, size_t size)
{
    void *memory = aligned_alloc(sizeof(chem_lane), size_mul(count, size));
    CHECK(memory);
    memset(memory, 0, count * size);
    return memory;
}

struct chem_lanes *chem_lanes_create(void)
{
    size_t size = (sizeof(struct chem_lanes) + sizeof(chem_lane) - 1) / sizeof(chem_lane);
    return aligned(size, sizeof(chem_lane));
}

void chem_lanes_destroy(struct chem_lanes *lanes)
{
    if (!lanes)
        return;
    free(lanes->memory);
    free(lanes->matrix_memory);
    free(lanes);
}

static void make_room(struct chem_lanes *lanes, uint32_t species)
{
    enum { COLUMNS = 11, ANSWER_COLUMNS = 5 };
    uint32_t length = (species + CHEM_LANES) / CHEM_LANES * CHEM_LANES;
    free(lanes->memory);
    lanes->memory = aligned((COLUMNS + ANSWER_COLUMNS) * (size_t)length, sizeof(chem_lane));
    chem_lane *next = lanes->memory;
    chem_lane **columns[COLUMNS] = {
        &lanes->ln_k,         &lanes->class_numerator, &lanes->class_denominator,
        &lanes->class_linear, &lanes->class_ln_gamma,  &lanes->class_slope,
        &lanes->ln_molality,  &lanes->molality,        &lanes->amount,
        &lanes->weight,       &lanes->weight_square};
    for (int k = 0; k < COLUMNS; k++, next += length)
        *columns[k] = next;
    double *answer = (double *)next;
    for (int l = 0; l < CHEM_LANES; l++, answer += ANSWER_COLUMNS * (size_t)length)
        lanes->answers[l] = (struct chem_lane_answer){answer, answer + length, answer + 2 * length,
                                                      answer + 3 * length, answer + 4 * length};
    lanes->capacity = species;
    memset(lanes->model_of, 0, sizeof lanes->model_of);
}

static void make_matrix(struct chem_lanes *lanes)
{
    uint32_t size = lanes->unknown_count * lanes->unknown_count;
    if (size <= lanes->matrix_capacity)
        return;
    free(lanes->matrix_memory);
    lanes->matrix = lanes->matrix_memory = aligned(size, sizeof(chem_lane));
    lanes->matrix_capacity = size;
}

/* Constants of the model at the temperature of one water. */
static void set_constants(struct chem_lanes *lanes, uint32_t l, double kelvin)
{
    const struct chem_model *model = lanes->model;
    if (lanes->model_of[l] == model && lanes->kelvin[l] == kelvin)
        return;
    struct chem_debye debye = chem_debye_at(kelvin);
    double *ln_k = lanes->answers[l].ln_k;
    chem_model_ln_k(model, kelvin, ln_k);
    for (uint32_t i = 0; i < model->species_count; i++)
        lanes->ln_k[i][l] = ln_k[i];
    for (uint32_t k = 0; k < model->gamma_class_count; k++) {
        struct chem_gamma_constants at = chem_gamma_constants_at(&model->gamma_classes[k], &debye);
        lanes->class_numerator[k][l] = at.numerator;
        lanes->class_denominator[k][l] = at.denominator;
        lanes->class_linear[k][l] = at.linear;
    }
    lanes->model_of[l] = model;
    lanes->kelvin[l] = kelvin;
}

static void begin(struct chem_lanes *lanes, const struct chem_model *model, uint32_t count,
                  bool fixed_mass)
{
    CHECK(count > 0 && count <= CHEM_LANES);
    lanes->model = model;
    if (!lanes->memory || model->species_count > lanes->capacity)
        make_room(lanes, model->species_count);
    lanes->count = count;
    lanes->fixed_mass = fixed_mass;
    lanes->active = lanes->solved = (chem_lane_mask){0};
    lanes->solid_count = 0;
}

/* The unknowns of a system; lanes without a water have those of the first. */
static void load(struct chem_lanes *lanes, uint32_t l, const struct chem_system *system)
{
    for (uint32_t j = 0; j < lanes->model->component_count; j++) {
        lanes->x[j][l] = system->x[j];
        lanes->total[j][l] = system->total[j];
        lanes->balanced[j][l] = system->kind[j] == CHEM_ROW_TOTAL ? -1 : 0;
    }
    lanes->ln_mass[l] = system->ln_mass;
    lanes->ionic_strength[l] = system->ionic_strength;
}

static void store(const struct chem_lanes *lanes, uint32_t l, struct chem_system *system)
{
    for (uint32_t j = 0; j < lanes->model->component_count; j++)
        system->x[j] = lanes->x[j][l];
    system->ln_mass = lanes->ln_mass[l];
    system->ionic_strength = lanes->ionic_strength[l];
    for (uint32_t p = 0; p < lanes->solid_count; p++)
        system->solids[lanes->solids[p].of].formed = lanes->solids[p].formed[l];
}

static bool same_reaction(const struct chem_active *a, const struct chem_active *b)
{
    return a->phase == b->phase && a->count == b->count &&
           memcmp(a->component, b->component, a->count * sizeof *a->component) == 0 &&
           memcmp(a->coefficient, b->coefficient, a->count * sizeof *a->coefficient) == 0;
}

/* One row of EQUILIBRIUM_PHASES in all waters; false when no water can have it. */
static bool load_solid(struct chem_lanes *lanes, uint32_t p, struct chem_lane_solid *solid)
{
    *solid = (struct chem_lane_solid){.of = p};
    for (uint32_t l = 0; l < lanes->count; l++) {
        const struct chem_active *own = &lanes->systems[l].solids[p];
        if (!lanes->active[l] || p >= lanes->systems[l].solid_count || own->count == 0)
            continue;
        if (!solid->reaction)
            solid->reaction = own;
        else if (!same_reaction(solid->reaction, own))
            lanes->active[l] = 0;
        solid->ln_k[l] = own->ln_k;
        solid->formed[l] = own->formed;
        solid->least[l] = own->least;
        solid->most[l] = own->most;
        solid->in[l] = own->state == CHEM_SOLID_IN ? -1 : 0;
        solid->out[l] = own->state == CHEM_SOLID_OUT ? -1 : 0;
    }
    return solid->reaction != NULL;
}

static void load_all(struct chem_lanes *lanes)
{
    uint32_t solids = 0;
    for (uint32_t l = 0; l < CHEM_LANES; l++)
        load(lanes, l, &lanes->systems[l < lanes->count ? l : 0]);
    for (uint32_t l = 0; l < lanes->count; l++)
        if (lanes->active[l] && lanes->systems[l].solid_count > solids)
            solids = lanes->systems[l].solid_count;
    for (uint32_t p = 0; p < solids; p++)
        lanes->solid_count += load_solid(lanes, p, &lanes->solids[lanes->solid_count]);
}

/* How much of the step may be taken. */
CHEM_LANE_INLINE chem_lane step_factor(const struct chem_lanes *lanes, const chem_lane *step)
{
    chem_lane largest = chem_every(LARGEST_STEP), factor;
    for (uint32_t j = 0; j < lanes->model->component_count; j++)
        largest = chem_larger(chem_size(step[j]), largest);
    factor = LARGEST_STEP / largest;
    if (!lanes->fixed_mass) {
        chem_lane mass = chem_size(step[lanes->mass_place]);
        factor = chem_smaller(factor,
                              LARGEST_MASS_STEP / chem_larger(mass, chem_every(LARGEST_MASS_STEP)));
    }
    return factor;
}

/* Waters that are done, or left, stay where they are: their steps are 0. */
CHEM_SIMD
static void take_step(struct chem_lanes *lanes)
{
    chem_lane step[CHEM_LANES_UNKNOWNS];
    memcpy(step, lanes->wanted, lanes->unknown_count * sizeof *step);
    chem_lanes_solve(lanes, step);
    for (uint32_t i = 0; i < lanes->unknown_count; i++)
        lanes->active &= chem_is_finite(step[i]);
    chem_lane_mask active = lanes->active;
    chem_lane factor = chem_choose(active, step_factor(lanes, step), chem_every(0));
    for (uint32_t i = 0; i < lanes->unknown_count; i++)
        step[i] = chem_choose(active, factor * step[i], chem_every(0));
    for (uint32_t j = 0; j < lanes->model->component_count; j++)
        lanes->x[j] += step[j];
    if (!lanes->fixed_mass)
        lanes->ln_mass += step[lanes->mass_place];
    for (uint32_t p = 0; p < lanes->solid_count; p++)
        if (lanes->solids[p].place != UINT32_MAX)
            lanes->solids[p].formed += step[lanes->solids[p].place];
    chem_lane there = 0.5 * lanes->sum_square,
              strength = lanes->ionic_strength + step[lanes->strength_place];
    chem_lane most = chem_smaller(there * STRENGTH_FACTOR, chem_every(LARGEST_STRENGTH));
    strength = chem_smaller(chem_larger(strength, there / STRENGTH_FACTOR), most);
    lanes->ionic_strength = chem_choose(active, strength, lanes->ionic_strength);
}

/* Newton's method until each water is solved or has left. */
static void newton(struct chem_lanes *lanes, double tolerance)
{
    chem_lane_mask change;
    for (int k = 0; k <= STEPS; k++) {
        chem_lanes_species(lanes);
        chem_lanes_residuals(lanes);
        chem_lane_mask done = lanes->active & ~chem_above(lanes->worst, chem_every(tolerance));
        chem_lanes_find_changes(lanes, &change);
        lanes->solved |= done & ~change;
        lanes->active &= ~done & chem_is_finite(lanes->worst);
        if (!chem_any(lanes->active))
            return;
        chem_lanes_linearise(lanes);
        chem_lanes_factor(lanes);
        take_step(lanes);
    }
}

static uint32_t solved_of(const struct chem_lanes *lanes)
{
    uint32_t solved = 0;
    for (uint32_t l = 0; l < lanes->count; l++)
        solved |= (uint32_t)(lanes->solved[l] & 1) << l;
    return solved;
}

static bool place(struct chem_lanes *lanes)
{
    load_all(lanes);
    chem_lanes_place(lanes);
    if (lanes->unknown_count > CHEM_LANES_UNKNOWNS)
        return false;
    make_matrix(lanes);
    return true;
}

uint32_t chem_lanes_equilibrate(struct chem_lanes *lanes, struct chem_cell *const *cells,
                                uint32_t count)
{
    begin(lanes, cells[0]->water->model, count, false);
    for (uint32_t l = 0; l < count; l++) {
        struct chem_system *system = &lanes->systems[l];
        chem_system_begin(system, cells[l]);
        CHECK(system->model == lanes->model);
        bool able = !cells[l]->exchange && !cells[l]->surface && !cells[l]->gas &&
                    chem_system_solids(system, cells[l], NULL) == 0;
        lanes->active[l] = able ? -1 : 0;
        set_constants(lanes, l, cells[l]->water->kelvin);
        if (!able)
            continue;
        chem_system_rows(system, cells[l]->water);
        chem_start_solids(system);
    }
    if (!chem_any(lanes->active) || !place(lanes))
        return 0;
    newton(lanes, cells[0]->rough ? ROUGH_TOLERANCE : TOLERANCE);
    for (uint32_t l = 0; l < count; l++)
        if (lanes->solved[l]) {
            store(lanes, l, &lanes->systems[l]);
            chem_system_take(&lanes->systems[l], cells[l]);
        }
    return solved_of(lanes);
}

struct chem_answer chem_lanes_answer(struct chem_lanes *lanes, uint32_t l)
{
    const struct chem_model *model = lanes->model;
    struct chem_lane_answer *to = &lanes->answers[l];
    for (uint32_t i = 0; i < model->species_count; i++) {
        to->ln_molality[i] = lanes->ln_molality[i][l];
        to->molality[i] = lanes->molality[i][l];
        to->ln_gamma[i] = lanes->class_ln_gamma[model->gamma[i]][l];
        to->ln_gamma_slope[i] = lanes->class_slope[model->gamma[i]][l];
    }
    return (struct chem_answer){.model = model,
                                .ln_molality = to->ln_molality,
                                .molality = to->molality,
                                .ln_gamma = to->ln_gamma,
                                .ln_gamma_slope = to->ln_gamma_slope,
                                .ln_k = to->ln_k,
                                .ionic_strength = lanes->ionic_strength[l],
                                .water_activity = exp(lanes->x[model->water][l]),
                                .mass = exp(lanes->ln_mass[l])};
}
