/* Shared by the files of the screening only. */
#ifndef MEGURI_WATER_MODEL_SCREEN_INSIDE_H
#define MEGURI_WATER_MODEL_SCREEN_INSIDE_H

#include "water/model/screen_train.h"

/* A subject that a blank leaves open has bounds: a partial sum is a lower bound, a largest ratio
 * too. */
struct water_bounded {
    double low;  /* at least this */
    double high; /* at most this; both NaN-free, infinite when open */
};

/* Numbers of a screening that do not change from draw to draw. */
struct water_screen_base {
    const struct water_screen *screen;
    struct water_design design;
    double limit[WATER_INPUTS];                   /* kg/m3; NaN where the set has none */
    double left_limit[WATER_LEFTS], ph_low;       /* the same; of pH the upper */
    double bed_depth, reactor_depth, pond_depth;  /* m */
    double type_neutral, type_acid, type_extreme; /* pH, pH, ratio of iron */
    double *lime_price,
        *passive_price; /* yen per year of one SI unit of each amount, in their order */
};

/* One draw of a mine: inputs and what the sizing makes of them. */
struct water_drawn {
    double input[WATER_INPUTS];
    double area, saving; /* NaN when they cannot be told */
    /* Behind the standard train: kg/m3, pH; a metal that is blank counts as absent. NaN: the train
       was not run, or has no steady state. */
    double left[WATER_LEFTS];
};

/* Values of which the smaller index comes first among equals. */
struct water_ranked {
    double value;
    uint32_t index;
};
int water_ranked_compare(const void *a, const void *b);
/* 5, 50 and 95 % of those that are numbers; scratch[count]. */
struct water_spread water_spread_of(const double *values, size_t count, double *scratch);
/* ranks[i]: 0 is the smallest; scratch[count]. */
void water_ranks_of(const double *values, uint32_t count, struct water_ranked *scratch,
                    double *ranks);
/* Of two rankings of 0 .. count-1. */
double water_rank_correlation(const double *a, const double *b, uint32_t count);

/* All draws of a mine; working memory of one thread. */
struct water_draws {
    uint32_t count;
    double *inputs; /* [WATER_INPUTS][count] */
    double *area;
    double *left, *ratio; /* [WATER_LEFTS][count]; [count] */
    double *scratch, *ranks, *input_ranks;
    struct water_ranked *sorting;
};
/* influence[WATER_INPUTS]: rank correlation of the drawn inputs with values[count]. */
void water_screen_influence(const struct water_mine *mine, struct water_draws *draws,
                            const double *values, double *influence);
/* What the draws left, in sum: all of *out but `ran` and `failed`. */
void water_screen_spread_kinetic(const struct water_screen_base *base,
                                 const struct water_mine *mine, struct water_draws *draws,
                                 struct water_kinetic *out);

/* The standard train of one thread. */
struct water_screen_runner {
    const struct water_screen_train *standard;
    struct water_train train;
    struct water_run *run;
    struct water_cell *given; /* the cells of the values as given: where draws start */
    bool has_given;
};
void water_screen_runner_init(const struct water_screen_train *standard, struct arena *arena,
                              struct water_screen_runner *out);
void water_screen_runner_finish(struct water_screen_runner *runner);
/* Runs the draw with the sizes in `amounts` (of the passive train); `given`: it is the mine's first
   draw. False: there is no steady state. */
bool water_screen_runner_settle(struct water_screen_runner *runner,
                                const struct water_amounts *amounts, bool given,
                                struct water_drawn *drawn);
/* Inputs without which the train is not run. */
extern const uint64_t water_screen_train_required;
/* What is left over its limit: the largest of the judged ones; pH units outside; BOD and COD. NaN
   when the train was not run. */
double water_screen_left_ratio(const struct water_screen_base *base,
                               const struct water_drawn *drawn);
double water_screen_ph_off(const struct water_screen_base *base, const struct water_drawn *drawn);
double water_screen_left_oxygen(const struct water_screen_base *base,
                                const struct water_drawn *drawn);
/* The input of a metal that can be left; -1 for pH, BOD and COD. */
int water_left_input(enum water_left left);

extern const uint64_t water_screen_required; /* inputs without which nothing is decided */

void water_screen_subjects(const struct water_screen_base *base, const struct water_drawn *drawn,
                           struct water_bounded out[WATER_SUBJECTS]);
/* The verdict; reasons and unknown inputs are added to when not NULL. */
enum water_verdict water_screen_verdict(const struct water_screen_base *base,
                                        const struct water_drawn *drawn, uint64_t *reasons,
                                        uint64_t *unknown);
int water_screen_type(const struct water_screen_base *base, const double input[WATER_INPUTS]);

#endif
