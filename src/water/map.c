#include "water/map.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/embedded.h"

extern const struct embedded_files water_map_data;

enum { DOTS_PER_DEGREE = 42, WIDTH = 690, HEIGHT = 660 };
static const double shrink = 0.788; /* cos 38° */

/* A window of the map: degrees, and where its north-west corner stands. */
static const struct window {
    double west, east, south, north, left, top;
} windows[] = {
    {128.2, 149.0, 29.95, 45.65, 0, 0},
    {122.7, 131.6, 24.0, 29.95, 8, 8},
};
enum { WINDOWS = sizeof windows / sizeof *windows };

static const struct window *window_of(double latitude, double longitude)
{
    for (size_t i = 0; i < WINDOWS; i++) {
        const struct window *w = &windows[i];
        if (longitude >= w->west && longitude <= w->east && latitude >= w->south &&
            latitude <= w->north)
            return w;
    }
    return NULL;
}

bool water_map_place(double latitude, double longitude, double *x, double *y)
{
    const struct window *window = window_of(latitude, longitude);
    if (!window)
        return false;
    *x = window->left + (longitude - window->west) * shrink * DOTS_PER_DEGREE;
    *y = window->top + (window->north - latitude) * DOTS_PER_DEGREE;
    return true;
}

/* One island, "lon,lat lon,lat …": left out as a whole when a point lies outside the windows. */
static void add_island(struct str points, struct buf *path, struct arena *arena)
{
    struct buf island = {0};
    bool inside = true;
    for (size_t at = 0; inside && at < points.n;) {
        size_t end = str_find_char(points, ' ', at);
        end = end == SIZE_MAX ? points.n : end;
        const char *pair = arena_c(arena, str_slice(points, at, end));
        char *comma;
        double longitude = strtod(pair, &comma), x, y;
        double latitude = *comma == ',' ? strtod(comma + 1, NULL) : NAN;
        inside = water_map_place(latitude, longitude, &x, &y);
        if (inside)
            buf_append(&island, arena_format(arena, "%c%.1f %.1f", at ? 'L' : 'M', x, y));
        at = end + 1;
    }
    if (inside) {
        buf_append(path, buf_str(&island));
        buf_append_char(path, 'Z');
    }
    buf_finish(&island);
}

/* Lines that begin with a number are islands: number, tab, points. */
static struct str coast_of(struct str table, struct arena *arena)
{
    struct buf path = {0};
    for (size_t at = 0; at < table.n;) {
        size_t end = str_find_char(table, '\n', at);
        end = end == SIZE_MAX ? table.n : end;
        struct str line = str_slice(table, at, end);
        size_t tab = str_find_char(line, '\t', 0);
        if (tab != SIZE_MAX && line.p[0] >= '1' && line.p[0] <= '9')
            add_island(str_slice(line, tab + 1, line.n), &path, arena);
        at = end + 1;
    }
    struct str coast = arena_copy(arena, buf_str(&path));
    buf_finish(&path);
    return coast;
}

struct water_map water_map_draw(struct arena *arena)
{
    const struct window *inset = &windows[1];
    double right = inset->left + (inset->east - inset->west) * shrink * DOTS_PER_DEGREE;
    double bottom = inset->top + (inset->north - inset->south) * DOTS_PER_DEGREE;
    return (struct water_map){
        .box = arena_format(arena, "0 0 %d %d", WIDTH, HEIGHT),
        .coast = coast_of(embedded_find(&water_map_data, STR("map_japan.tsv")), arena),
        .frame = arena_format(arena, "M%.0f %.0fH%.0fV%.0fH%.0fZ", inset->left, inset->top, right,
                              bottom, inset->left),
    };
}
