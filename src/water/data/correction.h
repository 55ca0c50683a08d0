/* Changing a result that is stored: its value, method or mark. What it was stays beside it with who
   changed it, when and why. */
#ifndef MEGURI_WATER_DATA_CORRECTION_H
#define MEGURI_WATER_DATA_CORRECTION_H

#include "water/data/sample.h"

enum water_flag {
    WATER_FLAG_NONE,
    WATER_FLAG_SUSPECT, /* in use, and marked */
    WATER_FLAG_EXCLUDED /* left out of statistics, observations and screening */,
    WATER_FLAGS
};
struct str water_flag_name(enum water_flag flag);  /* "excluded" */
struct str water_flag_title(enum water_flag flag); /* 使わない */
bool water_flag_parse(struct str name, enum water_flag *out);

struct water_correction {
    int64_t result;     /* its id */
    int64_t changes;    /* that the person saw (water_result): another number is ERR_CONFLICT */
    struct str written; /* "0.05", "<0.01", ND in the item's unit; empty: the value stays */
    struct str method;
    enum water_flag flag;
    struct str reason; /* must say something */
};
/* Permission water.edit. ERR_NOT_FOUND; ERR_NUMBER; ERR_INVALID_INPUT: no reason, nothing changed,
   a negative concentration or flow, a pH outside 0-14. */
int water_result_correct(const struct web_actor *actor, const struct water_correction *correction,
                         struct error *error);

/* What a result was before. */
struct water_result_before {
    int64_t result;
    struct water_result was; /* value, censored, method, written, flag */
    struct str reason, author;
    utc_us changed_at;
};
/* Of all results of a sample, oldest first. ERR_NOT_FOUND. */
int water_corrections_of(const struct web_actor *actor, int64_t sample,
                         struct water_result_before **out, size_t *count, struct error *error);

#endif
