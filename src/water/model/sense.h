/* What rate laws read of a solved cell: a table of named readings (a dissolved total, an activity,
   a saturation, a pool …), computed when first read, and how each moves with the cell. Because a
   law reads only through here, what it depends on is known without its saying so, and its slopes
   are had by differencing the law alone and multiplying by the exact slopes of the equilibrium.
   Units: mol/kgw, pools and solids mol per kg of pore water, K, atm for gases. */
#ifndef MEGURI_WATER_MODEL_SENSE_H
#define MEGURI_WATER_MODEL_SENSE_H

#include "chem/chem.h"

/* What a cell holds beside water and equilibrium solids, mol per kg of pore water. */
enum water_pool {
    WATER_POOL_DOC,       /* dissolved organic carbon, as CH2O; flows with the water */
    WATER_POOL_LIMESTONE, /* CaCO3 */
    WATER_POOL_BRAN,      /* fast organic matter, as CH2O */
    WATER_POOL_HUSK,      /* slow organic matter, as CH2O */
    WATER_POOL_MNO2,
    /* Metals on fresh ferrihydrite (rate_sorption.c), as hydroxides; As as arsenic acid. */
    WATER_POOL_IRON_ZN,
    WATER_POOL_IRON_CD,
    WATER_POOL_IRON_CU,
    WATER_POOL_IRON_PB,
    WATER_POOL_IRON_MN,
    WATER_POOL_IRON_AS,
    WATER_POOL_DORMANT, /* share of the bacteria that has not grown yet: no mol, no law changes it
                         */
    WATER_POOLS
};

enum water_sense_kind {
    WATER_READ_TOTAL,      /* dissolved amount of a component; `name` is its master */
    WATER_READ_MOLALITY,   /* of a species */
    WATER_READ_ACTIVITY,   /* of a species */
    WATER_READ_SATURATION, /* ion activity product over K of a phase; of a gas atm */
    WATER_READ_K,          /* of dissolution of a phase at the temperature */
    WATER_READ_PH,
    WATER_READ_WATER_ACTIVITY,
    WATER_READ_KELVIN,
    WATER_READ_IONIC_STRENGTH,
    WATER_READ_POOL,   /* DOC per kg of water */
    WATER_READ_SOLID,  /* a phase in the cell */
    WATER_READ_FORMING /* what forms of a phase in the step, mol/kg/s */
};

/* A new reading is a row of water_sense_declarations in sense.c. At most 64. */
enum water_sense {
    WATER_SENSE_FE2,
    WATER_SENSE_FE3,
    WATER_SENSE_MN,
    WATER_SENSE_SO4,
    WATER_SENSE_SULFIDE,
    WATER_SENSE_O2,
    WATER_SENSE_CO2,
    WATER_SENSE_H2S,
    WATER_SENSE_CO2_ACTIVITY,
    WATER_SENSE_OH_ACTIVITY,
    WATER_SENSE_PROTON_ACTIVITY,
    WATER_SENSE_PH,
    WATER_SENSE_WATER_ACTIVITY,
    WATER_SENSE_KELVIN,
    WATER_SENSE_CO2_PRESSURE,
    WATER_SENSE_O2_PRESSURE,
    WATER_SENSE_O2_HENRY,
    WATER_SENSE_CALCITE,
    WATER_SENSE_DOC,
    WATER_SENSE_LIMESTONE,
    WATER_SENSE_BRAN,
    WATER_SENSE_HUSK,
    WATER_SENSE_MNO2,
    WATER_SENSE_DORMANT,
    WATER_SENSE_FERRIHYDRITE,
    WATER_SENSE_ALUMINIUM_HYDROXIDE,
    WATER_SENSE_FERRIHYDRITE_FORMING,
    WATER_SENSE_ZN_ACTIVITY,
    WATER_SENSE_CD_ACTIVITY,
    WATER_SENSE_CU_ACTIVITY,
    WATER_SENSE_PB_ACTIVITY,
    WATER_SENSE_MN_ACTIVITY,
    WATER_SENSE_CA_ACTIVITY,
    WATER_SENSE_SO4_ACTIVITY,
    WATER_SENSE_ASO4_ACTIVITY,
    WATER_SENSE_MG_ACTIVITY,
    WATER_SENSE_FE2_ACTIVITY,
    WATER_SENSE_PO4_ACTIVITY,
    WATER_SENSE_CO3_ACTIVITY,
    WATER_SENSE_SILICA_ACTIVITY,
    WATER_SENSE_F_ACTIVITY,
    WATER_SENSE_IONIC_STRENGTH,
    WATER_SENSES
};

struct water_sense_declaration {
    enum water_sense_kind kind;
    const char *name;     /* master, species or phase */
    enum water_pool pool; /* of WATER_READ_POOL */
};
extern const struct water_sense_declaration water_sense_declarations[WATER_SENSES];

/* Where a model has them: component, species or phase of the model; solids: phase of the database;
   CHEM_NONE when it has none, which reads as 0. Made once per model. */
struct water_places {
    int32_t at[WATER_SENSES];
    uint32_t proton, water;
};
void water_places_of(const struct chem_model *model, struct water_places *out);

/* A solved cell as a law sees it. Zero `known` and `read` at first; the values are kept. */
struct water_sight {
    const struct water_places *places;
    const struct chem_answer *answer;
    const struct chem_water *water;
    const struct chem_solids *solids;
    const double *pools, *pools_new; /* [WATER_POOLS]; DOC per kgw; of a new bed */
    /* What forms in the step of so many seconds; NULL: nothing. */
    const struct chem_solids *formed_from, *formed_to;
    double seconds;
    uint64_t known, read; /* a bit for each sense: its value is there; a law asked for it */
    double value[WATER_SENSES];
};
double water_sense_find(struct water_sight *sight, enum water_sense which);
static inline double water_sense(struct water_sight *sight, enum water_sense which)
{
    uint64_t bit = (uint64_t)1 << which;
    sight->read |= bit;
    return sight->known & bit ? sight->value[which] : water_sense_find(sight, which);
}

/* A small change of a cell, per unit of it: of the unknowns of the equilibrium, of the dissolved
   totals (mol), of pools as the sight has them; of solids unless they are held. */
struct water_change {
    const struct chem_slopes *slopes;
    double dissolved[CHEM_COMPONENTS_MAX], pools[WATER_POOLS];
    bool solids_held;
    const double *solids_before; /* of the solids before the step; NULL: they are as they were */
    double seconds;              /* of the step's length */
};
/* Sets `dissolved` of a change whose slopes are set: what a reaction gives (mol of components) less
   what the solids of the cell take of it. */
void water_change_dissolved(const struct water_sight *sight, const double *reaction,
                            struct water_change *change);
/* How the reading moves with that change. */
double water_sense_slope(const struct water_sight *sight, enum water_sense which,
                         const struct water_change *change);
/* The model has no such thing: it reads as 0. */
bool water_sense_absent(const struct water_sight *sight, enum water_sense which);
/* It stays as it is whatever happens in the cell: temperature and constants at it. */
bool water_sense_constant(enum water_sense which);

#endif
