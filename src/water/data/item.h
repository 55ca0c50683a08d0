/* What is measured: items with their unit, the names laboratories use for them, units and how they
   turn into the item's own. Tables: data/water/items.tsv, item_names.tsv, item_units.tsv. */
#ifndef MEGURI_WATER_DATA_ITEM_H
#define MEGURI_WATER_DATA_ITEM_H

#include "base/decimal.h"

/* In which water a limit is meant: Fe and Mn as dissolved, Zn or Cd as all of it. */
enum water_fraction { WATER_TOTAL, WATER_DISSOLVED, WATER_ANY_FRACTION };
struct str water_fraction_name(enum water_fraction fraction);  /* "total" */
struct str water_fraction_title(enum water_fraction fraction); /* 全量 */
bool water_fraction_parse(struct str name, enum water_fraction *out);

struct water_item {
    struct str key, label;    /* "Zn", 亜鉛 */
    struct str unit, kind;    /* "mg/L", "mass" */
    struct decimal low, high; /* what is usual; outside is told */
    struct str limit;         /* key in limits.tsv without its set; empty: no national limit */
    enum water_fraction limit_fraction;
    struct str model; /* the name the model has for it; empty: none */
};
enum { WATER_ITEMS_MOST = 80 };
struct water_items {
    struct water_item rows[WATER_ITEMS_MOST];
    size_t count;
};
/* Read once for the process. */
const struct water_items *water_items(void);
/* NULL when there is none. */
const struct water_item *water_item_find(struct str key);

/* What a head cell says: "溶解性鉄 (mg/L)", "T-Fe[mg/L]", "pH". */
struct water_head {
    const struct water_item *item;
    struct decimal factor;        /* SiO2 of Si */
    enum water_fraction fraction; /* WATER_ANY_FRACTION: not said */
    struct str unit;              /* in brackets; empty: not said */
};
/* False: the name is not known. */
bool water_head_read(struct str text, struct arena *arena, struct water_head *out);
/* True: a column that laboratories add and that is no item (備考, 天候; key "-" in
   item_names.tsv). */
bool water_head_is_remark(struct str text, struct arena *arena);

/* What one of `unit` is in the item's unit. False: no unit of that kind. */
bool water_item_unit(const struct water_item *item, struct str unit, struct arena *arena,
                     struct decimal *factor);
/* True: a unit of some item. */
bool water_is_unit(struct str text, struct arena *arena);

/* A cell of a result: "0.003", "<0.001", "0.001 未満", "ND". */
struct water_reading {
    struct decimal value;
    int censored; /* 0; 1: below value; 2: not detected, limit not said */
};
/* False: no number. */
bool water_reading_parse(struct str text, struct arena *arena, struct water_reading *out);

#endif
