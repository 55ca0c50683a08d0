/* A train in its steady state as an input for PHREEQC 3, so that others can check it: every law as
   a RATES block in BASIC with the same figures, SOLUTION, EQUILIBRIUM_PHASES, KINETICS and
   REACTION_TEMPERATURE of each cell, MIX for inflow, by-pass and what flows through.
   A stirred cell of retention tau is f = 1/100 of inflow mixed in (shares f/(1+f) and 1/(1+f)),
   then kinetics and equilibrium for tau f/(1+f) seconds, for three retentions, beginning with our
   answer: where it is the steady state, it stays. The last step stops half-way, where mixing before
   reaction costs least. What hangs in the water as particles does not react and is left out; metals
   go with as much ferrihydrite as forms in our answer. Pools and solids are held, as in
   water_train_settle. Valences are apart as chem/export_apart.h writes them; oxygen stays O(0),
   which PHREEQC balances by H, O and charge; dissolved organic matter is an element of its own,
   Doc. */
#ifndef MEGURI_WATER_TRAIN_EXPORT_H
#define MEGURI_WATER_TRAIN_EXPORT_H

#include "base/buf.h"
#include "water/model/train.h"

/* Numbers of solutions in the input: raw waters, inflow and outflow of a tank, cells. */
enum {
    WATER_EXPORT_WATER = 1,
    WATER_EXPORT_INFLOW = 100,
    WATER_EXPORT_OUTFLOW = 200,
    WATER_EXPORT_CELL = 1001
};

/* Runs `retentions` of each cell. `run` is what water_train_settle(train, -1, …) just gave; the
   cells are as it left them. Selected output has a row for each cell, in order: cell, pH, and
   mol/kgw of every constituent and of Doc.
 */
void water_train_export(const struct water_train *train, const struct water_run *run,
                        int retentions, struct buf *out);

/* The RATES block of a law with names of totals and species as `names` gives them (see
   train_export.c). */
struct water_export_names {
    struct str fe2, fe3, so4, sulfide, mn, h2s;
    struct str sulfate_ion, arsenate_ion, iron_ion; /* species */
};
void water_law_write_basic(enum water_law law, const struct water_export_names *names,
                           struct buf *out);
/* Numbers of PARM behind the law's own. */
enum {
    WATER_EXPORT_GROWN = 9,
    WATER_EXPORT_MNO2 = 10,
    WATER_EXPORT_FORMING = 11,
    WATER_EXPORT_LAYER = 12
};

#endif
