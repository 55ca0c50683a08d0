/* An existing PHREEQC model as what a fit works on: its figures are the parameters, rows of its run
   the simulated values. Sections of the study:
     [model]              phreeqc, database: files beside the study
     [point NAME]         simulation, cell, state, step, start: rows of the run that are this point;
                          ITEM = COLUMN [+ COLUMN] UNIT, where the default does not do
     [parameter ADDRESS]  an address of chem/places.h, or particulate.ITEM
     [observe], [hold out], [particulate] as for a train (calibration.h)
   A run exchanges the figures in the text and runs that: nothing else of the input changes. */
#ifndef MEGURI_WATER_PHREEQC_MODEL_H
#define MEGURI_WATER_PHREEQC_MODEL_H

#include "chem/places.h"
#include "water/model/calibration.h"
#include "water/phreeqc/rows.h"

enum { WATER_PHREEQC_PARTS = 4 };

/* Which rows are a point. */
struct water_phreeqc_point {
    struct str name, state;         /* state empty: any that is no initial one */
    int64_t simulation, cell, step; /* -1: any; step -1: the last row, or by time */
    bool in_time;                   /* by the moment of the sample */
    day_number start;               /* time 0 of its rows */
    int64_t line;
};

/* Where an item of a point stands in a row: the sum of its columns times a factor, in mg/L. */
struct water_phreeqc_series {
    size_t point;
    struct water_analyte item;
    struct str columns[WATER_PHREEQC_PARTS];
    size_t column_count;
    bool own;      /* of our own table, not the author's */
    double factor; /* mg/L per unit of the columns; 1 of pH */
    int64_t line;  /* of the study; 0: the default */
};

/* What a parameter changes: places of the input, or the share of an item in suspended solids. */
struct water_phreeqc_change {
    size_t *places;
    size_t count;
    struct str particulate;
};

struct water_phreeqc_file {
    struct str name, bytes;
};

struct water_phreeqc {
    struct water_problem problem; /* for fit.h and ensemble.h */
    struct water_observed_rows samples;
    struct str file, text; /* the input as it stands in its file */
    struct chem_places places;
    struct water_phreeqc_change *changes; /* [problem.parameter_count] */
    /* the rest is how it runs */
    struct str asked; /* the input with our own table */
    struct chem_places asked_places;
    struct chem_database *database;
    struct water_phreeqc_file *includes; /* as the first run read them */
    size_t include_count, include_room;
    struct water_phreeqc_point *points;
    size_t point_count;
    struct water_phreeqc_series *series;
    size_t series_count;
    size_t *series_of; /* [observation] */
    struct water_particulates *particulates;
    const struct water_study_text *study;
    struct arena *arena;
};

/* True when the study is about an existing PHREEQC input. */
bool water_phreeqc_is_study(const struct water_study_text *text);

/* Only the input and its figures, for a list of addresses. Close also after an error. */
int water_phreeqc_open_input(struct water_study_text *text, struct arena *arena,
                             struct water_phreeqc *out, struct error *error);
/* All of it; runs the input once as it stands, so that what it cannot do is said now.
   ERR_WATER_STUDY with the study's line: an address that the input does not have, with the nearest;
   one that stands in several lines; a column that no table has; ERR_WATER_TABLE for an observation
   of which the run has no row; errors of the input's own with its line. Close also after an error.
 */
int water_phreeqc_open(struct water_study_text *text, const struct water_observe *observe,
                       struct str table, unsigned threads, struct arena *arena,
                       struct water_phreeqc *out, struct error *error);
void water_phreeqc_close(struct water_phreeqc *model);

/* The input with these (plain) values in the places of the parameters, all other bytes as they
   were. */
struct str water_phreeqc_corrected(const struct water_phreeqc *model, const double *parameter,
                                   struct arena *arena);

#endif
