/* Limits of a point: the national ones by the day (data/water/limits.tsv), and its own: stricter
   ones of the prefecture (上乗せ), of the point where the water is used (利水点), agreed ones
   (協定値). */
#ifndef MEGURI_WATER_DATA_LIMIT_H
#define MEGURI_WATER_DATA_LIMIT_H

#include "base/civil.h"
#include "water/data/item.h"
#include "water/data/mine.h"

enum water_basis {
    WATER_BASIS_STANDARD,
    WATER_BASIS_STRICTER,
    WATER_BASIS_USE,
    WATER_BASIS_AGREED,
    WATER_BASES_COUNT
};
struct str water_basis_name(enum water_basis basis);
struct str water_basis_title(enum water_basis basis); /* 一律, 上乗せ, 利水点, 協定値 */
bool water_basis_parse(struct str name, enum water_basis *out);

struct water_limit {
    int64_t id; /* 0: of the national table */
    int64_t point;
    enum water_basis basis;
    const struct water_item *item;
    bool is_most; /* else the least (pH) */
    struct decimal value;
    day_number valid_from, valid_to; /* inclusive; INT32_MIN, INT32_MAX when open */
    struct str source;
};
struct water_limits {
    struct water_limit *rows;
    size_t count;
};

/* All limits that a point ever has: its own, and the national ones when its standard says so. */
int water_limits_load(struct db *db, const struct web_actor *actor, const struct water_point *point,
                      struct water_limits *out, struct error *error);
/* The narrowest on that day for a most or a least; NULL: none. A national transitional value of
   metal mining takes the place of the general one while it holds. */
const struct water_limit *water_limit_on(const struct water_limits *limits,
                                         const struct water_item *item, bool is_most,
                                         day_number day);

/* One limit of a point's own. Permission water.edit. ERR_WATER_LIMIT: basis, value, period or
   source cannot be. */
int water_limit_add(const struct web_actor *actor, const struct water_limit *limit,
                    struct error *error);
/* It holds to the end of `day`; a limit that began later never held and is taken away. */
int water_limit_end(const struct web_actor *actor, int64_t id, day_number day, struct error *error);

#endif
