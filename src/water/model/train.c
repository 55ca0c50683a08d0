/* Trains as things: made, copied, reset, ended; and their steady state. */
#include <string.h>

#include "water/model/train_slopes_inside.h"

void water_train_finish(struct water_train *train)
{
    chem_destroy(train->chem);
    train->chem = NULL;
}

void water_train_make_work(struct water_train *train, struct arena *arena)
{
    size_t n = train->cell_count;
    train->cells = ARENA_ARRAY(arena, struct water_cell, n);
    train->work = ARENA_NEW(arena, struct water_train_work);
    *train->work = (struct water_train_work){
        .spare = ARENA_ARRAY(arena, struct water_cell, n),
        .now = arena_alloc(arena, WATER_TANKS_MAX, sizeof *train->work->now, sizeof(double)),
        .was = arena_alloc(arena, WATER_TANKS_MAX, sizeof *train->work->now, sizeof(double)),
        .before = arena_alloc(arena, WATER_TANKS_MAX, sizeof *train->work->now, sizeof(double))};
}

int water_train_prepare(struct water_train *train, struct arena *arena, struct error *error)
{
    train->cell_count = 0;
    for (size_t t = 0; t < train->tank_count; t++) {
        train->tanks[t].first_cell = train->cell_count;
        train->cell_count += (uint32_t)train->tanks[t].cells;
    }
    if (train->cell_count > WATER_CELLS_MAX)
        return ERROR(error, ERR_TOO_LARGE, BOTH("槽の区画の合計", "cells of all tanks"),
                     STR("400"));
    water_train_make_work(train, arena);
    water_train_reset(train);
    return 0;
}

void water_train_reset(struct water_train *train)
{
    train->work->has_end = false;
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_tank *tank = &train->tanks[t];
        for (size_t r = 0; r < tank->rate_count; r++)
            water_rate_compile(train->model, &tank->rates[r]);
        for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
            struct water_cell *cell = &train->cells[tank->first_cell + c];
            *cell = (struct water_cell){.water = train->waters[0], .solids = tank->solids};
            memcpy(cell->pools, tank->pools, sizeof cell->pools);
            memcpy(cell->pools_new, tank->pools, sizeof cell->pools_new);
        }
    }
}

/* The copy's waters of a series, since parameters may change them. */
static void copy_compositions(const struct water_compositions *from, struct arena *arena,
                              struct water_compositions *out)
{
    out->waters = ARENA_ARRAY(arena, struct chem_water, from->count);
    out->doc = ARENA_ARRAY(arena, double, from->count);
    memcpy(out->waters, from->waters, from->count * sizeof *out->waters);
    memcpy(out->doc, from->doc, from->count * sizeof *out->doc);
}

void water_train_copy(const struct water_train *from, struct arena *arena, struct water_train *out)
{
    *out = *from;
    out->chem = chem_create(chem_database_of(from->chem));
    water_train_make_work(out, arena);
    memcpy(out->cells, from->cells, from->cell_count * sizeof *out->cells);
    for (size_t i = 0; i < from->water_count; i++)
        if (from->compositions[i].count > 0)
            copy_compositions(&from->compositions[i], arena, &out->compositions[i]);
}

int water_train_speciate(struct water_train *train, struct error *error)
{
    int status = 0;
    for (size_t i = 0; i < train->water_count && !status; i++) {
        status = water_quality_speciate(train->chem, train->model, &train->qualities[i],
                                        &train->waters[i], error);
        if (!status && train->compositions[i].count > 0)
            status = water_compositions_speciate(&train->compositions[i], train->chem, train->model,
                                                 &train->qualities[i], error);
    }
    return status;
}

static int settle_cell(struct water_walk *walk, const struct water_tank *tank, uint32_t c,
                       const struct water_stream *in, double kelvin, struct water_stream *out,
                       double *carried, struct water_tank_result *result)
{
    struct water_train *train = walk->train;
    struct water_cell *cell = &train->cells[tank->first_cell + c];
    struct water_cell_context context = {
        train->chem,      &train->places,
        tank->rates,      tank->rate_count,
        (int32_t)c + 1,   water_slopes_enter(train, tank, c, in, 0),
        train->converged, 0};
    struct water_cell_effort effort = {0};
    struct water_ledger ledger = {0};
    double held[CHEM_COMPONENTS_MAX] = {0}, extents[WATER_LAWS] = {0},
           formed[CHEM_COMPONENTS_MAX] = {0}, mass = water_pore_mass(tank);
    cell->solids = tank->solids;
    water_book_water(ledger.come, &ledger.charge_come, in->water, in->flow);
    water_book_particles(train, carried, in->flow, ledger.come);
    int status = water_cell_settle(&context, cell, in, kelvin, out, &effort, walk->error);
    if (status)
        return status;
    struct water_particle_flow flow = {in->flow, out->flow, 0};
    water_slopes_leave(train, tank, c, out, 0);
    water_slopes_particles(train, tank, c, &flow, NULL, carried);
    water_particles_settle(&train->particles, tank, &flow, cell, carried);
    water_book_water(ledger.left, &ledger.charge_left, out->water, out->flow);
    water_book_particles(train, carried, out->flow, ledger.left);
    for (size_t r = 0; r < tank->rate_count; r++)
        extents[tank->rates[r].law] = cell->rate[tank->rates[r].law];
    water_book_reactions(train, tank, extents, 1, &ledger);
    water_book_solids(train->model, &cell->solids, 1, formed);
    water_book_particles(train, cell->deposit, 1, formed);
    water_close_ledger(walk, &ledger, held, formed);
    for (int law = 0; law < WATER_LAWS; law++)
        result->extent[law] += extents[law] * mass;
    for (uint32_t i = 0; i < cell->solids.count; i++)
        result->solid[i] += cell->solids.solid[i].amount * mass;
    walk->run->equilibrations += effort.equilibrations;
    walk->run->jacobians += effort.jacobians;
    walk->run->steps++;
    return 0;
}

static bool is_fresh(const struct water_cell *cell)
{
    for (int law = 0; law < WATER_LAWS; law++)
        if (cell->rate[law] != 0)
            return false;
    return true;
}

/* A cell that nobody has solved yet starts its search from the one before it. */
static void start_like(const struct water_cell *before, struct water_cell *cell)
{
    memcpy(cell->rate, before->rate, sizeof cell->rate);
    memcpy(cell->solid_rate, before->solid_rate, sizeof cell->solid_rate);
    memcpy(cell->water.ln_activity, before->water.ln_activity, sizeof cell->water.ln_activity);
    cell->water.ionic_strength = before->water.ionic_strength;
}

static int settle_tank(struct water_walk *walk, size_t t)
{
    struct water_train *train = walk->train;
    const struct water_tank *tank = &train->tanks[t];
    struct water_outflow in;
    double mass = water_pore_mass(tank), kelvin;
    memset(&walk->run->tanks[t], 0, sizeof walk->run->tanks[t]);
    water_walk_inflow(walk, tank, &in, &kelvin, 0, 0);
    struct water_stream stream = {&in.water, in.doc, (1 - tank->bypass) * in.flow / mass};
    struct water_outflow *left = &walk->train->work->tanks[t];
    double carried[WATER_PARTICLES_MAX];
    memcpy(carried, in.carried, sizeof carried);
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
        struct water_stream next;
        struct water_cell *cell = &train->cells[tank->first_cell + c];
        if (c > 0 && is_fresh(cell))
            start_like(cell - 1, cell);
        int status =
            settle_cell(walk, tank, c, &stream, kelvin, &next, carried, &walk->run->tanks[t]);
        if (status) {
            error_in(walk->error, tank->name);
            return status;
        }
        stream = next;
    }
    *left = (struct water_outflow){
        .water = *stream.water, .doc = stream.doc, .flow = stream.flow * mass};
    memcpy(left->carried, carried, sizeof carried);
    int status = water_walk_join(walk, tank, &in, left, walk->error);
    water_walk_report(walk, t, &walk->run->tanks[t]);
    return status;
}

int water_train_settle(struct water_train *train, int month, struct water_run *out,
                       struct error *error)
{
    *out = (struct water_run){0};
    struct water_walk walk = {.train = train, .run = out, .error = error};
    train->work->has_end = false;
    water_walk_steady(&walk, month);
    int status = 0;
    for (size_t t = 0; t < train->tank_count && !status; t++)
        status = settle_tank(&walk, t);
    water_slopes_report(train);
    return status;
}
