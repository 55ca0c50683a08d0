/* From definitions to things with amounts: phases, rates, waters that are mixed; and a cell made
   ready for the solver. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chem/formula.h"
#include "chem/run_internal.h"

static int fail_name(struct run *run, const struct input_place *place, struct str keyword,
                     const char *ja, const char *en, struct str name)
{
    return run_fail(run, place, keyword,
                    arena_format(run->arena, "%s「%" PRIstr "」\x1f%s \"%" PRIstr "\"", ja, STR_ARG(name),
                                 en, STR_ARG(name)));
}

static int compare_atoms(const void *a, const void *b)
{
    const struct chem_atom *left = a, *right = b;
    return left->element < right->element ? -1 : left->element > right->element;
}

struct sum {
    struct chem_atom *atoms;
    size_t count, room;
};

static void add_atom(struct run *run, struct sum *sum, int32_t element, double count)
{
    for (size_t i = 0; i < sum->count; i++)
        if (sum->atoms[i].element == element) {
            sum->atoms[i].count += count;
            return;
        }
    sum->atoms = chem_grow(run->arena, sum->atoms, sum->count, &sum->room, sizeof *sum->atoms);
    sum->atoms[sum->count++] = (struct chem_atom){element, count};
}

static int add_formula(struct run *run, struct sum *sum, const struct input_term *term,
                       const struct input_place *place)
{
    struct chem_formula formula;
    struct error ignored = {0};
    if (chem_formula_read(term->name, &formula, &ignored))
        return fail_name(run, place, STR("REACTION"), "相でも化学式でもありません",
                         "neither a phase nor a formula:", term->name);
    for (size_t i = 0; i < formula.count; i++) {
        int32_t element = chem_database_element(run->database, formula.parts[i].element);
        if (element == CHEM_NONE)
            return fail_name(run, place, STR("REACTION"), "データベースにない元素があります",
                             "has an element that the database lacks:", term->name);
        add_atom(run, sum, element, formula.parts[i].count * term->coefficient);
    }
    return 0;
}

int run_atoms(struct run *run, const struct input_term *terms, size_t count,
              const struct input_place *place, struct chem_atom **atoms, uint32_t *atom_count)
{
    struct sum sum = {0};
    for (size_t i = 0; i < count; i++) {
        int32_t phase = chem_database_phase(run->database, terms[i].name);
        int status = 0;
        if (phase == CHEM_NONE)
            status = add_formula(run, &sum, &terms[i], place);
        for (uint32_t k = 0; phase != CHEM_NONE && k < run->database->phases[phase].atom_count; k++) {
            const struct chem_atom *atom = &run->database->phases[phase].atoms[k];
            add_atom(run, &sum, atom->element, atom->count * terms[i].coefficient);
        }
        if (status)
            return status;
    }
    if (sum.count)
        qsort(sum.atoms, sum.count, sizeof *sum.atoms, compare_atoms);
    *atoms = sum.atoms;
    *atom_count = (uint32_t)sum.count;
    return 0;
}

static int define_phase(struct run *run, const struct input_phase *input,
                        const struct input_phases *block, struct chem_solid *out)
{
    const struct input_place place = {input->line, block->place.file};
    *out = (struct chem_solid){.phase = chem_database_phase(run->database, input->name),
                               .target = input->saturation,
                               .amount = input->amount,
                               .dissolve_only = input->dissolve_only,
                               .precipitate_only = input->precipitate_only};
    if (out->phase == CHEM_NONE)
        return fail_name(run, &place, STR("EQUILIBRIUM_PHASES"), "データベースにない相です",
                         "the database has no such phase:", input->name);
    if (input->alternative.n == 0)
        return 0;
    const struct input_term term = {input->alternative, 1};
    struct chem_atom *atoms;
    int status = run_atoms(run, &term, 1, &place, &atoms, &out->formula_count);
    out->alternative = true;
    out->formula = atoms;
    return status;
}

int run_define_phases(struct run *run, const struct input_phases *block)
{
    struct chem_solids solids = {0};
    if (block->count > CHEM_SOLIDS_MAX)
        return run_fail(run, &block->place, STR("EQUILIBRIUM_PHASES"),
                        BOTH("相が多すぎます（32 まで）", "there are too many phases (at most 32)"));
    for (size_t i = 0; i < block->count; i++) {
        int status = define_phase(run, &block->phases[i], block, &solids.solid[solids.count++]);
        if (status)
            return status;
    }
    for (int32_t n = block->range.first; n <= block->range.last; n++)
        *(struct chem_solids *)run_store_put(&run->solids, n) = solids;
    return 0;
}

static int compile_rate(struct run *run, const struct input_kinetics *block, struct run_rate *rate)
{
    const struct input_place place = {rate->input->line, block->place.file};
    int32_t index = chem_database_rate(run->database, rate->input->name);
    if (index == CHEM_NONE)
        return fail_name(run, &place, STR("KINETICS"), "RATES にない反応速度です",
                         "RATES has no such rate:", rate->input->name);
    const struct chem_rate *source = &run->database->rates[index];
    const struct input_term own = {rate->input->name, 1};
    bool formula = rate->input->term_count > 0;
    if (!formula && chem_database_phase(run->database, rate->input->name) == CHEM_NONE)
        return fail_name(run, &place, STR("KINETICS"), "-formula が必要です（同じ名前の相がありません）",
                         "-formula is needed, no phase has the name of the rate", rate->input->name);
    int status = run_atoms(run, formula ? rate->input->terms : &own,
                           formula ? rate->input->term_count : 1, &place, &rate->atoms,
                           &rate->atom_count);
    if (status == 0)
        status = chem_basic_compile(source->source, run->database->files[source->file], source->line,
                                    &run->basic, run->arena, &rate->program, run->error);
    if (status == 0 && !chem_basic_saves(rate->program))
        status = fail_name(run, &place, STR("KINETICS"), "SAVE のない反応速度です",
                           "the rate has no SAVE:", rate->input->name);
    if (status == 0)
        rate->memory = chem_basic_run_create(rate->program, run->arena);
    return status;
}

static void collect_elements(struct run *run, struct run_rates *rates)
{
    size_t total = 0;
    for (uint32_t i = 0; i < rates->count; i++)
        total += rates->rates[i].atom_count;
    rates->elements = ARENA_ARRAY(run->arena, int32_t, total);
    rates->element_count = 0;
    for (uint32_t i = 0; i < rates->count; i++)
        for (uint32_t k = 0; k < rates->rates[i].atom_count; k++)
            rates->elements[rates->element_count++] = rates->rates[i].atoms[k].element;
}

static int compile_rates(struct run *run, struct run_rates *rates)
{
    for (uint32_t i = 0; i < rates->count; i++) {
        int status = compile_rate(run, rates->input, &rates->rates[i]);
        if (status)
            return status;
    }
    collect_elements(run, rates);
    rates->generation = run->generation;
    return 0;
}

int run_ready_kinetics(struct run *run, struct run_kinetics *kinetics)
{
    return kinetics->rates->generation == run->generation ? 0 : compile_rates(run, kinetics->rates);
}

int run_define_kinetics(struct run *run, const struct input_kinetics *block)
{
    struct run_kinetics kinetics = {.rates = ARENA_NEW(run->arena, struct run_rates)};
    if (block->count > RUN_RATES_MAX)
        return run_fail(run, &block->place, STR("KINETICS"),
                        BOTH("反応速度が多すぎます（24 まで）", "there are too many rates (at most 24)"));
    kinetics.rates->input = block;
    kinetics.rates->count = (uint32_t)block->count;
    kinetics.rates->rates = ARENA_ARRAY(run->arena, struct run_rate, block->count);
    for (size_t i = 0; i < block->count; i++) {
        kinetics.rates->rates[i].input = &block->rates[i];
        kinetics.m[i] = block->rates[i].m;
    }
    int status = compile_rates(run, kinetics.rates);
    for (int32_t n = block->range.first; status == 0 && n <= block->range.last; n++)
        *(struct run_kinetics *)run_store_put(&run->kinetics, n) = kinetics;
    return status;
}

int run_refresh(struct run *run, struct chem_water *water)
{
    if (water->model == NULL || water->model->database == run->database)
        return 0;
    int32_t members[CHEM_COMPONENTS_MAX];
    size_t count = 0;
    const struct chem_model *old = water->model, *model;
    for (uint32_t j = 0; j < old->component_count; j++)
        if (j != old->proton && j != old->water && (int32_t)j != old->electron_component)
            members[count++] = old->components[j].master;
    int status = chem_model_of(run->chem, members, count, old->electron, &model, run->error);
    return status ? status : chem_water_move(water, model, run->error);
}

/* The elements that the components of `from` stand for join `water`. */
static int widen_to(struct run *run, struct chem_water *water, const struct chem_model *from)
{
    int32_t elements[CHEM_COMPONENTS_MAX];
    size_t count = 0;
    for (uint32_t j = 0; j < from->component_count; j++)
        if (j != from->proton && j != from->water && (int32_t)j != from->electron_component)
            elements[count++] = from->components[j].element;
    return chem_widen_water(run->chem, water, elements, count, run->error);
}

int run_mix_water(struct run *run, const struct input_mix *mix, struct chem_water *out)
{
    *out = (struct chem_water){0};
    for (size_t i = 0; i < mix->count; i++) {
        const struct chem_water *stored = run_store_find(&run->waters, mix->parts[i].solution);
        if (!stored)
            return run_fail(run, &mix->place, STR("MIX"),
                            arena_format(run->arena, "溶液 %d がありません\x1fsolution %d is not there",
                                         (int)mix->parts[i].solution, (int)mix->parts[i].solution));
        struct chem_water part = *stored;
        const struct chem_redox coupled = {0};
        int status = run_refresh(run, &part);
        if (status == 0)
            status = chem_react_water(run->chem, &part, &coupled, run->error);
        if (i == 0) {
            *out = part;
            out->mass = 0;
            memset(out->totals, 0, sizeof out->totals);
        }
        if (status == 0 && part.model != out->model)
            status = widen_to(run, &part, out->model);
        if (status == 0 && part.model != out->model)
            status = widen_to(run, out, part.model);
        if (status)
            return run_at(run, &mix->place, status);
        chem_water_mix(out, &part, mix->parts[i].fraction);
    }
    return out->mass > 0 ? 0
                         : run_fail(run, &mix->place, STR("MIX"),
                                    BOTH("混ぜた水が残りません", "the mixture has no water left"));
}

int32_t run_overdrawn(const struct chem_water *water, double limit)
{
    for (uint32_t j = 0; j < water->model->proton; j++)
        if (water->totals[j] < -limit)
            return (int32_t)j;
    return CHEM_NONE;
}

struct chem_cell run_contents(struct run *run)
{
    struct run_cell *cell = &run->cell;
    if (cell->has_exchange)
        run_size_sorption(run, cell, &cell->exchange);
    if (cell->has_surface)
        run_size_sorption(run, cell, &cell->surface);
    return (struct chem_cell){.number = cell->number,
                              .water = &cell->water,
                              .solids = cell->has_solids ? &cell->solids : NULL,
                              .exchange = cell->has_exchange ? &cell->exchange.value : NULL,
                              .surface = cell->has_surface ? &cell->surface.value : NULL,
                              .gas = cell->has_gas ? &cell->gas : NULL,
                              .rough = cell->rough};
}

int run_prepare_cell(struct run *run)
{
    struct run_cell *cell = &run->cell;
    struct chem_cell contents = run_contents(run);
    const struct chem_redox coupled = {0};
    int status = run_refresh(run, &cell->water);
    if (status == 0)
        status = chem_react_water(run->chem, &cell->water, &coupled, run->error);
    if (status == 0)
        status = chem_prepare_cell(run->chem, &contents, run->error);
    if (status || !cell->has_kinetics)
        return status;
    status = run_ready_kinetics(run, &cell->kinetics);
    const struct run_rates *rates = cell->kinetics.rates;
    return status ? status
                  : chem_widen_water(run->chem, &cell->water, rates->elements, rates->element_count,
                                     run->error);
}

int run_equilibrate(struct run *run)
{
    struct chem_cell contents = run_contents(run);
    struct chem_effort effort = {0};
    int status = run_ready_sorptions(run);
    if (status == 0)
        status = chem_equilibrate(run->solver, &contents, &effort, run->error);
    run->summary->equilibria++;
    run->summary->iterations += effort.iterations;
    return status;
}
