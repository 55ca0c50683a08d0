/* A train in operation: what happens to it (event.h), how its beds fill up (bed.h), how
   bacteria grow after a start, and when a bed will have to be renewed.
       growth:   X' = 1 / (1 + (1/X - 1) e^(-k theta^(T-20) dt)),  X the share of bacteria at work
       renewal:  the first of carbon or limestone at `used_up` of the new bed, head needed = head
                 there is; beyond the end of a run by a straight line through the days before.
   Shares that go round and bacteria are looked at weekly and at each event. Sections of the study:
       [operation]  start = DATE (default: the train's beginning, or 1 April of the study's fiscal
                    year), cold_start = yes | no
       [bed TANK]   depth, head, conductivity, compaction
       [event NAME] see event.h */
#ifndef MEGURI_WATER_MODEL_OPERATION_H
#define MEGURI_WATER_MODEL_OPERATION_H

#include "water/model/bed.h"
#include "water/model/event.h"

enum water_end { WATER_END_CARBON, WATER_END_LIMESTONE, WATER_END_HEAD, WATER_ENDS };
extern const struct str water_end_labels[WATER_ENDS]; /* Japanese \x1f English */

struct water_bed_record {
    struct water_bed_state now;
    /* Day (since the start) at which each end came or will come; INFINITY: not to be seen.
       `reached`: it came within the run, since the last renewal. */
    double end_day[WATER_ENDS];
    bool reached[WATER_ENDS];
    int64_t renewals;
};

struct water_operation {
    struct water_train *train;
    day_number start;
    bool cold_start;
    struct water_event *events;
    size_t event_count;
    bool has_bed[WATER_TANKS_MAX]; /* tanks through which water seeps: porosity below 1 */
    struct water_bed beds[WATER_TANKS_MAX];
    struct water_bed_record records[WATER_TANKS_MAX];
    double used_up, inoculum, growth, theta;
    double tolerance; /* of steps, see water_span; 0.08 when read */
    /* Where the run is. */
    double day;
    size_t renewed;                 /* events before this one have had their renewal */
    double flows[WATER_WATERS_MAX]; /* m3/s without events */
    double transfer[WATER_TANKS_MAX][WATER_LAWS];                   /* kLa without events */
    double stone_day[WATER_TANKS_MAX], carbon_day[WATER_TANKS_MAX]; /* lost per day, smoothed */
    double head_day[WATER_TANKS_MAX]; /* m of head per day, smoothed */
};

/* Reads the sections and gets the train ready to start: `beds` are the values of
   data/water/beds.tsv. The train must outlive it. Errors of study_text.h and values.h. */
int water_operation_read(struct water_study_text *text, struct water_train *train,
                         const struct water_values *beds, day_number day, struct arena *arena,
                         struct water_operation *out, struct error *error);

/* Back to the start, on a train that has just been made or reset: its flows, transfer coefficients
   and cells are those of day 0. */
void water_operation_begin(struct water_operation *operation, struct water_train *train);

/* Runs `days` on, in steps of at most `step` seconds and at most a day, as the error allows. Errors
   of water_train_run. */
int water_operation_advance(struct water_operation *operation, int64_t days, double step,
                            struct water_run *run, struct error *error);

/* The first end of a tank's bed: which, and the day; false when none is to be seen. */
bool water_operation_first_end(const struct water_bed_record *record, enum water_end *which,
                               double *day);

#endif
