/* The inside of train_slopes.h, and what a run calls where it changes something. All of these do
   nothing when the train carries no slopes. */
#ifndef MEGURI_WATER_MODEL_TRAIN_SLOPES_INSIDE_H
#define MEGURI_WATER_MODEL_TRAIN_SLOPES_INSIDE_H

#include "water/model/cell_slopes.h"
#include "water/model/train_inside.h"
#include "water/model/train_slopes.h"

/* Of a water that flows. */
struct water_flow_slopes {
    bool any;
    double molality[CHEM_COMPONENTS_MAX]; /* components per kg of water */
    double doc, flow, kelvin, ln_proton;  /* flow in kg/s */
    double carried[WATER_PARTICLES_MAX];  /* mol/kgw */
};

/* Of what a cell holds. */
struct water_held_slopes {
    bool any;
    double totals[CHEM_COMPONENTS_MAX], pools[WATER_POOLS], solids[CHEM_SOLIDS_MAX];
    double suspended[WATER_PARTICLES_MAX], kelvin, ln_proton;
};

/* Of a tank as it is set up. */
struct water_tank_slopes {
    bool any;
    double pore; /* kg of water in a cell */
    double volume, porosity, pools[WATER_POOLS], kelvin;
    int32_t rate; /* whose parameter is the figure itself; CHEM_NONE */
    int parameter;
};

/* Of a raw water: as the study has it, and of the rows of its series (differences in place of
   waters). */
struct water_raw_slopes {
    bool any;
    double totals[CHEM_COMPONENTS_MAX], kelvin, ln_proton, doc;
    double ln_flow; /* of the mean flow */
    struct water_compositions series;
};

struct water_train_slopes {
    size_t count;
    const struct water_address *addresses;
    double *values;
    /* [count] each, for every water and tank */
    struct water_raw_slopes *waters[WATER_WATERS_MAX];
    struct water_tank_slopes *tanks[WATER_TANKS_MAX];
    double (*reaction)[CHEM_COMPONENTS_MAX]; /* of the law whose parameter a figure is */
    /* Scratch for differences: the tanks as they are, a series on both sides. */
    struct water_tank *kept;
    struct water_compositions low[WATER_WATERS_MAX], high[WATER_WATERS_MAX];
    /* What flows at the moment. */
    struct water_flow_slopes *raw[WATER_WATERS_MAX], *out[WATER_TANKS_MAX], *inflow, *stream;
    double *kelvin;    /* of the tank that is being solved */
    double inflow_now; /* kg/s that it gets */
    double *entering;  /* 1/s, into the cell that is being solved */
    double *bypass[WATER_TANKS_MAX];
    /* [cell_count][count]: before and after the step that is being made. */
    struct water_held_slopes *held, *next;
    /* [tank_count][count] at the end of the step before, of this one, and as told. */
    struct water_result_slopes *before, *after, *told;
    struct water_cell_slopes cell;
};

/* Raw waters of a step (in_time) or a steady state. */
void water_slopes_raw(const struct water_walk *walk, double from, double to, bool in_time);
/* The inflow of a tank, mixed. */
void water_slopes_inflow(const struct water_walk *walk, const struct water_tank *tank,
                         const struct water_outflow *in);
/* Before and after a cell is solved: dt 0 for the steady state. What enter returns goes into the
   cell's context. */
struct water_cell_slopes *water_slopes_enter(struct water_train *train,
                                             const struct water_tank *tank, uint32_t cell,
                                             const struct water_stream *in, double dt);
void water_slopes_leave(struct water_train *train, const struct water_tank *tank, uint32_t cell,
                        const struct water_stream *out, double dt);
/* The solver stands at the mixture of what left the cells, `out`, and what went round them. */
int water_slopes_join(const struct water_walk *walk, const struct water_tank *tank,
                      const struct water_outflow *in, const struct water_outflow *out,
                      const struct chem_water *mixed, struct error *error);
/* Before what hangs in the water of a cell is reckoned (particles.h), with the same arguments. */
void water_slopes_particles(struct water_train *train, const struct water_tank *tank, uint32_t cell,
                            const struct water_particle_flow *flow, const struct water_cell *before,
                            const double *carried);
/* Solids of a cell were drawn with the sludge in the step being made. */
void water_slopes_draw(struct water_train *train, uint32_t cell);

/* What leaves the tanks: at the start of a run; after a step; at a share of a step; the step is
   over and accepted. */
void water_slopes_start(struct water_train *train);
void water_slopes_report(struct water_train *train);
void water_slopes_between(struct water_train *train, double share);
void water_slopes_accept(struct water_train *train);

/* Operation: bacteria begin anew or grow (of a cell: its derivatives in the share that is dormant
   and in temperature); `added` mol per kg of pore water were put into each cell of a bed, or all of
   it was made new; the share that goes round a bed was looked at, at a flow in m3/s (stopped: all
   goes round whatever the bed). */
void water_slopes_start_bacteria(struct water_train *train, size_t tank);
void water_slopes_grow(struct water_train *train, uint32_t cell, double by_dormant,
                       double by_kelvin);
void water_slopes_renew(struct water_train *train, size_t tank, const double *added, bool whole);
struct water_bed;
void water_slopes_bypass(struct water_train *train, size_t tank, const struct water_bed *bed,
                         double flow, double blockage, bool stopped);

#endif
