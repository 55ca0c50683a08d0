/* Integrates a small stiff system dy/dt = f(y) whose right side is expensive, with error control:
   the Radau IIA collocation method of five stages (order 9, stiffly accurate, L-stable). An
   interval is usually one step; a step costs one Jacobian and five values of f per iteration, of
   which the first iteration starts from the linearised system, or from the path of the last
   interval when that one was alike. Source: Hairer & Wanner, Solving Ordinary Differential
   Equations II, 2nd ed. 1996, IV.5 and IV.8; Hairer & Wanner 1999, J. Comput. Appl. Math. 111, 93
   (more stages). */
#ifndef MEGURI_CHEM_STIFF_H
#define MEGURI_CHEM_STIFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

enum { CHEM_STIFF_MAX = 24 /* equations */, CHEM_STIFF_STAGES = 5 };

/* What a callback answers: go on, this y can not be had (a shorter step may), or an error. */
enum chem_stiff_answer { CHEM_STIFF_GO, CHEM_STIFF_SHORTER, CHEM_STIFF_FAIL };

enum { CHEM_STIFF_HINT = 72 };
/* What the owner of a problem keeps of a start or stage for a like interval: the numbers left there
   by the last one (NULL: none) and the place for those of this one. */
struct chem_stiff_hint {
    const double *last;
    double *next; /* [CHEM_STIFF_HINT] */
};

struct chem_stiff_problem {
    size_t count;
    const double *tolerance; /* error of one step in each y */
    /* f and its slopes (J[i * count + k] = df_i/dy_k) at y, the start of a step. */
    enum chem_stiff_answer (*start)(void *data, const double *y, double *f, double *slopes,
                                    const struct chem_stiff_hint *hint, struct error *error);
    /* f at the stages of the step, each near to where it was in the iteration before. */
    enum chem_stiff_answer (*stages)(void *data, double (*y)[CHEM_STIFF_MAX],
                                     double (*f)[CHEM_STIFF_MAX],
                                     const struct chem_stiff_hint *hints, struct error *error);
    /* May shorten or refuse an accepted y (a reactant that ends), with the `fraction` of the step
       to try when it answers CHEM_STIFF_SHORTER; otherwise the next step starts from stage 5. */
    enum chem_stiff_answer (*accept)(void *data, const double *before, double *y, double *fraction);
    void *data;
};

/* What one interval tells the next one of the same cell: its steps and their paths. `arena` owns
   them; NULL: nothing is kept. The rest is zero at first. */
struct chem_stiff_memory {
    struct arena *arena;
    uint32_t count, room;
    double contraction; /* of the last iterations */
    double suited;      /* length that would have suited the first step */
    double *steps;      /* count rows: see stiff.c */
};

struct chem_stiff_effort {
    int64_t steps, rejections;
};

/* From y over `seconds`; y becomes the end. CHEM_STIFF_SHORTER when steps get shorter than 1e-12 of
   the whole. */
enum chem_stiff_answer chem_stiff_integrate(const struct chem_stiff_problem *problem, double *y,
                                            double seconds, struct chem_stiff_memory *memory,
                                            struct chem_stiff_effort *effort, struct error *error);

#endif
