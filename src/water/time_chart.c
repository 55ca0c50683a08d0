#include "water/time_chart.h"

#include <math.h>

#include "base/buf.h"
#include "base/civil.h"

enum { LEFT = 60, RIGHT = 700, TOP = 20, BOTTOM = 260 };
static const int64_t day_us = (int64_t)86400 * US_PER_SECOND;

struct frame {
    utc_us from, to;
    double low, high;
};

static double across(const struct frame *f, utc_us at)
{
    return LEFT + (RIGHT - LEFT) * (double)(at - f->from) / (double)(f->to - f->from);
}

static double up(const struct frame *f, double value)
{
    return BOTTOM - (BOTTOM - TOP) * (value - f->low) / (f->high - f->low);
}

static struct str place(double value, struct arena *arena)
{
    return arena_format(arena, "%.1f", value);
}

static struct frame frame_of(const struct water_time_value *values, size_t count,
                             const struct water_time_limit *limits, size_t limit_count)
{
    struct frame f = {values[0].at, values[count - 1].at, 0, 0};
    if (f.to - f.from < day_us) {
        f.from -= day_us / 2;
        f.to += day_us / 2;
    }
    for (size_t i = 0; i < count; i++) {
        f.high = fmax(f.high, values[i].value);
        f.low = fmin(f.low, values[i].value);
    }
    for (size_t i = 0; i < limit_count; i++)
        if (limits[i].from <= f.to && limits[i].to >= f.from)
            f.high = fmax(f.high, limits[i].value);
    f.high = f.high > 0 ? water_round_up(f.high * 1.05) : 1;
    f.low = f.low < 0 ? -water_round_up(-f.low * 1.05) : 0;
    return f;
}

static void tick_values(const struct frame *f, struct water_time_chart *out, struct arena *arena)
{
    double step = water_round_up((f->high - f->low) / 6);
    for (double v = step * ceil(f->low / step); v <= f->high * (1 + 1e-9) && out->y_count < 12;
         v += step)
        out->y[out->y_count++] = (struct water_tick){
            place(up(f, v), arena), arena_format(arena, "%g", fabs(v) < step * 1e-9 ? 0 : v)};
}

/* The beginning of every so many months or days. */
static void tick_times(const struct frame *f, struct water_time_chart *out, struct arena *arena)
{
    static const int months[] = {1, 2, 3, 6, 12, 24, 60, 120};
    double days = (double)(f->to - f->from) / (double)day_us;
    struct date first = jst_of_time(f->from).date;
    if (days < 60) {
        int step = days < 8 ? 1 : days < 20 ? 2 : 7;
        for (day_number day = day_of_time(f->from) + 1; out->x_count < 12; day += step) {
            utc_us at = time_of_jst((struct jst){date_of_day(day), 0, 0, 0});
            if (at > f->to)
                break;
            struct date date = date_of_day(day);
            out->x[out->x_count++] = (struct water_tick){
                place(across(f, at), arena), arena_format(arena, "%d/%d", date.month, date.day)};
        }
        return;
    }
    int step = 1;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        step = months[i];
        if (days / 30.4 / step <= 10)
            break;
    }
    for (int month = (first.year * 12 + first.month - 1) / step * step; out->x_count < 16;
         month += step) {
        utc_us at = time_of_jst((struct jst){{month / 12, month % 12 + 1, 1}, 0, 0, 0});
        if (at > f->to)
            break;
        if (at >= f->from)
            out->x[out->x_count++] = (struct water_tick){
                place(across(f, at), arena),
                step >= 12 ? arena_format(arena, "%d", month / 12)
                           : arena_format(arena, "%d-%02d", month / 12, month % 12 + 1)};
    }
}

static void draw_marks(const struct frame *f, const struct water_time_value *values, size_t count,
                       struct water_time_chart *out, struct arena *arena)
{
    out->marks = ARENA_ARRAY(arena, struct water_time_mark, count);
    for (size_t i = 0; i < count; i++)
        out->marks[out->mark_count++] = (struct water_time_mark){
            .x = place(across(f, values[i].at), arena),
            .y = place(up(f, values[i].value), arena),
            .words = arena_format(arena, "%.*s %s%g", STR_ARG(time_format_jst(values[i].at, arena)),
                                  values[i].censored ? "<" : "", values[i].value),
            .censored = values[i].censored,
            .over = values[i].over,
        };
}

static void draw_line(const struct frame *f, const struct water_time_value *values, size_t count,
                      struct water_time_chart *out, struct arena *arena)
{
    struct buf path = {0};
    for (size_t i = 0; i < count;) {
        double x = floor(across(f, values[i].at)), least = values[i].value, most = least;
        for (; i < count && floor(across(f, values[i].at)) <= x; i++) {
            least = fmin(least, values[i].value);
            most = fmax(most, values[i].value);
        }
        buf_format(&path, "%c%.0f %.1f", path.n ? 'L' : 'M', x, up(f, least));
        if (most > least)
            buf_format(&path, "L%.0f %.1f", x, up(f, most));
    }
    out->path = arena_copy(arena, buf_str(&path));
    buf_finish(&path);
}

static void draw_limits(const struct frame *f, const struct water_time_limit *limits, size_t count,
                        struct water_time_chart *out, struct arena *arena)
{
    for (size_t i = 0; i < count && out->rule_count < 24; i++) {
        utc_us from = limits[i].from > f->from ? limits[i].from : f->from;
        utc_us to = limits[i].to < f->to ? limits[i].to : f->to;
        double y = up(f, limits[i].value);
        if (from < to)
            out->rules[out->rule_count++] =
                (struct water_time_rule){place(across(f, from), arena), place(across(f, to), arena),
                                         place(y, arena), limits[i].label, place(y - 5, arena)};
    }
}

void water_time_chart_draw(const struct water_time_value *values, size_t count,
                           const struct water_time_limit *limits, size_t limit_count,
                           struct arena *arena, struct water_time_chart *out)
{
    out->values = count;
    if (count == 0)
        return;
    struct frame f = frame_of(values, count, limits, limit_count);
    tick_values(&f, out, arena);
    tick_times(&f, out, arena);
    if (count > WATER_TIME_MARKS)
        draw_line(&f, values, count, out, arena);
    else
        draw_marks(&f, values, count, out, arena);
    draw_limits(&f, limits, limit_count, out, arena);
}
