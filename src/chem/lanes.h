/* Waters of one model solved side by side by SIMD: number l of every vector belongs to water l. The
   equations are those of chem/solver.h; what is left out is what is seldom: rows of alkalinity,
   charge and phases, sorptions, and changes of the set of solids in equilibrium. A water that needs
   such a thing, or that does not converge at once, leaves; the caller solves it alone. What a water
   gets does not depend on its neighbours: each vector operation is eight separate ones. */
#ifndef MEGURI_CHEM_LANES_H
#define MEGURI_CHEM_LANES_H

#include "chem/solver.h"

enum {
    CHEM_LANES = 8,
    CHEM_LANES_UNKNOWNS = 64 /* a row's pattern is one word; more unknowns are solved alone */
};

typedef double chem_lane __attribute__((vector_size(CHEM_LANES * sizeof(double))));
typedef int64_t chem_lane_mask
    __attribute__((vector_size(CHEM_LANES * sizeof(int64_t)))); /* -1: yes */

/* A solid that some of the waters can have, with the same reaction in all. */
struct chem_lane_solid {
    uint32_t of, place; /* of the systems' solids; UINT32_MAX: in equilibrium in none */
    const struct chem_active
        *reaction; /* its phase and what leaves the water, of one of the systems */
    chem_lane ln_k, formed, least, most;
    chem_lane_mask in, out;
};

struct chem_lanes {
    const struct chem_model *model;
    uint32_t count; /* waters */
    bool fixed_mass;
    struct chem_system systems[CHEM_LANES];
    chem_lane_mask active, solved;

    /* Constants of the species: by species, by class of activity coefficients. */
    uint32_t capacity, matrix_capacity;
    const struct chem_model *model_of[CHEM_LANES]; /* whose constants stand in each lane, and at */
    double kelvin[CHEM_LANES];
    chem_lane *ln_k;
    chem_lane *class_numerator, *class_denominator, *class_linear;
    /* Unknowns. */
    chem_lane x[CHEM_COMPONENTS_MAX], ln_mass, ionic_strength;
    /* Species, and what follows from them. */
    chem_lane *class_ln_gamma, *class_slope;
    chem_lane *ln_molality, *molality, *amount, *weight, *weight_square;
    chem_lane positive[CHEM_COMPONENTS_MAX], negative[CHEM_COMPONENTS_MAX],
        even[CHEM_COMPONENTS_MAX];
    chem_lane sum_molality, sum_square;
    chem_lane total[CHEM_COMPONENTS_MAX];
    chem_lane_mask balanced[CHEM_COMPONENTS_MAX]; /* kind is CHEM_ROW_TOTAL */
    uint32_t solid_count;
    struct chem_lane_solid solids[CHEM_SOLIDS_MAX];
    /* The Newton equations: component j has row and column j (H2O that of its activity), then mass
       of water, ionic strength, solids. */
    uint32_t unknown_count, mass_place, strength_place;
    chem_lane wanted[CHEM_LANES_UNKNOWNS];
    chem_lane by_row[CHEM_LANES_UNKNOWNS]; /* the row is multiplied by this */
    chem_lane worst;                       /* relative residual: what convergence is judged by */
    uint64_t pattern[CHEM_LANES_UNKNOWNS]; /* columns of a row that may not be 0, after elimination
                                              too */
    chem_lane *matrix, reciprocal[CHEM_LANES_UNKNOWNS];

    struct chem_lane_answer {
        double *ln_molality, *molality, *ln_gamma, *ln_gamma_slope, *ln_k;
    } answers[CHEM_LANES];
    void *memory, *matrix_memory;
};

struct chem_lanes *chem_lanes_create(void);
/* Takes NULL. */
void chem_lanes_destroy(struct chem_lanes *lanes);

/* Brings up to CHEM_LANES cells of one model to equilibrium. Bit l of the answer: cell l was
   solved; the others are as they were, for chem_equilibrate. */
uint32_t chem_lanes_equilibrate(struct chem_lanes *lanes, struct chem_cell *const *cells,
                                uint32_t count);
/* Of a cell that was solved; valid until the next call. */
struct chem_answer chem_lanes_answer(struct chem_lanes *lanes, uint32_t lane);

/* The steps of a solve: species from the unknowns (lanes_species.c), residuals and matrix
   (lanes_rows.c), elimination (lanes_factor.c). */
void chem_lanes_species(struct chem_lanes *lanes);
void chem_lanes_residuals(struct chem_lanes *lanes);
void chem_lanes_linearise(struct chem_lanes *lanes);
/* Waters whose answer has a solid beyond its bounds, or supersaturated: their set of solids must
 * change. */
void chem_lanes_find_changes(const struct chem_lanes *lanes, chem_lane_mask *change);
/* Columns that each row can have, for the model and the solids in equilibrium. */
void chem_lanes_place(struct chem_lanes *lanes);
/* In place; waters whose pivot is lost leave. */
void chem_lanes_factor(struct chem_lanes *lanes);
/* `step` becomes the solution for it as right side. */
void chem_lanes_solve(const struct chem_lanes *lanes, chem_lane *step);

/* A function that takes or gives vectors is always inlined: the versions of CHEM_SIMD pass them in
   different ways, of which the compiler would warn. */
#define CHEM_LANE_INLINE static inline __attribute__((always_inline))
#pragma GCC diagnostic ignored "-Wpsabi"

CHEM_LANE_INLINE chem_lane chem_choose(chem_lane_mask yes, chem_lane a, chem_lane b)
{
    return (chem_lane)(((chem_lane_mask)a & yes) | ((chem_lane_mask)b & ~yes));
}
/* a > b of numbers, by the sign of b - a: gcc 12 takes comparisons of such vectors apart. */
CHEM_LANE_INLINE chem_lane_mask chem_above(chem_lane a, chem_lane b)
{
    return (chem_lane_mask)(b - a) >> 63;
}
/* Neither infinite nor NaN. */
CHEM_LANE_INLINE chem_lane_mask chem_is_finite(chem_lane a)
{
    const int64_t infinity = (int64_t)0x7ff << 52;
    return (((chem_lane_mask)a & INT64_MAX) - infinity) >> 63;
}
CHEM_LANE_INLINE chem_lane chem_larger(chem_lane a, chem_lane b)
{
    return chem_choose(chem_above(a, b), a, b);
}
CHEM_LANE_INLINE chem_lane chem_smaller(chem_lane a, chem_lane b)
{
    return chem_choose(chem_above(b, a), a, b);
}
CHEM_LANE_INLINE chem_lane chem_size(chem_lane a)
{
    return (chem_lane)((chem_lane_mask)a & INT64_MAX);
}
CHEM_LANE_INLINE chem_lane chem_every(double value)
{
    return (chem_lane){0} + value;
}
CHEM_LANE_INLINE bool chem_any(chem_lane_mask yes)
{
    int64_t any = 0;
    for (int l = 0; l < CHEM_LANES; l++)
        any |= yes[l];
    return any != 0;
}

#endif
