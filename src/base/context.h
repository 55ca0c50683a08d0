/* Everything a function may not reach by itself: clock, random numbers, log, language, and the
   faults that tests inject. One context per process; read-only after start, shared by threads. */
#ifndef MEGURI_BASE_CONTEXT_H
#define MEGURI_BASE_CONTEXT_H

#include "base/error.h"
#include "base/str.h"

/* Microseconds since 1970-01-01T00:00:00Z. Unsuffixed times in this program are this. */
typedef int64_t utc_us;
enum { US_PER_MS = 1000, US_PER_SECOND = 1000000 };

/* Places where a test can make the system fail. */
enum fault_point {
    FAULT_OPEN,
    FAULT_WRITE,
    FAULT_FSYNC,
    FAULT_RENAME,
    FAULT_READ,
    FAULT_DB_BEGIN,
    FAULT_DB_COMMIT,
    FAULT_CONNECT,
};

struct log; /* base/log.h */

struct context {
    utc_us (*now)(void *state);
    int64_t (*monotonic)(void *state); /* microseconds, arbitrary origin */
    void (*random)(void *state, void *out, size_t n);
    /* 0, or the errno the operation shall fail with. NULL in production. *allowed_bytes (WRITE
       only) may be lowered to tear a write: that many bytes reach the file before the failure. */
    int (*fault)(void *state, enum fault_point point, struct str name, size_t *allowed_bytes);
    void *state;
    struct log *log;
    enum lang lang;
};

/* The real clock, getrandom(2), no faults. `log` may be NULL (no log). */
void context_init_system(struct context *context, struct log *log, enum lang lang);

utc_us context_now(const struct context *context);
int64_t context_monotonic(const struct context *context);
void context_random(const struct context *context, void *out, size_t n);
/* n random bytes as 2n lower-case hex digits. */
struct str context_random_hex(const struct context *context, size_t n, struct arena *arena);
/* 0 or the injected errno. */
int context_fault(const struct context *context, enum fault_point point, struct str name);

#endif
