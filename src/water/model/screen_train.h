/* The kinetic way of the screening: a standard train for each mine, its tanks of the kinds of
   data/water/screen_train.tsv, as large as the lumped rules make them for the water drawn, run to
   its steady state at the water temperature of the coldest month. What a list of mines does not say
   (calcium, oxygen …) are rows "water.*" of data/water/screen.tsv; sulfate balances the charges,
   iron counts as Fe(II), a metal that is blank as absent. Units: m3/s, kg/m3, K. */
#ifndef MEGURI_WATER_MODEL_SCREEN_TRAIN_H
#define MEGURI_WATER_MODEL_SCREEN_TRAIN_H

#include "water/model/screen.h"
#include "water/model/train.h"

/* Where the size of a tank comes from. */
struct water_tank_size {
    struct str amount; /* of water_amounts_of_passive_train: m3, or m2; empty: retention */
    double depth;      /* m, of an area; 0: the amount is a volume */
    double retention;  /* s */
};

struct water_screen_train {
    struct water_train train;
    struct water_tank_size sizes[WATER_TANKS_MAX];
    double warmer, coldest;             /* K: tanks above the air; of the tanks, at least */
    double sulfate;                     /* mol/kgw at least */
    double bod, cod, sulfide;           /* kg O2 per kg of DOC, DOC, H2S */
    int32_t constituents[WATER_INPUTS]; /* of the metals; -1 */
};

struct water_screen_train_tables {
    struct str file, bytes; /* data/water/screen_train.tsv */
    struct str units;       /* data/water/units.tsv */
    const struct water_values *figures, *design, *rates;
    const struct chem_database *database; /* must outlive the train */
    const struct water_mines *mines;      /* their metals make the model */
    day_number day;
};

/* Finish it in any case. ERR_WATER_TABLE, ERR_WATER_NO_VALUE, errors of water_train_read (their
   lines are those of the text made of the table). */
int water_screen_train_read(const struct water_screen_train_tables *tables, struct arena *arena,
                            struct water_screen_train *out, struct error *error);
void water_screen_train_finish(struct water_screen_train *train);

#endif
