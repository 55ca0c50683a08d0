/* The tables of a simulated train: what leaves each tank, how its beds are, what the lumped rules
   say beside the kinetic model, and what its active part doses and leaves as sludge. */
#ifndef MEGURI_WATER_SIMULATE_H
#define MEGURI_WATER_SIMULATE_H

#include "water/command.h"
#include "water/model/baseline.h"
#include "water/model/operation.h"
#include "water/model/plant.h"
#include "water/table.h"

enum water_simulation_table {
    WATER_TABLE_TANKS,  /* dissolved amounts */
    WATER_TABLE_TOTALS, /* with what hangs in the water */
    WATER_TABLE_BEDS,
    WATER_TABLE_LUMPED,
    WATER_TABLE_PLANT,
    WATER_SIMULATION_TABLES
};

struct water_simulation {
    const struct command_call *call;
    struct arena *arena;
    struct water_opened study;
    struct water_train train;
    struct water_operation operation;
    struct water_heap heap;
    struct chem_database *database;
    struct water_run run;
    struct water_table tables[WATER_SIMULATION_TABLES];
    struct {
        double bod, cod, sulfide; /* kg O2 per kg of DOC, DOC, H2S */
    } oxygen;
};

/* Reads the train of simulation->study, its operation and heap, and makes the tables; `call` and
   `arena` are set. Close it in any case. Errors with the study's line. */
int water_simulation_open(struct water_simulation *simulation, struct error *error);
void water_simulation_close(struct water_simulation *simulation);

/* ERR_WATER_NO_VALUE. */
int water_simulation_tables_init(struct water_simulation *simulation, struct error *error);
/* Rows of what the run shows now. */
void water_simulation_add_tanks(struct water_simulation *simulation, double day);
void water_simulation_add_beds(struct water_simulation *simulation);
/* Rows of the steady state; errors of water_baseline_of and water_plant_of. */
int water_simulation_add_rules(struct water_simulation *simulation, struct error *error);

#endif
