/* The walk over the simulations. */
#include "chem/run.h"

#include <math.h>
#include <string.h>

#include "chem/run_internal.h"

/* Bytes of copies of the database: each block of definitions makes one, and all live as long as the run. */
static const size_t EXTENSION_LIMIT = (size_t)512 << 20;

int run_fail(struct run *run, const struct input_place *place, struct str keyword, struct str what)
{
    ERROR(run->error, ERR_CHEM_INPUT, keyword, what);
    error_at(run->error, run->input->files[place->file], place->line, 0);
    return ERR_CHEM_INPUT;
}

int run_at(struct run *run, const struct input_place *place, int status)
{
    if (status && run->error && run->error->line == 0)
        error_at(run->error, run->input->files[place->file], place->line, 0);
    return status;
}

void run_tick(struct run *run)
{
    run->done++;
    if (run->host->progress && (run->done & 63) == 0)
        run->host->progress(run->host->data, run->done, run->total);
}

static int refresh_sorptions(struct run *run, struct run_store *store)
{
    int status = 0;
    for (size_t i = 0; status == 0 && i < store->count; i++)
        status = run_refresh_sorption(
            run, (struct run_sorption *)(void *)(store->items + i * store->item_size));
    return status;
}

/* Each copy builds on the one before, so that all live until the end of the run. */
static int extend_database(struct run *run, const struct input_definitions *block)
{
    struct chem_database *wider;
    struct str file = run->input->files[block->place.file];
    int status = chem_database_extend(run->database, file, block->text, block->place.line, &wider,
                                      run->error);
    if (status)
        return run_at(run, &block->place, status);
    run->extensions = chem_grow(run->arena, run->extensions, run->extension_count,
                                &run->extension_room, sizeof *run->extensions);
    run->extensions[run->extension_count++] = wider;
    run->extension_bytes += arena_used(wider->arena);
    if (run->extension_bytes > EXTENSION_LIMIT)
        return run_at(run, &block->place,
                      ERROR(run->error, ERR_CHEM_TOO_LARGE,
                            BOTH("入力の中の定義（PHASES など）", "The input's definitions (PHASES and the like)"),
                            STR("512 MB")));
    struct chem *old_chem = run->chem;
    run->chem = chem_create(wider);
    run->solver = chem_solver_of(run->chem);
    run->database = wider;
    run->generation++;
    /* Waters keep their amounts and move to models of the new database before the old ones go. */
    for (size_t i = 0; status == 0 && i < run->waters.count; i++)
        status = run_refresh(run, (struct chem_water *)(void *)(run->waters.items + i * run->waters.item_size));
    if (status == 0)
        status = refresh_sorptions(run, &run->exchanges);
    if (status == 0)
        status = refresh_sorptions(run, &run->surfaces);
    chem_destroy(old_chem);
    return status ? run_at(run, &block->place, status) : run_refresh_outputs(run);
}

static int define(struct run *run, const struct input_item *item)
{
    switch (item->kind) {
    case INPUT_DEFINITIONS:
        return extend_database(run, item->is.definitions);
    case INPUT_SELECTED:
        return run_define_output(run, item->is.selected);
    case INPUT_PUNCH:
        return run_define_punch(run, item->is.punch);
    case INPUT_PHASES:
        return run_define_phases(run, item->is.phases);
    case INPUT_KINETICS:
        return run_define_kinetics(run, item->is.kinetics);
    case INPUT_REACTION:
        for (int32_t n = item->is.reaction->range.first; n <= item->is.reaction->range.last; n++)
            *(const struct input_reaction **)run_store_put(&run->reactions, n) = item->is.reaction;
        return 0;
    case INPUT_TEMPERATURE:
        for (int32_t n = item->is.temperature->range.first; n <= item->is.temperature->range.last; n++)
            *(const struct input_temperature **)run_store_put(&run->temperatures, n) = item->is.temperature;
        return 0;
    case INPUT_MIX:
        for (int32_t n = item->is.mix->range.first; n <= item->is.mix->range.last; n++)
            *(const struct input_mix **)run_store_put(&run->mixes, n) = item->is.mix;
        return 0;
    case INPUT_GAS:
        return item->is.gas->equilibrate < 0 ? run_define_gas(run, item->is.gas) : 0;
    case INPUT_INCREMENTAL:
        run->incremental = item->flag;
        return 0;
    case INPUT_PRINT:
        if (item->is.print->given)
            run->punch_off = !item->is.print->selected_output;
        return 0;
    case INPUT_SOLUTION:
    case INPUT_EXCHANGE: /* beside waters, which come first */
    case INPUT_SURFACE:
    case INPUT_USE:
    case INPUT_SAVE:
    case INPUT_COPY:
    case INPUT_DELETE:
    case INPUT_ADVECTION:
    case INPUT_TRANSPORT:
    case INPUT_CELLS:
        break;
    }
    return 0;
}

/* What later rounds of a simulation do, by kind of block. */
enum round {
    ROUND_DEFINE_DATABASE,
    ROUND_DEFINE,
    ROUND_SOLUTIONS,
    ROUND_SORPTIONS,
    ROUND_GASES,
    ROUND_COLUMNS,
    ROUND_CELLS,
    ROUND_AFTER
};

static struct run_store *store_of(struct run *run, enum input_thing thing)
{
    switch ((int)thing) {
    case THING_SOLUTION: return &run->waters;
    case THING_PHASES: return &run->solids;
    case THING_KINETICS: return &run->kinetics;
    case THING_EXCHANGE: return &run->exchanges;
    case THING_SURFACE: return &run->surfaces;
    case THING_GAS: return &run->gases;
    case THING_REACTION: return &run->reactions;
    case THING_TEMPERATURE: return &run->temperatures;
    case THING_MIX: return &run->mixes;
    default: return NULL;
    }
}

static void copy_thing(struct run *run, const struct input_use *use, enum input_thing thing)
{
    struct run_store *store = store_of(run, thing);
    if (!store || !run_store_find(store, use->from))
        return;
    for (int32_t n = use->range.first; n <= use->range.last; n++) {
        void *to = run_store_put(store, n);
        const void *from = run_store_find(store, use->from); /* a put may move it */
        if (to != from)
            memcpy(to, from, store->item_size);
    }
}

static int copy(struct run *run, const struct input_use *use)
{
    if (!use->all && (!store_of(run, use->thing) || !run_store_find(store_of(run, use->thing), use->from)))
        return run_fail(run, &use->place, STR("COPY"),
                        arena_format(run->arena, "番号 %d がありません\x1fnumber %d is not there",
                                     (int)use->from, (int)use->from));
    for (int thing = 0; thing < THING_COUNT; thing++)
        if (use->all || (enum input_thing)thing == use->thing)
            copy_thing(run, use, (enum input_thing)thing);
    return 0;
}

static int delete(struct run *run, const struct input_use *use)
{
    for (int thing = 0; thing < THING_COUNT; thing++) {
        struct run_store *store = store_of(run, (enum input_thing)thing);
        if (store && (use->all || (enum input_thing)thing == use->thing))
            run_store_delete(store, use->range.first, use->range.last);
    }
    return 0;
}

static int act(struct run *run, enum round round, const struct input_item *item)
{
    if (round == ROUND_DEFINE_DATABASE)
        return item->kind == INPUT_DEFINITIONS ? define(run, item) : 0;
    if (round == ROUND_DEFINE)
        return item->kind == INPUT_DEFINITIONS ? 0 : define(run, item);
    if (round == ROUND_SOLUTIONS && item->kind == INPUT_SOLUTION) {
        run_tick(run);
        return run_define_solution(run, item->is.solution);
    }
    if (round == ROUND_SORPTIONS && (item->kind == INPUT_EXCHANGE || item->kind == INPUT_SURFACE))
        return run_define_sorption(run, item->is.sorption, item->kind == INPUT_SURFACE);
    if (round == ROUND_GASES && item->kind == INPUT_GAS && item->is.gas->equilibrate >= 0)
        return run_equilibrate_gas(run, item->is.gas);
    if (round == ROUND_COLUMNS && item->kind == INPUT_ADVECTION)
        return run_advection(run, item->is.advection);
    if (round == ROUND_COLUMNS && item->kind == INPUT_TRANSPORT)
        return run_transport(run, item->is.transport);
    if (round == ROUND_CELLS && item->kind == INPUT_CELLS)
        return run_cells(run, item->is.cells);
    if (round == ROUND_AFTER && item->kind == INPUT_COPY)
        return copy(run, item->is.use);
    if (round == ROUND_AFTER && item->kind == INPUT_DELETE)
        return delete(run, item->is.use);
    return 0;
}

static int play_round(struct run *run, const struct input_simulation *simulation, enum round round)
{
    int status = 0;
    for (size_t i = 0; status == 0 && i < simulation->count; i++)
        status = act(run, round, &simulation->items[i]);
    return status;
}

static int simulate(struct run *run, const struct input_simulation *simulation)
{
    int status = play_round(run, simulation, ROUND_DEFINE_DATABASE);
    if (status == 0)
        status = play_round(run, simulation, ROUND_DEFINE);
    if (status == 0)
        status = play_round(run, simulation, ROUND_SOLUTIONS);
    if (status == 0)
        status = play_round(run, simulation, ROUND_SORPTIONS);
    if (status == 0)
        status = play_round(run, simulation, ROUND_GASES);
    if (status == 0)
        status = run_batch(run, simulation);
    if (status == 0)
        status = play_round(run, simulation, ROUND_COLUMNS);
    if (status == 0)
        status = play_round(run, simulation, ROUND_CELLS);
    return status ? status : play_round(run, simulation, ROUND_AFTER);
}

/* Units of work: a water, a reaction step, a cell of a shift. */
static int64_t count_work(const struct chem_input *input)
{
    int64_t total = 0;
    for (size_t s = 0; s < input->count; s++)
        for (size_t i = 0; i < input->simulations[s].count; i++) {
            const struct input_item *item = &input->simulations[s].items[i];
            if (item->kind == INPUT_SOLUTION)
                total++;
            else if (item->kind == INPUT_ADVECTION)
                total += item->is.advection->cells * (item->is.advection->shifts + 1);
            else if (item->kind == INPUT_TRANSPORT)
                total += item->is.transport->cells * (item->is.transport->shifts + 1);
        }
    return total;
}

static void start(struct run *run)
{
    run_store_init(&run->waters, sizeof(struct chem_water), run->arena);
    run_store_init(&run->solids, sizeof(struct chem_solids), run->arena);
    run_store_init(&run->kinetics, sizeof(struct run_kinetics), run->arena);
    run_store_init(&run->exchanges, sizeof(struct run_sorption), run->arena);
    run_store_init(&run->surfaces, sizeof(struct run_sorption), run->arena);
    run_store_init(&run->gases, sizeof(struct chem_gas_phase), run->arena);
    run_store_init(&run->reactions, sizeof(struct input_reaction *), run->arena);
    run_store_init(&run->temperatures, sizeof(struct input_temperature *), run->arena);
    run_store_init(&run->mixes, sizeof(struct input_mix *), run->arena);
    run_store_init(&run->kept, sizeof(double), run->arena);
    run_store_init(&run->descriptions, sizeof(struct str), run->arena);
    run->chem = chem_create(run->database);
    run->solver = chem_solver_of(run->chem);
    run->total = count_work(run->input);
    run_basic_host(run);
}

int chem_run(const struct chem_input *input, const struct chem_database *database,
             const struct chem_run_host *host, struct chem_run_summary *summary, struct error *error)
{
    struct chem_run_summary own = {0};
    struct arena *arena = arena_create();
    struct error ignored = {0};
    struct run *run = ARENA_NEW(arena, struct run);
    *run = (struct run){.arena = arena, .input = input, .host = host,
                        .summary = summary ? summary : &own,
                        .error = error ? error : &ignored, .database = database};
    *run->summary = (struct chem_run_summary){0};
    start(run);
    int status = 0;
    for (size_t i = 0; status == 0 && i < input->count; i++) {
        run->simulation = (int32_t)i + 1;
        status = simulate(run, &input->simulations[i]);
        run->summary->simulations++;
    }
    if (status == 0 && host->cells)
        status = run_export(run, (int32_t)database->file_count, host->cells);
    int flushed = run_flush(run);
    if (status == 0)
        status = flushed;
    chem_destroy(run->chem);
    while (run->extension_count)
        chem_database_destroy(run->extensions[--run->extension_count]);
    arena_destroy(arena);
    return status;
}
