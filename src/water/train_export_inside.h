/* What the two exports of a train share: definitions, and the blocks of a cell. */
#ifndef MEGURI_WATER_TRAIN_EXPORT_INSIDE_H
#define MEGURI_WATER_TRAIN_EXPORT_INSIDE_H

#include "chem/export_apart.h"
#include "water/train_export.h"

struct water_exporter {
    const struct water_train *train;
    const struct water_run *run; /* of the steady state */
    int retentions;
    const struct chem_model *model;
    const struct chem_database *database;
    const struct chem_apart *apart;
    struct arena *arena;
    struct buf *out;
};

/* Definitions, rates and selected output. `place_names` are the first headings of a row, `place`
   BASIC for them; behind them stand pH and mol/kgw of every constituent and of Doc. */
void water_export_begin(struct water_exporter *e, const struct water_train *train,
                        const char *remark, const char *place_names, const char *place,
                        struct buf *out);
void water_export_end(struct water_exporter *e);

void water_export_solution(struct water_exporter *e, int number, struct str title,
                           const struct chem_water *water, double doc);
/* `amounts`: as they are in the cell, else none of any. */
void water_export_solids(struct water_exporter *e, int cell, const struct chem_solids *solids,
                         bool amounts);
bool water_export_reacts(const struct water_tank *tank);
/* Nothing when no law is able to go on in the tank. */
void water_export_kinetics(struct water_exporter *e, int number, const struct water_tank *tank,
                           const struct water_cell *cell, double seconds);
void water_export_temperature(struct water_exporter *e, int cell, double kelvin);
/* Shares are made to sum up to 1. */
void water_export_mix(struct water_exporter *e, int number, const int *parts, const double *shares,
                      size_t count);

#endif
