/* Samples and their results in the store. */
#ifndef MEGURI_WATER_DATA_SAMPLE_H
#define MEGURI_WATER_DATA_SAMPLE_H

#include "water/data/limit.h"

struct water_result {
    int64_t id, sample, point;
    utc_us taken_at;
    bool has_time;
    struct str bottle, laboratory, certificate; /* its number */
    const struct water_item *item;
    enum water_fraction fraction;
    struct decimal value;             /* in the item's unit */
    int censored;                     /* 1: below value; 2: not detected, limit not said */
    struct str written, method, flag; /* flag: a name of enum water_flag (correction.h) */
    int64_t changes;                  /* how often it was corrected */
};
enum { WATER_RESULTS_MOST = 200000 };

/* Which results: of a mine, and when not 0 or empty of one point, one sample, one item, in [from,
 * to]. */
struct water_results_wanted {
    int64_t mine, point, sample;
    struct str item;
    utc_us from, to;   /* to 0: no end */
    bool excluded_too; /* those that are marked as not to be used */
};
/* By time, point, item. At most WATER_RESULTS_MOST. Permission water.data, ERR_NOT_FOUND. */
int water_results_load(struct db *db, const struct web_actor *actor,
                       const struct water_results_wanted *wanted, struct water_result **out,
                       size_t *count, struct error *error);
int water_results_read(const struct web_actor *actor, const struct water_results_wanted *wanted,
                       struct water_result **out, size_t *count, struct error *error);

struct water_sample {
    int64_t id, mine, point, certificate, import;
    utc_us taken_at, created;
    bool has_time;
    struct str bottle, laboratory;
    int64_t author;
};
/* One sample with all its results, those not to be used too, and the limits of its point. */
struct water_sample_view {
    struct water_sample sample;
    struct water_mine_row mine;
    struct water_point point;
    struct water_limits limits;
    struct water_result *results;
    size_t count;
    struct str import_name;
};
/* The same in the caller's transaction. */
int water_sample_load(struct db *db, const struct web_actor *actor, int64_t id,
                      struct water_sample_view *out, struct error *error);
int water_sample_read(const struct web_actor *actor, int64_t id, struct water_sample_view *out,
                      struct error *error);

/* A line of the list of samples: newest first. */
struct water_sample_line {
    struct water_sample sample;
    int64_t results;
};
int water_sample_list(const struct web_actor *actor, int64_t mine, int64_t most,
                      struct water_sample_line **out, size_t *count, struct error *error);

/* Words of a result: "<0.001", "不検出", "12.3". */
struct str water_result_words(const struct water_result *result, struct arena *arena);
/* "2025-04-01 09:30" or "2025-04-01" in JST. */
struct str water_moment_words(utc_us taken_at, bool has_time, struct arena *arena);

#endif
