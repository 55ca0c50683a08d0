/* How a bed fills up: pores lost to what precipitates and to organic matter that settles, the head
   that the flow then needs, and the share that goes round when there is not so much head; and how
   much of its carbon and limestone is left.
       n   = n0 (1 - c (1 - M/M0)) - sum of (mol of solid per m3 of bed) x (its volume in the pores)
       K   = K0 b (n/n0)^3 ((1 - n0)/(1 - n))^2                        Kozeny 1927, Carman 1937
       h   = q sum over the cells of (L/cells) / K,  q = Q A^-1         Darcy
       by-pass = 1 - H/h where h > H
   c, K0, the volumes: data/water/beds.tsv; b: blockage. Units: m, m/s, m3/s, mol, shares 0..1. */
#ifndef MEGURI_WATER_MODEL_BED_H
#define MEGURI_WATER_MODEL_BED_H

#include "water/model/train.h"

/* A tank through which water seeps. */
struct water_bed {
    double depth;                    /* m along the flow; 0: not given, no head is reckoned */
    double head;                     /* m that is there; 0: not given, all water goes through */
    double conductivity;             /* K0, m/s, of the new bed */
    double compaction;               /* c: share of the pores lost with all the organic matter */
    double deposit[CHEM_SOLIDS_MAX]; /* m3 of pores that a mol of each solid of the tank takes */
};

struct water_bed_state {
    double porosity, narrowest; /* mean, and of the fullest cell */
    double permeability;        /* of the row of cells, relative to the new bed */
    double head_needed;         /* m at that flow if all of it went through; 0 without a depth */
    double bypass;              /* 0..1 */
    double carbon, limestone;   /* what is left, relative to the new bed; -1: it has none */
};

/* Defaults of data/water/beds.tsv for a tank. ERR_WATER_NO_VALUE names a solid without a volume. */
int water_bed_init(const struct water_train *train, size_t tank, const struct water_values *values,
                   day_number day, struct water_bed *out, struct error *error);

/* The bed as its cells are now, at a flow of m3/s; `blockage` multiplies the conductivity. */
void water_bed_look(const struct water_train *train, size_t tank, const struct water_bed *bed,
                    double flow, double blockage, struct water_bed_state *out);

#endif
