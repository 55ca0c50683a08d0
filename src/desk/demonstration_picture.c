/* Draws cargo scenes with cairo from a seeded generator and compresses them with libjpeg. */
#include "desk/demonstration_picture.h"

#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>

#include "base/check.h"

enum { WIDTH = 960, HEIGHT = 720, JPEG_QUALITY = 82 };

struct brush {
    cairo_t *cr;
    uint64_t state;
};

/* splitmix64 (Steele, Lea & Flood 2014): small, seedable, good enough for pictures. */
static double brush_random(struct brush *brush, double least, double most)
{
    uint64_t z = brush->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return least + (most - least) * ((double)(z >> 11) / 9007199254740992.0);
}

struct colour {
    double r, g, b;
};

static void brush_colour(struct brush *brush, struct colour c, double spread, double alpha)
{
    double shade = brush_random(brush, -spread, spread);
    cairo_set_source_rgba(brush->cr, c.r + shade, c.g + shade, c.b + shade, alpha);
}

static void draw_ground(struct brush *brush, struct colour wall, struct colour floor_colour)
{
    cairo_pattern_t *fade = cairo_pattern_create_linear(0, 0, 0, HEIGHT);
    cairo_pattern_add_color_stop_rgb(fade, 0.0, wall.r, wall.g, wall.b);
    cairo_pattern_add_color_stop_rgb(fade, 0.38, wall.r * 0.8, wall.g * 0.8, wall.b * 0.8);
    cairo_pattern_add_color_stop_rgb(fade, 0.40, floor_colour.r, floor_colour.g, floor_colour.b);
    cairo_pattern_add_color_stop_rgb(fade, 1.0, floor_colour.r * 0.7, floor_colour.g * 0.7,
                                     floor_colour.b * 0.7);
    cairo_set_source(brush->cr, fade);
    cairo_paint(brush->cr);
    cairo_pattern_destroy(fade);
    for (int i = 0; i < 1500; i++) {
        brush_colour(brush, floor_colour, 0.15, 0.35);
        cairo_rectangle(brush->cr, brush_random(brush, 0, WIDTH), brush_random(brush, 290, HEIGHT),
                        brush_random(brush, 1, 5), brush_random(brush, 1, 2));
        cairo_fill(brush->cr);
    }
}

/* Irregular polygon around (x, y). */
static void draw_lump(struct brush *brush, double x, double y, double size, struct colour colour)
{
    int corners = 6 + (int)brush_random(brush, 0, 5);
    for (int i = 0; i < corners; i++) {
        double angle = 2 * M_PI * i / corners;
        double radius = size * brush_random(brush, 0.55, 1.0);
        double px = x + radius * cos(angle), py = y + radius * 0.75 * sin(angle);
        if (i == 0)
            cairo_move_to(brush->cr, px, py);
        else
            cairo_line_to(brush->cr, px, py);
    }
    cairo_close_path(brush->cr);
    brush_colour(brush, colour, 0.10, 1.0);
    cairo_fill_preserve(brush->cr);
    cairo_set_source_rgba(brush->cr, 0, 0, 0, 0.35);
    cairo_set_line_width(brush->cr, 1.2);
    cairo_stroke(brush->cr);
}

static void draw_heap(struct brush *brush, const struct colour *colours, size_t count, double size)
{
    for (int row = 0; row < 26; row++) {
        double y = 250 + row * 16, half = 120 + row * 14;
        for (int i = 0; i < 30; i++) {
            size_t pick = (size_t)brush_random(brush, 0, (double)count - 0.001);
            draw_lump(brush, WIDTH / 2.0 + brush_random(brush, -half, half),
                      y + brush_random(brush, -8, 8), size * brush_random(brush, 0.5, 1.1),
                      colours[pick]);
        }
    }
}

static void draw_block(struct brush *brush, double x, double y, double w, double h,
                       struct colour colour)
{
    cairo_rectangle(brush->cr, x, y, w, h);
    brush_colour(brush, colour, 0.05, 1.0);
    cairo_fill_preserve(brush->cr);
    cairo_set_source_rgba(brush->cr, 0, 0, 0, 0.4);
    cairo_set_line_width(brush->cr, 2);
    cairo_stroke(brush->cr);
    cairo_rectangle(brush->cr, x + w * 0.86, y, w * 0.14, h);
    cairo_set_source_rgba(brush->cr, 0, 0, 0, 0.16);
    cairo_fill(brush->cr);
}

static void draw_sludge(struct brush *brush)
{
    draw_ground(brush, (struct colour){0.62, 0.66, 0.68}, (struct colour){0.52, 0.52, 0.50});
    for (int i = 0; i < 5; i++) {
        double x = 60 + i * 175, y = 300 + brush_random(brush, -12, 12);
        draw_block(brush, x, y, 160, 200, (struct colour){0.90, 0.90, 0.87});
        for (int lump = 0; lump < 60; lump++)
            draw_lump(brush, x + brush_random(brush, 18, 142), y + brush_random(brush, -16, 14), 15,
                      (struct colour){0.36, 0.50, 0.42});
    }
}

static void draw_drums(struct brush *brush)
{
    draw_ground(brush, (struct colour){0.70, 0.70, 0.66}, (struct colour){0.45, 0.45, 0.44});
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < 7; i++) {
            double x = 40 + i * 128 + row * 10, y = 200 + row * 130;
            draw_block(brush, x, y, 112, 150, (struct colour){0.16, 0.34, 0.58});
            for (int band = 1; band < 3; band++) {
                cairo_rectangle(brush->cr, x, y + band * 50, 112, 6);
                cairo_set_source_rgba(brush->cr, 0, 0, 0, 0.35);
                cairo_fill(brush->cr);
            }
            cairo_save(brush->cr);
            cairo_translate(brush->cr, x + 56, y);
            cairo_scale(brush->cr, 56, 15);
            cairo_arc(brush->cr, 0, 0, 1, 0, 2 * M_PI);
            cairo_restore(brush->cr);
            cairo_set_source_rgb(brush->cr, 0.25, 0.45, 0.68);
            cairo_fill(brush->cr);
        }
}

static void draw_bales(struct brush *brush)
{
    static const struct colour bottle[] = {
        {0.82, 0.90, 0.93}, {0.70, 0.83, 0.88}, {0.55, 0.72, 0.55}, {0.90, 0.92, 0.94}};
    draw_ground(brush, (struct colour){0.74, 0.76, 0.74}, (struct colour){0.50, 0.49, 0.47});
    for (int row = 0; row < 2; row++)
        for (int i = 0; i < 3; i++) {
            double x = 50 + i * 295, y = 170 + row * 240;
            draw_block(brush, x, y, 275, 225, (struct colour){0.72, 0.80, 0.83});
            for (int piece = 0; piece < 420; piece++)
                draw_lump(brush, x + brush_random(brush, 8, 267), y + brush_random(brush, 8, 217),
                          13, bottle[(size_t)brush_random(brush, 0, 3.999)]);
            for (int wire = 1; wire < 4; wire++) {
                cairo_rectangle(brush->cr, x + wire * 69, y, 3, 225);
                cairo_set_source_rgba(brush->cr, 0.15, 0.15, 0.15, 0.8);
                cairo_fill(brush->cr);
            }
        }
}

static void draw_flakes(struct brush *brush)
{
    static const struct colour flake[] = {
        {0.86, 0.93, 0.96}, {0.94, 0.96, 0.97}, {0.72, 0.85, 0.90}, {0.60, 0.78, 0.66}};
    draw_ground(brush, (struct colour){0.8, 0.8, 0.8}, (struct colour){0.75, 0.8, 0.82});
    for (int i = 0; i < 9000; i++)
        draw_lump(brush, brush_random(brush, 0, WIDTH), brush_random(brush, 0, HEIGHT), 11,
                  flake[(size_t)brush_random(brush, 0, 3.999)]);
}

static void draw_motor(struct brush *brush, double x, double y, double size)
{
    struct colour black = {0.14, 0.14, 0.15};
    draw_block(brush, x - size / 2, y - size / 2, size, size * 0.9, black);
    cairo_save(brush->cr);
    cairo_translate(brush->cr, x, y - size / 2);
    cairo_scale(brush->cr, size / 2, size / 4);
    cairo_arc(brush->cr, 0, 0, 1, 0, 2 * M_PI);
    cairo_restore(brush->cr);
    cairo_set_source_rgb(brush->cr, 0.24, 0.24, 0.26);
    cairo_fill(brush->cr);
    cairo_set_source_rgb(brush->cr, 0.72, 0.42, 0.22);
    cairo_set_line_width(brush->cr, size * 0.06);
    cairo_move_to(brush->cr, x + size * 0.3, y - size * 0.5);
    cairo_curve_to(brush->cr, x + size * 0.4, y - size, x + size * 0.8, y - size, x + size * 0.7,
                   y - size * 0.3);
    cairo_stroke(brush->cr);
}

static void draw_motors(struct brush *brush)
{
    draw_ground(brush, (struct colour){0.66, 0.66, 0.66}, (struct colour){0.48, 0.47, 0.45});
    for (int row = 0; row < 7; row++)
        for (int i = 0; i < 12; i++)
            draw_motor(brush, 40 + i * 82 + brush_random(brush, -14, 14) + (row % 2) * 36,
                       250 + row * 66 + brush_random(brush, -8, 8), 74);
}

static void draw_motor_hole(struct brush *brush)
{
    draw_ground(brush, (struct colour){0.6, 0.6, 0.6}, (struct colour){0.55, 0.54, 0.52});
    draw_motor(brush, 470, 400, 360);
    cairo_arc(brush->cr, 480, 470, 34, 0, 2 * M_PI);
    cairo_set_source_rgb(brush->cr, 0.86, 0.84, 0.80);
    cairo_fill_preserve(brush->cr);
    cairo_set_source_rgb(brush->cr, 0.90, 0.10, 0.10);
    cairo_set_line_width(brush->cr, 5);
    cairo_stroke(brush->cr);
    cairo_arc(brush->cr, 480, 470, 22, 0, 2 * M_PI);
    cairo_set_source_rgb(brush->cr, 0.02, 0.02, 0.02);
    cairo_fill(brush->cr);
}

static void draw_scrap(struct brush *brush)
{
    static const struct colour metal[] = {{0.70, 0.71, 0.73}, {0.55, 0.56, 0.58}, {0.72, 0.45, 0.26},
                                          {0.80, 0.76, 0.55}, {0.40, 0.33, 0.28}, {0.85, 0.86, 0.88}};
    draw_ground(brush, (struct colour){0.66, 0.74, 0.82}, (struct colour){0.46, 0.43, 0.39});
    draw_heap(brush, metal, sizeof metal / sizeof metal[0], 26);
}

static void draw_wires(struct brush *brush)
{
    static const struct colour cover[] = {{0.10, 0.10, 0.11}, {0.10, 0.10, 0.11}, {0.72, 0.12, 0.12},
                                          {0.90, 0.90, 0.88}, {0.10, 0.10, 0.11}};
    draw_ground(brush, (struct colour){0.70, 0.71, 0.70}, (struct colour){0.52, 0.50, 0.47});
    cairo_set_line_cap(brush->cr, CAIRO_LINE_CAP_ROUND);
    for (int i = 0; i < 520; i++) {
        double x = brush_random(brush, 60, 900), y = brush_random(brush, 240, 690);
        double dx = brush_random(brush, -150, 150), dy = brush_random(brush, -60, 60);
        size_t pick = (size_t)brush_random(brush, 0, 4.999);
        cairo_set_line_width(brush->cr, brush_random(brush, 8, 17));
        brush_colour(brush, cover[pick], 0.05, 1.0);
        cairo_move_to(brush->cr, x, y);
        cairo_curve_to(brush->cr, x + dx * 0.3, y + dy - 40, x + dx * 0.7, y - dy + 20, x + dx,
                       y + dy);
        cairo_stroke(brush->cr);
        cairo_arc(brush->cr, x + dx, y + dy, 4, 0, 2 * M_PI);
        cairo_set_source_rgb(brush->cr, 0.80, 0.48, 0.22);
        cairo_fill(brush->cr);
    }
}

static void draw_appliances(struct brush *brush)
{
    draw_ground(brush, (struct colour){0.72, 0.74, 0.76}, (struct colour){0.50, 0.50, 0.50});
    for (int i = 0; i < 6; i++) {
        double x = 30 + i * 152, top = 190 + (i % 2) * 70;
        draw_block(brush, x, top, 130, 560 - top, (struct colour){0.88, 0.89, 0.90});
        cairo_set_source_rgb(brush->cr, 0.45, 0.46, 0.48);
        cairo_rectangle(brush->cr, x, top + 120, 130, 4);
        cairo_rectangle(brush->cr, x + 12, top + 40, 7, 56);
        cairo_rectangle(brush->cr, x + 12, top + 140, 7, 90);
        cairo_fill(brush->cr);
    }
}

static void draw_film(struct brush *brush)
{
    draw_ground(brush, (struct colour){0.80, 0.80, 0.78}, (struct colour){0.56, 0.55, 0.53});
    for (int i = 0; i < 18; i++) {
        double x = 110 + (i % 6) * 150, y = 300 + (i / 6) * 140;
        for (int ring = 60; ring > 8; ring -= 4) {
            cairo_arc(brush->cr, x, y, ring, 0, 2 * M_PI);
            brush_colour(brush, (struct colour){0.88, 0.92, 0.95}, 0.05, 1.0);
            cairo_fill_preserve(brush->cr);
            cairo_set_source_rgba(brush->cr, 0.3, 0.4, 0.5, 0.3);
            cairo_set_line_width(brush->cr, 1);
            cairo_stroke(brush->cr);
        }
    }
}

static void draw_boards(struct brush *brush)
{
    draw_ground(brush, (struct colour){0.75, 0.75, 0.72}, (struct colour){0.60, 0.50, 0.38});
    for (int i = 0; i < 20; i++) {
        double x = 50 + (i % 5) * 178, y = 210 + (i / 5) * 120;
        draw_block(brush, x, y, 160, 100, (struct colour){0.12, 0.40, 0.24});
        draw_block(brush, x + 14, y + 12, 100, 70, (struct colour){0.10, 0.12, 0.16});
        for (int chip = 0; chip < 10; chip++)
            draw_block(brush, x + 120 + (chip % 2) * 16, y + 10 + (chip / 2.0) * 8, 11, 6,
                       (struct colour){0.75, 0.72, 0.55});
    }
}

static void draw_caption(struct brush *brush, struct str caption)
{
    cairo_set_source_rgba(brush->cr, 0, 0, 0, 0.55);
    cairo_rectangle(brush->cr, 0, HEIGHT - 46, WIDTH, 46);
    cairo_fill(brush->cr);
    PangoLayout *layout = pango_cairo_create_layout(brush->cr);
    PangoFontDescription *font = pango_font_description_from_string("Noto Sans CJK JP 17");
    pango_layout_set_font_description(layout, font);
    struct arena *arena = arena_create();
    struct str text = ARENA_JOIN(arena, STR("見本（合成画像）　"), caption);
    pango_layout_set_text(layout, text.p, (int)text.n);
    cairo_set_source_rgb(brush->cr, 1, 1, 1);
    cairo_move_to(brush->cr, 16, HEIGHT - 38);
    pango_cairo_show_layout(brush->cr, layout);
    arena_destroy(arena);
    pango_font_description_free(font);
    g_object_unref(layout);
}

static void compress(cairo_surface_t *surface, struct buf *jpeg)
{
    struct jpeg_compress_struct jpeg_state;
    struct jpeg_error_mgr errors;
    jpeg_state.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg_state);
    unsigned char *memory = NULL;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg_state, &memory, &size);
    jpeg_state.image_width = WIDTH;
    jpeg_state.image_height = HEIGHT;
    jpeg_state.input_components = 4;
    jpeg_state.in_color_space = JCS_EXT_BGRX; /* cairo's RGB24 on little-endian machines */
    jpeg_set_defaults(&jpeg_state);
    jpeg_set_quality(&jpeg_state, JPEG_QUALITY, TRUE);
    jpeg_start_compress(&jpeg_state, TRUE);
    const unsigned char *pixels = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    unsigned char row[WIDTH * 4];
    while (jpeg_state.next_scanline < HEIGHT) {
        const unsigned char *from = pixels + jpeg_state.next_scanline * stride;
        for (size_t i = 0; i < sizeof row; i++)
            row[i] = from[i];
        JSAMPROW rows[1] = {row};
        jpeg_write_scanlines(&jpeg_state, rows, 1);
    }
    jpeg_finish_compress(&jpeg_state);
    buf_append(jpeg, (struct str){(const char *)memory, size});
    jpeg_destroy_compress(&jpeg_state);
    free(memory);
}

static const struct {
    struct str name;
    void (*draw)(struct brush *brush);
} scenes[] = {
    {STR_INIT("sludge"), draw_sludge},         {STR_INIT("drums"), draw_drums},
    {STR_INIT("bales"), draw_bales},           {STR_INIT("flakes"), draw_flakes},
    {STR_INIT("motors"), draw_motors},         {STR_INIT("motor_hole"), draw_motor_hole},
    {STR_INIT("scrap"), draw_scrap},           {STR_INIT("wires"), draw_wires},
    {STR_INIT("appliances"), draw_appliances}, {STR_INIT("film"), draw_film},
    {STR_INIT("boards"), draw_boards},
};

int demonstration_picture(struct str scene, struct str caption, uint64_t seed, struct buf *jpeg,
                          struct error *error)
{
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        if (!str_equal(scenes[i].name, scene))
            continue;
        cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
        struct brush brush = {.cr = cairo_create(surface), .state = seed};
        CHECK(cairo_status(brush.cr) == CAIRO_STATUS_SUCCESS);
        scenes[i].draw(&brush);
        draw_caption(&brush, caption);
        cairo_surface_flush(surface);
        compress(surface, jpeg);
        cairo_destroy(brush.cr);
        cairo_surface_destroy(surface);
        return 0;
    }
    return ERROR(error, ERR_INVALID_INPUT, STR("scene"), scene);
}
