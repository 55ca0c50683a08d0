/* Judging stored decisions again: which past answers would differ under another edition of the tables or
   on another day. Reads in pages, judges on several threads, changes nothing. */
#ifndef MEGURI_DESK_LAW_REPLAY_H
#define MEGURI_DESK_LAW_REPLAY_H

#include "desk/law_case.h"

struct desk_replay {
    day_number from, to;     /* days of the decisions, both included; 0: open */
    day_number as_of;        /* 0: each on the day it was judged for */
    struct str edition;      /* a digest that was used before; empty: the tables in force */
    int threads;             /* 1 to 16 */
};
struct desk_replay_row {
    int64_t case_id, cargo;
    struct str number, line_name; /* valid during the call */
    day_number as_of;
    enum law_result before, after;
    enum desk_judgement judgement; /* what a person decided */
    bool answer_differs;     /* the new proposal does not agree with that */
    struct str problem;      /* it cannot be judged any more: why; else empty */
};
struct desk_replay_count {
    int64_t total, changed, differing, unreadable;
    int64_t erased;          /* left out: the cargo went with its case */
    struct str edition;      /* that was used; in the actor's arena */
};
typedef void desk_replay_sink(void *state, const struct desk_replay_row *row);
/* Gives `sink` each decision whose proposal changes or that cannot be judged any more, in the order in
   which they were made. `progress` (may be NULL) hears how many were judged. ERR_DESK_EDITION. */
int desk_law_replay(const struct web_actor *actor, const struct desk_replay *replay,
                    desk_replay_sink *sink, void *state,
                    void (*progress)(void *state, int64_t judged), struct desk_replay_count *out,
                    struct error *error);

#endif
