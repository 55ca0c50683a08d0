#include "support/fake_context.h"

#include <string.h>

#include "base/check.h"

static const utc_us START = (utc_us)1743469200 * US_PER_SECOND; /* 2025-04-01T01:00:00Z */

static utc_us fake_now(void *state)
{
    struct fake_context *fake = state;
    pthread_mutex_lock(&fake->lock);
    utc_us now = fake->now;
    fake->now += fake->tick;
    fake->monotonic += fake->tick;
    pthread_mutex_unlock(&fake->lock);
    return now;
}

static int64_t fake_monotonic(void *state)
{
    struct fake_context *fake = state;
    pthread_mutex_lock(&fake->lock);
    int64_t monotonic = fake->monotonic;
    fake->now += fake->tick;
    fake->monotonic += fake->tick;
    pthread_mutex_unlock(&fake->lock);
    return monotonic;
}

/* splitmix64 */
static uint64_t next_random(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static void fake_random(void *state, void *out, size_t n)
{
    struct fake_context *fake = state;
    unsigned char *at = out;
    pthread_mutex_lock(&fake->lock);
    while (n > 0) {
        uint64_t bits = next_random(&fake->seed);
        size_t take = n < sizeof bits ? n : sizeof bits;
        memcpy(at, &bits, take);
        at += take;
        n -= take;
    }
    pthread_mutex_unlock(&fake->lock);
}

static bool hits(struct fake_fault *fault, enum fault_point point, struct str name)
{
    if (fault->point != point || !str_contains(name, str_from_c(fault->name)))
        return false;
    fault->matched++;
    return fault->matched >= fault->first && fault->matched <= fault->last;
}

static int fake_fault(void *state, enum fault_point point, struct str name, size_t *allowed_bytes)
{
    struct fake_context *fake = state;
    int errno_value = 0;
    pthread_mutex_lock(&fake->lock);
    fake->calls[point]++;
    for (size_t i = 0; i < fake->fault_count; i++) {
        struct fake_fault *fault = &fake->faults[i];
        if (!hits(fault, point, name) || errno_value)
            continue;
        errno_value = fault->errno_value;
        if (fault->allowed_bytes < *allowed_bytes)
            *allowed_bytes = fault->allowed_bytes;
    }
    pthread_mutex_unlock(&fake->lock);
    return errno_value;
}

void fake_context_init(struct fake_context *fake, uint64_t seed)
{
    *fake = (struct fake_context){.now = START, .seed = seed};
    CHECK(pthread_mutex_init(&fake->lock, NULL) == 0);
    fake->context = (struct context){
        .now = fake_now,
        .monotonic = fake_monotonic,
        .random = fake_random,
        .fault = fake_fault,
        .state = fake,
        .lang = LANG_JA,
    };
}

void fake_context_finish(struct fake_context *fake)
{
    pthread_mutex_destroy(&fake->lock);
}

void fake_context_advance(struct fake_context *fake, int64_t microseconds)
{
    pthread_mutex_lock(&fake->lock);
    fake->now += microseconds;
    fake->monotonic += microseconds;
    pthread_mutex_unlock(&fake->lock);
}

void fake_context_set_now(struct fake_context *fake, utc_us now)
{
    pthread_mutex_lock(&fake->lock);
    fake->now = now;
    pthread_mutex_unlock(&fake->lock);
}

static void plan(struct fake_context *fake, struct fake_fault fault, struct str name)
{
    CHECK(name.n < sizeof fault.name && fault.first > 0);
    if (name.n)
        memcpy(fault.name, name.p, name.n);
    pthread_mutex_lock(&fake->lock);
    CHECK(fake->fault_count < FAKE_FAULTS);
    fake->faults[fake->fault_count++] = fault;
    pthread_mutex_unlock(&fake->lock);
}

void fake_context_fail(struct fake_context *fake, enum fault_point point, uint64_t nth,
                       int errno_value)
{
    fake_context_fail_named(fake, point, STR(""), nth, errno_value);
}

void fake_context_fail_from(struct fake_context *fake, enum fault_point point, uint64_t nth,
                            int errno_value)
{
    plan(fake,
         (struct fake_fault){.point = point,
                             .first = nth,
                             .last = UINT64_MAX,
                             .errno_value = errno_value,
                             .allowed_bytes = SIZE_MAX},
         STR(""));
}

void fake_context_fail_named(struct fake_context *fake, enum fault_point point, struct str name,
                             uint64_t nth, int errno_value)
{
    plan(fake,
         (struct fake_fault){.point = point,
                             .first = nth,
                             .last = nth,
                             .errno_value = errno_value,
                             .allowed_bytes = SIZE_MAX},
         name);
}

void fake_context_tear_write(struct fake_context *fake, uint64_t nth, size_t bytes, int errno_value)
{
    plan(fake,
         (struct fake_fault){.point = FAULT_WRITE,
                             .first = nth,
                             .last = nth,
                             .errno_value = errno_value,
                             .allowed_bytes = bytes},
         STR(""));
}

void fake_context_heal(struct fake_context *fake)
{
    pthread_mutex_lock(&fake->lock);
    fake->fault_count = 0;
    memset(fake->calls, 0, sizeof fake->calls);
    pthread_mutex_unlock(&fake->lock);
}

uint64_t fake_context_calls(struct fake_context *fake, enum fault_point point)
{
    pthread_mutex_lock(&fake->lock);
    uint64_t calls = fake->calls[point];
    pthread_mutex_unlock(&fake->lock);
    return calls;
}
