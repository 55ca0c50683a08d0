/* Synthetic histories for demonstration and benchmarks, after the shares of data/desk/statistics.tsv.
   Same number of cases, seed and day: the same histories. Every case is marked synthetic. */
#ifndef MEGURI_DESK_GENERATE_H
#define MEGURI_DESK_GENERATE_H

#include "desk/permission.h"
#include "desk/case.h"

struct desk_generation {
    int64_t cases, seed;
    /* Called after each transaction with the cases written so far; may be NULL. */
    void (*progress)(void *state, int64_t done);
    void *state;
};
int desk_generate(const struct web_actor *actor, const struct desk_generation *generation,
                  struct error *error);

/* --- inside --- */

/* Numbers that depend on the seed alone. */
struct desk_dice {
    uint64_t state;
};
uint64_t desk_dice_roll(struct desk_dice *dice, uint64_t below);
struct str desk_dice_word(struct desk_dice *dice, struct str kind);

/* One case as it will be written; texts are views of tables or live in the arena. */
struct desk_synthetic_case {
    utc_us received_at;
    enum desk_kind kind;
    enum desk_state state;
    enum desk_judgement judgement;
    day_number effective, due, outer;
    utc_us advised_at;
    int64_t serial;               /* within the whole generation */
    struct str number, item, cargo_class, example_class, cargo, country, industry, direction,
        customs, company, family, given;
};
int desk_synthetic_write(struct db *db, const struct web_actor *actor, struct desk_dice *dice,
                         const struct desk_synthetic_case *c, struct error *error);

#endif
