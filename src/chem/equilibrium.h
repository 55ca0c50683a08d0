/* The solver: speciation of an analysis, equilibrium of a cell, and its derivatives.

   Unknowns: ln activity of each component (H2O too), ln mass of water, ionic strength, amounts of
   the solids in equilibrium. Species follow by mass action,
     n_i = W exp(ln K_i + sum_j nu_ij x_j - ln gamma_i(I)),
   and the equations are
     sum_i nu_ij n_i + sum_p nu_pj n_p = T_j   each component
     sum_j nu_pj x_j = ln K_p + ln 10 SI_p     each solid in equilibrium
     I = 1/2 sum_i z_i^2 m_i,   a_w = 1 - 0.017 sum_i m_i.
   Newton with the analytic Jacobian; solids by an active set. No allocation and no name lookup in a
   solve. Not for sharing between threads: one solver per thread; models may be shared. */
#ifndef MEGURI_CHEM_EQUILIBRIUM_H
#define MEGURI_CHEM_EQUILIBRIUM_H

#include "chem/state.h"

struct chem_solver;
struct chem_solver *chem_solver_create(void);
/* Takes NULL. */
void chem_solver_destroy(struct chem_solver *solver);
/* Working memory for a model is made here, at its first use (a lookup by pointer afterwards); the
   calls below do it by themselves. */
void chem_solver_prepare(struct chem_solver *solver, const struct chem_model *model);

/* What an analysis says of each component. */
enum chem_given {
    CHEM_GIVEN_TOTAL,      /* value: mol/kgw of the component */
    CHEM_GIVEN_ACTIVITY,   /* value: ln activity (pH, pe); its total is an answer */
    CHEM_GIVEN_ALKALINITY, /* value: eq/kgw; its total is an answer */
    CHEM_GIVEN_CHARGE,     /* the charges sum to 0; value: start, mol/kgw (or ln activity of H+) */
    CHEM_GIVEN_PHASE       /* phase at SI = value; its total is an answer */
};
struct chem_condition {
    enum chem_given given;
    double value;
    int32_t phase; /* of the model */
};

/* Speciation of an analysis: one condition per component (that of H2O is not read). `water` comes with
   model, kelvin and mass, and leaves with totals, activities and ionic strength.
   ERR_CHEM_CHARGE: the named element cannot balance the charges; ERR_CHEM_TOTAL: negative or not a
   number; ERR_CHEM_NO_SOLUTION. */
int chem_speciate(struct chem_solver *solver, struct chem_water *water,
                  const struct chem_condition *conditions, struct error *error);

/* How a solve went. */
struct chem_effort {
    uint32_t iterations, evaluations, active_changes;
    double worst; /* largest residual relative to its scale */
};

/* Brings a cell to equilibrium: changes water and amounts of solids together, so that their sums of
   components stay. Starts from water->ln_activity. All elements of solids that have an amount must
   be in the model (chem_prepare_cell in chem/chem.h sees to it); a solid of which an element is absent
   stays out. ERR_CHEM_NO_SOLUTION names cell, component and phase and carries the mass balance;
   ERR_CHEM_TOTAL. The cell is unchanged after an error. `effort` may be NULL. */
int chem_equilibrate(struct chem_solver *solver, struct chem_cell *cell,
                     struct chem_effort *effort, struct error *error);

/* The answer of the last solve of this solver, or of chem_evaluate; valid until the next call. */
struct chem_answer {
    const struct chem_model *model;
    const double *ln_molality, *molality, *ln_gamma; /* [species_count] */
    const double *ln_gamma_slope;                    /* d ln gamma / d ionic strength */
    const double *ln_k;                              /* [species_count] at the water's temperature */
    double ionic_strength, water_activity, mass;
};
struct chem_answer chem_answer_of(const struct chem_solver *solver);
/* Species of a water as its stored activities say, without solving. */
struct chem_answer chem_evaluate(struct chem_solver *solver, const struct chem_water *water);

/* Readings, all from an answer and of its water. mol/kgw and eq/kgw. */
double chem_read_component(const struct chem_answer *answer, uint32_t component);
double chem_read_element(const struct chem_answer *answer, int32_t element);
double chem_read_valence(const struct chem_answer *answer, int32_t master);
double chem_read_alkalinity(const struct chem_answer *answer);
double chem_read_charge(const struct chem_answer *answer);
/* log10 ion activity product / K of a phase of the model. */
double chem_read_saturation(const struct chem_answer *answer, const struct chem_water *water,
                            uint32_t phase);

/* Derivatives of the answer in the totals: chem/slopes.h. */

#endif
