#include "base/context.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

#include "base/check.h"

static utc_us system_now(void *state)
{
    (void)state;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (utc_us)t.tv_sec * US_PER_SECOND + t.tv_nsec / 1000;
}

static int64_t system_monotonic(void *state)
{
    (void)state;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * US_PER_SECOND + t.tv_nsec / 1000;
}

static void system_random(void *state, void *out, size_t n)
{
    (void)state;
    unsigned char *at = out;
    while (n > 0) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            check_fail("the system gives no random numbers");
        at += got;
        n -= (size_t)got;
    }
}

void context_init_system(struct context *context, struct log *log, enum lang lang)
{
    *context = (struct context){
        .now = system_now,
        .monotonic = system_monotonic,
        .random = system_random,
        .log = log,
        .lang = lang,
    };
}

utc_us context_now(const struct context *context)
{
    return context->now(context->state);
}

int64_t context_monotonic(const struct context *context)
{
    return context->monotonic(context->state);
}

void context_random(const struct context *context, void *out, size_t n)
{
    context->random(context->state, out, n);
}

struct str context_random_hex(const struct context *context, size_t n, struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char *bytes = arena_alloc(arena, n, 1, 1);
    context_random(context, bytes, n);
    char *hex = arena_alloc(arena, size_mul(n, 2) + 1, 1, 1);
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (struct str){hex, 2 * n};
}

int context_fault(const struct context *context, enum fault_point point, struct str name)
{
    size_t allowed = SIZE_MAX;
    return context->fault ? context->fault(context->state, point, name, &allowed) : 0;
}
