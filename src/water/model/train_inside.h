/* The inside of train.h: what flows between tanks at a moment, the books of a run, and the memory
   of the steps. Only the train_*.c files and operation.c include it. */
#ifndef MEGURI_WATER_MODEL_TRAIN_INSIDE_H
#define MEGURI_WATER_MODEL_TRAIN_INSIDE_H

#include "water/model/train.h"

/* What flows out of a tank or a raw water. */
struct water_outflow {
    struct chem_water water;
    double doc, flow;                    /* mol/kgw, kg/s */
    double carried[WATER_PARTICLES_MAX]; /* particles, mol/kgw */
};

/* Sums over a run of each component: what came, left, reacted. */
struct water_ledger {
    double come[CHEM_COMPONENTS_MAX], left[CHEM_COMPONENTS_MAX], reacted[CHEM_COMPONENTS_MAX];
    double charge_come, charge_left;
};

/* What a step watches of a tank's outflow to judge its error: dissolved components, DOC, ln{H+}. */
enum { WATER_WATCHED = CHEM_COMPONENTS_MAX + 2 };

/* Memory of a train for its steps, made with its cells. */
struct water_train_work {
    struct water_outflow raw[WATER_WATERS_MAX], tanks[WATER_TANKS_MAX];
    struct water_cell *spare;                       /* the cells before the step */
    double (*now)[WATER_WATCHED];                   /* outflows of the tanks after the step */
    double (*was)[WATER_WATCHED];                   /* before it */
    double (*before)[WATER_WATCHED];                /* before the one before */
    double floor[WATER_WATCHED];                    /* amounts that a step need not resolve */
    struct water_tank_result told[WATER_TANKS_MAX]; /* the last outflows, for observers */
    /* Where the last run ended, for one that goes on: its time, last step and next step. */
    bool has_end;
    double end, last, next;
    struct water_train_slopes *slopes; /* train_slopes.h: carried along; NULL: none are */
};

/* Where and when a train is looked at. */
struct water_walk {
    struct water_train *train;
    double month; /* 0 <= month < 12, from January; negative: mean and no season */
    struct water_run *run;
    struct error *error;
};

double water_pore_mass(const struct water_tank *tank); /* kg of water in a cell of the tank */

/* Forcing. Sets month and what flows in over a step from `from` to `to` (s after the beginning). */
void water_walk_to(struct water_walk *walk, double from, double to);
/* The next time at which flow or composition has a row, INFINITY for none. */
double water_walk_next(const struct water_train *train, double time);
/* The same for a steady state: the middle of a month, -1 for the mean. */
void water_walk_steady(struct water_walk *walk, int month);
/* Everything that enters a tank, mixed, and its temperature. */
void water_walk_inflow(const struct water_walk *walk, const struct water_tank *tank,
                       struct water_outflow *in, double *kelvin, double from, double to);
/* What leaves a tank: the water of its cells (`out`) and what went round them, mixed; nothing
   precipitates where they meet. Errors of chem_equilibrate with the tank's name. */
int water_walk_join(const struct water_walk *walk, const struct water_tank *tank,
                    const struct water_outflow *in, struct water_outflow *out, struct error *error);
/* Composition of what leaves a tank. */
void water_walk_report(const struct water_walk *walk, size_t tank, struct water_tank_result *out);

/* Books: `kilograms` of a water; reactions of so many mol per kg in so many kg; what solids hold.
 */
void water_book_water(double *sums, double *charge, const struct chem_water *water,
                      double kilograms);
void water_book_reactions(const struct water_train *train, const struct water_tank *tank,
                          const double *extents, double mass, struct water_ledger *ledger);
void water_book_solids(const struct chem_model *model, const struct chem_solids *solids,
                       double mass, double *sums);
/* Particles of so much water. */
void water_book_particles(const struct water_train *train, const double *amounts, double kilograms,
                          double *sums);
void water_book_cells(const struct water_train *train, double *sums);
/* Takes the largest relative defects into run->mass_balance and charge_balance. */
void water_close_ledger(const struct water_walk *walk, const struct water_ledger *ledger,
                        const double *held_before, const double *held_after);

/* Reading. Waters, flows and season of a study; a table of temperatures; the day of the first row
   of all tables becomes the train's beginning. */
int water_forcing_read(struct water_study_text *text, struct water_train *train,
                       struct arena *arena, struct error *error);
int water_forcing_kelvins(const struct water_study_text *text, int64_t line, struct str name,
                          struct arena *arena, struct water_curve *out, struct error *error);
void water_forcing_begin(struct water_train *train);

/* Makes the memory; prepare and copy call it. */
void water_train_make_work(struct water_train *train, struct arena *arena);

#endif
