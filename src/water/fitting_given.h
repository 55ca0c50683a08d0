/* A study with its observations in memory, as pages and jobs have them, opened for fitting. */
#ifndef MEGURI_WATER_FITTING_GIVEN_H
#define MEGURI_WATER_FITTING_GIVEN_H

#include "water/fitting.h"

struct water_given_file {
    struct str name, bytes;
};
struct water_given {
    struct str study;                      /* its text */
    struct water_given_file observations;  /* stands for [observe] table whatever that says */
    const struct water_given_file *tables; /* what the study names beside it, by the last part of
                                              the name */
    size_t table_count;
};

/* Everything lives in `arena`, which must outlive the fitting, as `given` must. `call` needs a
   context only. ERR_WATER_STUDY with its line for a table that was not given; errors of
   water_fitting_open. water_fitting_finish also after an error. */
int water_fitting_open_given(const struct command_call *call, const struct water_given *given,
                             unsigned threads, struct arena *arena, struct water_fitting *out,
                             struct error *error);

#endif
