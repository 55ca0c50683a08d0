/* Token buckets per address, in memory. IPv6 addresses count by their /64. A full table forgets the
   bucket that was used longest ago. */
#ifndef MEGURI_WEB_LIMIT_H
#define MEGURI_WEB_LIMIT_H

#include "base/context.h"

struct limit_table;
/* `burst` tokens at most; refilled evenly to `per_minute`. */
struct limit_table *limit_create(int burst, int per_minute);
void limit_destroy(struct limit_table *table);
/* Takes one token; false: none left. Thread-safe. `now` is monotonic. */
bool limit_take(struct limit_table *table, struct str address, int64_t now);

/* What an address counts as: never 0, the same for all of an IPv6 /64. */
uint64_t limit_key(struct str address);

#endif
