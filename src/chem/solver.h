/* Working memory and steps of a solve. The inside of chem/equilibrium.h: chem_evaluate_species
   gives species from the unknowns, chem_linearise residuals and Jacobian, chem_newton repeats both;
   what is solved stands in struct chem_system, made by speciation (analysis) or equilibrium (cell).
 */
#ifndef MEGURI_CHEM_SOLVER_H
#define MEGURI_CHEM_SOLVER_H

#include "chem/bound.h"
#include "chem/dense.h"
#include "chem/equilibrium.h"
#include "chem/gas_real.h"
#include "chem/slopes.h"
#include "chem/water_properties.h"

/* What stands in the row of a component. */
enum chem_row_kind {
    CHEM_ROW_TOTAL,      /* sum of nu n = total */
    CHEM_ROW_FIXED,      /* no row and no unknown: the activity is given */
    CHEM_ROW_ABSENT,     /* no row and no unknown: there is none of it */
    CHEM_ROW_ALKALINITY, /* sum of alkalinity n = total */
    CHEM_ROW_CHARGE,     /* sum of charge n = 0 */
    CHEM_ROW_PHASE       /* saturation of a phase */
};

/* ln activity of what is not there: exp gives 0 for every species with it. */
#define CHEM_LN_ABSENT (-1e5)
#define CHEM_LEAST_STRENGTH 1e-14       /* mol/kgw: keeps 1 / sqrt(I) finite */
#define CHEM_NEGLIGIBLE_ELECTRONS 1e-20 /* mol: pe has no meaning below */
#define CHEM_LEAST_AMOUNT 1e-300        /* mol: keeps quotients finite */
#define CHEM_ROUNDED 1e-2               /* of what solids move: times the tolerance 1e-12, 50 ulp */

enum chem_solid_state { CHEM_SOLID_OUT, CHEM_SOLID_IN, CHEM_SOLID_UNABLE };

/* A solid in terms of the model. */
struct chem_active {
    enum chem_solid_state state;
    uint32_t phase;     /* of the model */
    double ln_k;        /* with its target: sum nu x = ln_k at equilibrium */
    double formed;      /* mol taken out of the water by this solve; negative: dissolved */
    double least, most; /* bounds of `formed` */
    bool alternative;
    /* What leaves the water per mol formed: terms of components. */
    uint32_t count;
    uint8_t component[CHEM_COMPONENTS_MAX];
    double coefficient[CHEM_COMPONENTS_MAX];
};

/* The gas phase of the cell in terms of the model: chem/gas_couple.c. */
struct chem_gases {
    uint32_t count;                  /* gases that the water can form; 0: no gas phase */
    uint32_t place[CHEM_GASES_MAX];  /* in the cell's gas phase */
    uint32_t phase[CHEM_GASES_MAX];  /* of the model */
    double ln_k[CHEM_GASES_MAX];     /* sum nu x = ln_k + ln phi + ln p */
    double ln_phi[CHEM_GASES_MAX];   /* as of the species evaluated: no unknowns of their own */
    double kelvin, volume, z;        /* z: p V / n R T */
    struct chem_gas_fluid fluid;
    double pressure[CHEM_GASES_MAX]; /* atm at the activities evaluated */
    double sum;                      /* of them */
    double before, fixed;            /* mol at the start; the pressure that is given */
    double per_pressure;             /* mol per atm at fixed volume; 0: a pressure is fixed */
    uint32_t solid;                  /* with fixed pressure: its place among the solids */
};

struct chem_system {
    const struct chem_model *model;
    enum chem_row_kind kind[CHEM_COMPONENTS_MAX];
    double total[CHEM_COMPONENTS_MAX];      /* mol, or eq for alkalinity */
    uint32_t phase_of[CHEM_COMPONENTS_MAX]; /* of CHEM_ROW_PHASE */
    double phase_ln_k[CHEM_COMPONENTS_MAX];
    bool fixed_mass; /* the mass of water is given, H2O has no total */
    uint32_t solid_count;
    struct chem_active solids[CHEM_FORMING_MAX];
    struct chem_gases gases;

    /* Unknowns. */
    double x[CHEM_COMPONENTS_MAX]; /* ln activity */
    double ln_mass, ionic_strength;

    /* Places of the unknowns in the matrix, spare = unknown_count for none; chem_place_unknowns. */
    uint32_t unknown_count;
    uint8_t column_of[CHEM_COMPONENTS_MAX]; /* of x */
    uint8_t row_of[CHEM_COMPONENTS_MAX];    /* of the balance of a component */
    uint32_t mass_place, strength_place, solid_place[CHEM_FORMING_MAX];
};

struct chem_solver {
    const struct chem_model *model; /* the arrays are for */
    double kelvin;
    struct chem_debye debye;
    uint32_t capacity; /* species */
    double *ln_k, *ln_molality, *molality, *amount, *ln_gamma, *gamma_slope;
    double *class_ln_gamma, *class_slope;
    double *class_numerator, *class_denominator, *class_linear; /* at the temperature */
    double *weight, *weight_square; /* per species, of the rows that are being summed */
    void *memory;

    struct chem_system system;
    /* Balances: what raises the amount of a component and what lowers it, both positive; their
       difference is the residual. `varying` is the side that species make up. */
    double positive[CHEM_COMPONENTS_MAX], negative[CHEM_COMPONENTS_MAX]; /* sums of nu n by sign */
    double dissolved[CHEM_COMPONENTS_MAX]; /* that of dissolved species alone */
    double even[CHEM_COMPONENTS_MAX]; /* sum of nu n of dissolved species, uneven ones left out */
    double sum_molality, sum_square;  /* of m, of z^2 m */
    double residual[CHEM_DENSE_MAX];  /* relative: what convergence is judged by */
    double wanted[CHEM_DENSE_MAX];    /* right side of the Newton equations, scaled as the matrix */
    double plain[CHEM_DENSE_MAX];     /* the same with differences where `wanted` has logarithms */
    double scale[CHEM_DENSE_MAX];     /* row i of the matrix was divided by this */
    struct chem_dense matrix;
    /* Exchanger and surface of the cell, and the derivatives of what they hold. */
    uint32_t sorption_count;
    struct chem_bound bound[CHEM_SORPTIONS_MAX];
    double bound_by_x[CHEM_COMPONENTS_MAX * CHEM_COMPONENTS_MAX];
    uint32_t iterations, evaluations, changes;
    bool evaluated;    /* the species are those of the unknowns: said by chem_start, used by
                          chem_newton */
    uint32_t factored; /* `changes` + 1 when the matrix was factored, 0 for never */
};

/* Memory for the model, constants for the temperature. */
void chem_solver_set(struct chem_solver *solver, const struct chem_model *model, double kelvin);
/* Species from the unknowns of solver->system. */
void chem_evaluate_species(struct chem_solver *solver);
/* Molalities alone, with the activity coefficients there are. */
void chem_evaluate_molalities(struct chem_solver *solver);
/* Numbers the unknowns after kinds or states of solids changed. */
void chem_place_unknowns(struct chem_system *system);
/* Residuals of the evaluated species (scaled); returns the largest. */
double chem_residuals(struct chem_solver *solver);
/* Totals less what solids hold by their present amounts. */
void chem_totals_left(const struct chem_system *system, double *left);
/* ln of ion activity product over K (with target) of a solid: positive when it wants to form. */
double chem_affinity(const struct chem_system *system, uint32_t solid);
/* Activity of water and its derivative in the sum of molalities. */
double chem_water_activity(double sum_molality, double *slope);
struct chem_gamma_constants {
    double numerator, denominator, linear;
};
struct chem_gamma_constants chem_gamma_constants_at(const struct chem_gamma_class *class,
                                                    const struct chem_debye *debye);
/* d(activity of water) / d(sum of molalities) at the species evaluated. */
double chem_water_activity_slope(const struct chem_solver *solver);
/* mol of H2O in so many kg. */
double chem_water_moles(double kilograms);
/* Starting values of components without a better one: each as if free, met once by its own balance.
 */
void chem_start_cold(struct chem_solver *solver);
/* The matrix for them. `held`: ionic strength and mass of water stay as they are. */
void chem_linearise(struct chem_solver *solver, bool held);

/* Sorptions of the cell: their amounts join the totals of the system, begin; the sums of the
   balances, evaluate; the matrix, linearise; the function that a step must lower, objective (at the
   present activities). take: the answer goes to the cell, and out of its water. */
void chem_sorption_begin(struct chem_solver *solver, const struct chem_cell *cell);
void chem_sorption_evaluate(struct chem_solver *solver);
void chem_sorption_linearise(struct chem_solver *solver, const double *by_row);
double chem_sorption_objective(struct chem_solver *solver);
void chem_sorption_take(const struct chem_solver *solver, struct chem_cell *cell);

/* The gas phase likewise. compose: pressures and composition at the present activities. Until
   release the phase at fixed pressure has the volume it had, which is a better start. */
void chem_gases_begin(struct chem_solver *solver, const struct chem_cell *cell);
void chem_gases_release(struct chem_solver *solver);
void chem_gases_compose(struct chem_system *system);
void chem_gases_evaluate(struct chem_solver *solver);
void chem_gases_linearise(struct chem_solver *solver, const double *by_row);
/* `amount`: mol that the step leads to, of the phase at fixed pressure. */
double chem_gases_objective(const struct chem_system *system, double amount);
void chem_gases_take(const struct chem_solver *solver, struct chem_cell *cell);
/* Whether this one of the solids is the gas phase at fixed pressure. */
bool chem_is_gas_phase(const struct chem_system *system, uint32_t solid);
/* False when the gases want to form a phase and none is there. */
bool chem_gases_held(const struct chem_system *system);
/* Whether the given pressure is below that of water's vapour: no water stays beside the gas phase.
 */
bool chem_gases_boil(const struct chem_system *system);
/* ln(sum of pressures / given pressure). */
double chem_gases_affinity(const struct chem_system *system);
/* The part of the step, at most `factor`, at which the gas phase would form. */
double chem_gases_reach(const struct chem_system *system, const double *step, double factor);
/* d(mol of a gas of the system) along slopes of the answer. */
double chem_gases_slope(const struct chem_system *system, uint32_t gas,
                        const struct chem_slopes *slopes);

/* What a solid's saturation depends on: sum of coefficient * ln activity. */
struct chem_terms {
    uint32_t count;
    const uint8_t *component;
    const double *coefficient;
};
struct chem_terms chem_saturation_terms(const struct chem_system *system, uint32_t solid);

/* The system of a cell: begin its unknowns and totals, then solids, then (after sorptions and gases
   added theirs) rows. take: the answer of water and solids goes to the cell. */
void chem_system_begin(struct chem_system *system, const struct chem_cell *cell);
int chem_system_solids(struct chem_system *system, const struct chem_cell *cell,
                       struct error *error);
void chem_system_rows(struct chem_system *system, const struct chem_water *water);
void chem_system_take(const struct chem_system *system, struct chem_cell *cell);
/* No solid supersaturated; those that are met or nearly so are in equilibrium. */
void chem_start_solids(struct chem_system *system);
/* Brings activities and states of solids to where chem_newton may begin. */
void chem_start(struct chem_solver *solver);
/* The same from where only pH means something. */
void chem_start_elsewhere(struct chem_solver *solver);
/* Whether the reaction of a solid is a sum of those of the solids in equilibrium. */
bool chem_depends(const struct chem_system *system, uint32_t solid);
/* Before a solid joins: the one that can not be in equilibrium beside it leaves. */
void chem_make_room_for(struct chem_system *system, uint32_t solid);
/* ERR_CHEM_NO_SOLUTION with the worst row and the mass balance of the state reached. */
int chem_refuse_solution(struct chem_solver *solver, int32_t cell, struct error *error);
/* ln activity of a species of the database as the water has it; NaN when it can not tell. */
double chem_ln_activity_of(const struct chem_water *water, int32_t species);
struct str chem_component_name(const struct chem_model *model, uint32_t component);

enum chem_outcome { CHEM_SOLVED, CHEM_STALLED, CHEM_LOST };
/* Until the largest scaled residual is below `tolerance`, at most `limit` steps; solids join and
   leave on the way. No solid that is out may be supersaturated at the start. */
enum chem_outcome chem_newton(struct chem_solver *solver, double tolerance, uint32_t limit);

#endif
