#include "water/train_export_time.h"

#include <math.h>
#include <string.h>

#include "chem/write.h"
#include "water/model/train_inside.h"

static const double seconds_per_day = 86400;
static const double share_of_inflow = 0.05; /* of a cell that a step exchanges at most */

static int inflow_number(size_t tank)
{
    return WATER_EXPORT_TANK * ((int)tank + 1);
}

static int cell_number(size_t tank, uint32_t cell)
{
    return inflow_number(tank) + 1 + (int)cell;
}

int water_time_export_outflow(const struct water_train *train, size_t tank)
{
    return inflow_number(tank) + 1 + (int)train->tanks[tank].cells;
}

void water_time_export_begin(struct water_time_export *e, const struct water_operation *operation,
                             struct arena *arena, struct buf *out)
{
    const struct water_train *train = operation->train;
    *e = (struct water_time_export){.operation = operation};
    e->before = ARENA_ARRAY(arena, struct water_cell, train->cell_count);
    water_export_begin(
        &e->exporter, train,
        "# Written by Meguri for PHREEQC 3: a train of stirred cells over days.\n"
        "# Raw waters 1 ...; tank t: inflow 1000 t, cells behind it, then its outflow. A step: MIX "
        "in of at most 1/20 of a cell,\n# RUN_CELLS. Solids of tanks that lose some, bacteria and "
        "renewals are set each day as Meguri's run has them.\n",
        "cell day", "CELL_NO, TOTAL_TIME / 86400", out);
}

void water_time_export_end(struct water_time_export *e)
{
    if (e->exporter.arena)
        water_export_end(&e->exporter);
    e->exporter.arena = NULL;
}

void water_time_export_morning(struct water_time_export *e)
{
    const struct water_train *train = e->operation->train;
    memcpy(e->before, train->cells, train->cell_count * sizeof *train->cells);
}

/* The day as means: what flows into and out of each tank in m3/s, and how warm it is. */
struct day_flows {
    double in[WATER_TANKS_MAX], kelvin[WATER_TANKS_MAX];
};

static void look_at_day(struct water_time_export *e, int64_t day, struct day_flows *out)
{
    struct water_train *train = e->operation->train;
    double until = seconds_per_day * (double)day, from = until - seconds_per_day;
    struct water_walk walk = {.train = train};
    water_walk_to(&walk, from, until);
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        struct water_outflow in;
        water_walk_inflow(&walk, tank, &in, &out->kelvin[t], from, until);
        out->in[t] = 0;
        for (size_t i = 0; i < tank->source_count; i++) {
            const struct water_source *source = &tank->sources[i];
            out->in[t] +=
                source->share * (source->tank == CHEM_NONE ? train->work->raw[source->water].flow
                                                           : out->in[source->tank]);
        }
    }
}

static void write_waters(struct water_time_export *e)
{
    const struct water_train *train = e->operation->train;
    for (size_t i = 0; i < train->water_count; i++) {
        const struct water_outflow *raw = &train->work->raw[i];
        if (e->begun && memcmp(&e->waters[i], &raw->water, sizeof raw->water) == 0)
            continue;
        memcpy(&e->waters[i], &raw->water, sizeof raw->water);
        water_export_solution(&e->exporter, WATER_EXPORT_WATER + (int)i, train->water_names[i],
                              &raw->water, raw->doc);
    }
}

/* Whether solids do not stay where they form. */
static bool loses_solids(const struct water_tank *tank)
{
    return tank->sludge_drawn || tank->settling > 0 || tank->passes > 0;
}

static bool has_law(const struct water_tank *tank, enum water_law law)
{
    for (size_t r = 0; r < tank->rate_count; r++)
        if (tank->rates[r].law == law && tank->rates[r].able)
            return true;
    return false;
}

/* Metals go with the ferrihydrite that forms, which PHREEQC's rates cannot see. */
static bool sorbs(const struct water_tank *tank)
{
    for (enum water_law law = WATER_SORPTION_ZN; law <= WATER_SORPTION_AS; law++)
        if (has_law(tank, law))
            return true;
    return false;
}

/* What a day has that the day before had not. */
static bool is_changed(const struct water_time_export *e, size_t t)
{
    const struct water_tank *tank = &e->operation->train->tanks[t];
    if (!e->begun || e->renewals[t] != e->operation->records[t].renewals)
        return true;
    if (sorbs(tank) || (loses_solids(tank) && has_law(tank, WATER_MANGANESE_OXIDATION)))
        return true;
    for (size_t r = 0; r < tank->rate_count; r++)
        if (memcmp(e->rates[t][r].parameter, tank->rates[r].parameter,
                   sizeof tank->rates[r].parameter) != 0)
            return true;
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++)
        if (fabs(e->dormant[tank->first_cell + c] -
                 e->before[tank->first_cell + c].pools[WATER_POOL_DORMANT]) > 1e-9)
            return true;
    return false;
}

static void note_tank(struct water_time_export *e, size_t t)
{
    const struct water_tank *tank = &e->operation->train->tanks[t];
    e->renewals[t] = e->operation->records[t].renewals;
    memcpy(e->rates[t], tank->rates, tank->rate_count * sizeof *tank->rates);
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++)
        e->dormant[tank->first_cell + c] =
            e->before[tank->first_cell + c].pools[WATER_POOL_DORMANT];
}

/* As in the morning, with what formed last on the day. */
static void write_kinetics(struct water_time_export *e, int own, const struct water_tank *tank,
                           uint32_t at)
{
    struct water_cell cell = e->before[at];
    memcpy(cell.precipitating, e->operation->train->cells[at].precipitating,
           sizeof cell.precipitating);
    water_export_kinetics(&e->exporter, own, tank, &cell, 1);
}

static void write_tank(struct water_time_export *e, size_t t, double kelvin)
{
    const struct water_tank *tank = &e->operation->train->tanks[t];
    bool changed = is_changed(e, t);
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
        const struct water_cell *cell = &e->before[tank->first_cell + c];
        int own = cell_number(t, c);
        if (!e->begun)
            water_export_solution(&e->exporter, own, tank->name, &cell->water,
                                  cell->pools[WATER_POOL_DOC] / cell->water.mass);
        if (changed || loses_solids(tank))
            water_export_solids(&e->exporter, own, &cell->solids, true);
        if (changed)
            write_kinetics(e, own, tank, tank->first_cell + c);
        if (!e->begun || kelvin != e->kelvin[t])
            water_export_temperature(&e->exporter, own, kelvin);
    }
    e->kelvin[t] = kelvin;
    note_tank(e, t);
}

/* Share of a cell's water that flows in within a second. */
static double exchange_of(const struct water_tank *tank, double inflow)
{
    return (1 - tank->bypass) * inflow / water_pore_mass(tank);
}

static void write_mixes(struct water_time_export *e, const struct day_flows *flows, double seconds)
{
    const struct water_train *train = e->operation->train;
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        int parts[WATER_SOURCES_MAX], inflow = inflow_number(t), last = inflow;
        double shares[WATER_SOURCES_MAX], part = exchange_of(tank, flows->in[t]) * seconds;
        for (size_t i = 0; i < tank->source_count; i++) {
            const struct water_source *source = &tank->sources[i];
            bool raw = source->tank == CHEM_NONE;
            parts[i] = raw ? WATER_EXPORT_WATER + source->water
                           : water_time_export_outflow(train, (size_t)source->tank);
            shares[i] = source->share *
                        (raw ? train->work->raw[source->water].flow : flows->in[source->tank]);
        }
        water_export_mix(&e->exporter, inflow, parts, shares, tank->source_count);
        for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
            int own = cell_number(t, c);
            water_export_mix(&e->exporter, own, (int[]){own, last}, (double[]){1 - part, part},
                             part > 0 ? 2 : 1);
            last = own;
        }
        water_export_mix(&e->exporter, water_time_export_outflow(train, t), (int[]){last, inflow},
                         (double[]){1 - tank->bypass, tank->bypass}, tank->bypass > 0 ? 2 : 1);
    }
}

/* " 1000-1004 2000-2003" */
static void write_cells(struct water_time_export *e, const char *option)
{
    const struct water_train *train = e->operation->train;
    buf_format(e->exporter.out, "    -%s", option);
    for (size_t t = 0; t < train->tank_count; t++)
        buf_format(e->exporter.out, " %d-%d", inflow_number(t),
                   water_time_export_outflow(train, t));
    buf_append_char(e->exporter.out, '\n');
}

static void write_run(struct water_time_export *e, double seconds)
{
    buf_append(e->exporter.out, STR("RUN_CELLS\n"));
    write_cells(e, "cells");
    buf_append(e->exporter.out, STR("    -time_step "));
    chem_write_number(e->exporter.out, seconds);
    buf_append(e->exporter.out, STR("\nEND\n"));
}

/* The last step of a day: half of it, what stands there then, and the other half without flow. */
static void write_evening(struct water_time_export *e, double seconds, bool told)
{
    struct buf *out = e->exporter.out;
    if (told)
        buf_append(out, STR("PRINT\n    -selected_output true\n"));
    write_run(e, seconds / 2);
    buf_append(out, STR("PRINT\n    -selected_output false\nDELETE\n"));
    write_cells(e, "mix");
    buf_append(out, STR("END\n"));
    write_run(e, seconds / 2);
}

static int64_t steps_of(const struct water_time_export *e, const struct day_flows *flows)
{
    const struct water_train *train = e->operation->train;
    double fastest = 0;
    for (size_t t = 0; t < train->tank_count; t++)
        fastest = fmax(fastest, exchange_of(&train->tanks[t], flows->in[t]));
    return (int64_t)ceil(fmax(seconds_per_day * fastest / share_of_inflow, 1));
}

static int count_steps(struct water_time_export *e, int64_t day, int64_t steps, struct error *error)
{
    e->steps += steps * e->operation->train->cell_count;
    if (e->steps <= WATER_EXPORT_STEPS_MAX)
        return 0;
    struct arena *arena = arena_create();
    struct str days = arena_format(arena, "--days %lld", (long long)day - 1);
    int status = ERROR(error, ERR_WATER_EXPORT, days);
    arena_destroy(arena);
    return status;
}

int water_time_export_day(struct water_time_export *e, int64_t day, bool told, struct error *error)
{
    const struct water_train *train = e->operation->train;
    struct day_flows flows;
    look_at_day(e, day, &flows);
    int64_t steps = steps_of(e, &flows);
    int status = count_steps(e, day, steps, error);
    if (status)
        return status;
    double seconds = seconds_per_day / (double)steps;
    buf_format(e->exporter.out, "# day %lld: %lld steps\n", (long long)day, (long long)steps);
    write_waters(e);
    for (size_t t = 0; t < train->tank_count; t++)
        write_tank(e, t, flows.kelvin[t]);
    write_mixes(e, &flows, seconds);
    /* what was defined shall not react by itself at END */
    buf_append(e->exporter.out, STR("USE solution none\nUSE mix none\nEND\n"));
    for (int64_t i = 1; i < steps; i++)
        write_run(e, seconds);
    write_evening(e, seconds, told);
    e->begun = true;
    return 0;
}
