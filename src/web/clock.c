#include "web/clock.h"

static const int64_t least_step = 60 * (int64_t)US_PER_SECOND;

static int64_t offset_now(const struct context *context)
{
    return context_now(context) - context_monotonic(context);
}

void clock_watch_init(struct clock_watch *watch, const struct context *context)
{
    *watch = (struct clock_watch){context, offset_now(context)};
}

int64_t clock_watch_look(struct clock_watch *watch)
{
    int64_t offset = offset_now(watch->context), back = watch->offset - offset;
    watch->offset = offset;
    return back >= least_step ? back : 0;
}

struct str clock_words(int64_t microseconds, enum lang lang, struct arena *arena)
{
    long long minutes = (microseconds / US_PER_SECOND + 30) / 60;
    return arena_format(arena,
                        lang == LANG_EN ? "%lld days %lld hours %lld minutes"
                                        : "%lld 日 %lld 時間 %lld 分",
                        minutes / 1440, minutes / 60 % 24, minutes % 60);
}
