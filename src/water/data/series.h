/* Series of loggers in the store: many values of one quantity at one point. */
#ifndef MEGURI_WATER_DATA_SERIES_H
#define MEGURI_WATER_DATA_SERIES_H

#include "water/data/import.h"
#include "water/data/lab_check.h"
#include "water/data/series_pack.h"

struct water_series {
    int64_t id, mine, point;
    const struct water_item *item;
    int64_t count;
    utc_us first, last;
};

/* In the caller's transaction: the new values of a table; *added counts them. */
int water_series_store(struct db *db, const struct web_actor *actor,
                       const struct water_import_view *view, const int64_t *points, int64_t *added,
                       struct error *error);
/* What is stored of a point from `from` to `to` (seconds). The values are in the sink's arena. */
struct water_series_sink {
    int64_t point;
    struct arena *arena;
    struct water_stored_value *values;
    size_t count, capacity;
};
int water_series_stored(struct db *db, int64_t point, int64_t from, int64_t to,
                        struct water_series_sink *sink, struct error *error);
/* All that an import brought. */
int water_series_remove(struct db *db, int64_t import, struct error *error);

/* The series of a mine by point and item. */
int water_series_list(const struct web_actor *actor, int64_t mine, struct water_series **out,
                      size_t *count, struct error *error);
/* One series, ascending in time, within [from, to] microseconds. ERR_STORE_DAMAGED. */
int water_series_read(const struct web_actor *actor, int64_t id, utc_us from, utc_us to,
                      struct water_series *series, struct water_series_value **out, size_t *count,
                      struct error *error);

#endif
