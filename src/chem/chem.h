/* The chemistry room for others: aqueous geochemistry with databases in PHREEQC's format.

   Order of calls: chem_database_read (chem/database.h) -> chem_create -> chem_define_water ->
   chem_react_water -> chem_prepare_cell -> chem_equilibrate, chem_water_add, chem_water_mix
   (chem/equilibrium.h, chem/state.h) as often as wanted -> readings. Threads: a database is
   immutable and shared; one struct chem per thread. A water may go from one thread's chem to
   another's as long as the one that made its model lives. Ownership: waters, solids and cells are
   plain values of the caller. Errors: int + struct error. Units: mol/kgw, kg of water, K, atm,
   log10 K; eq for charge and alkalinity. */
#ifndef MEGURI_CHEM_CHEM_H
#define MEGURI_CHEM_CHEM_H

#include "chem/database.h"
#include "chem/equilibrium.h"
#include "chem/slopes.h"
#include "chem/state.h"
#include "chem/surface.h"

struct chem;
/* `database` must outlive it. */
struct chem *chem_create(const struct chem_database *database);
/* Takes NULL. Models of waters it made are gone. */
void chem_destroy(struct chem *chem);
const struct chem_database *chem_database_of(const struct chem *chem);
/* Its solver: for chem_equilibrate and the readings of chem/equilibrium.h. */
struct chem_solver *chem_solver_of(struct chem *chem);
/* For cells side by side: chem/lanes.h. */
struct chem_lanes;
struct chem_lanes *chem_lanes_of(struct chem *chem);

/* Which redox couples are at equilibrium with each other. */
struct chem_redox {
    bool all_apart;       /* no e-: every valence state keeps its amount */
    const int32_t *apart; /* elements whose valence states keep their amounts */
    size_t apart_count;
};

/* The model of a set, compiled at the first call with it. Members as chem_model_compile. */
int chem_model_of(struct chem *chem, const int32_t *members, size_t count, bool electron,
                  const struct chem_model **out, struct error *error);

/* One row of an analysis: an element, a valence state or "Alkalinity". */
struct chem_row {
    int32_t master;    /* in database.masters */
    bool alkalinity;   /* eq/kgw, or as the unit says; `master` is C(4)'s then */
    double value;      /* mol/kgw (eq/kgw) after conversion; chem/units.h converts */
    bool charge;       /* adjusted until the charges balance */
    int32_t phase;     /* CHEM_NONE, or the phase (in database.phases) that adjusts it */
    double saturation; /* to this log10 index */
    bool coupled;      /* an element given whole: its valences at the pe of `couple` */
    int32_t couple[2]; /* two valences of an element, both of the analysis (O(-2), H(1): water) */
};

struct chem_analysis {
    double ph, pe, celsius, water; /* kg of water */
    bool ph_charge;                /* pH is adjusted until the charges balance */
    int32_t ph_phase;              /* CHEM_NONE, or the phase that adjusts pH */
    double ph_saturation;
    bool pe_by_phase; /* pe is adjusted to equilibrium with a phase */
    int32_t pe_phase;
    double pe_saturation;
    const struct chem_row *rows;
    size_t count;
};

/* Speciates an analysis as PHREEQC's initial solution: every valence given has its own total,
   elements without valence are distributed by pe, or by that of a couple. The water is in the set
   of the analysis, for reading. ERR_CHEM_TOTAL, ERR_CHEM_CHARGE, ERR_CHEM_MEMBERS,
   ERR_CHEM_NO_SOLUTION, with the element. */
int chem_define_water(struct chem *chem, const struct chem_analysis *analysis,
                      struct chem_water *out, struct error *error);

/* From an analysis to a water that reacts: its valences joined by e- into whole elements, but for
   those that `redox` keeps apart; of these, elements given whole are split by the pe of the
   analysis. Read the analysis before: joined valences that are not at equilibrium with each other
   only get there in the next chem_equilibrate. ERR_CHEM_MEMBERS. */
int chem_react_water(struct chem *chem, struct chem_water *water, const struct chem_redox *redox,
                     struct error *error);

/* Makes a sorption ready for a water: its reactions in the water's model, its bound amounts moved
   there. The water moves first to a model that has all bound elements. ERR_CHEM_MEMBERS,
   ERR_CHEM_UNSUPPORTED, ERR_TOO_LARGE. */
int chem_prepare_sorption(struct chem *chem, struct chem_water *water,
                          struct chem_sorption *sorption, struct error *error);

/* Makes a cell ready: the water moves to a model that has every element of the solids that have an
   amount, of its gases and of what is bound, exchanger and surface are prepared. Call after a cell
   is put together, not before every solve. */
int chem_prepare_cell(struct chem *chem, struct chem_cell *cell, struct error *error);
/* The water moves to a model that also has these elements (of database.elements), for reactants. */
int chem_widen_water(struct chem *chem, struct chem_water *water, const int32_t *elements,
                     size_t count, struct error *error);

#endif
