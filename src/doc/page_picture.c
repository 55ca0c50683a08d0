#include "doc/page_picture.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "doc/capability.h"
#include "doc/reading_program.h"

enum { MOST_SIDE = 6000, MOST_OUTPUT = 160 << 20, LEAST_BOX = 6 };

static bool is_whole(const struct page_window *window)
{
    return window->box[2] <= window->box[0] || window->box[3] <= window->box[1];
}

/* How pdftoppm is asked for a part: dots per inch, then pixels from the top left corner. */
static struct str part_of_page(const struct page_window *window, struct arena *arena)
{
    const double *box = window->box, scale = window->scale;
    return arena_format(arena, "-r %.4f -x %.0f -y %.0f -W %.0f -H %.0f", scale * 72,
                        box[0] * scale, (window->page_height - box[3]) * scale,
                        (box[2] - box[0]) * scale, (box[3] - box[1]) * scale);
}

/* For each window: a mark, the boxes of the page in words, the picture. */
static struct str script_of(const struct page_window *windows, size_t count, struct arena *arena)
{
    struct str script = STR("ulimit -t 40; ulimit -d 1500000; ulimit -f 400000");
    for (size_t i = 0; i < count; i++) {
        long long page = (long long)windows[i].page;
        struct str part =
            is_whole(&windows[i])
                ? arena_format(arena, "-scale-to-x %d -scale-to-y -1", PAGE_PICTURE_WIDTH)
                : part_of_page(&windows[i], arena);
        script = arena_format(arena,
                              "%" PRIstr "; echo \"@page %lld\"; pdfinfo -f %lld -l %lld -box "
                              "/in/paper 2>/dev/null | grep -a -E '^Page +[0-9]+ (MediaBox|rot):'; "
                              "pdftoppm -q -f %lld -l %lld %" PRIstr " /in/paper",
                              STR_ARG(script), page, page, page, page, page, STR_ARG(part));
    }
    return script;
}

/* Reading what the programs wrote ---------------------------------------------------------------
 */

static bool take_line(struct str *rest, struct str *line)
{
    size_t end = str_find_char(*rest, '\n', 0);
    if (end == SIZE_MAX)
        return false;
    *line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->n);
    return true;
}

static bool take_number(struct str *words, double *out)
{
    char text[32];
    *words = str_trim(*words);
    size_t end = 0;
    while (end < words->n && words->p[end] != ' ')
        end++;
    if (end == 0 || end >= sizeof text)
        return false;
    memcpy(text, words->p, end);
    text[end] = 0;
    char *stop;
    *out = strtod(text, &stop);
    *words = str_slice(*words, end, words->n);
    return *stop == 0 && *out > -1e6 && *out < 1e6;
}

static void take_geometry(struct str line, struct page_geometry *geometry)
{
    size_t at = str_find_char(line, ':', 0);
    struct str words = at == SIZE_MAX ? STR("") : str_slice(line, at + 1, line.n);
    double turned;
    if (str_contains(line, STR("rot:")) && take_number(&words, &turned))
        geometry->turned = ((int)turned % 360 + 360) % 360;
    else if (str_contains(line, STR("MediaBox:")))
        for (int i = 0; i < 4; i++)
            if (!take_number(&words, &geometry->box[i]))
                return;
}

/* "P6", width and height, 255, pixels. */
static bool take_pixels(struct str *rest, struct page_picture *out)
{
    struct str size, depth;
    double width, height;
    if (!take_line(rest, &size) || !take_line(rest, &depth) || !str_equal(depth, STR("255")) ||
        !take_number(&size, &width) || !take_number(&size, &height) || width < 1 || height < 1 ||
        width > MOST_SIDE || height > MOST_SIDE)
        return false;
    out->width = (int)width;
    out->height = (int)height;
    size_t bytes = (size_t)out->width * (size_t)out->height * 3;
    if (bytes > rest->n)
        return false;
    out->pixels = str_slice(*rest, 0, bytes);
    *rest = str_slice(*rest, bytes, rest->n);
    return true;
}

static void keep_window(const struct page_window *window, struct page_geometry *geometry)
{
    if (!is_whole(window)) {
        memcpy(geometry->box, window->box, sizeof geometry->box);
        geometry->turned = 0;
    }
}

size_t page_picture_read(struct str output, const struct page_window *windows, size_t count,
                         struct page_picture *out)
{
    struct str rest = output, line;
    size_t met = 0, drawn = 0;
    bool awaited = false; /* one picture for each mark */
    struct page_picture next = {0};
    while (take_line(&rest, &line)) {
        if (str_starts(line, STR("@page ")) && met < count) {
            next = (struct page_picture){.page = windows[met].page, .window = met};
            met++;
            awaited = true;
        } else if (!str_equal(line, STR("P6"))) {
            take_geometry(line, &next.geometry);
        } else if (!awaited || !take_pixels(&rest, &next)) {
            break;
        } else if (next.geometry.box[2] > next.geometry.box[0] &&
                   next.geometry.box[3] > next.geometry.box[1]) {
            keep_window(&windows[next.window], &next.geometry);
            out[drawn++] = next;
            awaited = false;
        }
    }
    return drawn;
}

int page_picture_draw(const struct context *context, struct str pdf,
                      const struct page_window *windows, size_t count, struct arena *arena,
                      enum page_picture_result *result, struct page_picture *out, size_t *drawn,
                      struct str *reason, struct error *error)
{
    struct process_result run;
    *drawn = 0;
    *result = PAGE_PICTURE_ABSENT;
    *reason =
        STR("頁を絵にする pdftoppm（poppler-utils）か隔離（bubblewrap）がこの機械にありません。");
    count = count < PAGE_PICTURE_MOST ? count : PAGE_PICTURE_MOST;
    if (count == 0 || capability_program(STR("pdftext"), arena).n == 0 ||
        capability_program(STR("sandbox"), arena).n == 0)
        return 0;
    const struct reading_sandbox sandbox = {.script = script_of(windows, count, arena).p,
                                            .deadline = 60 * (int64_t)US_PER_SECOND,
                                            .most_output = MOST_OUTPUT};
    int failure = reading_sandbox_run(context, &sandbox, pdf, arena, &run, error);
    if (failure)
        return failure;
    *drawn = page_picture_read(run.output, windows, count, out);
    if (*drawn == 0 && !run.timed_out && run.output.n == 0)
        return 0; /* bubblewrap may make no namespaces here */
    *result = *drawn ? PAGE_PICTURE_DRAWN : PAGE_PICTURE_FAILED;
    *reason =
        *drawn ? STR("") : STR("頁を絵にできませんでした（壊れているか、鍵がかかっています）。");
    return 0;
}

/* Places -----------------------------------------------------------------------------------------
 */

static double clamp(double value, double most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

/* A point of the page as shares of the picture's sides. */
static void turn(const struct page_geometry *g, double x, double y, double out[2])
{
    double across = (x - g->box[0]) / (g->box[2] - g->box[0]);
    double up = (y - g->box[1]) / (g->box[3] - g->box[1]);
    switch (g->turned) {
    case 90:
        out[0] = up, out[1] = across;
        return;
    case 180:
        out[0] = 1 - across, out[1] = up;
        return;
    case 270:
        out[0] = 1 - up, out[1] = 1 - across;
        return;
    default:
        out[0] = across, out[1] = 1 - up;
    }
}

/* From `low` to `high`, at least LEAST_BOX long, within 0..most. */
static void widen(double *low, double *high, double most)
{
    *low = clamp(*low, most);
    *high = clamp(*high, most);
    if (*high - *low >= LEAST_BOX)
        return;
    *low = clamp((*low + *high - LEAST_BOX) / 2, most - LEAST_BOX);
    *high = *low + LEAST_BOX;
}

struct pixel_box page_picture_box(const struct page_geometry *geometry, int width, int height,
                                  const double box[4])
{
    double a[2], b[2];
    turn(geometry, box[0], box[1], a);
    turn(geometry, box[2], box[3], b);
    double left = (a[0] < b[0] ? a[0] : b[0]) * width, right = (a[0] < b[0] ? b[0] : a[0]) * width;
    double top = (a[1] < b[1] ? a[1] : b[1]) * height, low = (a[1] < b[1] ? b[1] : a[1]) * height;
    widen(&left, &right, width);
    widen(&top, &low, height);
    return (struct pixel_box){left, top, right - left, low - top};
}

static cairo_status_t append(void *argument, const unsigned char *bytes, unsigned int n)
{
    buf_append(argument, (struct str){(const char *)bytes, n});
    return CAIRO_STATUS_SUCCESS;
}

static void copy_pixels(const struct page_picture *picture, cairo_surface_t *surface)
{
    unsigned char *to = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    const unsigned char *from = (const unsigned char *)picture->pixels.p;
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++, from += 3) {
            uint32_t pixel = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];
            memcpy(to + (size_t)y * stride + (size_t)x * 4, &pixel, 4);
        }
    cairo_surface_mark_dirty(surface);
}

void page_picture_png(const struct page_picture *picture, const struct pixel_box *covered,
                      size_t count, struct buf *png)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture->width, picture->height);
    CHECK(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS);
    copy_pixels(picture, surface);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 0.85, 0.85, 0.85);
    for (size_t i = 0; i < count; i++)
        cairo_rectangle(cairo, covered[i].x - 1, covered[i].y - 1, covered[i].width + 2,
                        covered[i].height + 2);
    cairo_fill(cairo);
    cairo_destroy(cairo);
    CHECK(cairo_surface_write_to_png_stream(surface, append, png) == CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(surface);
}
