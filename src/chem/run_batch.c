/* Batch reactions: USE and the blocks of a simulation choose a water and what reacts with it; each
   step of REACTION, REACTION_TEMPERATURE or KINETICS is computed from the start, or on from the step
   before with INCREMENTAL_REACTIONS. */
#include <math.h>
#include <string.h>

#include "chem/run_internal.h"

enum { NOT_IN_USE = -1 };
static const double OVERDRAWN = 1e-12; /* mol */

struct batch {
    int32_t use[THING_COUNT];
    bool none[THING_COUNT]; /* USE x none */
    const struct input_place *place;
    const struct input_reaction *reaction;
    const struct input_temperature *temperature;
    const struct input_mix *mix;
    double formula[CHEM_COMPONENTS_MAX]; /* of one mol of REACTION */
    struct run_cell start;
    struct chem_stiff_memory memory;
    double seconds; /* of RUN_CELLS in place of the steps of KINETICS; NaN: those */
};

/* The first block of a kind in a simulation is in use, unless USE says otherwise. */
static void define(struct batch *b, enum input_thing thing, const struct input_range *range,
                   const struct input_place *place)
{
    if (b->use[thing] == NOT_IN_USE && !b->none[thing])
        b->use[thing] = range->first;
    if (!b->place)
        b->place = place;
}

static void use_item(struct batch *b, const struct input_item *item)
{
    switch ((int)item->kind) {
    case INPUT_SOLUTION:
        define(b, THING_SOLUTION, &item->is.solution->range, &item->is.solution->place);
        break;
    case INPUT_PHASES:
        define(b, THING_PHASES, &item->is.phases->range, &item->is.phases->place);
        break;
    case INPUT_REACTION:
        define(b, THING_REACTION, &item->is.reaction->range, &item->is.reaction->place);
        break;
    case INPUT_TEMPERATURE:
        define(b, THING_TEMPERATURE, &item->is.temperature->range, &item->is.temperature->place);
        break;
    case INPUT_MIX:
        define(b, THING_MIX, &item->is.mix->range, &item->is.mix->place);
        break;
    case INPUT_KINETICS:
        define(b, THING_KINETICS, &item->is.kinetics->range, &item->is.kinetics->place);
        break;
    case INPUT_EXCHANGE:
        define(b, THING_EXCHANGE, &item->is.sorption->range, &item->is.sorption->place);
        break;
    case INPUT_SURFACE:
        define(b, THING_SURFACE, &item->is.sorption->range, &item->is.sorption->place);
        break;
    case INPUT_GAS:
        define(b, THING_GAS, &item->is.gas->range, &item->is.gas->place);
        break;
    case INPUT_USE:
        b->none[item->is.use->thing] = item->is.use->none;
        b->use[item->is.use->thing] = item->is.use->none ? NOT_IN_USE : item->is.use->range.first;
        b->place = &item->is.use->place;
        break;
    default:
        break;
    }
}

static bool reacts(const struct batch *b)
{
    bool water = b->use[THING_SOLUTION] != NOT_IN_USE || b->use[THING_MIX] != NOT_IN_USE;
    bool more = false;
    for (int thing = 0; thing < THING_COUNT; thing++)
        more |= thing != THING_SOLUTION && b->use[thing] != NOT_IN_USE;
    return water && more;
}

static int missing(struct run *run, const struct batch *b, const char *ja, const char *en, int32_t number)
{
    return run_fail(run, b->place, STR("USE"),
                    arena_format(run->arena, "%s %d がありません\x1f%s %d is not there", ja, (int)number, en,
                                 (int)number));
}

static int find_inputs(struct run *run, struct batch *b)
{
    int32_t number = b->use[THING_REACTION];
    if (number != NOT_IN_USE) {
        const struct input_reaction **found = run_store_find(&run->reactions, number);
        if (!found)
            return missing(run, b, "REACTION", "REACTION", number);
        b->reaction = *found;
    }
    number = b->use[THING_TEMPERATURE];
    if (number != NOT_IN_USE) {
        const struct input_temperature **found = run_store_find(&run->temperatures, number);
        if (!found)
            return missing(run, b, "REACTION_TEMPERATURE", "REACTION_TEMPERATURE", number);
        b->temperature = *found;
    }
    number = b->use[THING_MIX];
    if (number != NOT_IN_USE) {
        const struct input_mix **found = run_store_find(&run->mixes, number);
        if (!found)
            return missing(run, b, "MIX", "MIX", number);
        b->mix = *found;
    }
    return 0;
}

static int find_water(struct run *run, struct batch *b)
{
    int32_t number = b->use[THING_SOLUTION];
    b->start.number = b->mix ? b->use[THING_MIX] : number;
    if (b->mix)
        return run_mix_water(run, b->mix, &b->start.water);
    const struct chem_water *water = run_store_find(&run->waters, number);
    if (!water)
        return missing(run, b, "溶液", "solution", number);
    b->start.water = *water;
    return 0;
}

static int find_solids(struct run *run, struct batch *b)
{
    int32_t number = b->use[THING_PHASES];
    if (number != NOT_IN_USE) {
        const struct chem_solids *solids = run_store_find(&run->solids, number);
        if (!solids)
            return missing(run, b, "EQUILIBRIUM_PHASES", "EQUILIBRIUM_PHASES", number);
        b->start.solids = *solids;
        b->start.has_solids = true;
    }
    number = b->use[THING_KINETICS];
    if (number != NOT_IN_USE) {
        const struct run_kinetics *kinetics = run_store_find(&run->kinetics, number);
        if (!kinetics)
            return missing(run, b, "KINETICS", "KINETICS", number);
        b->start.kinetics = *kinetics;
        b->start.has_kinetics = true;
    }
    return 0;
}

static int find_gas(struct run *run, struct batch *b)
{
    int32_t number = b->use[THING_GAS];
    if (number == NOT_IN_USE)
        return 0;
    const struct chem_gas_phase *gas = run_store_find(&run->gases, number);
    if (!gas)
        return missing(run, b, "GAS_PHASE", "GAS_PHASE", number);
    b->start.gas = *gas;
    b->start.has_gas = true;
    return 0;
}

static int find_sorptions(struct run *run, struct batch *b)
{
    int32_t number = b->use[THING_EXCHANGE];
    if (number != NOT_IN_USE) {
        const struct run_sorption *exchange = run_store_find(&run->exchanges, number);
        if (!exchange)
            return missing(run, b, "EXCHANGE", "EXCHANGE", number);
        b->start.exchange = *exchange;
        b->start.has_exchange = true;
    }
    number = b->use[THING_SURFACE];
    if (number != NOT_IN_USE) {
        const struct run_sorption *surface = run_store_find(&run->surfaces, number);
        if (!surface)
            return missing(run, b, "SURFACE", "SURFACE", number);
        b->start.surface = *surface;
        b->start.has_surface = true;
    }
    return 0;
}

static int reaction_formula(struct run *run, struct batch *b)
{
    if (!b->reaction)
        return 0;
    struct chem_atom *atoms;
    uint32_t count;
    int32_t elements[CHEM_COMPONENTS_MAX];
    size_t element_count = 0;
    int status = run_atoms(run, b->reaction->terms, b->reaction->term_count, &b->reaction->place, &atoms,
                           &count);
    if (status)
        return status;
    for (uint32_t i = 0; i < count && element_count < CHEM_COMPONENTS_MAX; i++)
        elements[element_count++] = atoms[i].element;
    status = chem_widen_water(run->chem, &b->start.water, elements, element_count, run->error);
    if (status == 0)
        status = chem_model_formula(b->start.water.model, atoms, count, 0, b->formula, run->error);
    return run_at(run, &b->reaction->place, status);
}

static int prepare(struct run *run, struct batch *b)
{
    int status = find_inputs(run, b);
    if (status == 0)
        status = find_water(run, b);
    if (status == 0)
        status = find_solids(run, b);
    if (status == 0)
        status = find_sorptions(run, b);
    if (status == 0)
        status = find_gas(run, b);
    if (status)
        return status;
    run->cell = b->start;
    status = run_at(run, b->place, run_prepare_cell(run));
    b->start = run->cell;
    return status ? status : reaction_formula(run, b);
}

static int64_t count_steps(const struct batch *b)
{
    int64_t count = 1;
    const struct input_steps *lists[3] = {
        b->reaction ? &b->reaction->steps : NULL, b->temperature ? &b->temperature->steps : NULL,
        b->start.has_kinetics ? &b->start.kinetics.rates->input->steps : NULL};
    for (size_t i = 0; i < 3; i++) {
        int64_t steps = !lists[i] ? 0 : lists[i]->equal ? lists[i]->number : (int64_t)lists[i]->count;
        count = steps > count ? steps : count;
    }
    return count;
}

/* The amount or time of step `i` (from 1): of that step alone with `incremental`, else from the start. */
static double step_value(const struct input_steps *steps, int64_t i, bool incremental)
{
    if (steps->count == 0)
        return 0;
    if (!steps->equal)
        return steps->values[i <= (int64_t)steps->count ? i - 1 : (int64_t)steps->count - 1];
    if (i > steps->number)
        return incremental ? 0 : steps->values[0];
    double number = (double)steps->number;
    return incremental ? steps->values[0] / number : steps->values[0] * (double)i / number;
}

static double temperature_of(const struct input_steps *steps, int64_t i)
{
    if (!steps->equal)
        return step_value(steps, i, true);
    if (i >= steps->number)
        return steps->values[1];
    return steps->values[0] + (steps->values[1] - steps->values[0]) * (double)(i - 1) / (double)(steps->number - 1);
}

static void add_reaction(struct run *run, const struct batch *b, int64_t i)
{
    double amount = step_value(&b->reaction->steps, i, run->incremental);
    chem_water_add(&run->cell.water, b->formula, amount);
    run->step_amount = run->incremental ? run->step_amount + amount : amount;
}

/* The water of the start with the activities of the step before: a good guess for this one. */
static void start_again(struct run *run, const struct batch *b)
{
    double guess[CHEM_COMPONENTS_MAX];
    memcpy(guess, run->cell.water.ln_activity, sizeof guess);
    double strength = run->cell.water.ionic_strength;
    run->cell = b->start;
    memcpy(run->cell.water.ln_activity, guess, sizeof guess);
    run->cell.water.ionic_strength = strength;
}

static void remember_amounts(struct run_cell *cell)
{
    for (uint32_t p = 0; p < CHEM_SOLIDS_MAX; p++)
        cell->solids_before[p] = cell->solids.solid[p].amount;
    memcpy(cell->m_before, cell->kinetics.m, sizeof cell->m_before);
}

/* A reaction with a negative coefficient takes no more than there is. */
static int check_amounts(struct run *run, const struct batch *b)
{
    const struct chem_model *model = run->cell.water.model;
    int32_t j = run_overdrawn(&run->cell.water, OVERDRAWN);
    if (j == CHEM_NONE)
        return 0;
    ERROR(run->error, ERR_CHEM_TOTAL, run->database->elements[model->components[j].element].name,
          arena_format(run->arena, "%.4g", run->cell.water.totals[j]));
    return run_at(run, &b->reaction->place, ERR_CHEM_TOTAL);
}

static int react(struct run *run, struct batch *b, int64_t i)
{
    double seconds = 0;
    if (i > 1 && !run->incremental)
        start_again(run, b);
    remember_amounts(&run->cell);
    if (b->temperature)
        run->cell.water.kelvin = 273.15 + temperature_of(&b->temperature->steps, i);
    if (b->reaction)
        add_reaction(run, b, i);
    if (run->cell.has_kinetics && !isnan(b->seconds))
        seconds = i == 1 || run->incremental ? b->seconds : b->seconds * (double)i;
    else if (run->cell.has_kinetics)
        seconds = step_value(&run->cell.kinetics.rates->input->steps, i, run->incremental);
    run->time_start = run->incremental && i > 1 ? run->time : 0;
    run->time = run->time_start + seconds;
    int status = run_equilibrate(run);
    if (status == 0 && b->reaction)
        status = check_amounts(run, b);
    if (status == 0 && seconds > 0)
        status = run_kinetics(run, seconds, &b->memory);
    run->step = i;
    return run_at(run, b->place, status);
}

static void save(struct run *run, const struct input_use *save)
{
    for (int32_t n = save->range.first; n <= save->range.last; n++) {
        if (save->thing == THING_SOLUTION)
            *(struct chem_water *)run_store_put(&run->waters, n) = run->cell.water;
        else if (save->thing == THING_PHASES && run->cell.has_solids)
            *(struct chem_solids *)run_store_put(&run->solids, n) = run->cell.solids;
        else if (save->thing == THING_KINETICS && run->cell.has_kinetics)
            *(struct run_kinetics *)run_store_put(&run->kinetics, n) = run->cell.kinetics;
        else if (save->thing == THING_EXCHANGE && run->cell.has_exchange)
            *(struct run_sorption *)run_store_put(&run->exchanges, n) = run->cell.exchange;
        else if (save->thing == THING_SURFACE && run->cell.has_surface)
            *(struct run_sorption *)run_store_put(&run->surfaces, n) = run->cell.surface;
        else if (save->thing == THING_GAS && run->cell.has_gas)
            *(struct chem_gas_phase *)run_store_put(&run->gases, n) = run->cell.gas;
    }
}

/* As PHREEQC does, the reactants of KINETICS keep what is left of them without a SAVE. */
static void keep_reactants(struct run *run, const struct batch *b)
{
    if (b->use[THING_KINETICS] != NOT_IN_USE && run->cell.has_kinetics)
        *(struct run_kinetics *)run_store_put(&run->kinetics, b->use[THING_KINETICS]) = run->cell.kinetics;
}

static int finish(struct run *run, const struct batch *b, const struct input_simulation *simulation)
{
    keep_reactants(run, b);
    for (size_t i = 0; i < simulation->count; i++) {
        const struct input_item *item = &simulation->items[i];
        if (item->kind != INPUT_SAVE)
            continue;
        enum input_thing thing = item->is.use->thing;
        if (thing != THING_SOLUTION && thing != THING_PHASES && thing != THING_KINETICS &&
            thing != THING_EXCHANGE && thing != THING_SURFACE && thing != THING_GAS)
            return run_fail(run, &item->is.use->place, STR("SAVE"),
                            BOTH("これは保存できません", "this can not be saved"));
        save(run, item->is.use);
    }
    run->initial_time += run->time;
    run->time = 0;
    return 0;
}

static void nothing_used(struct batch *b, const struct input_place *place)
{
    *b = (struct batch){.place = place, .seconds = NAN};
    for (int thing = 0; thing < THING_COUNT; thing++)
        b->use[thing] = NOT_IN_USE;
}

static int play(struct run *run, struct batch *b)
{
    int status = prepare(run, b);
    if (status)
        return status;
    run->cell = b->start;
    run->state = STATE_REACTION;
    run->step_amount = b->reaction ? 0 : NAN;
    run->time = 0;
    int64_t count = count_steps(b);
    for (int64_t i = 1; status == 0 && i <= count; i++) {
        status = react(run, b, i);
        if (status == 0)
            status = run_at(run, b->place, run_punch(run));
        run_tick(run);
    }
    return status;
}

int run_batch(struct run *run, const struct input_simulation *simulation)
{
    struct batch b;
    nothing_used(&b, NULL);
    for (size_t i = 0; i < simulation->count; i++)
        use_item(&b, &simulation->items[i]);
    if (!reacts(&b))
        return 0;
    int status = play(run, &b);
    return status ? status : finish(run, &b, simulation);
}

static void use_number(const struct run_store *store, int32_t number, enum input_thing thing,
                       struct batch *b)
{
    if (run_store_find(store, number))
        b->use[thing] = number;
}

/* One cell: all that has its number reacts, and what it becomes keeps the number. */
static int run_one_cell(struct run *run, const struct input_cells *cells, int32_t number)
{
    struct batch b;
    nothing_used(&b, &cells->place);
    b.seconds = cells->time_step;
    use_number(&run->waters, number, THING_SOLUTION, &b);
    use_number(&run->mixes, number, THING_MIX, &b);
    use_number(&run->solids, number, THING_PHASES, &b);
    use_number(&run->gases, number, THING_GAS, &b);
    use_number(&run->kinetics, number, THING_KINETICS, &b);
    use_number(&run->exchanges, number, THING_EXCHANGE, &b);
    use_number(&run->surfaces, number, THING_SURFACE, &b);
    use_number(&run->reactions, number, THING_REACTION, &b);
    use_number(&run->temperatures, number, THING_TEMPERATURE, &b);
    if (b.use[THING_SOLUTION] == NOT_IN_USE && b.use[THING_MIX] == NOT_IN_USE)
        return run_fail(run, &cells->place, STR("RUN_CELLS"),
                        arena_format(run->arena, "溶液 %d がありません\x1fsolution %d is not there",
                                     (int)number, (int)number));
    int status = play(run, &b);
    for (int thing = 0; status == 0 && thing < THING_COUNT; thing++)
        save(run, &(struct input_use){.thing = (enum input_thing)thing, .range = {number, number}});
    return status;
}

int run_cells(struct run *run, const struct input_cells *cells)
{
    double start = isnan(cells->start_time) ? run->initial_time : cells->start_time, longest = 0;
    int status = 0;
    for (size_t r = 0; status == 0 && r < cells->range_count; r++)
        for (int32_t n = cells->ranges[r].first; status == 0 && n <= cells->ranges[r].last; n++) {
            run->initial_time = start;
            status = run_one_cell(run, cells, n);
            longest = fmax(longest, run->time);
            run->time = 0;
        }
    run->initial_time = start + longest;
    return status;
}
