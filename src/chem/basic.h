/* The BASIC of RATES, USER_PUNCH and USER_PRINT, compiled once to a small byte code and run many
   times. Pure arithmetic and flow live here; what a program asks of the chemistry (TOT, ACT, SI …)
   goes to the host as a function number with the name already resolved to an index, so that a run
   compares no strings. No allocation while running; strings live in a fixed number of slots.
   Source of the language: PHREEQC 3 user's guide, "The BASIC interpreter" and table 8. */
#ifndef MEGURI_CHEM_BASIC_H
#define MEGURI_CHEM_BASIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

/* What a program may ask of the water it runs in. The unit of each is PHREEQC's. */
enum chem_ask {
    CHEM_ASK_TOT,    /* TOT("Fe(2)"), TOT("water"): mol/kgw, kg */
    CHEM_ASK_TOTMOL, /* TOTMOLE("Ca"): mol */
    CHEM_ASK_MOL,    /* MOL("CO2") mol/kgw */
    CHEM_ASK_ACT,
    CHEM_ASK_LA,
    CHEM_ASK_LM,
    CHEM_ASK_LG,
    CHEM_ASK_GAMMA,
    CHEM_ASK_SI,
    CHEM_ASK_SR,
    CHEM_ASK_LK_PHASE,
    CHEM_ASK_LK_SPECIES,
    CHEM_ASK_EQUI,
    CHEM_ASK_EQUI_DELTA,
    CHEM_ASK_KIN,
    CHEM_ASK_KIN_DELTA,
    CHEM_ASK_GAS, /* GAS("CO2(g)"): mol; PR_P: atm, of one gas */
    CHEM_ASK_GAS_PART,
    CHEM_ASK_GAS_PHI, /* PR_PHI: fugacity over pressure */
    CHEM_ASK_GAS_P,
    CHEM_ASK_GAS_VM, /* of the gas phase: atm, litre/mol */
    CHEM_ASK_SYS,    /* SYS("Ca"): mol in water, solids, exchangers, surfaces, gas */
    CHEM_ASK_GFW,    /* GFW("CaCO3"): g/mol */
    CHEM_ASK_SURF,   /* SURF("Zn", "Hfo"): the name is "Zn" TAB "Hfo" */
    CHEM_ASK_ALK,
    CHEM_ASK_MU,
    CHEM_ASK_TK,
    CHEM_ASK_TC,
    CHEM_ASK_PH,
    CHEM_ASK_PE,
    CHEM_ASK_CHARGE_BALANCE,
    CHEM_ASK_PERCENT_ERROR,
    CHEM_ASK_RHO,
    CHEM_ASK_SOLN_VOL, /* litre */
    CHEM_ASK_CELL_NO,
    CHEM_ASK_STEP_NO,
    CHEM_ASK_SIM_NO,
    CHEM_ASK_TIME,
    CHEM_ASK_TOTAL_TIME,
    CHEM_ASK_SIM_TIME,
    CHEM_ASK_M,
    CHEM_ASK_M0,
    CHEM_ASK_PARM, /* argument = its number, from 1 */
    CHEM_ASK_GET,  /* index = the key; PUT also: argument = the value */
    CHEM_ASK_PUT,
    CHEM_ASK_EXISTS, /* 1 when something was put there, else 0 */
    CHEM_ASK_RXN,  /* mol of reaction added in this step */
    CHEM_ASK_DIST, /* m along a TRANSPORT column */
    CHEM_ASK_COUNT
};

struct chem_basic_host {
    /* Compile time: the index the host will be asked with, or -1 when it has no such name
       (the program does not compile then). A name put together while running is resolved then. */
    int32_t (*resolve)(void *host, enum chem_ask ask, struct str name);
    /* Run time. `argument` is PARM's number or PUT's value, 0 otherwise. NaN says that there is no
       such thing here (a PARM that was not given): the run ends with an error. */
    double (*ask)(void *host, enum chem_ask ask, int32_t index, double argument);
    /* Run time, when derivatives are wanted: the derivative of the same answer in each of
       `directions` unknowns, added as factor * derivative to out[]. NULL: nothing depends on them. */
    void (*slope)(void *host, enum chem_ask ask, int32_t index, double argument, double factor,
                  double *out, size_t directions);
    /* DESCRIPTION: what stands behind SOLUTION n. NULL: nothing. */
    struct str (*describe)(void *host);
    void (*punch)(void *host, double value);
    void (*punch_text)(void *host, struct str value);
    void *data;
};

struct chem_basic; /* a compiled program, immutable, shared by threads */

/* Compiles a program. Lines are numbered as BASIC does; `first_line` is where it stands in `file`.
   ERR_CHEM_BASIC names file, line, the BASIC line number and what was expected; unknown functions,
   names and variables read before they are ever assigned are errors. Lives in `arena`. */
int chem_basic_compile(struct str source, struct str file, int64_t first_line,
                       const struct chem_basic_host *host, struct arena *arena,
                       const struct chem_basic **out, struct error *error);

/* Whether the program has a SAVE anywhere; a rate without one is an error of its input. */
bool chem_basic_saves(const struct chem_basic *program);

/* Working memory of runs: one per thread and program. The first differentiation with more
   directions than before takes memory from `arena`, later ones take none. */
struct chem_basic_run;
struct chem_basic_run *chem_basic_run_create(const struct chem_basic *program, struct arena *arena);

/* Runs once. *saved is what SAVE gave (NaN when SAVE was not reached: an error for a rate).
   ERR_CHEM_BASIC_RUN: division by zero, logarithm of a negative number, more than `step_limit`
   jumps (an endless GOTO); names the BASIC line. */
int chem_basic_execute(const struct chem_basic *program, struct chem_basic_run *run,
                       const struct chem_basic_host *host, int64_t step_limit, double *saved,
                       struct error *error);

/* As chem_basic_execute, and slopes[directions] = d(saved)/d(unknown) by forward differentiation
   through the program with host->slope. A branch is differentiated where it was taken. */
int chem_basic_differentiate(const struct chem_basic *program, struct chem_basic_run *run,
                             const struct chem_basic_host *host, int64_t step_limit,
                             size_t directions, double *saved, double *slopes, struct error *error);

#endif
