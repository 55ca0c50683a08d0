/* Integrates a small stiff system dy/dt = f(y) with error control: Rosenbrock's method RODAS, order
   4(3), L-stable and stiffly accurate, six values of f and one Jacobian a step.
   Source: Hairer & Wanner, Solving Ordinary Differential Equations II, 2nd ed. 1996, section IV.7. */
#ifndef MEGURI_CHEM_STIFF_H
#define MEGURI_CHEM_STIFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { CHEM_STIFF_MAX = 24 }; /* equations */

/* What a callback answers: go on, this y can not be had (a shorter step may), or an error. */
enum chem_stiff_answer { CHEM_STIFF_GO, CHEM_STIFF_SHORTER, CHEM_STIFF_FAIL };

struct chem_stiff_problem {
    size_t count;
    const double *tolerance; /* error of one step in each y */
    /* Goes to y and gives f there; `slopes`: J[i * count + k] = df_i/dy_k too when it is not NULL. */
    enum chem_stiff_answer (*rates)(void *data, const double *y, double *f, double *slopes,
                                    struct error *error);
    /* May shorten or refuse an accepted y (a reactant that ends); NULL: takes all. `fraction` of the
       step to try when it answers CHEM_STIFF_SHORTER. */
    enum chem_stiff_answer (*accept)(void *data, const double *before, double *y, double *fraction);
    void *data;
};

struct chem_stiff_effort {
    int64_t steps, rejections;
};

/* From y over `seconds`; y becomes the end. *step is the first step to try (0: chosen here) and
   becomes the first one that was taken. CHEM_STIFF_SHORTER when steps get shorter than 1e-12 of the
   whole. */
enum chem_stiff_answer chem_stiff_integrate(const struct chem_stiff_problem *problem, double *y,
                                            double seconds, double *step,
                                            struct chem_stiff_effort *effort, struct error *error);

#endif
