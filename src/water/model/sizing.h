/* Size of each unit of a treatment by the rules that engineers use today: by rate, by retention
   time, by load. Every rule is computed, none is dropped; the largest governs and the result says
   which. This is the lumped baseline that stands beside the kinetic model.
   Numbers of the rules come from data/water/design.tsv; formulas: AMDTreat (OSMRE), GARD guide,
   Hedin et al. 1994, ITRC BCR-1; worked figures in docs/water.md.
   Units: m3/s, kg/m3, m2, m3, kg, s. */
#ifndef MEGURI_WATER_MODEL_SIZING_H
#define MEGURI_WATER_MODEL_SIZING_H

#include "water/model/acidity.h"
#include "water/model/values.h"

enum { WATER_RULES = 6 };

/* One way to size a unit. */
struct water_rule {
    struct str name;                  /* "SO4 還元速度" */
    const struct water_value *number; /* the row of design.tsv that was used */
    double size;                      /* in the unit of the whole result */
};

struct water_size {
    struct water_rule rules[WATER_RULES];
    size_t count, governing; /* index of the rule with the largest size */
    double size;             /* of the governing rule; m2, m3 or kg, see each function */
};

struct water_inflow {
    double flow; /* m3/s */
    double ph;
    struct water_metals metals; /* kg/m3 dissolved */
    double alkalinity;          /* kg CaCO3/m3 */
};

struct water_design {
    const struct water_values *values; /* data/water/design.tsv */
    day_number day;                    /* edition */
};

/* Pore volume (m3) of a sulfate-reducing bed: divalent metals to be bound as sulfide against the
   reduction rate, and each of the retention times in use. Divide by the porosity for the bed. */
int water_size_sulfate_bed(const struct water_design *design, const struct water_inflow *inflow,
                           struct water_size *out, struct error *error);

/* Area (m2) of an aerobic wetland: iron and manganese areas add, retention at a depth. */
int water_size_aerobic_wetland(const struct water_design *design, const struct water_inflow *inflow,
                               struct water_size *out, struct error *error);

/* Area (m2) of a vertical flow pond by acid load. */
int water_size_vertical_flow_pond(const struct water_design *design,
                                  const struct water_inflow *inflow, struct water_size *out,
                                  struct error *error);

/* Limestone of a bed or anoxic drain: what the retention needs, and what dissolves over its life.
 */
struct water_limestone {
    double for_retention, for_life, mass; /* kg; mass is the sum */
    double dissolution;                   /* kg/s */
};
int water_size_limestone(const struct water_design *design, const struct water_inflow *inflow,
                         struct water_limestone *out, struct error *error);

/* Volume (m3) of an iron oxidation reactor and of a settling pond by retention. */
int water_size_retention(const struct water_design *design, const struct water_inflow *inflow,
                         const char *key, struct str name, struct water_size *out,
                         struct error *error);

/* Area (m2) of a clarifier by surface loading. */
int water_size_clarifier(const struct water_design *design, const struct water_inflow *inflow,
                         struct water_size *out, struct error *error);

/* W that a pump draws: rho g H Q / efficiency. */
double water_pump_power(double flow, double head, double efficiency);
/* Head (m) lost in a pipe by Hazen-Williams; length and diameter in m, coefficient 150 for plastic.
 */
double water_pipe_loss(double flow, double length, double diameter, double coefficient);

#endif
