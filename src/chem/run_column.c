/* ADVECTION and TRANSPORT, split into shifts, mixing and reactions as PHREEQC splits them (user's
   guide, "ADVECTION", "TRANSPORT"): so that results agree, not because a finer coupling would be
   worse. Cells 1 … n; 0 and n + 1 are the waters at the ends. */
#include <math.h>
#include <string.h>

#include "chem/run_internal.h"

static const double LITTLE = -80; /* ln activity of what is hardly there */

struct column {
    struct run *run;
    const struct input_place *place;
    int64_t cells;
    struct chem_water *waters, *mixed; /* [cells + 2] */
    struct chem_solids **solids;       /* in the stores; NULL: none */
    struct run_kinetics **kinetics;
    struct run_sorption **exchanges, **surfaces;
    struct chem_gas_phase **gases;
    bool *punch;
    double *middle;       /* m */
    double *share;        /* mixing with the cell above: share[i] between i and i + 1 */
    int64_t mixes;        /* dispersive steps in a shift */
    /* Of each part of a shift (half step, shift, mixes) in each cell: parts of one kind are alike. */
    struct chem_stiff_memory *memories;
    size_t parts, part;
};

enum { PARTS_MAX = 8 }; /* more mixes in a shift share the last */

static int need_water(struct column *c, int64_t number)
{
    const struct chem_water *stored = run_store_find(&c->run->waters, (int32_t)number);
    if (!stored)
        return run_fail(c->run, c->place, STR("TRANSPORT"),
                        arena_format(c->run->arena, "溶液 %lld がありません\x1fsolution %lld is not there",
                                     (long long)number, (long long)number));
    c->waters[number] = *stored;
    return 0;
}

static void load_others(const struct column *c, int64_t i)
{
    struct run_cell *cell = &c->run->cell;
    cell->has_exchange = c->exchanges[i] != NULL;
    cell->has_surface = c->surfaces[i] != NULL;
    if (cell->has_exchange)
        cell->exchange = *c->exchanges[i];
    if (cell->has_surface)
        cell->surface = *c->surfaces[i];
    cell->has_gas = c->gases[i] != NULL;
    if (cell->has_gas)
        cell->gas = *c->gases[i];
}

static void store_others(const struct column *c, int64_t i)
{
    const struct run_cell *cell = &c->run->cell;
    if (cell->has_exchange)
        *c->exchanges[i] = cell->exchange;
    if (cell->has_surface)
        *c->surfaces[i] = cell->surface;
    if (cell->has_gas)
        *c->gases[i] = cell->gas;
}

/* The water of cell i into one model that all cells share: the widest. */
static int share_model(struct column *c)
{
    struct run *run = c->run;
    for (int64_t i = 0; i <= c->cells + 1; i++) {
        if (!c->waters[i].model)
            continue;
        run->cell = (struct run_cell){.number = (int32_t)i, .water = c->waters[i]};
        run->cell.has_solids = c->solids[i] != NULL;
        run->cell.has_kinetics = c->kinetics[i] != NULL;
        if (c->solids[i])
            run->cell.solids = *c->solids[i];
        if (c->kinetics[i])
            run->cell.kinetics = *c->kinetics[i];
        load_others(c, i);
        int status = run_prepare_cell(run);
        if (status)
            return run_at(run, c->place, status);
        c->waters[i] = run->cell.water;
    }
    return 0;
}

static void collect_elements(const struct chem_model *model, int32_t *elements, size_t *count)
{
    for (uint32_t j = 0; j < model->component_count; j++) {
        int32_t element = model->components[j].element;
        bool known = j == model->proton || j == model->water || (int32_t)j == model->electron_component;
        for (size_t k = 0; k < *count; k++)
            known |= elements[k] == element;
        if (!known && *count < CHEM_COMPONENTS_MAX)
            elements[(*count)++] = element;
    }
}

static int widen_all(struct column *c)
{
    int32_t elements[CHEM_COMPONENTS_MAX];
    size_t count = 0;
    for (int64_t i = 0; i <= c->cells + 1; i++)
        if (c->waters[i].model)
            collect_elements(c->waters[i].model, elements, &count);
    for (int64_t i = 0; i <= c->cells + 1; i++) {
        int status = c->waters[i].model ? chem_widen_water(c->run->chem, &c->waters[i], elements, count,
                                                           c->run->error)
                                        : 0;
        if (status)
            return run_at(c->run, c->place, status);
    }
    return 0;
}

static int load(struct column *c, struct arena *arena, bool need_first, bool need_last)
{
    struct run *run = c->run;
    size_t count = (size_t)c->cells + 2;
    c->waters = ARENA_ARRAY(arena, struct chem_water, count);
    c->mixed = ARENA_ARRAY(arena, struct chem_water, count);
    c->solids = ARENA_ARRAY(arena, struct chem_solids *, count);
    c->kinetics = ARENA_ARRAY(arena, struct run_kinetics *, count);
    c->exchanges = ARENA_ARRAY(arena, struct run_sorption *, count);
    c->surfaces = ARENA_ARRAY(arena, struct run_sorption *, count);
    c->gases = ARENA_ARRAY(arena, struct chem_gas_phase *, count);
    c->punch = ARENA_ARRAY(arena, bool, count);
    c->middle = ARENA_ARRAY(arena, double, count);
    c->share = ARENA_ARRAY(arena, double, count);
    for (int64_t i = 1; i <= c->cells; i++) {
        int status = need_water(c, i);
        if (status)
            return status;
        c->solids[i] = run_store_find(&run->solids, (int32_t)i);
        c->kinetics[i] = run_store_find(&run->kinetics, (int32_t)i);
        c->exchanges[i] = run_store_find(&run->exchanges, (int32_t)i);
        c->surfaces[i] = run_store_find(&run->surfaces, (int32_t)i);
        c->gases[i] = run_store_find(&run->gases, (int32_t)i);
    }
    bool first = run_store_find(&run->waters, 0) != NULL;
    bool last = run_store_find(&run->waters, (int32_t)c->cells + 1) != NULL;
    int status = first || need_first ? need_water(c, 0) : 0;
    if (status == 0 && (last || need_last))
        status = need_water(c, c->cells + 1);
    if (status)
        return status;
    if (!first && !need_first)
        c->waters[0] = c->waters[1];
    if (!last && !need_last)
        c->waters[c->cells + 1] = c->waters[c->cells];
    status = share_model(c);
    return status ? status : widen_all(c);
}

/* Back to what USE and SAVE see. */
static void store(struct column *c)
{
    for (int64_t i = 1; i <= c->cells; i++)
        *(struct chem_water *)run_store_put(&c->run->waters, (int32_t)i) = c->waters[i];
}

static void choose_punch(struct column *c, const struct input_range *ranges, size_t count)
{
    for (int64_t i = 1; i <= c->cells; i++)
        c->punch[i] = count == 0;
    for (size_t r = 0; r < count; r++)
        for (int64_t i = ranges[r].first; i <= ranges[r].last && i <= c->cells; i++)
            c->punch[i < 1 ? 0 : i] = true;
}

/* Reactions in cell i for some seconds, and its row when `punch`. */
static int react(struct column *c, int64_t i, double seconds, bool punch)
{
    struct run *run = c->run;
    struct run_cell *cell = &run->cell;
    cell->number = (int32_t)i;
    cell->water = c->waters[i];
    cell->has_solids = c->solids[i] != NULL;
    cell->has_kinetics = c->kinetics[i] != NULL;
    if (cell->has_solids)
        cell->solids = *c->solids[i];
    if (cell->has_kinetics)
        cell->kinetics = *c->kinetics[i];
    load_others(c, i);
    for (uint32_t p = 0; cell->has_solids && p < cell->solids.count; p++)
        cell->solids_before[p] = cell->solids.solid[p].amount;
    if (cell->has_kinetics)
        memcpy(cell->m_before, cell->kinetics.m, sizeof cell->m_before);
    run->distance = c->middle[i];
    bool rates = cell->has_kinetics && seconds > 0;
    int status = rates ? 0 : run_equilibrate(run);
    if (status == 0 && rates)
        status = run_kinetics(run, seconds, &c->memories[(size_t)i * c->parts + c->part]);
    if (status == 0 && punch && c->punch[i])
        status = run_punch(run);
    if (status)
        return run_at(run, c->place, status);
    c->waters[i] = cell->water;
    if (cell->has_solids)
        *c->solids[i] = cell->solids;
    if (cell->has_kinetics)
        *c->kinetics[i] = cell->kinetics;
    store_others(c, i);
    return 0;
}

static void make_memories(struct column *c, size_t parts, struct arena *arena)
{
    c->parts = parts < PARTS_MAX ? parts : PARTS_MAX;
    size_t count = ((size_t)c->cells + 2) * c->parts;
    c->memories = ARENA_ARRAY(arena, struct chem_stiff_memory, count);
    for (size_t i = 0; i < count; i++)
        c->memories[i].arena = arena;
}

static void choose_part(struct column *c, int64_t part)
{
    c->part = part < (int64_t)c->parts ? (size_t)part : c->parts - 1;
}

static int advect(struct column *c, const struct input_advection *a)
{
    struct run *run = c->run;
    double step = isnan(a->time_step) ? 0 : a->time_step;
    int status = 0;
    for (int64_t i = 1; status == 0 && i <= c->cells; i++)
        status = react(c, i, 0, false);
    for (int64_t shift = 1; status == 0 && shift <= a->shifts; shift++) {
        run->step = shift;
        run->time_start = (double)(shift - 1) * step;
        run->time = (double)shift * step;
        memmove(c->waters + 1, c->waters, (size_t)c->cells * sizeof *c->waters);
        for (int64_t i = 1; status == 0 && i <= c->cells; i++) {
            status = react(c, i, step, shift % a->punch_frequency == 0);
            run_tick(run);
        }
    }
    return status;
}

static void begin(struct run *run, enum run_state state, double initial_time)
{
    run->state = state;
    run->step = 0;
    run->time = run->time_start = 0;
    run->step_amount = NAN;
    if (!isnan(initial_time))
        run->initial_time = initial_time;
}

static void end(struct run *run)
{
    run->initial_time += run->time;
    run->time = 0;
}

int run_advection(struct run *run, const struct input_advection *a)
{
    struct arena *arena = arena_create();
    struct column c = {.run = run, .place = &a->place, .cells = a->cells};
    begin(run, STATE_ADVECTION, a->initial_time);
    run->timed = !isnan(a->time_step);
    int status = load(&c, arena, true, false);
    if (status == 0) {
        choose_punch(&c, a->punch, a->punch_count);
        make_memories(&c, 1, arena);
        status = advect(&c, a);
    }
    if (status == 0) {
        store(&c);
        end(run);
    }
    arena_destroy(arena);
    return status;
}

/* Shares of mixing between neighbours in one dispersive step, and how many steps keep them stable
   (PHREEQC: at most a third, with constant ends 2/9, of a cell at a time). */
static void plan_mixing(struct column *c, const struct input_transport *t)
{
    bool flow = t->direction != 0, constant = t->first == BOUNDARY_CONSTANT || t->last == BOUNDARY_CONSTANT;
    double correction = 1, most = 0;
    if (t->correct && flow)
        correction += ((t->first == BOUNDARY_FLUX) + (t->last == BOUNDARY_FLUX)) / (double)c->cells;
    for (int64_t i = 1; i < c->cells; i++) {
        double length = (t->lengths[i - 1] + t->lengths[i]) / 2;
        double spread = flow ? (t->dispersivities[i - 1] + t->dispersivities[i]) / 2 : 0;
        c->share[i] = (t->diffusion * t->time_step / length + spread) * correction / t->lengths[i];
        most = c->share[i] > most ? c->share[i] : most;
    }
    const enum input_boundary ends[2] = {t->first, t->last};
    for (int side = 0; side < 2; side++) {
        int64_t cell = side ? c->cells - 1 : 0;
        double length = t->lengths[cell];
        double share = (t->diffusion * t->time_step / length + (flow ? t->dispersivities[cell] : 0)) / length;
        if (ends[side] != BOUNDARY_CONSTANT)
            continue;
        most = share > most ? share : most;
        c->share[side ? c->cells : 0] = 2 * share;
    }
    c->mixes = most == 0 ? 0 : 1 + (int64_t)floor((constant ? 4.5 : 3.0) * most);
    if (c->mixes && flow && constant && c->mixes < 2)
        c->mixes = 2;
    for (int64_t i = 0; i <= c->cells && c->mixes; i++)
        c->share[i] /= (double)c->mixes;
}

/* The cell's own activities are the best start; what it lacks comes from a neighbour. */
static void start_from_neighbours(struct column *c, int64_t i)
{
    struct chem_water *to = &c->mixed[i];
    memcpy(to->ln_activity, c->waters[i].ln_activity, sizeof to->ln_activity);
    for (uint32_t j = 0; j < to->model->component_count; j++) {
        double above = c->waters[i - 1].ln_activity[j], below = c->waters[i + 1].ln_activity[j];
        if (to->ln_activity[j] < LITTLE)
            to->ln_activity[j] = fmax(above, below);
    }
}

/* All cells mix with their neighbours at once. */
static void mix(struct column *c)
{
    for (int64_t i = 1; i <= c->cells; i++) {
        double above = c->share[i - 1], below = c->share[i];
        c->mixed[i] = c->waters[i];
        c->mixed[i].mass = 0;
        memset(c->mixed[i].totals, 0, sizeof c->mixed[i].totals);
        if (above != 0)
            chem_water_mix(&c->mixed[i], &c->waters[i - 1], above);
        chem_water_mix(&c->mixed[i], &c->waters[i], 1 - above - below);
        if (below != 0)
            chem_water_mix(&c->mixed[i], &c->waters[i + 1], below);
        start_from_neighbours(c, i);
    }
    memcpy(c->waters + 1, c->mixed + 1, (size_t)c->cells * sizeof *c->waters);
}

static int disperse(struct column *c, double seconds, double from, bool punch)
{
    int status = 0;
    c->run->time_start = from;
    c->run->time = from + seconds;
    mix(c);
    for (int64_t i = 1; status == 0 && i <= c->cells; i++)
        status = react(c, i, seconds, punch);
    return status;
}

/* Half of an interval reacts in the first cell before the water moves, half afterwards. */
static int shift_water(struct column *c, const struct input_transport *t, double seconds, double from,
                       bool punch)
{
    struct run *run = c->run;
    int64_t first = t->direction > 0 ? 1 : c->cells;
    bool halves = c->kinetics[first] && c->cells > 1;
    int status = 0;
    run->time_start = from;
    run->time = from + seconds;
    choose_part(c, 0);
    if (halves)
        status = react(c, first, seconds / 2, false);
    choose_part(c, 1);
    if (t->direction > 0)
        memmove(c->waters + 1, c->waters, (size_t)c->cells * sizeof *c->waters);
    else
        memmove(c->waters + 1, c->waters + 2, (size_t)c->cells * sizeof *c->waters);
    for (int64_t i = 1; status == 0 && i <= c->cells; i++)
        status = react(c, i, i == first && c->cells > 1 ? seconds / 2 : seconds, punch);
    return status;
}

static int transport_step(struct column *c, const struct input_transport *t, int64_t step)
{
    bool flow = t->direction != 0, punch = step % t->punch_frequency == 0;
    bool ends_first = !flow || t->first == BOUNDARY_CONSTANT || t->last == BOUNDARY_CONSTANT;
    double seconds = flow ? t->time_step / (double)(1 + c->mixes)
                          : t->time_step / (double)(c->mixes < 2 ? 1 : c->mixes);
    double start = (double)(step - 1) * t->time_step;
    int64_t before = ends_first ? c->mixes / 2 : 0, done = 0;
    int status = 0;
    for (; status == 0 && done < before; done++) {
        choose_part(c, 2 + done);
        status = disperse(c, seconds, start + (double)done * seconds, !flow && done + 1 == c->mixes && punch);
    }
    if (status == 0 && flow)
        status = shift_water(c, t, seconds, start + (double)done * seconds, punch && c->mixes == 0);
    for (; status == 0 && done < c->mixes; done++) {
        choose_part(c, 2 + done);
        status = disperse(c, seconds, start + (double)(done + flow) * seconds, done + 1 == c->mixes && punch);
    }
    return status;
}

static int transport(struct column *c, const struct input_transport *t)
{
    int status = 0;
    for (int64_t i = 1; status == 0 && i <= c->cells; i++)
        status = react(c, i, 0, true);
    for (int64_t step = 1; status == 0 && step <= t->shifts; step++) {
        c->run->step = step;
        status = transport_step(c, t, step);
        for (int64_t i = 0; i < c->cells; i++)
            run_tick(c->run);
    }
    return status;
}

int run_transport(struct run *run, const struct input_transport *t)
{
    struct arena *arena = arena_create();
    struct column c = {.run = run, .place = &t->place, .cells = t->cells};
    begin(run, STATE_TRANSPORT, t->initial_time);
    int status = load(&c, arena, t->direction > 0, t->direction < 0);
    if (status == 0) {
        double from = 0;
        for (int64_t i = 1; i <= c.cells; i++) {
            c.middle[i] = from + t->lengths[i - 1] / 2;
            from += t->lengths[i - 1];
        }
        choose_punch(&c, t->punch, t->punch_count);
        plan_mixing(&c, t);
        make_memories(&c, 2 + (size_t)c.mixes, arena);
        status = transport(&c, t);
    }
    if (status == 0) {
        store(&c);
        end(run);
    }
    arena_destroy(arena);
    return status;
}
