/* Pictures on sheets of A4. A JPEG goes into the PDF as it comes from the worker, without being
   packed a second time. */
#include "doc/paper_picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "doc/paper_flow.h"
#include "doc/paper_surface.h"
#include "doc/picture.h"

enum { MOST_PAGES = 300 };
static const double border = 28.35; /* 10 mm */

static cairo_surface_t *surface_of(const struct picture *picture)
{
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture->width, picture->height);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS)
        return image;
    if (picture->form == PICTURE_JPEG) {
        unsigned char *copy = malloc(picture->bytes.n);
        if (!copy)
            check_fail("out of memory");
        memcpy(copy, picture->bytes.p, picture->bytes.n);
        cairo_surface_set_mime_data(image, CAIRO_MIME_TYPE_JPEG, copy, picture->bytes.n, free, copy);
        return image;
    }
    size_t row = size_mul((size_t)picture->width, 4);
    size_t stride = (size_t)cairo_image_surface_get_stride(image);
    unsigned char *to = cairo_image_surface_get_data(image);
    CHECK(picture->bytes.n == size_mul(row, (size_t)picture->height) && stride >= row);
    for (int y = 0; y < picture->height; y++)
        memcpy(to + (size_t)y * stride, picture->bytes.p + (size_t)y * row, row);
    cairo_surface_mark_dirty(image);
    return image;
}

/* Upright or lying sheet, as the picture is; the picture is never drawn larger than 150 dpi makes it. */
static void draw_picture(cairo_t *cairo, cairo_surface_t *surface, const struct picture *picture)
{
    bool lying = picture->width > picture->height;
    double width = lying ? paper_page_height : paper_page_width;
    double height = lying ? paper_page_width : paper_page_height;
    double scale = 72.0 / 150.0;
    double across = (width - 2 * border) / picture->width;
    double down = (height - 2 * border) / picture->height;
    scale = across < scale ? across : scale;
    scale = down < scale ? down : scale;
    cairo_pdf_surface_set_size(surface, width, height);
    cairo_surface_t *image = surface_of(picture);
    cairo_save(cairo);
    cairo_translate(cairo, (width - picture->width * scale) / 2, border);
    cairo_scale(cairo, scale, scale);
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_show_page(cairo);
    cairo_surface_destroy(image);
}

static int draw_page(struct worker_pool *pool, const struct paper_source *source, int page,
                     cairo_t *cairo, cairo_surface_t *surface, int *pages, struct error *error)
{
    struct arena *arena = arena_create();
    struct picture picture;
    int failure = picture_read(pool, source->fd, page, 0, arena, &picture, error);
    if (!failure && picture.pages > MOST_PAGES)
        failure = ERROR(error, ERR_DOC_LIMIT, STR("300ページを超える画像です"));
    if (!failure) {
        *pages = picture.pages;
        draw_picture(cairo, surface, &picture);
    }
    arena_destroy(arena);
    return failure;
}

int paper_picture_pages(struct worker_pool *pool, const struct paper_source *source, struct buf *pdf,
                        struct error *error)
{
    struct arena *arena = arena_create();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(paper_append, pdf,
                                                                   paper_page_width,
                                                                   paper_page_height);
    paper_set_metadata(surface, source->name, source->created, arena);
    cairo_t *cairo = cairo_create(surface);
    int failure = 0, pages = 1;
    for (int page = 0; page < pages && !failure; page++)
        failure = draw_page(pool, source, page, cairo, surface, &pages, error);
    int closing = paper_close(cairo, surface, failure ? NULL : error);
    arena_destroy(arena);
    return failure ? failure : closing;
}
