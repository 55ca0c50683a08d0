/* The economic part of a study: terms, sites, tables of prices and plans, and the list to screen.
       [study]      name, date
       [terms]      years, discount, growth
       [lime plant] head, operators, visits, analyses, other_power, snow_removal, plan
       [passive train]  the same
       [prices]     table
       [screen]     mines, draws, seed, limits, model (lumped, kinetic)
       [water 原水] pH, Fe, Fe(2), Fe(3), Al, Mn, Zn, Cu, Cd, Pb, alkalinity
       [flow]       value
   Paths are relative to the study and resolved by the caller. */
#ifndef MEGURI_WATER_MODEL_ECONOMY_H
#define MEGURI_WATER_MODEL_ECONOMY_H

#include "water/model/amounts.h"
#include "water/model/study_text.h"

struct water_way {
    struct water_site site;
    struct str plan; /* path of the engineer's own plan; empty: the one of the program */
};

struct water_economy {
    struct str name;
    day_number day;
    struct water_terms terms;
    struct water_way lime, passive;
    struct str prices; /* path; empty: the table of the program */
    struct {
        struct str mines, limits; /* path; set of limits */
        int64_t draws, seed;
        int kinetic; /* 0: lumped */
    } screen;
    bool has_inflow;
    struct water_inflow inflow;
};

/* Defaults first (50 years at 4 %, 1,000 draws, seed 1, general limits, the figures of the trial),
   then what the study says. `today` is its date when it names none. Errors of study_text.h. */
int water_economy_read(struct water_study_text *text, day_number today, struct water_economy *out,
                       struct error *error);

#endif
