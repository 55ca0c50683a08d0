/* Inside of a run of BASIC, shared by the arithmetic (basic_run.c) and the texts (basic_text.c). */
#ifndef MEGURI_CHEM_BASIC_RUN_H
#define MEGURI_CHEM_BASIC_RUN_H

#include "chem/basic_internal.h"

struct chem_basic_run {
    struct arena *arena;
    size_t number_count;
    double *value;
    uint8_t *active;
    double *gradient; /* number_count rows of `directions` */
    size_t directions_room;
    struct str *texts; /* of variables and temporaries: BASIC_TEXT_LIMIT bytes each */
};

struct basic_execution {
    const struct chem_basic *program;
    struct chem_basic_run *run;
    const struct chem_basic_host *host;
    const struct basic_instruction *in; /* the one that runs */
    int64_t jumps_left;
    int32_t next, depth;
    int32_t returns[BASIC_GOSUB_DEPTH];
    size_t datum;
    size_t directions;
    double *slopes;
    int32_t saved; /* the register of the last SAVE, -1 before it */
    double result;
    struct error *error;
};

int basic_run_fail(struct basic_execution *x, struct str what);
/* Copies into a slot that is no constant; too long a text is an error. */
int basic_set_text(struct basic_execution *x, int32_t slot, struct str text);
/* The instructions with texts. */
int basic_run_text(struct basic_execution *x);

#endif
