/* Notices that the machine's clock was set back while the server runs. */
#ifndef MEGURI_WEB_CLOCK_H
#define MEGURI_WEB_CLOCK_H

#include "base/arena.h"
#include "base/context.h"

struct clock_watch {
    const struct context *context;
    int64_t offset; /* between the wall clock and the monotonic one at the last look */
};
void clock_watch_init(struct clock_watch *watch, const struct context *context);
/* By how many microseconds it went back since the last look; 0 for less than a minute: such steps are
   those of a clock that is being corrected. */
int64_t clock_watch_look(struct clock_watch *watch);
/* "1 日 2 時間 3 分" */
struct str clock_words(int64_t microseconds, enum lang lang, struct arena *arena);

#endif
