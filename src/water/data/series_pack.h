/* Values of a logger packed: for each value, in order of time, the seconds since the last one with
   two bits for what is censored below them, then the difference of the mantissas; differences carry
   their sign in the lowest bit, and all is written in groups of seven bits, the lowest first. Pure.
 */
#ifndef MEGURI_WATER_DATA_SERIES_PACK_H
#define MEGURI_WATER_DATA_SERIES_PACK_H

#include "base/buf.h"
#include "base/decimal.h"

struct water_series_value {
    int64_t seconds; /* since 1970 in UTC */
    struct decimal value;
    int censored; /* as of water_reading */
};
enum { WATER_CHUNK_VALUES = 4096 };

/* Packs the first values that share a scale, at most WATER_CHUNK_VALUES, in ascending time; returns
   how many. *scale: digits behind the point of all of them. */
size_t water_series_pack(const struct water_series_value *values, size_t count, int *scale,
                         struct buf *out);
/* `out` has room for `count`. False: the bytes are not what `count` values packed make. */
bool water_series_unpack(struct str bytes, size_t count, int scale, struct water_series_value *out);

#endif
