/* Inside of a run: what numbers stand for, the cell that is being computed, and the rows. */
#ifndef MEGURI_CHEM_RUN_INTERNAL_H
#define MEGURI_CHEM_RUN_INTERNAL_H

#include "chem/basic.h"
#include "chem/chem.h"
#include "chem/grow.h"
#include "chem/run.h"
#include "chem/slopes.h"
#include "chem/stiff.h"

enum {
    RUN_RATES_MAX = CHEM_STIFF_MAX, /* rates in one cell */
    RUN_PUNCH_JUMPS = 10000000,
    RUN_RATE_JUMPS = 100000
};

/* A block of values under a user's numbers: items stand side by side, places are found by number. */
struct run_store {
    size_t item_size, count, room;
    unsigned char *items;
    int32_t *numbers;
    int32_t *slots; /* open addressing: position + 1 */
    size_t slot_count;
    struct arena *arena;
};
void run_store_init(struct run_store *store, size_t item_size, struct arena *arena);
/* NULL when absent. Pointers hold until the next put. */
void *run_store_find(const struct run_store *store, int32_t number);
/* The item's place, made and zeroed when new. */
void *run_store_put(struct run_store *store, int32_t number);
void run_store_delete(struct run_store *store, int32_t first, int32_t last);

/* One rate of KINETICS, compiled for the present database. */
struct run_rate {
    const struct input_rate *input;
    const struct chem_basic *program;
    struct chem_basic_run *memory;
    struct chem_atom *atoms; /* of one mol of reaction, sorted by element */
    uint32_t atom_count;
};
/* KINETICS n as compiled; shared by the numbers of its range. */
struct run_rates {
    const struct input_kinetics *input;
    struct run_rate *rates;
    uint32_t count;
    int32_t *elements; /* all that its reactions touch */
    size_t element_count;
    uint32_t generation; /* of run.generation when compiled */
};
struct run_kinetics {
    struct run_rates *rates;
    double m[RUN_RATES_MAX];
};

/* EXCHANGE n or SURFACE n. */
struct run_sorption {
    const struct input_sorption *input;
    bool surface;
    uint32_t line_count;
    uint32_t site_of[CHEM_SITES_MAX]; /* line of the input to value.sites */
    struct chem_sorption value;
};

/* What is being computed: a copy of the stored things. */
struct run_cell {
    int32_t number;
    struct chem_water water;
    bool has_solids, has_kinetics, has_exchange, has_surface, has_gas;
    bool rough; /* a trial of the integrator */
    struct run_sorption exchange, surface;
    struct chem_solids solids;
    struct chem_gas_phase gas;
    struct run_kinetics kinetics;
    double solids_before[CHEM_SOLIDS_MAX], m_before[RUN_RATES_MAX]; /* at the start of the step */
};

/* PHREEQC's numbers; below STATE_REACTION a state is looked at, not reacting. */
enum run_state {
    STATE_SOLUTION = 1, STATE_EXCHANGE = 2, STATE_SURFACE = 3, STATE_GAS = 4, STATE_REACTION = 5, STATE_ADVECTION = 7,
    STATE_TRANSPORT = 8
};

/* What the asks of BASIC are about. */
struct run_view {
    struct chem_answer answer;
    const struct run_rate *rate; /* the one that runs, NULL in USER_PUNCH */
    uint32_t rate_index;
    double time; /* TIME: s of the step in a rate */
    const struct chem_slopes *slopes; /* per mol of each rate's reaction */
};

/* SURF("Zn", "Hfo") */
struct run_pair {
    int32_t element;
    struct str prefix;
};

struct run_output;
struct run {
    struct arena *arena; /* of the whole run */
    const struct chem_input *input;
    const struct chem_run_host *host;
    struct chem_run_summary *summary;
    struct error *error;
    const struct chem_database *database;
    struct chem_database **extensions; /* copies with definitions of the input, oldest first */
    size_t extension_count, extension_room, extension_bytes;
    struct chem *chem;
    struct chem_solver *solver;
    uint32_t generation; /* of the database */
    struct run_store waters, solids, kinetics, exchanges, surfaces, gases, reactions, temperatures, mixes;
    struct run_store kept; /* PUT and GET */
    struct run_store descriptions; /* struct str of each SOLUTION */
    double *masses;        /* of GFW */
    size_t mass_count, mass_room;
    struct run_pair *pairs; /* of SURF */
    size_t pair_count, pair_room;
    bool incremental, punch_off;
    struct run_output *outputs;
    size_t output_count, output_room;
    struct run_output *punching; /* the one USER_PUNCH writes into */
    struct chem_basic_host basic;
    /* The present cell and moment. */
    enum run_state state;
    struct run_cell cell;
    struct run_view view;
    int32_t simulation;
    int64_t step;
    double step_amount;   /* mol of reaction so far: "reaction", RXN */
    double initial_time, time_start, time; /* TOTAL_TIME = initial_time + time */
    double distance;      /* m */
    bool timed;           /* ADVECTION without a time step counts shifts instead */
    int64_t done, total;  /* progress */
};

int run_fail(struct run *run, const struct input_place *place, struct str keyword, struct str what);
/* Adds the place of a block to an error of a lower call; returns `status`. */
int run_at(struct run *run, const struct input_place *place, int status);
void run_tick(struct run *run);

/* run_solution.c */
int run_define_solution(struct run *run, const struct input_solution *solution);

/* run_things.c: definitions to stored things, and cells from them. */
int run_define_phases(struct run *run, const struct input_phases *phases);
int run_define_kinetics(struct run *run, const struct input_kinetics *kinetics);
/* Compiles rates that an older database compiled; the elements they touch join the water. */
int run_ready_kinetics(struct run *run, struct run_kinetics *kinetics);
/* The atoms of terms (formulas or phases), summed and sorted. */
int run_atoms(struct run *run, const struct input_term *terms, size_t count,
              const struct input_place *place, struct chem_atom **atoms, uint32_t *atom_count);
/* The cell's water gets every element that its solids and rates may bring. */
int run_prepare_cell(struct run *run);
int run_equilibrate(struct run *run);
/* After it: a component of which more was taken than there is in water and solids, by more than `limit`
   mol; CHEM_NONE when there is none. */
int32_t run_overdrawn(const struct chem_water *water, double limit);
/* Waters of an older database move to the present one. */
int run_refresh(struct run *run, struct chem_water *water);
int run_mix_water(struct run *run, const struct input_mix *mix, struct chem_water *out);

/* The cell's parts for the solver; their sizes beside phases and rates are set. */
struct chem_cell run_contents(struct run *run);

/* run_sorption.c */
int run_define_sorption(struct run *run, const struct input_sorption *input, bool surface);
/* What is bound moves to a model of the present database. */
int run_refresh_sorption(struct run *run, struct run_sorption *sorption);
/* After the cell's water moved to another model: what is bound follows. */
int run_ready_sorptions(struct run *run);
/* Sites in proportion to a phase or a rate of the cell. */
void run_size_sorption(const struct run *run, const struct run_cell *cell, struct run_sorption *sorption);
double run_ask_bound(const struct run *run, enum chem_ask ask, int32_t species);
double run_ask_surf(const struct run *run, int32_t element, struct str prefix);

/* run_gas.c */
int run_define_gas(struct run *run, const struct input_gas *input);
/* -equilibrate: with the pressures that a water gives, and a row of output about it. */
int run_equilibrate_gas(struct run *run, const struct input_gas *input);
/* CHEM_ASK_GAS and the like; 0 where there is no gas phase. */
double run_ask_gas(const struct run *run, enum chem_ask ask, int32_t phase);
struct run_gas_totals {
    double pressure, amount, volume;
};
struct run_gas_totals run_gas_totals(const struct run *run);

/* run_batch.c */
struct run_use {
    int32_t number; /* -1: not in use */
};
int run_batch(struct run *run, const struct input_simulation *simulation);
/* RUN_CELLS: each cell reacts with all that has its number, which is saved. */
int run_cells(struct run *run, const struct input_cells *cells);

/* run_kinetics.c: integrates the rates of run->cell over `seconds`, with equilibrium all the time;
   run->time is the moment at its end. `memory`: of an interval of the same cell that was alike. */
int run_kinetics(struct run *run, double seconds, struct chem_stiff_memory *memory);

/* run_column.c */
int run_advection(struct run *run, const struct input_advection *advection);
int run_transport(struct run *run, const struct input_transport *transport);

/* run_ask.c */
void run_basic_host(struct run *run);

/* run_export.c: `own_files` is how many files the database had before the input. */
int run_export(struct run *run, int32_t own_files, struct buf *out);

/* run_output.c */
int run_define_output(struct run *run, const struct input_selected *selected);
int run_define_punch(struct run *run, const struct input_punch *punch);
/* New names of species and phases: what was compiled for an older database is compiled again. */
int run_refresh_outputs(struct run *run);
/* A row of each output, about run->cell. */
int run_punch(struct run *run);
/* Hands over what is left and frees the buffers; to be called after an error too. */
int run_flush(struct run *run);

#endif
