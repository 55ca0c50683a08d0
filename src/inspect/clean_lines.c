/* Rows or columns that go: arithmetic of line numbers. */
#include "inspect/clean_xlsx.h"

/* The first range that does not lie wholly in front of `line`. */
static size_t range_from(const struct gone *gone, int64_t line)
{
    size_t low = 0, high = gone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (gone->ranges[middle].last < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t gone_before(const struct gone *gone, int64_t line)
{
    size_t i = range_from(gone, line);
    if (i == gone->count)
        return i ? gone->ranges[i - 1].before + gone->ranges[i - 1].last -
                       gone->ranges[i - 1].first + 1
                 : 0;
    const struct gone_range *range = &gone->ranges[i];
    return range->before + (range->first < line ? line - range->first : 0);
}

bool gone_has(const struct gone *gone, int64_t line)
{
    return gone_touches(gone, line, line);
}

bool gone_touches(const struct gone *gone, int64_t first, int64_t last)
{
    size_t i = range_from(gone, first);
    return i < gone->count && gone->ranges[i].first <= last;
}

bool gone_clip(const struct gone *gone, int64_t *first, int64_t *last)
{
    size_t i = range_from(gone, *first);
    if (i < gone->count && gone->ranges[i].first <= *first)
        *first = gone->ranges[i].last + 1; /* ranges do not touch each other */
    i = range_from(gone, *last);
    if (i < gone->count && gone->ranges[i].first <= *last)
        *last = gone->ranges[i].first - 1;
    if (*first > *last)
        return false;
    *first -= gone_before(gone, *first);
    *last -= gone_before(gone, *last);
    return true;
}
