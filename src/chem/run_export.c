/* The cells as they stand at the end of a run, as an input for PHREEQC. */
#include "chem/export.h"
#include "chem/run_internal.h"

static int add_rates(struct run *run, struct run_kinetics *kinetics, struct chem_export_cell *cell)
{
    int status = run_ready_kinetics(run, kinetics);
    if (status)
        return status;
    const struct run_rates *rates = kinetics->rates;
    const struct input_steps *steps = &rates->input->steps;
    struct chem_export_rate *out = ARENA_ARRAY(run->arena, struct chem_export_rate, rates->count);
    for (uint32_t k = 0; k < rates->count; k++) {
        const struct input_rate *input = rates->rates[k].input;
        out[k] = (struct chem_export_rate){.name = input->name,
                                           .atoms = rates->rates[k].atoms,
                                           .atom_count = rates->rates[k].atom_count,
                                           .m = kinetics->m[k],
                                           .m0 = input->m0,
                                           .tolerance = input->tolerance,
                                           .parameters = input->parameters,
                                           .parameter_count = input->parameter_count};
    }
    cell->rates = out;
    cell->rate_count = rates->count;
    cell->seconds = steps->count ? steps->values[steps->count - 1] : 1;
    return 0;
}

static int make_cell(struct run *run, size_t i, struct chem_export_cell *cell)
{
    int32_t number = run->waters.numbers[i];
    *cell = (struct chem_export_cell){.number = number,
                                      .water = run_store_find(&run->waters, number),
                                      .solids = run_store_find(&run->solids, number),
                                      .gas = run_store_find(&run->gases, number)};
    const struct run_sorption *exchange = run_store_find(&run->exchanges, number);
    const struct run_sorption *surface = run_store_find(&run->surfaces, number);
    struct run_kinetics *kinetics = run_store_find(&run->kinetics, number);
    cell->exchange = exchange ? &exchange->value : NULL;
    cell->surface = surface ? &surface->value : NULL;
    return kinetics ? add_rates(run, kinetics, cell) : 0;
}

int run_export(struct run *run, int32_t own_files, struct buf *out)
{
    struct chem_export export = {.database = run->database,
                                 .database_name = run->database->files[0],
                                 .first_file = own_files,
                                 .joined = true,
                                 .cell_count = run->waters.count};
    struct chem_export_cell *cells =
        ARENA_ARRAY(run->arena, struct chem_export_cell, run->waters.count);
    int status = 0;
    for (size_t i = 0; i < run->waters.count && !status; i++)
        status = make_cell(run, i, &cells[i]);
    export.cells = cells;
    return status ? status : chem_export_write(run->solver, &export, out, run->error);
}
