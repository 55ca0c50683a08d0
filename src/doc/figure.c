#include "doc/figure.h"

#include <cairo-svg.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "doc/paper_surface.h"

static const char family[] = "Noto Sans CJK JP, sans-serif";
/* Points; PNG has `pixels` for one. */
static const double width = 560, height = 380, left = 62, right = 545, top = 14, bottom = 268,
                    text_size = 9.5, caption_top = 318, pixels = 2;
enum { TICKS = 8 };

struct drawing {
    cairo_t *cairo;
    const struct figure *figure;
    double x_low, x_high, y_low, y_high;
};

/* Where a value lies on the y axis; NaN: nowhere. */
static double level(const struct drawing *d, double y)
{
    return !d->figure->logarithmic ? y : y > 0 ? log10(y) : NAN;
}

static bool has_two(enum figure_kind kind)
{
    return kind == FIGURE_BAND || kind == FIGURE_RANGES;
}

static void widen(double value, double *low, double *high)
{
    if (!isfinite(value))
        return;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
}

static void find_ranges(struct drawing *d)
{
    d->x_low = d->y_low = INFINITY;
    d->x_high = d->y_high = -INFINITY;
    for (size_t s = 0; s < d->figure->count; s++) {
        const struct figure_series *series = &d->figure->series[s];
        for (size_t i = 0; i < series->count; i++) {
            if (series->kind != FIGURE_LEVEL)
                widen(series->x[i], &d->x_low, &d->x_high);
            widen(level(d, series->y[i]), &d->y_low, &d->y_high);
            if (has_two(series->kind))
                widen(level(d, series->y2[i]), &d->y_low, &d->y_high);
        }
    }
    if (d->figure->axis == FIGURE_WHOLE_NUMBERS && d->x_high >= d->x_low) {
        d->x_low -= 0.5;
        d->x_high += 0.5;
    }
    if (!(d->x_high > d->x_low)) {
        d->x_low = isfinite(d->x_low) ? d->x_low - 15 : 0;
        d->x_high = d->x_low + 30;
    }
    if (!isfinite(d->y_low))
        d->y_low = d->y_high = 0;
    if (d->figure->from_zero)
        d->y_low = fmin(d->y_low, 0);
    double room = fmax(0.06 * (d->y_high - d->y_low), 1e-9 + 0.01 * fabs(d->y_high));
    d->y_high += room;
    d->y_low -= d->figure->from_zero && d->y_low == 0 ? 0 : room;
}

static double at_x(const struct drawing *d, double x)
{
    return left + (right - left) * (x - d->x_low) / (d->x_high - d->x_low);
}

static double at_y(const struct drawing *d, double y)
{
    return bottom - (bottom - top) * (level(d, y) - d->y_low) / (d->y_high - d->y_low);
}

/* `align`: 0 begins at x, 0.5 in the middle, 1 ends at x. Returns the width. */
static double write_text(cairo_t *cairo, double x, double y, struct str text, double align,
                         double wrap)
{
    PangoLayout *layout = pango_cairo_create_layout(cairo);
    PangoFontDescription *font = pango_font_description_from_string(family);
    int w, h;
    pango_font_description_set_absolute_size(font, text_size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text.p, (int)text.n);
    if (wrap > 0) {
        pango_layout_set_width(layout, (int)(wrap * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_get_pixel_size(layout, &w, &h);
    cairo_move_to(cairo, x - align * w, y);
    pango_cairo_show_layout(cairo, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
    return w;
}

/* 1, 2 or 5 times a power of ten, at least `least`. */
static double round_step(double least)
{
    double power = pow(10, floor(log10(least)));
    return least <= power       ? power
           : least <= 2 * power ? 2 * power
           : least <= 5 * power ? 5 * power
                                : 10 * power;
}

static void draw_y_tick(const struct drawing *d, double y, struct arena *arena)
{
    double place = at_y(d, y);
    cairo_set_source_rgb(d->cairo, 0.86, 0.86, 0.86);
    cairo_set_line_width(d->cairo, 0.5);
    cairo_move_to(d->cairo, left, place);
    cairo_line_to(d->cairo, right, place);
    cairo_stroke(d->cairo);
    cairo_set_source_rgb(d->cairo, 0, 0, 0);
    write_text(d->cairo, left - 5, place - 7, arena_format(arena, "%.6g", y), 1, 0);
}

/* 1, 2 and 5 times each power of ten within less than three powers; else powers. */
static void draw_powers(const struct drawing *d, struct arena *arena)
{
    static const double steps[] = {1, 2, 5};
    double span = d->y_high - d->y_low;
    int count = span < 3 ? 3 : 1, apart = (int)fmax(ceil(span / TICKS), 1);
    for (int power = (int)floor(d->y_low); power <= d->y_high; power += apart)
        for (int i = 0; i < count; i++) {
            double y = steps[i] * pow(10, power);
            if (log10(y) >= d->y_low && log10(y) <= d->y_high)
                draw_y_tick(d, y, arena);
        }
}

static void draw_steps(const struct drawing *d, double low, double high, struct arena *arena)
{
    double step = round_step((high - low) / TICKS);
    for (double y = ceil(low / step) * step; y <= high; y += step)
        draw_y_tick(d, fabs(y) < step / 1e6 ? 0 : y, arena);
}

static void draw_y_axis(const struct drawing *d, struct arena *arena)
{
    if (!d->figure->logarithmic)
        draw_steps(d, d->y_low, d->y_high, arena);
    else if (d->y_high - d->y_low < 1)
        draw_steps(d, pow(10, d->y_low), pow(10, d->y_high), arena);
    else
        draw_powers(d, arena);
    cairo_save(d->cairo);
    cairo_translate(d->cairo, 6, (top + bottom) / 2);
    cairo_rotate(d->cairo, -M_PI / 2);
    write_text(d->cairo, 0, -4, d->figure->y_label, 0.5, 0);
    cairo_restore(d->cairo);
}

static void draw_x_tick(const struct drawing *d, double x, struct str words)
{
    double place = at_x(d, x);
    cairo_move_to(d->cairo, place, bottom);
    cairo_line_to(d->cairo, place, bottom + 4);
    cairo_stroke(d->cairo);
    write_text(d->cairo, place, bottom + 5, words, 0.5, 0);
}

static void draw_numbers(const struct drawing *d, struct arena *arena)
{
    double step = fmax(round_step((d->x_high - d->x_low) / (2 * TICKS)), 1);
    for (double x = ceil(d->x_low / step) * step; x <= d->x_high; x += step)
        draw_x_tick(d, x, arena_format(arena, "%.0f", fabs(x)));
    write_text(d->cairo, right, bottom + 15, d->figure->x_label, 1, 0);
}

static void draw_months(const struct drawing *d, struct arena *arena)
{
    int months = (int)ceil((d->x_high - d->x_low) / 30.4 / TICKS);
    struct date month = date_of_day((day_number)d->x_low);
    month.day = 1;
    for (; day_of_date(month) <= d->x_high; month.month += months) {
        month.year += (month.month - 1) / 12;
        month.month = (month.month - 1) % 12 + 1;
        day_number first = day_of_date(month);
        if (at_x(d, first) >= left - 0.5 && first <= d->x_high)
            draw_x_tick(d, first, arena_format(arena, "%d-%02d", month.year, month.month));
    }
}

/* For less than two months; the year stands at the first. */
static void draw_days(const struct drawing *d, struct arena *arena)
{
    double step = fmax(ceil((d->x_high - d->x_low) / (2 * TICKS)), 1);
    bool first = true;
    for (double x = ceil(d->x_low); x <= d->x_high; x += step) {
        struct date date = date_of_day((day_number)x);
        draw_x_tick(d, x,
                    first ? arena_format(arena, "%d/%d/%d", date.year, date.month, date.day)
                          : arena_format(arena, "%d/%d", date.month, date.day));
        first = false;
    }
}

static void draw_x_axis(const struct drawing *d, struct arena *arena)
{
    static const double two_months = 61; /* days */
    if (d->figure->axis == FIGURE_WHOLE_NUMBERS)
        draw_numbers(d, arena);
    else if (d->x_high - d->x_low < two_months)
        draw_days(d, arena);
    else
        draw_months(d, arena);
    cairo_set_line_width(d->cairo, 0.8);
    cairo_move_to(d->cairo, left, top);
    cairo_line_to(d->cairo, left, bottom);
    cairo_line_to(d->cairo, right, bottom);
    cairo_stroke(d->cairo);
}

static void draw_band(const struct drawing *d, const struct figure_series *s)
{
    bool begun = false;
    for (size_t k = 0; k < 2 * s->count; k++) {
        size_t i = k < s->count ? k : 2 * s->count - 1 - k;
        double y = k < s->count ? s->y[i] : s->y2[i];
        if (!isfinite(level(d, s->y[i])) || !isfinite(level(d, s->y2[i])))
            continue;
        (begun ? cairo_line_to : cairo_move_to)(d->cairo, at_x(d, s->x[i]), at_y(d, y));
        begun = true;
    }
    cairo_set_source_rgb(d->cairo, 0.78, 0.87, 0.95);
    cairo_fill(d->cairo);
}

static void choose_pen(cairo_t *cairo, enum figure_kind kind)
{
    static const double dash[] = {2, 2.5};
    bool dashes = kind == FIGURE_DASHES;
    cairo_set_source_rgb(cairo, dashes ? 0.35 : 0, dashes ? 0.35 : 0.28, dashes ? 0.35 : 0.55);
    cairo_set_line_width(cairo, dashes ? 1 : 1.3);
    cairo_set_dash(cairo, dash, dashes ? 2 : 0, 0);
}

static void draw_line(const struct drawing *d, const struct figure_series *s)
{
    choose_pen(d->cairo, s->kind);
    bool begun = false;
    for (size_t i = 0; i < s->count; i++) {
        bool there = isfinite(level(d, s->y[i]));
        if (there)
            (begun ? cairo_line_to : cairo_move_to)(d->cairo, at_x(d, s->x[i]), at_y(d, s->y[i]));
        begun = there;
    }
    cairo_stroke(d->cairo);
    cairo_set_dash(d->cairo, NULL, 0, 0);
}

static void draw_range(cairo_t *cairo, double x, double from, double to)
{
    static const double half = 4;
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, 1.2);
    cairo_move_to(cairo, x, from);
    cairo_line_to(cairo, x, to);
    for (int i = 0; i < 2; i++) {
        cairo_move_to(cairo, x - half, i ? from : to);
        cairo_line_to(cairo, x + half, i ? from : to);
    }
    cairo_stroke(cairo);
}

static void draw_ranges(const struct drawing *d, const struct figure_series *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (isfinite(s->y[i]) && isfinite(s->y2[i]))
            draw_range(d->cairo, at_x(d, s->x[i]), at_y(d, s->y[i]), at_y(d, s->y2[i]));
}

static void draw_point(cairo_t *cairo, enum figure_kind kind, double x, double y)
{
    static const double radius = 2.6;
    cairo_set_line_width(cairo, 1);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_new_path(cairo);
    if (kind == FIGURE_ARROWS) {
        cairo_move_to(cairo, x - radius, y);
        cairo_line_to(cairo, x + radius, y);
        cairo_line_to(cairo, x, y + 2 * radius);
        cairo_close_path(cairo);
    } else {
        cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
    }
    if (kind == FIGURE_DOTS)
        cairo_fill(cairo);
    else
        cairo_stroke(cairo);
}

static void draw_level(cairo_t *cairo, double from, double to, double y)
{
    static const double dash[] = {5, 3};
    cairo_set_source_rgb(cairo, 0.7, 0, 0);
    cairo_set_line_width(cairo, 1);
    cairo_set_dash(cairo, dash, 2, 0);
    cairo_move_to(cairo, from, y);
    cairo_line_to(cairo, to, y);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

static void draw_series(const struct drawing *d, const struct figure_series *s)
{
    if (s->kind == FIGURE_BAND)
        draw_band(d, s);
    else if (s->kind == FIGURE_LINE || s->kind == FIGURE_DASHES)
        draw_line(d, s);
    else if (s->kind == FIGURE_LEVEL)
        draw_level(d->cairo, left, right, at_y(d, s->y[0]));
    else if (s->kind == FIGURE_RANGES)
        draw_ranges(d, s);
    else
        for (size_t i = 0; i < s->count; i++)
            if (isfinite(level(d, s->y[i])))
                draw_point(d->cairo, s->kind, at_x(d, s->x[i]), at_y(d, s->y[i]));
}

static bool is_seen(const struct figure_series *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (isfinite(s->y[i]))
            return true;
    return false;
}

/* One sample of each series that is seen and its label, in a row under the axis. */
static void draw_key(const struct drawing *d)
{
    double x = left, y = bottom + 26;
    for (size_t i = 0; i < d->figure->count; i++) {
        const struct figure_series *s = &d->figure->series[i];
        if (s->label.n == 0 || !is_seen(s))
            continue;
        double middle = y + 7;
        if (s->kind == FIGURE_BAND) {
            cairo_rectangle(d->cairo, x, middle - 4, 16, 8);
            cairo_set_source_rgb(d->cairo, 0.78, 0.87, 0.95);
            cairo_fill(d->cairo);
        } else if (s->kind == FIGURE_LINE || s->kind == FIGURE_DASHES) {
            choose_pen(d->cairo, s->kind);
            cairo_move_to(d->cairo, x, middle);
            cairo_line_to(d->cairo, x + 16, middle);
            cairo_stroke(d->cairo);
            cairo_set_dash(d->cairo, NULL, 0, 0);
        } else if (s->kind == FIGURE_LEVEL) {
            draw_level(d->cairo, x, x + 16, middle);
        } else if (s->kind == FIGURE_RANGES) {
            draw_range(d->cairo, x + 8, middle - 5, middle + 5);
        } else {
            draw_point(d->cairo, s->kind, x + 8, middle);
        }
        cairo_set_source_rgb(d->cairo, 0, 0, 0);
        x += 20 + write_text(d->cairo, x + 20, y, s->label, 0, 0) + 16;
    }
}

static void draw(cairo_t *cairo, const struct figure *figure)
{
    struct arena *arena = arena_create();
    struct drawing d = {.cairo = cairo, .figure = figure};
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    find_ranges(&d);
    draw_y_axis(&d, arena);
    draw_x_axis(&d, arena);
    for (size_t i = 0; i < figure->count; i++)
        draw_series(&d, &figure->series[i]);
    draw_key(&d);
    write_text(cairo, left, caption_top, figure->caption, 0, right - left);
    arena_destroy(arena);
}

int figure_draw(const struct figure *figure, enum figure_form form, utc_us created, struct buf *out,
                struct error *error)
{
    cairo_surface_t *surface;
    if (form == FIGURE_PNG)
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(width * pixels),
                                             (int)(height * pixels));
    else if (form == FIGURE_SVG)
        surface = cairo_svg_surface_create_for_stream(paper_append, out, width, height);
    else
        surface = cairo_pdf_surface_create_for_stream(paper_append, out, width, height);
    cairo_t *cairo = cairo_create(surface);
    if (form == FIGURE_PNG)
        cairo_scale(cairo, pixels, pixels);
    if (form == FIGURE_PDF) {
        struct arena *arena = arena_create();
        paper_set_metadata(surface, figure->caption, created, arena);
        arena_destroy(arena);
    }
    draw(cairo, figure);
    if (form == FIGURE_PNG)
        cairo_surface_write_to_png_stream(surface, paper_append, out);
    return paper_close(cairo, surface, error);
}
