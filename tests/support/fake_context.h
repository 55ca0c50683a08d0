/* A context for tests: a clock that stands until it is moved, random numbers from a seed, and
   faults that come when told. Safe from several threads. Initialise, use &fake.context, finish. */
#ifndef MEGURI_TESTS_SUPPORT_FAKE_CONTEXT_H
#define MEGURI_TESTS_SUPPORT_FAKE_CONTEXT_H

#include <pthread.h>

#include "base/context.h"

enum { FAKE_FAULTS = 16, FAKE_FAULT_POINTS = FAULT_CONNECT + 1 };

struct fake_fault {
    enum fault_point point;
    char name[128];        /* part of the name of the thing; empty: any */
    uint64_t first, last;  /* counted from 1 among the calls that match */
    uint64_t matched;
    int errno_value;
    size_t allowed_bytes;  /* of a write; SIZE_MAX: as the caller has it */
};

struct fake_context {
    struct context context;
    pthread_mutex_t lock;
    utc_us now;
    int64_t monotonic;
    int64_t tick; /* both clocks move on by this at each look; 0 at first */
    uint64_t seed;
    struct fake_fault faults[FAKE_FAULTS];
    size_t fault_count;
    uint64_t calls[FAKE_FAULT_POINTS];
};

/* 2025-04-01 10:00:00 JST (a Tuesday, reception open), monotonic 0, no log, Japanese, no faults.
   The same seed gives the same random numbers. Not to be copied afterwards. */
void fake_context_init(struct fake_context *fake, uint64_t seed);
void fake_context_finish(struct fake_context *fake);

/* Moves both clocks. */
void fake_context_advance(struct fake_context *fake, int64_t microseconds);
/* Sets the wall clock alone, also back. */
void fake_context_set_now(struct fake_context *fake, utc_us now);

/* The nth call of `point` from now on fails with errno_value, once; n = 1 is the next one. Several
   faults may be planned, FAKE_FAULTS in all; the first planned that fits decides. */
void fake_context_fail(struct fake_context *fake, enum fault_point point, uint64_t nth,
                       int errno_value);
/* The nth and all later calls fail. */
void fake_context_fail_from(struct fake_context *fake, enum fault_point point, uint64_t nth,
                            int errno_value);
/* The nth call whose name contains `name` fails, once. */
void fake_context_fail_named(struct fake_context *fake, enum fault_point point, struct str name,
                             uint64_t nth, int errno_value);
/* The nth write fails after `bytes` bytes have reached the file. */
void fake_context_tear_write(struct fake_context *fake, uint64_t nth, size_t bytes,
                             int errno_value);
/* Forgets the planned faults and the counts of calls. */
void fake_context_heal(struct fake_context *fake);
/* Calls of `point` since the start or the last heal, failed ones included. */
uint64_t fake_context_calls(struct fake_context *fake, enum fault_point point);

#endif
