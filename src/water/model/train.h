/* A train: waters, tanks in the order of flow, each a row of stirred cells. Flow is one-way, so
   cells are solved one after the other, in time or for the steady state. Each tank has its own
   volume, porosity, temperature, laws and solids; a source gives each tank a share of its outflow
   (by-pass, branches). Sources: docs/water.md. Units inside: m3, m3/s, K, mol/kgw; 1 m3 of water is
   1,000 kg. */
#ifndef MEGURI_WATER_MODEL_TRAIN_H
#define MEGURI_WATER_MODEL_TRAIN_H

#include "water/model/particles.h"
#include "water/model/curve.h"

enum { WATER_TANKS_MAX = 40, WATER_WATERS_MAX = 8, WATER_SOURCES_MAX = 8, WATER_CELLS_MAX = 400 };

/* A train without a date begins on the first of April of no year. */
#define WATER_NO_BEGINNING INT32_MIN

struct water_source {
    int32_t tank;  /* an earlier tank, or CHEM_NONE */
    int32_t water; /* else a raw water */
    double share;  /* 0..1 of what flows out of it */
};

struct water_tank {
    struct str name, kind;
    double volume, porosity; /* m3 of the tank; its water is volume x porosity */
    int64_t cells;
    double kelvin; /* 0: as its series, the season or its inflow says */
    struct water_curve kelvins;
    double bypass;   /* share of the inflow that goes round the cells; mixed with what left them */
    double settling; /* 1/s, of what hangs in the water; 0: as `passes` says */
    double passes;   /* 0..1: share of the solids that enter which flows out again */
    bool sludge_drawn; /* solids in equilibrium are taken away as they form, in time too */
    struct water_source sources[WATER_SOURCES_MAX];
    size_t source_count;
    struct water_rate rates[WATER_LAWS];
    size_t rate_count;
    struct chem_solids solids;
    double pools[WATER_POOLS]; /* mol per kg of pore water, of a new bed */
    uint32_t first_cell;
};

struct water_train {
    struct str name;
    struct chem *chem;
    const struct chem_model *model;
    struct water_places places;
    struct str water_names[WATER_WATERS_MAX];
    struct water_quality qualities[WATER_WATERS_MAX];
    struct chem_water waters[WATER_WATERS_MAX];
    double flows[WATER_WATERS_MAX]; /* m3/s, mean of the year */
    size_t water_count;
    /* Series stand in place of the mean flow with its monthly factors, and of the one analysis. */
    struct water_curve flow_series[WATER_WATERS_MAX]; /* m3/s */
    struct water_compositions compositions[WATER_WATERS_MAX];
    day_number begin;         /* the day (0:00 JST) at which times are 0; WATER_NO_BEGINNING */
    double flow_factor[12];   /* by month, 1 = mean */
    double season_kelvin[12]; /* 0: no season */
    struct water_tank tanks[WATER_TANKS_MAX];
    size_t tank_count;
    struct water_cell *cells;
    uint32_t cell_count;
    double converged; /* relative defect of extents at which a cell is solved; 0: as needed, which
                         is 1e-7 of a steady state and 1e-4 of a step */
    int32_t constituents[WATER_CONSTITUENTS]; /* their components, CHEM_NONE */
    struct water_particles particles;
    struct water_train_work *work;
};

/* What left the train and each tank, and what a run did. */
struct water_tank_result {
    double flow;                              /* m3/s out of it */
    double retention;                         /* s */
    double ph, charge;                        /* of the outflow; eq/kgw */
    double molality[WATER_CONSTITUENTS], doc; /* mol/kgw dissolved */
    double total[WATER_CONSTITUENTS];         /* mol/kgw, dissolved and in particles */
    double suspended;                         /* kg of solids per kg of water */
    double extent[WATER_LAWS];     /* mol per second (steady) or mol (in time) in the whole tank */
    double solid[CHEM_SOLIDS_MAX]; /* mol per second formed (steady), or mol present (in time) */
    double drawn[CHEM_SOLIDS_MAX]; /* mol drawn with the sludge (in time) */
};
struct water_run {
    struct water_tank_result tanks[WATER_TANKS_MAX];
    double mass_balance;   /* largest relative defect of a component over the run */
    double charge_balance; /* the same of charge */
    /* Steps of cells, steps of the train taken, and tried again because a cell did not converge or
       because the error was too large. */
    uint64_t steps, equilibrations, jacobians, train_steps, halvings, rejections;
};

/* Threads: each runs a train of its own. This makes one: tanks, waters, parameters and cells are
   copied as they are, the model is shared, the solver is new. `from` must outlive it (not its
   cells), and nobody may read or finish it meanwhile. Give the copy to water_train_finish. */
void water_train_copy(const struct water_train *from, struct arena *arena, struct water_train *out);

/* Back to the start: cells as water_train_prepare makes them of tanks and waters as they are now.
   Call after parameters, pools or volumes of tanks were changed and before the next run; numbers of
   cells and sources may not change (that is water_train_prepare). Allocates nothing. */
void water_train_reset(struct water_train *train);

/* After a change of train->qualities: speciates the raw waters again in the train's model. A
   constituent that was in none of the waters when the train was read counts as absent. Errors of
   water_quality_speciate. */
int water_train_speciate(struct water_train *train, struct error *error);

/* Makes the cells of all tanks, filled with the first of the waters. After a change of the tanks'
   numbers of cells or sources, call again. ERR_TOO_LARGE. */
int water_train_prepare(struct water_train *train, struct arena *arena, struct error *error);

/* The steady state at the flow and season of a month (0..11; -1: the mean, no season), of the raw
   waters as the study's sections say. Pools are those the cells have. Solids of the cells are
   what forms in a second: reset the train before it runs in time. Errors of water_cell_settle with
   the tank's name. */
int water_train_settle(struct water_train *train, int month, struct water_run *out,
                       struct error *error);

/* Runs `seconds` on from the state of the cells, `start` seconds after the beginning, in steps of
   `step`; a step that does not converge is halved. Extents and balances are added to `out` (zero it
   before the first call). */
int water_train_advance(struct water_train *train, double start, double seconds, double step,
                        struct water_run *out, struct error *error);

/* A run and what is told along its way. Times are seconds after the train's beginning.
   Steps are as long as the error of one allows (estimated from the bend of the path of dissolved
   amounts, relative to these or to a fiftieth of what comes in), at most `longest`, and for the
   sake of the error not shorter than `shortest`. Flow, temperature and composition of a step are
   means over it. Balances hold at every step, whatever its length. */
struct water_span {
    double start, seconds;
    double longest, shortest; /* s; shortest 0: a 24th of longest */
    double tolerance;         /* relative error of a step; 0: every step is `longest` */
    bool goes_on; /* nothing breaks the path here: if the last run ended at `start`, the length of
                     its steps is taken over, else steps grow from small ones */
    /* At each of these ascending times `observe` is told what flows out of the tanks then: all of
       run->tanks but `extent` and `solid` (sums up to the last step), straight lines between steps.
     */
    const double *times;
    size_t time_count;
    void (*observe)(void *data, double time, const struct water_train *train,
                    const struct water_run *run);
    /* At each of these ascending times a step ends, and `act` may change pools and solids of cells
       and parameters of tanks. What it answers other than 0 ends the run. */
    const double *stops;
    size_t stop_count;
    int (*act)(void *data, double time, struct water_train *train, struct error *error);
    void *data; /* of both */
};
/* As water_train_advance, over a span. Nothing is allocated in a step. */
int water_train_run(struct water_train *train, const struct water_span *span, struct water_run *out,
                    struct error *error);

/* Reads [water …], [flow], [season] and [tank …] of a study with the kinds of data/water/units.tsv.
   `database` must outlive the train; the arena owns it. ERR_WATER_STUDY with line: a tank fed by a
   later one (a loop), shares above 1, unknown kinds, laws or phases. */
int water_train_read(struct water_study_text *text, const struct chem_database *database,
                     const struct water_values *rates, struct str units, day_number day,
                     struct arena *arena, struct water_train *out, struct error *error);
void water_train_finish(struct water_train *train);

#endif
