/* What fit, ensemble and predict share: a study with its calibration, cancelling by Ctrl-C, and the
   tables that say how well a model meets the observations. */
#ifndef MEGURI_WATER_FITTING_H
#define MEGURI_WATER_FITTING_H

#include "water/command.h"
#include "water/model/calibration.h"
#include "water/model/calibration_inside.h"
#include "water/model/fit.h"
#include "water/phreeqc/model.h"
#include "water/model/statistics.h"
#include "water/table.h"

struct water_fitting {
    const struct command_call *call;
    struct arena *arena;
    struct water_opened study;
    struct str bytes; /* of the study */
    struct chem_database *database;
    struct water_values beds;
    struct water_calibration calibration; /* of a train */
    struct water_phreeqc phreeqc;         /* of an existing PHREEQC input */
    bool is_phreeqc;
    struct water_problem *problem; /* of the one or the other */
};

/* Opens study, table of observations and a train per thread, or the PHREEQC input that the study
   names. Finish also after an error. */
int water_fitting_open(const struct command_call *call, struct str path, unsigned threads,
                       struct arena *arena, struct water_fitting *out, struct error *error);
/* ERR_WATER_STUDY when the study is about a PHREEQC input: `what` is done with trains only. */
int water_fitting_need_train(const struct water_fitting *fitting, struct error *error);
/* The same from fitting->study, call and arena, which are set, and the bytes of the table. */
int water_fitting_read(struct water_fitting *fitting, struct str name, struct str table,
                       unsigned threads, struct error *error);
void water_fitting_finish(struct water_fitting *fitting);

/* From now on Ctrl-C sets the flag instead of ending the program; a second one ends it. */
const atomic_bool *water_interrupt_begin(void);
void water_interrupt_end(void);

/* ERR_WATER_EXISTS when the file is there: results of people are never overwritten. */
int water_refuse_existing(struct str path, struct error *error);

/* A parameter's value in the unit in which people read it. */
struct str water_fitting_value(const struct water_problem *problem, size_t parameter, double si,
                               struct arena *arena);

/* One row per analyte and half (fitted, held out): NSE, KGE, RMSE, PBIAS before and after. */
void water_goodness_table(const struct water_problem *problem, const double *before,
                          const double *after, struct arena *arena, struct water_table *out);
/* The same of the model as the study has it, and what may be moved. */
void water_goodness_before_table(const struct water_problem *problem, const double *simulated,
                                 struct arena *arena, struct water_table *out);
void water_priors_table(const struct water_problem *problem, struct arena *arena,
                        struct water_table *out);
/* One row per observation, with both simulated values and the weighted residual after. */
void water_residual_table(const struct water_problem *problem, const double *before,
                          const double *after, struct arena *arena, struct water_table *out);

#endif
