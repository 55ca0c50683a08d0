/* From a sheet and its layout to results, with every doubt named by its cell. Pure: nothing is
   stored here, and nothing is known of what is stored already. */
#ifndef MEGURI_WATER_DATA_LAB_TABLE_H
#define MEGURI_WATER_DATA_LAB_TABLE_H

#include "base/context.h"
#include "water/data/layout.h"
#include "water/data/mine.h"

struct water_lab_value {
    int row, column; /* 1-based in the grid */
    int point;       /* index in the table's points */
    int64_t seconds; /* since 1970 in UTC */
    bool has_time;
    struct str bottle, certificate;
    const struct water_item *item;
    enum water_fraction fraction; /* total or dissolved */
    struct decimal value;         /* in the item's unit */
    int censored;
    struct str written; /* "<0.001 mg/L" */
    bool repeated;      /* the same result stands above: not to be stored again */
};

/* STOP: nothing can be stored before it is settled. WARN: a person must say that it is right. */
enum water_doubt_kind { WATER_DOUBT_STOP, WATER_DOUBT_WARN };
struct water_doubt {
    enum water_doubt_kind kind;
    int row, column;     /* 0: the whole row or column, both 0: the table */
    struct str place;    /* "D12" */
    struct str sentence; /* Japanese \x1f English: what is wrong and what to do */
};
enum { WATER_DOUBTS_SHOWN = 200 };

/* A point named in the table. */
struct water_lab_point {
    struct str written;
    int64_t id; /* 0: the mine has none of that name */
};
/* What a column was taken for. */
struct water_lab_column {
    int column;
    struct str head, unit;
    const struct water_item *item; /* NULL: not read */
    enum water_fraction fraction;
    bool known, left_out;  /* left_out: a person said so */
    struct decimal factor; /* from the unit written to the item's */
    struct str detection;  /* written limit of detection; empty: none */
    struct str unit_written;
};

struct water_lab_table {
    struct water_grid grid;
    struct water_lab_value *values; /* by row, then column */
    size_t count, capacity, repeated;
    struct water_lab_point *points;
    size_t point_count;
    struct water_lab_column *columns; /* of wide tables */
    size_t column_count;
    struct water_doubt doubts[WATER_DOUBTS_SHOWN];
    size_t doubt_count, stops, warnings; /* all of them, also those not shown */
    struct arena *arena;
};

/* `points`: of the mine, to find the table's by code or name. `now`: a date behind it is doubted.
   ERR_WATER_TABLE, ERR_TOO_LARGE (there is nothing to read); all else becomes doubts. */
int water_lab_table_read(const struct workbook *book, const struct water_layout *layout,
                         const struct water_point *points, size_t point_count, utc_us now,
                         struct arena *arena, struct water_lab_table *out, struct error *error);

/* Results of one water: the same point, time and bottle. */
bool water_lab_same_sample(const struct water_lab_value *a, const struct water_lab_value *b);

/* Adds a doubt; place is made from row and column. */
void water_lab_doubt(struct water_lab_table *table, enum water_doubt_kind kind, int row, int column,
                     struct str sentence);

double water_decimal_double(struct decimal value);

#endif
