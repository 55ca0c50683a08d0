/* A run of a train over days as an input for PHREEQC 3. Each day its flow, temperature, raw waters
   and by-passes are those of our run (means of the day); a day is cut into steps so short that no
   more than 1/20 of a cell is exchanged in one: MIX of the cell with that much of what stands
   before it, then RUN_CELLS with KINETICS and EQUILIBRIUM_PHASES for the step, cell after cell in
   the direction of flow. The last step of a day is halved and read in its middle, where the split
   of mixing and reaction costs least. The run begins with our cells and then goes its own way, but
   for what PHREEQC has no words for, which is set each morning as our run has it: solids in tanks
   that lose some with their water or sludge, shares of bacteria at work, renewed beds, MnO2, the
   ferrihydrite that forms and takes metals along. */
#ifndef MEGURI_WATER_TRAIN_EXPORT_TIME_H
#define MEGURI_WATER_TRAIN_EXPORT_TIME_H

#include "water/model/operation.h"
#include "water/train_export_inside.h"

/* Numbers of solutions: raw waters from 1; of tank t (from 0) the inflow has 1000 (t + 1), its
   cells the numbers behind it, its outflow the next one. */
enum { WATER_EXPORT_TANK = 1000, WATER_EXPORT_STEPS_MAX = 500000 };

struct water_time_export {
    struct water_exporter exporter;
    const struct water_operation *operation;
    struct water_cell *before; /* the cells in the morning */
    /* What the input has now. */
    struct chem_water waters[WATER_WATERS_MAX];
    double kelvin[WATER_TANKS_MAX], dormant[WATER_CELLS_MAX];
    struct water_rate rates[WATER_TANKS_MAX][WATER_LAWS];
    int64_t renewals[WATER_TANKS_MAX];
    int64_t steps; /* RUN_CELLS times cells so far */
    bool begun;
};

/* Definitions. The operation and its train must outlive the export; end it in any case. */
void water_time_export_begin(struct water_time_export *e, const struct water_operation *operation,
                             struct arena *arena, struct buf *out);
/* Before each day: notes the cells as they are. */
void water_time_export_morning(struct water_time_export *e);
/* After the train ran the day (counted from 1): writes it; its end stands in the table when `told`.
   ERR_TOO_LARGE beyond WATER_EXPORT_STEPS_MAX. */
int water_time_export_day(struct water_time_export *e, int64_t day, bool told, struct error *error);
void water_time_export_end(struct water_time_export *e);

/* The number of what flows out of a tank. */
int water_time_export_outflow(const struct water_train *train, size_t tank);

#endif
