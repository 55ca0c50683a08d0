#include "water/chart.h"

#include <math.h>

#include "base/buf.h"

enum { BARS_LEFT = 190, BARS_WIDTH = 720, BAR_STEP = 24, BAR_TOP = 26, VALUE_ROOM = 56 };
enum { PLOT_LEFT = 56, PLOT_RIGHT = 590, PLOT_TOP = 16, PLOT_BOTTOM = 300 };
enum { LABEL_GAP = 15 };

static struct str place(double value, struct arena *arena)
{
    return arena_format(arena, "%.1f", value);
}

double water_round_up(double value)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    double power = pow(10, floor(log10(value)));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (value <= steps[i] * power * (1 + 1e-9))
            return steps[i] * power;
    return 10 * power;
}

static struct str tick_words(double value, struct arena *arena)
{
    return arena_format(arena, "%g", fabs(value) < 1e-12 ? 0 : value);
}

struct water_bars water_bars_draw(const struct str *labels, const double *values, size_t count,
                                  double most, struct arena *arena)
{
    struct water_bars out = {.bars = ARENA_ARRAY(arena, struct water_bar, count), .count = count};
    double low = 0, high = 0;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, fmax(values[i], -most));
        high = fmax(high, fmin(values[i], most));
    }
    low = fmin(floor(low), -1);
    high = fmax(ceil(high), 1);
    double left = BARS_LEFT + VALUE_ROOM, scale = (BARS_WIDTH - VALUE_ROOM - left) / (high - low);
    double zero = left - low * scale, bottom = BAR_TOP + BAR_STEP * (double)count + 4;
    double step = high - low > 12 ? 2 : 1; /* zero is one of the ticks */
    for (double t = step * ceil(low / step); t <= high && out.tick_count < 16; t += step)
        out.ticks[out.tick_count++] =
            (struct water_tick){place(left + (t - low) * scale, arena), tick_words(t, arena)};
    for (size_t i = 0; i < count; i++) {
        double shown = fmax(-most, fmin(most, values[i])), top = BAR_TOP + BAR_STEP * (double)i;
        double width = fabs(shown) * scale;
        out.bars[i] = (struct water_bar){
            .label = labels[i],
            .value = arena_format(arena, "%+.2f", values[i]),
            .x = place(shown < 0 ? zero - width : zero, arena),
            .y = place(top + 4, arena),
            .width = place(fmax(width, 0.5), arena),
            .text_y = place(top + 17, arena),
            .over = values[i] > 0,
            .clipped = fabs(values[i]) > most,
        };
    }
    out.box = arena_format(arena, "0 0 %d %.0f", BARS_WIDTH, bottom + 6);
    out.zero = place(zero, arena);
    out.bottom = place(bottom, arena);
    out.tick_y = place(16, arena);
    return out;
}

static double across(double x, double most)
{
    return PLOT_LEFT + (PLOT_RIGHT - PLOT_LEFT) * x / most;
}

static double up(double y, double low, double high)
{
    return PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * (y - low) / (high - low);
}

void water_curves_begin(struct water_curves *curves, double most_x, double low, double high,
                        struct arena *arena)
{
    *curves = (struct water_curves){0};
    double step_x = water_round_up(most_x / 6), step_y = water_round_up((high - low) / 7);
    for (int i = 0; i * step_x <= most_x * (1 + 1e-9) && curves->x_count < 12; i++)
        curves->x[curves->x_count++] = (struct water_tick){place(across(i * step_x, most_x), arena),
                                                           tick_words(i * step_x, arena)};
    for (int i = 0; low + i * step_y <= high * (1 + 1e-9) && curves->y_count < 12; i++)
        curves->y[curves->y_count++] = (struct water_tick){
            place(up(low + i * step_y, low, high), arena), tick_words(low + i * step_y, arena)};
}

void water_curves_frame(struct water_curves *curves, const struct str *x, size_t x_count,
                        const struct str *y, size_t y_count, struct arena *arena)
{
    *curves = (struct water_curves){.x_count = x_count < 12 ? x_count : 12,
                                    .y_count = y_count < 12 ? y_count : 12};
    for (size_t i = 0; i < curves->x_count; i++)
        curves->x[i] =
            (struct water_tick){place(across((double)i, (double)x_count - 1), arena), x[i]};
    for (size_t i = 0; i < curves->y_count; i++)
        curves->y[i] =
            (struct water_tick){place(up((double)i, 0, (double)y_count - 1), arena), y[i]};
}

struct str water_curves_level(double y, size_t y_count, struct arena *arena)
{
    return place(up(y, 0, (double)y_count - 1), arena);
}

/* The nearest place at or above `wanted` where no other label stands. */
static double free_place(struct water_curves *curves, double wanted)
{
    bool moved = true;
    while (moved) {
        moved = false;
        for (size_t i = 0; i < curves->count; i++)
            if (fabs(curves->taken[i] - wanted) < LABEL_GAP) {
                wanted = curves->taken[i] - LABEL_GAP - 0.1;
                moved = true;
            }
    }
    curves->taken[curves->count] = wanted;
    return wanted;
}

void water_curves_add(struct water_curves *curves, struct str label, const double *x,
                      const double *y, size_t count, double most_x, double low, double high,
                      struct arena *arena)
{
    if (count == 0 || curves->count == WATER_CURVES)
        return;
    struct buf path = {0};
    for (size_t i = 0; i < count; i++)
        buf_format(&path, "%c%.1f %.1f", i ? 'L' : 'M', across(x[i], most_x), up(y[i], low, high));
    curves->curves[curves->count] = (struct water_drawn_curve){
        .path = arena_copy(arena, buf_str(&path)),
        .label = label,
        .label_x = place(across(x[count - 1], most_x) + 6, arena),
        .label_y = place(free_place(curves, up(y[count - 1], low, high) + 5), arena),
        .style = (int)curves->count,
    };
    curves->count++;
    buf_finish(&path);
}
