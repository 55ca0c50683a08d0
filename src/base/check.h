/* Checked size arithmetic and the one way out when memory is exhausted.
   Allocation in this program never returns NULL: running out of memory ends the process with one
   sentence on stderr. That is safe because every durable step is safe against kill -9 (see
   docs/architecture.md, "Order of durability"), and untrusted input is bounded before it is read. */
#ifndef MEGURI_BASE_CHECK_H
#define MEGURI_BASE_CHECK_H

#include <stddef.h>

/* a + b, a * b; ends the process when the result does not fit. */
size_t size_add(size_t a, size_t b);
size_t size_mul(size_t a, size_t b);

/* Prints "meguri: WHAT" to stderr and aborts. For broken invariants and exhausted memory only,
   never for bad input. */
_Noreturn void check_fail(const char *what);

/* An invariant that stays in release builds. */
#define CHECK(condition) ((condition) ? (void)0 : check_fail("invariant broken: " #condition))

#endif
