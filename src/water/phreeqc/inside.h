/* Inside the existing PHREEQC model: its reader (read.c), what stands where in the rows
   (series.c) and its runs (model.c). */
#ifndef MEGURI_WATER_PHREEQC_INSIDE_H
#define MEGURI_WATER_PHREEQC_INSIDE_H

#include "water/model/calibration_inside.h"
#include "water/phreeqc/model.h"

/* Sections and keys that such a study has not. */
int water_phreeqc_check_sections(struct water_study_text *text, struct error *error);
/* [point …] with the columns that they name. */
int water_phreeqc_read_points(struct water_study_text *text, const struct water_observe *observe,
                              struct water_phreeqc *m, struct error *error);
/* [parameter …] to places. */
int water_phreeqc_read_parameters(struct water_study_text *text, struct water_phreeqc *m,
                                  struct error *error);

/* The series of each observation; those that the study does not name get their default. */
int water_phreeqc_find_series(struct water_phreeqc *m, struct error *error);
/* Names for our own table: every column of a series that may be an element. */
size_t water_phreeqc_totals(const struct water_phreeqc *m, struct str **out);
/* After the first run: which table a series is of, and that it has one. */
int water_phreeqc_settle_series(struct water_phreeqc *m, const struct water_phreeqc_rows *rows,
                                struct error *error);
/* The rows of a series as a course in time. */
struct water_phreeqc_course {
    double *times, *values; /* s since the point's start; mg/L (pH plain) */
    size_t count;
    bool mixed; /* rows of several cells */
};
/* Of every series, [series_count]. */
const struct water_phreeqc_course *water_phreeqc_courses(const struct water_phreeqc *m,
                                                         const struct water_phreeqc_rows *rows,
                                                         struct arena *arena);
/* The value of a sample of this series; false, with `why`, when no row gives it. */
bool water_phreeqc_value(const struct water_phreeqc *m, const struct water_phreeqc_course *courses,
                         const struct water_observed *sample, size_t series, struct arena *arena,
                         double *out, struct str *why);

#endif
