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
    int64_t count = 0;
    for (size_t i = 0; i < gone->count && gone->ranges[i].first < line; i++)
        count +=
            (gone->ranges[i].last < line ? gone->ranges[i].last + 1 : line) - gone->ranges[i].first;
    return count;
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
    while (i < gone->count && gone->ranges[i].first <= *first && *first <= *last)
        *first = gone->ranges[i++].last + 1;
    for (size_t k = gone->count; k-- > 0 && *first <= *last;)
        if (gone->ranges[k].first <= *last && *last <= gone->ranges[k].last)
            *last = gone->ranges[k].first - 1;
    if (*first > *last)
        return false;
    *first -= gone_before(gone, *first);
    *last -= gone_before(gone, *last);
    return true;
}
