/* The equations of one set of components, compiled from a database: every species and phase written
   as a sum of the components, in columns. Immutable once made, shared by threads; lives as long as
   the struct chem that made it and caches it by its set.

   Components are H+, H2O, one master species for each member of the set, and e- when `electron`.
   A member is a primary master ("Fe": all valences, connected by e-) or a secondary one ("Fe(2)":
   that valence alone, a component of its own; what only redox connects with it is left out).
   Amounts of components ("totals") are sums over species of n_i nu_ij: a mol of Fe+3 in the set
   {Fe} with e- is 1 Fe+2 and -1 e-. Every reaction conserves them, and their charges sum to the
   charge imbalance, which thereby stays as it is. Source: Morel & Hering 1993, "tableau". */
#ifndef MEGURI_CHEM_MODEL_H
#define MEGURI_CHEM_MODEL_H

#include "chem/database.h"

enum {
    CHEM_COMPONENTS_MAX = 64, /* of one water; an analysis of more elements is refused */
    CHEM_SOLIDS_MAX = 32,     /* of one cell */
    CHEM_LOG_K_TERMS = 6      /* 1, T, 1/T, log10 T, 1/T^2, T^2 */
};

struct chem_component {
    int32_t species; /* in database.species: its ln activity is the unknown */
    int32_t master;  /* in database.masters, CHEM_NONE for e- */
    int32_t element; /* in database.elements */
    double charge;
};

/* Sparse rows: row i has the terms start[i] .. start[i + 1] - 1. */
struct chem_rows {
    uint32_t *start;
    uint8_t *component;
    double *coefficient;
};

/* The rows of consecutive species with as many terms each, term by term: that of species first + i at
   [term * count + i], so that a loop over i is SIMD. */
struct chem_block {
    uint32_t first, count, length;
    const int32_t *component;
    const double *coefficient;
};

/* Sparse columns: column j names the species in which it is, with the coefficient. */
struct chem_columns {
    uint32_t *start;
    uint32_t *species;
    double *coefficient;
};

/* log10 K as terms of temperature, by row. */
struct chem_log_k_columns {
    double *term[CHEM_LOG_K_TERMS];
};

/* Activity coefficients of one form: species refer to their class. */
struct chem_gamma_class {
    enum chem_gamma_rule rule;
    double charge, ion_size, slope;
};

struct chem_model {
    const struct chem_database *database;
    bool electron;
    /* Members first, then H+, e- when there, H2O last. */
    uint32_t component_count, proton, water;
    int32_t electron_component; /* CHEM_NONE */
    struct chem_component *components;

    /* Aqueous species, H2O and e- left out. 1 species = sum of its row, log K of that association. */
    uint32_t species_count;
    int32_t *species; /* in database.species */
    struct chem_rows reaction;
    uint32_t block_count;
    struct chem_block *blocks; /* the same reactions */
    struct chem_log_k_columns log_k;
    double *charge, *charge_squared;
    double *alkalinity; /* eq per mol, from the masters' column of the database */
    uint16_t *gamma;    /* class */
    struct chem_gamma_class *gamma_classes;
    uint32_t gamma_class_count;
    /* Species of -mass_balance (polysulfides): what they hold is not what their mass action
       says. Their rows of amounts stand here; the columns and pairs below leave them out. */
    uint32_t uneven_count;
    uint32_t *uneven; /* species of the model */
    struct chem_rows uneven_amounts;
    /* The same coefficients by component, and products nu_ij nu_ik by pair of components j <= k for
       the Jacobian. */
    struct chem_columns columns;
    uint32_t *column_split; /* in each column positive coefficients stand before this place */
    uint32_t pair_count;
    uint8_t *pair_first, *pair_second;
    struct chem_columns pairs;

    /* Phases that the components can form. 1 phase = sum of its row, log K of that dissolution. */
    uint32_t phase_count;
    int32_t *phases; /* in database.phases */
    struct chem_rows dissolution;
    struct chem_log_k_columns phase_log_k;

    /* From indices of the database; CHEM_NONE when not in the model. */
    int32_t *species_of, *phase_of;
    /* Atoms of a valence state and of an element in each species, for readings. */
    int32_t *valence_of; /* from database.masters: column of `valences`, CHEM_NONE */
    struct chem_columns valences;
    struct chem_columns elements; /* a column for each of database.elements */
};

/* Compiles the equations of a set. `members` are database.masters, in any order, without H, O and E
   unless as O(0), H(0) decoupled from e-. `electron`: e- is a component. The arena owns the result.
   ERR_CHEM_MEMBERS: an element both whole and by valence, a member that is no aqueous master;
   ERR_TOO_LARGE: more than CHEM_COMPONENTS_MAX components. */
int chem_model_compile(const struct chem_database *database, const int32_t *members, size_t count,
                       bool electron, struct arena *arena, const struct chem_model **out,
                       struct error *error);

/* Atoms of an element in a species. */
double chem_atoms_in(const struct chem_species *species, int32_t element);
/* The component of a master (primary or secondary), CHEM_NONE when it is none. */
int32_t chem_model_component(const struct chem_model *model, int32_t master);

/* ln K of all species at a temperature: ln_k[species_count]. */
void chem_model_ln_k(const struct chem_model *model, double kelvin, double *ln_k);
double chem_model_species_ln_k(const struct chem_model *model, uint32_t species, double kelvin);
/* ln K of dissolution of one phase of the model. */
double chem_model_phase_ln_k(const struct chem_model *model, uint32_t phase, double kelvin);

/* Writes atoms and charge as moles of components: out[component_count]. For the formula of a reactant or
   of an alternative reactant ("Ca(OH)2"). An element whose valences are components of their own
   takes the valence that makes the charges meet. ERR_CHEM_REACTANT: an element that is not in the
   model, or valences that cannot be told. */
int chem_model_formula(const struct chem_model *model, const struct chem_atom *atoms, size_t count,
                       double charge, double *out, struct error *error);
/* The same of one mol of a phase (through its reaction, so that valences are known). */
void chem_model_phase_formula(const struct chem_model *model, uint32_t phase, double *out);

#endif
