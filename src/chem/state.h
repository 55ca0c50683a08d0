/* What a cell holds: a water and what is in contact with it. Plain values without ownership: SAVE,
   COPY and USE are assignments. The model a water points to belongs to the struct chem that made it.
   Units: mol in the cell, kg of water, K, ln of activity; nothing per litre. */
#ifndef MEGURI_CHEM_STATE_H
#define MEGURI_CHEM_STATE_H

#include "chem/gas.h"
#include "chem/sorption.h"

struct chem_water {
    const struct chem_model *model;
    double kelvin;
    double mass;           /* kg of H2O */
    double ionic_strength; /* mol/kgw */
    /* mol of each component in solution, model order: what reactions conserve. That of H2O includes
       the water itself. The molalities of the answer sum to these within 1e-12 of the largest
       amount in the cell; amounts that hide in the rounding of a solid are small, not exact. */
    double totals[CHEM_COMPONENTS_MAX];
    /* ln activity of each component: the answer after a solve, and the start of the next one. */
    double ln_activity[CHEM_COMPONENTS_MAX];
};

/* One row of EQUILIBRIUM_PHASES: a mineral, or a gas at fixed pressure. */
struct chem_solid {
    int32_t phase;   /* in database.phases */
    double target;   /* log10 saturation index, or log10 pressure in atm */
    double amount;   /* mol; of the alternative reactant when there is one */
    bool dissolve_only, precipitate_only;
    bool alternative;      /* `formula` is added or removed instead of the phase */
    const struct chem_atom *formula; /* of the alternative, sorted by element; lives elsewhere */
    uint32_t formula_count;
};

struct chem_solids {
    uint32_t count;
    struct chem_solid solid[CHEM_SOLIDS_MAX];
};

/* What is solved together. Pointers to things the caller owns; NULL when absent. */
struct chem_cell {
    int32_t number; /* for messages */
    struct chem_water *water;
    struct chem_solids *solids;
    struct chem_sorption *exchange, *surface; /* chem/sorption.h */
    struct chem_gas_phase *gas;               /* chem/gas.h */
    bool rough; /* a trial inside of an iteration: balances within 1e-7 are enough */
};

/* pH, pe, charge: pe is 0 when the model has no e-. */
double chem_water_ph(const struct chem_water *water);
double chem_water_pe(const struct chem_water *water);
/* eq in the cell: sum of charge times total, which no reaction between components changes. */
double chem_water_charge(const struct chem_water *water);

/* Adds factor * amounts[component_count] to the totals (a reaction step; factor in mol). */
void chem_water_add(struct chem_water *water, const double *amounts, double factor);
/* Rewrites the water in another model that has at least its elements; what the old set kept apart
   and the new one joins is joined. ERR_CHEM_MEMBERS when an amount has no place in the new model. */
int chem_water_move(struct chem_water *water, const struct chem_model *model, struct error *error);
/* Adds fraction times `other` to `water` (same model): totals and water mass; temperature by mass of
   water. Start with water->mass = 0 for a mixture. */
void chem_water_mix(struct chem_water *water, const struct chem_water *other, double fraction);

#endif
