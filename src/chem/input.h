/* An input file in PHREEQC's language as plain values: what each keyword block says, nothing looked
   up and nothing computed. chem/run.h walks the simulations. Texts point into the source, which
   must live as long. Units are those of the file; absent numbers are NaN. Source of the language:
   PHREEQC 3 user's guide (Parkhurst & Appelo 2013, USGS TM 6-A43). */
#ifndef MEGURI_CHEM_INPUT_H
#define MEGURI_CHEM_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

/* SOLUTION 1-20: the numbers a block is for. */
struct input_range {
    int32_t first, last;
};

struct input_place {
    int64_t line;
    int32_t file; /* in chem_input.files */
};

/* What stands behind a value. */
struct input_adjustment {
    struct str couple; /* "Fe(2)/Fe(3)": its pe from a couple; "pe": whatever -redox says */
    struct str phase;  /* adjusted to equilibrium with it */
    double saturation;
    bool charge;
};

/* One analysed element: "S(6) 335 mg/kgw as SO4 charge". There may be many: 80 bytes. */
struct input_total {
    struct str name, unit, as_formula;
    double value, molar_mass;          /* molar_mass: "gfw 96" */
    struct input_adjustment *adjusted; /* NULL: not */
    int64_t line;
};

struct input_solution {
    struct input_range range;
    struct input_place place;
    struct str description;  /* behind the number */
    struct str units, redox; /* redox: the couple that gives pe, empty for pe itself */
    double celsius, ph, pe, density, water;
    bool density_calculated;
    struct input_total ph_total, pe_total; /* charge or phase of pH, phase of pe */
    struct input_total *totals;
    size_t count;
};

struct input_phase {
    struct str name, alternative; /* a formula or phase that is added instead */
    double saturation, amount;
    bool dissolve_only, precipitate_only;
    int64_t line;
};

struct input_phases {
    struct input_range range;
    struct input_place place;
    struct input_phase *phases;
    size_t count;
};

struct input_gas {
    struct input_range range;
    struct input_place place;
    bool fixed_volume;
    double pressure, volume, celsius; /* atm, litre */
    int32_t equilibrate;              /* solution, -1: partial pressures are given */
    struct input_phase *gases;        /* saturation = partial pressure, atm; NaN: none given */
    size_t count;
};

struct input_term {
    struct str name; /* element, formula or phase */
    double coefficient;
};

/* A list of steps: "1 2 3" or "3 in 30 steps". */
struct input_steps {
    double *values;
    size_t count;
    bool equal; /* values[0] in `number` equal steps */
    int64_t number;
};

struct input_reaction {
    struct input_range range;
    struct input_place place;
    struct input_term *terms;
    size_t term_count;
    struct input_steps steps; /* mol */
};

struct input_temperature {
    struct input_range range;
    struct input_place place;
    struct input_steps steps; /* C; equal: from values[0] to values[1] */
};

struct input_mix_part {
    int32_t solution;
    double fraction;
};

struct input_mix {
    struct input_range range;
    struct input_place place;
    struct input_mix_part *parts;
    size_t count;
};

struct input_rate {
    struct str name;
    struct input_term *terms; /* -formula; none: one mol of the phase called as the rate */
    size_t term_count;
    double m, m0, tolerance;
    double *parameters;
    size_t parameter_count;
    int64_t line;
};

struct input_kinetics {
    struct input_range range;
    struct input_place place;
    struct input_rate *rates;
    size_t count;
    struct input_steps steps; /* s */
    double step_divide;
};

struct input_site {
    struct str name;
    double amount;    /* mol of sites */
    struct str phase; /* in proportion to a mineral or a rate */
    bool kinetic;
    double proportion;
    double area, mass; /* of a surface: m2/g (or m2/mol of the phase) and g */
    int64_t line;
};

struct input_sorption { /* EXCHANGE or SURFACE */
    struct input_range range;
    struct input_place place;
    int32_t equilibrate; /* solution, -1: not given */
    bool no_double_layer, sites_by_density, explicit_layer;
    struct input_site *sites;
    size_t count;
};

enum input_list {
    LIST_TOTALS,
    LIST_MOLALITIES,
    LIST_ACTIVITIES,
    LIST_PHASES,
    LIST_SATURATION,
    LIST_GASES,
    LIST_KINETICS,
    LIST_COUNT
};
enum input_flag {
    FLAG_SIM,
    FLAG_STATE,
    FLAG_SOLN,
    FLAG_DIST,
    FLAG_TIME,
    FLAG_STEP,
    FLAG_PH,
    FLAG_PE,
    FLAG_RXN,
    FLAG_TEMP,
    FLAG_ALK,
    FLAG_MU,
    FLAG_WATER,
    FLAG_CHARGE,
    FLAG_PERCENT,
    FLAG_COUNT
};

struct input_names {
    struct str *items;
    size_t count, room;
};

struct input_selected {
    int32_t number;
    struct input_place place;
    struct str file;
    bool high_precision, user_punch, active;
    bool flags[FLAG_COUNT];
    struct input_names lists[LIST_COUNT];
};

struct input_punch {
    int32_t number;
    struct input_place place;
    struct input_names headings;
    struct str source; /* BASIC */
    int64_t source_line;
};

struct input_print {
    bool selected_output, given; /* -selected_output true|false */
};

enum input_thing {
    THING_SOLUTION,
    THING_PHASES,
    THING_GAS,
    THING_REACTION,
    THING_TEMPERATURE,
    THING_MIX,
    THING_KINETICS,
    THING_EXCHANGE,
    THING_SURFACE,
    THING_COUNT
};

/* USE, SAVE, COPY and DELETE. */
struct input_use {
    enum input_thing thing;
    struct input_place place;
    bool none, all; /* USE x none; COPY cell, DELETE -all: every thing */
    int32_t from;
    struct input_range range; /* the number used, or the numbers written */
};

struct input_advection {
    struct input_place place;
    int64_t cells, shifts, punch_frequency;
    double time_step, initial_time; /* s; time_step NaN: none */
    struct input_range *punch;
    size_t punch_count; /* none: all cells */
};

enum input_boundary { BOUNDARY_CONSTANT = 1, BOUNDARY_CLOSED, BOUNDARY_FLUX };

struct input_transport {
    struct input_place place;
    int64_t cells, shifts, punch_frequency;
    int direction; /* 1, -1, 0: diffusion only */
    enum input_boundary first, last;
    double time_step, initial_time, diffusion; /* s, s, m2/s */
    double *lengths, *dispersivities;          /* m, one per cell */
    bool correct;
    struct input_range *punch;
    size_t punch_count;
};

struct input_cells { /* RUN_CELLS */
    struct input_place place;
    struct input_range *ranges;
    size_t range_count;
    double start_time, time_step; /* s; NaN: not given */
};

enum input_kind {
    INPUT_SOLUTION,
    INPUT_PHASES,
    INPUT_GAS,
    INPUT_REACTION,
    INPUT_TEMPERATURE,
    INPUT_MIX,
    INPUT_KINETICS,
    INPUT_EXCHANGE,
    INPUT_SURFACE,
    INPUT_SELECTED,
    INPUT_PUNCH,
    INPUT_PRINT,
    INPUT_USE,
    INPUT_SAVE,
    INPUT_COPY,
    INPUT_DELETE,
    INPUT_INCREMENTAL,
    INPUT_ADVECTION,
    INPUT_TRANSPORT,
    INPUT_CELLS,
    INPUT_DEFINITIONS
};

/* Definition blocks of a database that stand in the input. */
struct input_definitions {
    struct input_place place;
    struct str text;
};

struct input_item {
    enum input_kind kind;
    bool flag; /* INCREMENTAL_REACTIONS */
    union {
        const struct input_solution *solution;
        const struct input_phases *phases;
        const struct input_gas *gas;
        const struct input_reaction *reaction;
        const struct input_temperature *temperature;
        const struct input_mix *mix;
        const struct input_kinetics *kinetics;
        const struct input_sorption *sorption;
        const struct input_selected *selected;
        const struct input_punch *punch;
        const struct input_print *print;
        const struct input_use *use;
        const struct input_advection *advection;
        const struct input_transport *transport;
        const struct input_cells *cells;
        const struct input_definitions *definitions;
    } is;
};

/* Everything up to an END, in the order of the file. */
struct input_simulation {
    struct input_item *items;
    size_t count, room;
};

/* What was read and not used (USER_PRINT, KNOBS …): `what` as a whole sentence in two languages. */
struct input_notice {
    struct str what;
    struct input_place place;
};

struct chem_input {
    struct str *files;
    size_t file_count, file_room;
    struct str database; /* DATABASE's file, empty when absent */
    struct input_simulation *simulations;
    size_t count, room;
    struct input_notice *notices;
    size_t notice_count, notice_room;
};

struct chem_input_host {
    /* The text of a file that INCLUDE$ names, in the arena; NULL: INCLUDE$ is refused. */
    int (*read)(void *data, struct str name, struct arena *arena, struct str *text,
                struct error *error);
    void *data;
};

/* Parses a whole input. ERR_CHEM_INPUT names file, line, keyword and what was expected; also for
   keywords that are unknown or not built, binary files, includes nested too deep. */
int chem_input_parse(struct str file, struct str text, const struct chem_input_host *host,
                     struct arena *arena, const struct chem_input **out, struct error *error);

#endif
